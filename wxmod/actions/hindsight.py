"""What was entered after an operation had been recorded, and what that changes in how the rules judge it (补记).

Such an operation is judged twice, by what the record knew when it was recorded and by what it knows now; where the two
differ both stand, each with the late entry of its own matter.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from wxmod.actions.bench import ALL_KNOWN, Asked, Bench, lots_of, units_of
from wxmod.domain.ammunition.ledger import Held, firings
from wxmod.domain.operations.doubles import crew_of
from wxmod.domain.ref import Ref
from wxmod.domain.registry.versions import Horizon, Written
from wxmod.rules import Facts, Finding, Late, check
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow

_ABOUT = {
    "A": ("answers", "units"),
    "A241": ("notices",),
    "D71": ("others",),
    "D72": ("process",),
    "M": ("stock", "lots"),
    "P": ("course", "looks"),
    "R40": ("people", "units"),
    "R401": ("inspections",),
    "R404": ("inspections",),
}
"""By the beginning of a rule's code, the matters whose late entries can turn it over."""

_ByMatter = dict[str, list[Written]]


def recorded(bench: Bench, row: OperationRow) -> tuple[Finding, ...]:
    """What the rules say of an operation on record, with what was entered late marked as such."""
    asked = Asked(no=row.no, now=row.recorded_at)
    facts = bench.facts_given(row.operation, asked, _short_now(bench, row))
    findings = check(row.operation, facts)
    late = _late(bench, row)
    if not late:
        return findings
    then = check(row.operation, _facts_then(bench, row, late, facts))
    return _marked(bench, findings, then, late)


def _facts_then(bench: Bench, row: OperationRow, late: _ByMatter, now: Facts) -> Facts:
    """What the record knew of an operation when it was recorded."""
    asked = Asked(no=row.no, now=row.recorded_at, horizon=row.horizon)
    known = bench.facts_given(row.operation, asked, _short_then(bench, row))
    # A process confirmed afterwards and only then named by a correction was known to whoever named it.
    return known if "process" in late else replace(known, process=now.process)


def _short_now(bench: Bench, row: OperationRow) -> dict[Held, int]:
    """Rounds an operation took beyond the book, by all that is entered today."""
    short = {}
    for move in firings(row.operation):
        rounds = bench.shortfalls.get((move.source, move.lot, move.at))
        if rounds:
            short[Held(move.source, move.lot)] = rounds
    return short


def _short_then(bench: Bench, row: OperationRow) -> dict[Held, int]:
    """Rounds that were missing by what the book said when an operation was recorded."""
    short = {}
    for move in firings(row.operation):
        entered = tables.ammunition.entered(bench.desk.store, move.lot)
        rounds = entered.missing(row.horizon, move.source, move.at, row.no)
        if rounds:
            short[Held(move.source, move.lot)] = rounds
    return short


def _late(bench: Bench, row: OperationRow) -> _ByMatter:
    """What was entered after an operation had been recorded, about what it used and a time before its end."""
    operation = row.operation
    horizon = row.horizon
    until = operation.window.end
    held = bench.registers
    units, lots = units_of(operation), lots_of(operation)
    course = bench.course(operation, ALL_KNOWN)
    found = {
        name: [each for each in entries if not horizon.covers(each) and each.since <= until]
        for name, entries in _told_once(bench, row).items()
    }
    found["units"] = held.equipment.late(horizon, until, units)
    found["people"] = held.people.late(horizon, until, crew_of(operation))
    found["lots"] += held.lots.late(horizon, until, lots)
    found["answers"] = bench.answers(operation, ALL_KNOWN).late(horizon, until)
    found["course"] = list(course.late(horizon, until)) if course else []
    found["stock"] = _late_in_stock(bench, row)
    found["process"] = _late_process(bench, row)
    return {name: entries for name, entries in found.items() if entries}


def _told_once(bench: Bench, row: OperationRow) -> _ByMatter:
    """Where everything was entered that is told once and never changed, whenever that was."""
    operation = row.operation
    inspections: list[Written] = []
    for unit in units_of(operation):
        inspections += [each.written for each in bench.registers.inspections.get(unit, ())]
    stops: list[Written] = []
    for lot in lots_of(operation):
        stops += [entered for _notice, entered in bench.notices.get(lot, ())]
    others = bench.others(operation, Asked(no=row.no))
    return {
        "inspections": inspections,
        "lots": stops,
        "others": [other.written for other in others if other.written],
        "looks": [entered for _look, entered in bench.looks],
        "notices": [entered for _notice, entered in bench.published],
    }


def _late_in_stock(bench: Bench, row: OperationRow) -> list[Written]:
    """What was entered afterwards of the lots it fired, where it took them from."""
    found: list[Written] = []
    for lot in lots_of(row.operation):
        taken = [move for move in firings(row.operation) if move.lot == lot]
        if taken:
            until = max(move.at for move in taken)
            places = frozenset(move.source for move in taken)
            entered = tables.ammunition.entered(bench.desk.store, lot)
            found += entered.late(row.horizon, until, places, row.no)
    return found


def _late_process(bench: Bench, row: OperationRow) -> list[Written]:
    """Where the process it names was entered, if that was after the telling that named it first."""
    held = bench.process_named(row.operation)
    if held is None:
        return []
    process, written = held
    if row.horizon.covers(written) or _named_since(bench, row).covers(written):
        return []
    # Whenever the process was to begin, it is about the work that names it.
    return [written._replace(since=min(process.window.start, row.operation.window.end))]


def _named_since(bench: Bench, row: OperationRow) -> Horizon:
    """What the record knew when an operation was first told with the process it names."""
    if row.versions > 1:
        for version in tables.operations.versions(bench.desk.store, row.no):
            if version.operation and version.operation.process == row.operation.process:
                ref = Ref.parse(version.ref)
                return Horizon(version.recorded_at, ref.chain, ref.seq)
    return row.horizon


def _marked(
    bench: Bench, now: Sequence[Finding], then: Sequence[Finding], late: _ByMatter
) -> tuple[Finding, ...]:
    """What holds, with what a late entry added marked as such, and what one would have taken away."""
    of_now = {_place(finding) for finding in now}
    of_then = {_place(finding) for finding in then}
    found = []
    for finding in now:
        if _place(finding) not in of_then:
            mark = _mark(bench, finding, late, lifted=False)
            found.append(replace(finding, late=mark))
        else:
            found.append(finding)
    for finding in then:
        if _place(finding) not in of_now:
            mark = _mark(bench, finding, late, lifted=True)
            found.append(replace(finding, late=mark))
    return tuple(found)


def _mark(bench: Bench, finding: Finding, late: _ByMatter, *, lifted: bool) -> Late:
    """The last late entry a finding can depend on, with both its times."""
    # The longest beginning that is listed says most exactly what the rule looks at.
    listed = [start for start in _ABOUT if finding.code.startswith(start)]
    matters = _ABOUT[max(listed, key=len)] if listed else ()
    entries = [written for matter in matters for written in late.get(matter, ())]
    if not entries:
        entries = [written for each in late.values() for written in each]
    last = max(entries, key=_recorded_at)
    desk = bench.desk
    return Late(desk.local(last.since), desk.local(last.recorded_at), lifted=lifted)


def _recorded_at(written: Written) -> datetime:
    return written.recorded_at


def _place(finding: Finding) -> tuple[str, str]:
    """By what a finding of then and one of now are the same."""
    return finding.code, finding.field
