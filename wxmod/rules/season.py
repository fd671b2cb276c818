"""S1xx: the season announced for each purpose."""

from collections.abc import Iterator

from wxmod.domain.operations.operation import Operation
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.stops import aside
from wxmod.wording import N_, _


@rule(
    "S101",
    "firing-outside-season",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{day} 不在{purpose}作业期 {season} 内"),
    why=N_("作业期由年度计划批准并公告；人员、保险和公告都以它为准。"),
    remedy=N_("核对日期和作业目的；确需延长作业期的，先取得批准文件，再在业务方案中登记。"),
    basis="season-of-the-plan",
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
    message=N_("业务方案没有 {year} 年度的{purpose}作业期{last}"),
    why=N_("作业期由当年批准的工作计划定；去年的计划不能替今年说话。"),
    remedy=N_("在业务方案 settings.season 中登记该年度的作业期及其文件（since 写当年）。"),
    basis="approved-plan",
)
def season_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    day = facts.day(operation.window.start)
    season = facts.program.season(operation.purpose, day)
    if season is not None and season.value is not None:
        return
    last = facts.program.last_season(operation.purpose, day)
    said = ""
    if last and last.value and last.since.year != day.year:
        sentence = _(N_("最近的是 {year} 年的 {season}，不沿用"))
        said = aside(sentence.format(year=last.since.year, season=last.value))
    yield found("purpose", year=day.year, purpose=operation.purpose, last=said)
