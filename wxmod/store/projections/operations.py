"""Operations as they are told now, every earlier telling, and their releases."""

import sqlite3

from wxmod.domain.ammunition import firings
from wxmod.domain.errors import BadInput, IntegrityFailure
from wxmod.domain.operations import Operation
from wxmod.domain.text import normalise
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, OperationCorrected, OperationRecorded, encode
from wxmod.store.projections.ammunition import fired, unfired
from wxmod.wording import N_


def recorded(conn: sqlite3.Connection, entry: Entry, body: OperationRecorded) -> None:
    """A new operation."""
    if conn.execute("SELECT 1 FROM operation WHERE no = ?", (body.no,)).fetchone():
        raise BadInput(N_("作业编号 {no} 已经用过"), remedy=N_("更正已有的作业，或换一个编号"), no=body.no)
    conn.execute(
        "INSERT INTO operation VALUES (?,?,?,1,0,?,?,?,?,?,?,?,?,?,?,?,?)",
        (body.no, entry.chain, entry.seq, entry.recorded_at, entry.actor, *_columns(body.operation, body.seen)),
    )
    _keep_version(conn, entry, body.no, 1)
    _add_releases(conn, entry, body.no, body.operation)


def corrected(conn: sqlite3.Connection, entry: Entry, body: OperationCorrected) -> None:
    """Another telling of a known operation; a void one keeps its last words and loses its effects."""
    row = conn.execute("SELECT versions FROM operation WHERE no = ?", (body.no,)).fetchone()
    if row is None:
        raise IntegrityFailure(N_("第 {seq} 条更正了不存在的作业 {no}"), seq=entry.seq, no=body.no)
    version = row[0] + 1
    where = {"no": body.no, "chain": entry.chain, "seq": entry.seq, "versions": version}
    conn.execute(
        "UPDATE operation SET chain=:chain, seq=:seq, versions=:versions, voided=:voided WHERE no=:no",
        where | {"voided": int(body.operation is None)},
    )
    if body.operation:
        conn.execute(
            "UPDATE operation SET site=?, purpose=?, joint=?, process=?, clearance=?, start_at=?, end_at=?,"
            " area_km2=?, seen=?, body=? WHERE no=?",
            (*_columns(body.operation, body.seen), body.no),
        )
    _keep_version(conn, entry, body.no, version)
    unfired(conn, body.no)
    conn.execute("DELETE FROM release WHERE no = ?", (body.no,))
    conn.execute("DELETE FROM operation_under WHERE no = ?", (body.no,))
    if body.operation:
        _add_releases(conn, entry, body.no, body.operation)


def _columns(operation: Operation, seen: tuple[str, ...]) -> tuple[object, ...]:
    window = operation.window
    return (
        operation.site, operation.purpose.value, operation.joint, operation.process, operation.clearance,
        utc_text(window.start), utc_text(window.end), operation.area.km2 if operation.area else None,
        " ".join(seen), encode(operation),
    )  # fmt: skip


def _keep_version(conn: sqlite3.Connection, entry: Entry, no: str, version: int) -> None:
    """Which entry tells it; what it says is read from the journal."""
    conn.execute("INSERT INTO operation_version VALUES (?,?,?,?)", (no, version, entry.chain, entry.seq))


def _add_releases(conn: sqlite3.Connection, entry: Entry, no: str, operation: Operation) -> None:
    for n, r in enumerate(operation.releases):
        place = r.place or f"site/{operation.site}"
        conn.execute(
            "INSERT INTO release VALUES (?,?,?,?,?,?,?,?,?)",
            (no, n, r.equipment, r.lot, place, r.rounds, r.duds, utc_text(r.start), utc_text(r.end)),
        )
    # What rounds may have been issued for it under.
    for name in {normalise(operation.instruction_no), operation.joint} - {"", None}:
        conn.execute("INSERT INTO operation_under VALUES (?,?)", (no, name))
    fired(conn, entry, no, firings(operation))
