"""The ammunition ledger: every round is always somewhere.

A movement carries rounds of one lot from one account to another, so rounds are never made or unmade and each lot sums
to zero over all accounts.  A stocktake is not a movement: it states what was counted, and a difference stays open
until someone explains it.  Rounds that were fired without being on the book are drawn from `end/unbacked`, which makes
the gap a visible discrepancy instead of a negative stock; a late receipt closes it again.

A misfire has its own life: from ``dud/…`` rounds go only to another dud store, to ``handed/…``, ``end/destroyed`` or
``end/dud-lost``, and nothing comes back from there.  So no chain of movements makes a misfire available again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.ammunition.accounts import (
    FIRED,
    UNBACKED,
    Account,
    AccountName,
    is_final,
    is_misfire,
    is_store,
)
from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.text import Code, Name, Real, Remark, Whole
from wxmod.wording import N_, Term, _

Quantity = Annotated[Whole, Field(gt=0, le=1_000_000)]


class AmmunitionKind(Term):
    SHELL = "shell", N_("炮弹")
    ROCKET = "rocket", N_("火箭弹")
    FLARE = "flare", N_("焰条")

    def counted(self, rounds: int) -> str:
        """So many rounds of this kind, in words."""
        counted = {
            AmmunitionKind.SHELL: N_("炮弹 {n} 发"),
            AmmunitionKind.ROCKET: N_("火箭弹 {n} 枚"),
            AmmunitionKind.FLARE: N_("焰条 {n} 支"),
        }
        return _(counted[self]).format(n=rounds)


class AmmunitionType(Value):
    """A make of shell, rocket or flare the programme uses.

    Attributes:
        agi_g: Silver iodide per round; None while the nameplate has not been read.
        life_years: Storage life printed by the maker.
    """

    code: Code
    kind: AmmunitionKind
    model: Name
    calibre_mm: Real | None = None
    agi_g: Real | None = None
    life_years: Real | None = None
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED


class Lot(Value):
    """Rounds made together (批号), alike in type and age."""

    no: Code
    type: Code
    maker: Code
    made_on: date | None = None
    expires_on: date | None = None
    stopped_on: date | None = None
    remarks: Remark = ""
    source: Remark = ""


class Movement(Value):
    """Rounds of one lot passing from one account to another.

    Attributes:
        at: When they changed hands, not when it was typed.
    """

    lot: Code
    source: AccountName
    target: AccountName
    rounds: Quantity
    at: Instant

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.source == self.target:
            raise PydanticCustomError("moves_nowhere", "source and target are the same")
        if is_final(self.source):
            raise PydanticCustomError(
                "comes_back", "what was destroyed or handed over does not come back"
            )
        if is_misfire(self.source) and not is_misfire(self.target):
            raise PydanticCustomError(
                "misfire_returns", "a misfire never becomes a good round again"
            )
        return self


class Count(Value):
    """What was found of one lot."""

    lot: Code
    rounds: Annotated[Whole, Field(ge=0, le=1_000_000)]


class Stocktake(Value):
    """A blind count (盘点) of one account by two people.

    Raises:
        ValidationError: type ``one_person``; both counters are the same person.
    """

    place: AccountName
    at: Instant
    counts: tuple[Count, ...]
    counted_by: tuple[Code, Code]
    remarks: Remark = ""

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        first, second = self.counted_by
        if first == second:
            raise PydanticCustomError("one_person", "two different people count")
        lots = [count.lot for count in self.counts]
        if len(set(lots)) != len(lots):
            raise PydanticCustomError("lot_twice", "a lot is counted twice")
        return self


class Held(NamedTuple):
    """Rounds of one lot at one account."""

    place: str
    lot: str


Balances = Mapping[Held, int]
"""Rounds by store and lot."""


class Shortfall(NamedTuple):
    """Rounds that a movement took from an account that did not hold them."""

    place: str
    lot: str
    rounds: int
    at: datetime


class Discrepancy(NamedTuple):
    """A lot whose count differs from the book."""

    place: str
    lot: str
    book: int
    counted: int

    @property
    def told(self) -> str:
        """How an explanation names it."""
        return f"{self.book}/{self.counted}"


class Flow(NamedTuple):
    """A movement as an operation makes it; whatever a release may say is sound, so nothing of it is asked again."""

    lot: str
    source: str
    target: str
    rounds: int
    at: datetime


class Shot(NamedTuple):
    """A movement an operation is, with the unit that made it."""

    equipment: str
    movement: Movement


def flows(operation: Operation) -> Iterator[tuple[Release, Flow]]:
    """The movements an operation is, each with its release: fired rounds, and duds that stay at the site.

    A release without a lot moves nothing; a rule asks for the lot.
    """
    magazine = Account.site(operation.site)
    misfires = Account.dud(operation.site)
    for release in operation.releases:
        lot, at = release.lot, release.end
        if lot is None:
            continue
        home = release.place or magazine
        if release.rounds:
            yield release, Flow(lot, home, FIRED, release.rounds, at)
        if release.duds:
            yield release, Flow(lot, home, misfires, release.duds, at)


def shots(operation: Operation) -> tuple[Shot, ...]:
    """The movements of `flows` as values."""
    made = []
    for release, flow in flows(operation):
        movement = Movement.model_construct(**flow._asdict())
        shot = Shot(release.equipment, movement)
        made.append(shot)
    return tuple(made)


def firings(operation: Operation) -> tuple[Movement, ...]:
    """The movements of `shots`."""
    made = shots(operation)
    return tuple(shot.movement for shot in made)


class Ledger(NamedTuple):
    """What a series of movements comes to.

    Attributes:
        held: Rounds at each account and lot, zeros left out; stores are never negative.
        shortfalls: Where a movement took more than was there, in order of time.
    """

    held: Balances
    shortfalls: Sequence[Shortfall]


def fold(movements: Iterable[Movement], opening: Balances | None = None) -> Ledger:
    """The ledger after *movements*, taken in order of when they happened.

    Movements of the same instant are taken together, so that a receipt and an issue noted for the same minute do not
    make a false gap, and the ledger is the same in whatever order they were entered.

    Args:
        opening: What was held before the first of them, all of which came later than anything in it.

    >>> day = "2024-06-01T08:00+08:00"
    >>> receipt = Movement(lot="24-07", source="maker/A", target="depot/1", rounds=40, at=day)
    >>> issue = Movement(lot="24-07", source="depot/1", target="site/03", rounds=8, at=day)
    >>> fold([issue, receipt]).held[Held("depot/1", "24-07")]
    32
    """
    held = Counter(opening)
    shortfalls: list[Shortfall] = []
    in_order = sorted(movements, key=_moment)
    for at, moves in groupby(in_order, key=_moment):
        drawn_on = _carry_out(moves, held)
        shortfalls += _made_good(held, drawn_on, at)
    return Ledger(_without_zeros(held), tuple(shortfalls))


def _without_zeros(held: Balances) -> dict[Held, int]:
    return {here: rounds for here, rounds in held.items() if rounds}


def _made_good(
    held: Counter[Held],
    drawn_on: Iterable[Held],
    at: datetime,
) -> Iterator[Shortfall]:
    """What was taken beyond the book: it came from nowhere the book knows, and the store goes to zero, not below."""
    overdrawn = [here for here in drawn_on if held[here] < 0]
    for here in sorted(overdrawn):
        if not is_store(here.place):
            continue
        missing = -held[here]
        unbacked = Held(UNBACKED, here.lot)
        held[unbacked] -= missing
        held[here] = 0
        yield Shortfall(here.place, here.lot, missing, at)


def _carry_out(moves: Iterable[Movement], held: Counter[Held]) -> set[Held]:
    """Put the movements of one instant on the book; where they were taken from."""
    drawn_on = set()
    for move in moves:
        source = Held(move.source, move.lot)
        target = Held(move.target, move.lot)
        held[source] -= move.rounds
        held[target] += move.rounds
        drawn_on.add(source)
    return drawn_on


def _moment(move: Movement) -> datetime:
    return move.at


def lacking(movements: Iterable[Movement], wanted: Sequence[Movement]) -> dict[Held, int]:
    """Rounds that would be missing, then or at any later moment, if *wanted* were carried out; by store and lot.

    Looks forward in event time, so a late entry cannot take rounds that were already gone.
    """
    lots = {move.lot for move in wanted}
    before = [move for move in movements if move.lot in lots]
    short_before = _short(before)
    short_after = _short([*before, *wanted])
    # A counter's difference keeps what is left of each, and nothing below one.
    return dict(short_after - short_before)


def would_lack(movements: Iterable[Movement], wanted: Movement) -> int:
    """How many rounds *wanted* would leave missing, then or later; zero means it can be done."""
    missing = lacking(movements, (wanted,))
    return sum(missing.values())


def _short(movements: Iterable[Movement]) -> Counter[Held]:
    """All that was ever missing, by store and lot."""
    total: Counter[Held] = Counter()
    for short in fold(movements).shortfalls:
        here = Held(short.place, short.lot)
        total[here] += short.rounds
    return total


def discrepancies(book: Balances, stocktake: Stocktake) -> tuple[Discrepancy, ...]:
    """Where a count differs from the *book* at the hour it was made.

    A lot on the book that nobody counted is a discrepancy; silence is not agreement.
    """
    place = stocktake.place
    counted = {count.lot: count.rounds for count in stocktake.counts}
    on_book = {}
    for held, rounds in book.items():
        if held.place == place:
            on_book[held.lot] = rounds
    lots = on_book.keys() | counted.keys()
    differing = []
    for lot in sorted(lots):
        expected = on_book.get(lot, 0)
        found = counted.get(lot, 0)
        if expected == found:
            continue
        gap = Discrepancy(place, lot, expected, found)
        differing.append(gap)
    return tuple(differing)
