"""Model levels to pressure levels: p = ap + b × ps, and values between them linear in ln p."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from wxmod.weather.readers.grids.cf import Variable
from wxmod.weather.readers.grids.pieces import Floats

# Where values are worked out: what centres send, as far as the model's levels reach.
STANDARD_HPA = (
    *(1000, 975, 950, 925, 900, 875, 850, 825, 800, 775, 750, 700, 650, 600, 550, 500),
    *(450, 400, 350, 300, 250, 200, 150, 100, 70, 50, 30, 20, 10),
)
_GROUND = ("aps", "ps", "sp", "psfc", "lnsp")
_SEA_PA = 100_000.0  # the reference pressure of most models, where a file does not say


class Terms(NamedTuple):
    """What pressure on model levels is made of.

    Attributes:
        ap_pa: In Pa, a level each.
        b: Share of the ground's pressure, a level each.
        ground: The variable of that pressure.
        logged: Whether it holds the logarithm.
    """

    ap_pa: Floats
    b: Floats
    ground: Variable
    logged: bool

    def pressure_hpa(self, ground: Floats) -> Floats:
        """Pressure ``(level, y, x)`` over a ground of *ground* ``(y, x)``, as the file has it."""
        pascal = np.asarray(ground, float)
        if self.logged:
            pascal = np.exp(pascal)
        whole = self.ap_pa[:, None, None] + self.b[:, None, None] * pascal
        return np.asarray(whole / 100)

    @property
    def levels_hpa(self) -> tuple[float, ...]:
        """The standard levels within reach of the model's, over a ground at sea level."""
        usual = (self.ap_pa + self.b * 101_325.0) / 100
        return within(float(usual.min()), float(usual.max()))


def within(top_hpa: float, bottom_hpa: float) -> tuple[float, ...]:
    """The standard levels between two pressures."""
    return tuple(float(hpa) for hpa in STANDARD_HPA if top_hpa <= hpa <= bottom_hpa)


def terms_of(coordinate: Variable, held: Mapping[str, Variable]) -> Terms | None:
    """The terms of *coordinate*, by its ``formula_terms`` or by the usual names; None where they are not there."""
    words = coordinate.said("formula_terms").replace(":", " ").split()
    named = dict(zip(words[::2], words[1::2], strict=False))
    reference = _number(held, named.get("p0", "p0"), _SEA_PA)
    ap = _first(held, (named.get("ap", ""), "ap"))
    a = _first(held, (named.get("a", ""), "hyam", "a"))
    b = _first(held, (named.get("b", ""), named.get("sigma", ""), "hybm", "b"))
    ground = _first(held, (named.get("ps", ""), *_GROUND))
    count = coordinate.shape[0]
    if b is None or ground is None or b.shape != (count,):
        return None
    ap_pa: Floats = np.zeros(count)
    if ap is not None and ap.shape == (count,):
        ap_pa = ap.values()
    elif a is not None and a.shape == (count,):
        # "a" is a share of p0, but CDO's hyam is in Pa: no share is above one.
        ap_pa = a.values()
        if np.abs(ap_pa).max() <= 1:
            ap_pa = ap_pa * reference
    return Terms(np.asarray(ap_pa, float), b.values(), ground, ground.name.lower() == "lnsp")


def _first(held: Mapping[str, Variable], names: Sequence[str]) -> Variable | None:
    by_name = {name.lower(): variable for name, variable in held.items()}
    return next((by_name[name.lower()] for name in names if name.lower() in by_name), None)


def _number(held: Mapping[str, Variable], name: str, otherwise: float) -> float:
    found = _first(held, (name,))
    if found is None or found.shape not in {(), (1,)}:
        return otherwise
    return float(np.ravel(found.values())[0])


def on_levels(values: Floats, pressure_hpa: Floats, levels_hpa: Sequence[float]) -> Floats:
    """*values* ``(level, y, x)`` at *pressure_hpa*, on *levels_hpa*: linear in ln p, NaN beyond the model's levels."""
    if pressure_hpa[0].mean() < pressure_hpa[-1].mean():
        pressure_hpa = pressure_hpa[::-1]
        values = values[::-1]
    log_p = np.log(pressure_hpa)
    out = np.full((len(levels_hpa), *values.shape[1:]), np.nan, "float32")
    last = len(pressure_hpa) - 1
    for n, level in enumerate(levels_hpa):
        wanted = np.log(level)
        # How many model levels lie below: the next one is the upper neighbour.
        below = (log_p > wanted).sum(axis=0)
        upper = np.clip(below, 1, last)[None]
        low_p = np.take_along_axis(log_p, upper - 1, axis=0)[0]
        high_p = np.take_along_axis(log_p, upper, axis=0)[0]
        low = np.take_along_axis(values, upper - 1, axis=0)[0]
        high = np.take_along_axis(values, upper, axis=0)[0]
        share = (low_p - wanted) / (low_p - high_p)
        reached = (share >= 0) & (share <= 1)
        out[n] = np.where(reached, low + share * (high - low), np.nan)
    return out
