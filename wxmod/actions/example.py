"""Entering a programme's example year through the same actions as any user's, in the order things happened."""

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from wxmod.actions import airspace, ammunition, operations, registry
from wxmod.actions.ammunition import Handover
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import Held
from wxmod.program.example import ExampleTransfer, load_example

Step = tuple[datetime, int, Callable[[], object]]


def replay(desk: Desk, folder: Path) -> int:
    """Enter the example year of the programme in *folder*, all or nothing; the number of steps."""
    log = load_example(folder)
    lots = {lot.no: lot for lot in log.lots}

    def at_noon(day: object) -> datetime:
        return datetime.combine(day, time(12), tzinfo=desk.program.zone)  # type: ignore[arg-type]

    def transfer(move: ExampleTransfer) -> object:
        hands = Handover(move.by, move.witness, move.reason, at=move.at)
        held = Held(move.source, move.lot)
        match move.kind:
            case "receive":
                return ammunition.receive(desk, lots[move.lot], move.target, move.rounds, hands)
            case "issue":
                return ammunition.issue(desk, held, move.target, move.rounds, hands)
            case "return":
                return ammunition.give_back(desk, held, move.target, move.rounds, hands)
            case _:
                return ammunition.dispose(desk, held, move.rounds, hands)

    steps: list[Step] = [(at_noon(i.inspected_on), 0, lambda i=i: registry.inspect(desk, i)) for i in log.inspections]  # type: ignore[misc]
    steps += [(m.at, 1, lambda m=m: transfer(m)) for m in log.transfers]  # type: ignore[misc]
    steps += [(p.window.start, 2, lambda p=p: desk.write("process.confirmed", p, at=p.window.start)) for p in log.processes]  # type: ignore[misc]
    steps += [(c.requested_at, 3, lambda c=c: _clearance(desk, c)) for c in log.clearances]  # type: ignore[misc]
    steps += [(o.window.end, 4, lambda o=o: operations.record(desk, o)) for o in log.operations]  # type: ignore[misc]
    steps += [(s.at, 5, lambda s=s: desk.write("ammunition.counted", s, at=s.at)) for s in log.stocktakes]  # type: ignore[misc]
    with desk.store.writing():
        for _at, _tier, step in sorted(steps, key=lambda s: s[:2]):
            step()
    return len(steps)


def _clearance(desk: Desk, told: Clearance) -> None:
    """The clearance as its life went: asked, answered, closed."""
    desk.write("airspace.requested", told.model_copy(update={"status": "requested", "granted": None}))
    airspace.grant(desk, told.number, told.granted, approval=told.approval, at=told.answered_at)  # type: ignore[arg-type]
    if told.closed_at:
        airspace.close(desk, told.number, at=told.closed_at)
