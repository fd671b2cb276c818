"""Parcels lifted through a block of columns, one level of all columns at a time.

Buoyancy is that of virtual temperature.  Of the layers in which a parcel is buoyant, the one with the largest positive
area gives CAPE, LFC and EL (as in SHARPlib); CIN is all negative area between the start and that LFC.
"""

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
)
from wxmod.weather.columns.rows import LABEL, TD, TV, P, R, T, X, Z
from wxmod.weather.profile import TRUNCATED_ABOVE_HPA

MIXED_HPA = Real(100.0)
UNSTABLE_HPA = Real(300.0)
HIGH_ENOUGH_HPA = Real(TRUNCATED_ABOVE_HPA)
_COLDEST_LABEL = Real(0.0)


X0, T0, R0, TV0, KAPPA0, LCL0, LCL_T0, LABEL0 = range(8)
"""What *parcel* ``[quantity, column]`` holds, float32: where it starts (-ln p), its temperature (K), mixing ratio and
virtual temperature (K) there, the exponent of its dry ascent, where it condenses (-ln p, K) and its pseudo-adiabat (K).
"""
START_QUANTITIES = 8

(
    NODE,
    BUOYANCY,
    RISING,
    AREA,
    BASE,
    BASE_ROW,
    SUNK,
    BASE_SUNK,
    BEST,
    LFC,
    LFC_ROW,
    EL,
    EL_ROW,
    CIN,
    NEXT,
    NEXT_BUOYANCY,
    LCL_ROW,
) = range(17)
"""What *ascent* ``[quantity, column]`` holds, float32, of how far it has come and what it has found.

The last node (-ln p) and the buoyancy there (K); whether it lies within a layer where the parcel is buoyant (1), the
area of that layer (K), where it began and the row above; the negative area so far (K), and up to that base; the largest
area, with its LFC, EL (-ln p), their rows and its CIN; the node under way and its buoyancy; the row above condensation.
"""
ASCENT_QUANTITIES = 17


@compiled
def from_ground(rows: Array, parcel: Array, n: int) -> None:
    """The parcel of the ground."""
    for c in range(n):
        parcel[X0, c], parcel[T0, c], parcel[R0, c] = rows[X, 0, c], rows[T, 0, c], rows[R, 0, c]
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
            found, label = parcel[LABEL0, c], rows[LABEL, k, c]
            x, t, r, dew = parcel[X0, c], parcel[T0, c], parcel[R0, c], parcel[LCL_T0, c]
            here_x, here_t, here_r, here_dew = (
                rows[X, k, c],
                rows[T, k, c],
                rows[R, k, c],
                rows[TD, k, c],
            )
            more = (rows[P, k, c] >= rows[P, 0, c] - UNSTABLE_HPA) & (label > found)
            parcel[LABEL0, c] = pick(more, label, found)
            parcel[X0, c], parcel[T0, c] = pick(more, here_x, x), pick(more, here_t, t)
            parcel[R0, c], parcel[LCL_T0, c] = pick(more, here_r, r), pick(more, here_dew, dew)


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
            below, above, top = rows[P, k - 1, c], rows[P, k, c], rows[P, 0, c] - MIXED_HPA
            thick = below - above
            used = max(below - max(above, top), ZERO)
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
        x, p = rows[X, 0, c], rows[P, 0, c]
        r = ratio[c] / MIXED_HPA
        parcel[X0, c], parcel[R0, c] = x, r
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
        t, r, x = parcel[T0, c], parcel[R0, c], parcel[X0, c]
        kappa = moist_kappa(r)
        lcl_t = condensation_exact(t, parcel[LCL_T0, c], kappa)
        parcel[KAPPA0, c], parcel[LCL_T0, c], parcel[LCL0, c] = (
            kappa,
            lcl_t,
            x - ln(lcl_t / t) / kappa,
        )
        parcel[TV0, c] = virtual(t, r)
    for c in range(n):
        parcel[LABEL0, c] = in_table(
            table,
            axes,
            shape,
            parcel[LCL0, c],
            parcel[LCL_T0, c],
        )


@compiled
def begin(
    rows: Array,
    parcel: Array,
    ascent: Array,
    n: int,
) -> None:
    """At the start; a parcel saturated there may be buoyant at once."""
    for c in range(n):
        x, lcl, warmer, ground = (
            parcel[X0, c],
            parcel[LCL0, c],
            parcel[TV0, c] - rows[TV, 0, c],
            rows[X, 0, c],
        )
        saturated = lcl <= x
        b = pick(x == ground, warmer, ZERO)
        ascent[NODE, c], ascent[BUOYANCY, c] = x, pick(saturated, b, min(b, ZERO))
        ascent[RISING, c], ascent[AREA, c] = pick(saturated & (b > ZERO), ONE, ZERO), ZERO
        ascent[BASE, c], ascent[BASE_ROW, c] = x, ONE
        ascent[SUNK, c], ascent[BASE_SUNK, c], ascent[BEST, c], ascent[CIN, c] = (
            ZERO,
            ZERO,
            ZERO,
            NAN,
        )
        ascent[LFC, c], ascent[EL, c], ascent[LFC_ROW, c], ascent[EL_ROW, c] = NAN, NAN, ONE, ONE
        ascent[LCL_ROW, c] = ZERO


