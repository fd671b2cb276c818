"""The county's map in cells: outline, sites by number, rings of reach, sectors, affected areas; a legend beside it."""

from collections.abc import Iterator, Sequence
from math import cos, radians, sin

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing.axes import fitted
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, folded
from wxmod.drawing.cells import sites
from wxmod.drawing.cells.bars import FILLS, sample
from wxmod.drawing.county import CountyMap, MapSite, bar_km, ground, notes, title, wedge
from wxmod.drawing.extent import Extent, Laid, Metres
from wxmod.wording import _, titled

LEGEND = 26
"""Cells of the legend, where the room is wide enough for one."""
WIDE_ENOUGH = 60
MARGIN = 1.04
OUTLINE, RING = ".", "'"
SECTOR = Fill(Ink.GOOD, "%", Hatch.SPARSE)
_RING_DEG = 4
_CORNERS = 24


def draw(of: CountyMap, room: Room) -> Drawing:
    """The map as large as the room lets it be in its true shape, north up."""
    beside = room.columns >= WIDE_ENOUGH
    columns = room.columns - LEGEND if beside else room.columns
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(title(of))
    held = _laid(canvas, ground(of), columns)
    # Many operations of a year have one outline: what is drawn twice is not to be seen twice.
    surfaces = dict.fromkeys((area.outline, area.purpose.family) for area in of.areas)
    for outline, family in surfaces:
        corners = held.metres(outline)
        _fill(canvas, held, corners, FILLS[family])
    for site in of.sites:
        _sectors(canvas, held, site)
        _ring(canvas, held, site)
    for x, y in held.walked(of.boundary):
        canvas.dot(x, y, Ink.PLAIN, OUTLINE)
    for sign, site in zip(sites.MARKS, of.sites, strict=False):
        x_m, y_m = held.place(site.position)
        sites.mark(canvas, held.dot(x_m, y_m), sign)
    if beside:
        _legend(canvas, held, of, columns + 1)
    return canvas.drawing()


def _laid(canvas: Canvas, of: Extent, columns: int) -> Laid:
    """The ground in its true shape on the cells below the title."""
    box = (0, 1, columns, canvas.rows - 1)
    half_across = of.across_m * MARGIN
    half_up = of.up_m * MARGIN
    laid = fitted(canvas, box, (half_across, half_up))
    return Laid(of.middle, laid)


def _fill(canvas: Canvas, held: Laid, corners: Sequence[Metres], fill: Fill) -> None:
    """Every dot whose ground lies inside a ring of places."""
    for column, row in held.covered(corners):
        canvas.shade(column, row, fill)


def _sectors(canvas: Canvas, held: Laid, site: MapSite) -> None:
    """What a site may fire into."""
    x, y = held.place(site.position)
    for sector in site.sectors:
        corners = wedge(sector, site.reach_m, _CORNERS)
        ring = [(x + east, y + north) for east, north in corners]
        _fill(canvas, held, ring, SECTOR)


def _ring(canvas: Canvas, held: Laid, site: MapSite) -> None:
    """How far a site reaches."""
    if not site.reach_m:
        return
    x_m, y_m = held.place(site.position)
    for azimuth in range(0, 360, _RING_DEG):
        turn = radians(azimuth)
        east = site.reach_m * sin(turn)
        north = site.reach_m * cos(turn)
        x, y = held.dot(x_m + east, y_m + north)
        canvas.dot(x, y, Ink.FAINT, RING)


def _legend(canvas: Canvas, held: Laid, of: CountyMap, column: int) -> None:
    """Names of the sites, what each fill means, a scale, and what a reader must know; as much as there is room for."""
    row = 1
    for sign, site in zip(sites.MARKS, of.sites, strict=False):
        sites.name(canvas, row, column, sign, site.name)
        row += 1
    for fill, word in _keys(of):
        start = sample(canvas, row, column, fill)
        canvas.write(row, start, titled(word))
        row += 1
    canvas.write(row, column, _scale(canvas, held))
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


def _scale(canvas: Canvas, held: Laid) -> str:
    """A bar of a round length."""
    across_km = held.plane.high / 1000
    km = bar_km(across_km)
    cell_m = held.plane.per_dot * canvas.wide
    cells = round(km * 1000 / cell_m)
    dashes = "-" * max(cells - 2, 0)
    return f"|{dashes}| {km:g} km"
