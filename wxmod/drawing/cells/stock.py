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
_COUNT = 7
"""Cells for the number at the end of a bar."""


def draw(stock: Stock, room: Room) -> Drawing:
    """A title, two rows a lot as far as there is room, an axis, and how many lots there was no room for."""
    fitting = max((room.rows - 3) // 2, 1)
    shown = stock.bars[:fitting]
    canvas = Canvas(room.columns, min(2 * len(shown) + 3, room.rows), room.signs)
    title = _("{day} 各批号库存，先到期的在上").format(day=stock.day.isoformat())
    canvas.title(title)
    scale = Scale(2, max(room.columns - 2 - _COUNT, 1), max(stock.most, 1))
    for n, each in enumerate(shown):
        _lot(canvas, 1 + 2 * n, scale, each)
    last = 1 + 2 * len(shown)
    if not shown:
        canvas.write(last, 0, titled(_("没有库存")))
        return canvas.drawing()
    axis(canvas, last, scale)
    if len(shown) < len(stock.bars):
        left = len(stock.bars) - len(shown)
        more = _("还有 {n} 个批号没有画出").format(n=left)
        canvas.note(last + 1, more)
    return canvas.drawing()


def _lot(canvas: Canvas, at: int, scale: Scale, each: Bar) -> None:
    marks = MARKS
    if canvas.signs.value == "ascii":
        marks = _ASCII_MARKS
    state = f"{marks[each.grade]} {titled(each.state.label)}  {until(each)}"
    column = canvas.columns - width(state)
    name = cut(f"{each.lot}  {each.model}", column - 1)
    canvas.write(at, 0, name)
    canvas.write(at, column, state, FILLS[each.grade].ink)
    end = bar(canvas, at + 1, scale, [Part(each.rounds, FILLS[each.grade])])
    canvas.write(at + 1, end + 1, f"{each.rounds}")


def until(each: Bar) -> str:
    """The last day of a lot's life, in words."""
    if each.expires_on is None:
        return _("有效期不详")
    return _("至 {day}").format(day=each.expires_on.isoformat())
