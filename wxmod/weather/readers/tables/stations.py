"""Tables of measurements at stations, one row each: the bureau's own CSV, and what other readers make of theirs."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.soundings.levels import BEIJING, MARKS, moment_of
from wxmod.weather.readers.tables.columns import STRANGE_UNIT, Column, columns
from wxmod.wording import N_, _

NOTHING = {
    "",
    "null",
    "nan",
    "none",
    "na",
    "n/a",
    "-",
    "--",
    "m",
    "缺测",
    "缺",
}  # written where nothing was measured
FEWEST_COLUMNS = 3  # known by name, before a text counts as a table
# what can be: where the column cannot hold a number, it is a mark of a missing value or a mistake
POSSIBLE: Mapping[str, tuple[float, float]] = {
    "lon": (-180, 360),
    "lat": (-90, 90),
    "altitude_m": (-500, 9000),
    "pressure_hpa": (0.5, 1100),
    "height_msl_m": (-500, 55_000),
    "temperature_degc": (-120, 65),
    "dewpoint_degc": (-150, 45),
    "relative_humidity_pct": (0, 150),
    "wind_direction_deg": (0, 360),
    "wind_speed_ms": (0, 180),
    "precipitation_mm": (0, 2000),
    "hail_mm": (0, 300),
    "elapsed_s": (-600, 36_000),
}


@dataclass(frozen=True)
class StationTable:
    """Measurements, one row each.

    Attributes:
        stations: Station of each row, as the file writes it.
        times: When each row is valid, UTC; None where the file does not say.
        values: Columns by name with unit (``temperature_degc``; ``lon``, ``lat``, ``altitude_m``), NaN where missing.
        notes: What was repaired or left unused.
    """

    stations: tuple[str, ...]
    times: tuple[datetime | None, ...]
    values: Mapping[str, NDArray[np.float64]]
    notes: tuple[str, ...] = ()


def is_table(text: str) -> bool:
    header = _cells(
        next(
            (line for line in text.splitlines()[:5] if line.strip()),
            "",
        )
    )
    known = [each for each in columns(header)[0] if each is not None]
    return len(known) >= FEWEST_COLUMNS


def read_table(text: str, path: Path, zone: tzinfo | None = None) -> StationTable:
    """A table with a header of names in Chinese or English, units in brackets or after the last underscore.

    Args:
        zone: Of times whose zone the table does not tell; Beijing in a Chinese table and UTC in others, if not given.

    Raises:
        UnreadableFileError: no row, a row that breaks off before the last, or a unit nobody knows.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines:
        header = _cells(lines[0][1])
    else:
        header = []
    found, unused, strange = columns(header)
    if strange:
        said = _(STRANGE_UNIT).format(names=" ".join(strange))
        raise UnreadableFileError(
            path,
            expected=N_("认识的单位"),
            found=said,
            offset=1,
            remedy=N_("改写表头的单位"),
        )
    rows = []
    short = 0
    for _n, line in lines[1:]:
        cells = _cells(line)
        if len(cells) < len(header):
            short += 1
        else:
            rows.append(cells)
    if not rows:
        raise UnreadableFileError(
            path,
            expected=N_("表头之下至少一行"),
            found=N_("没有"),
            offset=1,
            remedy=N_("文件可能被截断；重新取一份"),
        )
    if unused:
        notes = [_(N_("未用的列：{names}")).format(names=" ".join(unused))]
    else:
        notes = []
    if short:
        notes.append(_(N_("{n} 行不全，已去掉")).format(n=short))
    return _table(rows, found, (header, notes), zone)


def _cells(line: str) -> list[str]:
    mark = max(",;\t，", key=line.count)
    if not line.count(mark):
        return line.split()
    return [cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])]


