"""Numbers on axes: round ticks, and places on a canvas for values."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from wxmod.drawing.canvas import Canvas

_STEPS = (1, 2, 5, 10)


_HAIR = 1e-9
"""Decimals are not exact: 0.3 / 3 is not quite 0.1."""


def step(span: float, most: int) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that parts *span* into at most *most*."""
    if span <= 0 or most < 1:
        return 1.0
    rough = span / most
    power = floor(log10(rough))
    size = 10.0**power
    steps = [each * size for each in _STEPS]
    least = rough * (1 - _HAIR)
    return next(each for each in steps if each >= least)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values from *low* to *high*, at most *most* steps apart."""
    width = step(high - low, most)
    first = ceil(low / width - _HAIR)
    last = floor(high / width + _HAIR)
    return [round(n * width, 10) for n in range(first, last + 1)]


class Plane(NamedTuple):
    """A frame of values laid on the dots of a canvas, the second value upwards.

    Attributes:
        left, top, right, bottom: Dots of its edges, all within it.
        low, high: Values at the left and right edge.
        floor, ceiling: Values at the lower and upper edge.
    """

    left: int
    top: int
    right: int
    bottom: int
    low: float
    high: float
    floor: float
    ceiling: float

    def at(self, across: float, up: float) -> tuple[float, float]:
        """The dot of a pair of values."""
        wide = self.right - self.left
        high = self.bottom - self.top
        share_x = (across - self.low) / (self.high - self.low)
        share_y = (up - self.floor) / (self.ceiling - self.floor)
        x = self.left + share_x * wide
        y = self.bottom - share_y * high
        return x, y

    def values(self, x: float, y: float) -> tuple[float, float]:
        """The pair of values a dot stands for."""
        # A frame of one dot has no extent, and its dot stands for its lower corner.
        share_x = (x - self.left) / max(self.right - self.left, 1)
        share_y = (self.bottom - y) / max(self.bottom - self.top, 1)
        across = self.low + share_x * (self.high - self.low)
        up = self.floor + share_y * (self.ceiling - self.floor)
        return across, up

    @property
    def columns(self) -> range:
        """Dots from left to right."""
        return range(self.left, self.right + 1)

    @property
    def rows(self) -> range:
        """Dots from above."""
        return range(self.top, self.bottom + 1)

    @property
    def per_dot(self) -> float:
        """How much a step of one dot to the right adds."""
        return (self.high - self.low) / max(self.right - self.left, 1)

    def holds(self, across: float, up: float) -> bool:
        """Whether a pair of values lies within the frame."""
        return self.low <= across <= self.high and self.floor <= up <= self.ceiling


def plane(
    canvas: Canvas, cells: tuple[int, int, int, int], across: Sequence[float], up: Sequence[float]
) -> Plane:
    """Values from first to last laid on a box of cells: first column and row, columns, rows."""
    column, row, columns, rows = cells
    return Plane(
        left=column * canvas.wide,
        top=row * canvas.high,
        right=(column + columns) * canvas.wide - 1,
        bottom=(row + rows) * canvas.high - 1,
        low=across[0],
        high=across[-1],
        floor=up[0],
        ceiling=up[-1],
    )


def fitted(canvas: Canvas, cells: tuple[int, int, int, int], half: tuple[float, float]) -> Plane:
    """Ground in its true shape on a box of cells, zero in its middle: all of *half* to each side, and what else fits.

    Args:
        half: How far the ground reaches across and up, in one measure.
    """
    _column, _row, columns, rows = cells
    dots_across = max(columns, 1) * canvas.wide
    # A dot of a half-block is square, one of ASCII twice as high as wide.
    dots_up = max(rows, 1) * canvas.high * canvas.signs.tall
    half_across, half_up = half
    by_width = 2 * half_across / dots_across
    by_height = 2 * half_up / dots_up
    a_dot = max(by_width, by_height)
    across = a_dot * dots_across / 2
    up = a_dot * dots_up / 2
    return plane(canvas, cells, (-across, across), (-up, up))
