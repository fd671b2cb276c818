"""Moist air and clouds as layers, the one of them that can be seeded, and the seeding layer in it.

Temperature, relative humidity and vertical motion are linear between levels.  A cloud is one unbroken layer that is
moist over water or, as cold cloud is, nearly saturated over ice.  Of several, the one with most air of the seeding
temperatures in it is judged, and where none reaches them, the deepest.  Nothing above the tropopause is weather.
"""

from typing import NamedTuple

import numpy as np

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
    HALF,
    KELVIN,
    NAN,
    ONE,
    ZERO,
    Array,
    Real,
    over_ice,
    pick,
    valid,
)
from wxmod.weather.columns.rows import RH, P, T, W, Z

_LEAST_K = Real(1e-4)
_PERCENT = Real(100)
REACH_HPA = Real(400)  # above this level little vapour is left: as for precipitable water
TROPOPAUSE_BELOW_HPA = Real(500)
"""Lower down a stable layer is an inversion."""
_TROPOPAUSE_LAPSE = Real(2e-3)
_TROPOPAUSE_DEPTH_M = Real(2000)
_SKY_M = Real(1e6)


class Bounds(NamedTuple):
    """What moist, cloudy and seedable mean: relative humidity over water and over ice (1), temperatures (K)."""

    moist: Real
    icy: Real
    warm: Real
    cold: Real


(
    CEILING,
    RUN,
    MOIST,
    ICE,
    WINDOW_BASE,
    WINDOW_TOP,
    CLOUDY,
    INSIDE,
    FLOOR,
    SEEDED,
    ICED,
    LOWEST,
    HIGHEST,
    BEST_SEEDED,
    BEST_ICED,
    BEST_LOWEST,
    BEST_HIGHEST,
    DEPTH,
    CLOUD_BASE,
    CLOUD_TOP,
    TOP_T,
) = range(21)
"""What *cloud* ``[quantity, column]`` holds, float32; heights and depths in m.

The tropopause; the moist layer one is in and the deepest so far; the greatest saturation over ice (%) in air of seeding
temperatures, its base and top; by how much the last row is moister than cloud must be, whether one is within a cloud
(1), its base, how much of it has seeding temperatures, how much is supercooled, from where to where it can be seeded;
the same four of the best cloud so far, its depth, base, top and the temperature there (K).
"""
CLOUD_QUANTITIES = 21


@compiled
def spell(
    low: Real,
    high: Real,
    floor: Real,
    ceiling: Real,
) -> tuple[Real, Real]:
    """From which to which share of a layer a linear quantity is between two bounds; the second is less if never."""
    change = pick(
        abs(high - low) > _LEAST_K,
        high - low,
        -_LEAST_K,
    )
    a = (floor - low) / change
    b = (ceiling - low) / change
    return max(min(a, b), ZERO), min(max(a, b), ONE)


@compiled
def moist_spell(low: Real, high: Real) -> tuple[Real, Real]:
    """From which to which share of a layer a linear quantity is not negative."""
    cut = low / (low - high)
    start = pick(
        low >= ZERO,
        ZERO,
        pick(high >= ZERO, cut, ONE),
    )
    return start, pick(
        high >= ZERO,
        ONE,
        pick(low >= ZERO, cut, ZERO),
    )


@compiled
def stable_above(rows: Array, k: int, c: int) -> bool:
    """Whether from row *k* temperature falls by no more than 2 K/km to any level within 2 km, and there are 2 km."""
    z = rows[Z, k, c]
    t = rows[T, k, c]
    for j in range(k + 1, rows.shape[1]):
        rise = rows[Z, j, c] - z
        # The next level counts however far away it is.
        if j > k + 1 and rise > _TROPOPAUSE_DEPTH_M:
            return True
        if t - rows[T, j, c] > _TROPOPAUSE_LAPSE * rise:
            return False
        if rise >= _TROPOPAUSE_DEPTH_M:
            return True
    return False


