"""Affected areas on the ground as text: where they lie, where they overlap, the sites, the county's edge, a scale."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point
from wxmod.drawing.axes import fitted
from wxmod.drawing.canvas import Canvas, Ink
from wxmod.drawing.extent import Laid, extent
from wxmod.drawing.polar import inside
from wxmod.wording import N_, _

COLUMNS, ROWS = 45, 15
"""A frame that fits into a window of the app at 80 × 24 with its legend beside it."""
_WIDTH = 80
_LEGEND = COLUMNS + 2
_MARGIN = 1.6
_BARS_M = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_BAR_COLUMNS = 20  # fits the legend
COUNTY, AREA, TWICE, SITE = range(4)
_ASCII, _GLYPHS = ".:#@", "∙░▓▲"
_WORDS = (N_("县界"), N_("影响面积"), N_("两次以上"), N_("作业点"))
Cell = tuple[int, int]


class Ground(NamedTuple):
    """What is drawn.

    Attributes:
        sites: Where rounds were fired from.
        county: Its edge; only what lies within the frame is drawn.
    """

    outlines: Sequence[Outline]
    sites: Sequence[Point]
    county: Outline | None


def lines(ground: Ground, *, ascii_only: bool = False) -> list[str]:
    """The map as `ROWS` lines, north up; no lines where there is no outline."""
    if not ground.outlines:
        return []
    # One sign a cell, whatever the letters: shades tell areas from their overlaps.
    canvas = Canvas.of_glyphs(_WIDTH, ROWS, ascii_only=ascii_only)
    frame = _frame(ground, canvas)
    glyphs = _ASCII if ascii_only else _GLYPHS
    marks = _marked(ground, frame)
    for (column, row), mark in marks.items():
        canvas.dot(column, row, Ink.PLAIN, glyphs[mark])
    legend = [*_legend(set(marks.values()), glyphs), "", *_scale(frame, ascii_only=ascii_only)]
    for row, text in enumerate(legend):
        canvas.write(row, _LEGEND, text)
    return canvas.drawing().lines()


def _frame(ground: Ground, canvas: Canvas) -> Laid:
    """A frame that holds every outline and site, with some ground about them."""
    places = [(site.lon, site.lat) for site in ground.sites]
    for outline in ground.outlines:
        places += outline
    held = extent(places)
    # Some metres at least: a lone site has no extent of its own.
    across = max(held.across_m * _MARGIN, 1.0)
    up = max(held.up_m * _MARGIN, 1.0)
    box = (0, 0, COLUMNS, ROWS)
    return Laid(held.middle, fitted(canvas, box, (across, up)))


def _marked(ground: Ground, frame: Laid) -> dict[Cell, int]:
    """The mark of every cell of the map that has one: the one that matters most, each outline once."""
    marks: dict[Cell, int] = {}
    for mark, cells in _marks(ground, frame):
        for cell in cells:
            column, row = cell
            if 0 <= column < COLUMNS and 0 <= row < ROWS:
                marks[cell] = _over(marks.get(cell, -1), mark)
    return marks


def _over(there: int, mark: int) -> int:
    """What stands in a cell once *mark* comes to what is there."""
    twice = mark == AREA and there in {AREA, TWICE}
    return TWICE if twice else max(there, mark)


def _marks(ground: Ground, frame: Laid) -> Iterator[tuple[int, set[Cell]]]:
    """Every mark with its cells, each outline once in a cell."""
    if ground.county:
        yield COUNTY, set(frame.walked(ground.county))
    step = frame.plane.per_dot / 2
    for outline in ground.outlines:
        ring = frame.metres(outline)
        yield AREA, {frame.dot(x, y) for x, y in inside(ring, step)}
    for site in ground.sites:
        x, y = frame.place(site)
        yield SITE, {frame.dot(x, y)}


def _legend(used: set[int], glyphs: str) -> Iterator[str]:
    for mark in sorted(used, reverse=True):
        yield f"{glyphs[mark]} {_(_WORDS[mark])}"


def _scale(frame: Laid, *, ascii_only: bool) -> Iterator[str]:
    """A bar of a round length, and which way is north."""
    column_m = frame.plane.per_dot
    longest = column_m * _BAR_COLUMNS
    fitting = [metres for metres in _BARS_M if metres <= longest]
    metres = fitting[-1] if fitting else _BARS_M[0]
    dash, left, right, up = "─├┤↑"
    if ascii_only:
        dash, left, right, up = "-||^"
    length = max(round(metres / column_m) - 1, 0)
    yield f"{left}{dash * length}{right} {metres / 1000:g} km"
    yield f"{_('北')} {up}"
