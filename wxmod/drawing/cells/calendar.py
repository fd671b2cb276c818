"""A year day by day, in cells: the number of operations itself is what shades the day."""

from datetime import date

from wxmod.drawing.calendar import WEEKDAYS, Calendar, days, place
from wxmod.drawing.canvas import Canvas, Drawing, Ink, Room, width
from wxmod.drawing.tallies import month_name
from wxmod.wording import _, titled

LEFT = 4
TOP = 2
NONE, MANY = ".", "+"
_MOST_DIGIT = 9
HALF = 27
"""Weeks of half a year: where a whole one does not fit, its halves stand one above the other."""
_WEEKS = 54


def draw(of: Calendar, room: Room) -> Drawing:
    """Weekdays as rows, weeks as columns, the months named above; in two halves where the room is narrow."""
    halves = room.columns < LEFT + _WEEKS
    blocks = 2 if halves else 1
    canvas = Canvas(room.columns, min(1 + blocks * 9 + 1, room.rows), room.signs)
    total = sum(of.counts.values())
    said = _("{year} 年逐日作业次数，共 {n} 次，{days} 天")
    title = said.format(year=of.year, n=total, days=len(of.counts))
    canvas.title(title)
    for block in range(blocks):
        _weekdays(canvas, 1 + 9 * block)
    for day in days(of.year):
        _day(canvas, of, day, halves=halves)
    said = _("{none} 没有作业  {many} 十次以上  列为周，周一在上")
    legend = said.format(none=NONE, many=MANY)
    canvas.note(canvas.rows - 1, titled(legend))
    return canvas.drawing()


def _weekdays(canvas: Canvas, top: int) -> None:
    for n, name in enumerate(WEEKDAYS):
        if n % 2 == 0:
            canvas.write(top + 1 + n, 0, _(name), Ink.FAINT)


def _day(canvas: Canvas, of: Calendar, day: date, *, halves: bool) -> None:
    week, weekday = place(day)
    top = 1
    if halves and week >= HALF:
        week -= HALF
        top += 9
    # Where there is room a week takes more than one cell, so that months have room for their names.
    weeks = HALF if halves else _WEEKS
    wide = max((canvas.columns - LEFT) // weeks, 1)
    column = LEFT + week * wide
    if day.day == 1:
        name = month_name(day.month)
        if canvas.is_free(top, column, width(name)):
            canvas.write(top, column, name, Ink.FAINT)
    count = of.counts.get(day, 0)
    canvas.write(top + 1 + weekday, column, sign(count), ink(count, of.most))


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
