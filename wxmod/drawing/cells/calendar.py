"""A year day by day, in cells: the number of operations itself is what shades the day."""

from datetime import date
from typing import NamedTuple

from wxmod.drawing.calendar import DAYS, WEEKDAYS, Calendar, days, place
from wxmod.drawing.canvas import Canvas, Drawing, Ink, Room, width
from wxmod.drawing.tallies import month_name
from wxmod.wording import _, titled

LEFT = 4
_BLOCK = 9
"""Rows of a year, or of half of one: months, weekdays, a blank one."""
NONE, MANY = ".", "+"
_MOST_DIGIT = 9
HALF = 27
"""Weeks of half a year: where a whole one does not fit, its halves stand one above the other."""
_WEEKS = 54


def draw(of: Calendar, room: Room) -> Drawing:
    """Weekdays as rows, weeks as columns, the months named above; in two halves where the room is narrow."""
    laid = _laid(room.columns)
    needed = 2 + laid.blocks * _BLOCK
    canvas = Canvas(room.columns, min(needed, room.rows), room.signs)
    canvas.title(title(of))
    for block in range(laid.blocks):
        _weekdays(canvas, 1 + block * _BLOCK)
    for day in days(of.year):
        _day(canvas, of, laid, day)
    legend = _("{none} 没有作业  {many} 十次以上  列为周，周一在上")
    text = legend.format(none=NONE, many=MANY)
    canvas.note(canvas.rows - 1, titled(text))
    return canvas.drawing()


def title(of: Calendar) -> str:
    """What is drawn, in words."""
    sentence = _("{year} 年逐日作业次数，共 {n} 次，{days} 天")
    total = sum(of.counts.values())
    return sentence.format(year=of.year, n=total, days=len(of.counts))


class _Laid(NamedTuple):
    """How a year lies in cells: in one block or two, so many weeks in each, each so many cells wide."""

    blocks: int
    weeks: int
    wide: int


def _laid(columns: int) -> _Laid:
    left = columns - LEFT
    if left >= _WEEKS:
        # Where there is room a week takes more than one cell, so that months have room for their names.
        return _Laid(1, _WEEKS, left // _WEEKS)
    return _Laid(2, HALF, max(left // HALF, 1))


def _weekdays(canvas: Canvas, top: int) -> None:
    """Every other one by name."""
    for n in range(0, DAYS, 2):
        name = _(WEEKDAYS[n])
        canvas.write(top + 1 + n, 0, name, Ink.FAINT)


def _day(canvas: Canvas, of: Calendar, laid: _Laid, day: date) -> None:
    week, weekday = place(day)
    block, within = divmod(week, laid.weeks)
    top = 1 + block * _BLOCK
    column = LEFT + within * laid.wide
    if day.day == 1:
        name = month_name(day.month)
        if canvas.is_free(top, column, width(name)):
            canvas.write(top, column, name, Ink.FAINT)
    count = of.counts.get(day, 0)
    row = top + 1 + weekday
    canvas.write(row, column, sign(count), ink(count, of.most))


def sign(count: int) -> str:
    """One letter for how many operations a day had."""
    if not count:
        return NONE
    return f"{count}" if count <= _MOST_DIGIT else MANY


def ink(count: int, most: int) -> Ink:
    """The more on a day, the louder its colour."""
    if not count:
        return Ink.FAINT
    if count * 3 > most * 2:
        return Ink.BAD
    return Ink.SOON if count * 3 > most else Ink.GOOD
