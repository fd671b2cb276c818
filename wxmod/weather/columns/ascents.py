"""A parcel's way up through a block of columns, one level of all columns at a time: buoyancy, CAPE, CIN, LFC, EL.

Buoyancy is that of virtual temperature.  Of the layers in which a parcel is buoyant, the one with the largest positive
area gives CAPE, LFC and EL (as in SHARPlib); CIN is all negative area between the start and that LFC.
"""

import numpy as np

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
    HALF,
    LN1000,
    NAN,
    ONE,
    RD,
    ZERO,
    Array,
    Real,
    Tables,
    exp,
    on_level,
    pick,
    virtual,
)
from wxmod.weather.columns.parcels import KAPPA0, LABEL0, LCL0, LCL_T0, R0, TV0, X0, condense
from wxmod.weather.columns.rows import TV, P, X, Z
from wxmod.weather.profile import TRUNCATED_ABOVE_HPA

HIGH_ENOUGH_HPA = Real(TRUNCATED_ABOVE_HPA)


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
def begin(
    rows: Array,
    parcel: Array,
    ascent: Array,
    n: int,
) -> None:
    """At the start; a parcel saturated there may be buoyant at once."""
    for c in range(n):
        x = parcel[X0, c]
        lcl = parcel[LCL0, c]
        warmer = parcel[TV0, c] - rows[TV, 0, c]
        ground = rows[X, 0, c]
        saturated = lcl <= x
        b = pick(
            x == ground,
            warmer,
            ZERO,
        )
        ascent[NODE, c] = x
        ascent[BUOYANCY, c] = pick(
            saturated,
            b,
            min(b, ZERO),
        )
        ascent[RISING, c] = pick(
            saturated & (b > ZERO),
            ONE,
            ZERO,
        )
        ascent[AREA, c] = ZERO
        ascent[BASE, c] = x
        ascent[BASE_ROW, c] = ONE
        ascent[SUNK, c] = ZERO
        ascent[BASE_SUNK, c] = ZERO
        ascent[BEST, c] = ZERO
        ascent[CIN, c] = NAN
        ascent[LFC, c] = NAN
        ascent[EL, c] = NAN
        ascent[LFC_ROW, c] = ONE
        ascent[EL_ROW, c] = ONE
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
        low = rows[X, k - 1, c]
        high = rows[X, k, c]
        lcl = parcel[LCL0, c]
        start = parcel[X0, c]
        tv0 = rows[TV, k - 1, c]
        tv1 = rows[TV, k, c]
        own = virtual(
            parcel[LCL_T0, c],
            parcel[R0, c],
        )
        x = ascent[NODE, c]
        b = ascent[BUOYANCY, c]
        before = ascent[LCL_ROW, c]
        here = (lcl > low) & (lcl <= high)
        within = here & (lcl > start)
        share = pick(
            high > low,
            (lcl - low) / (high - low),
            ONE,
        )
        ascent[NEXT, c] = pick(within, lcl, x)
        ascent[NEXT_BUOYANCY, c] = pick(
            within,
            own - tv0 - share * (tv1 - tv0),
            b,
        )
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
        x = rows[X, k, c]
        last = ascent[NODE, c]
        b0 = ascent[BUOYANCY, c]
        b = (
            on_level(
                table,
                axes,
                wide,
                k - 1,
                parcel[LABEL0, c],
            )
            - rows[TV, k, c]
        )
        ascent[NEXT, c] = pick(
            x > last,
            x,
            last,
        )
        ascent[NEXT_BUOYANCY, c] = pick(
            x > last,
            b,
            b0,
        )


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
        x = rows[X, k, c]
        lcl = parcel[LCL0, c]
        last = ascent[NODE, c]
        b = ascent[NEXT_BUOYANCY, c]
        dry = parcel[TV0, c] * exp(-parcel[KAPPA0, c] * (x - parcel[X0, c])) - rows[TV, k, c]
        ascent[NEXT_BUOYANCY, c] = pick(
            (x < lcl) & (x > last),
            min(dry, ZERO),
            b,
        )


@compiled
def between_nodes(node: tuple[Real, Real], after: tuple[Real, Real]) -> tuple[Real, Real, Real]:
    """Where buoyancy, linear between two nodes (-ln p, K), changes sign; its positive area, and all of its area."""
    x, b0 = node
    next_x, b1 = after
    dx = next_x - x
    # 0 times infinity would be no number.
    cut = pick(
        b0 != b1,
        b0 / (b0 - b1),
        ONE,
    )
    below = max(b0, ZERO) * pick(
        b1 < ZERO,
        cut,
        ONE,
    )
    above = max(b1, ZERO) * pick(
        b0 < ZERO,
        ONE - cut,
        ONE,
    )
    up = HALF * dx * (below + above)
    return x + cut * dx, up, HALF * dx * (b0 + b1)


