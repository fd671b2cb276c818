"""The five stages as columns: a row a process, each cell where that stage stands."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room
from wxmod.wording import Term


class Standing(StrEnum):
    """How a stage is to be seen from afar."""

    MADE = "made"
    LATE = "late"
    NOW = "now"
    MISSED = "missed"
    AHEAD = "ahead"
    ABOVE = "above"


class Step(NamedTuple):
    """One stage of one process.

    Attributes:
        state: The word for where it stands.
        until: When its product is due, on the county's clock.
    """

    code: str
    name: str
    standing: Standing
    state: Term
    until: datetime | None


class Card(NamedTuple):
    """A process on the board, its stages in order."""

    id: str
    purposes: tuple[Purpose, ...]
    start: datetime
    end: datetime
    steps: tuple[Step, ...]


class Board(NamedTuple):
    """Processes, the first to begin in front.

    Attributes:
        stages: Code and name of every column.
    """

    stages: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]

    def draw(self, room: Room) -> Drawing:
        """The board as lines of text."""
        from wxmod.drawing.cells.board import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The board as a picture."""
        from wxmod.drawing.painted.board import paint, size  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, _font: paint(figure, self), size(self))
