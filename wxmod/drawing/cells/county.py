"""The county's map in cells: outline, sites by number, rings of reach, sectors, affected areas; a legend beside it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, radians, sin
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point, flat
from wxmod.domain.operations.operation import Purpose
from wxmod.drawing.axes import Plane, fitted
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, cut, folded
from wxmod.drawing.cells.bars import FILLS, sample
from wxmod.drawing.county import CountyMap, Ground, MapSite, bar_km, ground, notes, title, wedge
from wxmod.drawing.maps import MARKS
from wxmod.drawing.polar import inside
from wxmod.wording import N_, _, titled

LEGEND = 26
"""Cells of the legend, where the room is wide enough for one."""
WIDE_ENOUGH = 60
MARGIN = 1.04
OUTLINE, RING = ".", "'"
SECTOR = Fill(Ink.GOOD, "%", Hatch.SPARSE)
_RING_DEG = 4


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

    def dots(self, outline: Outline) -> list[tuple[float, float]]:
        """Dots of the corners of an outline."""
        return [self.dot(x, y) for x, y in self.metres(outline)]

    def metres(self, outline: Outline) -> list[tuple[float, float]]:
        lons, lats = zip(*outline, strict=True)
        xs, ys = flat(self.here, lons, lats)
        return list(zip(xs, ys, strict=True))


def draw(of: CountyMap, room: Room) -> Drawing:
    """The map as large as the room lets it be in its true shape, north up."""
    beside = room.columns >= WIDE_ENOUGH
    columns = room.columns - LEGEND if beside else room.columns
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(title(of))
    held = _laid(canvas, ground(of), columns)
    for area in of.areas:
        _area(held, area.outline, area.purpose.family)
    for site in of.sites:
        _round(held, site)
    _edge(held, of.boundary)
    for mark, site in zip(MARKS, of.sites, strict=False):
        _mark(held, mark, site)
    if beside:
        _legend(canvas, columns + 1, of, held.plane)
    return canvas.drawing()


def _laid(canvas: Canvas, of: Ground, columns: int) -> _Map:
    """The ground in its true shape on the cells below the title."""
    box = (0, 1, columns, canvas.rows - 1)
    half = (of.across_m * MARGIN, of.up_m * MARGIN)
    return _Map(canvas, fitted(canvas, box, half), of.middle)


def _edge(held: _Map, outline: Outline) -> None:
    corners = held.dots(outline)
    for start, end in pairwise([*corners, corners[0]]):
        held.canvas.line(start, end, Ink.PLAIN, OUTLINE)


def _area(held: _Map, outline: Outline, purpose: Purpose) -> None:
    """Every dot whose ground lies inside."""
    fill = FILLS[purpose]
    for x, y in _covered(held, held.metres(outline)):
        held.canvas.shade(x, y, fill)


def _covered(held: _Map, corners: Sequence[tuple[float, float]]) -> set[tuple[int, int]]:
    """Dots inside a ring of places in metres."""
    laid = held.plane
    metres = laid.per_dot
    covered = set()
    for east, north in inside(corners, metres / 2):
        x, y = held.dot(east, north)
        covered.add((round(x), round(y)))
    return covered


def _round(held: _Map, site: MapSite) -> None:
    """How far a site reaches, and what it may fire into."""
    x_m, y_m = _place(held, site)
    for sector in site.sectors:
        corners = wedge(sector, site.reach_m, 24)
        ring = [(x_m + east, y_m + north) for east, north in corners]
        for x, y in _covered(held, ring):
            held.canvas.shade(x, y, SECTOR)
    if site.reach_m:
        for east, north in _ring(site.reach_m):
            place = held.dot(x_m + east, y_m + north)
            held.canvas.dot(round(place[0]), round(place[1]), Ink.FAINT, RING)


def _ring(metres: float) -> Iterator[tuple[float, float]]:
    for azimuth in range(0, 360, _RING_DEG):
        turn = radians(azimuth)
        yield metres * sin(turn), metres * cos(turn)


def _place(held: _Map, site: MapSite) -> tuple[float, float]:
    return held.metres(((site.position.lon, site.position.lat),))[0]


def _mark(held: _Map, mark: str, site: MapSite) -> None:
    """A site's number in its cell, or in the next that no number stands in."""
    x, y = held.dot(*_place(held, site))
    row, column = held.canvas.cell_of(x, y)
    while column + 1 < held.canvas.columns and not held.canvas.is_free(row, column, 1):
        column += 1
    held.canvas.write(row, column, mark, Ink.STRONG)


def _legend(canvas: Canvas, column: int, of: CountyMap, laid: Plane) -> None:
    """Names of the sites, what each fill means, a scale, and what a reader must know; as much as there is room for."""
    room = canvas.columns - column
    row = 1
    for mark, site in zip(MARKS, of.sites, strict=False):
        canvas.write(row, column, mark, Ink.STRONG)
        canvas.write(row, column + 2, cut(site.name, room - 2))
        row += 1
    families = {area.purpose.family for area in of.areas}
    keys = [(FILLS[p], _(N_("影响面积（{purpose}）")).format(purpose=p.label)) for p in families]
    if any(site.sectors for site in of.sites):
        keys.append((SECTOR, _(N_("允许射界"))))
    for fill, word in sorted(keys, key=lambda key: key[1]):
        start = sample(canvas, row, column, fill)
        canvas.write(row, start, cut(titled(word), canvas.columns - start))
        row += 1
    row = _scale(canvas, row, column, laid)
    for note in notes(of):
        for line in folded(note, room):
            canvas.write(row, column, line, Ink.FAINT)
            row += 1


def _scale(canvas: Canvas, row: int, column: int, laid: Plane) -> int:
    """A bar of a round length, and which way is north; the row after it."""
    metres = laid.per_dot * canvas.wide
    km = bar_km(laid.high / 1000)
    cells = max(round(km * 1000 / metres), 2)
    dashes = "-" * (cells - 2)
    text = f"|{dashes}| {km:g} km"
    canvas.write(row, column, cut(text, canvas.columns - column))
    canvas.write(row + 1, column, titled(_(N_("上北下南"))), Ink.FAINT)
    return row + 2
