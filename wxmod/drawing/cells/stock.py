"""Stock as bars across: two rows a lot, who it is above, how many below."""

from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, cut, width
from wxmod.drawing.cells.bars import Part, Scale, axis, bar
from wxmod.drawing.stock import Bar, Grade, Stock
from wxmod.wording import _, titled

FILLS = {
    Grade.GOOD: Fill(Ink.GOOD, "="),
    Grade.SOON: Fill(Ink.SOON, "+", Hatch.STRIPES),
    Grade.BAD: Fill(Ink.BAD, "x", Hatch.CHECKS),
    Grade.UNKNOWN: Fill(Ink.PLAIN, "?", Hatch.SPARSE),
}
MARKS = {
    Grade.GOOD: "●",
    Grade.SOON: "▲",
    Grade.BAD: "✗",
    Grade.UNKNOWN: "?",
}
_ASCII_MARKS = {
    Grade.GOOD: "=",
    Grade.SOON: "+",
    Grade.BAD: "x",
    Grade.UNKNOWN: "?",
}
_INDENT = 2
_COUNT = 7
"""Cells for the number at the end of a bar."""


def draw(stock: Stock, room: Room) -> Drawing:
    """A title, two rows a lot as far as there is room, an axis, and how many lots there was no room for."""
    fitting = max((room.rows - 3) // 2, 1)
    shown = stock.bars[:fitting]
    last = 1 + 2 * len(shown)
    canvas = Canvas(room.columns, min(last + 2, room.rows), room.signs)
    canvas.title(title(stock))
    if not shown:
        canvas.write(last, 0, titled(_("没有库存")))
        return canvas.drawing()
    columns = max(room.columns - _INDENT - _COUNT, 1)
    scale = Scale(_INDENT, columns, max(stock.most, 1))
    for n, each in enumerate(shown):
        row = 1 + 2 * n
        _name(canvas, row, each)
        _bar(canvas, row + 1, scale, each)
    axis(canvas, last, scale)
    left = len(stock.bars) - len(shown)
    if left:
        more = _("还有 {n} 个批号没有画出").format(n=left)
        canvas.note(last + 1, more)
    return canvas.drawing()


def title(stock: Stock) -> str:
    """What is drawn, in words."""
    sentence = _("{day} 各批号库存，先到期的在上")
    return sentence.format(day=stock.day.isoformat())


def _name(canvas: Canvas, row: int, each: Bar) -> None:
    """Lot and model on the left, what can be said of it on the right."""
    marks = MARKS
    if canvas.plain_letters:
        marks = _ASCII_MARKS
    mark = marks[each.grade]
    word = titled(each.state.label)
    state = f"{mark} {word}  {until(each)}"
    column = canvas.columns - width(state)
    name = f"{each.lot}  {each.model}"
    canvas.write(row, 0, cut(name, column - 1))
    fill = FILLS[each.grade]
    canvas.write(row, column, state, fill.ink)


def _bar(canvas: Canvas, row: int, scale: Scale, each: Bar) -> None:
    part = Part(each.rounds, FILLS[each.grade])
    end = bar(canvas, row, scale, [part])
    canvas.write(row, end + 1, f"{each.rounds}")


def until(each: Bar) -> str:
    """The last day of a lot's life, in words."""
    if each.expires_on is None:
        return _("有效期不详")
    return _("至 {day}").format(day=each.expires_on.isoformat())
