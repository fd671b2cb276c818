"""The one way to ask the rules: complete an operation, gather what is known of its moment, judge it.

Everything is judged as it stood at the moment it is about; what is entered late is the matter of
`wxmod.actions.hindsight`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from wxmod.actions.bench import NEW, Asked, Bench, alongside, mission_of
from wxmod.actions.desk import Desk
from wxmod.actions.operations.claims import claimed_area
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.ledger import Held, Movement, fold
from wxmod.domain.operations.operation import Operation, Release
from wxmod.rules import Facts, Finding, check
from wxmod.store import tables

__all__ = [
    "NEW",
    "Asked",
    "Bench",
    "Judgement",
    "alongside",
    "complete",
    "for_clearance",
    "for_operation",
    "for_rounds",
    "for_transfer",
    "judge",
    "mission_of",
    "with_area",
    "with_places",
]


class Judgement(NamedTuple):
    """An operation made complete, with what the rules say of it."""

    operation: Operation
    findings: tuple[Finding, ...]


def complete(
    desk: Desk,
    operation: Operation,
    *,
    no: str | None = None,
) -> Operation:
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


def for_operation(
    desk: Desk,
    operation: Operation,
    asked: Asked = NEW,
) -> Facts:
    """What the rules need to judge *operation*, as of its own moment."""
    return Bench(desk).facts(operation, asked)


def with_area(desk: Desk, operation: Operation) -> Operation:
    """*operation* with an affected area by the programme's method, unless it came with one."""
    if operation.area is not None:
        return operation
    area = claimed_area(desk, operation)
    return operation.model_copy(update={"area": area}) if area else operation


def with_places(
    desk: Desk,
    operation: Operation,
    *,
    no: str | None = None,
) -> Operation:
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
