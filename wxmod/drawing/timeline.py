"""Processes along time: when each is, when each site is favourable in it, which layer to seed."""

from datetime import datetime, timedelta
from typing import NamedTuple

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room

HOUR = timedelta(hours=1)
_STEPS_H = (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672)


class Spell(NamedTuple):
    """A stretch of time; all moments are on the county's clock."""

    start: datetime
    end: datetime


class Lane(NamedTuple):
    """Favourable hours of a site.

    Attributes:
        score: Of the spell, from 0 to 1.
    """

    site: str
    code: str
    spell: Spell
    score: float


class Course(NamedTuple):
    """One process.

    Attributes:
        layer_msl_m: Which layer to seed; None where nothing is said.
        operations: When something was done in it.
    """

    id: str
    purpose: Purpose
    spell: Spell
    peak: datetime | None
    layer_msl_m: tuple[float, float] | None
    lanes: tuple[Lane, ...]
    operations: tuple[datetime, ...] = ()


class Timeline(NamedTuple):
    """Processes one under the other.

    Attributes:
        now: Where the clock stands; None where it is no matter.
    """

    courses: tuple[Course, ...]
    now: datetime | None = None

    @property
    def span(self) -> Spell | None:
        """From whole hour to whole hour, everything within; None where there is no process."""
        if not self.courses:
            return None
        first = min(course.spell.start for course in self.courses)
        last = max(course.spell.end for course in self.courses)
        start = first.replace(minute=0, second=0)
        end = last.replace(minute=0, second=0)
        return Spell(start, max(end + HOUR if end < last else end, start + HOUR))

    def draw(self, room: Room) -> Drawing:
        """The processes as lines of text."""
        from wxmod.drawing.cells.timeline import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The processes as a picture."""
        from wxmod.drawing.painted.timeline import paint, size  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, font: paint(figure, self, font), size(self))


def hours(span: Spell, most: int) -> list[datetime]:
    """Round hours within a span, at most *most* of them: each a multiple of its step on the clock, days at midnight."""
    whole = (span.end - span.start) / HOUR
    fitting = [each for each in _STEPS_H if whole / each < most]
    step = fitting[0] if fitting else _STEPS_H[-1]
    midnight = span.start.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight
    found = []
    while at <= span.end:
        if at >= span.start:
            found.append(at)
        at += timedelta(hours=step)
    return found
