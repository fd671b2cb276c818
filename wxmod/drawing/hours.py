"""Where it is favourable, hour by hour: a map that is stepped, and the share of the area along time."""

from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.geodesy import Outline
from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room


class Hour(NamedTuple):
    """One moment, on the county's clock.

    Attributes:
        share: Of the area that is favourable; None where nothing can be told.
        cells: Rows from the north, columns from the west: 1 favourable, 0 not, NaN not to be told.
    """

    at: datetime
    share: float | None
    cells: NDArray[np.float64]


class Hours(NamedTuple):
    """All moments of a forecast, of which one is shown.

    Attributes:
        box: West, south, east, north in degrees.
        least: Share of the area from which the whole is favourable.
        shown: Which moment the map is of.
    """

    criteria: str
    box: tuple[float, float, float, float]
    outline: Outline
    sites: tuple[tuple[str, float, float], ...]
    hours: tuple[Hour, ...]
    least: float
    shown: int = 0

    def step(self, by: int) -> "Hours":
        """The same some moments on; it stops at the first and the last."""
        last = len(self.hours) - 1
        return self._replace(shown=min(max(self.shown + by, 0), last))

    def draw(self, room: Room) -> Drawing:
        """The moment shown, as lines of text."""
        from wxmod.drawing.cells.hours import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The moment shown, as a picture."""
        from wxmod.drawing.painted.hours import SIZE, paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, font: paint(figure, self, font), SIZE)
