"""What was done month by month, or year by year: operations by purpose, areas as they add up and as they overlap."""

from collections.abc import Sequence
from typing import NamedTuple

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet

MONTHS = range(1, 13)


class Tally(NamedTuple):
    """One month or one year.

    Attributes:
        key: The month, or the year.
        operations: How many of each purpose, in the order of `Tallies.purposes`.
        sum_km2: Areas added up, overlaps counted each time (累计).
        union_km2: Ground covered at least once.
    """

    key: int
    operations: tuple[int, ...]
    sum_km2: float
    union_km2: float

    @property
    def total(self) -> int:
        """Operations of all purposes."""
        return sum(self.operations)


class Tallies(NamedTuple):
    """The twelve months of a year, or several years side by side.

    Attributes:
        year: Of the months; None where *rows* are years.
    """

    year: int | None
    purposes: tuple[Purpose, ...]
    rows: tuple[Tally, ...]

    @property
    def most(self) -> int:
        """Operations of the busiest row."""
        return max((row.total for row in self.rows), default=0)

    def png(self) -> bytes:
        """The tallies as a picture."""
        from wxmod.drawing.painted.tallies import paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, _font: paint(figure, self))


def purposes_in(found: Sequence[Purpose]) -> tuple[Purpose, ...]:
    """Purposes in their usual order, those that occur; never none, so that an empty year has a legend too."""
    return tuple(p for p in Purpose if p in found) or (Purpose.RAIN,)
