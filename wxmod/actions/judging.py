"""The one way to ask the rules: complete an operation, gather what is known of its moment, judge it.

Everything is judged as it stood at the moment it is about.  What was entered after an operation had been recorded and
is about a time before its end is late (补记): the operation is then judged twice, by what the record knew when it was
recorded and by what it knows now, and where the two differ both stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.operations.claims import claimed_area
from wxmod.domain.airspace import Answers, Clearance
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.ledger import Held, Movement, firings, fold
from wxmod.domain.ammunition.lots import LotStopped
from wxmod.domain.ammunition.missions import Draw, balance
from wxmod.domain.command.course import Course
from wxmod.domain.command.processes import Process
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.operations.doubles import Other, crew_of
from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.registry.equipment import Inspection
from wxmod.domain.registry.versions import EVER, Horizon, Written
from wxmod.domain.text import normalise
from wxmod.rules import Facts, Finding, Late, SetAside, check
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow
from wxmod.store.tables.registry import Registers, in_force

_ALL_KNOWN = Horizon(EVER, "", 0)


class Judgement(NamedTuple):
    """An operation made complete, with what the rules say of it."""

    operation: Operation
    findings: tuple[Finding, ...]


class Asked(NamedTuple):
    """How an operation is to be judged.

    Attributes:
        no: Its number where a telling is on record, which is left out of everything it is held against.
        clearance: The one it cites, where that is not on record yet.
        now: The moment of judgement; the present if not given.
        horizon: How far the record knew.
    """

    no: str | None = None
    clearance: Clearance | None = None
    now: datetime | None = None
    horizon: Horizon = _ALL_KNOWN


NEW = Asked()
"""An operation that is told now for the first time."""


def complete(desk: Desk, operation: Operation, *, no: str | None = None) -> Operation:
    """*operation* with the places its rounds came from and its area, as far as these follow from the record.

    Args:
        no: Its number where a telling is on record, whose own firings must not count.
    """
    placed = with_places(desk, operation, no=no)
    return with_area(desk, placed)


def judge(desk: Desk, operation: Operation, asked: Asked = NEW) -> Judgement:
    """What the rules say of an operation if it were written now; nothing is written."""
    whole = complete(desk, operation, no=asked.no)
    return Judgement(whole, check(whole, for_operation(desk, whole, asked)))


def for_operation(desk: Desk, operation: Operation, asked: Asked = NEW) -> Facts:
    """What the rules need to judge *operation*, as of its own moment."""
    return Bench(desk).facts(operation, asked)


def with_area(desk: Desk, operation: Operation) -> Operation:
    """*operation* with an affected area by the programme's method, unless it came with one."""
    if operation.area is not None:
        return operation
    area = claimed_area(desk, operation)
    return operation.model_copy(update={"area": area}) if area else operation


def with_places(desk: Desk, operation: Operation, *, no: str | None = None) -> Operation:
    """*operation* firing from the launcher or gun what was loaded there before, where no other place is told."""
    if all(release.place or release.lot is None for release in operation.releases):
        return operation
    releases = tuple(_from_loaded(desk, release, no) for release in operation.releases)
    return operation.model_copy(update={"releases": releases})


def _from_loaded(desk: Desk, release: Release, no: str | None) -> Release:
    if release.place or release.lot is None:
        return release
    loaded = Account.loaded(release.equipment)
    before = tables.ammunition.movements(desk.store, lot=release.lot, until=release.end, without=no)
    there = fold(before).held.get(Held(loaded, release.lot), 0)
    used = release.rounds + release.duds
    if not used or there < used:
        return release
    return release.model_copy(update={"place": loaded})


