"""D7xx: complete records, in time."""

from collections.abc import Iterator
from datetime import timedelta

from wxmod.domain.operations.operation import Operation
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts, Footing
from wxmod.wording import N_, _

_TRACE = N_("缺项的记录无法上报，也经不起追查。")
_NEEDED = (
    ("recorder", N_("记录人")),
    ("crew", N_("作业人员")),
    ("weather.before", N_("作业前天气")),
    ("weather.after", N_("作业后天气")),
)


@rule(
    "D701",
    "report-late",
    on=Operation,
    severity=Severity.WARN,
    message=N_("作业结束后 {hours} 小时内没有书面上报"),
    why=N_("作业信息须及时上报，超时计入考核。"),
    remedy=N_("立即上报，并记下上报时刻。"),
    basis="report-in-time",
)
def report_late(operation: Operation, facts: Facts) -> Iterator[Found]:
    hours = facts.program.settings.report_hours.value_on(facts.day(operation.window.end))
    if hours is None:
        return
    due = operation.window.end + timedelta(hours=hours)
    if (operation.reported_at or facts.now) > due:
        yield found("reported_at", hours=hours)


@rule(
    "D702",
    "record-incomplete",
    on=Operation,
    severity=Severity.WARN,
    message=N_("缺：{fields}"),
    why=_TRACE,
    remedy=N_("补齐后用 wxmod op correct 更正。"),
    basis="record-operations",
)
def record_incomplete(operation: Operation, facts: Facts) -> Iterator[Found]:
    told = {
        "recorder": operation.recorder,
        "crew": operation.crew,
        "weather.before": operation.weather.before,
        "weather.after": operation.weather.after,
    }
    missing = [(field, word) for field, word in _NEEDED if not told[field]]
    if missing:
        yield found(
            missing[0][0],
            fields="、".join(_(word) for _field, word in missing),
        )


@rule(
    "D703",
    "site-unknown",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("业务方案没有作业点 {site}"),
    why=N_("只能在省级气象主管机构批准的作业点作业。"),
    remedy=N_("核对作业点编码。"),
    basis="approved-sites",
)
def site_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    if facts.site(operation.site, operation.window.start) is None:
        yield found("site", site=operation.site)


@rule(
    "D704",
    "area-not-stated",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("没有影响面积"),
    why=N_("累计影响面积是年度报告的指标。"),
    remedy=N_("填写面积，或在业务方案中设置计算方法。"),
    basis="record-operations",
)
def area_not_stated(operation: Operation, facts: Facts) -> Iterator[Found]:
    if operation.area is None:
        yield found("area")


@rule(
    "D705",
    "operation-in-the-future",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("结束时刻 {end:%Y-%m-%d %H:%M} 还没有到"),
    why=N_("记录的是已经发生的事。"),
    remedy=N_("核对日期和时刻。"),
    basis="record-operations",
)
def operation_in_the_future(operation: Operation, facts: Facts) -> Iterator[Found]:
    if operation.window.end > facts.now:
        yield found("releases.0.end", end=operation.window.end.astimezone(facts.program.zone))


@rule(
    "D706",
    "nothing-released",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{equipment} 用弹为零"),
    why=N_("没有释放催化剂就不是一次作业。"),
    remedy=N_("核对用弹量；没有作业的不要记成作业。"),
    basis="record-operations",
)
def nothing_released(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in enumerate(operation.releases):
        if not release.rounds and not release.duds:
            yield found(f"releases.{n}.rounds", equipment=release.equipment)


@rule(
    "D707",
    "process-not-named",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("没有关联天气过程"),
    why=N_("过程与作业关联后，才能统计抓住了几次有利过程。"),
    remedy=N_("填写过程编号，或先确认过程（wxmod weather confirm）。"),
    basis="record-operations",
)
def process_not_named(operation: Operation, facts: Facts) -> Iterator[Found]:
    if operation.process is None:
        yield found("process")


@rule(
    "D708",
    "figures-do-not-foot",
    on=Footing,
    severity=Severity.WARN,
    message=N_(
        "{name} 两种算法不符：作业记录 {ours:g}，弹药账或分项合计 {other:g}；查明后才能定稿。"
    ),
    why=N_("同一个数在年度汇总、弹药账和分项里不一样，哪一个都不能上报。"),
    remedy=N_("从两边的作业编号和流水号查起；漏记的补记，记错的更正。"),
    basis="record-operations",
)
def figures_disagree(footing: Footing, _facts: Facts) -> Iterator[Found]:
    if footing.ours != footing.other:
        yield found("ours", name=footing.name, ours=footing.ours, other=footing.other)