@compiled
def tropopause(rows: Array, row: Array, n: int) -> None:
    """Row of the lowest tropopause (WMO 1957) above 500 hPa; 0 where there is none."""
    for c in range(n):
        row[c] = ZERO
        for k in range(1, rows.shape[1] - 1):
            if rows[P, k, c] > TROPOPAUSE_BELOW_HPA:
                continue
            # A level that repeats its neighbour is none.
            if rows[Z, k + 1, c] <= rows[Z, k, c]:
                continue
            if stable_above(rows, k, c):
                row[c] = np.float32(k)
                break


@compiled
def moist_run(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    k: int,
    n: int,
) -> None:
    """The unbroken layer that is moist over water, up to row *k*, and the deepest of them."""
    least = bounds.moist
    for c in range(n):
        z = rows[Z, k - 1, c]
        thick = rows[Z, k, c] - z
        low = rows[RH, k - 1, c] - least
        start, end = moist_spell(low, rows[RH, k, c] - least)
        before = cloud[RUN, c]
        deepest = cloud[MOIST, c]
        run = pick(low >= ZERO, before, ZERO) + thick * max(end - start, ZERO)
        real = (thick > ZERO) & (z < cloud[CEILING, c])
        cloud[RUN, c] = pick(real, run, before)
        cloud[MOIST, c] = pick(real, max(run, deepest), deepest)


@compiled
def seedable(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    k: int,
    n: int,
) -> None:
    """Widen the air of seeding temperatures by the layer under row *k*; the greatest saturation over ice in it."""
    cold, warm = bounds.cold, bounds.warm
    for c in range(n):
        z = rows[Z, k - 1, c]
        thick = rows[Z, k, c] - z
        t = rows[T, k - 1, c]
        warmer = rows[T, k, c] - t
        rh = rows[RH, k - 1, c]
        moister = rows[RH, k, c] - rh
        most = cloud[ICE, c]
        bottom = cloud[WINDOW_BASE, c]
        ceiling = cloud[WINDOW_TOP, c]
        start, end = spell(t, t + warmer, cold, warm)
        inside = (thick > ZERO) & (end > start) & (z < cloud[CEILING, c])
        lower = (rh + start * moister) * over_ice(t + start * warmer - KELVIN)
        upper = (rh + end * moister) * over_ice(t + end * warmer - KELVIN)
        over = _PERCENT * (max(lower, upper) - ONE)
        cloud[ICE, c] = pick(inside & (not most >= over), over, most)
        cloud[WINDOW_BASE, c] = pick(
            inside & (not valid(bottom)),
            z + start * thick,
            bottom,
        )
        cloud[WINDOW_TOP, c] = pick(inside, z + end * thick, ceiling)


@compiled
def cloudiness(
    rows: Array,
    bounds: Bounds,
    k: int,
    c: int,
) -> Real:
    """By how much the air of row *k* is moister than cloud must be, over water or over ice; negative outside cloud."""
    rh = rows[RH, k, c]
    iced = rh * over_ice(rows[T, k, c] - KELVIN)
    more: Real = max(rh / bounds.moist, iced / bounds.icy) - ONE
    return more


@compiled
def within_cloud(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    k: int,
    n: int,
) -> None:
    """Enter a cloud between row *k* and the one below, and add what of it can be seeded and what is supercooled."""
    for c in range(n):
        z = rows[Z, k - 1, c]
        thick = rows[Z, k, c] - z
        low = cloud[CLOUDY, c]
        high = cloudiness(rows, bounds, k, c)
        inside = cloud[INSIDE, c]
        real = (thick > ZERO) & (z < cloud[CEILING, c])
        start, end = moist_spell(low, high)
        first, last = spell(
            rows[T, k - 1, c],
            rows[T, k, c],
            bounds.cold,
            bounds.warm,
        )
        coldest, melting = spell(
            rows[T, k - 1, c],
            rows[T, k, c],
            bounds.cold,
            KELVIN,
        )
        enters = real & (high >= ZERO) & (inside == ZERO)
        seeded0 = pick(enters, ZERO, cloud[SEEDED, c])
        iced0 = pick(enters, ZERO, cloud[ICED, c])
        lowest0 = pick(enters, NAN, cloud[LOWEST, c])
        highest0 = pick(enters, NAN, cloud[HIGHEST, c])
        begin = max(start, first)
        stop = min(end, last)
        more = real & (stop > begin)
        cold_part = max(min(end, melting) - max(start, coldest), ZERO)
        cloud[SEEDED, c] = seeded0 + pick(more, thick * (stop - begin), ZERO)
        cloud[ICED, c] = iced0 + pick(real, thick * cold_part, ZERO)
        cloud[LOWEST, c] = pick(more & (not valid(lowest0)), z + begin * thick, lowest0)
        cloud[HIGHEST, c] = pick(more, z + stop * thick, highest0)
        cloud[FLOOR, c] = pick(enters, z + start * thick, cloud[FLOOR, c])
        cloud[INSIDE, c] = pick(enters, ONE, inside)


