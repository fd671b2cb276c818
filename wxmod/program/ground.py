"""The optional parts of a programme's folder that firing needs: trajectory tables, what lies around, who borders."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.explain import explain
from wxmod.domain.firing.trajectories import TrajectoryRow, TrajectoryTable
from wxmod.domain.json_text import json_once
from wxmod.program.tables import read_table
from wxmod.wording import N_, _

FOLDER = "trajectories"
Row = Mapping[str, Any]
"""Cells of a line, or properties of a feature, by name."""
Fields = dict[str, Any]
"""Fields of a value, by name."""

COLUMNS = [
    *(name for name in TrajectoryTable.model_fields if name != "rows"),
    *TrajectoryRow.model_fields,
]
"""Of a trajectory table as a file."""
_OF_ROW = frozenset(TrajectoryRow.model_fields)
_ROW = re.compile(r"^rows\.(\d+)\.(.*)$", re.MULTILINE)


def tables_in(folder: Path) -> list[TrajectoryTable]:
    """Every trajectory table of a folder's ``trajectories``.

    Raises:
        UnreadableFileError, BadInput: as `read_trajectories`.
    """
    paths = folder.glob(f"{FOLDER}/*.csv")
    return [read_trajectories(path) for path in sorted(paths)]


def read_trajectories(path: Path) -> TrajectoryTable:
    """One table: the columns of `TrajectoryRow`, and those of `TrajectoryTable` the same in every line.

    Raises:
        UnreadableFileError: not a CSV file.
        BadInput: it is no path, has no source or no date, or mixes tables.
    """
    # Spreadsheets leave empty lines.
    rows = [row for row in read_table(path) if row]
    table = _of_table(path, rows)
    table["rows"] = [_columns(row, of_row=True) for row in rows]
    try:
        return TrajectoryTable.model_validate(table)
    except ValidationError as error:
        raise BadInput(
            N_("{path} 有错：\n{why}"),
            remedy=N_("列：{columns}；高度和距离以米计，从发射点算起"),
            path=path.name,
            why=_ROW.sub(_line, explain(error)),
            columns=", ".join(COLUMNS),
        ) from error


def _of_table(path: Path, rows: Sequence[Row]) -> Fields:
    """What the lines say of their table, which is the same in each."""
    table: Fields = {}
    for n, row in enumerate(rows):
        columns = _columns(row, of_row=False)
        if n == 0:
            table = columns
        if columns != table:
            raise BadInput(
                N_("{path}：一个文件只放一张射表，各行的型号、日期和出处须相同"),
                path=path.name,
            )
    return table


def _columns(row: Row, *, of_row: bool) -> Fields:
    """The cells that belong to one elevation, or those that belong to the table."""
    return {name: cell for name, cell in row.items() if (name in _OF_ROW) is of_row}


def _line(match: re.Match[str]) -> str:
    """A fault as the person at the spreadsheet counts lines."""
    row, fault = match.groups()
    return _("表头下第 {n} 行：{fault}").format(n=int(row) + 1, fault=fault)


_BLANK = (
    N_("射表：每行一个仰角，从小到大；一个文件只放一种弹药的一张表，前几列每行相同。"),
    N_("高度和距离以米计，从发射点算起；厂家没有印的留空，不要估计。"),
    N_("start 播撒开始，end 播撒结束，final 自毁或开伞，dud 哑弹落点。"),
    N_(
        "dated 是印发日期（2020-01-01），source 写书名、版次和页码，confidence 写 confirmed、reported 或 unverified。"
    ),
)


def blank_trajectories(ammunition: str) -> str:
    """An empty table for somebody to copy the maker's into: what to write, the columns, and a line begun."""
    lines = [f"# {_(line)}" for line in _BLANK]
    columns = [name for name in COLUMNS if name != "demonstration"]
    lines.append(",".join(columns))
    begun = {"name": ammunition, "ammunition": ammunition}
    cells = [begun.get(name, "") for name in columns]
    lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def surroundings_in(folder: Path) -> list[Fields]:
    """Places and installations of a programme, from ``surroundings.csv`` and ``surroundings.geojson``; none is fine.

    Raises:
        UnreadableFileError: a file is not what its name says.
    """
    places: list[Fields] = []
    table = folder / "surroundings.csv"
    if table.is_file():
        rows = read_table(table)
        places += map(_placed, rows)
    layer = folder / "surroundings.geojson"
    if layer.is_file():
        # Name, kind, radius_m, source and confidence are the properties of each point.
        places += _read_features(layer, _point, N_("GeoJSON 点要素"))
    return places


def _placed(row: Row) -> Fields:
    place = dict(row)
    place["position"] = {
        "lon": place.pop("lon", None),
        "lat": place.pop("lat", None),
    }
    return place


def neighbours_in(folder: Path) -> list[Fields]:
    """Ground of other provinces and counties, from ``neighbours.geojson``; none is fine.

    Areas (Polygon, MultiPolygon) with the properties name, province, source and confidence; holes count as filled.

    Raises:
        UnreadableFileError: the file is not that.
    """
    path = folder / "neighbours.geojson"
    if not path.is_file():
        return []
    return _read_features(path, _area, N_("GeoJSON 面要素"))


def _area(feature: Row) -> Fields:
    shape = feature["geometry"]
    corners = shape["coordinates"]
    parts_of = {
        "Polygon": [corners],
        "MultiPolygon": corners,
    }
    outlines = []
    for part in parts_of[shape["type"]]:
        # The first ring is the outline, those after it are holes.
        ring = part[0]
        outlines.append([corner[:2] for corner in ring])
    return {**feature["properties"], "outlines": outlines}


def _point(feature: Row) -> Fields:
    coordinates = feature["geometry"]["coordinates"]
    # A third number would be a height.
    lon, lat = coordinates[:2]
    position = {"lon": lon, "lat": lat}
    return {**feature["properties"], "position": position}


def _read_features(
    path: Path,
    shape: Callable[[Row], Fields],
    expected: str,
) -> list[Fields]:
    """The features of a GeoJSON file, each in the *shape* that its geometry has."""
    try:
        layer = json_once(path.read_text("utf-8-sig"))
        return [shape(feature) for feature in layer["features"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UnreadableFileError(
            path,
            expected=expected,
            found=repr(error),
        ) from error
