"""Units that a file tells wrongly, found out by the size of the values: no air is of 20 K, no level ten times too high.

Only what cannot be anything else is believed: what is left in doubt stays as the file has it.
"""

from typing import NamedTuple

import numpy as np

from wxmod.weather.readers.grids.derived import standard_height_m
from wxmod.weather.readers.grids.names import GRAVITY, ZERO_DEGC
from wxmod.weather.readers.grids.pieces import Floats

_WARM = ("temperature_k", "dewpoint_k", "surface_temperature_k", "surface_dewpoint_k")
_DAMP = ("relative_humidity_pct", "surface_humidity_pct")
# The middle value in °C, or in K to which 273.15 was added.
_DEGC, _TWICE = (
    (-150.0, 100.0),
    (420.0, 650.0),
)
# Values looked at; percentile; what only a missing value is.
_ENOUGH, _NEARLY_ALL, _MARKS = (
    100_000,
    95,
    1e7,
)
_SHARE = 1.5  # no relative humidity (%) is below it nearly everywhere
_LOW_HPA = 300.0  # under which air is never so dry
_MOIST = 0.1  # no specific humidity (kg/kg) is above it
_MBAR = (300.0, 1200.0)
_LEAST_M = 1000.0  # under it a height may well be far from that of the standard atmosphere
_LIKE, _GEOPOTENTIAL = (0.75, 1.3), (8.0, 12.0)  # ratios to the height in the standard atmosphere


class Sized(NamedTuple):
    """How to come from what a file holds to the canonical unit.

    Attributes:
        unit: What it was found to be in; "" where the file may well be right.
        lost: Whether nothing can be made of it.
    """

    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""
    lost: bool = False

    def of(self, values: Floats) -> Floats:
        """*values* in the canonical unit."""
        if self.unit:
            return np.asarray(values * self.scale + self.offset, dtype="float32")
        return values


def sized(name: str, values: Floats, levels_hpa: Floats) -> Sized | None:
    """What the *values* of *name* are in; None where there are none to tell it by."""
    some = values.ravel()[:: max(1, values.size // _ENOUGH)]
    known = some[np.isfinite(some) & (np.abs(some) < _MARKS)]
    if not known.size:
        return None
    if name == "height_msl_m":
        return _height(values, levels_hpa)
    # Percentiles, because a damaged value must not decide.
    middle, most = (float(n) for n in np.percentile(known, (50, _NEARLY_ALL)))
    if name in _WARM:
        return _warm(middle)
    low = name.startswith("surface") or bool((levels_hpa >= _LOW_HPA).any())
    return _scaled(name, middle, most, low=low)


def _scaled(name: str, middle: float, most: float, *, low: bool) -> Sized:
    """Shares for percent, grams for kilograms, hPa for Pa."""
    if name in _DAMP and low and 0 < most <= _SHARE:
        return Sized(scale=100, unit="0…1")
    if name == "specific_humidity_kgkg" and most > _MOIST:
        return Sized(scale=1e-3, unit="g/kg")
    if name == "surface_pressure_pa" and _MBAR[0] < middle < _MBAR[1]:
        return Sized(scale=100, unit="hPa")
    return Sized()


def _warm(middle: float) -> Sized:
    if _DEGC[0] < middle < _DEGC[1]:
        return Sized(offset=ZERO_DEGC, unit="℃")
    if _TWICE[0] < middle < _TWICE[1]:
        return Sized(offset=-ZERO_DEGC, unit="K")
    return Sized()


def _height(values: Floats, levels_hpa: Floats) -> Sized:
    """Heights of levels against those of the standard atmosphere."""
    usual = standard_height_m(np.asarray(levels_hpa, float) * 100)
    ratios = [
        float(np.median(known)) / float(high)
        for level, high in zip(values, usual, strict=True)
        if high > _LEAST_M and (known := level[np.isfinite(level)]).size
    ]
    if not ratios:
        return Sized()
    ratio = float(np.median(ratios))
    if _LIKE[0] < ratio < _LIKE[1]:
        return Sized()
    if _GEOPOTENTIAL[0] < ratio < _GEOPOTENTIAL[1]:
        return Sized(scale=1 / GRAVITY, unit="m²/s²")
    return Sized(lost=True)  # dam and m divided by g lie too near each other to be told apart
