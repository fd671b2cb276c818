"""Soundings in text: SPC/SHARPpy (``%RAW%``) and University of Wyoming lists, old, new and without a header."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.geodesy import Point
from wxmod.weather.profile import FEWEST_LEVELS, Profile
from wxmod.weather.readers.soundings.levels import (
    BEIJING,
    KNOT_MS,
    Told,
    moment_of,
    position_of,
    profile_of,
)
from wxmod.wording import N_, _

# station YYMMDD/HHMM
_SPC_TIME = re.compile(r"^\s*(\S+)\s+(\d{2})(\d{2})(\d{2})/(\d{2})(\d{2})", re.MULTILINE | re.ASCII)
_WYOMING_TIME = re.compile(
    r"(?:(\d{5})\s+)?([^\n<>]*?)\s*Observations at (\d{2})Z (\d{1,2}) (\w{3}) (\d{4})", re.ASCII
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WYOMING_HEAD = re.compile(r"^[ \t]*PRES[ \t]+HGHT[ \t]+TEMP[ \t]+DWPT.*$", re.MULTILINE)
_WYOMING_END = re.compile(
    r"</PRE>|^\s*Station information|^\s*Description of the", re.MULTILINE | re.IGNORECASE
)
_WYOMING_PLACE = re.compile(
    r"Station latitude:\s*(\S+)\s+Station longitude:\s*([^\s<]+)", re.ASCII | re.IGNORECASE
)
_WYOMING_LEVEL = re.compile(
    r"^ {0,3}\d{1,4}\.\d {1,6}-?\d{1,5}(?: +-?\d+\.?\d*){9,11}\s*$", re.MULTILINE | re.ASCII
)
_WIDTH = 7  # characters of a column of a Wyoming list
_OLD = "PRES HGHT TEMP DWPT RELH MIXR DRCT SKNT THTA THTE THTV"
_NEW = "PRES HGHT TEMP DWPT FRPT RELH RELI MIXR DRCT SKNT THTA THTE THTV"


def is_spc(text: str) -> bool:
    return "%RAW%" in text


def is_wyoming(text: str) -> bool:
    return bool(_WYOMING_HEAD.search(text)) or len(_WYOMING_LEVEL.findall(text)) >= FEWEST_LEVELS


def read_spc(text: str, path: Path) -> Profile:
    """A sounding in SPC/SHARPpy text: pressure hPa, height m, temperature and dew point °C, direction °, speed kt.

    Raises:
        UnreadableFileError: no levels, or the list breaks off.
    """
    body = text.split("%RAW%", 1)[1]
    notes: tuple[str, ...] = ()
    if "%END%" not in body:
        notes = (_(N_("文件没有 %END%，可能不完整")),)
    rows = []
    before = text[: text.index("%RAW%")].count("\n")
    for number, line in enumerate(
        body.split("%END%", 1)[0].splitlines(),
        before + 1,
    ):
        if line.strip():
            rows.append(_numbers(line.split(","), path, number, wanted=6))
    title = _spc_title(text)
    told = title._replace(notes=(*notes, *title.notes))
    return profile_of(rows, told, path, speed_ms=KNOT_MS)


def _spc_title(text: str) -> Told:
    """Station and time; Chinese stations (WMO block 5) write 08 and 20 hours Beijing time."""
    found = _SPC_TIME.search(text)
    if found:
        place = found[1]
    else:
        place = ""
    local = bool(found and re.fullmatch(r"5\d{4}", place) and found[5] in {"08", "20", "14", "02"})
    if found:
        at = moment_of(found.groups()[1:], BEIJING if local else UTC)
    else:
        at = None
    if at is None:
        return Told(place, None, (_(N_("文件没有时间")),))
    return Told(
        place,
        at,
        (_(N_("站号 {place}：时间按北京时")).format(place=place),) if local else (),
    )


def read_wyoming(text: str, path: Path) -> list[Profile]:
    """Sounding lists of the University of Wyoming, text or page, fixed columns of seven; kt or m/s as the header says.

    A list without its header is taken for the old one of 11 columns or the new one of 13, by its width.

    Raises:
        UnreadableFileError: no levels under a header.
    """
    heads = list(_WYOMING_HEAD.finditer(text))
    if not heads:
        return [_bare(text, path)]
    ends = [head.start() for head in heads[1:]] + [len(text)]
    starts = [0] + [head.end() for head in heads[:-1]]
    return [
        _listed(
            head.group().split(),
            text[head.end() : end],
            text[start : head.start()],
            path,
        )
        for head, start, end in zip(heads, starts, ends, strict=True)
    ]


def _bare(text: str, path: Path) -> Profile:
    wide = len(_NEW.split()) * _WIDTH
    new = max(len(line.rstrip()) for line in _WYOMING_LEVEL.findall(text)) > wide - _WIDTH
    columns = (_NEW if new else _OLD).split()
    note = _(N_("没有表头：按 {n} 列的怀俄明表，风速按节")).format(n=len(columns))
    first = _WYOMING_LEVEL.search(text)
    if first:
        start = first.start()
    else:
        start = 0
    return _listed(
        columns,
        text[start:],
        text[:start],
        path,
        (note,),
    )


def _listed(
    columns: Sequence[str],
    body: str,
    before: str,
    path: Path,
    notes: tuple[str, ...] = (),
) -> Profile:
    """One list, the title of which stands in *before*."""
    wind = next((c for c in columns if c in {"SKNT", "SPED", "SPD"}), None)
    names = ["PRES", "HGHT", "TEMP", "DWPT", "DRCT", wind]
    places = [columns.index(name) if name in columns else None for name in names]
    end = _WYOMING_END.search(body)
    rows = [
        row
        for line in body[: end.start() if end else None].splitlines()
        if (row := _wyoming_row(line, places))
    ]
    place, valid_at = _wyoming_title(before)
    if valid_at is None:
        notes = (*notes, _(N_("文件没有时间")))
    told = Told(place, valid_at, notes, _wyoming_position(body))
    return profile_of(rows, told, path, speed_ms=KNOT_MS if wind == "SKNT" else 1.0)


def _wyoming_position(body: str) -> Point | None:
    """Where the station stands, as it is told after its list."""
    found = _WYOMING_PLACE.search(body)
    return position_of(found[2], found[1]) if found else None


def _wyoming_row(line: str, places: list[int | None]) -> list[float] | None:
    """The six numbers of one level; None where the line is not a level."""
    cells = [line[i : i + _WIDTH].strip() for i in range(0, len(line), _WIDTH)]
    found = []
    for n, place in enumerate(places):
        if place is not None and place < len(cells):
            cell = cells[place]
        else:
            cell = ""
        try:
            found.append(float(cell) if cell else np.nan)
        except ValueError:
            return None
        if n == 0 and not cell:
            return None
    return found


def _wyoming_title(text: str) -> tuple[str, datetime | None]:
    titles = _WYOMING_TIME.findall(text)
    if not titles:
        return "", None
    number, name, hour, day, month, year = titles[-1]
    if month in _MONTHS:
        at = moment_of([year, _MONTHS.index(month) + 1, day, hour])
    else:
        at = None
    return " ".join(part for part in (number, name) if part), at


def _numbers(
    cells: list[str],
    path: Path,
    line: int,
    *,
    wanted: int,
) -> list[float]:
    try:
        row = [float(cell) for cell in cells[:wanted]]
    except ValueError:
        row = []
    if len(row) < wanted:
        raise UnreadableFileError(
            path,
            expected=_(N_("每层 {n} 个数")).format(n=wanted),
            found=",".join(cells)[:60],
            offset=line,
            remedy=N_("文件可能被截断；重新取一份"),
        )
    return row
