"""Parcels lifted through a block of columns, one level of all columns at a time.

Buoyancy is that of virtual temperature.  Of the layers in which a parcel is buoyant, the one with the largest positive
area gives CAPE, LFC and EL (as in SHARPlib); CIN is all negative area between the start and that LFC.
"""

from typing import NamedTuple

import numpy as np

from wxmod.weather.columns.maths import (
    EPS,
    HALF,
    KAPPA,
    KELVIN,
    LN1000,
    NAN,
    ONE,
    RD,
    TWO,
    ZERO,
    Array,
    Real,
    Tables,
    compiled,
    condensation_exact,
    dewpoint,
    exp,
    in_table,
    ln,
    moist_kappa,
    on_level,
    pick,
    virtual,
)  # fmt: skip
from wxmod.weather.columns.rows import Rows
from wxmod.weather.profile import TRUNCATED_ABOVE_HPA

MIXED_HPA = Real(100.0)
UNSTABLE_HPA = Real(300.0)
HIGH_ENOUGH_HPA = Real(TRUNCATED_ABOVE_HPA)
_COLDEST_LABEL = Real(0.0)


class Parcel(NamedTuple):
    """Where it starts and condenses, ``[column]``; float32.

    Attributes:
        x: -ln p of its start.
        t: K there.
        r: Mixing ratio.
        tv: Virtual temperature at the start, K.
        kappa: Exponent of its dry ascent.
        lcl: -ln p of condensation.
        lcl_t: K there.
        label: Its pseudo-adiabat, K.
    """

    x: Array
    t: Array
    r: Array
    tv: Array
    kappa: Array
    lcl: Array
    lcl_t: Array
    label: Array


class Ascent(NamedTuple):
    """How far the ascent has come and what it has found, ``[column]``; float32.

    Attributes:
        x: -ln p of the last node.
        b: Buoyancy (K) there.
        rising: 1 within a layer where the parcel is buoyant.
        area: Of that layer, K.
        base: -ln p where it began; *base_row* the row above.
        sunk: Negative area so far, K; *base_sunk* at the base of the layer.
        best: The largest area, and *lfc*, *lfc_row*, *el*, *el_row*, *cin* that belong to it.
        next_x: Node under way, and *next_b*.
    """

    x: Array
    b: Array
    rising: Array
    area: Array
    base: Array
    base_row: Array
    sunk: Array
    base_sunk: Array
    best: Array
    lfc: Array
    lfc_row: Array
    el: Array
    el_row: Array
    cin: Array
    next_x: Array
    next_b: Array
    lcl_row: Array


@compiled
def from_ground(rows: Rows, parcel: Parcel, n: int) -> None:
    """The parcel of the ground."""
    for c in range(n):
        parcel.x[c], parcel.t[c], parcel.r[c] = rows.x[0, c], rows.t[0, c], rows.r[0, c]
        parcel.lcl_t[c] = rows.td[0, c]


@compiled
def most_unstable(rows: Rows, parcel: Parcel, n: int, high: int) -> None:
    """The parcel of the greatest wet-bulb potential temperature in the lowest 300 hPa."""
    parcel.label[:n] = _COLDEST_LABEL
    from_ground(rows, parcel, n)
    for k in range(high):
        for c in range(n):
            found, label = parcel.label[c], rows.label[k, c]
            x, t, r, dew = parcel.x[c], parcel.t[c], parcel.r[c], parcel.lcl_t[c]
            here_x, here_t, here_r, here_dew = rows.x[k, c], rows.t[k, c], rows.r[k, c], rows.td[k, c]
            more = (rows.p[k, c] >= rows.p[0, c] - UNSTABLE_HPA) & (label > found)
            parcel.label[c] = pick(more, label, found)
            parcel.x[c], parcel.t[c] = pick(more, here_x, x), pick(more, here_t, t)
            parcel.r[c], parcel.lcl_t[c] = pick(more, here_r, r), pick(more, here_dew, dew)


