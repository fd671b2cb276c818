"""Depths of moist, supercooled and seedable air; temperature and relative humidity are linear between levels."""

from typing import NamedTuple

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.maths import (
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


class Bounds(NamedTuple):
    """What moist and seedable mean: relative humidity (1), temperatures (K).  float32."""

    moist: Real
    warm: Real
    cold: Real


(
    INSIDE,
    FLOOR,
    DEPTH,
    CLOUD_BASE,
    CLOUD_TOP,
    TOP_T,
    MOIST,
    SUPERCOOLED,
    ICE,
    SEED_BASE,
    SEED_TOP,
) = range(11)
"""What *cloud* ``[quantity, column]`` holds, float32.

Whether one is within a moist layer (1) and its base (m); depth, base, top (m) and temperature at the top (K) of the
deepest unbroken moist layer so far; depth of all moist and of supercooled moist air (m); the greatest saturation over
ice (%) in the seeding layer, its base and top (m)."""
CLOUD_QUANTITIES = 11


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
    return max(
        min(a, b),
        ZERO,
    ), min(
        max(a, b),
        ONE,
    )


@compiled
def moist_spell(low: Real, high: Real) -> tuple[Real, Real]:
    """From which to which share of a layer a linear quantity is not negative."""
    cut = low / (low - high)
    start = pick(
        low >= ZERO,
        ZERO,
        pick(
            high >= ZERO,
            cut,
            ONE,
        ),
    )
    return start, pick(
        high >= ZERO,
        ONE,
        pick(
            low >= ZERO,
            cut,
            ZERO,
        ),
    )


@compiled
def depths(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    k: int,
    n: int,
) -> None:
    """Add the moist and the supercooled moist part of the layer under row *k*."""
    least, cold = bounds.moist, bounds.cold
    for c in range(n):
        thick = rows[Z, k, c] - rows[Z, k - 1, c]
        cloudy = cloud[MOIST, c]
        iced = cloud[SUPERCOOLED, c]
        start, end = moist_spell(
            rows[RH, k - 1, c] - least,
            rows[RH, k, c] - least,
        )
        first, last = spell(
            rows[T, k - 1, c],
            rows[T, k, c],
            cold,
            KELVIN,
        )
        both = max(
            min(end, last) - max(start, first),
            ZERO,
        )
        cloud[MOIST, c] = cloudy + pick(
            thick > ZERO,
            thick * max(end - start, ZERO),
            ZERO,
        )
        cloud[SUPERCOOLED, c] = iced + pick(
            thick > ZERO,
            thick * both,
            ZERO,
        )


@compiled
def seedable(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    k: int,
    n: int,
) -> None:
    """Widen base and top of the seeding layer by the layer under row *k*; the greatest saturation over ice in it."""
    cold, warm = bounds.cold, bounds.warm
    for c in range(n):
        z = rows[Z, k - 1, c]
        thick = rows[Z, k, c] - rows[Z, k - 1, c]
        most = cloud[ICE, c]
        bottom = cloud[SEED_BASE, c]
        ceiling = cloud[SEED_TOP, c]
        t = rows[T, k - 1, c]
        warmer = rows[T, k, c] - rows[T, k - 1, c]
        rh = rows[RH, k - 1, c]
        moister = rows[RH, k, c] - rows[RH, k - 1, c]
        start, end = spell(
            t,
            t + warmer,
            cold,
            warm,
        )
        inside = (thick > ZERO) & (end > start)
        lower = (rh + start * moister) * over_ice(t + start * warmer - KELVIN)
        upper = (rh + end * moister) * over_ice(t + end * warmer - KELVIN)
        over = _PERCENT * (max(lower, upper) - ONE)
        cloud[ICE, c] = pick(
            inside & (not most >= over),
            over,
            most,
        )
        cloud[SEED_BASE, c] = pick(
            inside & (not valid(bottom)),
            z + start * thick,
            bottom,
        )
        cloud[SEED_TOP, c] = pick(
            inside,
            z + end * thick,
            ceiling,
        )


@compiled
def clouds(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    k: int,
    n: int,
) -> None:
    """Enter and leave moist layers between row *k* and the one below."""
    least = bounds.moist
    for c in range(n):
        z = rows[Z, k - 1, c]
        thick = rows[Z, k, c] - rows[Z, k - 1, c]
        t = rows[T, k - 1, c]
        t1 = rows[T, k, c]
        low = rows[RH, k - 1, c] - least
        high = rows[RH, k, c] - least
        inside = cloud[INSIDE, c]
        floor0 = cloud[FLOOR, c]
        depth = cloud[DEPTH, c]
        base = cloud[CLOUD_BASE, c]
        top0 = cloud[CLOUD_TOP, c]
        top_t = cloud[TOP_T, c]
        cut = low / (low - high)
        top, real = z + cut * thick, thick > ZERO
        enters = real & (high >= ZERO) & (inside == ZERO)
        leaves = real & (high < ZERO) & (inside > ZERO)
        floor = pick(
            enters,
            pick(low < ZERO, top, z),
            floor0,
        )
        deeper = leaves & (top - floor > depth)
        cloud[DEPTH, c] = pick(deeper, top - floor, depth)
        cloud[CLOUD_BASE, c] = pick(deeper, floor, base)
        cloud[CLOUD_TOP, c] = pick(deeper, top, top0)
        cloud[TOP_T, c] = pick(
            deeper,
            t + cut * (t1 - t),
            top_t,
        )
        cloud[FLOOR, c] = floor
        cloud[INSIDE, c] = pick(
            enters,
            ONE,
            pick(leaves, ZERO, inside),
        )


@compiled
def open_clouds(
    rows: Array,
    bounds: Bounds,
    cloud: Array,
    n: int,
) -> None:
    """Nothing found yet; a column may begin in cloud."""
    for c in range(n):
        cloud[INSIDE, c] = ONE if rows[RH, 0, c] >= bounds.moist else ZERO
        cloud[FLOOR, c] = rows[Z, 0, c]
        cloud[DEPTH, c] = ZERO
        cloud[CLOUD_BASE, c] = NAN
        cloud[CLOUD_TOP, c] = NAN
        cloud[TOP_T, c] = NAN
        cloud[MOIST, c] = ZERO
        cloud[SUPERCOOLED, c] = ZERO
        cloud[ICE, c] = NAN
        cloud[SEED_BASE, c] = NAN
        cloud[SEED_TOP, c] = NAN


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
    cloud: Array,
    wet: Array,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """The eight ingredients of moist and seedable layers; nothing where there is no humidity.

    Depths are sums over the whole column: where humidity ends below the cold there may be more, and none is told.
    """
    index, begin, n = place
    open_clouds(rows, bounds, cloud, n)
    for k in range(1, rows.shape[1]):
        depths(rows, bounds, cloud, k, n)
        seedable(rows, bounds, cloud, k, n)
        clouds(rows, bounds, cloud, k, n)
    for c in range(n):
        told = valid(rows[Z, 0, c]) and wet[c] > ZERO
        at = begin + c
        whole = told and (wet[c] <= REACH_HPA or highest_humid(rows, wet[c], c) <= bounds.cold)
        out[index, at] = cloud[MOIST, c] if whole else NAN
        out[index + 1, at] = cloud[SUPERCOOLED, c] if whole else NAN
        out[index + 2, at] = cloud[ICE, c] if told else NAN
        out[index + 3, at] = cloud[CLOUD_BASE, c] if told else NAN
        out[index + 4, at] = cloud[CLOUD_TOP, c] if told else NAN
        out[index + 5, at] = cloud[TOP_T, c] - KELVIN if told else NAN
        out[index + 6, at] = cloud[SEED_BASE, c]
        out[index + 7, at] = cloud[SEED_TOP, c]


@compiled
def ascent(
    rows: Array,
    bounds: Bounds,
    count: Array,
    found: Array,
) -> None:
    """Mean vertical motion of the levels in the seeding layer, Pa/s, negative upward."""
    n = found.shape[0]
    for c in range(n):
        count[c], found[c] = ZERO, ZERO
    for k in range(
        1,
        rows.shape[1],
    ):
        for c in range(n):
            w = rows[W, k, c]
            t = rows[T, k, c]
            counts = valid(w) and (t <= bounds.warm) and (t >= bounds.cold)
            found[c] += w if counts else ZERO
            count[c] += ONE if counts else ZERO
    for c in range(n):
        found[c] = found[c] / count[c] if count[c] > ZERO else NAN
