"""Entering a programme's example year through the same actions as any user's, in the order things happened."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial

from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.desk import Desk, SetClock
from wxmod.actions.operations import recording
from wxmod.actions.registry import registers
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.program.example import ExampleLog, ExampleTransfer

Step = tuple[datetime, int, Callable[[], object]]


def replay(desk: Desk, log: ExampleLog, clock: SetClock) -> None:
    """Enter the example up to the morning after its last operation, each thing at its moment; all or nothing.

    What the example did later (returns, the count at the year's end) is still ahead of who looks at it.
    """
    morning = log.ends(desk.program.zone)
    with desk.store.writing():
        steps = sorted(_steps(desk, log), key=_when)
        for at, _tier, step in steps:
            if at < morning:
                clock.set(at)
                step()
    clock.set(morning)


def _when(step: Step) -> tuple[datetime, int]:
    at, tier, _act = step
    return at, tier


def _steps(desk: Desk, log: ExampleLog) -> Iterator[Step]:
    """What was done and when; of things done at one moment, what others rest on comes first."""
    lots = {lot.no: lot for lot in log.lots}
    for inspection in log.inspections:
        noon = datetime.combine(
            inspection.inspected_on,
            time(12),
            tzinfo=desk.program.zone,
        )
        yield noon, 0, partial(registers.inspect, desk, inspection)
    for move in log.transfers:
        yield (
            move.at,
            1,
            partial(
                _transfer,
                desk,
                move,
                lots[move.lot],
            ),
        )
    for process in log.processes:
        yield (
            process.window.start,
            2,
            partial(desk.write, "process.confirmed", process, at=process.window.start),
        )
    for clearance in log.clearances:
        yield from _clearance(desk, clearance)
    for operation in log.operations:
        # With its written report, which cannot be on record before it was sent.
        known = max(operation.window.end, operation.reported_at or operation.window.end)
        yield known, 4, partial(recording.record, desk, operation)
    for taken in log.stocktakes:
        counts = {count.lot: count.rounds for count in taken.counts}
        hands = Handover(at=taken.at, reason=taken.remarks)
        yield (
            taken.at,
            5,
            partial(stocktakes.count, desk, taken.place, counts, taken.counted_by, hands),
        )


def _transfer(desk: Desk, move: ExampleTransfer, lot: Lot) -> None:
    hands = Handover(
        move.by,
        move.witness,
        move.reason,
        at=move.at,
    )
    held = Held(move.source, move.lot)
    match move.kind:
        case "receive":
            stores.receive(desk, lot, move.target, move.rounds, hands)
        case "issue":
            stores.issue(desk, held, move.target, move.rounds, hands)
        case "return":
            stores.give_back(desk, held, move.target, move.rounds, hands)
        case _:
            stores.dispose(desk, held, move.rounds, hands)


def _clearance(desk: Desk, told: Clearance) -> Iterator[Step]:
    """The clearance as its life went, each step at its moment: asked, answered, closed."""
    unanswered = {
        "status": ClearanceStatus.REQUESTED,
        "granted": None,
        "answered_at": None,
        "closed_at": None,
    }
    asked = told.model_copy(update=unanswered | {"approval": ""})
    yield told.requested_at, 3, partial(desk.write, "airspace.requested", asked)
    if told.granted:
        answer = partial(
            clearances.grant,
            desk,
            told.number,
            told.granted,
            approval=told.approval,
        )
        yield told.answered_at or told.requested_at, 3, answer
    if told.closed_at:
        yield told.closed_at, 5, partial(clearances.close, desk, told.number)
