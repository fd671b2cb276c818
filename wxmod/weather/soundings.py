"""Soundings in text: SPC/SHARPpy (``%RAW%``) and University of Wyoming lists, old, new and without a header."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.profile import FEWEST_LEVELS, Profile, cleaned, wind_components
from wxmod.wording import N_, _

KNOT_MS = 0.514444
_NO_HEIGHT = (9999.0, 99999.0, 999999.0)
MISSING = 9999.0
_BEIJING = timezone(timedelta(hours=8))
# station YYMMDD/HHMM
_SPC_TIME = re.compile(r"^\s*(\S+)\s+(\d{2})(\d{2})(\d{2})/(\d{2})(\d{2})", re.MULTILINE)
_WYOMING_TIME = re.compile(r"(\d{5})?\s*(\S+)?.*Observations at (\d{2})Z (\d{1,2}) (\w{3}) (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WYOMING_HEAD = re.compile(r"^\s*PRES\s+HGHT\s+TEMP\s+DWPT.*$", re.MULTILINE)
_WIDTH = 7  # columns of a Wyoming list


def is_spc(text: str) -> bool:
    return "%RAW%" in text


def is_wyoming(text: str) -> bool:
    return bool(_WYOMING_HEAD.search(text))


def read_spc(text: str, path: Path) -> Profile:
    """A sounding in SPC/SHARPpy text: pressure hPa, height m, temperature and dew point °C, direction °, speed kt.

    Raises:
        UnreadableFileError: no levels, or the list breaks off.
    """
    body = text.split("%RAW%", 1)[1]
    notes = () if "%END%" in body else (_(N_("文件没有 %END%，可能不完整")),)
    rows = []
    before = text[: text.index("%RAW%")].count("\n")
    for number, line in enumerate(body.split("%END%", 1)[0].splitlines(), before + 1):
        if line.strip():
            rows.append(_numbers(line.split(","), path, number, wanted=6))
    place, valid_at, told = _spc_title(text)
    return _profile(np.array(rows), place, valid_at, (*notes, *told), path, speed_ms=KNOT_MS)


def _spc_title(text: str) -> tuple[str, datetime | None, tuple[str, ...]]:
    """Station and time; Chinese stations (WMO block 5) write 08 and 20 hours Beijing time."""
    found = _SPC_TIME.search(text)
    if not found:
        return "", None, (_(N_("文件没有时间")),)
    place, year, month, day, hour, minute = found.groups()
    century = 2000 if int(year) < 50 else 1900  # noqa: PLR2004  the archive begins in 1957
    local = re.fullmatch(r"5\d{4}", place) and hour in {"08", "20", "14", "02"}
    at = datetime(century + int(year), int(month), int(day), int(hour), int(minute), tzinfo=_BEIJING if local else UTC)
    notes = (_(N_("站号 {place}：时间按北京时")).format(place=place),) if local else ()
    return place, at.astimezone(UTC), notes


def read_wyoming(text: str, path: Path) -> Profile:
    """A sounding list of the University of Wyoming, fixed columns of seven; wind in kt or m/s as the header says.

    Raises:
        UnreadableFileError: no levels under the header.
    """
    head = _WYOMING_HEAD.search(text)
    if head is None:
        raise UnreadableFileError(path, expected="PRES HGHT TEMP DWPT", found=N_("没有表头"))
    columns = head.group().split()
    wind = next((c for c in columns if c in {"SKNT", "SPED", "SPD"}), None)
    names = ["PRES", "HGHT", "TEMP", "DWPT", "DRCT", wind]
    places = [columns.index(name) if name in columns else None for name in names]
    rows = [row for line in text[head.end() :].splitlines() if (row := _wyoming_row(line, places))]
    place, valid_at = _wyoming_title(text)
    notes = () if valid_at else (_(N_("文件没有时间")),)
    return _profile(np.array(rows), place, valid_at, notes, path, speed_ms=KNOT_MS if wind == "SKNT" else 1.0)


def _wyoming_row(line: str, places: list[int | None]) -> list[float] | None:
    """The six numbers of one level; None where the line is not a level."""
    cells = [line[i : i + _WIDTH].strip() for i in range(0, len(line), _WIDTH)]
    found = []
    for n, place in enumerate(places):
        cell = cells[place] if place is not None and place < len(cells) else ""
        try:
            found.append(float(cell) if cell else np.nan)
        except ValueError:
            return None
        if n == 0 and not cell:
            return None
    return found


def _wyoming_title(text: str) -> tuple[str, datetime | None]:
    found = _WYOMING_TIME.search(text)
    if not found:
        return "", None
    number, name, hour, day, month, year = found.groups()
    at = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), tzinfo=UTC)
    return " ".join(part for part in (number, name) if part), at


def _numbers(cells: list[str], path: Path, line: int, *, wanted: int) -> list[float]:
    try:
        row = [float(cell) for cell in cells[:wanted]]
    except ValueError:
        row = []
    if len(row) < wanted:
        raise UnreadableFileError(
            path, expected=_(N_("每层 {n} 个数")).format(n=wanted), found=",".join(cells)[:60], offset=line,
            remedy=N_("文件可能被截断；重新取一份"),
        )  # fmt: skip
    return row


def _profile(
    rows: np.ndarray, place: str, valid_at: datetime | None, notes: tuple[str, ...], path: Path, *, speed_ms: float
) -> Profile:
    if rows.ndim != 2 or rows.shape[0] < FEWEST_LEVELS:  # noqa: PLR2004  a table
        raise UnreadableFileError(
            path, expected=_(N_("至少 {n} 层")).format(n=FEWEST_LEVELS), found=str(len(rows)),
            remedy=N_("文件可能被截断；重新取一份"),
        )  # fmt: skip
    table = rows.astype(float)
    lost = np.abs(table) >= MISSING
    lost[:, 1] = np.isin(np.abs(table[:, 1]), _NO_HEIGHT)  # a balloon does rise above 9999 m
    table[lost] = np.nan
    u, v = wind_components(table[:, 4], table[:, 5] * speed_ms)
    pressure, height, temperature, dewpoint = table[:, :4].T
    raw = Profile(pressure, height, temperature, dewpoint, u, v, place=place, valid_at=valid_at, notes=notes)
    found = cleaned(raw)
    if found.pressure_hpa.size < FEWEST_LEVELS:
        raise UnreadableFileError(
            path, expected=_(N_("至少 {n} 层")).format(n=FEWEST_LEVELS), found=str(found.pressure_hpa.size)
        )  # fmt: skip
    return found
