"""Airspace and time limit asked of flight control, granted or refused, and closed again (Decree 348 art. 11-12)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Instant, Value
from wxmod.domain.geodesy import Azimuth
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.registry.versions import EVER, Horizon, Row, Telling, Written
from wxmod.domain.text import Code, Name, OneOrMore, Positive, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_, Term


class ClearanceStatus(Term):
    REQUESTED = "requested", N_("已申请")
    GRANTED = "granted", N_("已批准")
    DELAYED = "delayed", N_("暂缓答复")
    REFUSED = "refused", N_("不同意")
    CANCELLED = "cancelled", N_("已撤销")
    CLOSED = "closed", N_("已关闭")


_GIVEN = frozenset({ClearanceStatus.GRANTED, ClearanceStatus.CLOSED})
_OVER = frozenset({ClearanceStatus.CLOSED, ClearanceStatus.CANCELLED})
_OF_AN_ANSWER = frozenset({"status", "granted", "not_before"})
OPEN = frozenset(
    {
        ClearanceStatus.REQUESTED,
        ClearanceStatus.DELAYED,
        ClearanceStatus.GRANTED,
    }
)
"""Somebody still waits for something: an answer, the end of the window, the end report."""


class Clearance(Value):
    """One airspace application (空域申请) through its life.

    Attributes:
        number: The bureau's own number for it; unique.
        sites: Site codes it covers.
        equipment: Kinds it covers; empty means any.
        wanted: Window asked for.
        max_height_msl_m, azimuth_from_deg, azimuth_to_deg: As asked for, and once granted as granted.
        answered_at: When flight control answered last; a delay is an answer.
        not_before: Where the answer was to wait: until when.
        granted: Window given; None until flight control answers, and for ever when refused.
        approval: Flight control's number or name of the controller.
        started_at: When the start of firing was reported (作业开始报).
        closed_at: When the end was reported (作业结束报), or the application withdrawn.
    """

    number: Code
    sites: OneOrMore[Code]
    equipment: tuple[EquipmentKind, ...] = ()
    status: ClearanceStatus = ClearanceStatus.REQUESTED
    requested_at: Instant
    requested_by: Code
    wanted: Window
    max_height_msl_m: Positive | None = None
    azimuth_from_deg: Azimuth | None = None
    azimuth_to_deg: Azimuth | None = None
    answered_at: Instant | None = None
    not_before: Instant | None = None
    granted: Window | None = None
    approval: Name = ""
    started_at: Instant | None = None
    closed_at: Instant | None = None
    remarks: Remark = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.status is ClearanceStatus.CANCELLED:
            # Withdrawn before or after it was granted: either is whole.
            return self
        given = self.granted is not None
        if given != (self.status in _GIVEN):
            raise PydanticCustomError(
                "clearance_window", "a granted clearance has a window, others have none"
            )
        return self

    def covers(self, site: str, kind: EquipmentKind, time: Window) -> bool:
        """Whether firing *kind* from *site* throughout *time* was cleared."""
        if self.granted is None or not self.granted.covers(time):
            return False
        if site not in self.sites:
            return False
        if self.equipment and kind not in self.equipment:
            return False
        return self.closed_at is None or time.end <= self.closed_at


class Stretch(NamedTuple):
    """A part of a firing with the answer that was in force throughout it; None where there was none yet."""

    window: Window
    clearance: Clearance | None


def _answered(telling: Telling[Clearance]) -> frozenset[str]:
    """What an answer is about even where it says the same again: granted anew after a delay is granted."""
    if telling.body.answered_at == telling.written.since:
        return _OF_AN_ANSWER
    return frozenset()


class Answers:
    """Everything told of one application: asked, answered, extended, begun, given back.

    A later answer does not take away what an earlier one had allowed, whenever either was entered.

    Args:
        tellings: How it stood from each moment on, in the order they were entered.
    """

    def __init__(self, tellings: Sequence[Telling[Clearance]] = ()) -> None:
        self.tellings = tuple(tellings)
        self._row: Row[Clearance] | None = None
        self._first: datetime | None = None
        if tellings:
            self._row = Row(self.tellings, zone=UTC, restated=_answered)
            self._first = min(telling.written.since for telling in tellings)

    def at(self, moment: datetime) -> Clearance | None:
        """How it stood at a moment; None before anything was asked."""
        if self._row is None or self._first is None:
            return None
        if moment < self._first:
            return None
        return self._row.at(moment)

    @property
    def standing(self) -> Clearance | None:
        """How it stands now: once over it stays so, whatever is entered about an earlier time."""
        if self._row is None:
            return None
        latest = self._row.at(EVER)
        over = [telling.body for telling in self.tellings if telling.body.status in _OVER]
        if not over:
            return latest
        ended = over[-1]
        return latest.model_copy(
            update={
                "status": ended.status,
                "closed_at": ended.closed_at,
            }
        )

    def granted_by(self, moment: datetime) -> Written | None:
        """Where the window in force at a moment was entered; None where there was none."""
        clearance = self.at(moment)
        if self._row is None or clearance is None:
            return None
        if clearance.granted is None:
            return None
        source = self._row.source("granted", moment)
        return source.written

    def stretches(self, window: Window) -> list[Stretch]:
        """A window cut where the answer changed."""
        stretches = []
        start = window.start
        for end in (*self._turns(window), window.end):
            part = Window(start=start, end=end)
            stretches.append(Stretch(part, self.at(start)))
            start = end
        return stretches

    def _turns(self, window: Window) -> list[datetime]:
        """When the answer changed within a window, after its start."""
        turns = set()
        for telling in self.tellings:
            since = telling.written.since
            if window.start < since <= window.end:
                turns.add(since)
        return sorted(turns)

    def known_to(self, horizon: Horizon) -> "Answers":
        """What the record knew of it then."""
        known = [telling for telling in self.tellings if horizon.covers(telling.written)]
        return Answers(known)

    def late(self, horizon: Horizon, until: datetime) -> list[Written]:
        """What was entered beyond the horizon about a time no later than *until*."""
        late = []
        for telling in self.tellings:
            written = telling.written
            if written.since <= until and not horizon.covers(written):
                late.append(written)
        return late
