"""Registers through time: what a row said at a moment, by everything that was ever told of it.

A row (a person, a unit, a lot) is told whole each time, but a telling means only what it changes: the fields in which
it differs from the row as it stood at the moment it is about.  So a repair noted late does not undo a move noted
before it, and a renewed certificate does not reach back into the year before.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Generic, NamedTuple, TypeVar

from wxmod.domain.base import Value

V = TypeVar("V", bound=Value)

_STATED = "stated"
"""The field in which a row says which of its fields it was told for."""
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
"""Before anything: a row entered without a date holds for as long as anyone asks."""
EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""After everything told so far."""


class Horizon(NamedTuple):
    """How far the record knew: up to one entry of its own chain, and others up to that hour."""

    at: datetime
    chain: str
    seq: int

    def covers(self, telling: "Written") -> bool:
        """Whether the record knew of *telling* then."""
        if telling.chain == self.chain:
            return telling.seq <= self.seq
        return telling.recorded_at <= self.at


class Written(NamedTuple):
    """Where and when something was entered, and the moment it is about."""

    since: datetime
    recorded_at: datetime
    chain: str
    seq: int

    @property
    def is_late(self) -> bool:
        """Whether it was entered after the moment it is about (补记)."""
        return self.recorded_at > self.since


class Telling(NamedTuple, Generic[V]):
    """One telling of a row.

    Attributes:
        dated: Whether somebody said from when it holds; else it holds from when it was entered, and a first one always.
    """

    body: V
    written: Written
    dated: bool


class _Change(NamedTuple):
    """One field from one moment on."""

    since: datetime
    order: int
    value: object


def _stated(telling: Telling[V]) -> frozenset[str]:
    """The fields a telling names itself."""
    return frozenset(getattr(telling.body, _STATED, ()))


Restated = Callable[[Telling[V]], frozenset[str]]
"""The fields a telling is about."""


class Row(Generic[V]):
    """Everything told of one row, in the order it was told.

    Args:
        papers: Fields that are the day of a paper (a training, a filing): such a day holds from itself on, whenever it
            is entered; an earlier day entered without a date corrects the later one.
        restated: Fields a telling is about even where it leaves them as they were.
    """

    def __init__(
        self,
        tellings: Sequence[Telling[V]],
        *,
        zone: tzinfo,
        papers: frozenset[str] = frozenset(),
        restated: Restated[V] = _stated,
    ) -> None:
        self.tellings = tuple(tellings)
        self._restated = restated
        self._zone = zone
        self._papers = papers
        # By field, in the order in which they begin to hold; of two that begin together the later told counts.
        self._changes: dict[str, list[_Change]] = {}
        self._begins: dict[int, datetime] = {}
        self._states: dict[int, V] = {}
        for order, telling in enumerate(self.tellings):
            self._add(order, telling)
        turns: set[datetime] = set()
        for changes in self._changes.values():
            turns.update(change.since for change in changes)
        self._turns = sorted(turns)

    def at(self, moment: datetime) -> V:
        """The row as it stood at a moment; before the first one told, as first told."""
        turn = bisect_right(self._turns, moment)
        state = self._states.get(turn)
        if state is None:
            # Between two turns nothing changes, so each state is put together once.
            last = self.tellings[-1].body
            state = last.model_copy(update=self._values(moment))
            self._states[turn] = state
        return state

    def between(self, start: datetime, end: datetime) -> tuple[V, ...]:
        """Every state of the row from *start* to *end*, in order."""
        first = bisect_right(self._turns, start)
        last = bisect_right(self._turns, end)
        states = [self.at(start)]
        for turn in self._turns[first:last]:
            state = self.at(turn)
            states.append(state)
        return tuple(states)

    def source(self, name: str, moment: datetime) -> Telling[V]:
        """The telling that says what a field was at a moment."""
        change = self._change_of(name, moment)
        return self.tellings[change.order]

    def late(self, horizon: Horizon, until: datetime) -> list[Written]:
        """What was entered beyond the horizon and changed something no later than *until*."""
        late = []
        for order, telling in enumerate(self.tellings):
            written = telling.written
            begins = self._begins.get(order, EVER)
            if begins <= until and not horizon.covers(written):
                late.append(written._replace(since=begins))
        return late

    def _add(self, order: int, telling: Telling[V]) -> None:
        """Note what a telling changes."""
        since = telling.written.since
        if order == 0:
            if not telling.dated:
                since = ALWAYS
            for name, value in telling.body:
                self._change(name, value, order, since, telling)
            return
        before = self._values(since)
        # Said outright, that a unit is back in service counts even where nobody has entered the repair yet.
        restated = self._restated(telling)
        only_restated = bool(_stated(telling))
        for name, value in telling.body:
            differs = before[name] != value and not only_restated
            if differs or name in restated:
                self._change(name, value, order, since, telling)

    def _values(self, moment: datetime) -> dict[str, object]:
        values = {}
        for name in self._changes:
            change = self._change_of(name, moment)
            values[name] = change.value
        if _STATED in values:
            # It tells of an entry, not of how the row stood.
            values[_STATED] = ()
        return values

    def _change(
        self,
        name: str,
        value: object,
        order: int,
        since: datetime,
        telling: Telling[V],
    ) -> None:
        changes = self._changes.setdefault(name, [])
        if order and name in self._papers and isinstance(value, date):
            since = datetime.combine(value, time(), self._zone)
            if not telling.dated:
                # An earlier day told afterwards says that the later one was a slip.
                changes[:] = [change for change in changes if not _is_after(change.value, value)]
        change = _Change(since, order, value)
        insort(changes, change, key=_when)
        earliest = self._begins.get(order, since)
        self._begins[order] = min(since, earliest)

    def _change_of(self, name: str, moment: datetime) -> _Change:
        """What a field was at a moment; before the first change, what that says."""
        changes = self._changes[name]
        begun = bisect_right(changes, moment, key=_since)
        if begun == 0:
            return changes[0]
        return changes[begun - 1]