@compiled
def mixed(rows: Rows, parcel: Parcel, n: int, high: int) -> None:
    """The parcel of the mean potential temperature and mixing ratio of the lowest 100 hPa, from the ground."""
    theta, ratio = parcel.t, parcel.r
    theta[:n], ratio[:n] = ZERO, ZERO
    for k in range(1, high):
        for c in range(n):
            below, above, top = rows.p[k - 1, c], rows.p[k, c], rows.p[0, c] - MIXED_HPA
            thick = below - above
            used = max(below - max(above, top), ZERO)
            share = used / thick if thick > ZERO else ZERO
            low = rows.t[k - 1, c] * exp(KAPPA * (rows.x[k - 1, c] + LN1000))
            warm = rows.t[k, c] * exp(KAPPA * (rows.x[k, c] + LN1000))
            theta[c] += HALF * (TWO * low + share * (warm - low)) * used
            ratio[c] += HALF * (TWO * rows.r[k - 1, c] + share * (rows.r[k, c] - rows.r[k - 1, c])) * used
    for c in range(n):
        x, p = rows.x[0, c], rows.p[0, c]
        r = ratio[c] / MIXED_HPA
        parcel.x[c], parcel.r[c] = x, r
        parcel.t[c] = theta[c] / MIXED_HPA * exp(-KAPPA * (x + LN1000))
        parcel.lcl_t[c] = min(dewpoint(r * p / (EPS + r)) + KELVIN, parcel.t[c])


@compiled
def condense(parcel: Parcel, tables: Tables, n: int) -> None:
    """Where the parcel condenses and along what it rises from there; its dew point waits in *lcl_t*."""
    table, axes, shape = tables.label, tables.axes, tables.shape
    for c in range(n):
        t, r, x = parcel.t[c], parcel.r[c], parcel.x[c]
        kappa = moist_kappa(r)
        lcl_t = condensation_exact(t, parcel.lcl_t[c], kappa)
        parcel.kappa[c], parcel.lcl_t[c], parcel.lcl[c] = kappa, lcl_t, x - ln(lcl_t / t) / kappa
        parcel.tv[c] = virtual(t, r)
    for c in range(n):
        parcel.label[c] = in_table(table, axes, shape, parcel.lcl[c], parcel.lcl_t[c])


@compiled
def begin(rows: Rows, parcel: Parcel, ascent: Ascent, n: int) -> None:
    """At the start; a parcel saturated there may be buoyant at once."""
    for c in range(n):
        x, lcl, warmer, ground = parcel.x[c], parcel.lcl[c], parcel.tv[c] - rows.tv[0, c], rows.x[0, c]
        saturated = lcl <= x
        b = pick(x == ground, warmer, ZERO)
        ascent.x[c], ascent.b[c] = x, pick(saturated, b, min(b, ZERO))
        ascent.rising[c], ascent.area[c] = pick(saturated & (b > ZERO), ONE, ZERO), ZERO
        ascent.base[c], ascent.base_row[c] = x, ONE
        ascent.sunk[c], ascent.base_sunk[c], ascent.best[c], ascent.cin[c] = ZERO, ZERO, ZERO, NAN
        ascent.lfc[c], ascent.el[c], ascent.lfc_row[c], ascent.el_row[c] = NAN, NAN, ONE, ONE
        ascent.lcl_row[c] = ZERO


@compiled
def to_condensation(rows: Rows, parcel: Parcel, ascent: Ascent, k: int, n: int) -> None:
    """The next node is the condensation level, where it lies below row *k*; else the last one again."""
    row = np.float32(k)
    for c in range(n):
        low, high, lcl, start = rows.x[k - 1, c], rows.x[k, c], parcel.lcl[c], parcel.x[c]
        tv0, tv1, own = rows.tv[k - 1, c], rows.tv[k, c], virtual(parcel.lcl_t[c], parcel.r[c])
        x, b, before = ascent.x[c], ascent.b[c], ascent.lcl_row[c]
        here = (lcl > low) & (lcl <= high)
        within = here & (lcl > start)
        share = pick(high > low, (lcl - low) / (high - low), ONE)
        ascent.next_x[c] = pick(within, lcl, x)
        ascent.next_b[c] = pick(within, own - tv0 - share * (tv1 - tv0), b)
        ascent.lcl_row[c] = pick(here, row, before)


