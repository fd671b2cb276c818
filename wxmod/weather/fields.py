"""The one model every gridded reader ends in, and columns out of it.

A field is an `xarray.Dataset` with dims ``time, level, y, x``: ``time`` UTC, valid, at least one (NaT where the file
does not say); ``level`` hPa, strictly falling; ``lat(y, x)`` and ``lon(y, x)`` in degrees, −180…180, south to north on
lat-lon grids; variables named and measured as in `VOLUMES` (time, level, y, x) and `SURFACES` (time, y, x), float32,
NaN where missing.  Relative humidity is over water, winds are earth-relative.  ``attrs`` hold ``notes``, ``files`` and,
where known, ``model`` and ``run_at``.

An ensemble has a leading dimension ``member``, its numbers as the file has them; what works on one forecast takes the
members one by one (`members_of`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Outline, Point, contains
from wxmod.weather.profile import FEWEST_LEVELS, Profile, cleaned, spot
from wxmod.weather.reach import taken
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

KELVIN = 273.15
DRY_AIR_RATIO = 0.622  # molar mass of water over that of dry air
HUMIDITIES = ("dewpoint_k", "specific_humidity_kgkg", "relative_humidity_pct")
VOLUMES = (
    "temperature_k",
    *HUMIDITIES,
    "wind_u_ms",
    "wind_v_ms",
    "height_msl_m",
    "omega_pa_s",
    "cloud_water_kgkg",
    "cloud_ice_kgkg",
)
SURFACES = (
    "surface_pressure_pa",
    "surface_height_msl_m",
    "surface_temperature_k",
    "surface_dewpoint_k",
    "surface_wind_u_ms",
    "surface_wind_v_ms",
    "precipitation_mm",
    "reflectivity_dbz",
)
NEEDED = ("temperature_k", "wind_u_ms", "wind_v_ms", "height_msl_m")  # and one of HUMIDITIES
DIMS = ("time", "level", "y", "x")
MEMBER = "member"


def members_of(fields: "Dataset") -> "Iterator[tuple[int | None, Dataset]]":
    """The forecasts in *fields*, each with its number and without the dimension ``member``; else None and *fields*."""
    if MEMBER not in fields.dims:
        yield None, fields
        return
    for k, number in enumerate(fields[MEMBER].values):
        one = fields.isel({MEMBER: k}).drop_vars(MEMBER)
        yield int(number), one


def lacking(fields: "Dataset") -> list[str]:
    """What a column needs and *fields* do not hold."""
    missing = [name for name in NEEDED if name not in fields]
    if any(name in fields for name in HUMIDITIES):
        return missing
    return [*missing, "humidity"]


def short_of(fields: "Dataset") -> list[str]:
    """What is to be said of *fields* aloft that lack something, or are few levels."""
    if not (count := fields.sizes["level"]):
        return []
    missing = lacking(fields)
    if missing:
        said = [_(N_("缺 {names}：与之有关的指标算不出")).format(names=" ".join(missing))]
    else:
        said = []
    if count < FEWEST_LEVELS:
        said.append(_(N_("只有 {n} 层等压面：厚度和指数只能粗算")).format(n=count))
    return said


def times(fields: "Dataset") -> list[datetime]:
    """The moments the fields are valid at, as far as the files say."""
    return [at for at in moments(fields) if at is not None]


def moments(fields: "Dataset") -> list[datetime | None]:
    """The moment of every time step, None where the file does not say."""
    return [moment(each) for each in fields["time"].values]


def moment(at: Any) -> datetime | None:
    """A numpy moment as the rest of the program knows it; None for NaT."""
    if np.isnat(at):
        return None
    return datetime.fromtimestamp(int(at.astype("datetime64[s]").astype(int)), UTC)


def instant(at: datetime | None) -> Any:
    """A moment as fields hold it; NaT for None."""
    return np.datetime64(
        "NaT" if at is None else at.astimezone(UTC).replace(tzinfo=None),
        "ns",
    )


def nearest(fields: "Dataset", point: Point) -> tuple[int, int]:
    """Row and column (y, x) of the cell nearest to *point*.

    Raises:
        BadInput: the point lies outside the field.
    """
    lat = fields["lat"].values
    lon = fields["lon"].values
    east = (lon - point.lon + 180) % 360 - 180
    apart = np.hypot(
        lat - point.lat,
        east * np.cos(np.deg2rad(point.lat)),
    )
    j, i = (int(n) for n in np.unravel_index(int(np.nanargmin(apart)), apart.shape))
    if apart[j, i] > _spacing(lat, lon, j, i):
        raise BadInput(
            N_("{lon}°E {lat}°N 不在资料范围内"),
            lon=round(point.lon, 3),
            lat=round(point.lat, 3),
        )
    return j, i


def _spacing(
    lat: "np.ndarray",
    lon: "np.ndarray",
    j: int,
    i: int,
) -> float:
    """Degrees from one cell to its farthest neighbour; a lone cell speaks for one degree."""
    near = (
        slice(max(j - 1, 0), j + 2),
        slice(max(i - 1, 0), i + 2),
    )
    east = (lon[near] - lon[j, i] + 180) % 360 - 180
    return float(np.hypot(lat[near] - lat[j, i], east).max()) or 1.0


def column(fields: "Dataset", point: Point, when: datetime | None = None) -> Profile:
    """The column of the cell nearest to *point*, at the moment nearest to *when* (the first, if not given).

    Raises:
        BadInput: the point lies outside the field, or the moment outside its times.
    """
    j, i = nearest(fields, point)
    return profile_at(fields, taken(moments(fields), when)[0], j, i)


def cells_inside(fields: "Dataset", outline: Outline) -> Iterator[Point]:
    """Centres of the cells inside *outline*; the one nearest to its middle if there are none."""
    lons, lats = zip(*outline, strict=True)
    lat = fields["lat"].values
    lon = fields["lon"].values
    near = (lat >= min(lats)) & (lat <= max(lats)) & (lon >= min(lons)) & (lon <= max(lons))
    found = False
    for j, i in np.argwhere(near):
        point = Point(
            lon=float(lon[j, i]),
            lat=float(lat[j, i]),
        )
        if contains(outline, point):
            found = True
            yield point
    if not found:
        yield Point(
            lon=sum(lons) / len(lons),
            lat=sum(lats) / len(lats),
        )


def profile_at(
    fields: "Dataset",
    time: int,
    y: int,
    x: int,
) -> Profile:
    """One column, levels below the ground left out.

    Raises:
        BadInput: there is no temperature.
    """
    cell = fields.isel(time=time, y=y, x=x)
    level = np.asarray(cell["level"].values, dtype=float)
    kelvin = _values(cell, "temperature_k", level)
    if not np.isfinite(kelvin).any():
        raise BadInput(N_("资料没有温度"))
    profile = Profile(
        level,
        _values(cell, "height_msl_m", level),
        kelvin - KELVIN,
        _dewpoint_degc(cell, level, kelvin),
        _values(cell, "wind_u_ms", level),
        _values(cell, "wind_v_ms", level),
        omega_pa_s=_values(cell, "omega_pa_s", level) if "omega_pa_s" in cell else None,
        place=spot(float(cell["lat"]), float(cell["lon"])),
        valid_at=moment(cell["time"].values),
    )
    below = _below_ground(cell, profile)
    if below.any():
        profile = profile.kept(
            ~below,
            _(N_("地面以下 {n} 层已去掉")).format(n=int(below.sum())),
        )
    return cleaned(profile)


def _below_ground(cell: "Dataset", profile: Profile) -> "np.ndarray":
    if "surface_pressure_pa" in cell:
        return profile.pressure_hpa > float(cell["surface_pressure_pa"]) / 100
    if "surface_height_msl_m" in cell:
        return profile.height_msl_m < float(cell["surface_height_msl_m"])
    return np.zeros(profile.pressure_hpa.shape, dtype=bool)


def _values(cell: "Dataset", name: str, level: "np.ndarray") -> "np.ndarray":
    if name in cell:
        return np.asarray(cell[name].values, dtype=float)
    return np.full(level.shape, np.nan)


def _dewpoint_degc(cell: "Dataset", level_hpa: "np.ndarray", kelvin: "np.ndarray") -> "np.ndarray":
    """Dew point from itself, specific or relative humidity over water (Bolton 1980, inverted)."""
    if "dewpoint_k" in cell:
        return _values(cell, "dewpoint_k", level_hpa) - KELVIN
    if "specific_humidity_kgkg" in cell:
        humidity = _values(cell, "specific_humidity_kgkg", level_hpa)
        vapour = humidity * level_hpa / (DRY_AIR_RATIO + (1 - DRY_AIR_RATIO) * humidity)
    else:
        degc = kelvin - KELVIN
        vapour = (
            _values(cell, "relative_humidity_pct", level_hpa)
            / 100
            * 6.112
            * np.exp(17.67 * degc / (degc + 243.5))
        )
    logged = np.log(np.maximum(vapour, 1e-8) / 6.112)
    return np.asarray(243.5 * logged / (17.67 - logged))


def from_profile(profile: Profile, point: Point | None = None) -> "Dataset":
    """*profile* as a field of one cell; where it lies is NaN unless *point* says so."""
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    shown: dict[str, Any] = {
        "temperature_k": profile.temperature_degc + KELVIN,
        "dewpoint_k": profile.dewpoint_degc + KELVIN,
        "wind_u_ms": profile.wind_u_ms,
        "wind_v_ms": profile.wind_v_ms,
        "height_msl_m": profile.height_msl_m,
    }
    if profile.omega_pa_s is not None:
        shown["omega_pa_s"] = profile.omega_pa_s
    if point:
        place = (point.lat, point.lon)
    else:
        place = (np.nan, np.nan)
    return xr.Dataset(
        {
            name: (DIMS, np.asarray(values, dtype="float32")[None, :, None, None])
            for name, values in shown.items()
        },
        {
            "time": [instant(profile.valid_at)],
            "level": np.asarray(profile.pressure_hpa, dtype=float),
            "lat": (("y", "x"), [[place[0]]]),
            "lon": (("y", "x"), [[place[1]]]),
        },
        {"notes": profile.notes, "files": (), "model": ""},
    )