@compiled
def to_condensation(
    rows: Array,
    parcel: Array,
    ascent: Array,
    k: int,
    n: int,
) -> None:
    """The next node is the condensation level, where it lies below row *k*; else the last one again."""
    row = np.float32(k)
    for c in range(n):
        low, high, lcl, start = rows[X, k - 1, c], rows[X, k, c], parcel[LCL0, c], parcel[X0, c]
        tv0, tv1, own = (
            rows[TV, k - 1, c],
            rows[TV, k, c],
            virtual(parcel[LCL_T0, c], parcel[R0, c]),
        )
        x, b, before = ascent[NODE, c], ascent[BUOYANCY, c], ascent[LCL_ROW, c]
        here = (lcl > low) & (lcl <= high)
        within = here & (lcl > start)
        share = pick(high > low, (lcl - low) / (high - low), ONE)
        ascent[NEXT, c] = pick(within, lcl, x)
        ascent[NEXT_BUOYANCY, c] = pick(within, own - tv0 - share * (tv1 - tv0), b)
        ascent[LCL_ROW, c] = pick(here, row, before)


@compiled
def to_row(
    rows: Array,
    parcel: Array,
    tables: Tables,
    ascent: Array,
    span: tuple[int, int],
) -> None:
    """The next node is row *k*, along the pseudo-adiabat."""
    (k, n), table, axes, wide = span, tables.virtual, tables.axes, tables.shape[0]
    for c in range(n):
        x, last, b0 = rows[X, k, c], ascent[NODE, c], ascent[BUOYANCY, c]
        b = on_level(table, axes, wide, k - 1, parcel[LABEL0, c]) - rows[TV, k, c]
        ascent[NEXT, c] = pick(x > last, x, last)
        ascent[NEXT_BUOYANCY, c] = pick(x > last, b, b0)


@compiled
def to_row_below(
    rows: Array,
    parcel: Array,
    ascent: Array,
    k: int,
    n: int,
) -> None:
    """Where row *k* lies below the condensation level, the next node is dry, and only its negative area counts."""
    for c in range(n):
        x, lcl, last, b = rows[X, k, c], parcel[LCL0, c], ascent[NODE, c], ascent[NEXT_BUOYANCY, c]
        dry = parcel[TV0, c] * exp(-parcel[KAPPA0, c] * (x - parcel[X0, c])) - rows[TV, k, c]
        ascent[NEXT_BUOYANCY, c] = pick(
            (x < lcl) & (x > last),
            min(dry, ZERO),
            b,
        )


