"""Whether a lot may be used: expiry, and the quality notices (质量通报) that stop and release it, moment by moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from pydantic import Field

from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.base import Instant, Value
from wxmod.domain.text import Code, Name, Remark


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
    told = [s for s in standings if s.at <= at]
    last = max(told, key=lambda s: s.at, default=None)
    return None if isinstance(last, LotResumed) else last


def is_usable(
    lot: Lot,
    standings: Sequence[LotStopped],
    at: datetime,
    day: date,
) -> bool:
    """Whether rounds of *lot* may be handed out or fired at a moment of a (county) day."""
    stopped = stop_at(standings, at) is not None or (
        lot.stopped_on is not None and day >= lot.stopped_on
    )
    return not stopped and not (lot.expires_on is not None and day > lot.expires_on)


class Share(NamedTuple):
    """So many rounds of a lot to take from one place."""

    lot: Lot
    rounds: int


def first_to_expire(held: Sequence[tuple[Lot, int]], rounds: int) -> tuple[Share, ...]:
    """What to take of usable lots, the first to expire first; lots of unknown expiry come last.

    The shares come to fewer than *rounds* where there are not enough.
    """
    shares = []
    for lot, there in sorted(
        held,
        key=lambda each: (each[0].expires_on or date.max, each[0].no),
    ):
        if taken := min(rounds, there):
            shares.append(Share(lot, taken))
            rounds -= taken
    return tuple(shares)


def passed_over(
    lot: Lot,
    source: str,
    held: Mapping[Held, int],
    usable: Sequence[Lot],
) -> Lot | None:
    """The usable lot of the same type at *source* that expires before *lot* does, or None."""
    older = [
        other
        for other in usable
        if other.no != lot.no
        and other.type == lot.type
        and held.get(Held(source, other.no), 0) > 0
        and (other.expires_on or date.max) < (lot.expires_on or date.max)
    ]
    return min(older, key=lambda each: (each.expires_on or date.max, each.no), default=None)
