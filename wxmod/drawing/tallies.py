"""What was done month by month, or year by year: operations by purpose, areas as they add up and as they overlap."""

from collections.abc import Sequence
from typing import NamedTuple

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room
from wxmod.wording import N_, _

MONTHS = range(1, 13)
MONTH_NAMES = (
    N_("1月"),
    N_("2月"),
    N_("3月"),
    N_("4月"),
    N_("5月"),
    N_("6月"),
    N_("7月"),
    N_("8月"),
    N_("9月"),
    N_("10月"),
    N_("11月"),
    N_("12月"),
)


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

    def draw(self, room: Room) -> Drawing:
        """The tallies as lines of text."""
        from wxmod.drawing.cells.tallies import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The tallies as a picture."""
        from wxmod.drawing.painted.tallies import paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, _font: paint(figure, self))


def purposes_in(found: Sequence[Purpose]) -> tuple[Purpose, ...]:
    """Purposes in their usual order, those that occur; never none, so that an empty year has a legend too."""
    return tuple(p for p in Purpose if p in found) or (Purpose.RAIN,)


def month_name(month: int) -> str:
    """A month as short as the current language has it."""
    return _(MONTH_NAMES[month - 1])


def label(tallies: Tallies, row: Tally) -> str:
    """What a row is called: its month, or its year."""
    if tallies.year is None:
        return f"{row.key}"
    return month_name(row.key)


def title(tallies: Tallies) -> str:
    """What is drawn, in words."""
    if tallies.year is None:
        return _("历年作业次数和影响面积")
    sentence = _("{year} 年各月作业次数和影响面积")
    return sentence.format(year=tallies.year)


def note() -> str:
    """What the two kinds of area are."""
    return _("累计：每次作业的面积相加；去重：至少覆盖一次的县内面积")