@compiled
def leave_cloud(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    wet: Array,
    span: tuple[int, int],
) -> None:
    """Leave a cloud between row *k* and the one below, or at the tropopause; keep it if it is the best so far."""
    k, n = span
    for c in range(n):
        z = rows[Z, k - 1, c]
        t = rows[T, k - 1, c]
        thick = rows[Z, k, c] - z
        low = cloud[CLOUDY, c]
        high = cloudiness(rows, bounds, k, c)
        capped = z >= cloud[CEILING, c]
        leaves = (cloud[INSIDE, c] > ZERO) & (thick > ZERO) & ((high < ZERO) | capped)
        cut = pick(capped, ZERO, low / (low - high))
        # Where humidity ends, nobody knows whether the cloud does.
        told = pick(
            rows[P, k, c] >= wet[c],
            ONE,
            NAN,
        )
        top = (z + cut * thick) * told
        depth = top - cloud[FLOOR, c]
        seeded = cloud[SEEDED, c]
        best = cloud[BEST_SEEDED, c]
        deeper = (seeded == best) & (not depth <= cloud[DEPTH, c])
        better = leaves & ((seeded > best) | deeper)
        cloud[BEST_SEEDED, c] = pick(better, seeded, best)
        cloud[BEST_ICED, c] = pick(better, cloud[ICED, c], cloud[BEST_ICED, c])
        cloud[BEST_LOWEST, c] = pick(better, cloud[LOWEST, c], cloud[BEST_LOWEST, c])
        cloud[BEST_HIGHEST, c] = pick(better, cloud[HIGHEST, c], cloud[BEST_HIGHEST, c])
        cloud[DEPTH, c] = pick(better, depth, cloud[DEPTH, c])
        cloud[CLOUD_BASE, c] = pick(better, cloud[FLOOR, c], cloud[CLOUD_BASE, c])
        cloud[CLOUD_TOP, c] = pick(better, top, cloud[CLOUD_TOP, c])
        top_t = t + cut * (rows[T, k, c] - t)
        cloud[TOP_T, c] = pick(better, top_t * told, cloud[TOP_T, c])
        cloud[INSIDE, c] = pick(leaves, ZERO, cloud[INSIDE, c])
        cloud[CLOUDY, c] = pick(thick > ZERO, high, low)


@compiled
def open_clouds(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    row: Array,
    n: int,
) -> None:
    """Nothing found yet; a column may begin in cloud.  *row* is that of the tropopause."""
    for quantity in range(CLOUD_QUANTITIES):
        for c in range(n):
            cloud[quantity, c] = ZERO
    for c in range(n):
        k = np.uint64(np.int32(row[c]))
        cloud[CEILING, c] = pick(
            row[c] > ZERO,
            rows[Z, k, np.uint64(c)],
            _SKY_M,
        )
        cloud[CLOUDY, c] = cloudiness(rows, bounds, 0, c)
        cloud[INSIDE, c] = ONE if cloud[CLOUDY, c] >= ZERO else ZERO
        cloud[FLOOR, c] = rows[Z, 0, c]
        cloud[ICE, c] = NAN
        cloud[WINDOW_BASE, c] = NAN
        cloud[WINDOW_TOP, c] = NAN
        cloud[LOWEST, c] = NAN
        cloud[HIGHEST, c] = NAN
        cloud[CLOUD_BASE, c] = NAN
        cloud[CLOUD_TOP, c] = NAN
        cloud[TOP_T, c] = NAN


