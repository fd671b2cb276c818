"""A year day by day: how many operations on each, weeks side by side."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room
from wxmod.wording import N_

WEEKDAYS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
DAYS = len(WEEKDAYS)


class Calendar(NamedTuple):
    """Operations by day; a day without one does not stand in *counts*."""

    year: int
    counts: Mapping[date, int]

    @property
    def most(self) -> int:
        """Operations of the busiest day."""
        return max(self.counts.values(), default=0)

    def draw(self, room: Room) -> Drawing:
        """The year as lines of text."""
        from wxmod.drawing.cells.calendar import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The year as a picture."""
        from wxmod.drawing.painted.calendar import SIZE, paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, _font: paint(figure, self), SIZE)


def days(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    return [first + timedelta(days=n) for n in range(count)]


def place(day: date) -> tuple[int, int]:
    """Week (a column) and weekday (a row) of a day within its year; weeks begin on Monday."""
    first = date(day.year, 1, 1)
    week, weekday = divmod((day - first).days + first.weekday(), DAYS)
    return week, weekday
