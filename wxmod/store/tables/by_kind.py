"""Typed tables derived from the journal, entry by entry, in the entry's own transaction.

operations (what was done) · ammunition (where every round is) · rounds (codes, notices, counters, closings) ·
registry (equipment, people, airspace, processes) · planning (notices, instructions, products,
suspensions, effect checks) ·
exchange (keys, receipts, forks, settled conflicts)
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from wxmod.domain.base import Value
from wxmod.store import tables
from wxmod.store.entries import Entry

Projection = Callable[[sqlite3.Connection, Entry, Any], None]

BY_KIND: dict[str, Projection] = {
    "operation.recorded": tables.operations.recorded,
    "operation.corrected": tables.operations.corrected,
    "ammunition.transferred": tables.ammunition.transferred,
    "ammunition.dispatched": tables.ammunition.dispatched,
    "ammunition.scanned": tables.rounds.scanned,
    "ammunition.counted": tables.ammunition.counted,
    "ammunition.explained": tables.ammunition.explained,
    "lot.registered": tables.registry.lot_registered,
    "lot.stopped": tables.rounds.lot_standing,
    "lot.resumed": tables.rounds.lot_standing,
    "counter.read": tables.rounds.counter_read,
    "operation.closed": tables.rounds.operation_closed,
    "equipment.registered": tables.registry.equipment_registered,
    "equipment.inspected": tables.registry.equipment_inspected,
    "person.registered": tables.registry.person_registered,
    "person.pin_set": tables.pins.pin_set,
    "person.pin_tried": tables.pins.pin_tried,
    "airspace.requested": tables.airspace.airspace_requested,
    "airspace.answered": tables.airspace.airspace_told,
    "airspace.started": tables.airspace.airspace_told,
    "airspace.cancelled": tables.airspace.airspace_told,
    "airspace.closed": tables.airspace.airspace_told,
    "notice.issued": tables.command.notice_issued,
    "product.signed": tables.command.product_signed,
    "guidance.attached": tables.command.guidance_attached,
    "suspension.evaluated": tables.command.suspension_evaluated,
    "effect.noted": tables.command.effect_noted,
    "instruction.issued": tables.command.instruction_issued,
    "instruction.revised": tables.command.instruction_revised,
    "instruction.answered": tables.command.instruction_answered,
    "instruction.cancelled": tables.command.instruction_cancelled,
    "process.confirmed": tables.command.process_confirmed,
    "rule.waived": tables.waivers.rule_waived,
    "key.trusted": tables.exchange.trusted,
    "key.revoked": tables.exchange.revoked,
    "bundle.taken": tables.exchange.taken,
    "bundle.forked": tables.exchange.forked,
    "record.restored": tables.exchange.restored,
    "conflict.resolved": tables.exchange.resolved,
    "period.sealed": tables.periods.sealed,
    "store.handed_over": tables.custody.handed_over,
    "spot_check.drawn": tables.custody.drawn,
}


REFUSALS: dict[str, Callable[[sqlite3.Connection, Any], None]] = {
    "operation.recorded": tables.operations.refuse_number,
    "operation.corrected": tables.operations.refuse_unknown,
    "ammunition.dispatched": tables.ammunition.refuse_consignment,
}


def refuse(conn: sqlite3.Connection, kind: str, body: Value) -> None:
    """Refuse what cannot be written here; what was written elsewhere is never refused, only listed as a conflict."""
    if kind in REFUSALS:
        REFUSALS[kind](conn, body)


def project(conn: sqlite3.Connection, entry: Entry, body: Value) -> None:
    """Bring the tables up to *entry*."""
    BY_KIND[entry.kind](conn, entry, body)
