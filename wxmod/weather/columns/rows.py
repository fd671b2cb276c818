"""A block of columns laid out level by level: the ground first, whatever is underground folded onto it.

Row 0 is the ground (or the lowest level, where the ground is not given).  A level underground, or without a
temperature, repeats its neighbour: a layer without thickness, in which nothing is found and nothing adds up.
"""

from typing import NamedTuple

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
    DRY_K,
    EPS,
    HALF,
    KAPPA,
    KELVIN,
    MIN_VAPOUR_HPA,
    NAN,
    ONE,
    RD,
    ZERO,
    Array,
    G,
    Real,
    Tables,
    condensation_k,
    dewpoint,
    in_table,
    ln,
    pick,
    saturation,
    valid,
    virtual,
)

SPECIFIC, RELATIVE, DEWPOINT = 0, 1, 2
"""How humidity is given: kg/kg, %, or K."""
_ONE_LESS_EPS = ONE - EPS
_PERCENT = Real(0.01)


class Step(NamedTuple):
    """One moment as it lies in the file; float32.

    Attributes:
        pressure: hPa, falling.
        height: -ln of it.
        air: temperature K, humidity, height m, eastward and northward wind m/s, vertical motion Pa/s; each
            ``[level, column]``, NaN where missing; the last may have no columns.
        surface: ``[6, column]`` pressure hPa, temperature K, dew point K, height m, wind m/s.
        humidity: One of the three kinds.
    """

    pressure: Array
    height: Array
    air: tuple[Array, Array, Array, Array, Array, Array]
    surface: Array
    humidity: int


X, P, T, E, R, TD, TV, RH, LCL, LABEL, Z, U, V, W = range(14)
"""What *rows* ``[quantity, row, column of the block]`` hold, float32: -ln p, p (hPa), temperature (K), vapour pressure
(hPa), mixing ratio, dew point (K), virtual temperature (K), relative humidity over water (1), temperature at which its
air condenses (K) and its wet-bulb potential temperature (K; both only of the rows below the top of the labels), height
(m above sea level), eastward, northward wind (m/s) and vertical motion (Pa/s).

One array, not one a quantity: a dozen arguments in every call cost half a minute of compiling.
"""
QUANTITIES = 14


@compiled
def vapour(
    step: Step,
    rows: Array,
    k: int,
    first: int,
    n: int,
) -> None:
    """Vapour pressure, hPa, of row *k*, however the file gives humidity; a loop each, for a branch within is slow."""
    temperature = step.air[0][k - 1]
    given = step.air[1][k - 1]
    p = step.pressure[k - 1]
    if step.humidity == SPECIFIC:
        for c in range(n):
            q = given[first + c]
            rows[E, k, c] = q * p / (EPS + _ONE_LESS_EPS * q)
    elif step.humidity == RELATIVE:
        for c in range(n):
            rows[E, k, c] = (
                given[first + c] * _PERCENT * saturation(temperature[first + c] - KELVIN)
            )
    else:
        for c in range(n):
            rows[E, k, c] = saturation(given[first + c] - KELVIN)


@compiled
def ground(
    step: Step,
    rows: Array,
    first: int,
    n: int,
) -> None:
    """Row 0, NaN where the surface is not given."""
    surface = step.surface
    for c in range(n):
        p = surface[0, first + c]
        t = surface[1, first + c]
        d = surface[2, first + c]
        z = surface[3, first + c]
        u = surface[4, first + c]
        v = surface[5, first + c]
        known = (p > ZERO) & (t > ZERO)
        rows[P, 0, c] = pick(known, p, NAN)
        rows[X, 0, c] = pick(
            known,
            -ln(p),
            NAN,
        )
        rows[T, 0, c] = pick(known, t, NAN)
        rows[E, 0, c] = pick(
            known & (d > ZERO),
            saturation(d - KELVIN),
            NAN,
        )
        rows[Z, 0, c] = pick(known, z, NAN)
        rows[U, 0, c] = pick(known, u, NAN)
        rows[V, 0, c] = pick(known, v, NAN)
        rows[W, 0, c] = NAN


@compiled
def level(
    step: Step,
    rows: Array,
    k: int,
    first: int,
    n: int,
) -> None:
    """Row *k*, or its neighbour below again."""
    temperature, humidity, height, east, north = step.air[:5]
    p = step.pressure[k - 1]
    x = step.height[k - 1]
    bottom = step.surface
    j = k - 1
    vapour(
        step,
        rows,
        k,
        first,
        n,
    )
    for c in range(n):
        t = temperature[j, first + c]
        h = humidity[j, first + c]
        e = rows[E, k, c]
        z = height[j, first + c]
        u = east[j, first + c]
        v = north[j, first + c]
        p0 = rows[P, j, c]
        x0 = rows[X, j, c]
        t0 = rows[T, j, c]
        e0 = rows[E, j, c]
        z0 = rows[Z, j, c]
        u0 = rows[U, j, c]
        v0 = rows[V, j, c]
        under = p >= bottom[0, first + c]
        here = (t > ZERO) & (not under)
        rows[P, k, c] = pick(here, p, p0)
        rows[X, k, c] = pick(here, x, x0)
        rows[T, k, c] = pick(here, t, t0)
        rows[E, k, c] = pick(
            here,
            pick(valid(h), e, NAN),
            e0,
        )
        rows[Z, k, c] = pick(here, z, z0)
        rows[U, k, c] = pick(here, u, u0)
        rows[V, k, c] = pick(here, v, v0)


