"""A section in cells: a column of dots a moment, the ground below."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from wxmod.drawing.axes import Plane, plane, ticks
from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, Signs
from wxmod.drawing.cells.clock import clock
from wxmod.drawing.section import HUMID, ISOTHERMS, WET, Moment, Section
from wxmod.wording import _, titled

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
VERDICTS = {
    True: ("+", Ink.GOOD),
    False: ("-", Ink.FAINT),
    None: ("?", Ink.FAINT),
}
"""What stands under an hour by what the criteria say of it."""


def draw(of: Section, room: Room) -> Drawing:
    """A title, the section, a row of favourable hours, the hours, a legend."""
    canvas = Canvas(room.columns, room.rows, room.signs)
    canvas.title(title(of))
    rows = max(room.rows - 4, 1)
    columns = max(room.columns - LEFT - RIGHT, 1)
    last = max(len(of.moments) - 1, 1)
    box = (LEFT, 1, columns, rows)
    laid = plane(canvas, box, (0, last), (0, of.top_msl_m))
    _humidity(canvas, laid, of)
    _layers(canvas, laid, of)
    for n in range(len(ISOTHERMS)):
        _isotherm(canvas, laid, of, n)
    _heights(canvas, laid, of, rows)
    _hours(canvas, laid, of, rows + 1)
    canvas.note(room.rows - 1, _legend(canvas))
    return canvas.drawing()


def title(of: Section) -> str:
    """Where, and what is favourable by, in words."""
    sentence = _("{place} 时间—高度剖面  {criteria}")
    return sentence.format(place=of.place, criteria=of.criteria)


def _at(of: Section, laid: Plane, x: int) -> Moment:
    """Which moment a column of dots stands for: the nearest."""
    across, _up = laid.values(x, laid.bottom)
    last = len(of.moments) - 1
    nearest = min(round(across), last)
    return of.moments[nearest]


def _humidity(canvas: Canvas, laid: Plane, of: Section) -> None:
    """Each moment's column of air once, on all columns of dots that stand for it."""
    shaded: dict[datetime, list[tuple[int, Fill]]] = {}
    for x in laid.columns:
        moment = _at(of, laid, x)
        if moment.at not in shaded:
            shaded[moment.at] = list(_humid(laid, moment))
        for y, fill in shaded[moment.at]:
            canvas.shade(x, y, fill)


def _humid(laid: Plane, moment: Moment) -> Iterator[tuple[int, Fill]]:
    """Rows of dots that are humid, with how much."""
    for y in laid.rows:
        _across, height = laid.values(laid.left, y)
        percent = moment.humidity(height)
        if percent is None or percent < HUMID:
            continue
        fill = HUMID_AIR
        if percent >= WET:
            fill = WET_AIR
        yield y, fill


def _layers(canvas: Canvas, laid: Plane, of: Section) -> None:
    for x in laid.columns:
        held = _at(of, laid, x).layer_msl_m
        if held is not None:
            _layer(canvas, laid, x, held)


def _layer(canvas: Canvas, laid: Plane, x: int, held: tuple[float, float]) -> None:
    """The layer to seed in a column of dots: its edges, and now and then all between them."""
    base, top = held
    _x, low = laid.at(0, base)
    _x, high = laid.at(0, top)
    lower = round(low)
    upper = round(high)
    rows = [upper, lower]
    # Between the edges humidity and isotherms stay to be seen.
    if x % _APART == 0:
        rows = list(range(upper, lower + 1))
    for y in rows:
        canvas.dot(x, y, LAYER.ink, LAYER.sign)


def _isotherm(canvas: Canvas, laid: Plane, of: Section, n: int) -> None:
    """A line for one of them, named behind its last known height."""
    places = []
    for across, moment in enumerate(of.moments):
        height = moment.isotherms_msl_m[n]
        if height is not None:
            place = laid.at(across, height)
            places.append(place)
    if not places:
        return
    ink = INKS[n]
    last = places[-1]
    if len(of.moments) == 1:
        # A single moment is as wide as the picture.
        places.append((laid.right, last[1]))
    for start, end in pairwise(places):
        canvas.line(start, end, ink, SIGNS[n])
    row, _column = canvas.cell_of(*last)
    column = canvas.columns - RIGHT
    text = f" {ISOTHERMS[n]} °C"
    canvas.write(row, column, text, ink)


def _heights(canvas: Canvas, laid: Plane, of: Section, rows: int) -> None:
    """Kilometres beside the row each lies in."""
    highest = of.top_msl_m / 1000
    most = max(rows // 3, 1)
    for km in ticks(0, highest, most):
        _x, y = laid.at(0, km * 1000)
        row, _column = canvas.cell_of(laid.left, y)
        canvas.write_to(row, LEFT - 1, f"{km:g}", Ink.FAINT)


def _hours(canvas: Canvas, laid: Plane, of: Section, row: int) -> None:
    """Below each moment whether it is favourable, and its hour where there is room."""
    moments = []
    for n, moment in enumerate(of.moments):
        x, _y = laid.at(n, 0)
        _row, column = canvas.cell_of(x, 0)
        sign, ink = VERDICTS[moment.favourable]
        canvas.write(row, column, sign, ink)
        moments.append((column, moment.at))
    clock(canvas, row + 1, moments)


def _legend(canvas: Canvas) -> str:
    words = _("+ 有利 - 不利 ? 缺测；高度 km（海拔）；竖线为建议层；点为湿度 80% 起、90% 起")
    if canvas.signs is Signs.ASCII:
        words = _("+ 有利 - 不利 ? 缺测；高度 km（海拔）；# 建议层；. 湿度 80% 起 : 90% 起")
    return titled(words)
