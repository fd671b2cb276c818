"""What files call things, the units they give them in, and what no atmosphere holds."""

import re
from typing import NamedTuple

import numpy as np

from wxmod.weather.readers.grids.pieces import Floats
from wxmod.wording import N_, _

GRAVITY = 9.80665
ZERO_DEGC = 273.15

# Names seen in ERA5 (old and new), CMIP, GFS (also through THREDDS), ECMWF and WRF files, lower case.
ALOFT = {
    "temperature_k": "t ta temp tmp tk air_temperature temperature",
    "specific_humidity_kgkg": "q hus qv spfh specific_humidity",
    "relative_humidity_pct": "r rh hur relative_humidity",
    "dewpoint_k": "td dpt dewpoint dew_point_temperature dewpoint_temperature",
    "wind_u_ms": "u ua ugrd eastward_wind u_component_of_wind u-component_of_wind x_wind grid_eastward_wind",
    "wind_v_ms": "v va vgrd northward_wind v_component_of_wind v-component_of_wind y_wind grid_northward_wind",
    "omega_pa_s": "w wap omega vvel w_non_cdm lagrangian_tendency_of_air_pressure vertical_velocity "
    "vertical_velocity_pressure",
    "height_msl_m": "z zg gh hgt phi geopotential geopotential_height height",
    "cloud_water_kgkg": "clwc clwmr clw qc cloud_mixing_ratio specific_cloud_liquid_water_content",
    "cloud_ice_kgkg": "ciwc icmr cli qi ice_water_mixing_ratio specific_cloud_ice_water_content",
}
GROUND = {
    "surface_pressure_pa": "sp ps aps psfc surface_air_pressure surface_pressure pressure_surface",
    "surface_height_msl_m": "orog zs hgt_surface surface_altitude terrain z geopotential geopotential_height_surface",
    "surface_temperature_k": "t2m 2t tas t2 tmp_2maboveground temperature_height_above_ground",
    "surface_dewpoint_k": "d2m 2d td2m td2 dpt_2maboveground dewpoint_temperature_height_above_ground",
    "surface_humidity_pct": "r2 2r rh2m hurs relative_humidity_height_above_ground",
    "surface_wind_u_ms": "u10 10u uas ugrd_10maboveground u-component_of_wind_height_above_ground",
    "surface_wind_v_ms": "v10 10v vas vgrd_10maboveground v-component_of_wind_height_above_ground",
    "precipitation_mm": "tp precip preci precipitation precipitationcal rain apcp apcp_surface pre rainfall "
    "total_precipitation precipitation_amount total_precipitation_surface",
    "reflectivity_dbz": "refc cref composite_reflectivity maximum_composite_radar_reflectivity mdbz",
}
ALONG_GRID = frozenset({"x_wind", "y_wind", "grid_eastward_wind", "grid_northward_wind"})
"""Names, of variables or by CF, of winds along the rows and columns of their grid."""
SCREEN_M = {
    "surface_temperature_k": 2,
    "surface_dewpoint_k": 2,
    "surface_humidity_pct": 2,
    "surface_wind_u_ms": 10,
    "surface_wind_v_ms": 10,
}


class Unit(NamedTuple):
    """Canonical value = *scale* × value + *offset*; *hours* over which a rate is an amount."""

    scale: float = 1.0
    offset: float = 0.0
    hours: float | None = None