@compiled
def highest_humid(rows: Array, pressure: Real, c: int) -> Real:
    """Temperature where the humidity of column *c* ends, at *pressure*."""
    kelvin: Real = rows[T, rows.shape[1] - 1, c]
    for k in range(rows.shape[1]):
        if rows[P, k, c] <= pressure:
            kelvin = rows[T, k, c]
            break
    return kelvin


@compiled
def layers(
    rows: Array,
    bounds: Bounds,
    work: tuple[Array, Array, Array],
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """The twelve ingredients of layers; nothing where there is no humidity, or it ends below the cold.

    Args:
        work: Room for clouds, the pressure of the highest humidity, and room for a row.
    """
    index, begin, n = place
    cloud, wet, row = work
    tropopause(rows, row, n)
    open_clouds(rows, bounds, cloud, row, n)
    for k in range(1, rows.shape[1]):
        moist_run(rows, bounds, cloud, k, n)
        seedable(rows, bounds, cloud, k, n)
        within_cloud(rows, bounds, cloud, k, n)
        leave_cloud(rows, bounds, cloud, wet, (k, n))
    tell_layers(rows, bounds, work, out, place)
    ascent(rows, row, out, (index + 6, begin, n))


@compiled
def tell_layers(
    rows: Array,
    bounds: Bounds,
    work: tuple[Array, Array, Array],
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Write down what was found."""
    index, begin, n = place
    cloud, wet, row = work
    for c in range(n):
        at = begin + c
        known = valid(rows[Z, 0, c]) and wet[c] > ZERO
        reaches = wet[c] <= REACH_HPA or highest_humid(rows, wet[c], c) <= bounds.cold
        whole = known and reaches
        seeded = cloud[BEST_SEEDED, c] > ZERO
        out[index, at] = pick(whole, cloud[MOIST, c], NAN)
        out[index + 1, at] = pick(whole, cloud[BEST_ICED, c], NAN)
        out[index + 2, at] = pick(whole, cloud[ICE, c], NAN)
        out[index + 3, at] = pick(whole, cloud[CLOUD_BASE, c], NAN)
        out[index + 4, at] = pick(whole, cloud[CLOUD_TOP, c], NAN)
        out[index + 5, at] = pick(whole, cloud[TOP_T, c] - KELVIN, NAN)
        out[index + 6, at] = pick(seeded, cloud[BEST_LOWEST, c], cloud[WINDOW_BASE, c])
        out[index + 7, at] = pick(seeded, cloud[BEST_HIGHEST, c], cloud[WINDOW_TOP, c])
        out[index + 9, at] = pick(whole, cloud[DEPTH, c], NAN)
        # Row 0, where there is no tropopause, is only looked at.
        k = np.uint64(np.int32(row[c]))
        there = row[c] > ZERO
        out[index + 10, at] = pick(there, rows[Z, k, np.uint64(c)], NAN)
        out[index + 11, at] = pick(there, rows[P, k, np.uint64(c)], NAN)


@compiled
def ascent(
    rows: Array,
    depth: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Mean vertical motion of the seeding layer, whose base and top stand in *out*; Pa/s, negative upward."""
    index, begin, n = place
    bases = out[index]
    tops = out[index + 1]
    found = out[index + 2]
    for c in range(n):
        depth[c] = ZERO
        found[begin + c] = ZERO
    for k in range(2, rows.shape[1]):
        for c in range(n):
            z0 = rows[Z, k - 1, c]
            z1 = rows[Z, k, c]
            w0 = rows[W, k - 1, c]
            w1 = rows[W, k, c]
            low = max(bases[begin + c], z0)
            high = min(tops[begin + c], z1)
            counts = (high > low) & valid(w0 + w1)
            slope = (w1 - w0) / (z1 - z0)
            mean = w0 + slope * (HALF * (low + high) - z0)
            found[begin + c] += pick(counts, mean * (high - low), ZERO)
            depth[c] += pick(counts, high - low, ZERO)
    for c in range(n):
        mean = found[begin + c] / depth[c]
        found[begin + c] = pick(depth[c] > ZERO, mean, NAN)
