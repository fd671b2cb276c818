"""P80x: whether the work followed its instruction; P81x: whether an instruction may be given."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from wxmod.domain.command.instructions import Aspect, InstructionStatus, Tolerance, deviations
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.people import Role
from wxmod.program import Program
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts, Instructing
from wxmod.stops import items
from wxmod.wording import N_, _

_FOLLOW = N_("指令定时、定点、定量；偏离指令的作业说不清是谁的决定。")
_FIELDS = {
    Aspect.SITE: "site",
    Aspect.EQUIPMENT: "releases",
    Aspect.TIME: "releases",
    Aspect.AZIMUTH: "releases",
    Aspect.ELEVATION: "releases",
    Aspect.ROUNDS: "releases",
}


_GIVEN_AFTERWARDS = N_("作业之后才下达")
_REVISED = N_("第 {revision} 版{status}，按前一版作业")


def tolerance(program: Program, operation: Operation) -> Tolerance:
    """How far an operation may be off its instruction, as set on its day."""
    day, held = operation.window.start.astimezone(program.zone).date(), program.planning
    return Tolerance(
        minutes=held.deviation_minutes.value_on(day),
        azimuth_deg=held.deviation_azimuth_deg.value_on(day),
        elevation_deg=held.deviation_elevation_deg.value_on(day),
        rounds=held.deviation_rounds.value_on(day),
    )


@rule(
    "P801",
    "deviates-from-instruction",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{equipment}{aspect}偏离指令 {number}：指令 {ordered}，实际 {done}"),
    why=_FOLLOW,
    remedy=N_("核对记录；确实偏离的，在备注中写明原因。"),
    basis="follow-instruction",
)
def deviates_from_instruction(operation: Operation, facts: Facts) -> Iterator[Found]:
    if facts.instruction is None:
        return
    against = facts.instruction.during(operation.window).against
    limits = tolerance(facts.program, operation)
    for each in deviations(against, operation, limits, facts.alongside):
        if each.within is not False:
            continue
        ordered, done = each.ordered, each.done
        if each.aspect is Aspect.TIME:
            ordered, done = _clock(facts, ordered), _clock(facts, done)
        yield found(
            _FIELDS[each.aspect],
            equipment=f"{each.equipment} " if each.equipment else "",
            aspect=each.aspect,
            number=against.number,
            ordered=ordered,
            done=done or "-",
        )


def _clock(facts: Facts, words: str) -> str:
    return clock_span(words, facts.program.zone)


def clock_span(words: str, zone: tzinfo) -> str:
    """The times of a deviation, which are ISO 8601, on the county's clock; with the day of the end if another."""
    first, last = (datetime.fromisoformat(w).astimezone(zone) for w in words.split("/"))
    return f"{first:%m-%d %H:%M}–{last:{'%H:%M' if first.date() == last.date() else '%m-%d %H:%M'}}"


@rule(
    "P802",
    "no-instruction",
    on=Operation,
    severity=Severity.WARN,
    message=N_("没有登记过的作业指令"),
    why=_FOLLOW,
    remedy=N_("填写作业指令号；指令用 wxmod plan instruction issue 下达。"),
    basis="follow-instruction",
)
def no_instruction(operation: Operation, facts: Facts) -> Iterator[Found]:
    wanted = facts.program.planning.instruction_required.value_on(facts.day(operation.window.start))
    if wanted and facts.instruction is None:
        yield found("instruction_no")


@rule(
    "P803",
    "instruction-not-in-force",
    on=Operation,
    severity=Severity.WARN,
    message=N_("作业时指令 {number} 的状态是“{status}”，不能据此作业"),
    why=_FOLLOW,
    remedy=N_("核对指令号；没有确认的，先由作业点确认（wxmod plan instruction ack）。"),
    basis="follow-instruction",
)
def instruction_not_in_force(operation: Operation, facts: Facts) -> Iterator[Found]:
    if facts.instruction is None:
        return
    standing = facts.instruction.during(operation.window)
    if standing.status is InstructionStatus.ACKNOWLEDGED:
        return
    status = standing.status.label if standing.status else _(_GIVEN_AFTERWARDS)
    if standing.latest.revision != standing.against.revision:
        status = _(_REVISED).format(revision=standing.latest.revision, status=status)
    yield found("instruction_no", number=standing.latest.number, status=status)


