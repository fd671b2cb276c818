"""Supercooled liquid water of a column, where the file holds cloud water."""

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.columns.maths import Array
from wxmod.weather.columns.rows import Step

GRAVITY, PA_PER_HPA = 9.80665, 100.0
MELTING_K = 273.15


def supercooled(
    step: Step,
    cloud_water: Array,
    coldest_k: float,
    tropopause_hpa: Array,
) -> Array:
    """Cloud water between 0 °C and *coldest_k* in kg/m² (so mm), each level standing for half the way to the next.

    Args:
        cloud_water: kg/kg ``[level, column]``.
        tropopause_hpa: Above it nothing is weather; NaN where there is none.
    """
    thick = _thickness_pa(step.pressure.astype(float))
    total = np.zeros(cloud_water.shape[1])
    known = np.zeros(
        cloud_water.shape[1],
        dtype=bool,
    )
    ground = step.surface[0]
    for k, p in enumerate(step.pressure):
        kelvin = step.air[0][k]
        inside = (kelvin <= MELTING_K) & (kelvin >= coldest_k)
        # A level under the ground, or above the tropopause, holds no cloud; NaN compares as false.
        inside &= ~(p > ground) & ~(p < tropopause_hpa)
        water = cloud_water[k].astype(float)
        counts = inside & np.isfinite(water)
        known |= np.isfinite(water)
        total[counts] += water[counts] * thick[k] / GRAVITY
    return np.where(
        known,
        total,
        np.nan,
    ).astype(np.float32)


def _thickness_pa(pressure_hpa: NDArray[np.float64]) -> NDArray[np.float64]:
    """The layer each level stands for."""
    edges = (pressure_hpa[:-1] + pressure_hpa[1:]) / 2
    bottom = np.append(
        pressure_hpa[0],
        edges,
    )
    top = np.append(
        edges,
        pressure_hpa[-1],
    )
    return np.asarray((bottom - top) * PA_PER_HPA)