_KELVIN = {
    "k": Unit(),
    "kelvin": Unit(),
    "degc": Unit(1, ZERO_DEGC),
    "c": Unit(1, ZERO_DEGC),
    "celsius": Unit(1, ZERO_DEGC),
    "°c": Unit(1, ZERO_DEGC),
    "degree_celsius": Unit(1, ZERO_DEGC),
    "degrees_celsius": Unit(1, ZERO_DEGC),
}
_WIND = {
    "ms-1": Unit(),
    "m/s": Unit(),
    "kt": Unit(0.514444),
    "knot": Unit(0.514444),
    "knots": Unit(0.514444),
}
_RATIO = {"kgkg-1": Unit(), "kg/kg": Unit(), "1": Unit(), "gkg-1": Unit(1e-3), "g/kg": Unit(1e-3)}
_PERCENT = {"%": Unit(), "percent": Unit(), "1": Unit(100), "0-1": Unit(100)}
_LENGTH = {
    "m": Unit(),
    "gpm": Unit(),
    "geopotentialmeter": Unit(),
    "dam": Unit(10),
    "gpdm": Unit(10),
    "km": Unit(1000),
    "m2s-2": Unit(1 / GRAVITY),
    "m2/s2": Unit(1 / GRAVITY),
    "j/kg": Unit(1 / GRAVITY),
    "jkg-1": Unit(1 / GRAVITY),
}
_PRESSURE = {
    "pa": Unit(),
    "hpa": Unit(100),
    "mb": Unit(100),
    "mbar": Unit(100),
    "millibar": Unit(100),
    "millibars": Unit(100),
}
_AMOUNT = {
    "mm": Unit(),
    "kgm-2": Unit(),
    "kg/m2": Unit(),
    "m": Unit(1000),
    "mofwaterequivalent": Unit(1000),
    "mm/day": Unit(hours=24),
    "mm/d": Unit(hours=24),
    "mmday-1": Unit(hours=24),
    "mmd-1": Unit(hours=24),
    "mm/h": Unit(hours=1),
    "mm/hr": Unit(hours=1),
    "mmh-1": Unit(hours=1),
    "mmhr-1": Unit(hours=1),
}
UNITS = {
    "temperature_k": _KELVIN,
    "dewpoint_k": _KELVIN,
    "specific_humidity_kgkg": _RATIO,
    "relative_humidity_pct": _PERCENT,
    "wind_u_ms": _WIND,
    "wind_v_ms": _WIND,
    "omega_pa_s": {"pas-1": Unit(), "pa/s": Unit(), "hpas-1": Unit(100), "hpa/s": Unit(100)},
    "height_msl_m": _LENGTH,
    "cloud_water_kgkg": _RATIO,
    "cloud_ice_kgkg": _RATIO,
    "surface_pressure_pa": _PRESSURE,
    "surface_height_msl_m": _LENGTH,
    "surface_temperature_k": _KELVIN,
    "surface_dewpoint_k": _KELVIN,
    "surface_humidity_pct": _PERCENT,
    "surface_wind_u_ms": _WIND,
    "surface_wind_v_ms": _WIND,
    "precipitation_mm": _AMOUNT,
    "reflectivity_dbz": {"dbz": Unit(), "db": Unit()},
}

# Guards against damaged values, far outside anything ever measured; what lies beyond is taken as missing.
POSSIBLE = {
    "temperature_k": (100, 350),
    "dewpoint_k": (50, 350),
    "specific_humidity_kgkg": (-0.01, 0.1),
    "relative_humidity_pct": (-20, 300),
    "wind_u_ms": (-250, 250),
    "wind_v_ms": (-250, 250),
    "omega_pa_s": (-500, 500),
    "height_msl_m": (-2000, 90_000),
    "cloud_water_kgkg": (-0.01, 0.1),
    "cloud_ice_kgkg": (-0.01, 0.1),
    "surface_pressure_pa": (30_000, 120_000),
    "surface_height_msl_m": (-1000, 9500),
    "surface_temperature_k": (150, 350),
    "surface_dewpoint_k": (100, 350),
    "surface_humidity_pct": (-20, 300),
    "surface_wind_u_ms": (-200, 200),
    "surface_wind_v_ms": (-200, 200),
    "precipitation_mm": (-1, 10_000),
    "reflectivity_dbz": (-100, 120),
}


def believed(name: str, values: Floats) -> tuple[Floats, int]:
    """*values* of the canonical *name* without what no atmosphere holds, and how many such there were."""
    low, high = POSSIBLE[name]
    if values.min() >= low and values.max() <= high:  # the usual case in two passes; NaN fails both
        return values, 0
    with np.errstate(invalid="ignore"):
        outside = (values < low) | (values > high)
    wrong = int(outside.sum())
    return (np.where(outside, values.dtype.type(np.nan), values) if wrong else values), wrong


def beyond(name: str, where: str, wrong: int) -> str:
    """What is said of values that were taken as missing."""
    return _(N_("{where} 的 {name} 有 {n} 个值超出可能的范围，作缺测")).format(
        where=where, name=name, n=wrong
    )


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {alias: name for name, aliases in table.items() for alias in aliases.split()}


_ALOFT, _GROUND = _turned(ALOFT), _turned(GROUND)
_LEVELLED = re.compile(r"_(isobaric|pressure_levels?|pl)$")


def known(called: str, *, aloft: bool) -> str | None:
    """The canonical name of what a file calls *called*, on levels or at the ground."""
    word = called.strip().lower()
    if aloft:
        return _ALOFT.get(_LEVELLED.sub("", word))
    return _GROUND.get(word)


def unit(name: str, said: str) -> Unit | None:
    """How to come from *said* to the canonical unit of *name*; None if nobody here knows that unit."""
    plain = re.sub(r"\*\*|\^|[\s()]", "", said.lower())
    return UNITS[name].get("1" if plain == "1.0" else plain)
