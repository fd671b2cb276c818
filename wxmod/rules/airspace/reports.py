"""A21x and A23x: height and start report of what was fired, and what an open application waits for."""

from collections.abc import Iterator
from datetime import timedelta

from wxmod.domain.airspace import ClearanceStatus
from wxmod.domain.operations.operation import Operation
from wxmod.rules.airspace.granted import firings
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import ClearanceOpen, ClearanceRequest, Facts
from wxmod.wording import N_

_GIVE_BACK = N_("不报结束，空域就不能及时还给民航。")


@rule(
    "A211",
    "height-not-cleared",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("播撒层顶 {top:g} m 高于空域批复的 {height:g} m"),
    why=N_("在批准的空域和时限之外发射，可能与航空器相遇，也违反管理条例。"),
    remedy=N_("核对播撒层顶高；需要更高的，先得到新的批复。"),
    basis="fire-within-clearance",
)
def height_not_cleared(operation: Operation, facts: Facts) -> Iterator[Found]:
    height = facts.clearance.max_height_msl_m if facts.clearance else None
    top = operation.seeding_top_msl_m
    if height is not None and top is not None and top > height and any(firings(operation, facts)):
        yield found("seeding_top_msl_m", top=top, height=height)


@rule(
    "A212",
    "start-not-reported",
    on=Operation,
    severity=Severity.WARN,
    message=N_("空域批复 {number} 首发前没有作业开始报"),
    why=N_("开始报使管制员知道何时起有弹在空中。"),
    remedy=N_("发射前电话报开始，并用 wxmod airspace start 登记。"),
    basis="report-airspace-use",
)
def start_not_reported(operation: Operation, facts: Facts) -> Iterator[Found]:
    held, fired = facts.clearance, [r.start for _n, r in firings(operation, facts)]
    wanted = facts.program.planning.airspace_start_report.value_on(
        facts.day(operation.window.start)
    )
    if (
        wanted
        and held
        and held.granted
        and fired
        and (held.started_at is None or held.started_at > min(fired))
    ):
        yield found("clearance", number=held.number)


@rule(
    "A225",
    "request-for-a-burner",
    on=ClearanceRequest,
    severity=Severity.WARN,
    message=N_("申请只含烟炉；烟炉不发射，不需要空域"),
    why=N_("不需要的申请占用空中交通资源。"),
    remedy=N_("不必申请，直接按作业记录。"),
    basis="clear-airspace",
)
def request_for_a_burner(request: ClearanceRequest, _facts: Facts) -> Iterator[Found]:
    kinds = request.clearance.equipment
    if kinds and not any(kind.fires for kind in kinds):
        yield found("equipment")


@rule(
    "A231",
    "answer-overdue",
    on=ClearanceOpen,
    severity=Severity.WARN,
    message=N_("空域申请 {number} 已 {minutes:.0f} 分钟没有答复"),
    why=N_("答复迟了，作业时机就过去了。"),
    remedy=N_("再次联系管制；得到答复后登记（wxmod airspace grant、delay 或 refuse）。"),
    basis="answer-in-time",
)
def answer_overdue(held: ClearanceOpen, facts: Facts) -> Iterator[Found]:
    asked = held.clearance
    limit = facts.program.planning.airspace_answer_minutes.value_on(facts.day(asked.requested_at))
    since = asked.not_before or asked.requested_at
    if asked.status in {ClearanceStatus.REQUESTED, ClearanceStatus.DELAYED} and limit is not None:
        waited = facts.now - since
        if waited > (timedelta() if asked.not_before else timedelta(minutes=limit)):
            yield found("answered_at", number=asked.number, minutes=waited.total_seconds() / 60)


@rule(
    "A232",
    "clearance-lapsing",
    on=ClearanceOpen,
    severity=Severity.WARN,
    message=N_("空域批复 {number} 只剩 {left:.0f} 分钟"),
    why=N_("批复临近失效时容易超时发射。"),
    remedy=N_("尽快结束，或先申请延时。"),
    basis="mind-the-lapse",
)
def clearance_lapsing(held: ClearanceOpen, facts: Facts) -> Iterator[Found]:
    granted = held.clearance.granted
    if granted is None or not granted.start <= facts.now <= granted.end:
        return
    margin = facts.program.settings.airspace_lapse_minutes.value_on(facts.day(granted.end))
    left = granted.end - facts.now
    if margin is not None and left < timedelta(minutes=margin):
        yield found("granted", number=held.clearance.number, left=left.total_seconds() / 60)


@rule(
    "A233",
    "end-report-overdue",
    on=ClearanceOpen,
    severity=Severity.WARN,
    message=N_("空域批复 {number} 到时已 {minutes:.0f} 分钟，还没有作业结束报"),
    why=_GIVE_BACK,
    remedy=N_("立即报作业结束，并用 wxmod airspace close 登记。"),
    basis="report-airspace-use",
)
def end_report_overdue(held: ClearanceOpen, facts: Facts) -> Iterator[Found]:
    granted = held.clearance.granted
    if granted is None:
        return
    limit = facts.program.planning.airspace_end_report_minutes.value_on(facts.day(granted.end))
    past = facts.now - granted.end
    if limit is not None and past > timedelta(minutes=limit):
        yield found("closed_at", number=held.clearance.number, minutes=past.total_seconds() / 60)
