"""A section in cells: a column of dots a moment, the ground below."""

from itertools import pairwise

from wxmod.drawing.axes import Plane, plane, ticks
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, Signs, width
from wxmod.drawing.section import HUMID, ISOTHERMS, WET, Moment, Section
from wxmod.wording import N_, _, titled

LEFT, RIGHT = 4, 7
"""Cells for heights and for the isotherms' names."""
INKS = (Ink.WARM, Ink.SOON, Ink.COLD, Ink.COLD)
SIGNS = ("0", "5", "1", "2")
"""What an isotherm is in ASCII: its first digit that tells it apart."""
LAYER = Fill(Ink.GOOD, "#", Hatch.FULL)
HUMID_AIR = Fill(Ink.FAINT, ".", Hatch.SPARSE)
WET_AIR = Fill(Ink.FAINT, ":", Hatch.CHECKS)
_APART = 6
"""Dots between the strokes of the layer to seed."""
YES, NO, UNKNOWN = "+", "-", "?"


def draw(of: Section, room: Room) -> Drawing:
    """A title, the section, a row of favourable hours, the hours, a legend."""
    canvas = Canvas(room.columns, room.rows, room.signs)
    title = _(N_("{place} 时间—高度剖面  {criteria}"))
    text = title.format(place=of.place, criteria=of.criteria)
    canvas.title(text)
    rows = max(room.rows - 4, 1)
    columns = max(room.columns - LEFT - RIGHT, 1)
    last = max(len(of.moments) - 1, 1)
    laid = plane(canvas, (LEFT, 1, columns, rows), (0, last), (0, of.top_msl_m))
    _humidity(canvas, laid, of)
    _layer(canvas, laid, of)
    _isotherms(canvas, laid, of)
    _heights(canvas, laid, of, rows)
    _hours(canvas, laid, of, rows + 1)
    canvas.note(room.rows - 1, _legend(canvas))
    return canvas.drawing()


def _at(of: Section, laid: Plane, x: int) -> Moment:
    """Which moment a column of dots stands for: the nearest."""
    across, _up = laid.values(x, laid.bottom)
    last = len(of.moments) - 1
    return of.moments[min(round(across), last)]


def _humidity(canvas: Canvas, laid: Plane, of: Section) -> None:
    for x in range(laid.left, laid.right + 1):
        moment = _at(of, laid, x)
        for y in range(laid.top, laid.bottom + 1):
            _moment, height = laid.values(x, y)
            percent = moment.humidity(height)
            if percent is not None and percent >= HUMID:
                canvas.shade(x, y, WET_AIR if percent >= WET else HUMID_AIR)


def _layer(canvas: Canvas, laid: Plane, of: Section) -> None:
    """The layer to seed: its lower and upper edge, and every other column of dots between them."""
    for x in range(laid.left, laid.right + 1):
        held = _at(of, laid, x).layer_msl_m
        if held is None:
            continue
        _x, low = laid.at(0, held[0])
        _x, high = laid.at(0, held[1])
        edges = {round(low), round(high)}
        for y in range(round(high), round(low) + 1):
            # Between the edges humidity and isotherms stay to be seen.
            if y in edges or x % _APART == 0:
                canvas.dot(x, y, LAYER.ink, LAYER.sign)


def _isotherms(canvas: Canvas, laid: Plane, of: Section) -> None:
    """A line for each, named behind its last known height."""
    for n, degrees in enumerate(ISOTHERMS):
        heights = [moment.isotherms_msl_m[n] for moment in of.moments]
        places = [laid.at(k, h) for k, h in enumerate(heights) if h is not None]
        if len(of.moments) == 1 and places:
            places.append((laid.right, places[0][1]))
        for start, end in pairwise(places):
            canvas.line(start, end, INKS[n], SIGNS[n])
        if places:
            row, _column = canvas.cell_of(*places[-1])
            column = canvas.columns - RIGHT
            canvas.write(row, column, f" {degrees} °C"[:RIGHT], INKS[n])


def _heights(canvas: Canvas, laid: Plane, of: Section, rows: int) -> None:
    """Kilometres beside the row each lies in."""
    for km in ticks(0, of.top_msl_m / 1000, max(rows // 3, 1)):
        _x, y = laid.at(0, km * 1000)
        row, _column = canvas.cell_of(laid.left, y)
        text = f"{km:g}"
        canvas.write(row, LEFT - 1 - width(text), text, Ink.FAINT)


def _hours(canvas: Canvas, laid: Plane, of: Section, row: int) -> None:
    """Below each moment whether it is favourable, and its hour where there is room."""
    free = 0
    day = None
    for n, moment in enumerate(of.moments):
        x, _y = laid.at(n, 0)
        _row, column = canvas.cell_of(x, 0)
        sign = {True: YES, False: NO, None: UNKNOWN}[moment.favourable]
        canvas.write(row, column, sign, Ink.GOOD if moment.favourable else Ink.FAINT)
        text = f"{moment.at:%H}"
        if moment.at.date() != day:
            text = f"{moment.at:%m-%d} {moment.at:%H}"
        if column >= free and column + width(text) <= canvas.columns:
            free = canvas.write(row + 1, column, text, Ink.FAINT) + 1
            day = moment.at.date()


def _legend(canvas: Canvas) -> str:
    words = _(N_("+ 有利 - 不利 ? 缺测；高度 km（海拔）；竖线为建议层；点为湿度 80% 起、90% 起"))
    if canvas.signs is Signs.ASCII:
        words = _(N_("+ 有利 - 不利 ? 缺测；高度 km（海拔）；# 建议层；. 湿度 80% 起 : 90% 起"))
    return titled(words)
