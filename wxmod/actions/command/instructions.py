"""Giving instructions, taking answers, revising and cancelling; and forms pre-filled from them.

Giving one is an intent: the ordinary rules judge what it orders as if it had been fired, with the fit rounds and people
that are there.  Answers and cancellations happened.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from wxmod.actions import judging
from wxmod.actions.command.readiness import fit_rounds, granted
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.command.instructions import (
    Deviation,
    Instructed,
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
    InstructionStatus,
    Order,
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
from wxmod.domain.geodesy import swept
from wxmod.domain.operations.operation import RELEASE_COLUMNS, CrewMember, Operation, Release
from wxmod.domain.text import next_free, normalise
from wxmod.domain.times import Window
from wxmod.domain.typed import FormFaults
from wxmod.planning.readiness import Asked, judge, standing
from wxmod.rules import Finding, Instructing, Standby, check
from wxmod.rules.command.instructions import tolerance
from wxmod.stops import items
from wxmod.store import tables
from wxmod.wording import N_, _

Plan = Aim | BurnerPlan


def next_number(desk: Desk) -> str:
    """A free number for today's next instruction: ``ZL`` (指令), the day, and which one."""
    prefix = f"ZL{desk.today():%Y%m%d}-"
    return next_free(
        prefix, {i.instruction.number for i in tables.command.instructions(desk.store)}
    )


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
        if earlier := desk.earlier(uid):
            return Outcome(
                tables.command.numbered(
                    desk.store,
                    "instruction",
                    earlier.chain,
                    earlier.seq,
                ),
                earlier,
            )
        if tables.command.instruction(desk.store, told.number):
            raise BadInput(N_("作业指令 {number} 已经下达"), number=told.number)
        _refuse_misdated(desk, told)
        whole = _with_clearance(desk, told)
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
        whole = _with_clearance(
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
        held = get(desk, number)
        _refuse_cancelled(held)
        if not refused:
            _refuse_stopped(held)
        moment = at or desk.now()
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
    text = _(N_("第 {revision} 版 {at} 才下达，此前不可能答复"))
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
    """
    with desk.store.writing():
        _refuse_cancelled(get(desk, number))
        moment = at or desk.now()
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
    """The instruction of that number.

    Raises:
        UnknownName: no such instruction.
    """
    held = tables.command.instruction(desk.store, number)
    if held is None:
        known = [i.instruction.number for i in tables.command.instructions(desk.store)]
        raise UnknownName(
            N_("作业指令"),
            number,
            known[-5:],
        )
    return _suspended(
        desk,
        held,
        tables.command.suspensions(desk.store),
    )


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
    looks = tables.command.suspensions(desk.store)
    return [_suspended(desk, held, looks) for held in tables.command.instructions(desk.store)]


_OUTSTANDING = frozenset({InstructionStatus.ISSUED, InstructionStatus.ACKNOWLEDGED})


def _suspended(desk: Desk, held: Instructed, looks: Sequence[SuspensionEvaluated]) -> Instructed:
    """*held* suspended while a stop covers it; nothing is written, so that lifting the stop brings it back."""
    now, told = desk.now(), held.instruction
    if held.status not in _OUTSTANDING or told.window.end < now:
        return held
    planning = desk.program.planning
    zones = zones_of(told.site, planning.zones)
    found = [
        stop
        for stop in stops(planning.suspension, looks, now, zones)
        if concerns(stop, told.purpose)
    ]
    if not found:
        return held
    names = tuple(dict.fromkeys(stop.rule.label for stop in found))
    return held.model_copy(update={"status": InstructionStatus.SUSPENDED, "stopped": names})


def findings_of(desk: Desk, told: Instruction, by: Plan | None = None) -> tuple[Finding, ...]:
    """What the rules say of giving it: of the plan it follows from, of itself, and of firing what it orders."""
    imagined = _operation(desk, told)
    then = max(desk.now(), told.window.end)
    asked = judging.for_operation(
        desk,
        imagined,
        judging.Asked(now=then),
    )
    # That a lot is not named (M307) is no fault of an order; that there is none to name (R422) is.
    fired = tuple(f for f in standing(imagined, asked) if f.code != "M307")
    planned = (
        check(
            by,
            replace(judging.for_rounds(desk), clearance=asked.clearance),
        )
        if by
        else ()
    )
    return (
        *planned,
        *check(
            _instructing(desk, told),
            judging.for_rounds(desk),
        ),
        *_empty(desk, told),
        *fired,
    )


def _instructing(desk: Desk, told: Instruction) -> Instructing:
    """The intent, with every other instruction that still holds."""
    others = [
        held.instruction
        for held in tables.command.instructions(desk.store)
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


def compared(desk: Desk, operation: Operation, no: str | None = None) -> tuple[Deviation, ...]:
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
    names = tables.rounds.mission_operations(desk.store, number)
    rows = [tables.operations.operation(desk.store, no) for no in names]
    return {row.no: compared(desk, row.operation, row.no) for row in rows if row}


def unexecuted(desk: Desk, window: Window) -> list[str]:
    """Instructions for a stretch that is over which nobody carried out.

    Not those that were called off, nor those that were stopped while they could still have been carried out.
    """
    looks = tables.command.suspensions(desk.store)
    planning = desk.program.planning
    found = []
    for held in tables.command.instructions(desk.store):
        told = held.instruction
        within = window.start <= told.window.start <= window.end
        if not within or told.window.end >= desk.now():
            continue
        zones = zones_of(told.site, planning.zones)
        halted = stops_within(planning.suspension, looks, told.window, zones)
        called_off = held.status is InstructionStatus.CANCELLED
        if called_off or any(concerns(stop, told.purpose) for stop in halted):
            continue
        if not tables.rounds.mission_operations(desk.store, told.number):
            found.append(told.number)
    return found


def prefill(
    desk: Desk,
    number: str,
    words: Mapping[str, str],
    releases: Sequence[Mapping[str, str]] = (),
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The words of an operation form as the instruction has them; what was typed stands.

    Times and lots are never filled in: only who was there knows them.

    Args:
        words, releases: As `wxmod.words.forms.operation_from_words` takes them.

    Raises:
        UnknownName: no such instruction.
    """
    ordered = get(desk, number).instruction
    first = {name: words[name] for name in RELEASE_COLUMNS if words.get(name)}
    typed = [first] if first else []
    typed += [dict(row) for row in releases]
    rows = [_ordered(ordered, row) for row in typed] or [_row(order) for order in ordered.orders]
    rest = {name: text for name, text in words.items() if text and name not in RELEASE_COLUMNS}
    return _heading(ordered) | rest, rows


def _heading(ordered: Instruction) -> dict[str, str]:
    """What an instruction tells of the whole operation."""
    fields = {
        "site": ordered.site,
        "purpose": ordered.purpose.value,
        "process": ordered.process,
        "joint": ordered.joint,
        "clearance": ordered.clearance,
        "commander": ordered.issued_by,
        "instruction_no": ordered.number,
        "instructed_at": ordered.issued_at.isoformat(),
    }
    return {name: text for name, text in fields.items() if text}


def _ordered(told: Instruction, typed: Mapping[str, str]) -> dict[str, str]:
    """One typed release with what was ordered of its unit; the only order, where no unit was typed."""
    unit = typed.get("equipment") or (told.orders[0].equipment if len(told.orders) == 1 else "")
    order = next((o for o in told.orders if o.equipment == unit), None)
    return (_row(order) if order else {}) | dict(typed)


def _row(order: Order) -> dict[str, str]:
    row = {
        "equipment": order.equipment,
        "rounds": f"{order.rounds}",
    }
    for name, values in (
        ("azimuths_deg", order.azimuths_deg),
        ("elevations_deg", order.elevations_deg),
    ):
        if values:
            row[name] = " ".join(f"{v:g}" for v in values)
    return row


def _with_clearance(desk: Desk, told: Instruction) -> Instruction:
    """*told* with the airspace granted to its units then, where it names none."""
    if told.clearance:
        return told
    units = tables.registry.equipment(desk.store)
    for order in told.orders:
        unit = units.get(order.equipment)
        if unit and unit.kind.fires and (found := granted(desk, unit, told.window)):
            return told.model_copy(update={"clearance": found.number})
    return told


def _operation(desk: Desk, told: Instruction) -> Operation:
    """What it orders as if it had been fired, with the rounds and people the site has."""
    taken: Counter[Held] = Counter()
    releases = [release for order in told.orders for release in _releases(desk, told, order, taken)]
    return Operation(
        site=told.site,
        purpose=told.purpose,
        process=told.process,
        joint=told.joint,
        clearance=told.clearance,
        releases=tuple(releases),
        commander=told.issued_by,
        crew=tuple(CrewMember(person=p) for p in _crew(desk, told)),
    )


def _releases(
    desk: Desk,
    told: Instruction,
    order: Order,
    taken: Counter[Held],
) -> Iterator[Release]:
    """One release a lot, the lot to be used first in front; what no lot covers is asked of the last one.

    Args:
        taken: What the orders before it take of each lot; this one's share is added.
    """
    unit = tables.registry.equipment(desk.store).get(order.equipment)
    rounds = (
        fit_rounds(
            desk,
            unit,
            desk.now(),
            judging.for_rounds(desk),
        )
        if unit
        else {}
    )
    left, shares = order.rounds, dict[Held, int]()
    for held, there in rounds.items():
        shares[held] = max(
            0,
            min(left, there - taken[held]),
        )
        left -= shares[held]
    if left and shares:
        shares[next(reversed(shares))] += left
    taken.update(shares)
    common = {
        "equipment": order.equipment,
        "start": told.window.start,
        "end": told.window.end,
        # A sweep passes everything between its ends.
        "azimuths_deg": swept(*order.azimuths_deg)
        if len(order.azimuths_deg) > 1
        else order.azimuths_deg,
        "elevations_deg": order.elevations_deg,
    }
    for held, n in shares.items():
        if n:
            yield Release.model_validate(
                common
                | {
                    "lot": held.lot,
                    "place": held.place,
                    "rounds": n,
                }
            )
    if not shares:
        yield Release.model_validate(common | {"rounds": order.rounds})


def _crew(desk: Desk, told: Instruction) -> tuple[str, ...]:
    units = tables.registry.equipment(desk.store)
    unit = next(
        (units[o.equipment] for o in told.orders if o.equipment in units),
        None,
    )
    if unit is None:
        return ()
    people = tuple(tables.registry.people(desk.store).values())
    found = judge(
        Asked(
            unit,
            told.window.start,
            {},
            people,
            None,
        ),
        judging.for_rounds(desk),
    )
    return found.crew or tuple(p.id for p in people if p.site == told.site)


def _passed(azimuths_deg: Sequence[float]) -> Sequence[float]:
    """Every direction fired in: two azimuths of an order are the ends of a sweep, which passes all between them."""
    return swept(*azimuths_deg) if len(azimuths_deg) > 1 else azimuths_deg
