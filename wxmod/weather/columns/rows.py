"""A block of columns laid out level by level: the ground first, whatever is underground folded onto it.

Row 0 is the ground (or the lowest level, where the ground is not given).  A level underground, or without a
temperature, repeats its neighbour: a layer without thickness, in which nothing is found and nothing adds up.
"""

from typing import NamedTuple

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
    compiled,
    condensation_k,
    dewpoint,
    in_table,
    ln,
    pick,
    saturation,
    valid,
    virtual,
)  # fmt: skip

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


class Rows(NamedTuple):
    """Quantities ``[row, column of the block]``; float32.

    Attributes:
        x: -ln p (hPa).
        p: hPa.
        t: K.
        e: Vapour pressure, hPa.
        r: Mixing ratio.
        td: Dew point, K.
        tv: Virtual temperature, K.
        rh: Relative humidity over water, 1.
        lcl: Temperature at which its air condenses, K, and
        label: its wet-bulb potential temperature, K; only of the rows below the top of the labels.
        z: m above sea level.
        w: Vertical motion, Pa/s.
    """

    x: Array
    p: Array
    t: Array
    e: Array
    r: Array
    td: Array
    tv: Array
    rh: Array
    lcl: Array
    label: Array
    z: Array
    u: Array
    v: Array
    w: Array


@compiled
def vapour(step: Step, rows: Rows, k: int, first: int, n: int) -> None:
    """Vapour pressure, hPa, of row *k*, however the file gives humidity; a loop each, for a branch within is slow."""
    temperature, given, p = step.air[0][k - 1], step.air[1][k - 1], step.pressure[k - 1]
    if step.humidity == SPECIFIC:
        for c in range(n):
            q = given[first + c]
            rows.e[k, c] = q * p / (EPS + _ONE_LESS_EPS * q)
    elif step.humidity == RELATIVE:
        for c in range(n):
            rows.e[k, c] = given[first + c] * _PERCENT * saturation(temperature[first + c] - KELVIN)
    else:
        for c in range(n):
            rows.e[k, c] = saturation(given[first + c] - KELVIN)


@compiled
def ground(step: Step, rows: Rows, first: int, n: int) -> None:
    """Row 0, NaN where the surface is not given."""
    surface = step.surface
    for c in range(n):
        p, t, d, z = surface[0, first + c], surface[1, first + c], surface[2, first + c], surface[3, first + c]
        u, v = surface[4, first + c], surface[5, first + c]
        known = (p > ZERO) & (t > ZERO)
        rows.p[0, c], rows.x[0, c], rows.t[0, c] = pick(known, p, NAN), pick(known, -ln(p), NAN), pick(known, t, NAN)
        rows.e[0, c] = pick(known & (d > ZERO), saturation(d - KELVIN), NAN)
        rows.z[0, c], rows.u[0, c], rows.v[0, c] = pick(known, z, NAN), pick(known, u, NAN), pick(known, v, NAN)
        rows.w[0, c] = NAN


@compiled
def level(step: Step, rows: Rows, k: int, first: int, n: int) -> None:
    """Row *k*, or its neighbour below again."""
    temperature, humidity, height, east, north = step.air[:5]
    p, x, bottom, j = step.pressure[k - 1], step.height[k - 1], step.surface, k - 1
    vapour(step, rows, k, first, n)
    for c in range(n):
        t, h, e = temperature[j, first + c], humidity[j, first + c], rows.e[k, c]
        z, u, v = height[j, first + c], east[j, first + c], north[j, first + c]
        p0, x0, t0, e0 = rows.p[j, c], rows.x[j, c], rows.t[j, c], rows.e[j, c]
        z0, u0, v0, under = rows.z[j, c], rows.u[j, c], rows.v[j, c], p >= bottom[0, first + c]
        here = (t > ZERO) & (not under)
        rows.p[k, c], rows.x[k, c], rows.t[k, c] = pick(here, p, p0), pick(here, x, x0), pick(here, t, t0)
        rows.e[k, c] = pick(here, pick(valid(h), e, NAN), e0)
        rows.z[k, c], rows.u[k, c], rows.v[k, c] = pick(here, z, z0), pick(here, u, u0), pick(here, v, v0)


@compiled
def motion(step: Step, rows: Rows, k: int, first: int, n: int) -> None:
    """Vertical motion of row *k*; NaN where it repeats another row or the file has none."""
    omega = step.air[5]
    if omega.shape[1] == 0:
        rows.w[k, :n] = NAN
        return
    for c in range(n):
        w, x, below = omega[k - 1, first + c], rows.x[k, c], rows.x[k - 1, c]
        rows.w[k, c] = pick((x < ZERO) & (not below >= x), w, NAN)


