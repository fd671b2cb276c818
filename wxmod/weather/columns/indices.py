"""Numbers read off a block of columns at fixed pressures, temperatures and heights."""

import numpy as np

from wxmod.weather.columns.maths import (
    EPS,
    HALF,
    KELVIN,
    NAN,
    ONE,
    RD,
    ZERO,
    Array,
    G,
    Real,
    Tables,
    compiled,
    condensation_exact,
    exp,
    in_table,
    ln,
    moist_kappa,
    on_level,
    pick,
    saturation,
    virtual,
)
from wxmod.weather.columns.parcels import KAPPA0, LABEL0, LCL0, R0, T0, X0
from wxmod.weather.columns.rows import LABEL, TD, TV, P, R, T, U, V, X, Z

X850, X700, X500 = Real(-np.log(850.0)), Real(-np.log(700.0)), Real(-np.log(500.0))
P850, P700, P500 = Real(850), Real(700), Real(500)
_SLACK = Real(1e-5)
_KM = Real(1000)
_PA = Real(100)
_VAPOUR_TOP_HPA = Real(400)  # above this level little vapour is left
T850, D850, T700, D700, T500, Z700, Z500 = range(7)
"""Rows of what is read at the three levels."""


@compiled
def bracket(pressure: Array, target: Real) -> int:
    """The first row at or above a pressure; 0 where none is."""
    for k in range(pressure.shape[0]):
        if pressure[k] <= target:
            return k + 1
    return 0


@compiled
def at_pressure(
    rows: Array,
    values: Array,
    k: int,
    x: Real,
    found: Array,
) -> None:
    """*values* linear in ln p; NaN outside the column."""
    n = found.shape[0]
    if k == 0:
        for c in range(n):
            found[c] = NAN
        return
    for c in range(n):
        low, high = rows[X, k - 1, c], rows[X, k, c]
        within = (low <= x + _SLACK) and (x <= high)
        share = (x - low) / (high - low) if high > low else ONE
        found[c] = values[k - 1, c] + share * (values[k, c] - values[k - 1, c]) if within else NAN


@compiled
def levels(
    rows: Array,
    pressure: Array,
    read: Array,
    n: int,
) -> None:
    """Temperature, dew point and height at 850, 700 and 500 hPa."""
    k850, k700, k500 = bracket(pressure, P850), bracket(pressure, P700), bracket(pressure, P500)
    at_pressure(
        rows,
        rows[T],
        k850,
        X850,
        read[T850, :n],
    )
    at_pressure(
        rows,
        rows[TD],
        k850,
        X850,
        read[D850, :n],
    )
    at_pressure(
        rows,
        rows[T],
        k700,
        X700,
        read[T700, :n],
    )
    at_pressure(
        rows,
        rows[TD],
        k700,
        X700,
        read[D700, :n],
    )
    at_pressure(
        rows,
        rows[T],
        k500,
        X500,
        read[T500, :n],
    )
    at_pressure(
        rows,
        rows[Z],
        k700,
        X700,
        read[Z700, :n],
    )
    at_pressure(
        rows,
        rows[Z],
        k500,
        X500,
        read[Z500, :n],
    )