@dataclass(frozen=True)
class Bench:
    """The rules' bench: the record's registers, read once for however many operations are judged."""

    desk: Desk

    @cached_property
    def registers(self) -> Registers:
        """Everything ever told of units, people, lots and inspections."""
        return tables.registry.registers(self.desk.store, self.desk.program.zone)

    @cached_property
    def notices(self) -> dict[str, tuple[tuple[LotStopped, Written], ...]]:
        """Every quality notice by lot, with where it was entered."""
        return tables.rounds.notices_written(self.desk.store)

    def process(self, name: str | None) -> Process | None:
        """The favourable process of that id, or None; it is read once for however many operations name it."""
        return tables.command.process_kept(self.desk.store, name) if name else None

    @cached_property
    def born(self) -> datetime:
        """When the record took the programme's tables over; a unit of that moment was there before."""
        units = self.registers.equipment
        rows = (units.row(name) for name in units.names)
        moments = [row.tellings[0].written.recorded_at for row in rows if row]
        return min(moments, default=EVER) + timedelta(minutes=1)

    def double_facts(self, operation: Operation, asked: Asked) -> Facts:
        """What the rules about doubles need to know, and no more: a year has many operations."""
        window = operation.window
        units = self.registers.equipment
        rows = {name: units.row(name) for name in units_of(operation)}
        known = {name: row for name, row in rows.items() if row}
        return Facts(
            program=self.desk.program,
            now=asked.now or self.desk.now(),
            equipment={name: row.at(window.start) for name, row in known.items()},
            versions={name: row.between(window.start, window.end) for name, row in known.items()},
            others=self._others(operation, asked),
            process=self.process(operation.process),
        )

    def recorded(self, row: OperationRow) -> tuple[Finding, ...]:
        """What the rules say of an operation on record, with what was entered late marked as such."""
        asked = Asked(no=row.no, now=row.recorded_at)
        facts = self._recorded_facts(row, asked)
        findings = check(row.operation, facts)
        late = self._late(row)
        if not late:
            return findings
        # Stock is left as it is: what was missing is mended by entering it, whenever that is done.
        known = replace(self.facts(row.operation, asked._replace(horizon=row.horizon)))
        then = check(row.operation, replace(known, short=facts.short))
        return _marked(self.desk, findings, then, max(late, key=_recorded_at))

    def facts(self, operation: Operation, asked: Asked = NEW) -> Facts:
        """What the rules may know of an operation that would be told now."""
        short = tables.ammunition.lacking(self.desk.store, firings(operation), without=asked.no)
        return self._facts(operation, asked, short)

    def _recorded_facts(self, row: OperationRow, asked: Asked) -> Facts:
        taken = {(move.source, move.lot, move.at) for move in firings(row.operation)}
        short = {}
        for each in tables.ammunition.shortfalls(self.desk.store):
            if (each.place, each.lot, each.at) in taken:
                short[Held(each.place, each.lot)] = each.rounds
        return self._facts(row.operation, asked, short)

    def _facts(self, operation: Operation, asked: Asked, short: Mapping[Held, int]) -> Facts:
        desk, horizon = self.desk, asked.horizon
        window = operation.window
        known = self.known(horizon)
        answers = self._answers(operation, horizon)
        equipment = known.equipment.at(window.start)
        rows = {name: known.equipment.row(name) for name in units_of(operation)}
        versions = {
            name: row.between(window.start, window.end) for name, row in rows.items() if row
        }
        return Facts(
            program=desk.program,
            now=asked.now or desk.now(),
            equipment=equipment,
            inspections=self.inspections(horizon),
            people=known.people.at(window.start),
            lots=known.lots.at(window.start),
            short=short,
            clearance=asked.clearance or answers.standing,
            standings=self.standings(horizon),
            fired_beyond=_fired_beyond(desk, operation, asked.no),
            notices=tuple(tables.command.notices(desk.store).values()),
            instruction=self._course(operation, horizon),
            alongside=alongside(desk, operation, asked.no),
            suspensions=self._looks(horizon),
            versions=versions,
            answers=answers,
            others=self._others(operation, asked),
            process=self.process(operation.process),
            set_aside=_set_aside(desk, operation),
        )

    def known(self, horizon: Horizon) -> Registers:
        """The registers as far as the record knew them then."""
        held = self.registers
        if horizon == _ALL_KNOWN:
            return held
        return Registers(
            held.equipment.known_to(horizon),
            held.people.known_to(horizon),
            held.lots.known_to(horizon),
            held.inspections,
        )

    def inspections(self, horizon: Horizon = _ALL_KNOWN) -> dict[str, tuple[Inspection, ...]]:
        """Every inspection the record knew of then, by unit."""
        found = {}
        for unit, tellings in self.registers.inspections.items():
            known = tuple(t for t in tellings if horizon.covers(t.written))
            found[unit] = in_force(known)
        return found

    def standings(self, horizon: Horizon = _ALL_KNOWN) -> dict[str, tuple[LotStopped, ...]]:
        """Every quality notice the record knew of then, by lot."""
        found = {}
        for lot, notices in self.notices.items():
            found[lot] = tuple(n for n, written in notices if horizon.covers(written))
        return found

    def _answers(self, operation: Operation, horizon: Horizon) -> Answers:
        if operation.clearance is None:
            return Answers()
        return tables.airspace.answers(self.desk.store, operation.clearance).known_to(horizon)

    def _course(self, operation: Operation, horizon: Horizon) -> Course | None:
        number = normalise(operation.instruction_no)
        told = tables.command.course(self.desk.store, number) if number else None
        return told.known_to(horizon) if told else None

    @cached_property
    def looks(self) -> list[tuple[SuspensionEvaluated, Written]]:
        """Every look at a reason to stop, with where it was entered."""
        return tables.command.suspensions_written(self.desk.store)

    def _looks(self, horizon: Horizon) -> tuple[SuspensionEvaluated, ...]:
        return tuple(look for look, written in self.looks if horizon.covers(written))

    def _others(self, operation: Operation, asked: Asked) -> tuple[Other, ...]:
        rows = tables.operations.overlapping(self.desk.store, operation.window, without=asked.no)
        found = []
        for row in rows:
            chain, seq = row.first
            written = Written(
                since=row.operation.window.start,
                recorded_at=row.recorded_at,
                chain=chain,
                seq=seq,
            )
            if asked.horizon.covers(written):
                found.append(Other(row.no, row.operation, written))
        return tuple(found)

    def _late(self, row: OperationRow) -> list[Written]:
        """What was entered after an operation had been recorded, about what it used and a time before its end."""
        operation = row.operation
        horizon = row.horizon
        until = operation.window.end
        registered = self._late_in_registers(operation, horizon)
        answers = self._answers(operation, _ALL_KNOWN)
        answered = answers.late(horizon, until)
        course = self._course(operation, _ALL_KNOWN)
        ordered = course.late(horizon, until) if course else []
        late = [*registered, *answered, *ordered]
        late += [
            written
            for written in self._beside(row)
            if written.since <= until and not horizon.covers(written)
        ]
        return late

    def _late_in_registers(self, operation: Operation, horizon: Horizon) -> list[Written]:
        """What was entered of its units, people and lots afterwards."""
        held = self.registers
        until = operation.window.end
        units = held.equipment.late(horizon, until, units_of(operation))
        people = held.people.late(horizon, until, crew_of(operation))
        lots = held.lots.late(horizon, until, lots_of(operation))
        return [*units, *people, *lots]

    def _beside(self, row: OperationRow) -> list[Written]:
        """Where all that is told once was entered: inspections, notices, other operations, looks at reasons to stop."""
        operation = row.operation
        written = []
        for unit in units_of(operation):
            written += [each.written for each in self.registers.inspections.get(unit, ())]
        for lot in lots_of(operation):
            written += [entered for _notice, entered in self.notices.get(lot, ())]
        for other in self._others(operation, Asked(no=row.no)):
            if other.written:
                written.append(other.written)
        written += [entered for _look, entered in self.looks]
        return written


