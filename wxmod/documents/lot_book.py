"""The county's ammunition by lot for a stretch of time, so that every line foots.

opening + received − fired − handed over − destroyed + adjusted = closing, and
closing = usable + barred + duds + under way.  What passes between two stores of the county is neither in nor out.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from wxmod.documents.magazine import Posted
from wxmod.domain.ammunition.accounts import DESTROYED, FIRED, Account, is_misfire, is_store
from wxmod.domain.ammunition.ledger import Held, Movement, fold
from wxmod.domain.base import Value

_MAKERS = ("maker", "handed")


class LotLine(Value):
    """One lot over all stores of the county.

    Attributes:
        received: Came in from makers.
        handed: Given to the maker or a disposal unit.
        adjusted: Written off, found by a count, or fired without being on the book.
        closing: By the record's own balances, not by adding up this line.
        barred: Of *closing*: stopped by a quality notice or expired.
        duds: Of *closing*: misfires held.
        under_way: Of *closing*: consignments that have not arrived.
        new_duds: Misfires of this stretch; they stay in *closing* until they are handed over or destroyed.
        entries: ``CHAIN:SEQ`` of everything behind the line.
    """

    lot: str
    opening: int
    received: int = 0
    fired: int = 0
    handed: int = 0
    destroyed: int = 0
    adjusted: int = 0
    closing: int
    usable: int = 0
    barred: int = 0
    duds: int = 0
    under_way: int = 0
    new_duds: int = 0
    entries: tuple[str, ...] = ()

    @property
    def foots(self) -> bool:
        """Whether what came and went explains what is left, and its parts make the whole."""
        went = self.fired + self.handed + self.destroyed
        expected = self.opening + self.received + self.adjusted - went
        parts = self.usable + self.barred + self.duds + self.under_way
        return expected == self.closing == parts


def by_lot(
    opening: Mapping[Held, int],
    posted: Sequence[Posted],
    closing: Mapping[Held, int],
    barred: Collection[str],
) -> tuple[LotLine, ...]:
    """A line for every lot that was there or moved, by number.

    Args:
        opening, closing: What every account held before and after.
        barred: Lots that may not be used at the end.
    """
    flows: dict[str, Counter[str]] = {}
    entries: dict[str, dict[str, None]] = {}
    for each in posted:
        lot = each.movement.lot
        entries.setdefault(lot, {})[each.ref] = None
        flows.setdefault(lot, Counter()).update(dict(_flow(each.movement)))
    # Rounds fired beyond the book came from nowhere; without them the line could not foot.
    for short in fold([each.movement for each in posted], opening).shortfalls:
        flows.setdefault(short.lot, Counter())["adjusted"] += short.rounds
    before = _in_stores(opening)
    after = _in_stores(closing)
    lines = []
    for lot in sorted({*before, *after, *flows}):
        line = LotLine(
            lot=lot,
            opening=before[lot],
            closing=after[lot],
            entries=tuple(entries.get(lot, ())),
            **flows.get(lot, Counter()),
            **_parts(lot, closing, barred),
        )
        lines.append(line)
    return tuple(lines)


def _in_stores(held: Mapping[Held, int]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for here, rounds in held.items():
        if is_store(here.place) and rounds:
            sums[here.lot] += rounds
    return sums


def _flow(move: Movement) -> Iterator[tuple[str, int]]:
    """The columns a movement falls into."""
    left = is_store(move.source)
    came = is_store(move.target)
    if left and came:
        if is_misfire(move.target) and not is_misfire(move.source):
            yield "new_duds", move.rounds
    elif came:
        column = "received" if Account(move.source).kind in _MAKERS else "adjusted"
        yield column, move.rounds
    elif left:
        yield _left(move)


def _left(move: Movement) -> tuple[str, int]:
    if move.target == FIRED:
        return "fired", move.rounds
    if move.target == DESTROYED:
        return "destroyed", move.rounds
    if Account(move.target).kind in _MAKERS:
        return "handed", move.rounds
    return "adjusted", -move.rounds


def _parts(lot: str, closing: Mapping[Held, int], barred: Collection[str]) -> Counter[str]:
    """What the rounds that are left can be used for."""
    sums: Counter[str] = Counter()
    for here, rounds in closing.items():
        if here.lot == lot and is_store(here.place):
            sums[_use(here, barred)] += rounds
    return sums


def _use(here: Held, barred: Collection[str]) -> str:
    if is_misfire(here.place):
        return "duds"
    if here.lot in barred:
        return "barred"
    if Account(here.place).kind == "transit":
        return "under_way"
    return "usable"
