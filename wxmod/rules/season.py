"""S1xx: the season announced for each purpose."""

from collections.abc import Iterator

from wxmod.domain.operations.operation import Operation
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_


@rule(
    "S101",
    "firing-outside-season",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{day} 不在{purpose}作业期 {season} 内"),
    why=N_("作业期由年度计划批准并公告；人员、保险和公告都以它为准。"),
    remedy=N_("核对日期和作业目的；确需延长作业期的，先取得批准文件，再在业务方案中登记。"),
    basis="operate-in-season",
)
def firing_outside_season(operation: Operation, facts: Facts) -> Iterator[Found]:
    for day in sorted({facts.day(at) for r in operation.releases for at in (r.start, r.end)}):
        season = facts.program.season(operation.purpose, day)
        if season and season.value and not season.value.includes(day):
            yield found("releases", day=day, purpose=operation.purpose, season=season.value)


@rule(
    "S102",
    "season-unknown",
    on=Operation,
    severity=Severity.WARN,
    message=N_("业务方案没有 {day} 有效的{purpose}作业期"),
    why=N_("没有登记作业期，就无法判断这次作业是否在批准的时间内。"),
    remedy=N_("在业务方案 settings.season 中登记该年度的作业期及其文件。"),
    basis="operate-in-season",
)
def season_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    day = facts.day(operation.window.start)
    season = facts.program.season(operation.purpose, day)
    if season is None or season.value is None:
        yield found("purpose", day=day, purpose=operation.purpose)
