"""The board in cells: five columns of one width, two rows a process."""

from wxmod.drawing.board import Board, Card, Standing, Step
from wxmod.drawing.canvas import Canvas, Drawing, Ink, Room, cut, folded
from wxmod.wording import _, titled

NAMES = 14
"""Cells for the processes' names."""
MARKS = {
    Standing.MADE: "✓",
    Standing.LATE: "!",
    Standing.NOW: "►",
    Standing.MISSED: "✗",
    Standing.AHEAD: "·",
    Standing.ABOVE: "↑",
}
ASCII_MARKS = {
    Standing.MADE: "v",
    Standing.LATE: "!",
    Standing.NOW: ">",
    Standing.MISSED: "x",
    Standing.AHEAD: ".",
    Standing.ABOVE: "^",
}
INKS = {
    Standing.MADE: Ink.GOOD,
    Standing.LATE: Ink.SOON,
    Standing.NOW: Ink.STRONG,
    Standing.MISSED: Ink.BAD,
    Standing.AHEAD: Ink.FAINT,
    Standing.ABOVE: Ink.FAINT,
}
_HEAD = 5
"""Rows for the names of the stages."""


def draw(of: Board, room: Room) -> Drawing:
    """A title, the stages' names, and as many processes as there is room for."""
    fitting = max((room.rows - _HEAD - 2) // 3, 1)
    cards = of.cards[:fitting]
    canvas = Canvas(room.columns, min(_HEAD + 2 + 3 * len(cards), room.rows), room.signs)
    canvas.title(titled(_("五段式任务板")))
    if not cards:
        canvas.write(1, 0, titled(_("没有要做的过程")))
        return canvas.drawing()
    wide = max((room.columns - NAMES) // max(len(of.stages), 1), 2)
    for n, (code, name) in enumerate(of.stages):
        _head(canvas, NAMES + n * wide, wide - 1, f"{code} {name}")
    columns = {code: NAMES + n * wide for n, (code, _name) in enumerate(of.stages)}
    for n, card in enumerate(cards):
        _card(canvas, _HEAD + 1 + 3 * n, card, columns, wide - 1)
    left = len(of.cards) - len(cards)
    if left:
        text = _("还有 {n} 个过程没有画出").format(n=left)
        canvas.note(canvas.rows - 1, text)
    return canvas.drawing()


def _head(canvas: Canvas, column: int, wide: int, name: str) -> None:
    for row, line in enumerate(folded(name, wide)[: _HEAD - 1], 1):
        canvas.write(row, column, line, Ink.FAINT)
    canvas.write(_HEAD, column, "-" * wide, Ink.FAINT)


def _card(canvas: Canvas, row: int, card: Card, columns: dict[str, int], wide: int) -> None:
    canvas.write(row, 0, cut(card.id, NAMES - 1), Ink.STRONG)
    purposes = " ".join(titled(p.label) for p in card.purposes)
    canvas.write(row + 1, 0, cut(purposes, NAMES - 1))
    for step in card.steps:
        _step(canvas, row, columns[step.code], wide, step)


def _step(canvas: Canvas, row: int, column: int, wide: int, step: Step) -> None:
    """Mark and word above, until when below."""
    marks = MARKS
    if canvas.signs.value == "ascii":
        marks = ASCII_MARKS
    text = f"{marks[step.standing]} {titled(step.state.label)}"
    canvas.write(row, column, cut(text, wide), INKS[step.standing])
    if step.until:
        canvas.write(row + 1, column, cut(f"{step.until:%m-%d %H:%M}", wide), Ink.FAINT)
