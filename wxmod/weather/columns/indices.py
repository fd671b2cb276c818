"""Numbers read off a block of columns at fixed pressures, temperatures and heights."""

import numpy as np

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
    EPS,
    HALF,
    KELVIN,
    NAN,
    ONE,
    ZERO,
    Array,
    G,
    Real,
    Tables,
    condensation_exact,
    exp,
    in_table,
    ln,
    moist_kappa,
    saturation,
)
from wxmod.weather.columns.parcels import KAPPA0, LABEL0, LCL0, T0, X0
from wxmod.weather.columns.rows import TD, P, R, T, X, Z

X850 = Real(-np.log(850.0))
X700 = Real(-np.log(700.0))
X500 = Real(-np.log(500.0))
P850 = Real(850)
P700 = Real(700)
P500 = Real(500)
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
        low = rows[X, k - 1, c]
        high = rows[X, k, c]
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
    k850 = bracket(pressure, P850)
    k700 = bracket(pressure, P700)
    k500 = bracket(pressure, P500)
    at_pressure(rows, rows[T], k850, X850, read[T850, :n])
    at_pressure(rows, rows[TD], k850, X850, read[D850, :n])
    at_pressure(rows, rows[T], k700, X700, read[T700, :n])
    at_pressure(rows, rows[TD], k700, X700, read[D700, :n])
    at_pressure(rows, rows[T], k500, X500, read[T500, :n])
    at_pressure(rows, rows[Z], k700, X700, read[Z700, :n])
    at_pressure(rows, rows[Z], k500, X500, read[Z500, :n])


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
        t850 = read[T850, c]
        d850 = read[D850, c]
        t500 = read[T500, c]
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
    moist = in_table(
        tables.whole,
        tables.axes,
        tables.shape,
        x,
        label,
    )
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
        t = read[T850, c]
        d = read[D850, c]
        e = saturation(d - KELVIN)
        kappa = moist_kappa(EPS * e / (P850 - e))
        lcl_t = condensation_exact(t, d, kappa)
        lcl = X850 - ln(lcl_t / t) / kappa
        label = in_table(
            tables.label,
            tables.axes,
            tables.shape,
            lcl,
            lcl_t,
        )
        si = read[T500, c] - lifted_k(
            tables,
            X500,
            (X850, t, kappa),
            (lcl, label),
        )
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
            (
                parcel[LCL0, c],
                parcel[LABEL0, c],
            ),
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
    for k in range(
        1,
        rows.shape[1],
    ):
        for c in range(n):
            total[begin + c] += (rows[R, k - 1, c] + rows[R, k, c]) * (
                rows[P, k - 1, c] - rows[P, k, c]
            )
    for c in range(n):
        total[begin + c] = HALF * _PA / G * total[begin + c] if wet[c] <= _VAPOUR_TOP_HPA else NAN


@compiled
def lapse_aloft(read: Array, found: Array) -> None:
    """Fall of temperature from 700 to 500 hPa, K/km."""
    for c in range(found.shape[0]):
        found[c] = _KM * (read[T700, c] - read[T500, c]) / (read[Z500, c] - read[Z700, c])
