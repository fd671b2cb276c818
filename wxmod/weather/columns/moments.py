"""One moment of the canonical fields, from `xarray` to the kernel's arrays and back."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.columns.maths import Array
from wxmod.weather.columns.names import FIELD_NAMES, NAMES, unit
from wxmod.weather.columns.rows import DEWPOINT, RELATIVE, SPECIFIC, Step
from wxmod.weather.columns.step import one_moment

if TYPE_CHECKING:
    from xarray import Dataset

KINDS = {
    "specific_humidity_kgkg": SPECIFIC,
    "relative_humidity_pct": RELATIVE,
    "dewpoint_k": DEWPOINT,
}
AIR = {
    "temperature": "temperature_k",
    "height": "height_msl_m",
    "east": "wind_u_ms",
    "north": "wind_v_ms",
    "omega": "omega_pa_s",
}
SURFACE = {
    "pressure_hpa": "surface_pressure_pa",
    "temperature": "surface_temperature_k",
    "dewpoint": "surface_dewpoint_k",
    "height": "surface_height_msl_m",
    "east": "surface_wind_u_ms",
    "north": "surface_wind_v_ms",
}
CLOUD_WATER = "cloud_water_kgkg"
GRAVITY, DRY_AIR = 9.80665, 287.05


class Moment(NamedTuple):
    """What the kernel reads of one time, and how the cells lie.

    Attributes:
        shape: Rows and columns of the grid.
        cloud_water: kg/kg ``[level, column]``; None where the file has none.
    """

    step: Step
    shape: tuple[int, int]
    cloud_water: Array | None = None


def moment(fields: "Dataset", index: int, *, liquid: bool = False) -> Moment:
    """Read time *index* of *fields* (see `wxmod.weather.fields`), with cloud water if *liquid* and they hold it."""
    now = fields.isel(time=index)
    levels = fields.sizes["level"]
    shape = (
        fields.sizes["y"],
        fields.sizes["x"],
    )
    pressure = fields["level"].values.astype(float)
    air, kind = _air(now, levels)
    surface = _surface(now, pressure, air)
    water = None
    if liquid and CLOUD_WATER in now:
        water = _flat(
            now[CLOUD_WATER].values,
            levels,
        )
    step = one_moment(pressure, air, surface, kind)
    return Moment(step, shape, water)


def _air(now: "Dataset", levels: int) -> tuple[dict[str, Array], int]:
    """What there is aloft, by the kernel's names, and how humidity is given."""
    air: dict[str, Array] = {}
    for ours, theirs in AIR.items():
        if theirs in now:
            air[ours] = _flat(
                now[theirs].values,
                levels,
            )
    for name, kind in KINDS.items():
        if name in now:
            air["humidity"] = _flat(
                now[name].values,
                levels,
            )
            return air, kind
    air["humidity"] = np.full(
        air["temperature"].shape,
        np.nan,
        np.float32,
    )
    return air, DEWPOINT


def _surface(
    now: "Dataset", pressure_hpa: NDArray[np.float64], air: dict[str, Array]
) -> dict[str, Array]:
    """What there is at the ground; its pressure from its height where the file tells that alone."""
    surface: dict[str, Array] = {}
    for ours, theirs in SURFACE.items():
        if theirs in now:
            surface[ours] = now[theirs].values.reshape(-1)
    if "pressure_hpa" in surface:
        surface["pressure_hpa"] = (surface["pressure_hpa"] / 100).astype(np.float32)
    elif "height" in surface and "height" in air:
        worked_out = pressure_at(
            surface["height"],
            pressure_hpa,
            air["height"],
            air["temperature"],
        )
        surface["pressure_hpa"] = worked_out.astype(np.float32)
    return surface


def pressure_at(
    ground_m: NDArray[np.floating],
    pressure_hpa: NDArray[np.float64],
    height: Array,
    temperature: Array,
) -> Array:
    """Pressure (hPa) at the ground ``[column]``, linear in height between levels, hypsometric below the lowest."""
    log_p, above = np.log(pressure_hpa), height > ground_m
    first = np.argmax(above, axis=0)
    low = np.maximum(
        first - 1,
        0,
    )
    cell = np.arange(height.shape[1])
    z0 = height[low, cell]
    z1 = height[first, cell]
    share = (ground_m - z0) / np.where(
        z1 > z0,
        z1 - z0,
        1,
    )
    between = log_p[low] + share * (log_p[first] - log_p[low])
    beneath = log_p[0] + (height[0] - ground_m) * GRAVITY / (DRY_AIR * temperature[0])
    found = np.where(
        first == 0,
        beneath,
        between,
    )
    return np.asarray(
        np.where(
            above.any(axis=0),
            np.exp(found),
            np.nan,
        ),
        np.float32,
    )


def _flat(values: "NDArray[np.floating]", levels: int) -> Array:
    return np.ascontiguousarray(values, np.float32).reshape(
        levels,
        -1,
    )


def as_dataset(fields: "Dataset", index: int, found: dict[str, Array]) -> "Dataset":
    """Ingredients of time *index* by name, ``(time, y, x)``, with their units, on the grid of *fields*."""
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    shape = (
        1,
        fields.sizes["y"],
        fields.sizes["x"],
    )
    told = {
        name: (
            ("time", "y", "x"),
            each.reshape(shape),
            {"units": unit(name)},
        )
        for name, each in found.items()
    }
    return xr.Dataset(
        told,
        {
            "time": fields["time"].values[index : index + 1],
            "lat": fields["lat"],
            "lon": fields["lon"],
        },
    )


def by_name(rows: Array) -> dict[str, Array]:
    """Rows of the kernel's answer under their names."""
    return dict(zip(NAMES, rows, strict=True))


def wanted(names: "tuple[str, ...] | None") -> tuple[str, ...]:
    """*names* in the usual order, or all of them.

    Raises:
        KeyError: no such ingredient.
    """
    if names is None:
        return FIELD_NAMES
    if unknown := set(names) - set(FIELD_NAMES):
        raise KeyError(", ".join(sorted(unknown)))
    return tuple(name for name in FIELD_NAMES if name in names)
