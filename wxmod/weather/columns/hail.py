"""What hail asks of a column: SHIP, and the energy of sinking air."""

from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.indices import P500, P700, T500
from wxmod.weather.columns.maths import (
    EPS,
    HALF,
    KELVIN,
    NAN,
    ONE,
    RD,
    ZERO,
    Array,
    Real,
    Tables,
    in_table,
    on_level,
    pick,
    saturation,
    virtual,
)
from wxmod.weather.columns.parcels import R0
from wxmod.weather.columns.rows import LABEL, TV, P, X

_SHIP_SCALE = Real(42e6)


_W_LEAST = Real(11)


_W_MOST = Real(13.6)


_SHEAR_LEAST = Real(7)


_SHEAR_MOST = Real(27)


_T500_WARMEST = Real(-5.5)


_CAPE_FULL = Real(1300)


_LAPSE_FULL = Real(5.8)


_MELTING_FULL = Real(2400)


_GRAMS = Real(1000)


@compiled
def significant_hail(
    read: Array,
    parcel: Array,
    given: tuple[Array, Array, Array, Array],
    found: Array,
) -> None:
    """SHIP of the Storm Prediction Center, from CAPE, lapse rate 700-500, 0 °C height above ground, shear 0-6 km."""
    cape, lapse, melting, sheared = given
    for c in range(found.shape[0]):
        w = min(
            max(
                parcel[R0, c] * _GRAMS,
                _W_LEAST,
            ),
            _W_MOST,
        )
        wind = (
            min(
                max(
                    sheared[c],
                    _SHEAR_LEAST,
                ),
                _SHEAR_MOST,
            )
            if sheared[c] == sheared[c]
            else NAN
        )
        cold = (
            min(
                read[T500, c] - KELVIN,
                _T500_WARMEST,
            )
            if read[T500, c] > ZERO
            else NAN
        )
        ship = cape[c] * w * lapse[c] * -cold * wind / _SHIP_SCALE
        ship *= cape[c] / _CAPE_FULL if cape[c] < _CAPE_FULL else ONE
        ship *= lapse[c] / _LAPSE_FULL if lapse[c] < _LAPSE_FULL else ONE
        ship *= melting[c] / _MELTING_FULL if melting[c] < _MELTING_FULL else ONE
        found[c] = ship + ZERO * melting[c]


@compiled
def downdraught_source(
    rows: Array,
    label: Array,
    x: Array,
    high: int,
    n: int,
) -> None:
    """The lowest wet-bulb potential temperature between 700 and 500 hPa."""
    for c in range(n):
        label[c], x[c] = NAN, NAN
    for k in range(high):
        for c in range(n):
            inside = (rows[P, k, c] <= P700) and (rows[P, k, c] >= P500)
            less = inside and not (rows[LABEL, k, c] >= label[c])
            label[c] = rows[LABEL, k, c] if less else label[c]
            x[c] = rows[X, k, c] if less else x[c]


@compiled
def downdraught(
    rows: Array,
    tables: Tables,
    work: Array,
    found: Array,
    high: int,
) -> None:
    """DCAPE (Gilmore and Wicker 1998): energy of air sinking along its pseudo-adiabat to the ground."""
    n = found.shape[0]
    axes, shape = tables.axes, tables.shape
    whole, table = tables.whole, tables.virtual
    label = work[0]
    source = work[1]
    before = work[2]
    downdraught_source(rows, label, source, high, n)
    for c in range(n):
        t = in_table(whole, axes, shape, rows[X, 0, c], label[c])
        e = saturation(t - KELVIN)
        ratio = EPS * e / (rows[P, 0, c] - e)
        before[c] = rows[TV, 0, c] - virtual(t, ratio)
        reached = (rows[P, 0, c] >= P700) and (source[c] < ZERO)
        found[c] = ZERO if reached else NAN
    for k in range(1, high):
        for c in range(n):
            x = rows[X, k, c]
            low = rows[X, k - 1, c]
            last = before[c]
            energy = found[c]
            top = source[c]
            cold = rows[TV, k, c] - on_level(
                table,
                axes,
                shape[0],
                k - 1,
                label[c],
            )
            counts = (x > low) & (x <= top)
            found[c] = energy + pick(
                counts,
                RD * HALF * (last + cold) * (x - low),
                ZERO,
            )
            before[c] = pick(counts, cold, last)
