"""Asking for airspace, noting the answer, reporting the start, and giving it back.

The request is an intent; the rest are facts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.actions import judging
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.domain.airspace import OPEN, Clearance, ClearanceStatus
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import next_free
from wxmod.domain.times import Window
from wxmod.planning import airspace as planned
from wxmod.planning.airspace import Deadline, Message, MessageKind
from wxmod.rules import ClearanceOpen, ClearanceRequest, Finding, check
from wxmod.store import tables
from wxmod.wording import N_

_FINAL = N_("空域申请 {number} 现为“{status}”，不能再答复")


class Limits(NamedTuple):
    """What flight control gave otherwise than asked for; None leaves what was asked for or what it gave before.

    Attributes:
        azimuths_deg: Clockwise, from and to.
    """

    max_height_msl_m: float | None = None
    azimuths_deg: tuple[float, float] | None = None


AS_ASKED = Limits()


class Watched(NamedTuple):
    """An open application, what it waits for, and what the rules say of it now."""

    clearance: Clearance
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]


def next_number(desk: Desk) -> str:
    """A free number for today's next application: ``KY`` (空域), the day, and which one."""
    prefix = f"KY{desk.today():%Y%m%d}-"
    return next_free(prefix, tables.airspace.numbers(desk.store, prefix))


def kinds_at(desk: Desk, sites: Sequence[str]) -> tuple[EquipmentKind, ...]:
    """Kinds of guns and launchers that stand at *sites*: what an application is for, where nobody says otherwise."""
    units = tables.registry.equipment(desk.store).values()
    return tuple(dict.fromkeys(u.kind for u in units if u.site in sites and u.kind.fires))


def request(
    desk: Desk,
    clearance: Clearance,
    *,
    waive: Waiver = NOTHING_WAIVED,
    uid: str | None = None,
) -> Outcome:
    """Write that airspace is asked for.

    Raises:
        Refused: a rule blocks it.
        BadInput: the number is taken.
    """
    with desk.store.writing():
        if desk.earlier(uid):  # judged already; another content under its key is refused
            return Outcome(clearance.number, desk.write("airspace.requested", clearance, uid=uid))
        if tables.airspace.clearance(desk.store, clearance.number):
            raise BadInput(N_("空域申请号 {number} 已用过"), number=clearance.number)
        findings = check(ClearanceRequest(clearance=clearance), judging.for_clearance(desk))
        desk.guard(clearance.number, findings, waive)
        receipt = desk.write("airspace.requested", clearance, at=clearance.requested_at, uid=uid)
    return Outcome(clearance.number, receipt, findings)


def grant(
    desk: Desk,
    number: str,
    window: Window,
    *,
    approval: str = "",
    at: datetime | None = None,
    limits: Limits = AS_ASKED,
) -> Outcome:
    """Write that flight control gave *window*; a later answer replaces an earlier one (an extension, say).

    Args:
        approval: Its number or who gave it; an extension without one goes on under the one before.

    Raises:
        UnknownName: no such application.
        BadInput: it was closed, withdrawn or refused already.
    """
    told: dict[str, object] = {"granted": window} | ({"approval": approval} if approval else {})
    if limits.max_height_msl_m is not None:
        told["max_height_msl_m"] = limits.max_height_msl_m
    if limits.azimuths_deg is not None:
        told |= dict(zip(("azimuth_from_deg", "azimuth_to_deg"), limits.azimuths_deg, strict=True))
    return _answer(desk, number, ClearanceStatus.GRANTED, at=at, **told)


def refuse(
    desk: Desk,
    number: str,
    *,
    reason: str,
    at: datetime | None = None,
) -> Outcome:
    """Write that flight control said no."""
    return _answer(
        desk,
        number,
        ClearanceStatus.REFUSED,
        granted=None,
        approval="",
        remarks=reason,
        at=at,
    )


def delay(
    desk: Desk,
    number: str,
    until: datetime,
    *,
    reason: str = "",
    at: datetime | None = None,
) -> Outcome:
    """Write that flight control will answer later, not before *until*."""
    told = {"granted": None, "approval": "", "not_before": until} | (
        {"remarks": reason} if reason else {}
    )
    return _answer(desk, number, ClearanceStatus.DELAYED, at=at, **told)


def start(desk: Desk, number: str, *, at: datetime | None = None) -> Outcome:
    """Write that the start of firing was reported (作业开始报); the first report counts.

    Raises:
        BadInput: it is not granted, or its start is reported already.
    """
    with desk.store.writing():
        held = get(desk, number)
        if held.status is not ClearanceStatus.GRANTED:
            raise BadInput(
                N_("空域申请 {number} 现为“{status}”，不能报开始"),
                number=number,
                status=held.status.label,
            )
        if held.started_at:
            raise BadInput(N_("空域申请 {number} 已报过开始"), number=number)
        moment = at or desk.now()
        receipt = desk.write("airspace.started", _changed(held, started_at=moment), at=moment)
    return Outcome(number, receipt, _open_findings(desk, get(desk, number)))


def cancel(
    desk: Desk,
    number: str,
    *,
    reason: str,
    at: datetime | None = None,
) -> Outcome:
    """Write that the application, or what was granted, was given up before anything was fired under it.

    Raises:
        BadInput: it is not open, or its start was reported: then it is closed, not withdrawn.
    """
    with desk.store.writing():
        held = get(desk, number)
        if held.status not in OPEN or held.started_at:
            raise BadInput(
                N_("空域申请 {number} 现为“{status}”，不能撤销"),
                remedy=N_("已报开始的，用 wxmod airspace close"),
                number=number,
                status=held.status.label,
            )
        moment = at or desk.now()
        gone = _changed(held, status=ClearanceStatus.CANCELLED, closed_at=moment, remarks=reason)
        receipt = desk.write("airspace.cancelled", gone, at=moment)
    return Outcome(number, receipt)


