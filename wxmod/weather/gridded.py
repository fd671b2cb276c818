"""Pressure-level NetCDF: any usual naming to one, one variable a file or many, and columns out of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.geodesy import Outline, Point, contains
from wxmod.weather.profile import Profile, cleaned
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import DataArray, Dataset

GRAVITY = 9.80665
# Canonical name: names seen in ERA5 (old and new), CMIP, GFS and WRF-like files.
NAMES = {
    "temperature_k": {"t", "ta", "temp", "air_temperature", "temperature", "tmp"},
    "specific_humidity": {"q", "hus", "specific_humidity", "spfh"},
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
NEEDED = ("temperature_k", "wind_u_ms", "wind_v_ms", "level")


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
    missing = [name for name in NEEDED if name not in merged.variables]
    humid = {"specific_humidity", "relative_humidity_pct"} & set(merged.data_vars)
    high = {"geopotential", "height_msl_m"} & set(merged.data_vars)
    if missing or not humid or not high or not merged.sizes.get("level"):
        wanted = [*missing, *([] if humid else ["humidity"]), *([] if high else ["height"])]
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
    fresh = merged.assign_coords(level=level).sortby("level", ascending=False).sortby("lat")
    if "geopotential" in fresh:
        fresh["height_msl_m"] = fresh["geopotential"] / GRAVITY
    if "time" not in fresh.dims:
        fresh = fresh.expand_dims("time") if "time" in fresh.coords else fresh
    return fresh


def times(dataset: "Dataset") -> list[datetime]:
    """The moments the fields are valid at."""
    if "time" not in dataset.coords:
        return []
    seconds = np.atleast_1d(dataset["time"].values).astype("datetime64[s]").astype(int)
    return [datetime.fromtimestamp(int(s), UTC) for s in seconds]


def column(dataset: "Dataset", point: Point, when: datetime | None) -> Profile:
    """The column of the cell nearest to *point*, at the moment nearest to *when* (the first, if not given).

    Raises:
        BadInput: the point lies outside the field.
    """
    lat, lon = dataset["lat"].values, dataset["lon"].values
    east = point.lon % 360 if lon.max() > 180 else point.lon  # noqa: PLR2004  fields that count 0…360
    step = max(float(np.abs(np.diff(lat)).max()), float(np.abs(np.diff(lon)).max()))
    if not (lat.min() - step <= point.lat <= lat.max() + step and lon.min() - step <= east <= lon.max() + step):
        raise BadInput(N_("{lon}°E {lat}°N 不在资料范围内"), lon=point.lon, lat=point.lat)
    j, i = int(np.abs(lat - point.lat).argmin()), int(np.abs(lon - east).argmin())
    known = times(dataset)
    k = 0 if when is None or not known else int(np.argmin([abs((t - when).total_seconds()) for t in known]))
    cell = dataset.isel(lat=j, lon=i)
    cell = cell.isel(time=k) if "time" in cell.dims else cell
    place = f"{lat[j]:.2f}N {lon[i]:.2f}E"
    return _profile(cell, place, known[k] if known else None)


def cells_inside(dataset: "Dataset", outline: Outline) -> Iterator[Point]:
    """Centres of the cells inside *outline*; the one nearest to its middle if there are none."""
    lons, lats = zip(*outline, strict=True)
    found = False
    for lat in dataset["lat"].values:
        for lon in dataset["lon"].values:
            if min(lats) <= lat <= max(lats) and min(lons) <= lon <= max(lons):
                point = Point(lon=float(lon), lat=float(lat))
                if contains(outline, point):
                    found = True
                    yield point
    if not found:
        yield Point(lon=sum(lons) / len(lons), lat=sum(lats) / len(lats))


def _values(cell: "Dataset", name: str) -> "np.ndarray | None":
    field: DataArray | None = cell.get(name)
    return None if field is None else np.asarray(field.values, dtype=float)


def _profile(cell: "Dataset", place: str, valid_at: datetime | None) -> Profile:
    level = np.asarray(cell["level"].values, dtype=float)
    kelvin = _values(cell, "temperature_k")
    if kelvin is None:
        raise BadInput(N_("资料没有温度"))
    nan = np.full(level.shape, np.nan)
    parts = [_values(cell, name) for name in ("wind_u_ms", "wind_v_ms", "height_msl_m")]
    u, v, height = (nan if part is None else part for part in parts)
    profile = Profile(
        level, height, kelvin - 273.15, _dewpoint(cell, level, kelvin), u, v,
        omega_pa_s=_values(cell, "omega_pa_s"), place=place, valid_at=valid_at,
    )  # fmt: skip
    surface = _values(cell, "surface_pressure_pa")
    if surface is not None and (below := level > float(surface) / 100).any():
        profile = profile.kept(~below, _(N_("地面以下 {n} 层已去掉")).format(n=int(below.sum())))
    return cleaned(profile)


def _dewpoint(cell: "Dataset", level_hpa: "np.ndarray", kelvin: "np.ndarray") -> "np.ndarray":
    """Dew point, °C, from specific or relative humidity (Bolton 1980, inverted)."""
    humidity = _values(cell, "specific_humidity")
    if humidity is not None:
        vapour = humidity * level_hpa / (0.622 + 0.378 * humidity)
    else:
        degc = kelvin - 273.15
        relative = _values(cell, "relative_humidity_pct")
        share = np.nan if relative is None else relative / 100
        vapour = share * 6.112 * np.exp(17.67 * degc / (degc + 243.5))
    logged = np.log(np.maximum(vapour, 1e-8) / 6.112)
    return np.asarray(243.5 * logged / (17.67 - logged))
