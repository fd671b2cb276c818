"""GRIB 1 and 2 to pieces, a field at a time, with ECMWF's eccodes (which cfgrib brings).

Fields are looked through one by one, so none is lost because another variable has more levels.  Winds along the rows
and columns of the grid are turned to east and north.  Names: eccodes' short names; where a local table hides them, the
WMO codes (edition 2: discipline, category, number; edition 1: table 2 of FM 92).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wxmod.domain.base import FIRST_YEAR, LAST_YEAR
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids.heads import PlainHeader, head
from wxmod.weather.readers.grids.messages import Message, field, messages
from wxmod.weather.readers.grids.names import unit
from wxmod.weather.readers.grids.parameters import CODES_1, CODES_2, TABLES_1, name_of
from wxmod.weather.readers.grids.pieces import (
    Floats,
    Found,
    Grid,
    Order,
    Origin,
    Piece,
    Reached,
    bounded,
    grid_of,
    meshed,
    unwatched,
)
from wxmod.weather.readers.grids.winds import WINDS, Along, turned_pairs
from wxmod.wording import N_, _

# Code table 4: units of time.
_HOURS = {
    0: 1 / 60,
    1: 1.0,
    2: 24.0,
    10: 3.0,
    11: 6.0,
    12: 12.0,
    13: 1 / 3600,
}
_STEP = re.compile(r"(-?\d+(?:\.\d+)?)([smhD]?)", re.ASCII)
_NAMED_HOURS = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "D": 24.0}
_MEANS = {"em", "es"}  # of an ensemble, not one of its members
_SAID = {  # what the library says in English only
    "Decoding invalid": N_("压缩的数据损坏"),
    "Passed array is too small": N_("数值个数与网格不符"),
    "Key/value not found": N_("缺少必要的字段"),
    "Wrong message length": N_("报文长度不符"),
    "End of resource reached": N_("报文没有完"),
    "Premature end of resource": N_("报文没有完"),
    "Final 7777 not found": N_("报文末尾不是 7777"),
    "Invalid grid description": N_("网格说明损坏"),
}
_NEVER = np.datetime64("NaT", "ns")
_NOTHING = -1e30


class Header(NamedTuple):
    """A field as its header tells it."""

    where: Message
    name: str
    level: float | None
    time: np.datetime64
    run: np.datetime64
    hours: float
    member: int | None
    grid: str
    along_grid: bool
    scale: tuple[float, float]
    origin: Origin


@dataclass(frozen=True, eq=False)
class Laid:
    """A grid, and how its values are brought in order."""

    grid: Grid
    sizes: tuple[int, int]
    rows: Order
    columns: Order


class Scanned(NamedTuple):
    """What the headers of some files tell.

    Attributes:
        on_model_levels: The first field on a level of the model, if there is one.
    """

    entries: list[Header]
    grids: dict[str, Laid]
    on_model_levels: Message | None


def read(paths: Sequence[Path], reached: Reached = unwatched) -> Found:
    """Pieces of *paths*.

    Raises:
        UnreadableFileError: a message is damaged or of a packing nothing here decodes.
    """
    notes: list[str] = []
    entries, grids, on_model_levels = _scanned(paths, reached)
    if on_model_levels is not None:
        _not_only_model_levels(entries, on_model_levels)
        notes.append(_(N_("模式面（hybrid）上的报文未用：先插值到等压面")))
    pieces: list[Piece] = []
    along: list[Along] = []
    for entry in entries:
        piece = _plain(entry, grids[entry.grid])
        if entry.along_grid:
            along.append(Along(piece))
        else:
            pieces.append(piece)
    pieces += turned_pairs(along, notes)
    return Found(pieces, notes)


def _scanned(paths: Sequence[Path], reached: Reached) -> Scanned:
    """The headers of *paths*; of fields alike but for level, time and member the library is asked once."""
    entries: list[Header] = []
    grids: dict[str, Laid] = {}
    on_model_levels: Message | None = None
    known: dict[bytes, Header | None] = {}
    for path in paths:
        reached(path)
        for where, text in messages(path):
            plain = head(text)
            if plain is not None and plain.signature in known:
                alike = known[plain.signature]
                if alike is not None:
                    entries.append(_alike(alike, where, plain))
                continue
            with _decoding(where, text) as message:
                entry = _entry(where, message)
                if entry is not None:
                    entries.append(entry)
                    if entry.grid not in grids:
                        grids[entry.grid] = _laid(where, message)
                elif _get(message, "typeOfLevel") == "hybrid":
                    on_model_levels = on_model_levels or where
            if plain is not None:
                known[plain.signature] = entry
    return Scanned(entries, grids, on_model_levels)


def _alike(entry: Header, where: Message, plain: PlainHeader) -> Header:
    """What the library said of *entry*, for another level, time or member of the same variable."""
    member = None
    if entry.member is not None:
        member = plain.member
    return entry._replace(
        where=where, level=plain.level_hpa, time=plain.time, run=plain.run, member=member
    )


def _not_only_model_levels(entries: Sequence[Header], on_model_levels: Message) -> None:
    """Refuse a file whose air is all on model levels: their pressure needs another file's ground pressure.

    Raises:
        UnreadableFileError: it is such a file.
    """
    if any(entry.level is not None for entry in entries):
        return
    raise UnreadableFileError(
        on_model_levels.path,
        expected=N_("等压面上的要素"),
        found=N_("只有模式面（hybrid）"),
        offset=on_model_levels.offset,
        remedy=N_("先插值到等压面，如 cdo ml2pl，或下载等压面资料"),
    )


@cache
def _eccodes() -> Any:
    """ECMWF's library, loaded where there is GRIB.

    PyPI's builds of it and of pyproj each carry a PROJ.  Loaded the other way round, pyproj finds its functions in
    eccodes' copy, has no data base and ends in a double free: maps and areas after a GRIB file took the program down.
    """
    import pyproj  # noqa: F401, I001, PLC0415
    import eccodes  # noqa: PLC0415

    return eccodes


@contextmanager
def _decoding(where: Message, text: bytes) -> Iterator[Any]:
    eccodes = _eccodes()
    try:
        handle = eccodes.codes_new_from_message(text)
        try:
            yield handle
        finally:
            eccodes.codes_release(handle)
    except eccodes.CodesInternalError as error:
        said = str(error)[:120]
        raise UnreadableFileError(
            where.path,
            expected=N_("能解码的 GRIB 报文"),
            found=_SAID.get(said, said),
            offset=where.offset,
            remedy=N_("文件可能已坏；重新取一份"),
        ) from error


def _get(message: Any, key: str, default: Any = None) -> Any:
    eccodes = _eccodes()
    try:
        return eccodes.codes_get(message, key)
    except eccodes.KeyValueNotFoundError:
        return default


def _entry(where: Message, message: Any) -> Header | None:
    """What the header says; None for what the model has no place for."""
    kind = _get(message, "typeOfLevel", "")
    level = float(_get(message, "level", 0))
    name = name_of(_short(message), kind, level)
    if name is None:
        return None
    factor = unit(name, str(_get(message, "units", "")))
    if name == "precipitation_mm" and _get(message, "stepType") != "accum":
        return None
    if factor is None and _get(message, "shortName") != "unknown":
        return None
    if kind.startswith("isobaric"):
        if kind == "isobaricInPa":
            height = level / 100
        else:
            height = level
    return Header(
        where,
        name,
        height if kind.startswith("isobaric") else None,
        _time(message, "validityDate", "validityTime"),
        _time(message, "dataDate", "dataTime"),
        _hours(message),
        _member(message),
        str(_get(message, "md5GridSection", "")),
        _along_grid(message) and name in WINDS,
        (factor.scale, factor.offset) if factor else (1, 0),
        Origin(str(_get(message, "centre", "")), int(_get(message, "paramId", 0))),
    )


def _member(message: Any) -> int | None:
    """Its number in an ensemble; None where the message is of none, though edition 1 may hold a zero.

    An analysis or a forecast of edition 1 is a member only where it says of how many: ensembles of analyses
    (ECMWF's stream ``enda``) are of type ``an`` like any other.
    """
    number = _get(message, "number")
    kind = _get(message, "dataType")
    if number is None or kind in _MEANS:
        return None
    single = kind in {"an", "fc"} and int(_get(message, "totalNumber", 0) or 0) <= 1
    if _get(message, "edition") == 1 and single:
        return None
    return int(number)


def _short(message: Any) -> str:
    short = str(_get(message, "shortName", "unknown"))
    if short != "unknown":
        return short
    if _get(message, "edition") == 2:  # noqa: PLR2004
        keys = ("discipline", "parameterCategory", "parameterNumber")
        discipline, category, number = (int(_get(message, k, -1)) for k in keys)
        return CODES_2.get((discipline, category, number), "")
    if int(_get(message, "table2Version", 0)) in TABLES_1:
        return CODES_1.get(int(_get(message, "indicatorOfParameter", 0)), "")
    return ""


def _time(message: Any, date: str, clock: str) -> np.datetime64:
    day = int(_get(message, date, 0))
    hour = int(_get(message, clock, 0))
    if not FIRST_YEAR <= day // 10000 <= LAST_YEAR:
        return _NEVER
    text = f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}T{hour // 100:02d}:{hour % 100:02d}"
    try:
        return np.datetime64(text, "ns")
    except ValueError:
        return _NEVER


def _hours(message: Any) -> float:
    """Over how many hours an amount fell; NaN where the message does not say."""
    start = _step_h(message, "startStep")
    end = _step_h(message, "endStep")
    return end - start


def _step_h(message: Any, key: str) -> float:
    """A step in hours: a number in the unit of the message, or a text such as ``15m`` that names its own."""
    step = _STEP.fullmatch(str(_get(message, key, "")))
    if step is None:
        return float("nan")
    if step[2]:
        unit_h = _NAMED_HOURS[step[2]]
    else:
        unit_h = _HOURS.get(int(_get(message, "stepUnits", 1)), float("nan"))
    return float(step[1]) * unit_h


def _along_grid(message: Any) -> bool:
    return bool(_get(message, "uvRelativeToGrid", 0)) and _get(message, "gridType") not in {
        "regular_ll",
        "regular_gg",
    }


def _laid(where: Message, message: Any) -> Laid:
    eccodes = _eccodes()
    wide = int(_get(message, "Nx", 0) or 0)
    high = int(_get(message, "Ny", 0) or 0)
    bounded(where.path, wide, high)
    lat = np.asarray(eccodes.codes_get_array(message, "latitudes"))
    lon = np.asarray(eccodes.codes_get_array(message, "longitudes"))
    if lat.size != wide * high or not np.isfinite(lat).all() or (np.abs(lat) > 90).any():  # noqa: PLR2004
        kind = str(_get(message, "gridType"))
        # Such a grid is read, but not one that contradicts itself.
        whole = kind.startswith("regular")
        raise UnreadableFileError(
            where.path,
            expected=N_("自洽的网格") if whole else N_("经纬度网格或投影网格"),
            found=f"{kind}, {high} × {wide}, {lat.min():g}…{lat.max():g}°" if whole else kind,
            offset=where.offset,
            remedy=N_("文件可能已坏；重新取一份") if whole else N_("先转换为经纬度网格"),
        )
    if _get(message, "jPointsAreConsecutive", 0):
        sizes = (wide, high)
    else:
        sizes = (high, wide)
    lat, lon = (_upright(each, sizes, (high, wide)) for each in (lat, lon))
    if np.ptp(lat, axis=1).max() < 1e-6:  # noqa: PLR2004  rows are parallels
        grid, rows, columns = meshed(lat[:, 0], lon[0])
        return Laid(grid, sizes, rows, columns)
    return Laid(grid_of(lat, lon), sizes, slice(None), slice(None))


def _upright(values: Floats, sizes: tuple[int, int], wanted: tuple[int, int]) -> Floats:
    if sizes == wanted:
        return values.reshape(sizes)
    return values.reshape(sizes).T


def _plain(entry: Header, laid: Laid) -> Piece:
    return _piece(entry, laid, lambda: _ordered(_values(entry, laid), laid))


def _piece(entry: Header, laid: Laid, values: Any) -> Piece:
    levels: tuple[float, ...] | None = None
    shape: tuple[int, ...] = laid.grid.shape
    if entry.level is not None:
        levels = (entry.level,)
        shape = (1, *shape)
    amount = float("nan")
    if entry.name == "precipitation_mm":
        amount = entry.hours
    return Piece(
        entry.name,
        entry.where.path,
        laid.grid,
        entry.time,
        levels,
        lambda: values().reshape(shape),
        entry.run,
        amount,
        entry.origin,
        entry.member,
    )


def _ordered(values: Floats, laid: Laid) -> Floats:
    return _upright(values, laid.sizes, laid.grid.shape)[laid.rows][:, laid.columns]


@lru_cache(maxsize=4)
def _values(entry: Header, laid: Laid) -> Floats:
    """The field in canonical units, in the file's order; the last few are kept, since winds come in pairs."""
    eccodes = _eccodes()
    with _decoding(entry.where, field(entry.where)) as message:
        # 9999 by default, which a height may well be.
        eccodes.codes_set(message, "missingValue", _NOTHING)
        values = np.asarray(eccodes.codes_get_values(message))
    if (gaps := values == _NOTHING).any():
        values[gaps] = np.nan
    if values.size != laid.sizes[0] * laid.sizes[1]:
        raise UnreadableFileError(
            entry.where.path,
            expected=N_("能解码的 GRIB 报文"),
            found=f"{values.size} ≠ {laid.sizes}",
            offset=entry.where.offset,
            remedy=N_("文件可能已坏；重新取一份"),
        )
    return np.asarray(
        values * entry.scale[0] + entry.scale[1],
        dtype="float32",
    )