@compiled
def settle(rows: Rows, k: int, n: int, wet: Array) -> None:
    """What row *k* lacks it takes from above; *wet* keeps the pressure of the highest humidity."""
    up = min(k + 1, rows.x.shape[0] - 1)
    for c in range(n):
        p, x, t, e, z = rows.p[k, c], rows.x[k, c], rows.t[k, c], rows.e[k, c], rows.z[k, c]
        p1, x1, t1, e1, z1 = rows.p[up, c], rows.x[up, c], rows.t[up, c], rows.e[up, c], rows.z[up, c]
        u, v, u1, v1, humid = rows.u[k, c], rows.v[k, c], rows.u[up, c], rows.v[up, c], wet[c]
        here, seen = p > ZERO, humid > ZERO
        kelvin, hpa = pick(here, t, t1), pick(here, p, p1)
        dry = saturation(kelvin - DRY_K - KELVIN)
        rows.p[k, c], rows.x[k, c] = hpa, pick(here, x, x1)
        rows.t[k, c], rows.z[k, c] = kelvin, pick(here, z, z1)
        rows.u[k, c], rows.v[k, c] = pick(valid(u), u, u1), pick(valid(v), v, v1)
        rows.e[k, c] = pick(valid(e), e, pick(seen, e1, dry))
        wet[c] = pick(valid(e) & (not seen), hpa, humid)


@compiled
def moisture(rows: Rows, k: int, n: int) -> None:
    """Everything that follows from pressure, temperature and vapour; no air is more than saturated."""
    for c in range(n):
        p, t = rows.p[k, c], rows.t[k, c]
        full = saturation(t - KELVIN)
        e = max(min(rows.e[k, c], full), MIN_VAPOUR_HPA)
        r = EPS * e / (p - e)
        rows.r[k, c] = r
        rows.td[k, c] = min(dewpoint(e) + KELVIN, t)
        rows.tv[k, c] = virtual(t, r)
        rows.rh[k, c] = e / full


@compiled
def hypsometric(rows: Rows, k: int, n: int) -> None:
    """Height of row *k* from the one above, where the file does not tell it."""
    for c in range(n):
        z, above, thick = rows.z[k, c], rows.z[k + 1, c], rows.x[k + 1, c] - rows.x[k, c]
        warm = rows.tv[k, c] + rows.tv[k + 1, c]
        rows.z[k, c] = pick(valid(z), z, above - RD / G * HALF * warm * thick)


@compiled
def hypsometric_above(rows: Rows, k: int, n: int) -> None:
    """Height of row *k* from the one below, where the file does not tell it."""
    for c in range(n):
        z, below, thick = rows.z[k, c], rows.z[k - 1, c], rows.x[k, c] - rows.x[k - 1, c]
        warm = rows.tv[k, c] + rows.tv[k - 1, c]
        rows.z[k, c] = pick(valid(z), z, below + RD / G * HALF * warm * thick)


@compiled
def wet_bulb_labels(rows: Rows, tables: Tables, k: int, n: int) -> None:
    """The pseudo-adiabat each row's air rises along."""
    table, axes, shape = tables.label, tables.axes, tables.shape
    for c in range(n):  # arithmetic in vectors; the look-up after it cannot be
        t, x = rows.t[k, c], rows.x[k, c]
        lcl = condensation_k(t, rows.td[k, c])
        rows.lcl[k, c], rows.label[k, c] = lcl, x - ln(lcl / t) / KAPPA
    for c in range(n):
        rows.label[k, c] = in_table(table, axes, shape, rows.label[k, c], rows.lcl[k, c])


@compiled
def fill(step: Step, tables: Tables, rows: Rows, wet: Array, place: tuple[int, int, int]) -> None:
    """Lay out *n* columns from *first*; labels of the rows below *high*."""
    first, n, high = place
    last = rows.x.shape[0] - 1
    ground(step, rows, first, n)
    for k in range(1, last + 1):
        level(step, rows, k, first, n)
        motion(step, rows, k, first, n)
    wet[:n] = NAN
    for k in range(last, -1, -1):
        settle(rows, k, n, wet)
        moisture(rows, k, n)
        if k < last:
            hypsometric(rows, k, n)
    for k in range(1, last + 1):
        hypsometric_above(rows, k, n)
    for k in range(high):
        wet_bulb_labels(rows, tables, k, n)
