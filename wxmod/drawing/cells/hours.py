"""Favourable ground of one hour in cells, and a bar for every hour below."""

from itertools import pairwise
from math import cos, floor, isnan, radians
from typing import NamedTuple

from wxmod.drawing.axes import Plane, fitted
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room
from wxmod.drawing.cells import clock, sites
from wxmod.drawing.cells.bars import sample
from wxmod.drawing.hours import Hour, Hours
from wxmod.wording import _, titled

BARS = 3
"""Rows of the shares along time."""
SIDE = 24
"""Cells for the names of the sites."""
WIDEST = 4
"""Cells of an hour's bar, at most."""
YES = Fill(Ink.GOOD, "#", Hatch.CHECKS)
UNKNOWN = Fill(Ink.FAINT, "?", Hatch.SPARSE)
ENOUGH = Fill(Ink.GOOD, "#")
BARELY = Fill(Ink.FAINT, "#")
EDGE, HERE = ".", "^"


def draw(of: Hours, room: Room) -> Drawing:
    """A title, the map with its sites beside it, shares along time, which hour is shown."""
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(_title(of))
    side = room.columns - SIDE
    rows = max(room.rows - BARS - 3, 1)
    laid = _laid(canvas, of, max(side, 1), rows)
    _ground(canvas, laid, of)
    _edge(canvas, laid, of)
    _sites(canvas, laid, of, side + 1)
    _legend(canvas, len(of.sites) + 2, side + 1)
    _shares(canvas, of, rows + 1)
    return canvas.drawing()


def _title(of: Hours) -> str:
    hour = of.hours[of.shown]
    share = "?"
    if hour.share is not None:
        share = f"{hour.share:.0%}"
    sentence = _("{criteria}  {at:%m-%d %H:%M}  有利面积 {share}  （{n}/{of}，←→ 换时次）")
    return sentence.format(
        criteria=of.criteria,
        at=hour.at,
        share=share,
        n=of.shown + 1,
        of=len(of.hours),
    )


class _Field(NamedTuple):
    """Degrees laid in their true shape on the cells of the map.

    Attributes:
        plane: Degrees north of the middle; degrees east of it shrunk by *squeeze*, as meridians draw together.
    """

    plane: Plane
    lon: float
    lat: float
    squeeze: float

    def across(self, lon: float) -> float:
        """Degrees east of the middle as the map has them."""
        east = lon - self.lon
        return east * self.squeeze

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """The dot of a place."""
        north = lat - self.lat
        return self.plane.at(self.across(lon), north)

    def place(self, x: int, y: int) -> tuple[float, float]:
        """The place of a dot."""
        across, north = self.plane.values(x, y)
        east = across / self.squeeze
        return self.lon + east, self.lat + north

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies on the map."""
        north = lat - self.lat
        return self.plane.holds(self.across(lon), north)


def _laid(canvas: Canvas, of: Hours, columns: int, rows: int) -> _Field:
    west, south, east, north = of.box
    lon = (west + east) / 2
    lat = (south + north) / 2
    squeeze = cos(radians(lat))
    half_across = (east - lon) * squeeze
    half_up = north - lat
    box = (0, 1, columns, rows)
    laid = fitted(canvas, box, (half_across, half_up))
    return _Field(laid, lon, lat, squeeze)


def _ground(canvas: Canvas, laid: _Field, of: Hours) -> None:
    """Every dot by the cell of the field it lies in."""
    west, south, east, north = of.box
    cells = of.hours[of.shown].cells
    rows, columns = cells.shape
    dots = laid.plane
    across = []
    for x in dots.columns:
        lon, _lat = laid.place(x, dots.top)
        column = floor((lon - west) / (east - west) * columns)
        if column in range(columns):
            across.append((x, column))
    for y in dots.rows:
        _lon, lat = laid.place(dots.left, y)
        # Rows are counted from the north.
        row = floor((north - lat) / (north - south) * rows)
        if row not in range(rows):
            continue
        for x, column in across:
            _cell(canvas, x, y, float(cells[row, column]))


def _cell(canvas: Canvas, x: int, y: int, value: float) -> None:
    if isnan(value):
        canvas.shade(x, y, UNKNOWN)
    elif value:
        canvas.shade(x, y, YES)


def _edge(canvas: Canvas, laid: _Field, of: Hours) -> None:
    """The outline, closed."""
    corners = [laid.at(lon, lat) for lon, lat in of.outline]
    corners += corners[:1]
    for start, end in pairwise(corners):
        canvas.line(start, end, Ink.PLAIN, EDGE)


def _sites(canvas: Canvas, laid: _Field, of: Hours, column: int) -> None:
    numbered = zip(sites.MARKS, of.sites, strict=False)
    for row, (sign, site) in enumerate(numbered, 1):
        name, lon, lat = site
        sites.name(canvas, row, column, sign, name)
        if laid.holds(lon, lat):
            place = laid.at(lon, lat)
            sites.mark(canvas, place, sign)


def _legend(canvas: Canvas, row: int, column: int) -> None:
    after = sample(canvas, row, column, YES)
    word = titled(_("有利"))
    canvas.write(row, after, word, Ink.FAINT)
    after = sample(canvas, row + 1, column, UNKNOWN)
    word = titled(_("无法判断"))
    canvas.write(row + 1, after, word, Ink.FAINT)


def _shares(canvas: Canvas, of: Hours, top: int) -> None:
    """A bar an hour, as high as the share of the area; a mark under the one shown."""
    count = max(len(of.hours), 1)
    wide = canvas.columns // count
    wide = min(max(wide, 1), WIDEST)
    below = top + BARS
    for n, hour in enumerate(of.hours):
        _share(canvas, hour, of.least, (n * wide, below, wide))
    canvas.write(below, of.shown * wide, HERE, Ink.STRONG)
    moments = [(n * wide, hour.at) for n, hour in enumerate(of.hours)]
    clock.clock(canvas, below + 1, moments)


def _share(canvas: Canvas, hour: Hour, least: float, place: tuple[int, int, int]) -> None:
    """One bar in cells from a column on, above a row, so many wide; a mark where nothing can be told."""
    column, below, wide = place
    if hour.share is None:
        canvas.write(below - 1, column, "?", Ink.FAINT)
        return
    fill = BARELY
    if hour.share >= least:
        fill = ENOUGH
    dots = round(hour.share * BARS * canvas.high)
    left = column * canvas.wide
    top = below * canvas.high - dots
    # A gap of a dot parts it from the next.
    across = max(wide * canvas.wide - 1, 1)
    canvas.box((left, top), (across, dots), fill)
