"""Gathering what the rules may know, from the record and the programme, as it stands now."""

from collections.abc import Sequence
from datetime import datetime

from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import Movement, firings, lacking
from wxmod.domain.operations import Operation
from wxmod.rules import Facts
from wxmod.store import queries
from wxmod.store.projections.ammunition import movements_of


def for_operation(
    desk: Desk, operation: Operation, *, no: str | None = None, clearance: Clearance | None = None,
    now: datetime | None = None,
) -> Facts:  # fmt: skip
    """What the rules need to judge *operation*.

    Args:
        no: Its number when it is already on record, so that its own firings are not counted twice.
        clearance: The one it cites, when that is not on record yet.
        now: The moment of judgement; the present if not given.
    """
    cited = clearance or (queries.clearance(desk.store, operation.clearance) if operation.clearance else None)
    return _facts(desk, firings(operation), no=no, clearance=cited, now=now)


def for_transfer(desk: Desk, movements: Sequence[Movement]) -> Facts:
    """What the rules need to judge rounds about to change hands."""
    return _facts(desk, movements)


def for_clearance(desk: Desk) -> Facts:
    """What the rules need to judge an airspace request."""
    return _facts(desk, ())


def _facts(
    desk: Desk, wanted: Sequence[Movement], *, no: str | None = None, clearance: Clearance | None = None,
    now: datetime | None = None,
) -> Facts:  # fmt: skip
    store = desk.store
    before = [m for lot in dict.fromkeys(w.lot for w in wanted) for m in _movements_without(desk, lot, no)]
    return Facts(
        program=desk.program, now=now or desk.now(), equipment=queries.equipment(store),
        inspections=queries.inspections(store), people=queries.people(store), lots=queries.lots(store),
        short=lacking(before, wanted), clearance=clearance,
    )  # fmt: skip


def _movements_without(desk: Desk, lot: str, no: str | None) -> list[Movement]:
    return movements_of(desk.store.conn, "WHERE lot = ? AND operation IS NOT ?", (lot, no or ""))
