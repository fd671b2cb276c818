"""Typed tables derived from the journal, entry by entry, in the entry's own transaction.

operations (what was done) · ammunition (where every round is) · rounds (codes, notices, counters, closings) ·
registry (equipment, people, airspace, processes) · planning (notices, instructions, products,
suspensions) ·
exchange (keys, receipts, forks, settled conflicts)
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from wxmod.domain.base import Value
from wxmod.store.entries import Entry
from wxmod.store.projections import (
    ammunition,
    custody,
    exchange,
    operations,
    people,
    periods,
    planning,
    registry,
    rounds,
)

Projection = Callable[[sqlite3.Connection, Entry, Any], None]

BY_KIND: dict[str, Projection] = {
    "operation.recorded": operations.recorded,
    "operation.corrected": operations.corrected,
    "ammunition.transferred": ammunition.transferred,
    "ammunition.dispatched": ammunition.dispatched,
    "ammunition.scanned": rounds.scanned,
    "ammunition.counted": ammunition.counted,
    "ammunition.explained": ammunition.explained,
    "lot.registered": registry.lot,
    "lot.stopped": rounds.standing,
    "lot.resumed": rounds.standing,
    "counter.read": rounds.counter,
    "operation.closed": rounds.closed,
    "equipment.registered": registry.equipment,
    "equipment.inspected": registry.inspection,
    "person.registered": registry.person,
    "person.pin_set": people.pin_set,
    "person.pin_tried": people.pin_tried,
    "airspace.requested": registry.asked,
    "airspace.answered": registry.clearance,
    "airspace.started": registry.clearance,
    "airspace.cancelled": registry.clearance,
    "airspace.closed": registry.clearance,
    "notice.issued": planning.notice,
    "product.signed": planning.product,
    "guidance.attached": planning.guidance,
    "suspension.evaluated": planning.suspension,
    "instruction.issued": planning.instructed,
    "instruction.revised": planning.revised,
    "instruction.answered": planning.answered,
    "instruction.cancelled": planning.cancelled,
    "process.confirmed": registry.process,
    "rule.waived": registry.waiver,
    "key.trusted": exchange.trusted,
    "key.revoked": exchange.revoked,
    "bundle.taken": exchange.taken,
    "bundle.forked": exchange.forked,
    "record.restored": exchange.restored,
    "conflict.resolved": exchange.resolved,
    "period.sealed": periods.sealed,
    "store.handed_over": custody.handed_over,
    "spot_check.drawn": custody.drawn,
}


REFUSALS: dict[str, Callable[[sqlite3.Connection, Any], None]] = {
    "operation.recorded": operations.refuse_number,
    "operation.corrected": operations.refuse_unknown,
    "ammunition.dispatched": ammunition.refuse_consignment,
}


def refuse(conn: sqlite3.Connection, kind: str, body: Value) -> None:
    """Refuse what cannot be written here; what was written elsewhere is never refused, only listed as a conflict."""
    if kind in REFUSALS:
        REFUSALS[kind](conn, body)


def project(conn: sqlite3.Connection, entry: Entry, body: Value) -> None:
    """Bring the tables up to *entry*."""
    BY_KIND[entry.kind](conn, entry, body)