def _recorded_at(written: Written) -> datetime:
    return written.recorded_at


def _marked(
    desk: Desk,
    now: Sequence[Finding],
    then: Sequence[Finding],
    latest: Written,
) -> tuple[Finding, ...]:
    """What holds, with what a late entry added marked as such, and what one would have taken away."""
    of_now = {_place(finding) for finding in now}
    of_then = {_place(finding) for finding in then}
    about = desk.local(latest.since)
    recorded = desk.local(latest.recorded_at)
    added = Late(about, recorded, lifted=False)
    lifted = Late(about, recorded, lifted=True)
    found = []
    for finding in now:
        known_then = _place(finding) in of_then
        found.append(finding if known_then else replace(finding, late=added))
    gone = [finding for finding in then if _place(finding) not in of_now]
    found += [replace(finding, late=lifted) for finding in gone]
    return tuple(found)


def _place(finding: Finding) -> tuple[str, str]:
    """By what a finding of then and one of now are the same."""
    return finding.code, finding.field


def units_of(operation: Operation) -> tuple[str, ...]:
    """Every unit that released something, once each."""
    return tuple(dict.fromkeys(release.equipment for release in operation.releases))


def lots_of(operation: Operation) -> tuple[str, ...]:
    """Every lot that was used, once each."""
    return tuple(dict.fromkeys(r.lot for r in operation.releases if r.lot is not None))


