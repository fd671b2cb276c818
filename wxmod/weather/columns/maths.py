"""Arithmetic that the compiler turns into vector instructions: no calls into a library, no branches, float32.

numba has no vectorised logarithm and exponential of its own, and a scalar one costs a hundred times as much as these.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.columns.adiabats import EPSILON
from wxmod.weather.columns.compiling import compiled

Array = NDArray[np.float32]
Real = np.float32

ZERO = Real(0)
HALF = Real(0.5)
ONE = Real(1)
TWO = Real(2)
NAN = Real(np.nan)
KELVIN = Real(273.15)
EPS = Real(EPSILON)
RD = Real(287.05)  # J/(kg K), dry air
KAPPA = Real(0.2857142857)
G = Real(9.80665)
VAPOUR_CP = Real(1860.0 / 1004.68)  # specific heat of vapour, of that of dry air
LN1000 = Real(np.log(1000.0))
MIN_VAPOUR_HPA = Real(1e-5)
# Dew-point depression taken above the last humidity: vapour no longer matters to buoyancy.
DRY_K = Real(40.0)

# Logarithm: x = m 2^n with m near 1; the series of atanh in (m-1)/(m+1).
_LN2 = Real(np.log(2.0))
_THIRD = Real(2 / 3)
_FIFTH = Real(2 / 5)
_SEVENTH = Real(2 / 7)
_ROOT_HALF_BITS, _MANTISSA_BITS = np.int32(0x3F3504F3), np.int32(23)
# Exponential: 2^n by its bits, 2^f by its series.
_LOG2E = Real(1 / np.log(2.0))
_ROUNDING = Real(12582912.0)
_E1 = Real(np.log(2.0))
_E2 = Real(np.log(2.0) ** 2 / 2)
_E3 = Real(np.log(2.0) ** 3 / 6)
_E4 = Real(np.log(2.0) ** 4 / 24)
_E5 = Real(np.log(2.0) ** 5 / 120)
_E6 = Real(np.log(2.0) ** 6 / 720)


@compiled
def ln(x: Real) -> Real:
    """Logarithm of a positive normal number, to 5e-7; nonsense of anything else."""
    bits = np.float32(x).view(np.int32)
    n = np.int32(np.int32(bits - _ROOT_HALF_BITS) >> _MANTISSA_BITS)
    m = np.int32(bits - np.int32(n << _MANTISSA_BITS)).view(np.float32)
    s = (m - ONE) / (m + ONE)
    q = s * s
    return np.float32(n) * _LN2 + s * (TWO + q * (_THIRD + q * (_FIFTH + q * _SEVENTH)))


@compiled
def exp(x: Real) -> Real:
    """Exponential between -80 and 80, relative to 4e-7 (times |x|)."""
    y = x * _LOG2E
    n = (y + _ROUNDING) - _ROUNDING
    f = y - n
    part = ONE + f * (_E1 + f * (_E2 + f * (_E3 + f * (_E4 + f * (_E5 + f * _E6)))))
    return np.int32(np.float32(part).view(np.int32) + np.int32(np.int32(n) << _MANTISSA_BITS)).view(
        np.float32
    )


_E0 = Real(6.112)
_WATER_A = Real(17.67)
_WATER_B = Real(243.5)
_LN_E0 = Real(np.log(6.112))
_ICE_A, _ICE_B = Real(21.875), Real(265.5)
_SLOPE = Real(17.67 * 243.5)
_COLDEST = Real(-100.0)


@compiled
def log_saturation(degc: Real) -> Real:
    """Logarithm of the saturation vapour pressure over water, hPa (Bolton 1980); as at -100 °C if colder."""
    t = max(degc, _COLDEST)
    return _LN_E0 + _WATER_A * t / (t + _WATER_B)


@compiled
def saturation(degc: Real) -> Real:
    """Saturation vapour pressure over water, hPa (Bolton 1980)."""
    return exp(log_saturation(degc))


@compiled
def over_ice(degc: Real) -> Real:
    """Saturation over water as a share of that over ice (Bolton 1980; Murray 1967)."""
    t = max(degc, _COLDEST)
    return exp(_WATER_A * t / (t + _WATER_B) - _ICE_A * t / (t + _ICE_B))


@compiled
def dewpoint(vapour_hpa: Real) -> Real:
    """Dew point, °C, of a vapour pressure (Bolton 1980, inverted)."""
    share = ln(vapour_hpa) - _LN_E0
    return _WATER_B * share / (_WATER_A - share)


@compiled
def virtual(kelvin: Real, ratio: Real) -> Real:
    """Virtual temperature of air with a mixing ratio."""
    return kelvin * (ONE + ratio / EPS) / (ONE + ratio)


_LCL_OFFSET, _LCL_SCALE = Real(56.0), Real(800.0)


@compiled
def condensation_k(kelvin: Real, dew_k: Real) -> Real:
    """Temperature at the lifting condensation level (Bolton 1980, eq. 15)."""
    return ONE / (ONE / (dew_k - _LCL_OFFSET) + ln(kelvin / dew_k) / _LCL_SCALE) + _LCL_OFFSET


@compiled
def moist_kappa(ratio: Real) -> Real:
    """Gas constant over specific heat of unsaturated air."""
    return KAPPA * (ONE + ratio / EPS) / (ONE + VAPOUR_CP * ratio)


@compiled
def condensation_exact(kelvin: Real, dew_k: Real, kappa: Real) -> Real:
    """The same where the saturation vapour pressure meets the parcel's own: Newton from Bolton's formula."""
    vapour = log_saturation(dew_k - KELVIN)
    t = nearer(
        condensation_k(kelvin, dew_k),
        vapour,
        kelvin,
        kappa,
    )
    return min(
        nearer(t, vapour, kelvin, kappa),
        kelvin,
    )


@compiled
def nearer(
    t: Real,
    vapour: Real,
    kelvin: Real,
    kappa: Real,
) -> Real:
    """One step of Newton towards that temperature."""
    degc = t - KELVIN
    over = log_saturation(degc) - vapour - ln(t / kelvin) / kappa
    slope = _SLOPE / ((degc + _WATER_B) * (degc + _WATER_B)) - ONE / (kappa * t)
    return t - over / slope


Axes = tuple[Real, Real, Real, Real]


class Tables(NamedTuple):
    """Adiabats ready for looking up; float32.

    Attributes:
        temperature: K, ``[adiabat, level of the columns]``, one after another in a row (as is *virtual*).
        virtual: The same of virtual temperature.
        whole: K, ``[level of the table, adiabat]`` in a row.
        label: K, ``[level of the table, temperature]`` in a row.
        axes: Greatest logarithm of pressure, its steps to one, coldest label, its steps to one.
        shape: Adiabats, levels of the table.
    """

    temperature: Array
    virtual: Array
    whole: Array
    label: Array
    axes: Axes
    shape: tuple[int, int]


@compiled
def pick(condition: bool | np.bool_, this: Real, other: Real) -> Real:
    """*this* or *other*, both already at hand: a select, where a choice between two loads would be a branch."""
    return this if condition else other


@compiled
def valid(x: Real) -> bool:
    """Whether it is a number; numba's own ``isnan`` is no vector instruction."""
    return bool(x == x)  # noqa: PLR0124


