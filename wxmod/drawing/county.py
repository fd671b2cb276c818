"""The county from above: its outline, the sites with what they reach and may fire into, and what was affected."""

from math import cos, radians, sin
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point, span_deg
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.sites import Sector
from wxmod.drawing import sheet
from wxmod.drawing.canvas import Drawing, Room
from wxmod.drawing.extent import Extent, extent
from wxmod.wording import _, language, titled


class MapSite(NamedTuple):
    """A site on the map.

    Attributes:
        reach_m: How far along the ground its pieces seed; None where neither table nor setting says.
    """

    code: str
    name: str
    position: Point
    sectors: tuple[Sector, ...] = ()
    reach_m: float | None = None


class MapArea(NamedTuple):
    """The affected area of one operation.

    Attributes:
        is_circle: Says only how large it is, not where it lies.
    """

    no: str
    purpose: Purpose
    outline: Outline
    is_circle: bool


class CountyMap(NamedTuple):
    """What is drawn.

    Attributes:
        name, name_en: Of the county.
        year: Whose areas they are; None where they are of operations named.
        operations: Numbers of those, where they are named.
        without_area: Operations that have no outline and so are not on the map.
        source: Of the outline, in Chinese as the catalogue knows it; it is a sketch, never a legal boundary.
    """

    name: str
    name_en: str
    boundary: Outline
    sites: tuple[MapSite, ...]
    areas: tuple[MapArea, ...] = ()
    year: int | None = None
    operations: tuple[str, ...] = ()
    without_area: int = 0
    source: str = ""

    def draw(self, room: Room) -> Drawing:
        """The map as lines of text."""
        from wxmod.drawing.cells.county import draw  # noqa: PLC0415

        return draw(self, room)

    def png(self) -> bytes:
        """The map as a picture."""
        from wxmod.drawing.painted.county import SIZE, paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, font: paint(figure, self, font), SIZE)


def ground(of: CountyMap) -> Extent:
    """The ground that holds the outline, every site and every area."""
    places = list(of.boundary)
    places += [(site.position.lon, site.position.lat) for site in of.sites]
    for area in of.areas:
        places += area.outline
    return extent(places)


def title(of: CountyMap) -> str:
    """What the map shows, in words."""
    name = of.name if language() == "zh" else of.name_en
    if of.year is not None:
        sentence = _("{name} {year} 年作业点和影响面积")
        return sentence.format(name=name, year=of.year)
    if of.operations:
        numbers = " ".join(of.operations)
        sentence = _("{name} 作业 {numbers} 的影响面积")
        return sentence.format(name=name, numbers=numbers)
    return _("{name} 作业点").format(name=name)


def notes(of: CountyMap) -> list[str]:
    """What a reader must know of the map, in words."""
    lines = []
    if any(area.is_circle for area in of.areas):
        lines.append(_("圆只表示面积多大，不表示落在哪里"))
    if of.without_area:
        lines.append(_("另有 {n} 次作业没有面积轮廓，不在图上").format(n=of.without_area))
    # Nobody is to take a ring that is missing for a site that reaches nowhere.
    if not all(site.reach_m for site in of.sites):
        lines.append(_("没有虚线圈的作业点：射程未设置，也没有射表"))
    if of.sites and not any(site.sectors for site in of.sites):
        lines.append(_("没有录入射界图，未画允许射界"))
    if of.source:
        lines.append(_(of.source))
    return [titled(line) for line in lines]


NO_REACH_M = 3_000.0
"""How long a sector is drawn where nobody has said how far the site reaches."""


def wedge(sector: Sector, reach_m: float | None, corners: int) -> list[tuple[float, float]]:
    """Corners of a sector in metres east and north of its site, the site first."""
    metres = reach_m or NO_REACH_M
    span = span_deg(sector.azimuth_from_deg, sector.azimuth_to_deg)
    places = [(0.0, 0.0)]
    for n in range(corners + 1):
        azimuth = sector.azimuth_from_deg + span * n / corners
        turn = radians(azimuth)
        corner = (metres * sin(turn), metres * cos(turn))
        places.append(corner)
    return places


_BARS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)
_BAR_SHARE = 0.25  # of the width, at most


def bar_km(across_km: float) -> float:
    """The longest round length that takes no more than a quarter of the width, which is twice *across_km*."""
    longest = 2 * across_km * _BAR_SHARE
    fitting = [km for km in _BARS_KM if km <= longest]
    return fitting[-1] if fitting else _BARS_KM[0]
