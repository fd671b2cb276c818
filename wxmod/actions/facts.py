"""Gathering what the rules may know, from the record and the programme, as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held, Movement, firings, lacking
from wxmod.domain.ammunition.missions import Draw, balance
from wxmod.domain.command.instructions import Instructed
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import normalise
from wxmod.rules import Facts, SetAside
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow


def for_operation(
    desk: Desk,
    operation: Operation,
    *,
    no: str | None = None,
    clearance: Clearance | None = None,
    now: datetime | None = None,
) -> Facts:
    """What the rules need to judge *operation* before it is written.

    Args:
        no: Its number when an earlier telling is on record, so that those firings are not counted twice.
        clearance: The one it cites, when that is not on record yet.
        now: The moment of judgement; the present if not given.
    """
    wanted = firings(operation)
    before = _movements(desk, wanted, without=no)
    told = _facts(
        desk,
        lacking(before, wanted),
        clearance or _cited(desk, operation),
        now,
    )
    return replace(
        told,
        fired_beyond=_fired_beyond(desk, operation, no),
        instruction=_instructed(desk, operation),
        set_aside=_set_aside(desk, operation),
    )


def for_recorded(desk: Desk, row: OperationRow) -> Facts:
    """What the rules need to judge an operation on record, as of when it was recorded, with today's stock ledger."""
    taken = {(m.source, m.lot, m.at) for m in firings(row.operation)}
    short = {
        Held(s.place, s.lot): s.rounds
        for s in tables.ammunition.shortfalls(desk.store)
        if (s.place, s.lot, s.at) in taken
    }
    told = _facts(desk, short, _cited(desk, row.operation), row.recorded_at)
    beyond = _fired_beyond(desk, row.operation, row.no)
    return replace(
        told,
        fired_beyond=beyond,
        instruction=_instructed(desk, row.operation),
        set_aside=_set_aside(desk, row.operation),
    )


def for_transfer(
    desk: Desk, movements: Sequence[Movement], along: Sequence[Movement] = ()
) -> Facts:
    """What the rules need to judge rounds about to change hands; those that go *along* are not there any more."""
    told = _facts(desk, lacking(_movements(desk, movements), movements))
    held = dict(tables.rounds.holdings_at(desk.store, max(move.at for move in movements)))
    for move in along:
        here = Held(move.source, move.lot)
        held[here] = held.get(here, 0) - move.rounds
    return replace(told, held=held)


def for_rounds(desk: Desk) -> Facts:
    """What the rules need to judge a consignment under way or an operation about to be closed."""
    return _facts(desk, {})


def for_clearance(desk: Desk) -> Facts:
    """What the rules need to judge an airspace request."""
    return _facts(desk, {})


def _facts(
    desk: Desk,
    short: Mapping[Held, int],
    clearance: Clearance | None = None,
    now: datetime | None = None,
) -> Facts:
    store = desk.store
    return Facts(
        program=desk.program,
        now=now or desk.now(),
        equipment=tables.registry.equipment(store),
        inspections=tables.registry.inspections(store),
        people=tables.registry.people(store),
        lots=tables.registry.lots(store),
        short=short,
        clearance=clearance,
        standings=tables.rounds.standings(store),
        notices=tuple(tables.command.notices(store).values()),
        suspensions=tuple(tables.command.suspensions(store)),
    )


def mission_of(desk: Desk, operation: Operation) -> str | None:
    """What rounds were issued under for *operation*: its instruction number, else its joint name; None if neither."""
    named = (normalise(operation.instruction_no), operation.joint)
    return next(
        (name for name in named if name and tables.rounds.is_mission(desk.store, name)),
        None,
    )


def _fired_beyond(desk: Desk, operation: Operation, no: str | None) -> dict[str, int]:
    """Rounds, by lot, that *operation* and the others of its mission used beyond what was issued for it."""
    mission = mission_of(desk, operation)
    if mission is None:
        return {}
    others = [name for name in tables.rounds.mission_operations(desk.store, mission) if name != no]
    draws = tables.rounds.mission_draws(desk.store, mission, others)
    draws += [Draw("firing", move) for move in firings(operation)]
    return {each.lot: -each.missing for each in balance(draws, {}) if each.missing < 0}


def _set_aside(desk: Desk, operation: Operation) -> tuple[SetAside, ...]:
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


def _instructed(desk: Desk, operation: Operation) -> Instructed | None:
    number = normalise(operation.instruction_no)
    return tables.command.instruction(desk.store, number) if number else None


def _cited(desk: Desk, operation: Operation) -> Clearance | None:
    return (
        tables.airspace.clearance(desk.store, operation.clearance) if operation.clearance else None
    )


def _movements_without(desk: Desk, lot: str, no: str | None) -> list[Movement]:
    return tables.ammunition.movements(desk.store, lot=lot, without=no)


def _movements(
    desk: Desk, wanted: Sequence[Movement], without: str | None = None
) -> list[Movement]:
    """Every movement of the lots that *wanted* touches."""
    lots = dict.fromkeys(move.lot for move in wanted)
    return [
        move
        for lot in lots
        for move in tables.ammunition.movements(desk.store, lot=lot, without=without)
    ]
