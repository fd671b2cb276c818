"""Where a column's temperature, wet-bulb temperature or height reaches a value, and what lies there."""

import numpy as np

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
    KELVIN,
    NAN,
    ONE,
    ZERO,
    Array,
    Real,
    Tables,
    in_table,
    on_level,
    pick,
)
from wxmod.weather.columns.rows import LABEL, T, U, V, X, Z

_KM = Real(1000)


@compiled
def falls(
    values: Array,
    target: Real,
    high: int,
    row: Array,
    n: int,
) -> None:
    """The first row at or below *target* whose neighbour below is above it; 0 where none is."""
    for c in range(n):
        row[c] = ZERO
    for k in range(1, high):
        at = np.float32(k)
        for c in range(n):
            crossed = (values[k - 1, c] > target) and (values[k, c] <= target) and (row[c] == ZERO)
            row[c] = at if crossed else row[c]


@compiled
def between(
    values: Array,
    other: Array,
    target: Real,
    row: Array,
    found: Array,
) -> None:
    """*other* where *values* reach *target* below a row; NaN where there is none."""
    n = found.shape[0]
    for c in range(n):
        k = np.uint64(
            np.int32(
                max(
                    row[c],
                    ONE,
                )
            )
        )
        below = np.uint64(
            np.int32(
                max(
                    row[c],
                    ONE,
                )
                - ONE
            )
        )
        low = values[below, np.uint64(c)]
        high = values[k, np.uint64(c)]
        share = (target - low) / (high - low)
        a = other[below, np.uint64(c)]
        b = other[k, np.uint64(c)]
        found[c] = a + share * (b - a) if row[c] > ZERO else NAN


@compiled
def isotherm(
    rows: Array,
    target: Real,
    row: Array,
    found: Array,
) -> None:
    """Lowest height at which the temperature falls to *target*."""
    n = found.shape[0]
    falls(
        rows[T],
        target,
        rows.shape[1],
        row,
        n,
    )
    between(
        rows[T],
        rows[Z],
        target,
        row,
        found,
    )


@compiled
def wet_bulb_zero(
    rows: Array,
    tables: Tables,
    tw: Array,
    row: Array,
    found: Array,
    high: int,
) -> None:
    """Lowest height at which the wet-bulb temperature falls to 0 °C."""
    n = found.shape[0]
    axes = tables.axes
    shape = tables.shape
    whole = tables.whole
    table = tables.temperature
    for c in range(n):
        tw[0, c] = min(
            in_table(
                whole,
                axes,
                shape,
                rows[X, 0, c],
                rows[LABEL, 0, c],
            ),
            rows[T, 0, c],
        )
    for k in range(1, high):
        for c in range(n):
            x = rows[X, k, c]
            lower = rows[X, k - 1, c]
            below = tw[k - 1, c]
            tw[k, c] = pick(
                x > lower,
                on_level(
                    table,
                    axes,
                    shape[0],
                    k - 1,
                    rows[LABEL, k, c],
                ),
                below,
            )
    falls(tw, KELVIN, high, row, n)
    between(
        tw,
        rows[Z],
        KELVIN,
        row,
        found,
    )


@compiled
def reaches(
    rows: Array,
    height_m: Real,
    row: Array,
    n: int,
) -> None:
    """The first row at or above a height above ground; 0 where none is."""
    for c in range(n):
        row[c] = ZERO
    for k in range(
        1,
        rows.shape[1],
    ):
        at = np.float32(k)
        for c in range(n):
            there = (rows[Z, k, c] - rows[Z, 0, c] >= height_m) and (row[c] == ZERO)
            row[c] = at if there else row[c]


@compiled
def at_height(
    rows: Array,
    values: Array,
    height_m: Real,
    row: Array,
    found: Array,
) -> None:
    """*values* at a height above ground, linear between levels."""
    n = found.shape[0]
    for c in range(n):
        k = np.uint64(
            np.int32(
                max(
                    row[c],
                    ONE,
                )
            )
        )
        below = np.uint64(
            np.int32(
                max(
                    row[c],
                    ONE,
                )
                - ONE
            )
        )
        low = rows[Z, below, np.uint64(c)] - rows[Z, 0, c]
        high = rows[Z, k, np.uint64(c)] - rows[Z, 0, c]
        a = values[below, np.uint64(c)]
        b = values[k, np.uint64(c)]
        found[c] = a + (height_m - low) / (high - low) * (b - a) if row[c] > ZERO else NAN


@compiled
def shear(
    rows: Array,
    height_m: Real,
    work: Array,
    found: Array,
) -> None:
    """Magnitude of the wind difference between the ground and a height above it; leaves the row in ``work[0]``."""
    n = found.shape[0]
    reaches(
        rows,
        height_m,
        work[0],
        n,
    )
    at_height(
        rows,
        rows[U],
        height_m,
        work[0],
        work[1, :n],
    )
    at_height(
        rows,
        rows[V],
        height_m,
        work[0],
        work[2, :n],
    )
    for c in range(n):
        du = work[1, c] - rows[U, 0, c]
        dv = work[2, c] - rows[V, 0, c]
        found[c] = np.sqrt(du * du + dv * dv)


@compiled
def lapse_above_ground(
    rows: Array,
    height_m: Real,
    work: Array,
    found: Array,
) -> None:
    """Fall of temperature up to a height whose row is in ``work[0]``, K/km."""
    at_height(
        rows,
        rows[T],
        height_m,
        work[0],
        found,
    )
    for c in range(found.shape[0]):
        found[c] = _KM * (rows[T, 0, c] - found[c]) / height_m