def close(desk: Desk, number: str, *, at: datetime | None = None) -> Outcome:
    """Write that the airspace was given back (作业结束报).

    Raises:
        BadInput: it was never granted.
    """
    with desk.store.writing():
        held = get(desk, number)
        if held.status is not ClearanceStatus.GRANTED:
            raise BadInput(
                N_("空域申请 {number} 现为“{status}”，不能关闭"),
                number=number,
                status=held.status.label,
            )
        moment = at or desk.now()
        closed = _changed(held, status=ClearanceStatus.CLOSED, closed_at=moment)
        receipt = desk.write("airspace.closed", closed, at=moment)
    return Outcome(number, receipt)


def watch(desk: Desk) -> list[Watched]:
    """Every open application with what it waits for; the most pressing first."""
    now, settings = desk.local(desk.now()), desk.program.planning
    waiting = [held for held in listed(desk) if held.status in OPEN]
    found = [
        Watched(c, planned.deadlines(c, settings, now), _open_findings(desk, c)) for c in waiting
    ]
    return sorted(
        found,
        key=lambda w: w.deadlines[0].at if w.deadlines else w.clearance.wanted.end,
    )


def message(desk: Desk, number: str, kind: MessageKind) -> Message:
    """The message of that kind to flight control about an application."""
    return planned.message(kind, get(desk, number), desk.program, desk.now())


def steps(held: Clearance) -> tuple[str, ...]:
    """What may be written of an application next, as the actions here are named, the likeliest first."""
    if held.status not in OPEN:
        return ()
    answers = ("grant", "delay", "refuse", "cancel")
    if held.status is not ClearanceStatus.GRANTED:
        return answers
    return (
        ("close", "grant")
        if held.started_at
        else ("start", "grant", "close", "cancel", "delay", "refuse")
    )


_MESSAGES = {
    ClearanceStatus.GRANTED: MessageKind.START,
    ClearanceStatus.CLOSED: MessageKind.END,
    ClearanceStatus.CANCELLED: MessageKind.CANCEL,
}


def messages(desk: Desk, number: str) -> list[Message]:
    """Every message about an application, the one its state calls for in front."""
    first = _MESSAGES.get(get(desk, number).status, MessageKind.REQUEST)
    return [
        message(desk, number, kind)
        for kind in sorted(MessageKind, key=lambda kind: kind is not first)
    ]


def ordered(desk: Desk) -> list[Watched]:
    """Open applications, the most pressing first; then what is over, the latest first."""
    over = [held for held in listed(desk) if held.status not in OPEN]
    return [
        *watch(desk),
        *(Watched(held, (), ()) for held in reversed(over)),
    ]


def _open_findings(desk: Desk, held: Clearance) -> tuple[Finding, ...]:
    return check(ClearanceOpen(clearance=held), judging.for_clearance(desk))


def get(desk: Desk, number: str) -> Clearance:
    """The application of that number.

    Raises:
        UnknownName: no such application.
    """
    held = tables.airspace.clearance(desk.store, number)
    if held is None:
        raise UnknownName(
            N_("空域申请"),
            number,
            tables.airspace.numbers(desk.store)[-5:],
        )
    return held


class Step(NamedTuple):
    """One thing told of an application.

    Attributes:
        at: When it happened; `recorded_at` when it was entered.
        is_late: Whether that was afterwards (补记).
    """

    ref: str
    at: datetime
    recorded_at: datetime
    is_late: bool
    clearance: Clearance


def history(desk: Desk, number: str) -> list[Step]:
    """Everything told of an application, in order of when it happened.

    Raises:
        UnknownName: no such application.
    """
    get(desk, number)
    found = []
    for telling in tables.airspace.answers(desk.store, number).tellings:
        written = telling.written
        ref = f"{written.chain}:{written.seq}"
        step = Step(ref, written.since, written.recorded_at, written.is_late, telling.body)
        found.append(step)
    return sorted(found, key=_happened)


def _happened(step: Step) -> tuple[datetime, datetime]:
    return step.at, step.recorded_at


def _answer(
    desk: Desk,
    number: str,
    status: ClearanceStatus,
    *,
    at: datetime | None,
    **told: object,
) -> Outcome:
    with desk.store.writing():
        held = get(desk, number)
        if held.status not in OPEN:
            raise BadInput(_FINAL, number=number, status=held.status.label)
        if held.started_at and status is not ClearanceStatus.GRANTED:
            # What was fired before was cleared; only what comes after is not.
            how = N_("管制收回的，按收回时刻用 wxmod airspace close 登记")
            raise BadInput(N_("空域申请 {number} 已报过开始"), remedy=how, number=number)
        moment = at or desk.now()
        answered = _changed(held, status=status, answered_at=moment, **told)
        receipt = desk.write("airspace.answered", answered, at=moment)
    return Outcome(number, receipt)


def _changed(held: Clearance, **told: object) -> Clearance:
    return Clearance.model_validate(held.model_dump() | told)


def listed(desk: Desk) -> list[Clearance]:
    """Every application, oldest first."""
    return sorted(
        tables.airspace.clearances(desk.store).values(),
        key=lambda c: (c.requested_at, c.number),
    )
