"""Rows of numbers as levels of a sounding, whichever list they stood in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.base import FIRST_YEAR, LAST_YEAR
from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.geodesy import Point
from wxmod.weather.profile import FEWEST_LEVELS, Profile, cleaned, wind_components
from wxmod.weather.readers.soundings import quality
from wxmod.wording import N_, _

KNOT_MS = 0.514444
BEIJING = timezone(timedelta(hours=8))
CENTURY_TURNS = 50  # two digits under it are this century: the archives begin in 1957
# What the lists write, with either sign, where nothing was measured.
MARKS = (
    9999.0,
    99999.0,
    999998.0,
    999999.0,
)
# what each column can hold: hPa, m, °C, °C, °, m/s, Pa/s; the surface of the earth to the highest balloons
POSSIBLE = (
    (0.5, 1100.0),
    (-500.0, 55_000.0),
    (-120.0, 65.0),
    (-150.0, 45.0),
    (0.0, 360.0),
    (0.0, 180.0),
    (-100.0, 100.0),
)
PRESSURE, HEIGHT, TEMPERATURE, DEWPOINT, SPEED, OMEGA = 0, 1, 2, 3, 5, 6
_PASCAL = 2000.0  # no pressure in hPa is above it
_KELVIN_MEDIAN = 150.0  # no air in °C is as warm
_RESIZED = N_("{name}的数值与标准大气不合，按 {unit} 读")
_NINES_HPA = (225.0, 310.0)  # where 9999 m is a height: 264 hPa in the standard atmosphere, ± 1 km
DRY_AIR_JKGK, GRAVITY_MS2, KELVIN = 287.05, 9.80665, 273.15


class Told(NamedTuple):
    """What a list says of itself."""

    place: str = ""
    valid_at: datetime | None = None
    notes: tuple[str, ...] = ()
    position: Point | None = None


def position_of(lon: str | float, lat: str | float) -> Point | None:
    """A place as a file writes it, degrees east and north; None where that is no place on the earth."""
    try:
        east, north = float(lon), float(lat)
    except ValueError:
        return None
    # East of Greenwich alone, as some files count it; a mark for "unknown" stays far outside either.
    if 180 < east <= 360:  # noqa: PLR2004  degrees
        east -= 360
    if not (abs(east) <= 180 and abs(north) <= 90):  # noqa: PLR2004  degrees
        return None
    return Point(lon=east, lat=north)


def moment_of(parts: Sequence[str | int], zone: tzinfo = UTC) -> datetime | None:
    """Year, month, day, hour, minute as written; None where that is no moment. Two-digit years turn at 50."""
    try:
        year, month, day, hour, *rest = (int(part) for part in parts)
        if 0 <= year < 100:  # noqa: PLR2004  two digits
            year += 2000 if year < CENTURY_TURNS else 1900
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        at = datetime(year, month, day, tzinfo=zone) + timedelta(
            hours=hour, minutes=rest[0] if rest else 0
        )
    except (ValueError, OverflowError):
        return None
    return at.astimezone(UTC) if 0 <= hour <= 24 else None  # noqa: PLR2004  24 is midnight


def profile_of(
    rows: Sequence[Sequence[float]],
    told: Told,
    path: Path,
    *,
    speed_ms: float = 1.0,
    elapsed_s: NDArray[np.float64] | None = None,
) -> Profile:
    """Rows of pressure hPa, height m, temperature and dew point °C, direction °, speed (and Pa/s); NaN where absent.

    Args:
        speed_ms: One unit of the speed column in m/s.
        elapsed_s: Of each row since the start of the ascent, where the list says.

    Raises:
        UnreadableFileError: fewer levels than a sounding needs.
    """
    width = OMEGA
    if len(rows):
        width = len(rows[0])
    table = np.array(rows, dtype=float).reshape(-1, width)
    no_speed = np.isin(np.abs(table[:, SPEED]), MARKS)
    table[:, SPEED] = np.where(no_speed, np.nan, table[:, SPEED] * speed_ms)
    notes = [*_by_value(table), *_missing(table)]
    ascent = quality.Ascent(
        table[:, PRESSURE],
        table[:, HEIGHT],
        table[:, TEMPERATURE],
        table[:, SPEED],
        elapsed_s,
    )
    kept = quality.one_ascent(ascent)
    table = table[kept.rows]
    notes += kept.notes
    if kept.heights_wrong:
        table[:, HEIGHT] = np.nan
    falling = quality.falling(table[:, HEIGHT])
    if falling.any():
        table[falling, HEIGHT] = np.nan
        notes.append(_(N_("{n} 层的高度不随气压下降而升高，未用")).format(n=int(falling.sum())))
    if len(table) < FEWEST_LEVELS:
        count = _(N_("{n} 层")).format(n=len(table))
        raise UnreadableFileError(
            path,
            expected=_(N_("至少 {n} 层")).format(n=FEWEST_LEVELS),
            found="; ".join([count, *notes]),
            remedy=N_("文件可能被截断，或气压、温度不是 hPa、℃；看看内容"),
        )
    return _with_heights(cleaned(_profile(table, told, notes)))


def _profile(table: NDArray[np.float64], told: Told, notes: Sequence[str]) -> Profile:
    pressure, height, temperature, dewpoint, direction, speed = table[:, :OMEGA].T
    u, v = wind_components(direction, speed)
    omega = None
    if table.shape[1] > OMEGA:
        omega = table[:, OMEGA]
    return Profile(
        pressure,
        height,
        temperature,
        dewpoint,
        u,
        v,
        omega_pa_s=omega,
        place=told.place,
        valid_at=told.valid_at,
        position=told.position,
        notes=(*told.notes, *notes),
    )


def _by_value(table: NDArray[np.float64]) -> list[str]:
    """Brings *table*, in place, to hPa, m and °C where its values can be nothing else; says so."""
    marked = np.isin(np.abs(table), MARKS)
    values = np.where(marked, np.nan, table)
    notes = []
    with np.errstate(invalid="ignore"):
        highest_pressure = np.nanmax(values[:, PRESSURE], initial=0)
    if highest_pressure > _PASCAL:
        table[:, PRESSURE] /= 100
        values[:, PRESSURE] /= 100
        notes.append(_(_RESIZED).format(name=_(N_("气压")), unit="Pa"))
    for column, name in ((TEMPERATURE, N_("温度")), (DEWPOINT, N_("露点"))):
        known = values[np.isfinite(values[:, column]), column]
        if known.size and np.median(known) > _KELVIN_MEDIAN:
            table[:, column] = np.where(marked[:, column], np.nan, table[:, column] - KELVIN)
            notes.append(_(_RESIZED).format(name=_(name), unit="K"))
    height, unit = quality.metres(values[:, PRESSURE], values[:, HEIGHT])
    if unit:
        table[:, HEIGHT] = height
        notes.append(_(_RESIZED).format(name=_(N_("高度")), unit=unit))
    return notes


def _missing(table: NDArray[np.float64]) -> tuple[str, ...]:
    """Takes out of *table*, in place, what its column cannot hold; says what was no mark of a missing value.

    A mark counts only where it is impossible: 9999 is a height near 264 hPa and a missing one everywhere else.
    """
    nines = np.abs(table[:, HEIGHT]) == MARKS[0]
    real = (
        (table[:, HEIGHT] > 0)
        & (table[:, PRESSURE] > _NINES_HPA[0])
        & (table[:, PRESSURE] < _NINES_HPA[1])
    )
    wrong = 0
    for column, (least, most) in enumerate(POSSIBLE[: table.shape[1]]):
        values = table[:, column]
        out = np.isfinite(values) & ((values < least) | (values > most))
        wrong += int((out & ~np.isin(np.abs(values), MARKS)).sum())
        table[out | ~np.isfinite(values), column] = np.nan
    table[nines & ~real, HEIGHT] = np.nan
    if wrong:
        notes = [_(N_("{n} 个数超出可能的范围，作缺测")).format(n=wrong)]
    else:
        notes = []
    if (nines & real).any():
        notes.append(_(N_("高度 9999 米处气压相符，按实测高度")))
    return tuple(notes)


def _with_heights(profile: Profile) -> Profile:
    """Heights that were not told, by the hypsometric equation through those that were.

    Virtual temperature leaves humidity out where the dew point is missing; between two told heights the thickness is
    shifted linearly so that both are met (WMO-No. 8, part I, 12: geopotential from pressure and temperature).
    """
    known = np.isfinite(profile.height_msl_m)
    if known.all():
        return profile
    if not known.any():
        return replace(profile, notes=(*profile.notes, _(N_("没有高度"))))
    kelvin = profile.temperature_degc + KELVIN
    vapour = 6.112 * np.exp(17.67 * profile.dewpoint_degc / (profile.dewpoint_degc + 243.5))
    virtual = kelvin / (1 - 0.378 * np.nan_to_num(vapour) / profile.pressure_hpa)
    steps = (virtual[1:] + virtual[:-1]) / 2 * -np.diff(np.log(profile.pressure_hpa))
    thick = np.append(0.0, np.cumsum(steps)) * DRY_AIR_JKGK / GRAVITY_MS2
    shift = np.interp(
        thick,
        thick[known],
        profile.height_msl_m[known] - thick[known],
    )
    note = _(N_("{n} 层没有高度，按压高公式补算")).format(n=int((~known).sum()))
    height = np.where(known, profile.height_msl_m, thick + shift)
    return replace(profile, height_msl_m=height, notes=(*profile.notes, note))
