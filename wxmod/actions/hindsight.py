"""What was entered after an operation had been recorded, and what that changes in how the rules judge it (补记).

Such an operation is judged twice, by what the record knew when it was recorded and by what it knows now; where the two
differ both stand, each with the late entry of its own matter.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

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


def _facts_then(
    bench: Bench,
    row: OperationRow,
    late: _ByMatter,
    now: Facts,
) -> Facts:
    """What the record knew of an operation when it was recorded."""
    asked = Asked(no=row.no, now=row.recorded_at, horizon=row.horizon)
    known = bench.facts_given(row.operation, asked, _short_then(bench, row))
    if "process" in late:
        return known
    # A process confirmed afterwards and only then named by a correction was known to whoever named it.
    return replace(known, process=now.process)


def _short_now(bench: Bench, row: OperationRow) -> dict[Held, int]:
    """Rounds an operation took beyond the book, by all that is entered today."""
    short = {}
    for move in firings(row.operation):
        taken = (move.source, move.lot, move.at)
        rounds = bench.shortfalls.get(taken)
        if rounds:
            here = Held(move.source, move.lot)
            short[here] = rounds
    return short


def _short_then(bench: Bench, row: OperationRow) -> dict[Held, int]:
    """Rounds that were missing by what the book said when an operation was recorded."""
    short = {}
    for move in firings(row.operation):
        entered = tables.ammunition.entered(bench.desk.store, move.lot)
        rounds = entered.missing(row.horizon, move.source, move.at, row.no)
        if rounds:
            here = Held(move.source, move.lot)
            short[here] = rounds
    return short


def _late(bench: Bench, row: OperationRow) -> _ByMatter:
    """What was entered after an operation had been recorded, about what it used and a time before its end."""
    operation = row.operation
    horizon = row.horizon
    until = operation.window.end
    held = bench.registers
    late: _ByMatter = {}
    for matter, entries in _told_once(bench, row).items():
        beyond = [each for each in entries if not horizon.covers(each)]
        late[matter] = [each for each in beyond if each.since <= until]
    late["units"] = held.equipment.late(horizon, until, units_of(operation))
    late["people"] = held.people.late(horizon, until, crew_of(operation))
    late["lots"] += held.lots.late(horizon, until, lots_of(operation))
    late["answers"] = bench.answers(operation, ALL_KNOWN).late(horizon, until)
    course = bench.course(operation, ALL_KNOWN)
    if course:
        late["course"] = list(course.late(horizon, until))
    late["stock"] = _late_in_stock(bench, row)
    late["process"] = _late_process(bench, row)
    return {matter: entries for matter, entries in late.items() if entries}


def _told_once(bench: Bench, row: OperationRow) -> _ByMatter:
    """Where everything was entered that is told once and never changed, whenever that was."""
    operation = row.operation
    inspections: list[Written] = []
    for unit in units_of(operation):
        tellings = bench.registers.inspections.get(unit, ())
        inspections += [telling.written for telling in tellings]
    stops: list[Written] = []
    for lot in lots_of(operation):
        notices = bench.notices.get(lot, ())
        stops += [written for _notice, written in notices]
    others = bench.others(operation, Asked(no=row.no))
    return {
        "inspections": inspections,
        "lots": stops,
        "others": [other.written for other in others if other.written],
        "looks": [written for _look, written in bench.looks],
        "notices": [written for _notice, written in bench.published],
    }


def _late_in_stock(bench: Bench, row: OperationRow) -> list[Written]:
    """What was entered afterwards of the lots it fired, where it took them from."""
    fired = firings(row.operation)
    late: list[Written] = []
    for lot in lots_of(row.operation):
        taken = [move for move in fired if move.lot == lot]
        if not taken:
            continue
        until = max(move.at for move in taken)
        places = frozenset(move.source for move in taken)
        entered = tables.ammunition.entered(bench.desk.store, lot)
        late += entered.late(row.horizon, until, places, row.no)
    return late


def _late_process(bench: Bench, row: OperationRow) -> list[Written]:
    """Where the process it names was entered, if that was after the telling that named it first."""
    named = bench.process_named(row.operation)
    if named is None:
        return []
    process, written = named
    if row.horizon.covers(written):
        return []
    if _named_since(bench, row).covers(written):
        return []
    # Whenever the process was to begin, it is about the work that names it.
    about = min(process.window.start, row.operation.window.end)
    return [written._replace(since=about)]


def _named_since(bench: Bench, row: OperationRow) -> Horizon:
    """What the record knew when an operation was first told with the process it names."""
    if row.versions == 1:
        return row.horizon
    for version in tables.operations.versions(bench.desk.store, row.no):
        told = version.operation
        if told and told.process == row.operation.process:
            ref = Ref.parse(version.ref)
            return Horizon(version.recorded_at, ref.chain, ref.seq)
    return row.horizon


def _marked(
    bench: Bench,
    now: Sequence[Finding],
    then: Sequence[Finding],
    late: _ByMatter,
) -> tuple[Finding, ...]:
    """What holds, with what a late entry added marked as such, and what one would have taken away."""
    of_now = set(map(_place, now))
    of_then = set(map(_place, then))
    marked = []
    for finding in now:
        if _place(finding) in of_then:
            marked.append(finding)
            continue
        mark = _mark(bench, finding, late, lifted=False)
        marked.append(replace(finding, late=mark))
    for finding in then:
        if _place(finding) in of_now:
            continue
        mark = _mark(bench, finding, late, lifted=True)
        marked.append(replace(finding, late=mark))
    return tuple(marked)


def _mark(
    bench: Bench,
    finding: Finding,
    late: _ByMatter,
    *,
    lifted: bool,
) -> Late:
    """The last late entry a finding can depend on, with both its times."""
    entries = _depended_on(finding, late)
    if not entries:
        entries = list(chain.from_iterable(late.values()))
    last = max(entries, key=_recorded_at)
    desk = bench.desk
    return Late(
        desk.local(last.since),
        desk.local(last.recorded_at),
        lifted=lifted,
    )


def _depended_on(finding: Finding, late: _ByMatter) -> list[Written]:
    """The late entries of the matters a rule looks at."""
    starts = [start for start in _ABOUT if finding.code.startswith(start)]
    if not starts:
        return []
    # The longest beginning that is listed says most exactly what the rule looks at.
    entries: list[Written] = []
    for matter in _ABOUT[max(starts, key=len)]:
        entries += late.get(matter, ())
    return entries


def _recorded_at(written: Written) -> datetime:
    return written.recorded_at


def _place(finding: Finding) -> tuple[str, str]:
    """By what a finding of then and one of now are the same."""
    return finding.code, finding.field
