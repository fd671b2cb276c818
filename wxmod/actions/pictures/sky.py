"""What forecast files and soundings say, as pictures show it; of the record only the programme is asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxmod.actions.desk import Desk
from wxmod.actions.weather import reading
from wxmod.actions.weather.forecasts import Wanted, asked
from wxmod.domain.errors import BadInput
from wxmod.drawing.section import ISOTHERMS, Level, Moment, Section
from wxmod.drawing.sounding import Figure, Layer, Mark, Sounding
from wxmod.weather.judging.criteria import load_criteria
from wxmod.weather.labels import LABELS
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from wxmod.drawing.hours import Hours
    from wxmod.weather.judging.areas import Judged
    from wxmod.weather.profile import Profile

RASTER = (60, 90)
"""Rows and columns of a map that every room of cells is drawn from."""
_HEIGHTS = tuple(
    f"height_{'minus' if degrees else ''}{abs(degrees)}c_msl_m" for degrees in ISOTHERMS
)
_LAYER = ("seeding_base_msl_m", "seeding_top_msl_m")
_MARKS = {"LCL": "sb_lcl", "LFC": "sb_lfc", "EL": "sb_el"}
_FIGURES = (
    "sb_cape_jkg",
    "sb_cin_jkg",
    "k_index_degc",
    "lifted_index_degc",
    "precipitable_water_mm",
    "shear_0_6km_ms",
)


def hours(desk: Desk, wanted: Wanted) -> "Hours":
    """Where it is favourable at every time of forecast files, by the first of the sets asked for.

    Raises:
        As `wxmod.actions.weather.forecasts.detect`.
    """
    from wxmod.drawing.hours import Hour, Hours  # noqa: PLC0415  loads NumPy
    from wxmod.weather.fields import times  # noqa: PLC0415
    from wxmod.weather.judging.areas import judged  # noqa: PLC0415

    found = judged(asked(desk, wanted))
    name = found.sets[0].name
    codes = found.verdicts[name]["favourable"].values
    moments = []
    box: tuple[float, ...] = ()
    for n, at in enumerate(times(found.ingredients)):
        cells, box = _cells(found, codes[n])
        share = _share(codes[n][found.cells])
        moments.append(Hour(desk.local(at), share, cells))
    west, south, east, north = box
    sites = [site for site in desk.program.sites if site.position]
    return Hours(
        criteria=load_criteria(name).title,
        box=(west, south, east, north),
        outline=desk.program.boundary,
        sites=tuple((s.name, s.position.lon, s.position.lat) for s in sites if s.position),
        hours=tuple(moments),
        least=reading.area_min(desk),
    )


def _cells(found: "Judged", codes: Any) -> tuple[Any, tuple[float, ...]]:
    """Verdicts of one time on a plain raster of the field's box."""
    import numpy as np  # noqa: PLC0415

    from wxmod.weather.judging.verdicts import UNKNOWN  # noqa: PLC0415
    from wxmod.weather.raster import raster  # noqa: PLC0415

    values = np.where(codes == UNKNOWN, np.nan, codes.astype(float))
    lat, lon = found.fields["lat"].values, found.fields["lon"].values
    return raster(lat, lon, values, RASTER)


def _share(codes: Any) -> float | None:
    """Of the cells that can be told, how many are favourable."""
    from wxmod.weather.judging.verdicts import UNKNOWN, YES  # noqa: PLC0415

    known = codes[codes != UNKNOWN]
    return float((known == YES).mean()) if known.size else None


def section(
    desk: Desk,
    paths: Sequence[Path],
    place: str,
    criteria: Sequence[str] = (),
) -> Section:
    """The column over a place at every time of forecast files.

    Raises:
        As `wxmod.actions.weather.forecasts.detect`, and UnknownName: no such site.
    """
    from wxmod.weather.fields import times  # noqa: PLC0415  loads xarray
    from wxmod.weather.judging.areas import judged  # noqa: PLC0415

    wanted = Wanted(paths=paths, criteria=criteria)
    ask = asked(desk, wanted)._replace(point=reading.point(desk, place), outline=None)
    found = judged(ask, (*_HEIGHTS, *_LAYER))
    moments = tuple(
        _moment(found, n, desk.local(at)) for n, at in enumerate(times(found.ingredients))
    )
    return Section(place, found.sets[0].title, moments)


