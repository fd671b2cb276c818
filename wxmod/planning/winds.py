"""Wind by height over a site: from a sounding, or one wind for all heights."""

from math import atan2, cos, degrees, radians, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.float64]
STEP_M = 50.0
"""How finely a layer is averaged."""


class Winds(NamedTuple):
    """Eastward and northward wind by height.

    Attributes:
        source: Where it comes from, as it will be shown.
    """

    height_msl_m: Levels
    u_ms: Levels
    v_ms: Levels
    source: str

    def mean(self, base_msl_m: float, top_msl_m: float) -> tuple[float, float]:
        """Mean eastward and northward wind of a layer, m/s; the lowest and highest level run on beyond the ends."""
        heights = _steps(base_msl_m, top_msl_m)
        u, v = (np.interp(heights, self.height_msl_m, each) for each in (self.u_ms, self.v_ms))
        return float(u.mean()), float(v.mean())


class Temperatures(NamedTuple):
    """Air temperature by height, degrees Celsius."""

    height_msl_m: Levels
    temperature_c: Levels

    def mean(self, base_msl_m: float, top_msl_m: float) -> float:
        """Mean of a layer; the lowest and highest level run on beyond the ends."""
        heights = _steps(base_msl_m, top_msl_m)
        return float(np.interp(heights, self.height_msl_m, self.temperature_c).mean())


def _steps(base_msl_m: float, top_msl_m: float) -> Levels:
    steps = max(2, round((top_msl_m - base_msl_m) / STEP_M) + 1)
    return np.linspace(base_msl_m, top_msl_m, steps)


def constant(from_deg: float, speed_ms: float, source: str) -> Winds:
    """One wind at every height."""
    u, v = parts(from_deg, speed_ms)
    return Winds(
        np.array([0.0]),
        np.array([u]),
        np.array([v]),
        source,
    )


def parts(from_deg: float, speed_ms: float) -> tuple[float, float]:
    """Eastward and northward parts of a wind from a direction."""
    return -speed_ms * sin(radians(from_deg)), -speed_ms * cos(radians(from_deg))


def whence(u_ms: float, v_ms: float) -> tuple[float, float]:
    """Where a wind comes from, degrees, and how fast it blows.

    >>> [round(x, 6) for x in whence(-5.0, 0.0)]
    [90.0, 5.0]
    """
    speed = float(np.hypot(u_ms, v_ms))
    return degrees(atan2(-u_ms, -v_ms)) % 360, speed


def against(azimuth_deg: float, u_ms: float, v_ms: float) -> tuple[float, float]:
    """A wind along a line of fire (positive from behind) and across it (positive from the right)."""
    east, north = sin(radians(azimuth_deg)), cos(radians(azimuth_deg))
    return u_ms * east + v_ms * north, -(u_ms * north - v_ms * east)