@compiled
def advance(ascent: Array, k: int, n: int) -> None:
    """Add the layer between the last node and the next, linear in ln p."""
    row = np.float32(k)
    for c in range(n):
        x = ascent[NODE, c]
        next_x = ascent[NEXT, c]
        b0 = ascent[BUOYANCY, c]
        b1 = ascent[NEXT_BUOYANCY, c]
        rising = ascent[RISING, c]
        area0 = ascent[AREA, c]
        best = ascent[BEST, c]
        sunk0 = ascent[SUNK, c]
        base0 = ascent[BASE, c]
        base_row0 = ascent[BASE_ROW, c]
        base_sunk0 = ascent[BASE_SUNK, c]
        lfc = ascent[LFC, c]
        lfc_row = ascent[LFC_ROW, c]
        el = ascent[EL, c]
        el_row = ascent[EL_ROW, c]
        cin = ascent[CIN, c]
        crossing, up, sinking = between_nodes((x, b0), (next_x, b1))
        sunk = sunk0 + sinking - up
        starts = (rising == ZERO) & (b1 > ZERO)
        base = pick(
            starts,
            pick(b0 < ZERO, crossing, x),
            base0,
        )
        base_row = pick(starts, row, base_row0)
        base_sunk = pick(starts, sunk, base_sunk0)
        area = pick(starts, ZERO, area0) + up
        better = (b1 <= ZERO) & (rising > ZERO) & (area > best)
        ascent[BEST, c] = pick(better, area, best)
        ascent[CIN, c] = pick(better, base_sunk, cin)
        ascent[LFC, c] = pick(better, base, lfc)
        ascent[LFC_ROW, c] = pick(better, base_row, lfc_row)
        ascent[EL, c] = pick(better, crossing, el)
        ascent[EL_ROW, c] = pick(better, row, el_row)
        ascent[RISING, c] = pick(b1 > ZERO, ONE, ZERO)
        ascent[NODE, c] = next_x
        ascent[BUOYANCY, c] = b1
        ascent[AREA, c] = area
        ascent[SUNK, c] = sunk
        ascent[BASE, c] = base
        ascent[BASE_ROW, c] = base_row
        ascent[BASE_SUNK, c] = base_sunk


@compiled
def highest(lcl: Array, heights: Array, n: int) -> int:
    """The first row above every condensation level of the block; *heights* are -ln p of the levels."""
    top = ZERO - LN1000 - LN1000
    for c in range(n):
        top = max(
            top,
            lcl[c],
        )
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
    condensing = highest(
        parcel[LCL0],
        heights,
        n,
    )
    for k in range(
        1,
        rows.shape[1],
    ):
        if k < condensing:
            to_condensation(
                rows,
                parcel,
                ascent,
                k,
                n,
            )
            settle_condensation(ascent, k, n)
        to_row(
            rows,
            parcel,
            tables,
            ascent,
            (k, n),
        )
        if k < condensing:
            to_row_below(
                rows,
                parcel,
                ascent,
                k,
                n,
            )
        advance(ascent, k, n)


@compiled
def settle_condensation(ascent: Array, k: int, n: int) -> None:
    """Up to the condensation level only negative area counts; from there on the buoyancy as it is."""
    row = np.float32(k)
    for c in range(n):
        x = ascent[NODE, c]
        next_x = ascent[NEXT, c]
        b0 = ascent[BUOYANCY, c]
        b1 = ascent[NEXT_BUOYANCY, c]
        rising = ascent[RISING, c]
        area = ascent[AREA, c]
        base = ascent[BASE, c]
        base_row = ascent[BASE_ROW, c]
        sunk0 = ascent[SUNK, c]
        base_sunk = ascent[BASE_SUNK, c]
        moved = next_x > x
        sunk = sunk0 + pick(
            moved,
            HALF * (next_x - x) * (b0 + min(b1, ZERO)),
            ZERO,
        )
        lifted = moved & (b1 > ZERO)
        ascent[NODE, c] = next_x
        ascent[BUOYANCY, c] = b1
        ascent[SUNK, c] = sunk
        ascent[RISING, c] = pick(lifted, ONE, rising)
        ascent[AREA, c] = pick(lifted, ZERO, area)
        ascent[BASE, c] = pick(lifted, next_x, base)
        ascent[BASE_ROW, c] = pick(lifted, row, base_row)
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
        best = ascent[BEST, c]
        cin = ascent[CIN, c]
        lfc = ascent[LFC, c]
        el = ascent[EL, c]
        goes_on = (ascent[RISING, c] > ZERO) & (ascent[AREA, c] > best)
        known = (not goes_on) & (rows[P, last, c] <= HIGH_ENOUGH_HPA)
        out[index, begin_ + c] = pick(
            known,
            RD * best,
            NAN,
        )
        out[index + 1, begin_ + c] = pick(
            known,
            RD * cin,
            NAN,
        )
        ascent[LFC, c] = pick(known, lfc, NAN)
        ascent[EL, c] = pick(known, el, NAN)


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
        below = np.uint64(
            np.int32(
                max(
                    row[c] - ONE,
                    ZERO,
                )
            )
        )
        low = rows[X, below, np.uint64(c)]
        high = rows[X, k, np.uint64(c)]
        thick = high - low
        share = (x[c] - low) / thick if thick > ZERO else ZERO
        z0 = rows[Z, below, np.uint64(c)]
        z1 = rows[Z, k, np.uint64(c)]
        known = x[c] == x[c]
        out[index, begin_ + c] = exp(-x[c]) if known else NAN
        out[index + 1, begin_ + c] = z0 + share * (z1 - z0) if known else NAN
