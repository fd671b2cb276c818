"""Giving instructions, taking answers, revising and cancelling.

Giving one is an intent: the ordinary rules judge what it orders as if it had been fired, with the fit rounds and people
that are there.  Answers and cancellations happened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from wxmod.actions import judging
from wxmod.actions.command.ordered import ordered_operation, with_clearance
from wxmod.actions.command.readiness import fit_rounds
from wxmod.actions.command.repeated import numbered_before
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.domain.command.instructions import (
    Deviation,
    Instructed,
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
    InstructionStatus,
    deviations,
)
from wxmod.domain.command.suspension import (
    SuspensionEvaluated,
    concerns,
    stops,
    stops_within,
    zones_of,
)
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.firing.aiming import Aim, BurnerPlan
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import next_free, normalise
from wxmod.domain.times import Window
from wxmod.domain.typed import FormFaults
from wxmod.planning.readiness import standing
from wxmod.rules import Finding, Instructing, Standby, check
from wxmod.rules.command.instructions import tolerance
from wxmod.stops import items
from wxmod.store import tables
from wxmod.wording import N_, _

Plan = Aim | BurnerPlan


def next_number(desk: Desk) -> str:
    """A free number for today's next instruction: ``ZL`` (指令), the day, and which one."""
    prefix = f"ZL{desk.today():%Y%m%d}-"
    return next_free(prefix, tables.command.instruction_numbers(desk.store, prefix))


def issue(
    desk: Desk,
    told: Instruction,
    *,
    waive: Waiver = NOTHING_WAIVED,
    uid: str | None = None,
    by: Plan | None = None,
) -> Outcome:
    """Give an instruction; the airspace granted for it is looked up where it names none.

    Args:
        by: The firing solution or burner's plan it follows from, judged once more with it.

    Raises:
        Refused: a rule blocks what it orders.
        BadInput: the number is taken.
    """
    with desk.store.writing():
        if earlier := numbered_before(desk, uid, "instruction"):
            return earlier
        if tables.command.instruction(desk.store, told.number):
            raise BadInput(N_("作业指令 {number} 已经下达"), number=told.number)
        _refuse_misdated(desk, told)
        whole = with_clearance(desk, told)
        findings = findings_of(desk, whole, by)
        desk.guard(whole.number, findings, waive)
        receipt = desk.write("instruction.issued", whole, at=whole.issued_at, uid=uid)
    return Outcome(whole.number, receipt, findings)


def revise(
    desk: Desk,
    told: Instruction,
    *,
    waive: Waiver = NOTHING_WAIVED,
    by: Plan | None = None,
) -> Outcome:
    """Tell an instruction anew; it has to be acknowledged again.

    Args:
        told: With the revision it is made from, and the reason.
        by: As `issue` takes it.

    Raises:
        Refused: a rule blocks what it orders.
        BadInput: no reason, cancelled, or revised by someone else meanwhile.
    """
    with desk.store.writing():
        held = get(desk, told.number)
        _refuse_cancelled(held)
        if not told.reason.strip():
            raise BadInput(N_("修订须写明原因"), remedy=N_("用 --reason 写明"))
        if told.revision != held.instruction.revision:
            raise BadInput(N_("作业指令 {number} 在此期间已被修订"), number=told.number)
        _refuse_misdated(desk, told)
        whole = with_clearance(
            desk,
            told.model_copy(update={"revision": told.revision + 1}),
        )
        findings = findings_of(desk, whole, by)
        desk.guard(whole.number, findings, waive)
        receipt = desk.write("instruction.revised", whole, at=whole.issued_at)
    return Outcome(whole.number, receipt, findings)


def answer(
    desk: Desk,
    number: str,
    by: str,
    *,
    refused: str = "",
    at: datetime | None = None,
    uid: str | None = None,
) -> Outcome:
    """Write that the site took the instruction down and read it back, or why it cannot carry it out.

    Raises:
        BadInput: it is cancelled; or suspended, and cannot be acknowledged.
        FormFaults: the answer is dated before the telling it answers, or still to come.
    """
    with desk.store.writing():
        if earlier := desk.earlier(uid):
            return Outcome(number, earlier)
        moment = at or desk.now()
        held = _standing_at(desk, number, moment)
        # An answer given before the end was, is told late; it has happened all the same.
        if held.cancelled is None or moment >= held.cancelled.at:
            _refuse_cancelled(held)
        if not refused:
            _refuse_stopped(held)
        body = InstructionAnswered(
            number=number,
            revision=held.instruction.revision,
            by=by,
            at=moment,
            accepted=not refused,
            reason=refused,
        )
        desk.happened({"at": moment})
        if moment < held.instruction.issued_at:
            raise FormFaults({"at": _known_since(desk, held.instruction)})
        receipt = desk.write("instruction.answered", body, at=moment, uid=uid)
    return Outcome(number, receipt)