@compiled
def to_row(rows: Rows, parcel: Parcel, tables: Tables, ascent: Ascent, span: tuple[int, int]) -> None:
    """The next node is row *k*, along the pseudo-adiabat."""
    (k, n), table, axes, wide = span, tables.virtual, tables.axes, tables.shape[0]
    for c in range(n):
        x, last, b0 = rows.x[k, c], ascent.x[c], ascent.b[c]
        b = on_level(table, axes, wide, k - 1, parcel.label[c]) - rows.tv[k, c]
        ascent.next_x[c] = pick(x > last, x, last)
        ascent.next_b[c] = pick(x > last, b, b0)


@compiled
def to_row_below(rows: Rows, parcel: Parcel, ascent: Ascent, k: int, n: int) -> None:
    """Where row *k* lies below the condensation level, the next node is dry, and only its negative area counts."""
    for c in range(n):
        x, lcl, last, b = rows.x[k, c], parcel.lcl[c], ascent.x[c], ascent.next_b[c]
        dry = parcel.tv[c] * exp(-parcel.kappa[c] * (x - parcel.x[c])) - rows.tv[k, c]
        ascent.next_b[c] = pick((x < lcl) & (x > last), min(dry, ZERO), b)


@compiled
def advance(ascent: Ascent, k: int, n: int) -> None:
    """Add the layer between the last node and the next, linear in ln p."""
    row = np.float32(k)
    for c in range(n):
        x, next_x, b0, b1 = ascent.x[c], ascent.next_x[c], ascent.b[c], ascent.next_b[c]
        rising, area0, best, sunk0 = ascent.rising[c], ascent.area[c], ascent.best[c], ascent.sunk[c]
        base0, base_row0, base_sunk0 = ascent.base[c], ascent.base_row[c], ascent.base_sunk[c]
        lfc, lfc_row, el, el_row, cin = (
            ascent.lfc[c], ascent.lfc_row[c], ascent.el[c], ascent.el_row[c], ascent.cin[c],
        )  # fmt: skip
        dx = next_x - x
        cut = pick(b0 != b1, b0 / (b0 - b1), ONE)  # 0 times infinity would be no number
        crossing = x + cut * dx
        buoyant = max(b0, ZERO) * pick(b1 < ZERO, cut, ONE) + max(b1, ZERO) * pick(b0 < ZERO, ONE - cut, ONE)
        up = HALF * dx * buoyant
        sunk = sunk0 + HALF * dx * (b0 + b1) - up
        starts = (rising == ZERO) & (b1 > ZERO)
        base, base_row = pick(starts, pick(b0 < ZERO, crossing, x), base0), pick(starts, row, base_row0)
        base_sunk, area = pick(starts, sunk, base_sunk0), pick(starts, ZERO, area0) + up
        better = (b1 <= ZERO) & (rising > ZERO) & (area > best)
        ascent.best[c], ascent.cin[c] = pick(better, area, best), pick(better, base_sunk, cin)
        ascent.lfc[c], ascent.lfc_row[c] = pick(better, base, lfc), pick(better, base_row, lfc_row)
        ascent.el[c], ascent.el_row[c] = pick(better, crossing, el), pick(better, row, el_row)
        ascent.rising[c] = pick(b1 > ZERO, ONE, ZERO)
        ascent.x[c], ascent.b[c], ascent.area[c], ascent.sunk[c] = next_x, b1, area, sunk
        ascent.base[c], ascent.base_row[c], ascent.base_sunk[c] = base, base_row, base_sunk


