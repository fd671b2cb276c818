"""Soundings out of tables: University of Wyoming CSV, the upper-air order of CMA, the bureau's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.geodesy import Point
from wxmod.weather.profile import FEWEST_LEVELS, Profile, spot
from wxmod.weather.readers.soundings.levels import Told, position_of, profile_of
from wxmod.weather.readers.tables.stations import StationTable

_ASCENT = timedelta(hours=3)  # a balloon is up for two hours
_COLUMNS = (
    "pressure_hpa",
    "height_msl_m",
    "temperature_degc",
    "dewpoint_degc",
    "wind_direction_deg",
    "wind_speed_ms",
)
_ELAPSED = "elapsed_s"
_NEVER = datetime(1, 1, 2, tzinfo=UTC)


def holds_soundings(table: StationTable) -> bool:
    """Whether rows are levels: pressure, temperature and height or dew point, enough of them at one place and time."""
    if not {"pressure_hpa", "temperature_degc"} <= table.values.keys():
        return False
    if not {"height_msl_m", "dewpoint_degc"} & table.values.keys():
        return False
    pressure = table.values["pressure_hpa"]
    return any(np.unique(pressure[rows]).size >= FEWEST_LEVELS for _place, rows in _ascents(table))


def soundings_in(table: StationTable, path: Path) -> list[Profile]:
    """One profile for each station and ascent of *table*; what is too short for one is left out.

    Raises:
        UnreadableFileError: none is long enough.
    """
    nothing = np.full(len(table.stations), np.nan)
    values = np.stack([table.values.get(name, nothing) for name in _COLUMNS], axis=1)
    found: list[Profile] = []
    why: UnreadableFileError | None = None
    for place, rows in _ascents(table):
        position = _position(table, rows)
        told = Told(
            place=place or (spot(position.lat, position.lon) if position else ""),
            valid_at=table.times[int(rows[0])],
            notes=table.notes,
            position=position,
        )
        seconds = None
        if _ELAPSED in table.values:
            seconds = table.values[_ELAPSED][rows]
        try:
            found.append(profile_of(values[rows].tolist(), told, path, elapsed_s=seconds))
        except UnreadableFileError as error:
            why = error
    if why is not None and not found:
        raise why
    return [replace(each, notes=tuple(dict.fromkeys(each.notes))) for each in found]


def _position(table: StationTable, rows: NDArray[np.intp]) -> Point | None:
    """Where the first row of an ascent was measured: the balloon has not drifted yet."""
    if not {"lat", "lon"} <= table.values.keys():
        return None
    first = int(rows[0])
    return position_of(table.values["lon"][first], table.values["lat"][first])


def _ascents(table: StationTable) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Rows of each station, parted where the time jumps by more than an ascent lasts."""
    for station in dict.fromkeys(table.stations):
        rows = [i for i, each in enumerate(table.stations) if each == station]
        rows.sort(key=lambda i: table.times[i] or _NEVER)
        part = rows[:1]
        for i in rows[1:]:
            if (table.times[i] or _NEVER) - (table.times[part[0]] or _NEVER) > _ASCENT:
                yield station, np.array(part)
                part = []
            part.append(i)
        yield station, np.array(part)
