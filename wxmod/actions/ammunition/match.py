"""The three-way match: operation log, ledger, and the shot counter's file; tolerance 0."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.ammunition.accounts import FIRED
from wxmod.domain.ammunition.counters import CounterRead, Reading, UnitLog, UnitMatch, match
from wxmod.domain.ammunition.ledger import shots
from wxmod.domain.encodings import decoded
from wxmod.domain.errors import BadInput, UnreadableFileError, WxmodError, reason
from wxmod.domain.explain import explain
from wxmod.domain.json_text import json_once
from wxmod.domain.operations.operation import Release
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, parse_instant
from wxmod.domain.typed import whole
from wxmod.domain.visible import visible
from wxmod.files import bytes_of
from wxmod.sheets.headings import column_of, names_of, plain
from wxmod.sheets.tables import WORKBOOKS, Row, rows_of_text, sheets
from wxmod.store import chains, tables
from wxmod.store.entries import decode
from wxmod.store.tables.operations import OperationRow
from wxmod.wording import N_


def read_counter(
    desk: Desk,
    path: Path,
    window: Window | None = None,
) -> CounterRead:
    """The readings in a counter's file: CSV or JSON with ``equipment``, ``start``, ``end``, ``rounds``.

    A row with ``at`` instead of start and end, and no rounds, is one shot.

    Args:
        window: What the file covers; from its first reading to its last if not given.

    Raises:
        UnreadableFileError: it cannot be opened or read.
        BadInput: a row does not fit; names it.
    """
    raw, text = _contents(path)
    rows = _rows(path, text)
    named = {name for row in rows for name in row}
    if rows and not ("equipment" in named and named & {"start", "at"}):
        columns = visible(", ".join(sorted(named)))[:200]
        raise UnreadableFileError(path, expected="equipment, start, end, rounds", found=columns)
    readings = tuple(_reading(desk, path, n, row) for n, row in enumerate(rows, 1))
    if not readings:
        raise UnreadableFileError(
            path,
            expected=N_("至少一行读数"),
            found=N_("没有读数"),
        )
    start = min(reading.start for reading in readings)
    end = max(reading.end for reading in readings)
    # The clock's slack is a setting of the day the counter ran, whatever stretch it is held against.
    slack = desk.program.settings.counter_slack_minutes.value_on(desk.local(start).date()) or 0
    if window:
        start, end = min(window.start, start), max(window.end, end)
    return CounterRead(
        file=visible(path.name)[:120],
        sha256=hashlib.sha256(raw).hexdigest(),
        readings=readings,
        slack_minutes=slack,
        start=start,
        end=end,
    )


def _contents(path: Path) -> tuple[bytes, str]:
    """A counter's file as it is and as text."""
    try:
        raw = bytes_of(path)
        text = "" if path.suffix.lower() in WORKBOOKS else decoded(raw)
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected=N_("可读的文件"),
            found=reason(error),
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(path, expected="UTF-8 CSV / JSON", found=reason(error)) from error
    return raw, text


def _rows(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        if text.lstrip().startswith(("[", "{")):
            document = json_once(text)
            listed = document.get("readings", []) if isinstance(document, dict) else document
            return [dict(row) for row in listed]
        rows = sheets(path)[0].rows if path.suffix.lower() in WORKBOOKS else rows_of_text(text)
        return list(_by_column(rows))
    except (csv.Error, TypeError, ValueError, RecursionError) as error:
        raise UnreadableFileError(
            path,
            expected="CSV / JSON",
            found=reason(error)[:200],
        ) from error


def _by_column(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """The rows below the heading by their columns; one that is none of a counter's keeps its name."""
    heading, *body = rows
    names = names_of("counters")
    columns = [column_of(cell, names) or plain(cell) for cell in heading.cells]
    for row in body:
        yield dict(zip(columns, row.cells, strict=False))


def _reading(
    desk: Desk,
    path: Path,
    n: int,
    row: Mapping[str, Any],
) -> Reading:
    try:
        start, end = (
            _moment(
                desk,
                row.get(name) or row.get("at"),
            )
            for name in ("start", "end")
        )
        rounds = whole(str(row["rounds"])) if row.get("rounds") not in (None, "") else 1
        return Reading(
            equipment=row.get("equipment") or "",
            start=start,
            end=end,
            rounds=rounds,
        )
    except ValidationError as error:
        raise BadInput(
            N_("{file} 第 {n} 行：{why}"),
            file=path.name,
            n=n,
            why=explain(error),
        ) from error
    except WxmodError as error:
        raise BadInput(
            N_("{file} 第 {n} 行：{why}"),
            file=path.name,
            n=n,
            why=reason(error),
        ) from error


def _moment(desk: Desk, text: Any) -> datetime:
    return parse_instant(
        normalise(str(text or "")),
        zone=desk.program.zone,
        now=desk.now(),
    )


def record(desk: Desk, read: CounterRead) -> Outcome:
    """Keep the readings, the same file once for each stretch it is held against.

    What does not agree stays open until it is explained or mended.
    """
    uid = f"counter-{read.sha256}"
    earlier = desk.earlier(uid)
    entry = chains.entry(desk.store, earlier.ref) if earlier else None
    if entry and decode(entry) != read:
        # Held against another stretch of the log, which is another question.
        uid += f"-{int(read.start.timestamp())}-{int(read.end.timestamp())}"
    return Outcome(
        read.file,
        desk.write(
            "counter.read",
            read,
            at=read.end,
            uid=uid,
        ),
    )


def matched(desk: Desk, read: CounterRead) -> tuple[UnitMatch, ...]:
    """Log, ledger and counter side by side, as log and ledger stand now."""
    window = Window(start=read.start, end=read.end)
    logs: list[UnitLog] = []
    for row in tables.operations.operations(desk.store):
        if _meets(row.operation.window, window):
            logs += _unit_logs(desk, row)
    return match(logs, read)


def _meets(one: Window, other: Window) -> bool:
    return one.start <= other.end and one.end >= other.start


def _unit_logs(desk: Desk, row: OperationRow) -> list[UnitLog]:
    ledger = _fired_by_unit(desk, row)
    releases: dict[str, list[Release]] = {}
    for release in row.operation.releases:
        releases.setdefault(release.equipment, []).append(release)
    return [
        UnitLog(
            no=row.no,
            equipment=unit,
            start=min(release.start for release in own),
            end=max(release.end for release in own),
            logged=sum(release.rounds for release in own),
            ledger=ledger[unit],
        )
        for unit, own in releases.items()
    ]


def _fired_by_unit(desk: Desk, row: OperationRow) -> Counter[str]:
    """Rounds each unit fired as the ledger has them; its movements stand in the order of the operation's shots."""
    units = [shot.equipment for shot in shots(row.operation)]
    fired: Counter[str] = Counter()
    for n, target, rounds in tables.rounds.fired_by_operation(desk.store, row.no):
        if target == FIRED and n < len(units):
            fired[units[n]] += rounds
    return fired