@compiled
def highest(lcl: Array, heights: Array, n: int) -> int:
    """The first row above every condensation level of the block; *heights* are -ln p of the levels."""
    top = ZERO - LN1000 - LN1000
    for c in range(n):
        top = max(top, lcl[c])
    for k in range(heights.shape[0]):
        if heights[k] > top:
            return k + 2
    return int(heights.shape[0] + 1)


@compiled
def lift(rows: Rows, parcel: Parcel, tables: Tables, ascent: Ascent, heights: Array, n: int) -> None:
    """The whole ascent."""
    condense(parcel, tables, n)
    begin(rows, parcel, ascent, n)
    condensing = highest(parcel.lcl, heights, n)
    for k in range(1, rows.x.shape[0]):
        if k < condensing:
            to_condensation(rows, parcel, ascent, k, n)
            settle_condensation(ascent, k, n)
        to_row(rows, parcel, tables, ascent, (k, n))
        if k < condensing:
            to_row_below(rows, parcel, ascent, k, n)
        advance(ascent, k, n)


@compiled
def settle_condensation(ascent: Ascent, k: int, n: int) -> None:
    """Up to the condensation level only negative area counts; from there on the buoyancy as it is."""
    row = np.float32(k)
    for c in range(n):
        x, next_x, b0, b1 = ascent.x[c], ascent.next_x[c], ascent.b[c], ascent.next_b[c]
        rising, area, base, base_row = ascent.rising[c], ascent.area[c], ascent.base[c], ascent.base_row[c]
        sunk0, base_sunk = ascent.sunk[c], ascent.base_sunk[c]
        moved = next_x > x
        sunk = sunk0 + pick(moved, HALF * (next_x - x) * (b0 + min(b1, ZERO)), ZERO)
        lifted = moved & (b1 > ZERO)
        ascent.x[c], ascent.b[c], ascent.sunk[c] = next_x, b1, sunk
        ascent.rising[c], ascent.area[c] = pick(lifted, ONE, rising), pick(lifted, ZERO, area)
        ascent.base[c], ascent.base_row[c] = pick(lifted, next_x, base), pick(lifted, row, base_row)
        ascent.base_sunk[c] = pick(lifted, sunk, base_sunk)


@compiled
def energy(rows: Rows, ascent: Ascent, out: Array, place: tuple[int, int, int]) -> None:
    """CAPE and CIN; nothing where the column stops low or the parcel still rises at its top with the largest area."""
    index, begin_, n = place
    last = rows.p.shape[0] - 1
    for c in range(n):
        best, cin, lfc, el = ascent.best[c], ascent.cin[c], ascent.lfc[c], ascent.el[c]
        goes_on = (ascent.rising[c] > ZERO) & (ascent.area[c] > best)
        known = (not goes_on) & (rows.p[last, c] <= HIGH_ENOUGH_HPA)
        out[index, begin_ + c] = pick(known, RD * best, NAN)
        out[index + 1, begin_ + c] = pick(known, RD * cin, NAN)
        ascent.lfc[c], ascent.el[c] = pick(known, lfc, NAN), pick(known, el, NAN)


@compiled
def told(rows: Rows, x: Array, row: Array, out: Array, place: tuple[int, int, int]) -> None:
    """Pressure and height of a level whose upper row is known."""
    index, begin_, n = place
    for c in range(n):
        k = np.uint64(np.int32(row[c]))
        below = np.uint64(np.int32(max(row[c] - ONE, ZERO)))
        low, high = rows.x[below, np.uint64(c)], rows.x[k, np.uint64(c)]
        thick = high - low
        share = (x[c] - low) / thick if thick > ZERO else ZERO
        z0, z1 = rows.z[below, np.uint64(c)], rows.z[k, np.uint64(c)]
        known = x[c] == x[c]
        out[index, begin_ + c] = exp(-x[c]) if known else NAN
        out[index + 1, begin_ + c] = z0 + share * (z1 - z0) if known else NAN
