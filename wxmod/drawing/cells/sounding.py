"""A skew-T in cells: three lines, pressures on the left, levels and figures on the right."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wxmod.drawing.axes import Plane, plane, ticks
from wxmod.drawing.canvas import Canvas, Drawing, Ink, Room, between, width
from wxmod.drawing.sounding import (
    BOTTOM_HPA,
    COLDEST_DEG,
    LINES_HPA,
    TOP_HPA,
    WARMEST_DEG,
    Mark,
    Place,
    Sounding,
    curve,
    place,
    up,
)
from wxmod.wording import _, titled

LEFT, MARGIN = 5, 26
"""Cells for pressures, and for levels and figures."""
LEAN = "."
_LEAN_EACH, _LEAN_DOTS = 20, 4
"""Degrees between faint isotherms, and dots between theirs."""
CURVES = (
    ("parcel_degc", Ink.SOON, "p"),
    ("dewpoint_degc", Ink.GOOD, "d"),
    ("temperature_degc", Ink.WARM, "T"),
)
"""What is drawn, in which ink, and what it is in ASCII; the last lies on top."""


def draw(of: Sounding, room: Room) -> Drawing:
    """A title, the diagram, temperatures of the lower edge; levels and figures beside it."""
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(title(of))
    rows = max(room.rows - 2, 1)
    columns = max(room.columns - LEFT - MARGIN, 1)
    box = (LEFT, 1, columns, rows)
    laid = plane(canvas, box, (COLDEST_DEG, WARMEST_DEG), (0, 1))
    for degrees in range(-120, 60, _LEAN_EACH):
        _isotherm(canvas, laid, degrees)
    for name, ink, sign in CURVES:
        _curve(canvas, laid, curve(of, name), (ink, sign))
    _pressures(canvas, laid)
    _degrees(canvas, laid)
    column = canvas.columns - MARGIN + 1
    taken = _levels(canvas, laid, of, column)
    free = [row for row in range(1, canvas.rows - 1) if row not in taken]
    for row, line in zip(free, _figures(of), strict=False):
        canvas.write(row, column + 1, line, Ink.FAINT)
    return canvas.drawing()


def title(of: Sounding) -> str:
    """Where and when, in words."""
    at = _("时间不详")
    if of.valid_at:
        at = f"{of.valid_at:%Y-%m-%d %H:%M}"
    return _("{place} 探空  {at}").format(place=of.place, at=at)


def _isotherm(canvas: Canvas, laid: Plane, degrees: int) -> None:
    """One leaning line, faint and with gaps, so that the curves stay on top."""
    start = laid.at(*place(degrees, BOTTOM_HPA))
    end = laid.at(*place(degrees, TOP_HPA))
    # Enough places on it for one in every row of dots.
    walked = list(between(start, end))
    for x, y in walked[::_LEAN_DOTS]:
        column = round(x)
        if column in laid.columns:
            canvas.dot(column, round(y), Ink.FAINT, LEAN)


def _curve(canvas: Canvas, laid: Plane, places: Sequence[Place], look: tuple[Ink, str]) -> None:
    """A line from level to level, as far as it lies within the picture."""
    ink, sign = look
    dots = [laid.at(*each) for each in places]
    for start, end in pairwise(dots):
        for x, y in between(start, end):
            column = round(x)
            if column in laid.columns:
                canvas.dot(column, round(y), ink, sign)


def _row(canvas: Canvas, laid: Plane, hpa: float) -> int:
    """The row of cells a pressure lies in."""
    _x, y = laid.at(COLDEST_DEG, up(hpa))
    row, _column = canvas.cell_of(laid.left, y)
    return row


def _pressures(canvas: Canvas, laid: Plane) -> None:
    for hpa in LINES_HPA:
        row = _row(canvas, laid, hpa)
        canvas.write_to(row, LEFT - 1, f"{hpa}", Ink.FAINT)


def _degrees(canvas: Canvas, laid: Plane) -> None:
    """Temperatures below the lower edge, each under its middle."""
    row = canvas.rows - 1
    canvas.note(row, "hPa")
    for degrees in ticks(COLDEST_DEG, WARMEST_DEG, 4):
        x, _y = laid.at(degrees, 0)
        _row, column = canvas.cell_of(x, 0)
        text = f"{degrees:g}"
        half = width(text) // 2
        canvas.write(row, column - half, text, Ink.FAINT)


def _levels(canvas: Canvas, laid: Plane, of: Sounding, column: int) -> set[int]:
    """Levels in the row they lie in or the next free one below; the rows they took."""
    taken: set[int] = set()
    for mark in sorted(of.marks, key=_pressure):
        row = _row(canvas, laid, mark.pressure_hpa)
        while row in taken:
            row += 1
        taken.add(row)
        canvas.write(row, column - 1, "<", Ink.FAINT)
        canvas.write(row, column + 1, _level(mark))
    return taken


def _pressure(mark: Mark) -> float:
    return mark.pressure_hpa


def _figures(of: Sounding) -> Iterator[str]:
    for figure in of.figures:
        name = titled(figure.name)
        yield f"{name} {figure.text}"
    yield _("T 温度 d 露点 p 气块")


def _level(mark: Mark) -> str:
    """Its name, and how high it lies."""
    if mark.height_msl_m is None:
        return f"{mark.name} {mark.pressure_hpa:.0f} hPa"
    return f"{mark.name} {mark.height_msl_m:.0f} m"
