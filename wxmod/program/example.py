"""A programme's example year as frozen values, read from the tables in its ``example-YYYY`` folder.

The rows are reconstructions: only their totals are published.  Each is marked as one when it is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.ammunition.ledger import Lot, Quantity, Stocktake
from wxmod.domain.base import Instant, Value
from wxmod.domain.command.processes import Process
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.explain import explain
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.operation import RELEASE_COLUMNS, Operation, Provenance
from wxmod.domain.registry.equipment import Inspection
from wxmod.domain.registry.sites import Site
from wxmod.domain.text import Code, Remark
from wxmod.program.load import load_program
from wxmod.program.tables import read_table
from wxmod.wording import N_

Row = dict[str, Any]
V = TypeVar("V", bound=Value)
MORNING = time(9)
SOURCE = "2024 年度人工影响天气工作计划只公布年度合计；逐次内容为重构示例"


class ExampleTransfer(Value):
    """Rounds moved by hand: ``receive``, ``issue``, ``return`` or ``dispose``."""

    kind: Code
    lot: Code
    source: Code
    target: Code
    rounds: Quantity
    at: Instant
    by: Code
    witness: Code
    reason: Remark = ""


class ExampleLog(NamedTuple):
    """Everything that was done in the example year."""

    processes: tuple[Process, ...]
    clearances: tuple[Clearance, ...]
    operations: tuple[Operation, ...]
    lots: tuple[Lot, ...]
    transfers: tuple[ExampleTransfer, ...]
    inspections: tuple[Inspection, ...]
    stocktakes: tuple[Stocktake, ...]

    def begins(self, zone: tzinfo) -> datetime:
        """Midnight before the year of the first operation."""
        first = min(operation.window.start for operation in self.operations)
        year = first.astimezone(zone).year
        return datetime(year, 1, 1, tzinfo=zone)

    def ends(self, zone: tzinfo) -> datetime:
        """The morning after the last operation."""
        end = max(operation.window.end for operation in self.operations)
        last = end.astimezone(zone)
        return datetime.combine(
            last.date() + timedelta(days=1),
            MORNING,
            tzinfo=zone,
        )


def load_example(folder: Path) -> ExampleLog:
    """The example year of the programme in *folder*.

    Raises:
        UnreadableFileError: the programme has none, or a table is not CSV.
        BadInput: a row does not fit; names the table.
    """
    years = sorted(folder.glob("example-*"))
    if not years:
        raise UnreadableFileError(folder, expected="example-YYYY/", found=N_("没有示例年度"))
    tables = {path.stem: read_table(path) for path in sorted(years[-1].glob("*.csv"))}
    sites = {site.code: site for site in load_program(folder).sites}
    return ExampleLog(
        processes=_rows(tables, "processes", Process, _process),
        clearances=_rows(tables, "clearances", Clearance, _clearance),
        operations=_rows(
            tables,
            "operations",
            Operation,
            lambda row: _operation(row, sites),
        ),
        lots=_rows(tables, "lots", Lot, dict),
        transfers=_rows(tables, "transfers", ExampleTransfer, dict),
        inspections=_rows(tables, "inspections", Inspection, dict),
        stocktakes=_stocktakes(tables["stocktakes"]),
    )


def _rows(
    tables: Mapping[str, Any],
    name: str,
    model: type[V],
    shape: Any,
) -> tuple[V, ...]:
    try:
        return tuple(model.model_validate(shape(row)) for row in tables[name])
    except ValidationError as error:
        raise BadInput(
            N_("{folder}：{why}"),
            folder=f"{name}.csv",
            why=explain(error),
        ) from error


def _process(row: Row) -> Row:
    process = dict(row)
    process["window"] = {
        "start": process.pop("start"),
        "end": process.pop("end"),
    }
    process["purposes"] = row["purposes"].split()
    return process


def _clearance(row: Row) -> Row:
    clearance = dict(row)
    for name in ("wanted", "granted"):
        clearance[name] = {
            "start": clearance.pop(f"{name}_start"),
            "end": clearance.pop(f"{name}_end"),
        }
    for name in ("sites", "equipment"):
        clearance[name] = row[name].split()
    clearance["status"] = ClearanceStatus.CLOSED
    return clearance


def _operation(row: Row, sites: Mapping[str, Site]) -> Row:
    release = _taken(row, RELEASE_COLUMNS)
    for name in ("azimuths_deg", "elevations_deg"):
        release[name] = release.get(name, "").split()
    weather = _taken(row, ("cloud_type", "before", "after"))
    area = affected_area.manual(
        sites[row["site"]].position,
        float(row.pop("area_km2")),
        source=SOURCE,
    )
    return row | {
        "releases": [release],
        "weather": weather,
        "area": area,
        "source": SOURCE,
        "crew": [{"person": person} for person in row["crew"].split()],
        "provenance": Provenance.RECONSTRUCTED,
    }


def _taken(row: Row, columns: Iterable[str]) -> Row:
    """Those cells of *row*, which it then no longer has."""
    taken = {}
    for name in columns:
        if name in row:
            taken[name] = row.pop(name)
    return taken


def _stocktakes(rows: list[Row]) -> tuple[Stocktake, ...]:
    """One count for each place and hour, its lots gathered from the rows."""
    counted: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        count = (row["place"], row["at"], row["counted_by"])
        lot = {"lot": row["lot"], "rounds": row["rounds"]}
        counted[count].append(lot)
    stocktakes = []
    for (place, at, counters), lots in counted.items():
        stocktake = {
            "place": place,
            "at": at,
            "counted_by": counters.split(),
            "counts": lots,
        }
        stocktakes.append(Stocktake.model_validate(stocktake))
    return tuple(stocktakes)
