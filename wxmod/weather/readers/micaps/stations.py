"""MICAPS plots of stations (diamond 1, 2, 3, 8) as a table, soundings (diamond 5) as profiles."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.profile import FEWEST_LEVELS, Profile
from wxmod.weather.readers.micaps.text import Diamond, finite, head, number, numbers, opened, run_at
from wxmod.weather.readers.soundings.levels import MARKS, Told, position_of, profile_of
from wxmod.weather.readers.tables.stations import StationTable, checked
from wxmod.wording import N_, _

_PLACE = ("lon", "lat", "altitude_m")
# columns after the place; "" is not kept. Cloud forms, heights and codes stay out of what is computed
_SURFACE = (
    "",
    "cloud_total_oktas",
    "wind_direction_deg",
    "wind_speed_ms",
    "sea_level_pressure_hpa",
    "pressure_change_3h_hpa",
    "past_weather_1_code",
    "past_weather_2_code",
    "precipitation_6h_mm",
    "",
    "",
    "",
    "dewpoint_degc",
    "visibility_km",
    "present_weather_code",
    "temperature_degc",
)
_ALOFT = (
    "",
    "height_msl_m",
    "temperature_degc",
    "dewpoint_degc",
    "wind_direction_deg",
    "wind_speed_ms",
)
_CITY = (
    "weather_1_code",
    "wind_direction_1_deg",
    "wind_force_1",
    "temperature_least_degc",
    "temperature_most_degc",
    "weather_2_code",
    "wind_direction_2_deg",
    "wind_force_2",
)
_SAID = {
    "降水": "precipitation_mm",
    "雨量": "precipitation_mm",
    "冰雹": "hail_mm",
    "露点": "dewpoint_degc",
}
_SIX, _DAY = -1, -2  # "levels" of diamond 3 that mean rain of 6 and 24 hours
# A pressure plot of three figures: up to 600 stands for 1000.0…1060.0 hPa.
_HUNDREDS, _TENTHS = (
    600,
    1000,
)
_MINUTES = 0.60
_ODD_SHARE = 0.02  # of stations; of coordinates in decimals six in ten would reach it
_STATION_WORDS, _LEVEL_WORDS = 5, 6  # before the levels of a sounding; of each of them
_ENOUGH, _LONGEST_H = 20, 1000


def read_stations(text: str, path: Path) -> StationTable:
    """Diamond 1, 2, 3 or 8; rows are read to the end of the file, whatever their count says.

    Raises:
        UnreadableFileError: a header that breaks off, or no row that can be read.
    """
    file = opened(text, path)
    when, columns, first, told = _HEADS[file.kind](file)
    rows, bad = _rows(file, first, len(columns))
    if not rows:
        raise UnreadableFileError(
            path,
            expected=N_("至少一个站"),
            found=N_("没有"),
            offset=first,
            remedy=N_("文件可能被截断；重新取一份"),
        )
    at, notes = run_at(file, when)
    if file.kind == "8" and at is not None:
        at += timedelta(hours=min(abs(head(file, 5)[4]), _LONGEST_H))
    notes = (*notes, *_counted(told, len(rows), bad))
    table = np.array([row[1:] for row in rows], dtype=float)
    table[np.isin(np.abs(table), MARKS)] = np.nan
    values = {name: table[:, i] for i, name in enumerate((*_PLACE, *columns)) if name}
    notes += _minutes(values)
    if file.said:
        notes += (_(N_("文件说明：{said}")).format(said=file.said),)
    return checked(
        tuple(str(row[0]) for row in rows),
        (at,) * len(rows),
        _sense(file, values),
        notes,
    )


# Date, columns, first line of the rows, their count as told.
Head = tuple[list[float], Sequence[str], int, int]


def _surface(file: Diamond) -> Head:
    told = head(file, 5)
    return told[:4], _SURFACE, 1, int(told[4])


def _aloft(file: Diamond) -> Head:
    told = head(file, 6)
    return told[:4], _ALOFT, _lines(file, 6), int(told[5])


def _city(file: Diamond) -> Head:
    told = head(file, 6)
    return told[:4], _CITY[:5], 1, int(told[5])


def _scattered(file: Diamond) -> Head:
    """Contours, their smoothing and a clipping outline stand before the number of elements and of stations."""
    told = head(file, 6)
    contours = int(told[5])
    at = 6 + contours + 2
    corners = int(finite(file, file.words[at : at + 1], 1)[0])
    at += 1 + 2 * corners
    if contours < 0 or corners < 0:
        raise UnreadableFileError(
            file.path,
            expected=N_("等值线数和边界点数"),
            found=f"{contours} {corners}",
            remedy=N_("文件可能损坏；重新取一份"),
        )
    elements, count = (int(n) for n in finite(file, file.words[at : at + 2], 2))
    if not 1 <= elements <= _ENOUGH:
        raise UnreadableFileError(
            file.path,
            expected=N_("1…20 个要素"),
            found=str(elements),
            remedy=N_("文件可能损坏；重新取一份"),
        )
    name = next(
        (n for word, n in _SAID.items() if word in file.said),
        "value",
    )
    if told[4] in {_SIX, _DAY}:
        name = "precipitation_mm"
    return (
        told[:4],
        [
            name,
            *(f"value_{i}" for i in range(2, elements + 1)),
        ],
        _lines(file, at + 2),
        count,
    )


_HEADS: Mapping[str, Callable[[Diamond], Head]] = {
    "1": _surface,
    "2": _aloft,
    "3": _scattered,
    "8": _city,
}


def _lines(file: Diamond, words: int) -> int:
    """How many lines *words* words fill."""
    filled = 0
    for n, line in enumerate(file.lines):
        if filled >= words:
            return n
        filled += len(line)
    return len(file.lines)


def _rows(file: Diamond, first: int, width: int) -> tuple[list[list[str | float]], int]:
    """Station and numbers of each line, and how many lines are none."""
    rows: list[list[str | float]] = []
    bad = 0
    for line in file.lines[first:]:
        cells = line[1 : 1 + len(_PLACE) + width]
        if len(cells) < len(_PLACE) + width:
            bad += 1
            continue
        try:
            rows.append([line[0], *(number(cell) for cell in cells)])
        except ValueError:
            bad += 1
    return rows, bad


def _counted(told: int, there: int, bad: int) -> tuple[str, ...]:
    notes = []
    if bad:
        notes.append(_(N_("{n} 行不全或不是数，已去掉")).format(n=bad))
    if told != there + bad:
        notes.append(_(N_("文件头说 {told} 站，实有 {there} 站")).format(told=told, there=there))
    return tuple(notes)


def _minutes(values: Mapping[str, NDArray[np.float64]]) -> tuple[str, ...]:
    """Some files write 38°04′ as 38.04: then hardly a fraction reaches 0.60, which chance forbids among many stations.

    A station whose fraction does reach it cannot be written so: it keeps its decimals, and the others are mended.
    """
    lon = values["lon"]
    lat = values["lat"]
    lon_fraction = np.abs(lon) % 1
    lat_fraction = np.abs(lat) % 1
    highest = np.fmax(np.round(lon_fraction, 2), np.round(lat_fraction, 2))
    decimal = highest >= _MINUTES
    odd = int(decimal.sum())
    if lon.size < _ENOUGH or odd > _ODD_SHARE * lon.size:
        return ()
    if not (lon_fraction.any() or lat_fraction.any()):
        return ()
    for each in (lon, lat):
        whole = np.trunc(each)
        mended = whole + (each - whole) / _MINUTES
        each[:] = np.where(decimal, each, mended)
    if odd:
        note = _(N_("经纬度按度.分换算；{n} 站的小数达到 0.60，不是度.分，未换算"))
        return (note.format(n=odd),)
    return (_(N_("经纬度的小数都小于 0.60：按度.分换算")),)


def _sense(file: Diamond, values: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Plotted figures as measurements."""
    if file.kind == "1":
        plotted = values["sea_level_pressure_hpa"]
        tenths = np.where(
            plotted <= _HUNDREDS,
            _TENTHS + plotted / 10,
            900 + plotted / 10,
        )
        values["sea_level_pressure_hpa"] = np.where(plotted < _TENTHS, tenths, np.nan)
        values["pressure_change_3h_hpa"] = values["pressure_change_3h_hpa"] / 10
    if file.kind == "2":
        values["height_msl_m"] = values["height_msl_m"] * 10  # dagpm
        # A depression in the file.
        values["dewpoint_degc"] = values["temperature_degc"] - values["dewpoint_degc"]
    return values


