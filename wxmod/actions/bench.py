"""The rules' bench: all that is known of an operation's moment, gathered once for however many are judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Answers, Clearance
from wxmod.domain.ammunition.ledger import Held, firings
from wxmod.domain.ammunition.lots import LotStopped
from wxmod.domain.ammunition.missions import Draw, balance
from wxmod.domain.command.course import Course
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.operations.doubles import Other
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.versions import EVER, Horizon, Register, Written
from wxmod.domain.text import normalise
from wxmod.rules import Facts, SetAside
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow
from wxmod.store.tables.registry import Registers, in_force

ALL_KNOWN = Horizon(EVER, "", 0)
"""Everything on record today."""


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
    horizon: Horizon = ALL_KNOWN


NEW = Asked()
"""An operation that is told now for the first time."""


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

    @cached_property
    def published(self) -> list[tuple[PublicNotice, Written]]:
        """Every public notice, with where it was entered."""
        return tables.command.notices_written(self.desk.store, self.desk.program.zone)

    def process_named(self, operation: Operation) -> tuple[Process, Written] | None:
        """The process an operation names, with where it was entered."""
        if not operation.process:
            return None
        return tables.command.process_written(self.desk.store, operation.process)

    @cached_property
    def born(self) -> datetime:
        """When the record took the programme's tables over; a unit of that moment was there before."""
        units = self.registers.equipment
        moments = []
        for name in units.names:
            row = units.row(name)
            if row:
                first = row.tellings[0]
                moments.append(first.written.recorded_at)
        return min(moments, default=EVER) + timedelta(minutes=1)

    def double_facts(self, operation: Operation, asked: Asked) -> Facts:
        """What the rules about doubles need to know, and no more: a year has many operations."""
        units = self.registers.equipment
        equipment = {}
        for name in units_of(operation):
            row = units.row(name)
            if row:
                equipment[name] = row.at(operation.window.start)
        return Facts(
            program=self.desk.program,
            now=asked.now or self.desk.now(),
            equipment=equipment,
            versions=_versions(operation, units),
            others=self.others(operation, asked),
            process=self._process(operation, ALL_KNOWN),
        )

    def facts(self, operation: Operation, asked: Asked = NEW) -> Facts:
        """What the rules may know of an operation that would be told now."""
        short = tables.ammunition.lacking(self.desk.store, firings(operation), without=asked.no)
        return self.facts_given(operation, asked, short)

    @cached_property
    def shortfalls(self) -> dict[tuple[str, str, datetime], int]:
        """Rounds taken beyond the book, by account, lot and moment."""
        short = {}
        for each in tables.ammunition.shortfalls(self.desk.store):
            taken = (each.place, each.lot, each.at)
            short[taken] = each.rounds
        return short

    def facts_given(
        self,
        operation: Operation,
        asked: Asked,
        short: Mapping[Held, int],
    ) -> Facts:
        """What the rules may know of an operation, with the rounds that are *short* for it."""
        desk, horizon = self.desk, asked.horizon
        start = operation.window.start
        known = self.known(horizon)
        answers = self.answers(operation, horizon)
        return Facts(
            program=desk.program,
            now=asked.now or desk.now(),
            equipment=known.equipment.at(start),
            inspections=self.inspections(horizon),
            people=known.people.at(start),
            lots=known.lots.at(start),
            short=short,
            clearance=asked.clearance or answers.standing,
            standings=self.standings(horizon),
            fired_beyond=_fired_beyond(desk, operation, asked.no),
            notices=self._notices(horizon),
            instruction=self.course(operation, horizon),
            alongside=alongside(desk, operation, asked.no, horizon),
            suspensions=self._looks(horizon),
            versions=_versions(operation, known.equipment),
            answers=answers,
            others=self.others(operation, asked),
            process=self._process(operation, horizon),
            set_aside=_set_aside(desk, operation),
        )

    def known(self, horizon: Horizon) -> Registers:
        """The registers as far as the record knew them then."""
        held = self.registers
        if horizon == ALL_KNOWN:
            return held
        return Registers(
            held.equipment.known_to(horizon),
            held.people.known_to(horizon),
            held.lots.known_to(horizon),
            held.inspections,
        )

    def inspections(self, horizon: Horizon = ALL_KNOWN) -> dict[str, tuple[Inspection, ...]]:
        """Every inspection the record knew of then, by unit."""
        inspections = {}
        for unit, tellings in self.registers.inspections.items():
            known = tuple(telling for telling in tellings if horizon.covers(telling.written))
            inspections[unit] = in_force(known)
        return inspections

    def standings(self, horizon: Horizon = ALL_KNOWN) -> dict[str, tuple[LotStopped, ...]]:
        """Every quality notice the record knew of then, by lot."""
        standings = {}
        for lot, notices in self.notices.items():
            known = [notice for notice, written in notices if horizon.covers(written)]
            standings[lot] = tuple(known)
        return standings

    def answers(self, operation: Operation, horizon: Horizon) -> Answers:
        """What flight control had said, as far as the record knew it, to the application an operation names."""
        if operation.clearance is None:
            return Answers()
        return tables.airspace.answers(self.desk.store, operation.clearance).known_to(horizon)

    def course(self, operation: Operation, horizon: Horizon) -> Course | None:
        """What was told, as far as the record knew it, of the instruction an operation names."""
        number = normalise(operation.instruction_no)
        if not number:
            return None
        course = tables.command.course(self.desk.store, number)
        if course is None:
            return None
        return course.known_to(horizon)

    def _notices(self, horizon: Horizon) -> tuple[PublicNotice, ...]:
        return tuple(notice for notice, written in self.published if horizon.covers(written))

    def _process(self, operation: Operation, horizon: Horizon) -> Process | None:
        """The process an operation names, if it was on record then."""
        named = self.process_named(operation)
        if named is None:
            return None
        process, written = named
        if not horizon.covers(written):
            return None
        return process

    @cached_property
    def looks(self) -> list[tuple[SuspensionEvaluated, Written]]:
        """Every look at a reason to stop, with where it was entered."""
        return tables.command.suspensions_written(self.desk.store)

    def _looks(self, horizon: Horizon) -> tuple[SuspensionEvaluated, ...]:
        return tuple(look for look, written in self.looks if horizon.covers(written))

    def others(self, operation: Operation, asked: Asked) -> tuple[Other, ...]:
        """Operations that have a moment in common with one."""
        rows = tables.operations.overlapping(
            self.desk.store,
            operation.window,
            without=asked.no,
        )
        others = []
        for row in rows:
            written = first_written(row)
            if asked.horizon.covers(written):
                other = Other(row.no, row.operation, written)
                others.append(other)
        return tuple(others)


