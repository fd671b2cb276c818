"""Affected areas on the ground as text: where they lie, where they overlap, the sites, the county's edge, a scale."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import hypot
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point, flat
from wxmod.drawing.polar import inside
from wxmod.wording import N_, _

COLUMNS, ROWS = 45, 15
"""A frame that fits into a window of the app at 80 × 24 with its legend beside it."""
_TALL = 2.0  # a terminal cell is about twice as high as wide
_MARGIN = 1.6
_BARS_M = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
COUNTY, AREA, TWICE, SITE = range(4)
_ASCII, _GLYPHS = ".:#@", "∙░▓▲"
_WORDS = (N_("县界"), N_("影响面积"), N_("两次以上"), N_("作业点"))


class Ground(NamedTuple):
    """What is drawn.

    Attributes:
        sites: Where rounds were fired from.
        county: Its edge; only what lies within the frame is drawn.
    """

    outlines: Sequence[Outline]
    sites: Sequence[Point]
    county: Outline | None


class _Frame(NamedTuple):
    """The middle of the map, and metres from one row to the next."""

    middle: Point
    row_m: float

    def cells(self, lons: Sequence[float], lats: Sequence[float]) -> Iterator[tuple[int, int]]:
        """Row and column of places, within the frame or not."""
        for x, y in zip(*flat(self.middle, lons, lats), strict=True):
            yield self.cell(x, y)

    def cell(self, x_m: float, y_m: float) -> tuple[int, int]:
        """Row and column of a place in metres from the middle."""
        row = (ROWS - 1) / 2 - y_m / self.row_m
        column = (COLUMNS - 1) / 2 + x_m / self.row_m * _TALL
        return round(row), round(column)


def lines(ground: Ground, *, ascii_only: bool = False) -> list[str]:
    """The map as `ROWS` lines, north up; no lines where there is no outline."""
    if not ground.outlines:
        return []
    frame = _frame(ground)
    glyphs = _ASCII if ascii_only else _GLYPHS
    grid = _grid(ground, frame)
    used = set(chain.from_iterable(grid))
    legend = [*_legend(used, glyphs), "", *_scale(frame, ascii_only=ascii_only)]
    legend += [""] * (ROWS - len(legend))
    drawn = ["".join(_glyph(mark, glyphs) for mark in row) for row in grid]
    return [f"{left}  {right}".rstrip() for left, right in zip(drawn, legend, strict=True)]


def _grid(ground: Ground, frame: _Frame) -> list[list[int]]:
    """The mark of every cell; -1 where there is none."""
    grid = [[-1] * COLUMNS for _row in range(ROWS)]
    for mark, cells in _marks(ground, frame):
        for row, column in cells:
            if 0 <= row < ROWS and 0 <= column < COLUMNS:
                grid[row][column] = _over(grid[row][column], mark)
    return grid


def _glyph(mark: int, glyphs: str) -> str:
    return glyphs[mark] if mark >= 0 else " "


def _over(there: int, mark: int) -> int:
    """What stands in a cell once *mark* comes to what is there."""
    return TWICE if mark == AREA and there in {AREA, TWICE} else max(there, mark)


def _frame(ground: Ground) -> _Frame:
    """A frame that holds every outline and site, with some ground about them."""
    places = list(chain.from_iterable(ground.outlines))
    places += [(site.lon, site.lat) for site in ground.sites]
    lons, lats = zip(*places, strict=True)
    middle = Point(
        lon=(min(lons) + max(lons)) / 2,
        lat=(min(lats) + max(lats)) / 2,
    )
    xs, ys = flat(middle, lons, lats)
    across = max(map(abs, xs)) * _TALL / (COLUMNS - 1)
    up = max(map(abs, ys)) / (ROWS - 1)
    # At least a metre a row: a lone site has no extent of its own.
    row_m = max(2 * _MARGIN * max(across, up), 1.0)
    return _Frame(middle, row_m)


def _marks(ground: Ground, frame: _Frame) -> Iterator[tuple[int, set[tuple[int, int]]]]:
    """Every mark with its cells, each outline once in a cell."""
    if ground.county:
        yield COUNTY, set(_walked(ground.county, frame))
    for outline in ground.outlines:
        lons, lats = zip(*outline, strict=True)
        ring = list(zip(*flat(frame.middle, lons, lats), strict=True))
        yield AREA, {frame.cell(x, y) for x, y in inside(ring, frame.row_m / 4)}
    for site in ground.sites:
        yield SITE, set(frame.cells((site.lon,), (site.lat,)))


def _walked(outline: Outline, frame: _Frame) -> Iterator[tuple[int, int]]:
    """Cells along an outline."""
    lons, lats = zip(*outline, outline[0], strict=True)
    for (x0, y0), (x1, y1) in pairwise(zip(*flat(frame.middle, lons, lats), strict=True)):
        steps = int(hypot(x1 - x0, y1 - y0) / frame.row_m * 2 * _TALL) + 1
        for n in range(steps):
            share = n / steps
            x = x0 + (x1 - x0) * share
            y = y0 + (y1 - y0) * share
            yield frame.cell(x, y)


def _legend(used: set[int], glyphs: str) -> Iterator[str]:
    for mark in sorted(used - {-1}, reverse=True):
        yield f"{glyphs[mark]} {_(_WORDS[mark])}"


_BAR_COLUMNS = 20  # fits the legend


def _scale(frame: _Frame, *, ascii_only: bool) -> Iterator[str]:
    """A bar of a round length, and which way is north."""
    column_m = frame.row_m / _TALL
    metres = next(
        (m for m in reversed(_BARS_M) if m / column_m <= _BAR_COLUMNS),
        _BARS_M[0],
    )
    dash, left, right, up = ("-", "|", "|", "^") if ascii_only else ("─", "├", "┤", "↑")
    length = max(round(metres / column_m) - 1, 0)
    yield f"{left}{dash * length}{right} {metres / 1000:g} km"
    yield f"{_(N_('北'))} {up}"