@compiled
def advance(ascent: Array, k: int, n: int) -> None:
    """Add the layer between the last node and the next, linear in ln p."""
    row = np.float32(k)
    for c in range(n):
        x, next_x, b0, b1 = (
            ascent[NODE, c],
            ascent[NEXT, c],
            ascent[BUOYANCY, c],
            ascent[NEXT_BUOYANCY, c],
        )
        rising, area0, best, sunk0 = (
            ascent[RISING, c],
            ascent[AREA, c],
            ascent[BEST, c],
            ascent[SUNK, c],
        )
        base0, base_row0, base_sunk0 = ascent[BASE, c], ascent[BASE_ROW, c], ascent[BASE_SUNK, c]
        lfc, lfc_row, el, el_row, cin = (
            ascent[LFC, c],
            ascent[LFC_ROW, c],
            ascent[EL, c],
            ascent[EL_ROW, c],
            ascent[CIN, c],
        )
        dx = next_x - x
        cut = pick(b0 != b1, b0 / (b0 - b1), ONE)  # 0 times infinity would be no number
        crossing = x + cut * dx
        buoyant = max(b0, ZERO) * pick(b1 < ZERO, cut, ONE) + max(b1, ZERO) * pick(
            b0 < ZERO, ONE - cut, ONE
        )
        up = HALF * dx * buoyant
        sunk = sunk0 + HALF * dx * (b0 + b1) - up
        starts = (rising == ZERO) & (b1 > ZERO)
        base, base_row = (
            pick(starts, pick(b0 < ZERO, crossing, x), base0),
            pick(starts, row, base_row0),
        )
        base_sunk, area = pick(starts, sunk, base_sunk0), pick(starts, ZERO, area0) + up
        better = (b1 <= ZERO) & (rising > ZERO) & (area > best)
        ascent[BEST, c], ascent[CIN, c] = pick(better, area, best), pick(better, base_sunk, cin)
        ascent[LFC, c], ascent[LFC_ROW, c] = (
            pick(better, base, lfc),
            pick(better, base_row, lfc_row),
        )
        ascent[EL, c], ascent[EL_ROW, c] = pick(better, crossing, el), pick(better, row, el_row)
        ascent[RISING, c] = pick(b1 > ZERO, ONE, ZERO)
        ascent[NODE, c], ascent[BUOYANCY, c], ascent[AREA, c], ascent[SUNK, c] = (
            next_x,
            b1,
            area,
            sunk,
        )
        ascent[BASE, c], ascent[BASE_ROW, c], ascent[BASE_SUNK, c] = base, base_row, base_sunk


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
def lift(
    rows: Array,
    parcel: Array,
    tables: Tables,
    ascent: Array,
    heights: Array,
    n: int,
) -> None:
    """The whole ascent."""
    condense(parcel, tables, n)
    begin(rows, parcel, ascent, n)
    condensing = highest(parcel[LCL0], heights, n)
    for k in range(1, rows.shape[1]):
        if k < condensing:
            to_condensation(rows, parcel, ascent, k, n)
            settle_condensation(ascent, k, n)
        to_row(rows, parcel, tables, ascent, (k, n))
        if k < condensing:
            to_row_below(rows, parcel, ascent, k, n)
        advance(ascent, k, n)


@compiled
def settle_condensation(ascent: Array, k: int, n: int) -> None:
    """Up to the condensation level only negative area counts; from there on the buoyancy as it is."""
    row = np.float32(k)
    for c in range(n):
        x, next_x, b0, b1 = (
            ascent[NODE, c],
            ascent[NEXT, c],
            ascent[BUOYANCY, c],
            ascent[NEXT_BUOYANCY, c],
        )
        rising, area, base, base_row = (
            ascent[RISING, c],
            ascent[AREA, c],
            ascent[BASE, c],
            ascent[BASE_ROW, c],
        )
        sunk0, base_sunk = ascent[SUNK, c], ascent[BASE_SUNK, c]
        moved = next_x > x
        sunk = sunk0 + pick(
            moved,
            HALF * (next_x - x) * (b0 + min(b1, ZERO)),
            ZERO,
        )
        lifted = moved & (b1 > ZERO)
        ascent[NODE, c], ascent[BUOYANCY, c], ascent[SUNK, c] = next_x, b1, sunk
        ascent[RISING, c], ascent[AREA, c] = pick(lifted, ONE, rising), pick(lifted, ZERO, area)
        ascent[BASE, c], ascent[BASE_ROW, c] = (
            pick(lifted, next_x, base),
            pick(lifted, row, base_row),
        )
        ascent[BASE_SUNK, c] = pick(lifted, sunk, base_sunk)


@compiled
def energy(
    rows: Array,
    ascent: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """CAPE and CIN; nothing where the column stops low or the parcel still rises at its top with the largest area."""
    index, begin_, n = place
    last = rows.shape[1] - 1
    for c in range(n):
        best, cin, lfc, el = ascent[BEST, c], ascent[CIN, c], ascent[LFC, c], ascent[EL, c]
        goes_on = (ascent[RISING, c] > ZERO) & (ascent[AREA, c] > best)
        known = (not goes_on) & (rows[P, last, c] <= HIGH_ENOUGH_HPA)
        out[index, begin_ + c] = pick(known, RD * best, NAN)
        out[index + 1, begin_ + c] = pick(known, RD * cin, NAN)
        ascent[LFC, c], ascent[EL, c] = pick(known, lfc, NAN), pick(known, el, NAN)


@compiled
def told(
    rows: Array,
    x: Array,
    row: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Pressure and height of a level whose upper row is known."""
    index, begin_, n = place
    for c in range(n):
        k = np.uint64(np.int32(row[c]))
        below = np.uint64(np.int32(max(row[c] - ONE, ZERO)))
        low, high = rows[X, below, np.uint64(c)], rows[X, k, np.uint64(c)]
        thick = high - low
        share = (x[c] - low) / thick if thick > ZERO else ZERO
        z0, z1 = rows[Z, below, np.uint64(c)], rows[Z, k, np.uint64(c)]
        known = x[c] == x[c]
        out[index, begin_ + c] = exp(-x[c]) if known else NAN
        out[index + 1, begin_ + c] = z0 + share * (z1 - z0) if known else NAN