def _versions(
    operation: Operation,
    units: Register[Equipment],
) -> dict[str, tuple[Equipment, ...]]:
    """Every state of the units of an operation while it lasted."""
    window = operation.window
    versions = {}
    for name in units_of(operation):
        row = units.row(name)
        if row:
            versions[name] = row.between(window.start, window.end)
    return versions


def units_of(operation: Operation) -> tuple[str, ...]:
    """Every unit that released something, once each."""
    units = [release.equipment for release in operation.releases]
    return tuple(dict.fromkeys(units))


def lots_of(operation: Operation) -> tuple[str, ...]:
    """Every lot that was used, once each."""
    lots = [release.lot for release in operation.releases if release.lot is not None]
    return tuple(dict.fromkeys(lots))


def mission_of(desk: Desk, operation: Operation) -> str | None:
    """What rounds were issued under for *operation*: its instruction number, else its joint name; None if neither."""
    instruction = normalise(operation.instruction_no)
    for name in (instruction, operation.joint):
        if name and tables.rounds.is_mission(desk.store, name):
            return name
    return None


def _fired_beyond(
    desk: Desk,
    operation: Operation,
    no: str | None,
) -> dict[str, int]:
    """Rounds, by lot, that *operation* and the others of its mission used beyond what was issued for it."""
    mission = mission_of(desk, operation)
    if mission is None:
        return {}
    under_it = tables.rounds.mission_operations(desk.store, mission)
    others = [name for name in under_it if name != no]
    draws = tables.rounds.mission_draws(desk.store, mission, others)
    draws += [Draw("firing", move) for move in firings(operation)]
    beyond = {}
    for line in balance(draws, {}):
        if line.missing < 0:
            beyond[line.lot] = -line.missing
    return beyond


def alongside(
    desk: Desk,
    operation: Operation,
    no: str | None,
    horizon: Horizon = ALL_KNOWN,
) -> tuple[Operation, ...]:
    """The other operations under the instruction an operation names, as far as the record knew of them."""
    number = normalise(operation.instruction_no)
    if not number:
        return ()
    operations = []
    for name in tables.rounds.mission_operations(desk.store, number):
        if name == no:
            continue
        row = tables.operations.operation(desk.store, name)
        # A joint mission may have the name of an instruction that its operations do not cite.
        if row is None or normalise(row.operation.instruction_no) != number:
            continue
        if horizon.covers(first_written(row)):
            operations.append(row.operation)
    return tuple(operations)


def first_written(row: OperationRow) -> Written:
    """Where an operation was told first; it is about its beginning."""
    chain, seq = row.first
    return Written(row.operation.window.start, row.recorded_at, chain, seq)


def _set_aside(desk: Desk, operation: Operation) -> tuple[SetAside, ...]:
    """Blocks set aside for the instruction and the airspace an operation names."""
    instruction = normalise(operation.instruction_no)
    subjects = dict.fromkeys([instruction, operation.clearance])
    set_aside = []
    for subject in subjects:
        if not subject:
            continue
        for each in tables.waivers.waivers(desk.store, subject):
            waiver = each.waiver
            block = SetAside(
                rule=waiver.rule,
                subject=waiver.subject,
                reason=waiver.reason,
                people=each.people,
                at=each.at,
            )
            set_aside.append(block)
    return tuple(set_aside)
