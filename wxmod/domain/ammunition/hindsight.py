"""What the book said of a lot at an earlier hour: by what was entered until then, not by what is known today.

A receipt noted late fills a gap, a correction opens one; whoever asks what was missing when an operation was recorded
must be told by the entries of that hour, those that were told otherwise since among them.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition.accounts import is_store
from wxmod.domain.ammunition.ledger import Movement
from wxmod.domain.registry.versions import Horizon, Written


class Entered(NamedTuple):
    """A movement and where it was entered.

    Attributes:
        operation: Number of the one it follows from; None where somebody moved the rounds by hand.
        retold: The entry that does not say it any more (a correction, a void); None while it stands.
    """

    movement: Movement
    operation: str | None
    written: Written
    retold: Written | None = None

    def is_known(self, horizon: Horizon) -> bool:
        """Whether the book said so then."""
        if not horizon.covers(self.written):
            return False
        if self.retold is None:
            return True
        return not horizon.covers(self.retold)


class _Line(NamedTuple):
    """The entries of one chain by the moment they are about, each with the last entry up to it."""

    moments: list[datetime]
    last: list[Written]


class Hindsight:
    """Every movement ever entered of one lot, in order of when they happened."""

    def __init__(self, moves: Sequence[Entered]) -> None:
        self.moves = tuple(moves)
        self._lines: dict[str, _Line] = {}
        for move in self.moves:
            self._add(move.written)
            if move.retold:
                self._add(move.retold)

    def _add(self, written: Written) -> None:
        line = self._lines.setdefault(written.chain, _Line([], []))
        last = written
        if line.last:
            last = max(line.last[-1], written, key=_seq)
        line.moments.append(written.since)
        line.last.append(last)

    def is_late(self, horizon: Horizon, until: datetime) -> bool:
        """Whether anything about a time no later than *until* was entered beyond the horizon."""
        for line in self._lines.values():
            count = bisect_right(line.moments, until)
            if count == 0:
                continue
            # Within a chain numbers and hours grow together, so that the last entry decides.
            last = line.last[count - 1]
            if not horizon.covers(last):
                return True
        return False

    def late(
        self,
        horizon: Horizon,
        until: datetime,
        places: frozenset[str],
        own: str | None,
    ) -> Iterator[Written]:
        """What was entered beyond the horizon of *places*, other than by the operation *own* itself."""
        if not self.is_late(horizon, until):
            return
        for move in self.moves:
            movement = move.movement
            if movement.at > until:
                continue
            if not _is_at(movement, places):
                continue
            if own is not None and move.operation == own:
                continue
            for written in (move.written, move.retold):
                if written and not horizon.covers(written):
                    yield written

    def missing(
        self,
        horizon: Horizon,
        place: str,
        at: datetime,
        own: str | None,
    ) -> int:
        """How many rounds were not there at a moment, by what the book said then.

        Args:
            own: The operation that asks; its firings are taken as they are told now.
        """
        if not is_store(place):
            return 0
        changes: Counter[datetime] = Counter()
        for move in self.moves:
            movement = move.movement
            if movement.at <= at and _counts(move, horizon, own):
                changes[movement.at] += _change(movement, place)
        held = short = 0
        for moment in sorted(changes):
            # What is taken beyond the book leaves zero behind; what is noted for one moment counts together.
            held += changes[moment]
            short = max(0, -held) if moment == at else 0
            held = max(0, held)
        return short


def _seq(written: Written) -> int:
    return written.seq


def _counts(move: Entered, horizon: Horizon, own: str | None) -> bool:
    """Whether a movement was on the book; what the operation *own* moves, as it is told now."""
    if own is not None and move.operation == own:
        return move.retold is None
    return move.is_known(horizon)


def _is_at(move: Movement, places: frozenset[str]) -> bool:
    return move.source in places or move.target in places


def _change(move: Movement, place: str) -> int:
    """What a movement adds to a place."""
    if move.target == place:
        return move.rounds
    if move.source == place:
        return -move.rounds
    return 0