def _moment(found: "Judged", time: int, at: datetime) -> Moment:
    import numpy as np  # noqa: PLC0415

    from wxmod.weather.fields import profile_at  # noqa: PLC0415
    from wxmod.weather.judging.verdicts import UNKNOWN, YES  # noqa: PLC0415

    (y, x), *_others = np.argwhere(found.cells)
    values = {
        name: _known(float(found.ingredients[name].values[time, y, x]))
        for name in (*_HEIGHTS, *_LAYER)
    }
    base, top = (values[name] for name in _LAYER)
    code = int(found.verdicts[found.sets[0].name]["favourable"].values[time, y, x])
    return Moment(
        at=at,
        isotherms_msl_m=tuple(values[name] for name in _HEIGHTS),
        layer_msl_m=None if base is None or top is None else (base, top),
        levels=_humidity(profile_at(found.fields, time, int(y), int(x))),
        favourable=None if code == UNKNOWN else code == YES,
    )


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _humidity(profile: "Profile") -> tuple[Level, ...]:
    """Relative humidity over water at every level, from temperature and dew point."""
    from wxmod.weather.columns.adiabats import saturation_hpa  # noqa: PLC0415

    vapour = saturation_hpa(profile.dewpoint_degc + 273.15)
    most = saturation_hpa(profile.temperature_degc + 273.15)
    levels = []
    for height, percent in zip(profile.height_msl_m, 100 * vapour / most, strict=True):
        if isfinite(height):
            levels.append(Level(float(height), _known(float(percent))))
    return tuple(levels)


def sounding(
    desk: Desk, paths: Sequence[Path], place: str | None = None, when: datetime | None = None
) -> Sounding:
    """A sounding, or the column of a forecast over a place.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: fields were given without a place, or a table of stations.
    """
    from wxmod.weather.columns import ingredients, rising  # noqa: PLC0415  loads the kernel

    family = reading.family(desk)
    profile = _profile(desk, paths, place, when)
    found, _gaps = ingredients.of(profile, family)
    parcel = rising.from_ground(profile, found["sb_lcl_hpa"], family)
    layers = []
    for n, hpa in enumerate(profile.pressure_hpa):
        east, north = float(profile.wind_u_ms[n]), float(profile.wind_v_ms[n])
        windy = isfinite(east) and isfinite(north)
        layer = Layer(
            pressure_hpa=float(hpa),
            temperature_degc=float(profile.temperature_degc[n]),
            dewpoint_degc=_known(float(profile.dewpoint_degc[n])),
            parcel_degc=_known(float(parcel[n])),
            wind_ms=(east, north) if windy else None,
        )
        layers.append(layer)
    return Sounding(
        place=profile.place or place or "-",
        valid_at=desk.local(profile.valid_at) if profile.valid_at else None,
        layers=tuple(layers),
        marks=tuple(_marks(profile, found)),
        figures=tuple(_figures(found)),
    )


def _profile(
    desk: Desk, paths: Sequence[Path], place: str | None, when: datetime | None
) -> "Profile":
    from wxmod.weather.fields import column  # noqa: PLC0415  loads xarray
    from wxmod.weather.readers.files import open_weather, with_air  # noqa: PLC0415

    opened = open_weather(paths)
    if opened.profile is not None:
        return opened.profile
    fields = with_air(opened)
    if fields is None:
        raise BadInput(N_("站点表没有高空资料，画不出探空"), remedy=N_("给探空或格点资料"))
    if place is None:
        raise BadInput(N_("格点资料须指明地点"), remedy=N_("用 --at 经度,纬度 或作业点"))
    return column(fields, reading.point(desk, place), when)


def _marks(profile: "Profile", found: Mapping[str, float | None]) -> list[Mark]:
    """Levels of the parcel, and heights of the isotherms with the pressure there."""
    import numpy as np  # noqa: PLC0415

    marks = []
    for name, key in _MARKS.items():
        hpa = found[f"{key}_hpa"]
        if hpa is not None:
            marks.append(Mark(name, hpa, found[f"{key}_msl_m"]))
    heights = profile.height_msl_m
    there = np.isfinite(heights)
    for degrees, key in zip(ISOTHERMS, _HEIGHTS, strict=True):
        height = found[key]
        if height is None:
            continue
        # Between levels pressure falls evenly in its logarithm.
        logs = np.log(profile.pressure_hpa[there])
        hpa = float(np.exp(np.interp(height, heights[there], logs)))
        marks.append(Mark(f"{degrees} °C", hpa, height))
    return marks


def _figures(found: Mapping[str, float | None]) -> list[Figure]:
    figures = []
    for name in _FIGURES:
        value = found[name]
        if value is not None:
            unit = reading.measured(name).removeprefix(_(LABELS[name])).strip()
            figures.append(Figure(LABELS[name], f"{value:.4g} {unit}".rstrip()))
    return figures
