"""The optional parts of a programme's folder that firing needs: trajectory tables, and what lies around the sites."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.explain import explain
from wxmod.domain.trajectories import TrajectoryRow, TrajectoryTable
from wxmod.program.tables import read_table
from wxmod.wording import N_

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
    rows = read_table(path)
    heads = [{k: v for k, v in row.items() if k not in _OF_ROW} for row in rows]
    if any(head != heads[0] for head in heads):
        raise BadInput(N_("{path}：一个文件只放一张射表，各行的型号、日期和出处须相同"), path=path.name)
    told = (heads[0] if heads else {}) | {
        "rows": [{k: v for k, v in row.items() if k in _OF_ROW} for row in rows],
    }
    try:
        return TrajectoryTable.model_validate(told)
    except ValidationError as error:
        raise BadInput(
            N_("{path}：{why}"), remedy=N_("列：{columns}；高度和距离以米计，从发射点算起"), path=path.name,
            why=explain(error), columns=", ".join([*_HEAD, *TrajectoryRow.model_fields]),
        ) from error  # fmt: skip


_HEAD = [name for name in TrajectoryTable.model_fields if name != "rows"]


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


def _features(path: Path) -> list[dict[str, Any]]:
    """Point features; name, kind, radius_m, source and confidence are their properties."""
    try:
        told = json.loads(path.read_text("utf-8-sig"))
        return [
            feature["properties"] | {"position": dict(zip(("lon", "lat"), feature["geometry"]["coordinates"][:2],
                                                          strict=True))}
            for feature in told["features"]
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        found = repr(error)
        raise UnreadableFileError(path, expected=N_("GeoJSON 点要素"), found=found) from error