def _table(
    rows: Sequence[Sequence[str]],
    found: Sequence[Column | None],
    head: tuple[Sequence[str], list[str]],
    unless_told: tzinfo | None,
) -> StationTable:
    place = {each.name: i for i, each in enumerate(found) if each is not None}
    (header, notes) = head
    zone, told = _zone(header, unless_told)
    times = [_time(row, place, zone) for row in rows]
    if "time" not in place and "year" not in place:
        notes.append(_(N_("文件没有时间")))
    else:
        notes.extend(told)
        if lost := sum(at is None for at in times):
            notes.append(_(N_("{n} 行的时间读不懂")).format(n=lost))
    values = {}
    words = 0
    for i, each in enumerate(found):
        if each is None or each.name not in POSSIBLE:
            continue
        raw, bad = _floats([row[i] for row in rows])
        values[each.name] = raw * each.factor + each.offset
        words += bad
        if each.assumed:
            notes.append(
                _(N_("{name} 没有写单位，按 {unit}")).format(name=header[i], unit=each.assumed)
            )
    if words:
        notes.append(_(N_("{n} 格不是数，作缺测")).format(n=words))
    who = place.get("station", place.get("name"))
    return checked(
        tuple("" if who is None else row[who] for row in rows),
        tuple(times),
        values,
        notes,
    )


def _floats(cells: Sequence[str]) -> tuple[NDArray[np.float64], int]:
    found = []
    bad = 0
    for cell in cells:
        try:
            value = float(cell)
        except ValueError:
            bad += cell.strip("*").lower() not in NOTHING
            value = np.nan
        found.append(np.nan if abs(value) in MARKS[1:] else value)
    return np.array(found), bad


def checked(
    stations: tuple[str, ...],
    times: tuple[datetime | None, ...],
    values: Mapping[str, NDArray[np.float64]],
    notes: Sequence[str],
) -> StationTable:
    """A table in which no column holds what it cannot; what was no mark of a missing value is counted in the notes."""
    kept = {}
    wrong = 0
    for name, column in values.items():
        least, most = POSSIBLE.get(name, (-np.inf, np.inf))
        out = np.isfinite(column) & ((column < least) | (column > most)) | np.isinf(column)
        wrong += int((out & ~np.isin(np.abs(column), MARKS)).sum())
        kept[name] = np.where(out, np.nan, column)
    said: tuple[str, ...] = ()
    if wrong:
        said = (_(N_("{n} 个数超出可能的范围，作缺测")).format(n=wrong),)
    return StationTable(stations, times, kept, (*notes, *said))


def _zone(header: Sequence[str], unless_told: tzinfo | None) -> tuple[tzinfo, list[str]]:
    """The zone times are written in: as the header says, else *unless_told*, Beijing in a Chinese table or UTC."""
    said = " ".join(header).lower()
    if "北京" in said or "bjt" in said:
        return BEIJING, []
    if "utc" in said or "世界时" in said or "station_id_c" in said:  # the CMA order is in UTC
        return UTC, []
    if unless_told:
        return unless_told, [_(N_("没有写时区，按 {zone}")).format(zone=unless_told)]
    if any("\u4e00" <= letter <= "\u9fff" for letter in said):
        return BEIJING, [_(N_("没有写时区，按北京时"))]
    return UTC, [_(N_("没有写时区，按世界时"))]


def _time(row: Sequence[str], place: Mapping[str, int], zone: tzinfo) -> datetime | None:
    if "year" in place:
        parts = [
            row[place[name]] for name in ("year", "month", "day", "hour", "minute") if name in place
        ]
        return moment_of(parts, zone) if len(parts) >= 4 else None  # noqa: PLR2004  to the hour
    if "time" not in place:
        return None
    written = row[place["time"]].strip().replace("/", "-")
    if written.isdecimal() and len(written) in {10, 12, 14}:
        return moment_of(
            [
                written[:4],
                written[4:6],
                written[6:8],
                written[8:10],
                written[10:12] or "0",
            ],
            zone,
        )
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    parts = [str(part) for part in (at.year, at.month, at.day, at.hour, at.minute)]
    if at.tzinfo and at.year > 1:
        return at.astimezone(UTC)
    return moment_of(parts, zone)
