"""Who answers for a store, and which rounds are looked at unannounced."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.ammunition.accounts import AccountName
from wxmod.domain.ammunition.ledger import Held, Stocktake
from wxmod.domain.ammunition.periods import Digest
from wxmod.domain.base import Instant, Value
from wxmod.domain.text import Code, Whole

DIGITS = 16


class StoreHandedOver(Value):
    """A store passing from one keeper to the next (交接); `counted_by` names who leaves, then who takes over."""

    count: Stocktake

    @property
    def outgoing(self) -> str:
        return self.count.counted_by[0]

    @property
    def incoming(self) -> str:
        return self.count.counted_by[1]


class Pick(Value):
    """One lot at one store that is to be counted."""

    place: AccountName
    lot: Code


class SpotCheckDrawn(Value):
    """A list drawn by lot (抽查), kept so that a list nobody liked cannot be drawn again unseen.

    Attributes:
        chosen: Somebody gave the seed; otherwise it follows from the journal as it stood.
        population: How many there were to draw from.
        digest: SHA-256 of all that could be drawn, so that the draw can be made again.
    """

    seed: Code
    chosen: bool
    at: Instant
    picks: tuple[Pick, ...] = Field(min_length=1)
    population: Whole = Field(ge=1)
    digest: Digest

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        if len(set(self.picks)) != len(self.picks):
            raise PydanticCustomError("drawn_twice", "a lot is drawn twice")
        return self


class Custodian(NamedTuple):
    """Who took a store over last."""

    place: str
    incoming: str
    outgoing: str
    ref: str


def draw(seed: str, held: Iterable[Held], count: int) -> tuple[Pick, ...]:
    """The *count* stores and lots that come first when all are ordered by a hash of the seed and themselves.

    The same seed and the same stock give the same list in whatever order the stock is told, and taking more only adds
    to the list.

    >>> here = [Held("depot/1", "A-7"), Held("site/1", "A-7")]
    >>> draw("s", here, 1) == draw("s", reversed(here), 1)
    True
    """

    def rank(each: Held) -> str:
        return _sha256(seed, each.place, each.lot)

    in_order = sorted(set(held), key=rank)
    picks = []
    for each in in_order[:count]:
        pick = Pick(place=each.place, lot=each.lot)
        picks.append(pick)
    return tuple(picks)


def population_digest(held: Iterable[Held]) -> str:
    """SHA-256 of everything that could be drawn, in order."""
    in_order = sorted(set(held))
    lines = [f"{each.place}\0{each.lot}" for each in in_order]
    return _sha256("\n".join(lines))


def _sha256(*parts: str) -> str:
    """Of texts with a zero between them, which no code can hold."""
    text = "\0".join(parts)
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(chain: str, seq: int, seal: bytes) -> str:
    """The seed a journal gives by itself: it cannot be known before its last entry, nor changed without another one."""
    stands = f"spot-check\0{chain}\0{seq}\0"
    digest = hashlib.sha256(stands.encode() + seal)
    return digest.hexdigest()[:DIGITS]
