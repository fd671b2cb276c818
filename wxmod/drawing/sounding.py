"""A sounding as a skew-T: temperature, dew point, the parcel of the ground, and the levels that matter."""

from datetime import datetime
from math import log
from typing import NamedTuple

from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room
from wxmod.wording import _

BOTTOM_HPA, TOP_HPA = 1050.0, 150.0
SKEW_DEG = 45.0
"""How far isotherms lean: degrees to the right from bottom to top."""
COLDEST_DEG, WARMEST_DEG = -40.0, 40.0
"""Temperatures at the lower edge."""
LINES_HPA = (1000, 850, 700, 500, 400, 300, 200)


class Layer(NamedTuple):
    """One level of the sounding; None where a quantity is missing.

    Attributes:
        wind_ms: Eastward and northward.
    """

    pressure_hpa: float
    temperature_degc: float
    dewpoint_degc: float | None
    parcel_degc: float | None
    wind_ms: tuple[float, float] | None


class Mark(NamedTuple):
    """A level that matters: LCL, LFC, EL, or an isotherm."""

    name: str
    pressure_hpa: float
    height_msl_m: float | None


class Figure(NamedTuple):
    """A figure beside the picture; *word* in Chinese, as the catalogue knows it."""

    word: str
    text: str

    @property
    def name(self) -> str:
        """What it is, in the current language."""
        return _(self.word)


class Sounding(NamedTuple):
    """What is drawn; *valid_at* is on the county's clock."""

    place: str
    valid_at: datetime | None
    layers: tuple[Layer, ...]
    marks: tuple[Mark, ...]
    figures: tuple[Figure, ...]

    def draw(self, room: Room) -> Drawing:
        """The sounding as lines of text."""
        from wxmod.drawing.cells.sounding import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The sounding as a picture."""
        from wxmod.drawing.painted.sounding import SIZE, paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, _font: paint(figure, self), SIZE)


def up(pressure_hpa: float) -> float:
    """How high a pressure stands on the picture: 0 at the lower edge, 1 at the upper."""
    return log(BOTTOM_HPA / pressure_hpa) / log(BOTTOM_HPA / TOP_HPA)


def across(degc: float, pressure_hpa: float) -> float:
    """How far to the right a temperature stands, in degrees of the lower edge."""
    lean = SKEW_DEG * up(pressure_hpa)
    return degc + lean


Place = tuple[float, float]


def place(degc: float, pressure_hpa: float) -> Place:
    """Where a temperature at a pressure stands on the picture: across and up."""
    return across(degc, pressure_hpa), up(pressure_hpa)


def curve(of: Sounding, name: str) -> list[Place]:
    """A quantity of the levels by its name, from the ground up; levels that do not tell it are passed over."""
    places = []
    for layer in of.layers:
        degc = getattr(layer, name)
        hpa = layer.pressure_hpa
        if degc is not None and TOP_HPA <= hpa <= BOTTOM_HPA:
            places.append(place(degc, hpa))
    return places