@compiled
def clamped(place: Real, top: Real) -> Real:
    """*place* between 0 and *top*; 0 where it is no number, for what follows is an address."""
    # max() would keep a NaN, and an address of NaN is a crash.
    least = pick(
        place > ZERO,
        place,
        ZERO,
    )
    return pick(
        least < top,
        least,
        top,
    )


@compiled
def in_table(
    table: Array,
    axes: Axes,
    shape: tuple[int, int],
    x: Real,
    kelvin: Real,
) -> Real:
    """Bilinear in ``-ln p`` and temperature or label; the outermost value beyond the edges, NaN of NaN."""
    top, per_level, coldest, per_k = axes
    wide, high = shape
    a = clamped(
        (top + x) * per_level,
        np.float32(high - 1.01),
    )
    b = clamped(
        (kelvin - coldest) * per_k,
        np.float32(wide - 1.01),
    )
    i, j = np.int32(a), np.int32(b)
    s = a - np.float32(i)
    t = b - np.float32(j)
    at = np.uint64(np.int32(i * np.int32(wide)) + j)
    low = table[at] + t * (table[at + np.uint64(1)] - table[at])
    above = at + np.uint64(wide)
    high_ = table[above] + t * (table[above + np.uint64(1)] - table[above])
    return Real(low + s * (high_ - low) + ZERO * (x + kelvin))


@compiled
def on_level(
    table: Array,
    axes: Axes,
    wide: int,
    level: int,
    label: Real,
) -> Real:
    """Linear in the label on one level of the columns, of *wide* adiabats."""
    coldest, per_k = axes[2], axes[3]
    b = clamped(
        (label - coldest) * per_k,
        np.float32(wide - 1.01),
    )
    j = np.int32(b)
    at = np.uint64(np.int32(level * wide) + j)
    low = table[at]
    return Real(low + (b - np.float32(j)) * (table[at + np.uint64(1)] - low) + ZERO * label)
