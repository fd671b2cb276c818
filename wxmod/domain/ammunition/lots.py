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
    last: LotStopped | None = None
    for notice in standings:
        if notice.at > at:
            continue
        # Of two of one moment the first counts.
        if last is None or notice.at > last.at:
            last = notice
    if isinstance(last, LotResumed):
        return None
    return last


def is_usable(
    lot: Lot,
    standings: Sequence[LotStopped],
    at: datetime,
    day: date,
) -> bool:
    """Whether rounds of *lot* may be handed out or fired at a moment of a (county) day."""
    if stop_at(standings, at):
        return False
    if lot.stopped_on and day >= lot.stopped_on:
        return False
    # Rounds may still be used on the last day of their life.
    return day <= _last_day(lot)


class Share(NamedTuple):
    """So many rounds of a lot to take from one place."""

    lot: Lot
    rounds: int


def first_to_expire(held: Sequence[tuple[Lot, int]], rounds: int) -> tuple[Share, ...]:
    """What to take of usable lots, the first to expire first; lots of unknown expiry come last.

    The shares come to fewer than *rounds* where there are not enough.
    """
    shares = []
    wanted = rounds
    for lot, there in sorted(held, key=_soonest_held):
        taken = min(wanted, there)
        if taken:
            share = Share(lot, taken)
            shares.append(share)
            wanted -= taken
    return tuple(shares)


def _soonest_held(held: tuple[Lot, int]) -> tuple[date, str]:
    lot, _rounds = held
    return _soonest(lot)


def _soonest(lot: Lot) -> tuple[date, str]:
    """What lots are taken in order of: expiry, unknown last, then number."""
    return _last_day(lot), lot.no


def _last_day(lot: Lot) -> date:
    """When a lot expires; later than all others, where nobody knows."""
    return lot.expires_on or date.max


def passed_over(
    lot: Lot,
    source: str,
    held: Mapping[Held, int],
    usable: Sequence[Lot],
) -> Lot | None:
    """The usable lot of the same type at *source* that expires before *lot* does, or None."""
    last_day = _last_day(lot)
    older = []
    for other in usable:
        if other.no == lot.no or other.type != lot.type:
            continue
        there = held.get(Held(source, other.no), 0)
        # Of lots that expire on one day either may go first.
        if there > 0 and _last_day(other) < last_day:
            older.append(other)
    return min(older, key=_soonest, default=None)


def completed(known: Lot, later: Lot) -> Lot:
    """*known* with the dates a later delivery tells.

    Raises:
        BadInput: the delivery tells something else of what was entered before.
    """
    for name in ("type", "maker", "made_on", "expires_on"):
        was = getattr(known, name)
        now = getattr(later, name)
        if not was or not now:
            continue
        if was != now:
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
