"""The air over one place along time: isotherms, humidity, the layer to seed, the hours that are favourable."""

from datetime import datetime
from typing import NamedTuple

from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room

ISOTHERMS = (0, -5, -10, -20)
"""Degrees Celsius: between -5 and -20 lies what can be seeded."""
HUMID, WET = 80.0, 90.0
"""Percent over water from which humidity is shaded, and shaded darkly."""
_ABOVE_M = 2_000.0
_LEAST_M = 9_000.0


class Level(NamedTuple):
    """Humidity at a height; None where nothing is known."""

    height_msl_m: float
    humidity_pct: float | None


class Moment(NamedTuple):
    """The column at one time, which is told on the county's clock.

    Attributes:
        isotherms_msl_m: Height of each of `ISOTHERMS`, None where it is not reached.
        layer_msl_m: Which layer to seed; None where there is none.
        favourable: What the criteria say; None where they cannot.
    """

    at: datetime
    isotherms_msl_m: tuple[float | None, ...]
    layer_msl_m: tuple[float, float] | None
    levels: tuple[Level, ...]
    favourable: bool | None

    def humidity(self, height_msl_m: float) -> float | None:
        """Humidity at a height, linear between levels; None beyond them."""
        for low, high in zip(self.levels, self.levels[1:], strict=False):
            if not low.height_msl_m <= height_msl_m <= high.height_msl_m:
                continue
            if low.humidity_pct is None or high.humidity_pct is None:
                return None
            share = (height_msl_m - low.height_msl_m) / (high.height_msl_m - low.height_msl_m)
            return low.humidity_pct + share * (high.humidity_pct - low.humidity_pct)
        return None


class Section(NamedTuple):
    """What is drawn.

    Attributes:
        place: Of the column, as the reader names it.
        criteria: Title of the set that says what is favourable.
    """

    place: str
    criteria: str
    moments: tuple[Moment, ...]

    @property
    def top_msl_m(self) -> float:
        """Well above the coldest isotherm, in whole kilometres."""
        known = [h for each in self.moments for h in each.isotherms_msl_m if h is not None]
        highest = max(known, default=0.0) + _ABOVE_M
        return max(-(-highest // 1000) * 1000, _LEAST_M)

    def draw(self, room: Room) -> Drawing:
        """The section as lines of text."""
        from wxmod.drawing.cells.section import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The section as a picture."""
        from wxmod.drawing.painted.section import paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, _font: paint(figure, self))
