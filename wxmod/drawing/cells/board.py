"""The board in cells: five columns of one width, two rows a process."""

from typing import NamedTuple

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
"""Rows for the title and the names of the stages."""
_EACH = 3
"""Rows of a process, with a blank one."""


def draw(of: Board, room: Room) -> Drawing:
    """A title, the stages' names, and as many processes as there is room for."""
    free = room.rows - _HEAD - 2
    fitting = max(free // _EACH, 1)
    cards = of.cards[:fitting]
    needed = _HEAD + 2 + _EACH * len(cards)
    canvas = Canvas(room.columns, min(needed, room.rows), room.signs)
    canvas.title(titled(_("五段式任务板")))
    if not cards:
        canvas.write(1, 0, titled(_("没有要做的过程")))
        return canvas.drawing()
    columns = _columns(of, room.columns)
    for stage in of.stages:
        _head(canvas, columns[stage[0]], stage)
    row = _HEAD + 1
    for card in cards:
        _card(canvas, row, card)
        for step in card.steps:
            _step(canvas, row, columns[step.code], step)
        row += _EACH
    left = len(of.cards) - len(cards)
    if left:
        text = _("还有 {n} 个过程没有画出").format(n=left)
        canvas.note(canvas.rows - 1, text)
    return canvas.drawing()


class _Column(NamedTuple):
    """Cells of a stage."""

    first: int
    wide: int


def _columns(of: Board, cells: int) -> dict[str, _Column]:
    """Columns of one width by the code of their stage, a blank between them."""
    count = max(len(of.stages), 1)
    wide = (cells - NAMES) // count
    wide = max(wide, 2)
    columns = {}
    for n, (code, _name) in enumerate(of.stages):
        first = NAMES + n * wide
        columns[code] = _Column(first, wide - 1)
    return columns


def _head(canvas: Canvas, column: _Column, stage: tuple[str, str]) -> None:
    """Code and name of a stage, in as many rows as there are for them, and a line below."""
    lines = folded(" ".join(stage), column.wide)
    for row, line in enumerate(lines[: _HEAD - 1], 1):
        canvas.write(row, column.first, line, Ink.FAINT)
    rule = "-" * column.wide
    canvas.write(_HEAD, column.first, rule, Ink.FAINT)


def _card(canvas: Canvas, row: int, card: Card) -> None:
    """Which process it is, and what it is good for."""
    wide = NAMES - 1
    canvas.write(row, 0, cut(card.id, wide), Ink.STRONG)
    purposes = " ".join(titled(purpose.label) for purpose in card.purposes)
    canvas.write(row + 1, 0, cut(purposes, wide))


def _step(canvas: Canvas, row: int, column: _Column, step: Step) -> None:
    """Mark and word above, until when below."""
    marks = MARKS
    if canvas.plain_letters:
        marks = ASCII_MARKS
    mark = marks[step.standing]
    text = f"{mark} {titled(step.state.label)}"
    ink = INKS[step.standing]
    canvas.write(row, column.first, cut(text, column.wide), ink)
    if step.until:
        until = f"{step.until:%m-%d %H:%M}"
        canvas.write(row + 1, column.first, cut(until, column.wide), Ink.FAINT)
