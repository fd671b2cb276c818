"""Favourable ground of one hour in cells, and a bar for every hour below."""

from itertools import pairwise
from math import cos, isnan, radians
from typing import NamedTuple

from wxmod.drawing.axes import Plane, fitted
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, cut, width
from wxmod.drawing.hours import Hours
from wxmod.drawing.maps import MARKS
from wxmod.wording import N_, _, titled

BARS = 3
"""Rows of the shares along time."""
SIDE = 24
"""Cells for the names of the sites."""
YES = Fill(Ink.GOOD, "#", Hatch.CHECKS)
UNKNOWN = Fill(Ink.FAINT, "?", Hatch.SPARSE)
EDGE, HERE = ".", "^"


def draw(of: Hours, room: Room) -> Drawing:
    """A title, the map with its sites beside it, shares along time, which hour is shown."""
    canvas = Canvas(room.columns, room.rows, room.signs)
    hour = of.hours[of.shown]
    share = "?" if hour.share is None else f"{hour.share:.0%}"
    said = _(N_("{criteria}  {at:%m-%d %H:%M}  有利面积 {share}  （{n}/{of}，←→ 换时次）"))
    title = said.format(
        criteria=of.criteria, at=hour.at, share=share, n=of.shown + 1, of=len(of.hours)
    )
    canvas.title(title)
    rows = max(room.rows - BARS - 3, 1)
    laid = _laid(canvas, of, max(room.columns - SIDE, 1), rows)
    _ground(canvas, laid, of)
    corners = [laid.at(lon, lat) for lon, lat in of.outline]
    for start, end in pairwise([*corners, corners[0]] if corners else ()):
        canvas.line(start, end, Ink.PLAIN, EDGE)
    _sites(canvas, laid, of, room.columns - SIDE + 1)
    _shares(canvas, of, rows + 1)
    return canvas.drawing()


class _Field(NamedTuple):
    """Degrees laid in their true shape on the cells of the map.

    Attributes:
        plane: Degrees north of the middle; degrees east of it shrunk by *squeeze*, as meridians draw together.
    """

    plane: Plane
    lon: float
    lat: float
    squeeze: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """The dot of a place."""
        across = (lon - self.lon) * self.squeeze
        return self.plane.at(across, lat - self.lat)

    def place(self, x: int, y: int) -> tuple[float, float]:
        """The place of a dot."""
        across, up = self.plane.values(x, y)
        return self.lon + across / self.squeeze, self.lat + up

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies on the map."""
        across = (lon - self.lon) * self.squeeze
        return self.plane.holds(across, lat - self.lat)


def _laid(canvas: Canvas, of: Hours, columns: int, rows: int) -> _Field:
    west, south, east, north = of.box
    lat = (south + north) / 2
    squeeze = cos(radians(lat))
    half = ((east - west) * squeeze / 2, (north - south) / 2)
    laid = fitted(canvas, (0, 1, columns, rows), half)
    return _Field(laid, (west + east) / 2, lat, squeeze)


def _ground(canvas: Canvas, laid: _Field, of: Hours) -> None:
    """Every dot by the cell of the field it lies in."""
    west, south, east, north = of.box
    cells = of.hours[of.shown].cells
    rows, columns = cells.shape
    dots = laid.plane
    for x in range(dots.left, dots.right + 1):
        lon, _lat = laid.place(x, dots.bottom)
        column = int((lon - west) / (east - west) * columns)
        if not 0 <= column < columns:
            continue
        for y in range(dots.top, dots.bottom + 1):
            _lon, lat = laid.place(x, y)
            row = int((north - lat) / (north - south) * rows)
            if 0 <= row < rows:
                _cell(canvas, x, y, float(cells[row, column]))


def _cell(canvas: Canvas, x: int, y: int, value: float) -> None:
    if isnan(value):
        canvas.shade(x, y, UNKNOWN)
    elif value:
        canvas.shade(x, y, YES)


def _sites(canvas: Canvas, laid: _Field, of: Hours, column: int) -> None:
    for n, (mark, (name, lon, lat)) in enumerate(zip(MARKS, of.sites, strict=False)):
        canvas.write(1 + n, column, f"{mark} {cut(name, SIDE - 4)}")
        if not laid.holds(lon, lat):
            continue
        row, at = canvas.cell_of(*laid.at(lon, lat))
        while at + 1 < canvas.columns and not canvas.is_free(row, at, 1):
            at += 1
        canvas.write(row, at, mark, Ink.STRONG)
    below = 2 + len(of.sites)
    for n, (sign, word) in enumerate(((YES, N_("有利")), (UNKNOWN, N_("无法判断")))):
        canvas.write(below + n, column + 3, titled(_(word)), Ink.FAINT)
        for x in range(column * canvas.wide, (column + 2) * canvas.wide):
            for y in range(canvas.high):
                canvas.shade(x, (below + n) * canvas.high + y, sign)


def _shares(canvas: Canvas, of: Hours, top: int) -> None:
    """A bar an hour, as high as the share of the area; a mark under the one shown."""
    wide = max(canvas.columns // max(len(of.hours), 1), 1)
    wide = min(wide, 4)
    high = BARS * canvas.high
    for n, hour in enumerate(of.hours):
        if hour.share is None:
            canvas.write(top + BARS - 1, n * wide, "?", Ink.FAINT)
            continue
        dots = round(hour.share * high)
        corner = (n * wide * canvas.wide, (top + BARS) * canvas.high - dots)
        fill = Fill(Ink.GOOD if hour.share >= of.least else Ink.FAINT, "#")
        canvas.box(corner, (max(wide * canvas.wide - 1, 1), dots), fill)
    canvas.write(top + BARS, of.shown * wide, HERE, Ink.STRONG)
    _clock(canvas, of, top + BARS + 1, wide)


def _clock(canvas: Canvas, of: Hours, row: int, wide: int) -> None:
    free = 0
    day = None
    for n, hour in enumerate(of.hours):
        text = f"{hour.at:%H}"
        if hour.at.date() != day:
            text = f"{hour.at:%m-%d} {hour.at:%H}"
        column = n * wide
        if column >= free and column + width(text) <= canvas.columns:
            free = canvas.write(row, column, text, Ink.FAINT) + 1
            day = hour.at.date()
