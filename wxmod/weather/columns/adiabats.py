"""Pseudo-adiabats as a table: MetPy integrates them once, the columns kernel only looks them up.

An adiabat is named by its temperature at 1000 hPa, so by its wet-bulb potential temperature (K).  ``python -m
wxmod.weather.columns.adiabats FILE.npz`` builds the shipped table anew; a test compares.
"""

import sys
from enum import StrEnum
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
KAPPA = 0.28571426
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
        np.linspace(
            np.log(BOTTOM_HPA),
            np.log(TOP_HPA),
            LEVELS,
        ),
        np.linspace(
            COLDEST_K,
            WARMEST_K,
            labels,
        ),
    )


def build() -> Adiabats:
    """The table by ``metpy.calc.moist_lapse``, all adiabats in one integration upward and one downward."""
    import metpy.calc as mpcalc  # noqa: PLC0415  seconds; only to build the table
    from metpy.units import units  # noqa: PLC0415

    log_p, label = grid()
    lifted = mpcalc.moist_lapse(
        units.Quantity(
            np.exp(log_p),
            "hPa",
        ),
        units.Quantity(label, "K"),
        units.Quantity(REFERENCE_HPA, "hPa"),
    )
    return Adiabats(
        log_p,
        label,
        np.asarray(lifted.m_as("K")).T,
    )


def save(table: Adiabats, path: Path) -> None:
    """Write *table*; only temperatures, the axes are fixed."""
    np.savez_compressed(
        path,
        temperature_k=table.temperature_k.astype(np.float32),
    )


class Family(StrEnum):
    """Which pseudo-adiabats a parcel rises along.

    PSEUDO are MetPy's, integrated; WOBUS the polynomials with which the Storm Prediction Center's figures are made,
    and whose CAPE is some 5 to 9 % greater.
    """

    PSEUDO = "pseudoadiabatic"
    WOBUS = "wobus"


@cache
def load(family: Family = Family.PSEUDO) -> Adiabats:
    """The shipped table, or the other one made anew (0.1 s).

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    if family is Family.WOBUS:
        return wobus()
    with np.load(data() / "weather" / FILE) as stored:
        return Adiabats(
            *grid(),
            stored["temperature_k"].astype(float),
        )


_COLD = (
    1.0,
    -8.8416605e-3,
    1.4714143e-4,
    -9.671989e-7,
    -3.2607217e-8,
    -3.8598073e-10,
)
_WARM = (
    1.0,
    3.6182989e-3,
    -1.3603273e-5,
    4.9618922e-7,
    -6.1059365e-9,
    3.9401551e-11,
    -1.2588129e-13,
    1.6688280e-16,
)


def wobus_degc(degc: Floats) -> Floats:
    """The function of Wobus: potential temperature less wet-bulb potential temperature of saturated air at 1000 hPa.

    Doswell et al. 1982, NOAA Tech. Memo. NWS NSSFC-5 (as in SHARPpy and SHARPlib).
    """
    x = np.asarray(degc) - 20
    cold = (
        15.13
        / np.polynomial.polynomial.polyval(
            np.minimum(x, 0),
            _COLD,
        )
        ** 4
    )
    warm = (
        29.93
        / np.polynomial.polynomial.polyval(
            np.maximum(x, 0),
            _WARM,
        )
        ** 4
        + 0.96 * x
        - 14.8
    )
    return np.where(
        x <= 0,
        cold,
        warm,
    )


def wobus() -> Adiabats:
    """The same table by the polynomials of Wobus; each temperature is found by halving."""
    log_p, label = grid()
    ratio = np.exp((log_p - np.log(REFERENCE_HPA)) * KAPPA)[:, None]
    low = np.full(
        (LEVELS, label.size),
        60.0,
    )
    high = np.broadcast_to(
        label + 40,
        (LEVELS, label.size),
    ).copy()
    for _each in range(40):
        middle = (low + high) / 2
        theta = middle / ratio - 273.15
        above = theta - wobus_degc(theta) + wobus_degc(middle - 273.15) > label - 273.15
        low = np.where(
            above,
            low,
            middle,
        )
        high = np.where(
            above,
            middle,
            high,
        )
    return Adiabats(
        log_p,
        label,
        (low + high) / 2,
    )


def saturation_hpa(kelvin: Floats) -> Floats:
    """Saturation vapour pressure over water (Bolton 1980)."""
    degc = np.asarray(kelvin) - 273.15
    return np.asarray(6.112 * np.exp(17.67 * degc / (degc + 243.5)))


def virtual_k(kelvin: Floats, pressure_hpa: Floats) -> Floats:
    """Virtual temperature of saturated air."""
    vapour = saturation_hpa(np.maximum(kelvin, 100.0))  # Bolton's fraction has its pole near 30 K
    ratio = (
        EPSILON
        * vapour
        / np.maximum(
            pressure_hpa - vapour,
            pressure_hpa / 2,
        )
    )
    return np.asarray(kelvin * (1 + ratio / EPSILON) / (1 + ratio))


def at_levels(pressure_hpa: Floats, family: Family = Family.PSEUDO) -> Floats:
    """Temperature ``[level, adiabat]`` at other pressures, linear in the logarithm; the outermost beyond the table."""
    table = load(family)
    place = (table.log_p[0] - np.log(pressure_hpa)) / (table.log_p[0] - table.log_p[1])
    place = np.clip(
        place,
        0,
        LEVELS - 1.001,
    )
    low = place.astype(int)
    share = (place - low)[:, None]
    return np.asarray((1 - share) * table.temperature_k[low] + share * table.temperature_k[low + 1])


@cache
def labels_by_temperature(family: Family = Family.PSEUDO) -> Floats:
    """Label (K) ``[level, temperature]`` of the adiabat through each level and each temperature of the label axis."""
    table = load(family)
    return np.array(
        [
            np.interp(
                table.label_k,
                row,
                table.label_k,
            )
            for row in table.temperature_k
        ]
    )


if __name__ == "__main__":
    save(
        build(),
        Path(sys.argv[1]),
    )