def read_soundings(text: str, path: Path) -> list[Profile]:
    """Diamond 5: one profile for each station; those of too few levels are left out.

    Raises:
        UnreadableFileError: a header that breaks off, a length that is no whole number of levels, or no sounding.
    """
    file = opened(text, path)
    at, notes = run_at(file, head(file, 5)[:4])
    found: list[Profile] = []
    short = 0
    start = _STATION_WORDS
    while start + _STATION_WORDS <= len(file.words):
        station, lon, lat = file.words[start : start + 3]
        length = _length(file, start)
        start += _STATION_WORDS
        words = file.words[start : start + length]
        start += length
        cut_notes: tuple[str, ...] = ()
        if len(words) < length:
            cut_notes = (_(N_("最后一层不全（{n} 个数），已去掉")).format(n=length - len(words)),)
        title = Told(station, at, (*notes, *cut_notes), position_of(lon, lat))
        profile = _sounding(file, words, title)
        if profile is None:
            short += 1
        else:
            found.append(profile)
    if not found:
        raise UnreadableFileError(
            path,
            expected=_(N_("至少 {n} 层")).format(n=FEWEST_LEVELS),
            found=_(N_("{n} 份过短的探空")).format(n=short),
            remedy=N_("文件可能被截断；重新取一份"),
        )
    return found


def _length(file: Diamond, start: int) -> int:
    """How many numbers the station at word *start* has.

    Raises:
        UnreadableFileError: no whole number of levels, or more than the file holds.
    """
    station = file.words[start]
    length = int(finite(file, file.words[start + 4 : start + 5], 1)[0])
    if length % _LEVEL_WORDS or length < 0:
        raise UnreadableFileError(
            file.path,
            expected=_(N_("站 {place} 的内容长度为 6 的倍数")).format(place=station),
            found=str(length),
            remedy=N_("文件可能损坏；重新取一份"),
        )
    if length > len(file.words):
        raise UnreadableFileError(
            file.path,
            expected=_(N_("站 {place} 的 {n} 个数")).format(place=station, n=length),
            found=str(len(file.words) - start - _STATION_WORDS),
            remedy=N_("文件可能被截断；重新取一份"),
        )
    return length


def _sounding(file: Diamond, words: Sequence[str], told: Told) -> Profile | None:
    """None where it is too short to be one."""
    whole = len(words) // 6 * 6
    table = np.array(numbers(file, words[:whole], whole)).reshape(
        -1,
        6,
    )
    height = table[:, 1]
    # In decametres in the file.
    table[:, 1] = np.where(
        np.isin(np.abs(height), MARKS),
        np.nan,
        height * 10,
    )
    try:
        return profile_of(table.tolist(), told, file.path)
    except UnreadableFileError:
        return None
