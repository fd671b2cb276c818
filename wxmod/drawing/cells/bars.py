"""Bars across, a row each: a label on the left, the bar, what is to be said at its end."""

from collections.abc import Sequence
from typing import NamedTuple

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing.axes import ticks
from wxmod.drawing.canvas import Canvas, Fill, Hatch, Ink, width

FILLS = {
    Purpose.RAIN: Fill(Ink.RAIN, "="),
    Purpose.SNOW: Fill(Ink.SNOW, "*", Hatch.STRIPES),
    Purpose.HAIL: Fill(Ink.HAIL, "#", Hatch.CHECKS),
}
"""How each purpose is drawn, on bars and on maps."""
_CELLS_A_TICK = 12


class Scale(NamedTuple):
    """Where bars begin and how far the largest value reaches.

    Attributes:
        column: Of the first cell of every bar.
        columns: Cells of a bar of *most*.
    """

    column: int
    columns: int
    most: float

    def dots(self, value: float, per_cell: int) -> int:
        """How many dots a value takes; what is more than nothing takes one at least."""
        if value <= 0:
            return 0
        whole = round(value / self.most * self.columns * per_cell)
        return max(whole, 1)


class Part(NamedTuple):
    """A stretch of a bar."""

    value: float
    fill: Fill


def bar(canvas: Canvas, row: int, scale: Scale, parts: Sequence[Part]) -> int:
    """Parts of a bar one behind the other; the column after it."""
    # A gap below keeps bars of neighbouring rows apart where dots allow it.
    high = max(canvas.high - 1, 1)
    begun = 0.0
    left = 0
    for part in parts:
        begun += part.value
        right = scale.dots(begun, canvas.wide)
        corner = (scale.column * canvas.wide + left, row * canvas.high)
        canvas.box(corner, (right - left, high), part.fill)
        left = right
    cells = -(-left // canvas.wide)
    return scale.column + cells


def axis(canvas: Canvas, row: int, scale: Scale) -> None:
    """Round numbers under the bars, each beginning in the cell its value ends a bar in."""
    most = max(scale.columns // _CELLS_A_TICK, 1)
    free = scale.column
    for value in ticks(0, scale.most, most):
        cells = round(value / scale.most * scale.columns)
        text = f"{value:g}"
        column = scale.column + max(cells - 1, 0)
        if column >= free and column + width(text) <= canvas.columns:
            free = canvas.write(row, column, text, Ink.FAINT) + 1


def sample(canvas: Canvas, row: int, column: int, fill: Fill) -> int:
    """Two cells of a fill, for a legend; the column after them and a blank."""
    corner = (column * canvas.wide, row * canvas.high)
    canvas.box(corner, (2 * canvas.wide, max(canvas.high - 1, 1)), fill)
    return column + 3
