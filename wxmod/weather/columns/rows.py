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
    Array,
    G,
    Real,
    Tables,
    compiled,
    condensation_k,
    dewpoint,
    in_table,
    ln,
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
        label: Wet-bulb potential temperature, K; only of the rows below the top of the labels.
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
    label: Array
    z: Array
    u: Array
    v: Array
    w: Array


@compiled
def vapour(kind: int, given: Real, p: Real, kelvin: Real) -> Real:
    """Vapour pressure, hPa, of humidity however given."""
    if kind == SPECIFIC:
        return given * p / (EPS + _ONE_LESS_EPS * given)
    if kind == RELATIVE:
        return given * _PERCENT * saturation(kelvin - KELVIN)
    return saturation(given - KELVIN)


@compiled
def ground(step: Step, rows: Rows, first: int, n: int) -> None:
    """Row 0, NaN where the surface is not given."""
    surface = step.surface
    for c in range(n):
        p, t, d = surface[0, first + c], surface[1, first + c], surface[2, first + c]
        known = (p > 0) and (t > 0)
        rows.p[0, c] = p if known else NAN
        rows.x[0, c] = -ln(p) if known else NAN
        rows.t[0, c] = t if known else NAN
        rows.e[0, c] = saturation(d - KELVIN) if (known and d > 0) else NAN
        rows.z[0, c] = surface[3, first + c] if known else NAN
        rows.u[0, c] = surface[4, first + c] if known else NAN
        rows.v[0, c] = surface[5, first + c] if known else NAN
        rows.w[0, c] = NAN


@compiled
def level(step: Step, rows: Rows, k: int, first: int, n: int) -> None:
    """Row *k*, or its neighbour below again."""
    temperature, humidity, height, east, north = step.air[:5]
    p, x, kind, bottom = step.pressure[k - 1], step.height[k - 1], step.humidity, step.surface
    for c in range(n):
        t, h = temperature[k - 1, first + c], humidity[k - 1, first + c]
        z, u, v = height[k - 1, first + c], east[k - 1, first + c], north[k - 1, first + c]
        e = vapour(kind, h, p, t)
        here = (t > 0) and not (p >= bottom[0, first + c])
        rows.p[k, c] = p if here else rows.p[k - 1, c]
        rows.x[k, c] = x if here else rows.x[k - 1, c]
        rows.t[k, c] = t if here else rows.t[k - 1, c]
        rows.e[k, c] = (e if valid(h) else NAN) if here else rows.e[k - 1, c]
        rows.z[k, c] = z if here else rows.z[k - 1, c]
        rows.u[k, c] = u if here else rows.u[k - 1, c]
        rows.v[k, c] = v if here else rows.v[k - 1, c]


@compiled
def motion(step: Step, rows: Rows, k: int, first: int, n: int) -> None:
    """Vertical motion of row *k*; NaN where it repeats another row or the file has none."""
    omega = step.air[5]
    given = omega.shape[1] > 0
    for c in range(n):
        fresh = (rows.x[k, c] < 0) and not (rows.x[k - 1, c] >= rows.x[k, c])
        rows.w[k, c] = omega[k - 1, first + c] if (given and fresh) else NAN


@compiled
def settle(rows: Rows, k: int, n: int, wet: Array) -> None:
    """What row *k* lacks it takes from above; *wet* keeps the pressure of the highest humidity."""
    x, p, t, e, u, v = rows.x, rows.p, rows.t, rows.e, rows.u, rows.v
    up = min(k + 1, x.shape[0] - 1)
    for c in range(n):
        absent = not p[k, c] > 0
        p[k, c] = p[up, c] if absent else p[k, c]
        x[k, c] = x[up, c] if absent else x[k, c]
        t[k, c] = t[up, c] if absent else t[k, c]
        rows.z[k, c] = rows.z[up, c] if absent else rows.z[k, c]
        u[k, c] = u[k, c] if u[k, c] == u[k, c] else u[up, c]
        v[k, c] = v[k, c] if v[k, c] == v[k, c] else v[up, c]
        told = e[k, c] == e[k, c]
        seen = wet[c] > 0
        dry = saturation(t[k, c] - DRY_K - KELVIN)
        e[k, c] = e[k, c] if told else (e[up, c] if seen else dry)
        wet[c] = p[k, c] if (told and not seen) else wet[c]


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
    z, x, tv = rows.z, rows.x, rows.tv
    for c in range(n):
        below = z[k + 1, c] - RD / G * HALF * (tv[k, c] + tv[k + 1, c]) * (x[k + 1, c] - x[k, c])
        z[k, c] = z[k, c] if z[k, c] == z[k, c] else below


@compiled
def hypsometric_above(rows: Rows, k: int, n: int) -> None:
    """Height of row *k* from the one below, where the file does not tell it."""
    z, x, tv = rows.z, rows.x, rows.tv
    for c in range(n):
        above = z[k - 1, c] + RD / G * HALF * (tv[k, c] + tv[k - 1, c]) * (x[k, c] - x[k - 1, c])
        z[k, c] = z[k, c] if z[k, c] == z[k, c] else above


@compiled
def wet_bulb_labels(rows: Rows, tables: Tables, k: int, n: int) -> None:
    """The pseudo-adiabat each row's air rises along."""
    for c in range(n):
        t, x = rows.t[k, c], rows.x[k, c]
        lcl = condensation_k(t, rows.td[k, c])
        rows.label[k, c] = in_table(tables.label, tables, x - ln(lcl / t) / KAPPA, lcl)


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
