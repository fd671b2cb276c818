"""P80x: whether the work followed its instruction; P81x: whether an instruction may be given."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from wxmod.domain.command.instructions import Aspect, InstructionStatus, Tolerance, deviations
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.people import Role
from wxmod.program import Program
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts, Instructing
from wxmod.wording import N_

_FOLLOW = N_("指令定时、定点、定量；偏离指令的作业说不清是谁的决定。")
_FIELDS = {
    Aspect.SITE: "site",
    Aspect.EQUIPMENT: "releases",
    Aspect.TIME: "releases",
    Aspect.AZIMUTH: "releases",
    Aspect.ELEVATION: "releases",
    Aspect.ROUNDS: "releases",
}


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
    told = facts.instruction.instruction
    for each in deviations(told, operation, tolerance(facts.program, operation)):
        if each.within is False:
            unit = f"{each.equipment} " if each.equipment else ""
            said = [
                _clock(facts, w) if each.aspect is Aspect.TIME else w
                for w in (each.ordered, each.done)
            ]
            named = {"equipment": unit, "aspect": each.aspect, "number": told.number}
            yield found(
                _FIELDS[each.aspect],
                **named,
                ordered=said[0],
                done=said[1] or "-",
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
    message=N_("作业指令 {number} {status}"),
    why=_FOLLOW,
    remedy=N_("核对指令号；没有确认的，先由作业点确认（wxmod plan instruction ack）。"),
    basis="follow-instruction",
)
def instruction_not_in_force(operation: Operation, facts: Facts) -> Iterator[Found]:
    held = facts.instruction
    status = held.status_at(operation.window.end) if held else None
    if held and status is not InstructionStatus.ACKNOWLEDGED:
        yield found("instruction_no", number=held.instruction.number, status=status)


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
    site = facts.site(asked.instruction.site)
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
