"""What a column needs and files leave to be worked out: heights, surface dew points, winds to the true east."""

from functools import lru_cache

import numpy as np

from wxmod.weather.readers.grids.names import GRAVITY, ZERO_DEGC
from wxmod.weather.readers.grids.pieces import Floats, Grid

DRY_AIR = 287.05  # J/(kg K), ISO 2533
_RATIO = 0.622
_SEA_LEVEL_PA, _SEA_LEVEL_K, _LAPSE = 101_325.0, 288.15, 0.0065  # ISO 2533
_EXPONENT = DRY_AIR * _LAPSE / GRAVITY


def turned(grid: Grid, along: Floats, across: Floats) -> tuple[Floats, Floats]:
    """Winds along the rows and columns of *grid*, as winds to the east and north."""
    cosine, sine = rotation(grid)
    return cosine * along - sine * across, sine * along + cosine * across


@lru_cache(maxsize=8)
def rotation(grid: Grid) -> tuple[Floats, Floats]:
    """Cosine and sine of the angle from east to the direction of the rows, counter-clockwise, ``[y, x]``.

    From where the cells lie, so any conformal grid is served.
    """
    lat = np.deg2rad(grid.lat)
    lon = np.unwrap(np.deg2rad(grid.lon), axis=1)
    north = _along_rows(lat)
    east = _along_rows(lon) * np.cos(lat)
    angle = np.arctan2(north, east)
    return np.cos(angle).astype("float32"), np.sin(angle).astype("float32")


def _along_rows(values: Floats) -> Floats:
    """Slope from column to column; the second order at the edges needs three cells."""
    if values.shape[1] > 2:  # noqa: PLR2004
        return np.asarray(np.gradient(values, axis=1, edge_order=2))
    return np.asarray(np.gradient(values, axis=1))


def dewpoint_k(temperature_k: Floats, humidity_pct: Floats) -> Floats:
    """Dew point over water (Bolton 1980, eq. 10 and its inverse)."""
    degc = temperature_k - ZERO_DEGC
    logged = np.log(np.maximum(humidity_pct, 0.1) / 100) + 17.67 * degc / (degc + 243.5)
    return np.asarray(243.5 * logged / (17.67 - logged) + ZERO_DEGC, dtype="float32")


def virtual_k(temperature_k: Floats, vapour_hpa: Floats, pressure_hpa: Floats) -> Floats:
    """Virtual temperature."""
    return np.asarray(temperature_k / (1 - (1 - _RATIO) * np.nan_to_num(vapour_hpa) / pressure_hpa))


def vapour_hpa(
    name: str,
    humidity: Floats,
    temperature_k: Floats,
    pressure_hpa: Floats,
) -> Floats:
    """Vapour pressure from the humidity called *name* (Bolton 1980)."""
    if name == "specific_humidity_kgkg":
        return np.asarray(humidity * pressure_hpa / (_RATIO + (1 - _RATIO) * humidity))
    degc = (humidity if name == "dewpoint_k" else temperature_k) - ZERO_DEGC
    saturated = 6.112 * np.exp(17.67 * degc / (degc + 243.5))
    return np.asarray(saturated if name == "dewpoint_k" else saturated * humidity / 100)


def standard_height_m(pressure_pa: Floats) -> Floats:
    """Height at which the standard atmosphere (ISO 2533) has this pressure."""
    return np.asarray(_SEA_LEVEL_K / _LAPSE * (1 - (pressure_pa / _SEA_LEVEL_PA) ** _EXPONENT))


def heights_m(
    pressure_hpa: Floats,
    virtual: Floats,
    ground_pa: Floats,
    ground_m: Floats,
) -> Floats:
    """Heights of the levels by the hypsometric equation, counted from the ground.

    Args:
        pressure_hpa: Falling, ``[level]``.
        virtual: Virtual temperature ``[level, y, x]``.
        ground_pa: Pressure of the ground ``[y, x]``.
        ground_m: Its height ``[y, x]``.
    """
    log_p = np.log(pressure_hpa)
    mean = (virtual[1:] + virtual[:-1]) / 2
    steps = DRY_AIR / GRAVITY * mean * (log_p[:-1] - log_p[1:])[:, None, None]
    rising = np.concatenate([np.zeros_like(virtual[:1]), np.cumsum(steps, axis=0)])
    ground = np.log(ground_pa / 100)
    below = np.clip(
        np.searchsorted(-log_p, -ground.ravel()).reshape(ground.shape) - 1,
        0,
        log_p.size - 2,
    )
    low, high = (np.take_along_axis(rising, (below + n)[None], axis=0)[0] for n in (0, 1))
    share = (log_p[below] - ground) / (log_p[below] - log_p[below + 1])
    beneath = (log_p[0] - ground) * DRY_AIR / GRAVITY * virtual[0]
    at_ground = np.where(
        ground > log_p[0],
        beneath,
        low + share * (high - low),
    )
    return np.asarray(rising - at_ground + ground_m, dtype="float32")