@compiled
def motion(
    step: Step,
    rows: Array,
    k: int,
    first: int,
    n: int,
) -> None:
    """Vertical motion of row *k*; NaN where it repeats another row or the file has none."""
    omega = step.air[5]
    if omega.shape[1] == 0:
        for c in range(n):
            rows[W, k, c] = NAN
        return
    for c in range(n):
        w = omega[k - 1, first + c]
        x = rows[X, k, c]
        below = rows[X, k - 1, c]
        rows[W, k, c] = pick(
            (x < ZERO) & (not below >= x),
            w,
            NAN,
        )


@compiled
def settle(
    rows: Array,
    k: int,
    n: int,
    wet: Array,
) -> None:
    """What row *k* lacks it takes from above; *wet* keeps the pressure of the highest humidity."""
    up = min(
        k + 1,
        rows.shape[1] - 1,
    )
    for c in range(n):
        p = rows[P, k, c]
        x = rows[X, k, c]
        t = rows[T, k, c]
        e = rows[E, k, c]
        z = rows[Z, k, c]
        p1 = rows[P, up, c]
        x1 = rows[X, up, c]
        t1 = rows[T, up, c]
        e1 = rows[E, up, c]
        z1 = rows[Z, up, c]
        u = rows[U, k, c]
        v = rows[V, k, c]
        u1 = rows[U, up, c]
        v1 = rows[V, up, c]
        humid = wet[c]
        here, seen = p > ZERO, humid > ZERO
        kelvin = pick(here, t, t1)
        hpa = pick(here, p, p1)
        dry = saturation(kelvin - DRY_K - KELVIN)
        rows[P, k, c] = hpa
        rows[X, k, c] = pick(here, x, x1)
        rows[T, k, c] = kelvin
        rows[Z, k, c] = pick(here, z, z1)
        rows[U, k, c] = pick(valid(u), u, u1)
        rows[V, k, c] = pick(valid(v), v, v1)
        rows[E, k, c] = pick(
            valid(e),
            e,
            pick(seen, e1, dry),
        )
        wet[c] = pick(
            valid(e) & (not seen),
            hpa,
            humid,
        )


@compiled
def moisture(rows: Array, k: int, n: int) -> None:
    """Everything that follows from pressure, temperature and vapour; no air is more than saturated."""
    for c in range(n):
        p = rows[P, k, c]
        t = rows[T, k, c]
        full = saturation(t - KELVIN)
        e = max(
            min(
                rows[E, k, c],
                full,
            ),
            MIN_VAPOUR_HPA,
        )
        r = EPS * e / (p - e)
        rows[R, k, c] = r
        rows[TD, k, c] = min(
            dewpoint(e) + KELVIN,
            t,
        )
        rows[TV, k, c] = virtual(t, r)
        rows[RH, k, c] = e / full


@compiled
def hypsometric(rows: Array, k: int, n: int) -> None:
    """Height of row *k* from the one above, where the file does not tell it."""
    for c in range(n):
        z = rows[Z, k, c]
        above = rows[Z, k + 1, c]
        thick = rows[X, k + 1, c] - rows[X, k, c]
        warm = rows[TV, k, c] + rows[TV, k + 1, c]
        rows[Z, k, c] = pick(
            valid(z),
            z,
            above - RD / G * HALF * warm * thick,
        )


@compiled
def hypsometric_above(rows: Array, k: int, n: int) -> None:
    """Height of row *k* from the one below, where the file does not tell it."""
    for c in range(n):
        z = rows[Z, k, c]
        below = rows[Z, k - 1, c]
        thick = rows[X, k, c] - rows[X, k - 1, c]
        warm = rows[TV, k, c] + rows[TV, k - 1, c]
        rows[Z, k, c] = pick(
            valid(z),
            z,
            below + RD / G * HALF * warm * thick,
        )


@compiled
def wet_bulb_labels(
    rows: Array,
    tables: Tables,
    k: int,
    n: int,
) -> None:
    """The pseudo-adiabat each row's air rises along."""
    table, axes, shape = tables.label, tables.axes, tables.shape
    for c in range(n):  # arithmetic in vectors; the look-up after it cannot be
        t = rows[T, k, c]
        x = rows[X, k, c]
        lcl = condensation_k(
            t,
            rows[TD, k, c],
        )
        rows[LCL, k, c] = lcl
        rows[LABEL, k, c] = x - ln(lcl / t) / KAPPA
    for c in range(n):
        rows[LABEL, k, c] = in_table(
            table,
            axes,
            shape,
            rows[LABEL, k, c],
            rows[LCL, k, c],
        )


@compiled
def fill(
    step: Step,
    tables: Tables,
    rows: Array,
    wet: Array,
    place: tuple[int, int, int],
) -> None:
    """Lay out *n* columns from *first*; labels of the rows below *high*."""
    first, n, high = place
    last = rows.shape[1] - 1
    ground(
        step,
        rows,
        first,
        n,
    )
    for k in range(
        1,
        last + 1,
    ):
        level(
            step,
            rows,
            k,
            first,
            n,
        )
        motion(
            step,
            rows,
            k,
            first,
            n,
        )
    for c in range(n):
        wet[c] = NAN
    for k in range(
        last,
        -1,
        -1,
    ):
        settle(rows, k, n, wet)
        moisture(rows, k, n)
        if k < last:
            hypsometric(rows, k, n)
    for k in range(1, last + 1):
        hypsometric_above(rows, k, n)
    for k in range(high):
        wet_bulb_labels(rows, tables, k, n)
