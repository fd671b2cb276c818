"""Months or years as bars across, a row each, with areas as figures beside them."""

from wxmod.drawing.canvas import Canvas, Drawing, Room, width
from wxmod.drawing.cells.bars import FILLS, Part, Scale, axis, bar, sample
from wxmod.drawing.tallies import Tallies, Tally, label, note, title
from wxmod.wording import _, titled

_FIGURES = 10
"""Cells of a column of areas."""
_COUNT = 5
"""Cells for the number at the end of a bar."""


def draw(tallies: Tallies, room: Room) -> Drawing:
    """A title, a legend, a bar for each row, an axis."""
    count = len(tallies.rows)
    canvas = Canvas(room.columns, min(count + 4, room.rows), room.signs)
    canvas.title(title(tallies))
    _legend(canvas, tallies)
    labels = [label(tallies, row) for row in tallies.rows]
    longest = max((width(each) for each in labels), default=0)
    column = longest + 1
    columns = room.columns - column - _COUNT - 2 * _FIGURES
    scale = Scale(column, max(columns, 1), max(tallies.most, 1))
    for n, row in enumerate(tallies.rows):
        canvas.write_to(n + 2, longest, labels[n])
        _row(canvas, n + 2, scale, tallies, row)
    axis(canvas, count + 2, scale)
    canvas.note(count + 3, note())
    return canvas.drawing()


def _legend(canvas: Canvas, tallies: Tallies) -> None:
    column = 0
    for purpose in tallies.purposes:
        column = sample(canvas, 1, column, FILLS[purpose])
        column = canvas.write(1, column, titled(purpose.label))
        column += 2
    canvas.write_to(1, canvas.columns - _FIGURES, _("累计 km²"))
    canvas.write_to(1, canvas.columns, _("去重 km²"))


def _row(canvas: Canvas, at: int, scale: Scale, tallies: Tallies, row: Tally) -> None:
    parts = []
    for count, purpose in zip(row.operations, tallies.purposes, strict=True):
        part = Part(count, FILLS[purpose])
        parts.append(part)
    end = bar(canvas, at, scale, parts)
    if not row.total:
        return
    canvas.write(at, end + 1, f"{row.total}")
    canvas.write_to(at, canvas.columns - _FIGURES, f"{row.sum_km2:.0f}")
    canvas.write_to(at, canvas.columns, f"{row.union_km2:.0f}")
