"""The optional parts of a programme's folder that firing needs: trajectory tables, what lies around, who borders."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.explain import explain
from wxmod.domain.firing.trajectories import TrajectoryRow, TrajectoryTable
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
    rows = [row for row in read_table(path) if row]  # spreadsheets leave empty lines
    heads = [{k: v for k, v in row.items() if k not in _OF_ROW} for row in rows]
    if any(head != heads[0] for head in heads):
        raise BadInput(
            N_("{path}：一个文件只放一张射表，各行的型号、日期和出处须相同"), path=path.name
        )
    told = (heads[0] if heads else {}) | {
        "rows": [{k: v for k, v in row.items() if k in _OF_ROW} for row in rows],
    }
    try:
        return TrajectoryTable.model_validate(told)
    except ValidationError as error:
        raise BadInput(
            N_("{path} 有错：\n{why}"),
            remedy=N_("列：{columns}；高度和距离以米计，从发射点算起"),
            path=path.name,
            why=_ROW.sub(_line, explain(error)),
            columns=", ".join(COLUMNS),
        ) from error


COLUMNS = [name for name in TrajectoryTable.model_fields if name != "rows"] + [
    *TrajectoryRow.model_fields
]
"""Of a trajectory table as a file."""
_ROW = re.compile(r"^rows\.(\d+)\.(.*)$", re.MULTILINE)


def _line(found: re.Match[str]) -> str:
    return _(N_("表头下第 {n} 行：{fault}")).format(
        n=int(found[1]) + 1,
        fault=found[2],
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
    begun = ",".join(ammunition if name in {"name", "ammunition"} else "" for name in columns)
    return (
        "\n".join(
            [
                *(f"# {_(line)}" for line in _BLANK),
                ",".join(columns),
                begun,
            ]
        )
        + "\n"
    )


def surroundings_in(folder: Path) -> list[dict[str, Any]]:
    """Places and installations of a programme, from ``surroundings.csv`` and ``surroundings.geojson``; none is fine.

    Raises:
        UnreadableFileError: a file is not what its name says.
    """
    table, layer = folder / "surroundings.csv", folder / "surroundings.geojson"
    found = [_placed(row) for row in read_table(table)] if table.is_file() else []
    return found + (_features(layer) if layer.is_file() else [])


def _placed(row: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(row)
    return told | {"position": {"lon": told.pop("lon", None), "lat": told.pop("lat", None)}}


def neighbours_in(folder: Path) -> list[dict[str, Any]]:
    """Ground of other provinces and counties, from ``neighbours.geojson``; none is fine.

    Areas (Polygon, MultiPolygon) with the properties name, source and confidence; holes count as filled.

    Raises:
        UnreadableFileError: the file is not that.
    """
    path = folder / "neighbours.geojson"
    return _read_features(path, _area, N_("GeoJSON 面要素")) if path.is_file() else []


def _area(feature: Mapping[str, Any]) -> dict[str, Any]:
    shape = feature["geometry"]
    parts = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    return {
        **feature["properties"],
        "outlines": [[corner[:2] for corner in part[0]] for part in parts],
    }


def _features(path: Path) -> list[dict[str, Any]]:
    """Point features; name, kind, radius_m, source and confidence are their properties."""
    return _read_features(path, _point, N_("GeoJSON 点要素"))


def _point(feature: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat = feature["geometry"]["coordinates"][:2]
    return {**feature["properties"], "position": {"lon": lon, "lat": lat}}


def _read_features(
    path: Path, shape: Callable[[Any], dict[str, Any]], expected: str
) -> list[dict[str, Any]]:
    try:
        return [shape(feature) for feature in json.loads(path.read_text("utf-8-sig"))["features"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UnreadableFileError(path, expected=expected, found=repr(error)) from error
