"""Asking for airspace, noting the answer, and giving it back.  The request is an intent; the rest are facts."""

from collections.abc import Mapping
from datetime import datetime

from wxmod.actions import facts
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.times import Window
from wxmod.rules import ClearanceRequest, check
from wxmod.store import queries
from wxmod.wording import N_


def next_number(desk: Desk) -> str:
    """A free number for today's next application: ``KY`` (空域), the day, and which one."""
    prefix = f"KY{desk.today():%Y%m%d}-"
    return f"{prefix}{1 + sum(number.startswith(prefix) for number in queries.clearances(desk.store))}"


def request(
    desk: Desk, clearance: Clearance, *, waive: Mapping[str, str] | None = None, uid: str | None = None
) -> Outcome:
    """Write that airspace is asked for.

    Raises:
        Refused: a rule blocks it.
        BadInput: the number is taken.
    """
    with desk.store.writing():
        if queries.clearance(desk.store, clearance.number) and uid is None:
            raise BadInput(N_("空域申请号 {number} 已用过"), number=clearance.number)
        findings = check(ClearanceRequest(clearance=clearance), facts.for_clearance(desk))
        desk.guard(clearance.number, findings, waive or {})
        receipt = desk.write("airspace.requested", clearance, at=clearance.requested_at, uid=uid)
    return Outcome(clearance.number, receipt, findings)


def grant(desk: Desk, number: str, window: Window, *, approval: str = "", at: datetime | None = None) -> Outcome:
    """Write that flight control gave *window*.

    Raises:
        UnknownName: no such application.
        BadInput: it was closed or refused already.
    """
    return _answer(desk, number, ClearanceStatus.GRANTED, granted=window, approval=approval, at=at)


def refuse(desk: Desk, number: str, *, reason: str, at: datetime | None = None) -> Outcome:
    """Write that flight control said no."""
    return _answer(desk, number, ClearanceStatus.REFUSED, remarks=reason, at=at)


def close(desk: Desk, number: str, *, at: datetime | None = None) -> Outcome:
    """Write that the airspace was given back (作业结束报).

    Raises:
        BadInput: it was never granted.
    """
    held = get(desk, number)
    if held.status is not ClearanceStatus.GRANTED:
        raise BadInput(N_("空域申请 {number} 现为“{status}”，不能关闭"), number=number, status=held.status.label)
    moment = at or desk.now()
    closed = _changed(held, status=ClearanceStatus.CLOSED, closed_at=moment)
    return Outcome(number, desk.write("airspace.closed", closed, at=moment))


def get(desk: Desk, number: str) -> Clearance:
    """The application of that number.

    Raises:
        UnknownName: no such application.
    """
    held = queries.clearance(desk.store, number)
    if held is None:
        raise UnknownName(N_("空域申请"), number, list(queries.clearances(desk.store))[-5:])
    return held


def _answer(desk: Desk, number: str, status: ClearanceStatus, *, at: datetime | None, **told: object) -> Outcome:
    held = get(desk, number)
    if held.status in {ClearanceStatus.CLOSED, ClearanceStatus.REFUSED}:
        raise BadInput(N_("空域申请 {number} 现为“{status}”，不能再答复"), number=number, status=held.status.label)
    moment = at or desk.now()
    answered = _changed(held, status=status, answered_at=moment, **told)
    return Outcome(number, desk.write("airspace.answered", answered, at=moment))


def _changed(held: Clearance, **told: object) -> Clearance:
    return Clearance.model_validate(held.model_dump() | told)


def listed(desk: Desk) -> list[Clearance]:
    """Every application, oldest first."""
    return sorted(queries.clearances(desk.store).values(), key=lambda c: (c.requested_at, c.number))