def _since(change: _Change) -> datetime:
    return change.since


def _when(change: _Change) -> tuple[datetime, int]:
    return change.since, change.order


def _is_after(held: object, day: date) -> bool:
    return isinstance(held, date) and held > day


class Register(Generic[V]):
    """All rows of one kind, by name."""

    def __init__(
        self,
        tellings: Mapping[str, Sequence[Telling[V]]],
        *,
        zone: tzinfo,
        papers: frozenset[str] = frozenset(),
    ) -> None:
        self._tellings = tellings
        self._zone = zone
        self._papers = papers
        self._rows: dict[str, Row[V]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every row's name, in order."""
        return tuple(sorted(self._tellings))

    def row(self, name: str) -> Row[V] | None:
        """Everything told of one row; None where nobody ever told it."""
        if name not in self._tellings:
            return None
        if name not in self._rows:
            self._rows[name] = Row(
                self._tellings[name],
                zone=self._zone,
                papers=self._papers,
            )
        return self._rows[name]

    def at(self, moment: datetime) -> dict[str, V]:
        """Every row as it stood at a moment."""
        standing = {}
        for name in self.names:
            row = self.row(name)
            if row:
                standing[name] = row.at(moment)
        return standing

    def known_to(self, horizon: Horizon) -> "Register[V]":
        """The register as far as the record knew it then."""
        known = {}
        everything = True
        for name, tellings in self._tellings.items():
            covered = [telling for telling in tellings if horizon.covers(telling.written)]
            if len(covered) < len(tellings):
                everything = False
            if covered:
                known[name] = covered
        if everything:
            # What was put together for it already holds.
            return self
        return Register(known, zone=self._zone, papers=self._papers)

    def late(
        self,
        horizon: Horizon,
        until: datetime,
        names: Iterable[str],
    ) -> list[Written]:
        """What was entered beyond the horizon of *names* and changed them no later than *until*."""
        late = []
        for name in names:
            row = self.row(name)
            if row:
                late += row.late(horizon, until)
        return late
