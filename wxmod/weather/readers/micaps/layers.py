"""Fields of one element, level and time, as MICAPS keeps them, and many of them as the canonical model."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.weather.fields import DIMS, KELVIN, VOLUMES, instant, short_of
from wxmod.weather.readers.grids import phase
from wxmod.weather.readers.grids.derived import dewpoint_k
from wxmod.weather.readers.grids.names import believed, beyond
from wxmod.weather.readers.grids.pieces import Origin
from wxmod.weather.readers.soundings.levels import MARKS
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

Floats = NDArray[np.float32]
MOST_CELLS = 20_000_000
LONGEST_H = 10_000
RAIN, WIND = "precipitation_mm", ("wind_u_ms", "wind_v_ms")
_TEMPERATURES = ("temperature_k", "dewpoint_k", "surface_temperature_k", "surface_dewpoint_k")
_COLD_K = 150.0  # no air is so cold in kelvin, none so warm in degrees
_RATIO_MOST = 0.1  # more water than that per kg of air is written in grams
_SCALE_M, _SEA_HPA, _POWER = 44_330.8, 1013.25, 0.190263  # height of a pressure, ISO 2533


class Layer(NamedTuple):
    """One level of one or two elements at one time.

    Attributes:
        values: By canonical name, ``[y, x]``, as the file has them until `measured`.
        level_hpa: None at the ground.
        rain_h: Over how many hours rain was added up, if told.
    """

    path: Path
    values: dict[str, Floats]
    level_hpa: float | None
    run_at: datetime | None
    lead_h: float
    lat: Floats
    lon: Floats
    notes: tuple[str, ...] = ()
    rain_h: float | None = None


def axis(
    path: Path,
    start: float,
    end: float,
    count: int,
    *,
    most: float = 360,
) -> Floats:
    """Places of *count* columns, or of rows where *most* is 90°.

    The step follows from the ends, whatever sign the file gives it.

    Raises:
        UnreadableFileError: they are no latitudes or longitudes, or too many.
    """
    inside = abs(start) <= most and abs(end) <= most and start != end
    if not (inside and 1 < count <= MOST_CELLS):
        raise UnreadableFileError(
            path,
            expected=N_("经纬度格点"),
            found=f"{start:g}…{end:g} × {count}",
            remedy=N_("文件可能损坏；重新取一份"),
        )
    return np.linspace(start, end, count, dtype="float32")


def measured(layer: Layer) -> Layer:
    """*layer* in canonical units, marks of missing values out, south to north and west to east.

    Raises:
        UnreadableFileError: its lead is none, or air aloft has no pressure level.
    """
    if not 0 <= layer.lead_h <= LONGEST_H:
        raise UnreadableFileError(
            layer.path,
            expected=_(N_("时效 0…{n} 小时")).format(n=LONGEST_H),
            found=f"{layer.lead_h:g}",
            remedy=N_("文件可能损坏；重新取一份"),
        )
    if layer.level_hpa is None and set(layer.values) & set(VOLUMES):
        raise UnreadableFileError(
            layer.path,
            expected=N_("气压层"),
            found=N_("没有"),
            remedy=N_("地面和高度层的格点这里不用，只给等压面"),
        )
    lon = (layer.lon.astype(float) + 180) % 360 - 180
    north = np.argsort(layer.lat)
    east = np.argsort(lon)
    values = {}
    notes = [*layer.notes]
    for name, raw in layer.values.items():
        absent = np.isin(np.abs(raw), MARKS) | ~np.isfinite(raw)
        known = np.where(absent, np.nan, raw)
        canonical, unit = _canonical(name, known, layer.level_hpa)
        if unit:
            notes.append(_(N_("{name} 没有写单位，按 {unit}")).format(name=name, unit=unit))
        canonical, wrong = believed(name, canonical)
        if wrong:
            notes.append(beyond(name, layer.path.name, wrong))
        values[name] = canonical[np.ix_(north, east)].astype("float32")
    return layer._replace(
        values=values,
        lat=layer.lat[north],
        lon=lon[east].astype("float32"),
        notes=tuple(notes),
    )


def _canonical(name: str, values: Floats, level_hpa: float | None) -> tuple[Floats, str]:
    """By size: kelvin or °C, kg/kg or g/kg, metres or decametres (by the standard height of the level); as which."""
    if not np.isfinite(values).any():
        return values, ""
    if name in _TEMPERATURES:
        return _kelvin(values)
    if name == "specific_humidity_kgkg":
        if np.nanmax(values) > _RATIO_MOST:
            return np.asarray(values / 1000), "g/kg"
        return values, "kg/kg"
    if name == "height_msl_m" and level_hpa:
        return _metres(values, level_hpa)
    return values, ""


def _kelvin(values: Floats) -> tuple[Floats, str]:
    if float(np.nanmedian(values)) > _COLD_K:
        return values, "K"
    return np.asarray(values + KELVIN), "℃"


def _metres(values: Floats, level_hpa: float) -> tuple[Floats, str]:
    """Heights in metres or decametres: whichever lies nearer to the standard atmosphere."""
    typical = float(np.nanmedian(values))
    usual = _SCALE_M * (1 - (level_hpa / _SEA_HPA) ** _POWER)
    if abs(typical * 10 - usual) < abs(typical - usual):
        return np.asarray(values * 10), "dagpm"
    return values, "gpm"


def together(
    layers: Sequence[Layer], files: Sequence[dict[str, str]], model: str = ""
) -> "Dataset":
    """Levels, elements and times of one run as one field; the rest of it NaN.

    Raises:
        BadInput: grids or runs differ, or a file has no time among several.
    """
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    layers = [measured(layer) for layer in layers]
    _alike(layers)
    when = [_valid_at(layer) for layer in layers]
    moments = sorted({instant(at) for at in when})
    levels = sorted({each.level_hpa for each in layers if each.level_hpa is not None}, reverse=True)
    held = _with_screen_dewpoint(_laid_out(layers, moments, levels))
    phase_notes = _over_water(held, layers, model)
    lat, lon = np.meshgrid(layers[0].lat, layers[0].lon, indexing="ij")
    variables: dict[str, tuple[tuple[str, ...], Floats]] = {}
    for name, values in held.items():
        if name in VOLUMES:
            variables[name] = (DIMS, values)
        else:
            variables[name] = ((DIMS[0], *DIMS[2:]), values)
    fields = xr.Dataset(
        variables,
        {
            "time": moments,
            "level": np.array(levels, dtype=float),
            "lat": (DIMS[2:], lat),
            "lon": (DIMS[2:], lon),
        },
    )
    if RAIN in fields:
        fields[RAIN].attrs = _spans(layers, when, moments)
    layer_notes = (note for layer in layers for note in layer.notes)
    notes = [*layer_notes, *phase_notes, *short_of(fields)]
    fields.attrs = {
        "notes": tuple(dict.fromkeys(notes)),
        "files": list(files),
        "model": model,
    }
    run = layers[0].run_at
    if run:
        fields.attrs["run_at"] = run.isoformat()
    return fields


def _with_screen_dewpoint(held: dict[str, Floats]) -> dict[str, Floats]:
    """The humidity at the screen as a dew point, which is what the model keeps of it."""
    humidity = held.pop("surface_humidity_pct", None)
    warmth = held.get("surface_temperature_k")
    if humidity is not None and warmth is not None and "surface_dewpoint_k" not in held:
        held["surface_dewpoint_k"] = dewpoint_k(warmth, humidity)
    return held


def _over_water(held: dict[str, Floats], layers: Sequence[Layer], model: str) -> tuple[str, ...]:
    """Makes relative humidity in *held* one over water; what was decided, and why.

    The files name no centre, but the folders they are delivered in do (``ECMWF_HR/RH/500``).
    """
    humidity = held.get(phase.RELATIVE)
    warmth = held.get("temperature_k")
    if humidity is None or warmth is None:
        return ()
    first = layers[0]
    origin = Origin(phase.centre_in(model, *first.path.absolute().parts[-4:-1]))
    day = None
    if first.run_at is not None:
        day = first.run_at.date()
    decision = phase.decided(origin, day, humidity, warmth)
    held[phase.RELATIVE] = phase.over_water_pct(humidity, warmth, decision.over)
    return (decision.note,)


def _valid_at(layer: Layer) -> datetime | None:
    if layer.run_at is None:
        return None
    return layer.run_at + timedelta(hours=layer.lead_h)


def _laid_out(
    layers: Sequence[Layer], moments: Sequence[Any], levels: Sequence[float]
) -> dict[str, Floats]:
    """Every variable as ``(time, level, y, x)`` or ``(time, y, x)``, NaN where no layer holds it."""
    held: dict[str, Floats] = {}
    for layer in layers:
        at = _valid_at(layer)
        step = 0
        if at is not None:
            step = moments.index(instant(at))
        for name, values in layer.values.items():
            if name in VOLUMES:
                shape = (len(moments), len(levels), *values.shape)
            else:
                shape = (len(moments), *values.shape)
            if name not in held:
                held[name] = np.full(shape, np.nan, dtype="float32")
            if name in VOLUMES and layer.level_hpa:
                held[name][step, levels.index(layer.level_hpa)] = values
            else:
                held[name][step] = values
    return held


def _spans(
    layers: Sequence[Layer], when: Sequence[datetime | None], moments: Sequence[Any]
) -> dict[str, Any]:
    """Since when the rain of each time fell: hours and ISO start, None where the file does not say."""
    told = {
        instant(at): (each.rain_h, at)
        for each, at in zip(layers, when, strict=True)
        if RAIN in each.values and at
    }
    spans = [told.get(at, (None, None)) for at in moments]
    starts = [(end - timedelta(hours=h)).isoformat() if h and end else None for h, end in spans]
    return {
        "units": "mm",
        "hours": tuple(h for h, _end in spans),
        "accumulation_start": tuple(starts),
    }


def _alike(layers: Sequence[Layer]) -> None:
    first = layers[0]
    for each in layers[1:]:
        same = each.lat.shape == first.lat.shape and each.lon.shape == first.lon.shape
        if not (same and np.allclose(each.lat, first.lat) and np.allclose(each.lon, first.lon)):
            raise BadInput(
                N_("{one} 与 {two} 的格点不同，不能合为一个场"),
                one=first.path.name,
                two=each.path.name,
            )
        if each.run_at != first.run_at or each.run_at is None:
            raise BadInput(
                N_("{one} 与 {two} 不是同一次预报"), one=first.path.name, two=each.path.name
            )
