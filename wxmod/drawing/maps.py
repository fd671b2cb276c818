"""A field as a map in the terminal: classes by shade and colour, the county's outline, sites by number, a legend.

Colours are a subset of viridis, which the colour-blind can order; without colour the shade alone tells the class.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]

CLASSES = 5
VIRIDIS = (54, 60, 30, 36, 113, 220)
"""Colours of the 256 every terminal has that lie nearest to viridis at equal steps."""
BLOCKS, ASCII = " ░▒▓█", " .:+#"
INK_LIGHT, INK_DARK = 231, 16
OUTLINE = {"ascii": "o", "shade": "∙", "colour": "∙"}
MARKS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
STEPS = (1, 2, 2.5, 5, 10)


class Paint(StrEnum):
    """What the terminal can show."""

    COLOUR = "colour"
    SHADE = "shade"
    ASCII = "ascii"


class Drawn(NamedTuple):
    """What is to be drawn.

    Attributes:
        values: Rows from the north, columns from the west; two rows a line of text.
        box: West, south, east, north in degrees.
        edges: Bounds of the classes, one more than there are classes.
        sites: Longitude and latitude by name.
    """

    values: Floats
    box: tuple[float, ...]
    edges: tuple[float, ...]
    outline: Sequence[tuple[float, float]]
    sites: Mapping[str, tuple[float, float]]


def edges_of(values: Floats, count: int = CLASSES) -> tuple[float, ...]:
    """Round bounds of at most *count* classes that hold all *values*."""
    known = values[np.isfinite(values)]
    if not known.size:
        return (0.0, 1.0)
    low = float(known.min())
    high = float(known.max())
    if high <= low:
        return (low, low + 1)
    rough = (high - low) / count
    size = 10 ** np.floor(np.log10(rough))
    for step in STEPS:
        width = step * size
        start = np.floor(low / width)
        end = np.floor(high / width) + 1
        if end - start <= count:
            return tuple(
                float(round(n * width, 10))
                for n in range(
                    int(start),
                    int(end) + 1,
                )
            )
    return tuple(
        float(x)
        for x in np.linspace(
            low,
            high,
            count + 1,
        )
    )


def classed(values: Floats, edges: Sequence[float]) -> Classes:
    """Which class each value is in; -1 where unknown."""
    found = np.clip(
        np.searchsorted(
            np.asarray(edges),
            values,
            side="right",
        )
        - 1,
        0,
        len(edges) - 2,
    )
    return np.where(
        np.isfinite(values),
        found,
        -1,
    ).astype(np.int64)


def draw(drawn: Drawn, paint: Paint) -> list[str]:
    """The map, one string a line."""
    classes = classed(
        drawn.values,
        drawn.edges,
    )
    count = len(drawn.edges) - 1
    over = _overlay(drawn, paint)
    rows = range(
        0,
        len(classes) - 1,
        2,
    )
    return [
        _line(
            classes[row],
            classes[row + 1],
            over.get(
                row // 2,
                {},
            ),
            paint,
            count,
        )
        for row in rows
    ]


def legend(
    drawn: Drawn,
    paint: Paint,
    unit: str,
    unknown: str,
) -> list[str]:
    """What each shade means, and each number."""
    count = len(drawn.edges) - 1
    keys = [
        f"{_patch(n, paint, count)} {low:g}…{high:g}"
        for n, (low, high) in enumerate(
            zip(
                drawn.edges,
                drawn.edges[1:],
                strict=False,
            )
        )
    ]
    gap = [f"   {unknown}"] if np.isnan(drawn.values).any() else []
    named = [f"{mark} {name}" for mark, name in zip(MARKS, drawn.sites, strict=False)]
    return [
        *_wrapped([*keys, unit, *gap]),
        *_wrapped(named),
    ]


def _wrapped(parts: Sequence[str], width: int = 76) -> Iterator[str]:
    line, taken = "", 0
    for part in parts:
        length = len(part.split("m", 1)[-1]) + 4
        if line and taken + length > width:
            yield line
            line, taken = "", 0
        line = f"{line}  {part}" if line else part
        taken = taken + length
    if line:
        yield line


def _patch(n: int, paint: Paint, count: int) -> str:
    if paint is Paint.COLOUR:
        return f"\x1b[48;5;{_colour(n, count)}m  \x1b[0m"
    return _shade(n, paint, count) * 2


def _colour(n: int, count: int) -> int:
    return VIRIDIS[round(n * (len(VIRIDIS) - 1) / max(count - 1, 1))]


def _shade(n: int, paint: Paint, count: int) -> str:
    """Shades by class; more classes than shades share them by digits, which order too."""
    ramp = ASCII if paint is Paint.ASCII else BLOCKS
    if count > len(ramp):
        return str(n)
    # Few classes take shades far apart, the first and the last always.
    return ramp[round(n * (len(ramp) - 1) / max(count - 1, 1))]


def _line(
    top: Classes,
    bottom: Classes,
    over: Mapping[int, str],
    paint: Paint,
    count: int,
) -> str:
    if paint is not Paint.COLOUR:
        # One sign a pair of rows: the upper one, or the lower where the upper is unknown.
        both = np.where(
            top < 0,
            bottom,
            top,
        )
        return "".join(
            over.get(
                x,
                "?"
                if n < 0
                else _shade(
                    int(n),
                    paint,
                    count,
                ),
            )
            for x, n in enumerate(both)
        ).rstrip()
    cells = [
        _cell(
            int(a),
            int(b),
            over.get(x, ""),
            count,
        )
        for x, (a, b) in enumerate(zip(top, bottom, strict=True))
    ]
    return "".join(cells) + "\x1b[0m"


def _cell(
    top: int,
    bottom: int,
    mark: str,
    count: int,
) -> str:
    """One character in colour: two cells, or a mark on the upper one's."""
    if mark:
        ground = top if top >= 0 else bottom
        if ground < 0:
            return f"\x1b[0m{mark}"
        ink = INK_DARK if ground * 2 >= count else INK_LIGHT
        return f"\x1b[1;38;5;{ink};48;5;{_colour(ground, count)}m{mark}\x1b[22m"
    if top < 0 and bottom < 0:
        return "\x1b[0m "
    upper = f"38;5;{_colour(top, count)}" if top >= 0 else ""
    lower = f"48;5;{_colour(bottom, count)}" if bottom >= 0 else ""
    if not upper:
        return f"\x1b[0;38;5;{_colour(bottom, count)}m▄"
    return f"\x1b[{upper};{lower or '49'}m▀"


