"""Pressure-level NetCDF: any usual naming to the canonical model, one variable a file or many."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.fields import DIMS, instant, lacking
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

GRAVITY = 9.80665
# Canonical name: names seen in ERA5 (old and new), CMIP, GFS and WRF-like files.
NAMES = {
    "temperature_k": {"t", "ta", "temp", "air_temperature", "temperature", "tmp"},
    "specific_humidity_kgkg": {"q", "hus", "specific_humidity", "spfh"},
    "relative_humidity_pct": {"r", "rh", "hur", "relative_humidity"},
    "wind_u_ms": {"u", "ua", "eastward_wind", "ugrd"},
    "wind_v_ms": {"v", "va", "northward_wind", "vgrd"},
    "omega_pa_s": {"w", "wap", "omega", "w_non_cdm", "lagrangian_tendency_of_air_pressure", "vvel"},
    "geopotential": {"z", "geopotential", "phi"},
    "height_msl_m": {"zg", "gh", "hgt", "geopotential_height", "height"},
    "surface_pressure_pa": {"sp", "ps", "surface_air_pressure", "surface_pressure"},
}
DIMENSIONS = {
    "level": {"plev", "level", "pressure_level", "isobaricinhpa", "isobaric", "lev", "pressure"},
    "lat": {"lat", "latitude"},
    "lon": {"lon", "longitude"},
    "time": {"time", "valid_time"},
}


def open_grid(paths: Sequence[Path]) -> "tuple[Dataset, tuple[str, ...]]":
    """Files merged to canonical names, levels in hPa from the ground up, latitude rising; with notes of what was done.

    Raises:
        UnreadableFileError: a file is no NetCDF or breaks off, or together they lack what a column needs.
    """
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    notes: list[str] = []
    parts = []
    for path in paths:
        part = _canonical(_open(path))
        if not part.data_vars:
            notes.append(_(N_("{file} 没有可用的要素，未用")).format(file=path.name))
            continue
        parts.append(part)
    merged = xr.merge(parts, join="inner", compat="override", combine_attrs="drop") if parts else xr.Dataset()
    if "geopotential" in merged:
        merged["height_msl_m"] = merged["geopotential"] / GRAVITY
    wanted = [*([] if merged.sizes.get("level") else ["level"]), *lacking(merged)]
    if wanted:
        raise UnreadableFileError(
            paths[0], expected=N_("等压面温度、湿度、风和高度"),
            found=_(N_("缺 {names}")).format(names=" ".join(wanted)), remedy=N_("把同一时次的各要素文件一起给出"),
        )  # fmt: skip
    return _settled(merged, notes), tuple(notes)


def _open(path: Path) -> "Dataset":
    import xarray as xr  # noqa: PLC0415

    try:
        with xr.open_dataset(path, engine="netcdf4") as dataset:
            return dataset.load()
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise UnreadableFileError(
            path, expected="NetCDF", found=str(error).splitlines()[0][:120], remedy=N_("文件可能被截断；重新取一份")
        ) from error


def _canonical(dataset: "Dataset") -> "Dataset":
    """*dataset* with names known here, others dropped; single-level fields keep no level."""
    renamed: dict[str, str] = {}
    for known in (NAMES, DIMENSIONS):
        for name, aliases in known.items():
            for variable in dataset.variables:
                if str(variable).lower() in aliases and str(variable) != name and name not in renamed.values():
                    renamed[str(variable)] = name
    fresh = dataset.rename(renamed)
    return fresh[[name for name in fresh.data_vars if name in NAMES]]


def _settled(merged: "Dataset", notes: list[str]) -> "Dataset":
    level = merged["level"].astype(float)
    if float(level.max()) > 2000:  # noqa: PLR2004  no level is at 2000 hPa: these are Pa
        level = level / 100
        notes.append(_(N_("气压层单位为 Pa，已换算")))
    fresh = merged.drop_vars("geopotential", errors="ignore").assign_coords(level=level)
    fresh = fresh.sortby("level", ascending=False).sortby("lat")
    if "time" not in fresh.dims:
        fresh = fresh.expand_dims("time") if "time" in fresh.coords else fresh.expand_dims(time=[instant(None)])
    return _on_two_dims(fresh.astype("float32")).assign_attrs(notes=tuple(notes))


def _on_two_dims(fields: "Dataset") -> "Dataset":
    """A lat-lon grid with its places told for every cell."""
    east = (fields["lon"].values.astype(float) + 180) % 360 - 180
    lat, lon = np.meshgrid(fields["lat"].values.astype(float), east, indexing="ij")
    fresh = fields.drop_vars(["lat", "lon"]).rename_dims(lat="y", lon="x")
    return fresh.assign_coords(lat=(("y", "x"), lat), lon=(("y", "x"), lon)).transpose(*DIMS)
