"""Hours below a picture: each where its moment lies, as many as there is room for."""

from collections.abc import Iterable
from datetime import date, datetime

from wxmod.drawing.canvas import Canvas, Ink, width


def clock(canvas: Canvas, row: int, moments: Iterable[tuple[int, datetime]]) -> None:
    """Hours from columns on, with the day where it is another than that of the hour before."""
    free = 0
    day: date | None = None
    for column, at in moments:
        text = f"{at:%H}"
        if at.date() != day:
            text = f"{at:%m-%d %H}"
        end = column + width(text)
        if column < free or end > canvas.columns:
            continue
        canvas.write(row, column, text, Ink.FAINT)
        free = end + 1
        day = at.date()
