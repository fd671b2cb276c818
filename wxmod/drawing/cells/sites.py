"""Sites on a map in cells: a number where each lies, its name beside the map."""

from wxmod.drawing.canvas import Canvas, Ink, cut

MARKS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def mark(canvas: Canvas, place: tuple[float, float], sign: str) -> None:
    """A site's number in the cell of a dot, or in the next one that no number stands in."""
    row, column = canvas.cell_of(*place)
    last = canvas.columns - 1
    while column < last and not canvas.is_free(row, column, 1):
        column += 1
    canvas.write(row, column, sign, Ink.STRONG)


def name(canvas: Canvas, row: int, column: int, sign: str, text: str) -> None:
    """A site's number and name in the legend."""
    canvas.write(row, column, sign, Ink.STRONG)
    left = canvas.columns - column - 2
    canvas.write(row, column + 2, cut(text, left))
