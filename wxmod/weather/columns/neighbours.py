"""What a column alone cannot tell: convergence, from the cells around it, and trends, from the time before."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.columns.maths import Array
from wxmod.weather.columns.rows import DEWPOINT, RELATIVE, Step

if TYPE_CHECKING:
    from xarray import Dataset

EARTH_M = 6_371_229.0  # the sphere of GRIB shape 6
SECONDS = 3600.0
Floats = NDArray[np.float64]


class Sphere:
    """Derivatives eastward and northward on any grid whose cells tell where they lie.

    Args:
        lat: Degrees ``[y, x]``.
        lon: Degrees ``[y, x]``.
    """

    def __init__(self, lat: Floats, lon: Floats) -> None:
        self.big_enough = min(lat.shape) > 1
        self.slope = np.tan(np.deg2rad(lat)) / EARTH_M
        if not self.big_enough:
            return
        north = [EARTH_M * np.deg2rad(each) for each in np.gradient(lat)]
        turned = (np.deg2rad((each + 180) % 360 - 180) for each in np.gradient(_unwrapped(lon)))
        east = [EARTH_M * np.cos(np.deg2rad(lat)) * each for each in turned]
        (self.n_y, self.n_x), (self.e_y, self.e_x) = north, east
        self.area = self.e_x * self.n_y - self.e_y * self.n_x

    def divergence(self, east: Floats, north: Floats) -> Floats:
        """Of a flux, per second where it is in m/s."""
        if not self.big_enough:
            return np.full(
                east.shape,
                np.nan,
            )
        (east_y, east_x), (north_y, north_x) = np.gradient(east), np.gradient(north)
        along = (east_x * self.n_y - east_y * self.n_x) / self.area
        across = (north_y * self.e_x - north_x * self.e_y) / self.area
        return np.asarray(along + across - north * self.slope)


def _unwrapped(lon: Floats) -> Floats:
    return np.asarray(
        np.unwrap(
            np.unwrap(
                lon,
                period=360,
                axis=0,
            ),
            period=360,
            axis=1,
        )
    )


def moisture_convergence(
    step: Step,
    sphere: Sphere,
    shape: tuple[int, int],
    bounds_k: tuple[float, float],
    tropopause_hpa: Array,
) -> Array:
    """Mean convergence of vapour flux over the levels of the seeding layer, g/kg per hour, positive where it gathers.

    Args:
        bounds_k: Coldest and warmest temperature of the layer.
        tropopause_hpa: Above it nothing is weather; NaN where there is none.
    """
    total, count = np.zeros(shape), np.zeros(shape)
    coldest, warmest = bounds_k
    ceiling = tropopause_hpa.reshape(shape)
    for k, p in enumerate(step.pressure):
        t = step.air[0][k].reshape(shape).astype(float)
        inside = (t >= coldest) & (t <= warmest) & ~(p < ceiling)
        if not inside.any():
            continue
        q = specific(
            step,
            k,
            float(p),
        ).reshape(shape)
        east, north = (step.air[n][k].reshape(shape).astype(float) for n in (3, 4))
        gathered = (
            -sphere.divergence(
                q * east,
                q * north,
            )
            * 1000
            * SECONDS
        )
        known = inside & np.isfinite(gathered)
        total[known] += gathered[known]
        count[known] += 1
    return (
        np.where(
            count > 0,
            total / np.maximum(count, 1),
            np.nan,
        )
        .astype(np.float32)
        .reshape(-1)
    )


def specific(step: Step, level: int, pressure_hpa: float) -> Floats:
    """Specific humidity (kg/kg) of one level, however the file gives it (Bolton 1980)."""
    given: Floats = step.air[1][level].astype(float)
    if step.humidity not in {RELATIVE, DEWPOINT}:
        return given
    kelvin = given if step.humidity == DEWPOINT else step.air[0][level].astype(float)
    vapour = 6.112 * np.exp(17.67 * (kelvin - 273.15) / (kelvin - 29.65))
    vapour = vapour * given / 100 if step.humidity == RELATIVE else vapour
    return np.asarray(0.622 * vapour / (pressure_hpa - 0.378 * vapour))


def trend(before: Array | None, now: Array, hours: float) -> Array:
    """Change per hour since the time before; unknown at the first time."""
    if before is None or not hours > 0:
        return np.full(
            now.shape,
            np.nan,
            np.float32,
        )
    return np.asarray(
        (now - before) / hours,
        np.float32,
    )


def hours_between(fields: "Dataset", index: int) -> float:
    """Hours from the time before *index*; 0 at the first or where times are not told."""
    if index == 0:
        return 0.0
    passed = fields["time"].values[index] - fields["time"].values[index - 1]
    return 0.0 if np.isnat(passed) else float(passed / np.timedelta64(1, "s")) / SECONDS
