"""The path of the parcel of the ground: dry to where it condenses, then along its pseudo-adiabat."""

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.columns.adiabats import Family, at_levels
from wxmod.weather.profile import Profile

Floats = NDArray[np.float64]
KELVIN = 273.15
KAPPA = 0.2854  # of dry air


def from_ground(profile: Profile, lcl_hpa: float | None, family: Family = Family.PSEUDO) -> Floats:
    """Temperature (degC) of the parcel at each level; NaN everywhere where it is not known where it condenses."""
    levels = profile.pressure_hpa
    if lcl_hpa is None:
        return np.full(levels.shape, np.nan)
    start_k = profile.temperature_degc[0] + KELVIN
    dry = start_k * (levels / levels[0]) ** KAPPA
    condensed_k = start_k * (lcl_hpa / levels[0]) ** KAPPA
    # Of all pseudo-adiabats the one that passes through where the parcel condenses: between two, by its share.
    there = at_levels(np.array([lcl_hpa]), family)[0]
    upper = int(np.clip(np.searchsorted(there, condensed_k), 1, there.size - 1))
    share = (condensed_k - there[upper - 1]) / (there[upper] - there[upper - 1])
    table = at_levels(levels, family)
    moist = (1 - share) * table[:, upper - 1] + share * table[:, upper]
    kelvin = np.where(levels >= lcl_hpa, dry, moist)
    return np.asarray(kelvin - KELVIN)
