"""The magazine's book for a stretch of time: by store and lot, what it opened with, what came and went, what is left.

For every line: opening + received + returned − issued − fired − duds − destroyed + adjusted = closing.  Every figure
can be followed home: a line carries the entries behind it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from wxmod.domain.ammunition.accounts import (
    DESTROYED,
    FIRED,
    UNBACKED,
    Account,
    is_misfire,
    is_store,
)
from wxmod.domain.ammunition.ledger import Held, Movement, fold
from wxmod.domain.base import Value

_BACK = frozenset({"return", "unload"})


class Posted(NamedTuple):
    """A movement of the stretch with the entry and, for a firing, the operation behind it."""

    ref: str
    cause: str
    operation: str | None
    movement: Movement


class StoreLine(Value):
    """One lot at one store.

    Attributes:
        received: Came in from makers and other stores.
        returned: Came back unused.
        issued: Went out to other stores, launchers or a disposal unit; what was brought back elsewhere, too.
        duds: Set apart as misfires.
        adjusted: Written off or found by a count, and rounds fired without being on the book.
        entries: ``CHAIN:SEQ`` of everything behind the line.
    """

    place: str
    lot: str
    opening: int
    received: int = 0
    returned: int = 0
    issued: int = 0
    fired: int = 0
    duds: int = 0
    destroyed: int = 0
    adjusted: int = 0
    closing: int
    entries: tuple[str, ...] = ()

    @property
    def balances(self) -> bool:
        """Whether what came and went explains what is left."""
        came = self.received + self.returned + self.adjusted
        went = self.issued + self.fired + self.duds + self.destroyed
        return self.opening + came - went == self.closing

    @property
    def moved(self) -> bool:
        """Whether anything happened to it."""
        return bool(self.entries)


class UseLine(Value):
    """What one operation used of one lot."""

    operation: str
    lot: str
    place: str
    fired: int = 0
    duds: int = 0
    entries: tuple[str, ...] = Field(default=())


def book(opening: Mapping[Held, int], posted: Sequence[Posted]) -> tuple[StoreLine, ...]:
    """The lines of every store and lot that held something or saw something, by place, then lot.

    Args:
        opening: What every account held before the first movement.
        posted: Every movement of the stretch.
    """
    ledger = fold([p.movement for p in posted], opening)
    figures: dict[Held, Counter[str]] = {}
    refs: dict[Held, dict[str, None]] = {}
    for each in posted:
        for here, column, rounds in _sides(each):
            figures.setdefault(here, Counter())[column] += rounds
            refs.setdefault(here, {})[each.ref] = None
    # What was fired without being on the book came from nowhere; the line must balance all the same.
    for short in ledger.shortfalls:
        here = Held(short.place, short.lot)
        figures.setdefault(here, Counter())["adjusted"] += short.rounds
    lines = []
    for here in sorted({*opening, *ledger.held, *figures}):
        if not is_store(here.place):
            continue
        line = StoreLine(
            place=here.place,
            lot=here.lot,
            opening=opening.get(here, 0),
            closing=ledger.held.get(here, 0),
            entries=tuple(refs.get(here, ())),
            **figures.get(here, Counter()),
        )
        if line.opening or line.closing or line.moved:
            lines.append(line)
    return tuple(lines)


def _sides(each: Posted) -> Iterable[tuple[Held, str, int]]:
    """The columns a movement falls into: of the store it left and of the store it came to."""
    move = each.movement
    if is_store(move.source):
        yield Held(move.source, move.lot), *_left(each)
    if is_store(move.target):
        yield Held(move.target, move.lot), *_came(each)


def _left(each: Posted) -> tuple[str, int]:
    move = each.movement
    if move.target == FIRED:
        return "fired", move.rounds
    if move.target == DESTROYED:
        return "destroyed", move.rounds
    kind = Account(move.target).kind
    if kind == "dud" and not is_misfire(move.source):
        return "duds", move.rounds
    if kind == "end":
        return "adjusted", -move.rounds
    return "issued", move.rounds


def _came(each: Posted) -> tuple[str, int]:
    move = each.movement
    if Account(move.source).kind == "end":
        return "adjusted", move.rounds
    column = "returned" if each.cause in _BACK else "received"
    return column, move.rounds


def uses(posted: Iterable[Posted]) -> tuple[UseLine, ...]:
    """What each operation fired and what failed, by operation, lot and store it was taken from."""
    sums: dict[tuple[str, str, str], Counter[str]] = {}
    refs: dict[tuple[str, str, str], dict[str, None]] = {}
    for each in posted:
        if each.operation is None:
            continue
        move = each.movement
        key = (each.operation, move.lot, move.source)
        column = "fired" if move.target == FIRED else "duds"
        sums.setdefault(key, Counter())[column] += move.rounds
        refs.setdefault(key, {})[each.ref] = None
    lines = []
    for key in sorted(sums):
        operation, lot, place = key
        lines.append(
            UseLine(
                operation=operation,
                lot=lot,
                place=place,
                entries=tuple(refs[key]),
                **sums[key],
            )
        )
    return tuple(lines)


def outside(held: Mapping[Held, int]) -> int:
    """Rounds fired without being on the book, over all lots."""
    return -sum(rounds for here, rounds in held.items() if here.place == UNBACKED)
