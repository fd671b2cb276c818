"""Pseudo-adiabats as a table: MetPy integrates them once, the columns kernel only looks them up.

An adiabat is named by its temperature at 1000 hPa, so by its wet-bulb potential temperature (K).  ``python -m
wxmod.weather.adiabats FILE.npz`` builds the shipped table anew; a test compares.
"""

import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.resources import data

Floats = NDArray[np.float64]
BOTTOM_HPA, TOP_HPA, LEVELS = 1100.0, 20.0, 201
COLDEST_K, WARMEST_K, STEP_K = 200.0, 320.0, 0.5
REFERENCE_HPA = 1000.0
EPSILON = 0.622  # ratio of the gas constants of air and vapour
FILE = "adiabats.npz"


class Adiabats(NamedTuple):
    """Temperature (K) of every adiabat at every level.

    Attributes:
        log_p: Logarithm of pressure in hPa, falling in equal steps.
        label_k: Temperature of each adiabat at 1000 hPa, rising in equal steps.
        temperature_k: ``[level, adiabat]``.
    """

    log_p: Floats
    label_k: Floats
    temperature_k: Floats


def grid() -> tuple[Floats, Floats]:
    """Logarithms of pressure and labels of the table."""
    labels = round((WARMEST_K - COLDEST_K) / STEP_K) + 1
    return (
        np.linspace(np.log(BOTTOM_HPA), np.log(TOP_HPA), LEVELS), np.linspace(COLDEST_K, WARMEST_K, labels),
    )  # fmt: skip


def build() -> Adiabats:
    """The table by ``metpy.calc.moist_lapse``, all adiabats in one integration upward and one downward."""
    import metpy.calc as mpcalc  # noqa: PLC0415  seconds; only to build the table
    from metpy.units import units  # noqa: PLC0415

    log_p, label = grid()
    lifted = mpcalc.moist_lapse(
        units.Quantity(np.exp(log_p), "hPa"), units.Quantity(label, "K"), units.Quantity(REFERENCE_HPA, "hPa")
    )
    return Adiabats(log_p, label, np.asarray(lifted.m_as("K")).T)


def save(table: Adiabats, path: Path) -> None:
    """Write *table*; only temperatures, the axes are fixed."""
    np.savez_compressed(path, temperature_k=table.temperature_k.astype(np.float32))


@cache
def load() -> Adiabats:
    """The shipped table.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    with np.load(data() / "weather" / FILE) as stored:
        return Adiabats(*grid(), stored["temperature_k"].astype(float))


def saturation_hpa(kelvin: Floats) -> Floats:
    """Saturation vapour pressure over water (Bolton 1980)."""
    degc = np.asarray(kelvin) - 273.15
    return np.asarray(6.112 * np.exp(17.67 * degc / (degc + 243.5)))


def virtual_k(kelvin: Floats, pressure_hpa: Floats) -> Floats:
    """Virtual temperature of saturated air."""
    vapour = saturation_hpa(np.maximum(kelvin, 100.0))  # Bolton's fraction has its pole near 30 K
    ratio = EPSILON * vapour / np.maximum(pressure_hpa - vapour, pressure_hpa / 2)
    return np.asarray(kelvin * (1 + ratio / EPSILON) / (1 + ratio))


def at_levels(pressure_hpa: Floats) -> Floats:
    """Temperature ``[level, adiabat]`` at other pressures, linear in the logarithm; the outermost beyond the table."""
    table = load()
    place = (table.log_p[0] - np.log(pressure_hpa)) / (table.log_p[0] - table.log_p[1])
    place = np.clip(place, 0, LEVELS - 1.001)
    low = place.astype(int)
    share = (place - low)[:, None]
    return np.asarray((1 - share) * table.temperature_k[low] + share * table.temperature_k[low + 1])


@cache
def labels_by_temperature() -> Floats:
    """Label (K) ``[level, temperature]`` of the adiabat through each level and each temperature of the label axis."""
    table = load()
    return np.array([np.interp(table.label_k, row, table.label_k) for row in table.temperature_k])


if __name__ == "__main__":
    save(build(), Path(sys.argv[1]))