def _known_since(desk: Desk, told: Instruction) -> str:
    text = _("第 {revision} 版 {at} 才下达，此前不可能答复或撤销")
    return text.format(
        revision=told.revision,
        at=f"{desk.local(told.issued_at):%m-%d %H:%M}",
    )


def cancel(
    desk: Desk,
    number: str,
    *,
    reason: str,
    by: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Write that the instruction no longer holds.

    Raises:
        BadInput: it is cancelled already.
        FormFaults: it is dated before the telling it ends, or still to come.
    """
    with desk.store.writing():
        held = get(desk, number)
        _refuse_cancelled(held)
        moment = at or desk.now()
        if moment < held.instruction.issued_at:
            raise FormFaults({"at": _known_since(desk, held.instruction)})
        body = InstructionCancelled(number=number, at=moment, reason=reason)
        receipt = desk.write("instruction.cancelled", body, at=moment, by=by)
    return Outcome(number, receipt)


def _refuse_cancelled(held: Instructed) -> None:
    if held.status is InstructionStatus.CANCELLED:
        raise BadInput(N_("作业指令 {number} 已撤销"), number=held.instruction.number)


def _refuse_stopped(held: Instructed) -> None:
    if held.status is InstructionStatus.SUSPENDED:
        raise BadInput(
            N_("作业指令 {number} 已暂停（{stops}），不能确认"),
            remedy=N_("等暂停解除，或撤销这条指令（wxmod plan instruction cancel）"),
            number=held.instruction.number,
            stops=items(held.stopped),
        )


def _refuse_misdated(desk: Desk, told: Instruction) -> None:
    """An instruction is known from when it is given, and is given when it is written."""
    at = told.issued_at
    desk.happened({"issued_at": at})
    minutes = desk.program.planning.clock_tolerance_minutes.value_on(desk.today()) or 0
    if at < desk.now() - timedelta(minutes=minutes):
        raise BadInput(
            N_("指令不能写成 {at} 下达：下达以登记为准"),
            remedy=N_("已发生的作业照实记录，不补指令；口头指令写在备注里"),
            at=f"{desk.local(at):%Y-%m-%d %H:%M}",
        )


def get(desk: Desk, number: str) -> Instructed:
    """The instruction of that number as it stands now.

    Raises:
        UnknownName: no such instruction.
    """
    return _standing_at(desk, number, desk.now())


def _standing_at(desk: Desk, number: str, moment: datetime) -> Instructed:
    """An instruction, suspended if a stop covered it at a moment."""
    looks = tables.command.suspensions(desk.store)
    return _suspended(desk, _on_record(desk, number), looks, moment)


def _on_record(desk: Desk, number: str) -> Instructed:
    held = tables.command.instruction(desk.store, number)
    if held is None:
        known = tables.command.instruction_numbers(desk.store)
        raise UnknownName(
            N_("作业指令"),
            number,
            known[-5:],
        )
    return held


def steps(held: Instructed) -> tuple[str, ...]:
    """What may be written of an instruction next, the likeliest first."""
    if held.status is InstructionStatus.CANCELLED:
        return ()
    if held.status is InstructionStatus.SUSPENDED:
        return ("cancel", "decline")
    if held.status is InstructionStatus.ISSUED:
        return ("acknowledge", "decline", "revise", "cancel")
    return ("revise", "cancel", "acknowledge", "decline")


def listed(desk: Desk) -> list[Instructed]:
    """Every instruction, in order of when it is to be carried out."""
    looks, now = tables.command.suspensions(desk.store), desk.now()
    return [_suspended(desk, held, looks, now) for held in tables.command.instructions(desk.store)]


_OUTSTANDING = frozenset({InstructionStatus.ISSUED, InstructionStatus.ACKNOWLEDGED})


def _suspended(
    desk: Desk, held: Instructed, looks: Sequence[SuspensionEvaluated], moment: datetime
) -> Instructed:
    """*held* suspended while a stop covers it; nothing is written, so that lifting the stop brings it back."""
    told = held.instruction
    if held.status not in _OUTSTANDING or told.window.end < moment:
        return held
    planning = desk.program.planning
    zones = zones_of(told.site, planning.zones)
    found = [
        stop
        for stop in stops(planning.suspension, looks, moment, zones)
        if concerns(stop, told.purpose)
    ]
    if not found:
        return held
    names = tuple(dict.fromkeys(stop.rule.label for stop in found))
    return held.model_copy(update={"status": InstructionStatus.SUSPENDED, "stopped": names})


def findings_of(
    desk: Desk,
    told: Instruction,
    by: Plan | None = None,
) -> tuple[Finding, ...]:
    """What the rules say of giving it: of the plan it follows from, of itself, and of firing what it orders."""
    imagined = ordered_operation(desk, told)
    then = max(desk.now(), told.window.end)
    asked = judging.for_operation(
        desk,
        imagined,
        judging.Asked(now=then),
    )
    # That a lot is not named (M307) is no fault of an order; that there is none to name (R422) is.
    fired = tuple(f for f in standing(imagined, asked) if f.code != "M307")
    known = judging.for_rounds(desk)
    planned: tuple[Finding, ...] = ()
    if by:
        planned = check(by, replace(known, clearance=asked.clearance))
    given = check(_instructing(desk, told), known)
    return (
        *planned,
        *given,
        *_empty(desk, told),
        *fired,
    )


def _instructing(desk: Desk, told: Instruction) -> Instructing:
    """The intent, with every other instruction for its hours that still holds."""
    at_once = tables.command.instructions(desk.store, during=told.window)
    others = [
        held.instruction
        for held in at_once
        if held.status in _OUTSTANDING and held.instruction.number != told.number
    ]
    return Instructing(instruction=told, others=tuple(others))


def _empty(desk: Desk, told: Instruction) -> Iterator[Finding]:
    """Units of the orders for which there is not one fit round."""
    known = judging.for_rounds(desk)
    for order in told.orders:
        unit = known.equipment.get(order.equipment)
        if unit and not fit_rounds(desk, unit, desk.now(), known):
            yield from check(
                Standby(equipment=unit.id, site=unit.site, rounds=0, crew=1),
                known,
            )


def compared(
    desk: Desk,
    operation: Operation,
    no: str | None = None,
) -> tuple[Deviation, ...]:
    """An operation held against the instruction it names, aspect by aspect; nothing where it names none on record.

    Args:
        no: Its number where it is on record: what is fired under one instruction counts together, each once.
    """
    number = normalise(operation.instruction_no)
    course = tables.command.course(desk.store, number) if number else None
    if course is None:
        return ()
    against = course.during(operation.window).against
    limits = tolerance(desk.program, operation)
    return deviations(
        against,
        operation,
        limits,
        judging.alongside(desk, operation, no),
    )


def carried_out(desk: Desk, number: str) -> dict[str, tuple[Deviation, ...]]:
    """The operations that name an instruction, each held against it."""
    by_operation = {}
    for no in tables.rounds.mission_operations(desk.store, number):
        row = tables.operations.operation(desk.store, no)
        if row:
            by_operation[row.no] = compared(desk, row.operation, row.no)
    return by_operation


def unexecuted(desk: Desk, window: Window) -> list[str]:
    """Instructions for a stretch that is over which nobody carried out.

    Not those that were called off, nor those that were stopped while they could still have been carried out.
    """
    looks = tables.command.suspensions(desk.store)
    numbers = []
    for held in tables.command.instructions(desk.store, during=window):
        instruction = held.instruction
        within = window.start <= instruction.window.start <= window.end
        if not within or instruction.window.end >= desk.now():
            continue
        if held.status is InstructionStatus.CANCELLED:
            continue
        if _was_stopped(desk, instruction, looks):
            continue
        if not tables.rounds.mission_operations(desk.store, instruction.number):
            numbers.append(instruction.number)
    return numbers


def _was_stopped(
    desk: Desk,
    instruction: Instruction,
    looks: Sequence[SuspensionEvaluated],
) -> bool:
    """Whether a stop covered any of the time an instruction was for."""
    planning = desk.program.planning
    zones = zones_of(instruction.site, planning.zones)
    stops = stops_within(planning.suspension, looks, instruction.window, zones)
    return any(concerns(stop, instruction.purpose) for stop in stops)
