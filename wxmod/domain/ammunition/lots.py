"""Whether a lot may be used: expiry, and the quality notices (质量通报) that stop and release it, moment by moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from pydantic import Field

from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.base import Instant, Value
from wxmod.domain.errors import BadInput
from wxmod.domain.text import Code, Name, Remark
from wxmod.wording import N_


class LotStopped(Value):
    """A quality notice: from this moment the lot is quarantined wherever it is.

    Attributes:
        document: Number of the notice.
    """

    lot: Code
    at: Instant
    reason: Remark = Field(min_length=1)
    document: Name = ""


class LotResumed(LotStopped):
    """The notice is lifted: from this moment the lot may be used again."""


def stop_at(standings: Sequence[LotStopped], at: datetime) -> LotStopped | None:
    """The notice in force at a moment, or None; the latest word counts, and what is fired before it is not touched."""
    notices = [s for s in standings if s.at <= at]
    last = max(notices, key=lambda s: s.at, default=None)
    return None if isinstance(last, LotResumed) else last


def is_usable(
    lot: Lot,
    standings: Sequence[LotStopped],
    at: datetime,
    day: date,
) -> bool:
    """Whether rounds of *lot* may be handed out or fired at a moment of a (county) day."""
    if stop_at(standings, at) is not None:
        return False
    if lot.stopped_on is not None and day >= lot.stopped_on:
        return False
    # Rounds may still be used on the last day of their life.
    return lot.expires_on is None or day <= lot.expires_on


class Share(NamedTuple):
    """So many rounds of a lot to take from one place."""

    lot: Lot
    rounds: int


def first_to_expire(held: Sequence[tuple[Lot, int]], rounds: int) -> tuple[Share, ...]:
    """What to take of usable lots, the first to expire first; lots of unknown expiry come last.

    The shares come to fewer than *rounds* where there are not enough.
    """
    shares = []
    for lot, there in sorted(held, key=lambda each: _soonest(each[0])):
        taken = min(rounds, there)
        if taken:
            shares.append(Share(lot, taken))
            rounds -= taken
    return tuple(shares)


def _soonest(lot: Lot) -> tuple[date, str]:
    """What lots are taken in order of: expiry, unknown last, then number."""
    return lot.expires_on or date.max, lot.no


def passed_over(
    lot: Lot,
    source: str,
    held: Mapping[Held, int],
    usable: Sequence[Lot],
) -> Lot | None:
    """The usable lot of the same type at *source* that expires before *lot* does, or None."""
    older = []
    for other in usable:
        if other.no == lot.no or other.type != lot.type:
            continue
        there = held.get(Held(source, other.no), 0)
        # Of lots that expire on one day either may go first.
        if there > 0 and _soonest(other)[0] < _soonest(lot)[0]:
            older.append(other)
    return min(older, key=_soonest, default=None)


def completed(known: Lot, later: Lot) -> Lot:
    """*known* with the dates a later delivery tells.

    Raises:
        BadInput: the delivery tells something else of what was entered before.
    """
    for name in ("type", "maker", "made_on", "expires_on"):
        was, now = getattr(known, name), getattr(later, name)
        if was and now and was != now:
            raise BadInput(
                N_("批号 {lot} 已登记为 {was}，不是 {now}"),
                remedy=N_("核对批号；登记有误的用 wxmod stock amend 更正"),
                lot=known.no,
                was=was,
                now=now,
            )
    dates = {
        "made_on": known.made_on or later.made_on,
        "expires_on": known.expires_on or later.expires_on,
    }
    return known.model_copy(update=dates)
