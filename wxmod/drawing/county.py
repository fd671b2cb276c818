"""The county from above: its outline, the sites with what they reach and may fire into, and what was affected."""

from collections.abc import Sequence
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.sites import Sector
from wxmod.drawing import sheet


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
        source: Of the outline; it is a sketch, never a legal boundary.
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

    def png(self) -> bytes:
        """The map as a picture."""
        from wxmod.drawing.painted.county import SIZE, paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, font: paint(figure, self, font), SIZE)


class Ground(NamedTuple):
    """Where the middle of the map lies and how far it reaches from there, in metres."""

    middle: Point
    across_m: float
    up_m: float


def ground(of: CountyMap, outlines: Sequence[Outline] = ()) -> Ground:
    """The ground that holds the outline, every site and every area, and *outlines* besides."""
    from wxmod.domain.geodesy import flat  # noqa: PLC0415

    places = list(of.boundary)
    places += [(site.position.lon, site.position.lat) for site in of.sites]
    for outline in (*(area.outline for area in of.areas), *outlines):
        places += outline
    lons, lats = zip(*places, strict=True)
    middle = Point(lon=(min(lons) + max(lons)) / 2, lat=(min(lats) + max(lats)) / 2)
    xs, ys = flat(middle, lons, lats)
    return Ground(middle, max(map(abs, xs)), max(map(abs, ys)))
