"""Gathering what the rules may know, from the record and the programme, as it stands now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import Held, Movement, firings, lacking
from wxmod.domain.operations import Operation
from wxmod.rules import Facts
from wxmod.store import queries
from wxmod.store.queries import OperationRow


def for_operation(
    desk: Desk, operation: Operation, *, no: str | None = None, clearance: Clearance | None = None,
    now: datetime | None = None,
) -> Facts:  # fmt: skip
    """What the rules need to judge *operation* before it is written.

    Args:
        no: Its number when an earlier telling is on record, so that those firings are not counted twice.
        clearance: The one it cites, when that is not on record yet.
        now: The moment of judgement; the present if not given.
    """
    wanted = firings(operation)
    before = _movements(desk, wanted, without=no)
    return _facts(desk, lacking(before, wanted), clearance or _cited(desk, operation), now)


def for_recorded(desk: Desk, row: OperationRow) -> Facts:
    """What the rules need to judge an operation on record, as of when it was recorded, with today's stock ledger."""
    taken = {(m.source, m.lot, m.at) for m in firings(row.operation)}
    short = {
        Held(s.place, s.lot): s.rounds for s in queries.shortfalls(desk.store) if (s.place, s.lot, s.at) in taken
    }  # fmt: skip
    return _facts(desk, short, _cited(desk, row.operation), row.recorded_at)


def for_transfer(desk: Desk, movements: Sequence[Movement]) -> Facts:
    """What the rules need to judge rounds about to change hands."""
    return _facts(desk, lacking(_movements(desk, movements), movements))


def for_clearance(desk: Desk) -> Facts:
    """What the rules need to judge an airspace request."""
    return _facts(desk, {})


def _facts(
    desk: Desk, short: Mapping[Held, int], clearance: Clearance | None = None, now: datetime | None = None
) -> Facts:
    store = desk.store
    return Facts(
        program=desk.program, now=now or desk.now(), equipment=queries.equipment(store),
        inspections=queries.inspections(store), people=queries.people(store), lots=queries.lots(store),
        short=short, clearance=clearance,
    )  # fmt: skip


def _cited(desk: Desk, operation: Operation) -> Clearance | None:
    return queries.clearance(desk.store, operation.clearance) if operation.clearance else None


def _movements_without(desk: Desk, lot: str, no: str | None) -> list[Movement]:
    return queries.movements(desk.store, lot=lot, without=no)


def _movements(desk: Desk, wanted: Sequence[Movement], without: str | None = None) -> list[Movement]:
    """Every movement of the lots that *wanted* touches."""
    lots = dict.fromkeys(move.lot for move in wanted)
    return [move for lot in lots for move in queries.movements(desk.store, lot=lot, without=without)]
