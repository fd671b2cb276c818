"""Parcels lifted through a block of columns, one level of all columns at a time.

Buoyancy is that of virtual temperature.  Of the layers in which a parcel is buoyant, the one with the largest positive
area gives CAPE, LFC and EL (as in SHARPlib); CIN is all negative area between the start and that LFC.
"""

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
    EPS,
    HALF,
    KAPPA,
    KELVIN,
    LN1000,
    TWO,
    ZERO,
    Array,
    Real,
    Tables,
    condensation_exact,
    dewpoint,
    exp,
    in_table,
    ln,
    moist_kappa,
    pick,
    virtual,
)
from wxmod.weather.columns.rows import LABEL, TD, P, R, T, X

MIXED_HPA = Real(100.0)
UNSTABLE_HPA = Real(300.0)
_COLDEST_LABEL = Real(0.0)


X0, T0, R0, TV0, KAPPA0, LCL0, LCL_T0, LABEL0 = range(8)
"""What *parcel* ``[quantity, column]`` holds, float32: where it starts (-ln p), its temperature (K), mixing ratio and
virtual temperature (K) there, the exponent of its dry ascent, where it condenses (-ln p, K) and its pseudo-adiabat (K).
"""
START_QUANTITIES = 8


@compiled
def from_ground(rows: Array, parcel: Array, n: int) -> None:
    """The parcel of the ground."""
    for c in range(n):
        parcel[X0, c] = rows[X, 0, c]
        parcel[T0, c] = rows[T, 0, c]
        parcel[R0, c] = rows[R, 0, c]
        parcel[LCL_T0, c] = rows[TD, 0, c]


@compiled
def most_unstable(
    rows: Array,
    parcel: Array,
    n: int,
    high: int,
) -> None:
    """The parcel of the greatest wet-bulb potential temperature in the lowest 300 hPa."""
    from_ground(rows, parcel, n)
    for c in range(n):
        parcel[LABEL0, c] = _COLDEST_LABEL
    for k in range(high):
        for c in range(n):
            found = parcel[LABEL0, c]
            label = rows[LABEL, k, c]
            x = parcel[X0, c]
            t = parcel[T0, c]
            r = parcel[R0, c]
            dew = parcel[LCL_T0, c]
            here_x = rows[X, k, c]
            here_t = rows[T, k, c]
            here_r = rows[R, k, c]
            here_dew = rows[TD, k, c]
            more = (rows[P, k, c] >= rows[P, 0, c] - UNSTABLE_HPA) & (label > found)
            parcel[LABEL0, c] = pick(more, label, found)
            parcel[X0, c] = pick(more, here_x, x)
            parcel[T0, c] = pick(more, here_t, t)
            parcel[R0, c] = pick(more, here_r, r)
            parcel[LCL_T0, c] = pick(more, here_dew, dew)


@compiled
def mixed(
    rows: Array,
    parcel: Array,
    n: int,
    high: int,
) -> None:
    """The parcel of the mean potential temperature and mixing ratio of the lowest 100 hPa, from the ground."""
    theta, ratio = parcel[T0], parcel[R0]
    for c in range(n):
        theta[c], ratio[c] = ZERO, ZERO
    for k in range(1, high):
        for c in range(n):
            below = rows[P, k - 1, c]
            above = rows[P, k, c]
            top = rows[P, 0, c] - MIXED_HPA
            thick = below - above
            used = max(
                below - max(above, top),
                ZERO,
            )
            share = used / thick if thick > ZERO else ZERO
            low = rows[T, k - 1, c] * exp(KAPPA * (rows[X, k - 1, c] + LN1000))
            warm = rows[T, k, c] * exp(KAPPA * (rows[X, k, c] + LN1000))
            theta[c] += HALF * (TWO * low + share * (warm - low)) * used
            ratio[c] += (
                HALF
                * (TWO * rows[R, k - 1, c] + share * (rows[R, k, c] - rows[R, k - 1, c]))
                * used
            )
    for c in range(n):
        x = rows[X, 0, c]
        p = rows[P, 0, c]
        r = ratio[c] / MIXED_HPA
        parcel[X0, c] = x
        parcel[R0, c] = r
        parcel[T0, c] = theta[c] / MIXED_HPA * exp(-KAPPA * (x + LN1000))
        parcel[LCL_T0, c] = min(
            dewpoint(r * p / (EPS + r)) + KELVIN,
            parcel[T0, c],
        )


@compiled
def condense(parcel: Array, tables: Tables, n: int) -> None:
    """Where the parcel condenses and along what it rises from there; its dew point waits in *lcl_t*."""
    table, axes, shape = tables.label, tables.axes, tables.shape
    for c in range(n):
        t = parcel[T0, c]
        r = parcel[R0, c]
        x = parcel[X0, c]
        kappa = moist_kappa(r)
        lcl_t = condensation_exact(
            t,
            parcel[LCL_T0, c],
            kappa,
        )
        parcel[KAPPA0, c] = kappa
        parcel[LCL_T0, c] = lcl_t
        parcel[LCL0, c] = x - ln(lcl_t / t) / kappa
        parcel[TV0, c] = virtual(t, r)
    for c in range(n):
        parcel[LABEL0, c] = in_table(
            table,
            axes,
            shape,
            parcel[LCL0, c],
            parcel[LCL_T0, c],
        )