@compiled
def thermal(
    read: Array,
    wet: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """K (George 1960) and total totals (Miller 1972); nothing where humidity does not reach up."""
    index, begin, n = place
    for c in range(n):
        t850, d850, t500 = read[T850, c], read[D850, c], read[T500, c]
        humid = wet[c] <= P700
        k = t850 - t500 + d850 - KELVIN - (read[T700, c] - read[D700, c])
        out[index, begin + c] = k if humid else NAN
        out[index + 1, begin + c] = t850 + d850 - t500 - t500 if wet[c] <= P850 else NAN


@compiled
def lifted_k(
    tables: Tables,
    x: Real,
    start: tuple[Real, Real, Real],
    condensed: tuple[Real, Real],
) -> Real:
    """Temperature at -ln p = *x* of a parcel (its -ln p, K and kappa) with its condensation level and adiabat."""
    x0, t0, kappa = start
    lcl, label = condensed
    dry = t0 * exp(-kappa * (x - x0))
    moist = in_table(tables.whole, tables.axes, tables.shape, x, label)
    return dry if x < lcl else moist


@compiled
def showalter(
    read: Array,
    tables: Tables,
    wet: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """500 hPa minus the parcel of 850 hPa there (Showalter 1953)."""
    index, begin, n = place
    for c in range(n):
        t, d = read[T850, c], read[D850, c]
        e = saturation(d - KELVIN)
        kappa = moist_kappa(EPS * e / (P850 - e))
        lcl_t = condensation_exact(t, d, kappa)
        lcl = X850 - ln(lcl_t / t) / kappa
        label = in_table(tables.label, tables.axes, tables.shape, lcl, lcl_t)
        si = read[T500, c] - lifted_k(tables, X500, (X850, t, kappa), (lcl, label))
        out[index, begin + c] = si if wet[c] <= P850 and t > ZERO else NAN


@compiled
def lifted(
    read: Array,
    parcel: Array,
    tables: Tables,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """500 hPa minus the ground's parcel there (Galway 1956)."""
    index, begin, n = place
    for c in range(n):
        start = (
            parcel[X0, c],
            parcel[T0, c],
            parcel[KAPPA0, c],
        )
        there = lifted_k(
            tables,
            X500,
            start,
            (parcel[LCL0, c], parcel[LABEL0, c]),
        )
        out[index, begin + c] = read[T500, c] - there if parcel[X0, c] < X500 else NAN


@compiled
def water(
    rows: Array,
    wet: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Vapour of the whole column, mm."""
    index, begin, n = place
    total = out[index]
    for c in range(n):
        total[begin + c] = ZERO
    for k in range(1, rows.shape[1]):
        for c in range(n):
            total[begin + c] += (rows[R, k - 1, c] + rows[R, k, c]) * (
                rows[P, k - 1, c] - rows[P, k, c]
            )
    for c in range(n):
        total[begin + c] = HALF * _PA / G * total[begin + c] if wet[c] <= _VAPOUR_TOP_HPA else NAN


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
        k = np.uint64(np.int32(max(row[c], ONE)))
        below = np.uint64(np.int32(max(row[c], ONE) - ONE))
        low, high = values[below, np.uint64(c)], values[k, np.uint64(c)]
        share = (target - low) / (high - low)
        a, b = other[below, np.uint64(c)], other[k, np.uint64(c)]
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
    falls(rows[T], target, rows.shape[1], row, n)
    between(rows[T], rows[Z], target, row, found)


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
    n, axes, shape, whole, table = (
        found.shape[0],
        tables.axes,
        tables.shape,
        tables.whole,
        tables.temperature,
    )
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
            x, lower, below = rows[X, k, c], rows[X, k - 1, c], tw[k - 1, c]
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
    between(tw, rows[Z], KELVIN, row, found)


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
    for k in range(1, rows.shape[1]):
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
        k = np.uint64(np.int32(max(row[c], ONE)))
        below = np.uint64(np.int32(max(row[c], ONE) - ONE))
        low, high = (
            rows[Z, below, np.uint64(c)] - rows[Z, 0, c],
            rows[Z, k, np.uint64(c)] - rows[Z, 0, c],
        )
        a, b = values[below, np.uint64(c)], values[k, np.uint64(c)]
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
    reaches(rows, height_m, work[0], n)
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
        du, dv = work[1, c] - rows[U, 0, c], work[2, c] - rows[V, 0, c]
        found[c] = np.sqrt(du * du + dv * dv)


@compiled
def lapse_above_ground(
    rows: Array,
    height_m: Real,
    work: Array,
    found: Array,
) -> None:
    """Fall of temperature up to a height whose row is in ``work[0]``, K/km."""
    at_height(rows, rows[T], height_m, work[0], found)
    for c in range(found.shape[0]):
        found[c] = _KM * (rows[T, 0, c] - found[c]) / height_m


@compiled
def lapse_aloft(read: Array, found: Array) -> None:
    """Fall of temperature from 700 to 500 hPa, K/km."""
    for c in range(found.shape[0]):
        found[c] = _KM * (read[T700, c] - read[T500, c]) / (read[Z500, c] - read[Z700, c])


_SHIP_SCALE = Real(42e6)
_W_LEAST, _W_MOST, _SHEAR_LEAST, _SHEAR_MOST, _T500_WARMEST = (
    Real(11),
    Real(13.6),
    Real(7),
    Real(27),
    Real(-5.5),
)
_CAPE_FULL, _LAPSE_FULL, _MELTING_FULL = Real(1300), Real(5.8), Real(2400)
_GRAMS = Real(1000)


@compiled
def significant_hail(
    read: Array,
    parcel: Array,
    given: tuple[Array, Array, Array, Array],
    found: Array,
) -> None:
    """SHIP of the Storm Prediction Center, from CAPE, lapse rate 700-500, 0 °C height above ground, shear 0-6 km."""
    cape, lapse, melting, sheared = given
    for c in range(found.shape[0]):
        w = min(max(parcel[R0, c] * _GRAMS, _W_LEAST), _W_MOST)
        wind = min(max(sheared[c], _SHEAR_LEAST), _SHEAR_MOST) if sheared[c] == sheared[c] else NAN
        cold = min(read[T500, c] - KELVIN, _T500_WARMEST) if read[T500, c] > ZERO else NAN
        ship = cape[c] * w * lapse[c] * -cold * wind / _SHIP_SCALE
        ship *= cape[c] / _CAPE_FULL if cape[c] < _CAPE_FULL else ONE
        ship *= lapse[c] / _LAPSE_FULL if lapse[c] < _LAPSE_FULL else ONE
        ship *= melting[c] / _MELTING_FULL if melting[c] < _MELTING_FULL else ONE
        found[c] = ship + ZERO * melting[c]


@compiled
def downdraught_source(
    rows: Array,
    label: Array,
    x: Array,
    high: int,
    n: int,
) -> None:
    """The lowest wet-bulb potential temperature between 700 and 500 hPa."""
    for c in range(n):
        label[c], x[c] = NAN, NAN
    for k in range(high):
        for c in range(n):
            inside = (rows[P, k, c] <= P700) and (rows[P, k, c] >= P500)
            less = inside and not (rows[LABEL, k, c] >= label[c])
            label[c] = rows[LABEL, k, c] if less else label[c]
            x[c] = rows[X, k, c] if less else x[c]


@compiled
def downdraught(
    rows: Array,
    tables: Tables,
    work: Array,
    found: Array,
    high: int,
) -> None:
    """DCAPE (Gilmore and Wicker 1998): energy of air sinking along its pseudo-adiabat to the ground."""
    n, axes, shape, whole, table = (
        found.shape[0],
        tables.axes,
        tables.shape,
        tables.whole,
        tables.virtual,
    )
    label, source, before = work[0], work[1], work[2]
    downdraught_source(rows, label, source, high, n)
    for c in range(n):
        t = in_table(
            whole,
            axes,
            shape,
            rows[X, 0, c],
            label[c],
        )
        e = saturation(t - KELVIN)
        before[c] = rows[TV, 0, c] - virtual(
            t,
            EPS * e / (rows[P, 0, c] - e),
        )
        reached = (rows[P, 0, c] >= P700) and (source[c] < ZERO)
        found[c] = ZERO if reached else NAN
    for k in range(1, high):
        for c in range(n):
            x, low, last, energy, top = (
                rows[X, k, c],
                rows[X, k - 1, c],
                before[c],
                found[c],
                source[c],
            )
            cold = rows[TV, k, c] - on_level(table, axes, shape[0], k - 1, label[c])
            counts = (x > low) & (x <= top)
            found[c] = energy + pick(
                counts,
                RD * HALF * (last + cold) * (x - low),
                ZERO,
            )
            before[c] = pick(counts, cold, last)
