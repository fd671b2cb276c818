"""Months or years as bars across, a row each, with areas as figures beside them."""

from wxmod.drawing.canvas import Canvas, Drawing, Room, cut, width
from wxmod.drawing.cells.bars import FILLS, Part, Scale, axis, bar, sample
from wxmod.drawing.tallies import Tallies, Tally, label
from wxmod.wording import N_, _, titled

_FIGURES = 10
"""Cells of a column of areas."""
_COUNT = 5
"""Cells for the number at the end of a bar."""


def draw(tallies: Tallies, room: Room) -> Drawing:
    """A title, a legend, a bar for each row, an axis."""
    rows = len(tallies.rows) + 4
    canvas = Canvas(room.columns, min(rows, room.rows), room.signs)
    canvas.title(_title(tallies))
    _legend(canvas, tallies)
    labels = [label(tallies, row) for row in tallies.rows]
    column = max((width(label) for label in labels), default=0) + 1
    columns = max(room.columns - column - _COUNT - 2 * _FIGURES, 1)
    scale = Scale(column, columns, max(tallies.most, 1))
    for n, row in enumerate(tallies.rows):
        canvas.write(n + 2, column - 1 - width(labels[n]), labels[n])
        _row(canvas, n + 2, scale, tallies, row)
    axis(canvas, len(tallies.rows) + 2, scale)
    note = _(N_("累计：每次作业的面积相加；去重：至少覆盖一次的县内面积"))
    canvas.note(len(tallies.rows) + 3, note)
    return canvas.drawing()


def _title(tallies: Tallies) -> str:
    if tallies.year is None:
        return _(N_("历年作业次数和影响面积"))
    return _(N_("{year} 年各月作业次数和影响面积")).format(year=tallies.year)


def _legend(canvas: Canvas, tallies: Tallies) -> None:
    column = 0
    for purpose in tallies.purposes:
        column = sample(canvas, 1, column, FILLS[purpose])
        column = canvas.write(1, column, titled(purpose.label)) + 2
    for n, name in enumerate((N_("累计 km²"), N_("去重 km²"))):
        _right(canvas, 1, n, titled(_(name)))


def _row(canvas: Canvas, at: int, scale: Scale, tallies: Tallies, row: Tally) -> None:
    parts = []
    for count, purpose in zip(row.operations, tallies.purposes, strict=True):
        parts.append(Part(count, FILLS[purpose]))
    end = bar(canvas, at, scale, parts)
    if row.total:
        canvas.write(at, end + 1, f"{row.total}")
        _right(canvas, at, 0, f"{row.sum_km2:.0f}")
        _right(canvas, at, 1, f"{row.union_km2:.0f}")


def _right(canvas: Canvas, row: int, n: int, text: str) -> None:
    """A figure at the right edge of one of the two columns of areas."""
    shown = cut(text, _FIGURES)
    end = canvas.columns - (1 - n) * _FIGURES
    canvas.write(row, end - width(shown), shown)
