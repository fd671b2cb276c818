"""Typed tables derived from the journal, entry by entry, in the entry's own transaction.

operations (what was done) · ammunition (where every round is) · rounds (codes, notices, counters, closings) ·
registry (equipment, people, airspace, processes)
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from wxmod.domain.base import Value
from wxmod.store.entries import Entry
from wxmod.store.projections import ammunition, custody, operations, people, periods, registry, rounds

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
    "airspace.requested": registry.clearance,
    "airspace.answered": registry.clearance,
    "airspace.closed": registry.clearance,
    "process.confirmed": registry.process,
    "rule.waived": registry.waiver,
    "period.sealed": periods.sealed,
    "store.handed_over": custody.handed_over,
    "spot_check.drawn": custody.drawn,
}


def project(conn: sqlite3.Connection, entry: Entry, body: Value) -> None:
    """Bring the tables up to *entry*."""
    BY_KIND[entry.kind](conn, entry, body)
