"""The county's map in cells: outline, sites by number, rings of reach, sectors, affected areas; a legend beside it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, radians, sin
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point, flat
from wxmod.domain.operations.operation import Purpose
from wxmod.drawing.axes import Plane, fitted
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, folded
from wxmod.drawing.cells import sites
from wxmod.drawing.cells.bars import FILLS, sample
from wxmod.drawing.county import CountyMap, Ground, MapSite, bar_km, ground, notes, title, wedge
from wxmod.drawing.polar import inside
from wxmod.wording import _, titled

LEGEND = 26
"""Cells of the legend, where the room is wide enough for one."""
WIDE_ENOUGH = 60
MARGIN = 1.04
OUTLINE, RING = ".", "'"
SECTOR = Fill(Ink.GOOD, "%", Hatch.SPARSE)
_RING_DEG = 4
_CORNERS = 24
Metres = tuple[float, float]


class _Map(NamedTuple):
    """A canvas with the ground laid on it.

    Attributes:
        here: The middle, from which metres are counted.
    """

    canvas: Canvas
    plane: Plane
    here: Point

    def dot(self, east_m: float, north_m: float) -> tuple[float, float]:
        """The dot of a place in metres from the middle."""
        return self.plane.at(east_m, north_m)

    def metres(self, outline: Outline) -> list[Metres]:
        """Corners in metres from the middle."""
        lons, lats = zip(*outline, strict=True)
        xs, ys = flat(self.here, lons, lats)
        return list(zip(xs, ys, strict=True))

    def place(self, site: MapSite) -> Metres:
        """Where a site lies, in metres from the middle."""
        here = (site.position.lon, site.position.lat)
        (place,) = self.metres((here,))
        return place


def draw(of: CountyMap, room: Room) -> Drawing:
    """The map as large as the room lets it be in its true shape, north up."""
    beside = room.columns >= WIDE_ENOUGH
    columns = room.columns - LEGEND if beside else room.columns
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(title(of))
    held = _laid(canvas, ground(of), columns)
    for area in of.areas:
        corners = held.metres(area.outline)
        family = area.purpose.family
        _fill(held, corners, FILLS[family])
    for site in of.sites:
        _sectors(held, site)
        _ring(held, site)
    _edge(held, of.boundary)
    for sign, site in zip(sites.MARKS, of.sites, strict=False):
        place = held.dot(*held.place(site))
        sites.mark(canvas, place, sign)
    if beside:
        _legend(held, of, columns + 1)
    return canvas.drawing()


def _laid(canvas: Canvas, of: Ground, columns: int) -> _Map:
    """The ground in its true shape on the cells below the title."""
    box = (0, 1, columns, canvas.rows - 1)
    half_across = of.across_m * MARGIN
    half_up = of.up_m * MARGIN
    laid = fitted(canvas, box, (half_across, half_up))
    return _Map(canvas, laid, of.middle)


def _edge(held: _Map, outline: Outline) -> None:
    """The outline, closed."""
    corners = [held.dot(x, y) for x, y in held.metres(outline)]
    corners += corners[:1]
    for start, end in pairwise(corners):
        held.canvas.line(start, end, Ink.PLAIN, OUTLINE)


def _fill(held: _Map, corners: Sequence[Metres], fill: Fill) -> None:
    """Every dot whose ground lies inside a ring of places."""
    step = held.plane.per_dot / 2
    covered = set()
    for east, north in inside(corners, step):
        x, y = held.dot(east, north)
        covered.add((round(x), round(y)))
    for column, row in covered:
        held.canvas.shade(column, row, fill)


def _sectors(held: _Map, site: MapSite) -> None:
    """What a site may fire into."""
    x, y = held.place(site)
    for sector in site.sectors:
        corners = wedge(sector, site.reach_m, _CORNERS)
        ring = [(x + east, y + north) for east, north in corners]
        _fill(held, ring, SECTOR)


def _ring(held: _Map, site: MapSite) -> None:
    """How far a site reaches."""
    if not site.reach_m:
        return
    x_m, y_m = held.place(site)
    for azimuth in range(0, 360, _RING_DEG):
        turn = radians(azimuth)
        east = site.reach_m * sin(turn)
        north = site.reach_m * cos(turn)
        x, y = held.dot(x_m + east, y_m + north)
        held.canvas.dot(round(x), round(y), Ink.FAINT, RING)


def _legend(held: _Map, of: CountyMap, column: int) -> None:
    """Names of the sites, what each fill means, a scale, and what a reader must know; as much as there is room for."""
    canvas = held.canvas
    row = 1
    for sign, site in zip(sites.MARKS, of.sites, strict=False):
        sites.name(canvas, row, column, sign, site.name)
        row += 1
    for fill, word in _keys(of):
        start = sample(canvas, row, column, fill)
        canvas.write(row, start, titled(word))
        row += 1
    canvas.write(row, column, _scale(held))
    north = titled(_("上北下南"))
    canvas.write(row + 1, column, north, Ink.FAINT)
    row += 2
    left = canvas.columns - column
    for note in notes(of):
        for line in folded(note, left):
            canvas.write(row, column, line, Ink.FAINT)
            row += 1


def _keys(of: CountyMap) -> Iterator[tuple[Fill, str]]:
    """What each fill on the map means."""
    families = {area.purpose.family for area in of.areas}
    for purpose in Purpose:
        if purpose in families:
            sentence = _("影响面积（{purpose}）")
            yield FILLS[purpose], sentence.format(purpose=purpose.label)
    if any(site.sectors for site in of.sites):
        yield SECTOR, _("允许射界")


def _scale(held: _Map) -> str:
    """A bar of a round length."""
    across_km = held.plane.high / 1000
    km = bar_km(across_km)
    cell_m = held.plane.per_dot * held.canvas.wide
    cells = round(km * 1000 / cell_m)
    dashes = "-" * max(cells - 2, 0)
    return f"|{dashes}| {km:g} km"
