"""MICAPS 4 stations (``mdfs``): a header of 288 bytes, the types of the elements, a record a station.

Layout and element numbers: MICAPS 4 network data formats, National Meteorological Centre, section 7.  It states no
units; those here are what such plots are drawn in.  Even numbers are quality codes, whose meaning it does not state.
"""

import struct
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.soundings.levels import MARKS, moment_of
from wxmod.weather.readers.tables.stations import StationTable, checked
from wxmod.wording import N_, _

LARGEST = 64_000_000
GRIDS = (4, 11)  # types of a grid, whose header is another
_HEAD = struct.Struct("<4sh100sf50s7i100s")
_COUNTS, _PAIR, _RECORD = struct.Struct("<ih"), struct.Struct("<Hh"), struct.Struct("<iffh")
_NUMBER = struct.Struct("<H")
_TYPES = {1: "b", 2: "h", 3: "i", 4: "q", 5: "f", 6: "d"}
_LETTERS = 7  # of which the format does not say how long
_PLACED = 200  # numbers up to here tell of the place: even ones are values too
_FARTHEST_H = 12
_ELEMENTS = {
    3: "altitude_m",
    201: "wind_direction_deg",
    203: "wind_speed_ms",
    209: "wind_direction_2min_deg",
    211: "wind_speed_2min_ms",
    213: "wind_direction_10min_deg",
    215: "wind_speed_10min_ms",
    401: "sea_level_pressure_hpa",
    403: "pressure_change_3h_hpa",
    407: "pressure_hpa",
    413: "pressure_hpa",
    601: "temperature_degc",
    603: "temperature_most_degc",
    605: "temperature_least_degc",
    801: "dewpoint_degc",
    805: "relative_humidity_pct",
    1001: "precipitation_mm",
    1003: "precipitation_1h_mm",
    1005: "precipitation_3h_mm",
    1007: "precipitation_6h_mm",
    1009: "precipitation_12h_mm",
    1011: "precipitation_24h_mm",
}
_DEPRESSION = 803

Values = dict[int, float]


class _Row(NamedTuple):
    station: int
    lon: float
    lat: float
    values: Values


def holds(start: bytes) -> bool:
    """Whether a file that begins so is one of stations."""
    kind = start[4 : 4 + _NUMBER.size]
    return (
        start.startswith(b"mdfs")
        and len(kind) == _NUMBER.size
        and _NUMBER.unpack(kind)[0] not in GRIDS
    )


def read_mdfs_stations(path: Path) -> StationTable:
    """The stations of *path*; elements that are not measurements used here are counted in the notes.

    Raises:
        UnreadableFileError: the file is cut short, holds no station, or texts whose length the format leaves open.
    """
    if (size := path.stat().st_size) > LARGEST:
        raise UnreadableFileError(
            path,
            expected=_(N_("站点文件不超过 {n} MB")).format(n=LARGEST // 1_000_000),
            found=str(size),
            remedy=N_("把文件按时次或站点分开"),
        )
    content = path.read_bytes()
    try:
        header = _HEAD.unpack_from(content)
        rows = list(_rows(content, path))
    except struct.error as error:
        raise UnreadableFileError(
            path,
            expected=N_("完整的站点记录"),
            found=_(N_("{n} 字节，记录没有完")).format(n=len(content)),
            remedy=N_("文件可能被截断；重新取一份"),
        ) from error
    if not rows:
        raise UnreadableFileError(
            path,
            expected=N_("至少一个站"),
            found=N_("没有"),
            offset=_HEAD.size,
            remedy=N_("文件可能被截断；重新取一份"),
        )
    *_description, level, _unit, year, month, day, hour, minute, _second, zone, _more = header
    at = _valid_at((year, month, day, hour, minute), zone)
    values = {
        "lon": np.array([r.lon for r in rows], float),
        "lat": np.array([r.lat for r in rows], float),
    }
    values |= _columns([r.values for r in rows], level)
    notes = list(_told(rows))
    if at is None:
        notes.insert(0, _(N_("文件头的时间不合理")))
    stations = tuple(f"{r.station:05d}" for r in rows)
    return checked(stations, (at,) * len(rows), values, notes)


def _valid_at(parts: tuple[int, ...], zone: float) -> datetime | None:
    if abs(zone) > _FARTHEST_H:
        return None
    return moment_of(parts, timezone(timedelta(hours=zone)))


def _rows(content: bytes, path: Path) -> Iterator[_Row]:
    count, kinds = _COUNTS.unpack_from(content, _HEAD.size)
    at = _HEAD.size + _COUNTS.size
    types = dict(_PAIR.unpack_from(content, at + n * _PAIR.size) for n in range(max(kinds, 0)))
    if strange := [number for number, kind in types.items() if kind not in _TYPES]:
        if _LETTERS in types.values():
            found = N_("文字要素，格式没有规定长度")
        else:
            found = str(strange[:5])
        raise UnreadableFileError(
            path,
            expected=N_("数值要素"),
            found=found,
            offset=at,
            remedy=N_("导出不带站名的文件"),
        )
    forms = {number: struct.Struct("<" + _TYPES[kind]) for number, kind in types.items()}
    at += kinds * _PAIR.size if kinds > 0 else 0
    for _station in range(count):
        station, lon, lat, held = _RECORD.unpack_from(content, at)
        values, at = _measured(content, at + _RECORD.size, held, forms, path)
        yield _Row(station, lon, lat, values)


def _measured(
    content: bytes,
    at: int,
    held: int,
    forms: Mapping[int, struct.Struct],
    path: Path,
) -> tuple[Values, int]:
    """The elements of one station, and where the next begins."""
    values: Values = {}
    for _element in range(held):
        (number,) = _NUMBER.unpack_from(content, at)
        if number not in forms:
            raise UnreadableFileError(
                path,
                expected=N_("文件头列出的要素"),
                found=str(number),
                offset=at,
                remedy=N_("文件可能损坏；重新取一份"),
            )
        (values[number],) = forms[number].unpack_from(content, at + _NUMBER.size)
        at += _NUMBER.size + forms[number].size
    return values, at


def _columns(rows: list[Values], level_hpa: float) -> dict[str, np.ndarray]:
    there = {number for row in rows for number in row}

    def column(number: int) -> np.ndarray:
        told = np.array([row.get(number, np.nan) for row in rows], float)
        return np.where(
            np.isin(np.abs(told), MARKS),
            np.nan,
            told,
        )

    found = {
        name: column(number) for number, name in reversed(_ELEMENTS.items()) if number in there
    }
    if level_hpa > 0 and "pressure_hpa" not in found:
        found["pressure_hpa"] = np.full(len(rows), level_hpa)
    if _DEPRESSION in there and {"temperature_degc", "dewpoint_degc"} & found.keys() == {
        "temperature_degc"
    }:
        found["dewpoint_degc"] = found["temperature_degc"] - column(_DEPRESSION)
    return found


def _told(rows: list[_Row]) -> Iterator[str]:
    """What was taken for granted and what was left unused."""
    yield _(N_("格式没有规定单位，按 hPa、℃、m/s、mm、°、%"))
    there = sorted({number for row in rows for number in row.values})
    if unused := [
        n for n in there if n not in {*_ELEMENTS, _DEPRESSION} and (n % 2 or n <= _PLACED)
    ]:
        yield _(N_("未用的要素编号：{numbers}")).format(numbers=" ".join(map(str, unused)))
    if any(n % 2 == 0 and n > _PLACED for n in there):
        yield _(N_("质控码未用：格式没有说明其含义"))
