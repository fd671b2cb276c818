"""The optional parts of a programme's folder that firing needs: trajectory tables, what lies around, who borders."""

import re
from collections.abc import Callable, Mapping
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
_OF_ROW = frozenset(TrajectoryRow.model_fields)


def tables_in(folder: Path) -> list[TrajectoryTable]:
    """Every trajectory table of a folder's ``trajectories``.

    Raises:
        UnreadableFileError, BadInput: as `read_trajectories`.
    """
    return [read_trajectories(path) for path in sorted((folder / FOLDER).glob("*.csv"))]


def read_trajectories(path: Path) -> TrajectoryTable:
    """One table: the columns of `TrajectoryRow`, and those of `TrajectoryTable` the same in every line.

    Raises:
        UnreadableFileError: not a CSV file.
        BadInput: it is no path, has no source or no date, or mixes tables.
    """
    # Spreadsheets leave empty lines.
    rows = [row for row in read_table(path) if row]
    heads = [_columns(row, of_row=False) for row in rows]
    if any(head != heads[0] for head in heads):
        raise BadInput(
            N_("{path}：一个文件只放一张射表，各行的型号、日期和出处须相同"),
            path=path.name,
        )
    table: dict[str, Any] = dict(heads[0]) if heads else {}
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


def _columns(row: Mapping[str, Any], *, of_row: bool) -> dict[str, Any]:
    """The cells that belong to one elevation, or those that belong to the table."""
    return {name: cell for name, cell in row.items() if (name in _OF_ROW) is of_row}


COLUMNS = [
    *(name for name in TrajectoryTable.model_fields if name != "rows"),
    *TrajectoryRow.model_fields,
]
"""Of a trajectory table as a file."""
_ROW = re.compile(r"^rows\.(\d+)\.(.*)$", re.MULTILINE)


def _line(match: re.Match[str]) -> str:
    """A fault as the person at the spreadsheet counts lines."""
    number = int(match[1]) + 1
    return _(N_("表头下第 {n} 行：{fault}")).format(
        n=number,
        fault=match[2],
    )


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
    columns = [name for name in COLUMNS if name != "demonstration"]
    filled = {"name": ammunition, "ammunition": ammunition}
    cells = [filled.get(name, "") for name in columns]
    lines = [f"# {_(line)}" for line in _BLANK]
    lines.append(",".join(columns))
    lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def surroundings_in(folder: Path) -> list[dict[str, Any]]:
    """Places and installations of a programme, from ``surroundings.csv`` and ``surroundings.geojson``; none is fine.

    Raises:
        UnreadableFileError: a file is not what its name says.
    """
    places: list[dict[str, Any]] = []
    table = folder / "surroundings.csv"
    if table.is_file():
        places += [_placed(row) for row in read_table(table)]
    layer = folder / "surroundings.geojson"
    if layer.is_file():
        places += _features(layer)
    return places


def _placed(row: Mapping[str, Any]) -> dict[str, Any]:
    place = dict(row)
    position = {
        "lon": place.pop("lon", None),
        "lat": place.pop("lat", None),
    }
    return place | {"position": position}


def neighbours_in(folder: Path) -> list[dict[str, Any]]:
    """Ground of other provinces and counties, from ``neighbours.geojson``; none is fine.

    Areas (Polygon, MultiPolygon) with the properties name, province, source and confidence; holes count as filled.

    Raises:
        UnreadableFileError: the file is not that.
    """
    path = folder / "neighbours.geojson"
    if not path.is_file():
        return []
    return _read_features(path, _area, N_("GeoJSON 面要素"))


def _area(feature: Mapping[str, Any]) -> dict[str, Any]:
    shape = feature["geometry"]
    corners = shape["coordinates"]
    parts = {"Polygon": [corners], "MultiPolygon": corners}[shape["type"]]
    # Of each part the first ring is the outline, those after it are holes.
    rings = [part[0] for part in parts]
    outlines = [[corner[:2] for corner in ring] for ring in rings]
    return {**feature["properties"], "outlines": outlines}


def _features(path: Path) -> list[dict[str, Any]]:
    """Point features; name, kind, radius_m, source and confidence are their properties."""
    return _read_features(path, _point, N_("GeoJSON 点要素"))


def _point(feature: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat = feature["geometry"]["coordinates"][:2]
    return {
        **feature["properties"],
        "position": {"lon": lon, "lat": lat},
    }


def _read_features(
    path: Path,
    shape: Callable[[Any], dict[str, Any]],
    expected: str,
) -> list[dict[str, Any]]:
    try:
        layer = json_once(path.read_text("utf-8-sig"))
        return [shape(feature) for feature in layer["features"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UnreadableFileError(path, expected=expected, found=repr(error)) from error
