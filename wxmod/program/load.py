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

Row = dict[str, Any]
"""A line of a table, or a table of settings, by name."""

TABLES = (
    "sites",
    "sectors",
    "depots",
    "equipment",
    "ammunition",
    "people",
    "boundary",
)
_AS_THEY_ARE = ("depots", "equipment", "ammunition", "people")


def program_folder(name: str) -> Path:
    """The folder of a programme: a path, or the name of a shipped one.

    Raises:
        BadInput: neither.
    """
    shipped = data() / "programs"
    for folder in (Path(name), shipped / name):
        if (folder / "program.toml").is_file():
            return folder
    # `_template` is there to be copied and filled in, not to be used.
    settings = shipped.glob("[!_]*/program.toml")
    offered = sorted(path.parent.name for path in settings)
    raise BadInput(
        N_("没有这个业务方案：{name}"),
        remedy=N_("给出含 program.toml 的目录，或用内置方案：{known}"),
        name=name,
        known=", ".join(offered),
    )


def load_program(folder: Path) -> Program:
    """The programme in *folder*.

    Raises:
        UnreadableFileError: a file is missing, is not TOML or CSV, or is not UTF-8.
        BadInput: a value does not fit; names the file and field.
    """
    program = _toml(folder / "program.toml")
    tables = {}
    for name in TABLES:
        tables[name] = read_table(folder / f"{name}.csv")
    for name in _AS_THEY_ARE:
        program[name] = tables[name]
    vehicles = folder / "vehicles.csv"
    if vehicles.is_file():
        program["vehicles"] = read_table(vehicles)
    sites, earlier = sites_through_time(tables["sites"], tables["sectors"])
    program["sites"] = sites
    program["earlier_sites"] = earlier
    program["planning"] = _planning(folder, program.get("law"))
    program["trajectories"] = [*tables_in(data() / "planning"), *tables_in(folder)]
    program["surroundings"] = surroundings_in(folder)
    program["neighbours"] = neighbours_in(folder)
    program["boundary"] = _boundary(folder, tables["boundary"])
    try:
        return Program.model_validate(program)
    except ValidationError as error:
        raise BadInput(
            N_("{folder}：{why}"),
            folder=folder,
            why=explain(error),
        ) from error


def _boundary(folder: Path, rows: list[Row]) -> list[tuple[float, float]]:
    """The corners of the county's outline."""
    corners = []
    try:
        for row in rows:
            lon, lat = float(row["lon"]), float(row["lat"])
            corners.append((lon, lat))
    except (KeyError, ValueError) as error:
        raise BadInput(
            N_("{folder}：{why}"),
            folder=folder / "boundary.csv",
            why=repr(error),
        ) from error
    return corners


def _planning(folder: Path, law: object) -> Row:
    """The shared planning settings, with whatever the programme says of its own in their place.

    Its own schemes stand beside the shared ones: processes of the past go on following those.
    """
    shared = data() / "planning"
    layers = (
        shared / f"{law}.toml",
        *sorted(shared.glob(f"{law}-*.toml")),
        folder / "planning.toml",
    )
    planning: Row = {}
    schemes: Row = {}
    for layer in layers:
        if not layer.is_file():
            continue
        settings = _toml(layer)
        planning |= settings
        own = settings.get("schemes")
        if isinstance(own, dict):
            schemes |= own
    if schemes:
        planning["schemes"] = schemes
    return planning


def _toml(path: Path) -> Row:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UnreadableFileError(
            path,
            expected="TOML",
            found=N_("没有这个文件"),
        ) from None
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            path,
            expected="UTF-8 TOML",
            found=reason(error),
        ) from error