def _overlay(drawn: Drawn, paint: Paint) -> dict[int, dict[int, str]]:
    """Signs of the outline and the sites by line and column."""
    rows = drawn.values.shape[0] // 2
    columns = drawn.values.shape[1]
    west, south, east, north = drawn.box

    def place(lon: float, lat: float) -> tuple[int, int]:
        return int((north - lat) / (north - south) * rows), int(
            (lon - west) / (east - west) * columns
        )

    signs: dict[int, dict[int, str]] = {}
    for lon, lat in _walked(
        drawn.outline,
        max(
            east - west,
            north - south,
        )
        / max(columns, 2 * rows)
        / 2,
    ):
        row, column = place(lon, lat)
        if 0 <= row < rows and 0 <= column < columns:
            signs.setdefault(row, {})[column] = OUTLINE[paint.value]
    for mark, (lon, lat) in zip(
        MARKS,
        drawn.sites.values(),
        strict=False,
    ):
        row, column = place(lon, lat)
        if 0 <= row < rows and 0 <= column < columns:
            line = signs.setdefault(row, {})
            free = (
                x
                for x in range(column, columns)
                if line.get(
                    x,
                    OUTLINE[paint.value],
                )
                not in MARKS
            )
            line[next(free, column)] = mark  # two sites in one cell stand side by side
    return signs


def _walked(outline: Sequence[tuple[float, float]], step: float) -> Iterator[tuple[float, float]]:
    """Points along *outline* no farther apart than *step*."""
    for (x0, y0), (x1, y1) in zip(
        outline,
        [
            *outline[1:],
            *outline[:1],
        ],
        strict=True,
    ):
        count = max(
            1,
            int(
                np.hypot(
                    x1 - x0,
                    y1 - y0,
                )
                / step
            )
            + 1,
        )
        for n in range(count):
            yield x0 + (x1 - x0) * n / count, y0 + (y1 - y0) * n / count
