"""A skew-T in cells: three lines, pressures on the left, levels and figures on the right."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from wxmod.drawing.axes import Plane, plane, ticks
from wxmod.drawing.canvas import Canvas, Drawing, Ink, Room, cut, width
from wxmod.drawing.sounding import (
    BOTTOM_HPA,
    COLDEST_DEG,
    LINES_HPA,
    TOP_HPA,
    WARMEST_DEG,
    Layer,
    Mark,
    Sounding,
    across,
    up,
)
from wxmod.wording import N_, _, titled

LEFT, MARGIN = 5, 26
"""Cells for pressures, and for levels and figures."""
TEMPERATURE, DEWPOINT, PARCEL = "T", "d", "p"
LEAN = "."
Place = tuple[float, float]


def draw(of: Sounding, room: Room) -> Drawing:
    """A title, the diagram, temperatures of the lower edge; levels and figures beside it."""
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(title(of))
    rows = max(room.rows - 2, 1)
    columns = max(room.columns - LEFT - MARGIN, 1)
    box = (LEFT, 1, columns, rows)
    laid = plane(canvas, box, (COLDEST_DEG, WARMEST_DEG), (up(BOTTOM_HPA), up(TOP_HPA)))
    _isotherms(canvas, laid)
    _curve(canvas, laid, of.layers, lambda layer: layer.parcel_degc, (Ink.SOON, PARCEL))
    _curve(canvas, laid, of.layers, lambda layer: layer.dewpoint_degc, (Ink.GOOD, DEWPOINT))
    _curve(canvas, laid, of.layers, lambda layer: layer.temperature_degc, (Ink.WARM, TEMPERATURE))
    _pressures(canvas, laid)
    _degrees(canvas, laid, room.rows - 1)
    _beside(canvas, laid, of, canvas.columns - MARGIN + 1)
    return canvas.drawing()


def title(of: Sounding) -> str:
    """Where and when, in words."""
    at = f"{of.valid_at:%Y-%m-%d %H:%M}" if of.valid_at else _(N_("时间不详"))
    return _(N_("{place} 探空  {at}")).format(place=of.place, at=at)


def _isotherms(canvas: Canvas, laid: Plane) -> None:
    """Every tenth degree, faint, leaning to the right: dots with gaps, so that curves stay on top."""
    for degrees in range(-120, 60, 20):
        start = laid.at(across(degrees, BOTTOM_HPA), up(BOTTOM_HPA))
        end = laid.at(across(degrees, TOP_HPA), up(TOP_HPA))
        steps = max(round(abs(end[1] - start[1])), 1)
        for n in range(0, steps + 1, 4):
            x = start[0] + (end[0] - start[0]) * n / steps
            if laid.left <= x <= laid.right:
                y = start[1] + (end[1] - start[1]) * n / steps
                canvas.dot(round(x), round(y), Ink.FAINT, LEAN)


def _curve(
    canvas: Canvas,
    laid: Plane,
    layers: Sequence[Layer],
    value: Callable[[Layer], float | None],
    look: tuple[Ink, str],
) -> None:
    """A line from level to level; it stops where a level does not tell, and at the edges."""
    places: list[Place | None] = []
    for layer in layers:
        degc = value(layer)
        if degc is None or not TOP_HPA <= layer.pressure_hpa <= BOTTOM_HPA:
            places.append(None)
            continue
        places.append(laid.at(across(degc, layer.pressure_hpa), up(layer.pressure_hpa)))
    ink, sign = look
    for start, end in pairwise(places):
        if start is None or end is None:
            continue
        if laid.left <= min(start[0], end[0]) and max(start[0], end[0]) <= laid.right:
            canvas.line(start, end, ink, sign)


def _pressures(canvas: Canvas, laid: Plane) -> None:
    for hpa in LINES_HPA:
        _x, y = laid.at(COLDEST_DEG, up(hpa))
        row, _column = canvas.cell_of(laid.left, y)
        text = f"{hpa}"
        canvas.write(row, LEFT - 1 - width(text), text, Ink.FAINT)


def _degrees(canvas: Canvas, laid: Plane, row: int) -> None:
    """Temperatures below the lower edge."""
    canvas.write(row, 0, "hPa", Ink.FAINT)
    for degrees in ticks(COLDEST_DEG, WARMEST_DEG, 4):
        x, _y = laid.at(degrees, 0)
        _row, column = canvas.cell_of(x, 0)
        text = f"{degrees:g}"
        canvas.write(row, column - width(text) // 2, text, Ink.FAINT)


def _beside(canvas: Canvas, laid: Plane, of: Sounding, column: int) -> None:
    """Levels in the row they lie in or the next free one below, figures under them."""
    room = canvas.columns - column
    taken: set[int] = set()
    for mark in sorted(of.marks, key=lambda each: each.pressure_hpa):
        _x, y = laid.at(0, up(mark.pressure_hpa))
        row, _column = canvas.cell_of(laid.left, y)
        while row in taken:
            row += 1
        taken.add(row)
        canvas.write(row, column - 1, "<", Ink.FAINT)
        canvas.write(row, column + 1, cut(_level(mark), room - 1))
    free = [row for row in range(1, canvas.rows - 1) if row not in taken]
    lines = [f"{titled(each.name)} {each.text}" for each in of.figures]
    key = _(N_("{t} 温度 {d} 露点 {p} 气块"))
    lines.append(key.format(t=TEMPERATURE, d=DEWPOINT, p=PARCEL))
    for row, line in zip(free, lines, strict=False):
        canvas.write(row, column + 1, cut(line, room - 1), Ink.FAINT)


def _level(mark: Mark) -> str:
    """Its name, and how high it lies."""
    if mark.height_msl_m is None:
        return f"{mark.name} {mark.pressure_hpa:.0f} hPa"
    return f"{mark.name} {mark.height_msl_m:.0f} m"