def for_transfer(
    desk: Desk, movements: Sequence[Movement], along: Sequence[Movement] = ()
) -> Facts:
    """What the rules need to judge rounds about to change hands; those that go *along* are not there any more."""
    short = tables.ammunition.lacking(desk.store, movements)
    at = max(move.at for move in movements)
    held = dict(tables.rounds.holdings_at(desk.store, at))
    for move in along:
        here = Held(move.source, move.lot)
        held[here] = held.get(here, 0) - move.rounds
    return replace(_present(desk, at), short=short, held=held)


def for_rounds(desk: Desk) -> Facts:
    """What the rules need to judge a consignment under way or an operation about to be closed."""
    return _present(desk, desk.now())


def for_clearance(desk: Desk) -> Facts:
    """What the rules need to judge an airspace request."""
    return _present(desk, desk.now())


def _present(desk: Desk, at: datetime) -> Facts:
    """The registers as they stood at a moment, by all that is known of it now."""
    bench = Bench(desk)
    held = bench.registers
    return Facts(
        program=desk.program,
        now=desk.now(),
        equipment=held.equipment.at(at),
        inspections=bench.inspections(),
        people=held.people.at(at),
        lots=held.lots.at(at),
        standings=bench.standings(),
        notices=tuple(tables.command.notices(desk.store).values()),
        suspensions=tuple(tables.command.suspensions(desk.store)),
    )


def mission_of(desk: Desk, operation: Operation) -> str | None:
    """What rounds were issued under for *operation*: its instruction number, else its joint name; None if neither."""
    instruction = normalise(operation.instruction_no)
    for name in (instruction, operation.joint):
        if name and tables.rounds.is_mission(desk.store, name):
            return name
    return None


def _fired_beyond(desk: Desk, operation: Operation, no: str | None) -> dict[str, int]:
    """Rounds, by lot, that *operation* and the others of its mission used beyond what was issued for it."""
    mission = mission_of(desk, operation)
    if mission is None:
        return {}
    others = tables.rounds.mission_operations(desk.store, mission)
    draws = tables.rounds.mission_draws(
        desk.store, mission, [name for name in others if name != no]
    )
    draws += [Draw("firing", move) for move in firings(operation)]
    beyond = {}
    for line in balance(draws, {}):
        if line.missing < 0:
            beyond[line.lot] = -line.missing
    return beyond


def alongside(desk: Desk, operation: Operation, no: str | None) -> tuple[Operation, ...]:
    """The other operations under the instruction an operation names."""
    number = normalise(operation.instruction_no)
    if not number:
        return ()
    names = tables.rounds.mission_operations(desk.store, number)
    rows = [tables.operations.operation(desk.store, name) for name in names if name != no]
    return tuple(
        row.operation for row in rows if row and normalise(row.operation.instruction_no) == number
    )


def _set_aside(desk: Desk, operation: Operation) -> tuple[SetAside, ...]:
    """Blocks set aside for the instruction and the airspace an operation names."""
    subjects = [name for name in (normalise(operation.instruction_no), operation.clearance) if name]
    return tuple(
        SetAside(
            rule=each.waiver.rule,
            subject=each.waiver.subject,
            reason=each.waiver.reason,
            people=each.people,
            at=each.at,
        )
        for subject in dict.fromkeys(subjects)
        for each in tables.waivers.waivers(desk.store, subject)
    )
