"""A programme from its folder: ``program.toml`` and one CSV table for each of `TABLES`; ``vehicles.csv`` if any.

Also if any: ``trajectories/*.csv`` (射表), ``surroundings.csv`` or ``surroundings.geojson``, ``neighbours.geojson``.
"""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.domain.explain import explain
from wxmod.program.ground import neighbours_in, surroundings_in, tables_in
from wxmod.program.settings import Program
from wxmod.program.sites import sites_through_time
from wxmod.program.tables import read_table
from wxmod.resources import data
from wxmod.wording import N_

TABLES = ("sites", "sectors", "depots", "equipment", "ammunition", "people", "boundary")


def program_folder(name: str) -> Path:
    """The folder of a programme: a path, or the name of a shipped one.

    Raises:
        BadInput: neither.
    """
    shipped = data() / "programs"
    for folder in (Path(name), shipped / name):
        if (folder / "program.toml").is_file():
            return folder
    known = sorted(p.parent.name for p in shipped.glob("[!_]*/program.toml"))
    raise BadInput(
        N_("没有这个业务方案：{name}"),
        remedy=N_("给出含 program.toml 的目录，或用内置方案：{known}"),
        name=name,
        known=", ".join(known),
    )


def load_program(folder: Path) -> Program:
    """The programme in *folder*.

    Raises:
        UnreadableFileError: a file is missing, is not TOML or CSV, or is not UTF-8.
        BadInput: a value does not fit; names the file and field.
    """
    head = _toml(folder / "program.toml")
    tables = {name: read_table(folder / f"{name}.csv") for name in TABLES}
    for name in ("depots", "equipment", "ammunition", "people"):
        head[name] = tables[name]
    vehicles = folder / "vehicles.csv"
    if vehicles.is_file():
        head["vehicles"] = read_table(vehicles)
    head["sites"], head["earlier_sites"] = sites_through_time(tables["sites"], tables["sectors"])
    head["planning"] = _planning(folder, head)
    head["trajectories"] = tables_in(data() / "planning") + tables_in(folder)
    head["surroundings"] = surroundings_in(folder)
    head["neighbours"] = neighbours_in(folder)
    head["boundary"] = _boundary(folder, tables["boundary"])
    try:
        return Program.model_validate(head)
    except ValidationError as error:
        raise BadInput(
            N_("{folder}：{why}"),
            folder=folder,
            why=explain(error),
        ) from error


def _boundary(folder: Path, rows: list[dict[str, Any]]) -> list[tuple[float, float]]:
    try:
        return [
            (
                float(row["lon"]),
                float(row["lat"]),
            )
            for row in rows
        ]
    except (KeyError, ValueError) as error:
        file = folder / "boundary.csv"
        raise BadInput(
            N_("{folder}：{why}"),
            folder=file,
            why=repr(error),
        ) from error


def _planning(folder: Path, head: dict[str, Any]) -> dict[str, Any]:
    """The shared planning settings, with whatever the programme says of its own in their place.

    Its own schemes stand beside the shared ones: processes of the past go on following those.
    """
    shared, law = data() / "planning", head.get("law")
    layers = (
        shared / f"{law}.toml",
        *sorted(shared.glob(f"{law}-*.toml")),
        folder / "planning.toml",
    )
    whole: dict[str, Any] = {}
    schemes: dict[str, Any] = {}
    for layer in layers:
        if not layer.is_file():
            continue
        settings = _toml(layer)
        whole |= settings
        own = settings.get("schemes")
        if isinstance(own, dict):
            schemes |= own
    if schemes:
        whole["schemes"] = schemes
    return whole


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UnreadableFileError(path, expected="TOML", found=N_("没有这个文件")) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(path, expected="UTF-8 TOML", found=reason(error)) from error