@rule(
    "P811",
    "instruction-by-no-commander",
    on=Instructing,
    severity=Severity.BLOCK,
    message=N_("{person} 不是在册指挥员，不能下达作业指令"),
    why=_FOLLOW,
    remedy=N_("由指挥员下达；新任指挥员先登记（wxmod people add）。"),
    basis="follow-instruction",
)
def instruction_by_no_commander(asked: Instructing, facts: Facts) -> Iterator[Found]:
    who = facts.people.get(asked.instruction.issued_by)
    if who is None or Role.COMMANDER not in who.roles:
        yield found("issued_by", person=asked.instruction.issued_by)


@rule(
    "P812",
    "unit-not-at-the-site",
    on=Instructing,
    severity=Severity.BLOCK,
    message=N_("{equipment} 不在作业点 {site}"),
    why=_FOLLOW,
    remedy=N_("核对装备编号和作业点。"),
    basis="follow-instruction",
)
def unit_not_at_the_site(asked: Instructing, facts: Facts) -> Iterator[Found]:
    site = facts.site(asked.instruction.site, asked.instruction.window.start)
    for n, order in enumerate(asked.instruction.orders):
        unit = facts.equipment.get(order.equipment)
        if unit is None or unit.site != asked.instruction.site:
            name = site.name if site else asked.instruction.site
            yield found(f"orders.{n}.equipment", equipment=order.equipment, site=name)


@rule(
    "P813",
    "instruction-for-the-past",
    on=Instructing,
    severity=Severity.BLOCK,
    message=N_("指令的作业时段 {end:%m-%d %H:%M} 已经过去"),
    why=_FOLLOW,
    remedy=N_("核对日期和时刻；已发生的作业照实记录，不补指令。"),
    basis="follow-instruction",
)
def instruction_for_the_past(asked: Instructing, facts: Facts) -> Iterator[Found]:
    told = asked.instruction
    if told.window.end < min(facts.now, told.issued_at):
        yield found("window", end=told.window.end.astimezone(facts.program.zone))


@rule(
    "P814",
    "unit-ordered-twice",
    on=Instructing,
    severity=Severity.BLOCK,
    message=N_(
        "{equipment} 同一时段还有作业指令 {number}（{start:%m-%d %H:%M}–{end:%m-%d %H:%M}）"
    ),
    why=N_("一件装备同时有两条指令，作业点只能违反一条。"),
    remedy=N_("修订或撤销其中一条（wxmod plan instruction revise / cancel）。"),
    basis="follow-instruction",
)
def unit_ordered_twice(asked: Instructing, facts: Facts) -> Iterator[Found]:
    wanted = asked.instruction
    zone = facts.program.zone
    for n, order in enumerate(wanted.orders):
        for other in asked.others:
            units = {each.equipment for each in other.orders}
            apart = (
                other.window.end <= wanted.window.start or wanted.window.end <= other.window.start
            )
            if order.equipment not in units or apart:
                continue
            yield found(
                f"orders.{n}.equipment",
                equipment=order.equipment,
                number=other.number,
                start=other.window.start.astimezone(zone),
                end=other.window.end.astimezone(zone),
            )


@rule(
    "P815",
    "instruction-without-direction",
    on=Instructing,
    severity=Severity.NOTE,
    message=N_("{equipment} 的指令没有写{aspects}，作业后不能据此评判"),
    why=N_("作业指令给出时间、方位角、仰角和弹量；没写的一项，事后无从说按指令做了没有。"),
    remedy=N_("补上方位角和仰角；确实由作业点定的，在备注写明。"),
    basis="follow-instruction",
)
def instruction_without_direction(asked: Instructing, facts: Facts) -> Iterator[Found]:
    for n, order in enumerate(asked.instruction.orders):
        unit = facts.equipment.get(order.equipment)
        if unit is None or not unit.kind.fires:
            continue
        aims = ((Aspect.AZIMUTH, order.azimuths_deg), (Aspect.ELEVATION, order.elevations_deg))
        unsaid = [aspect.label for aspect, values in aims if not values]
        if unsaid:
            yield found(f"orders.{n}", equipment=order.equipment, aspects=items(unsaid))
