"""Rounds in store as bars: one a lot, the first to expire on top."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room
from wxmod.wording import Term


class Grade(StrEnum):
    """How far a lot can be counted on, as colour and mark show it."""

    GOOD = "good"
    SOON = "soon"
    BAD = "bad"
    UNKNOWN = "unknown"


class Share(NamedTuple):
    """Rounds of a lot at one place."""

    place: str
    rounds: int


class Bar(NamedTuple):
    """One lot in one state.

    Attributes:
        model: What the rounds are, as people say it.
        type: Code of the ammunition type.
        state: The word for what can be said of the lot now.
        shares: Where the rounds are, the most in front.
    """

    lot: str
    model: str
    type: str
    expires_on: date | None
    grade: Grade
    state: Term
    shares: tuple[Share, ...]

    @property
    def rounds(self) -> int:
        """At all places."""
        return sum(share.rounds for share in self.shares)


class Stock(NamedTuple):
    """What is in store on a day, the first to expire in front; lots of unknown expiry come last."""

    day: date
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """Rounds of the largest bar."""
        return max((bar.rounds for bar in self.bars), default=0)

    def draw(self, room: Room) -> Drawing:
        """The stock as lines of text."""
        from wxmod.drawing.cells.stock import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The stock as a picture."""
        from wxmod.drawing.painted.stock import paint, size  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, font: paint(figure, self, font), size(self))


def ordered(bars: list[Bar]) -> tuple[Bar, ...]:
    """The first to expire in front; then by number."""
    return tuple(sorted(bars, key=lambda bar: (bar.expires_on or date.max, bar.lot, bar.state)))
