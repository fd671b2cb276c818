"""Operations as they are told now, every earlier telling, and their releases."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.ledger import flows
from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, IntegrityFailure
from wxmod.domain.operations.operation import Operation, Purpose
from wxmod.domain.registry.versions import Horizon
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store.bodies import OperationCorrected, OperationRecorded
from wxmod.store.entries import Entry, decode, part
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import Firing, fired, unfired
from wxmod.store.tables.latest import LAST_LETTER
from wxmod.store.tables.tellings import Telling, arrange, family
from wxmod.wording import N_


class OperationRow(NamedTuple):
    """An operation as it is told now.

    Attributes:
        ref: ``CHAIN:SEQ`` of this telling.
        recorded_at: When it was first told.
        first: Chain and number of the entry that told it first.
        seen: Codes of the findings shown when it was written.
    """

    no: str
    ref: str
    versions: int
    voided: bool
    recorded_at: datetime
    recorded_by: str
    seen: tuple[str, ...]
    operation: Operation
    first: tuple[str, int]

    @property
    def seq(self) -> int:
        """Number of the entry that tells it now."""
        return int(self.ref.rpartition(":")[2])

    @property
    def horizon(self) -> Horizon:
        """What the record knew when the operation was first told."""
        return Horizon(self.recorded_at, *self.first)


class Version(NamedTuple):
    """One telling of an operation; ``operation`` is None where it was declared void."""

    version: int
    ref: str
    recorded_at: datetime
    recorded_by: str
    reason: str
    operation: Operation | None


_OPERATION = (
    "SELECT no, chain, seq, versions, voided, recorded_at, recorded_by, seen, body, first_chain, first_seq"
    " FROM operation"
)


def _operation(row: Sequence[object]) -> OperationRow:
    no, chain, seq, versions, voided, at, by, seen, body, first_chain, first_seq = row
    return OperationRow(
        str(no),
        f"{chain}:{seq}",
        int(str(versions)),
        bool(voided),
        from_utc_text(str(at)),
        str(by),
        tuple(str(seen).split()),
        Operation.model_validate_json(str(body)),
        (str(first_chain), int(str(first_seq))),
    )


def operation(store: Store, no: str) -> OperationRow | None:
    """The operation of that number, or None."""
    row = store.conn.execute(f"{_OPERATION} WHERE no = ?", (no,)).fetchone()
    return _operation(row) if row else None


def operations(
    store: Store,
    window: Window | None = None,
    *,
    site: str | None = None,
    purposes: Sequence[Purpose] = (),
    process: str | None = None,
    newest: int | None = None,
) -> list[OperationRow]:
    """Operations that started within *window*, oldest first, void ones left out; only the *newest* so many."""
    tests, values = ["voided = 0"], []
    if window:
        tests.append("start_at BETWEEN ? AND ?")
        values += [utc_text(window.start), utc_text(window.end)]
    if site:
        tests.append("site = ?")
        values.append(site)
    if process:
        tests.append("process = ?")
        values.append(process)
    if purposes:
        tests.append(f"purpose IN ({','.join('?' * len(purposes))})")
        values += [p.value for p in purposes]
    sql = f"{_OPERATION} WHERE {' AND '.join(tests)} ORDER BY start_at DESC, no DESC LIMIT ?"
    rows = store.conn.execute(sql, (*values, -1 if newest is None else newest)).fetchall()
    return [_operation(row) for row in reversed(rows)]


LONGEST = timedelta(days=3)
"""Operations that began longer before are not looked through for one that still goes on; a rule finds these."""


def overlapping(store: Store, window: Window, *, without: str | None = None) -> list[OperationRow]:
    """Operations that have a moment in common with *window*, void ones and *without* left out, oldest first."""
    # The index alone finds them; where a province fires, most of three days is over and never read.
    found_in = (
        "SELECT no FROM operation WHERE voided = 0 AND start_at BETWEEN ? AND ? AND end_at >= ?"
    )
    rows = store.conn.execute(
        f"{_OPERATION} WHERE no IN ({found_in}) AND no IS NOT ? ORDER BY start_at, no",
        (
            utc_text(window.start - LONGEST),
            utc_text(window.end),
            utc_text(window.start),
            without,
        ),
    ).fetchall()
    return [_operation(row) for row in rows]


def named_processes(store: Store) -> frozenset[str]:
    """Processes some operation names, void ones left out."""
    rows = store.conn.execute(
        "SELECT DISTINCT process FROM operation WHERE voided = 0 AND process IS NOT NULL"
    ).fetchall()
    return frozenset(process for (process,) in rows)


def versions(store: Store, no: str) -> list[Version]:
    """Every telling of an operation, first to last, as the journal has them."""
    rows = store.conn.execute(
        "SELECT v.version, j.* FROM operation_version v JOIN journal j ON j.chain = v.chain AND j.seq = v.seq"
        " WHERE v.no = ? ORDER BY v.version",
        (no,),
    ).fetchall()
    return [_version(row[0], Entry(*row[1:])) for row in rows]


def _version(version: int, entry: Entry) -> Version:
    told = decode(entry)
    assert isinstance(told, OperationRecorded | OperationCorrected)  # noqa: S101  no other kind tells an operation
    reason = told.reason if isinstance(told, OperationCorrected) else ""
    at = from_utc_text(entry.recorded_at)
    return Version(version, entry.ref, at, entry.actor, reason, told.operation)


def operation_numbers(store: Store, prefix: str) -> list[str]:
    """Numbers already given that start with *prefix*, void ones included."""
    rows = store.conn.execute(
        "SELECT no FROM operation WHERE no >= ? AND no < ? ORDER BY no",
        (prefix, prefix + LAST_LETTER),
    ).fetchall()
    return [
        no for (no,) in rows if family(no) == no
    ]  # a second operation under a number gives no number


def refuse_number(conn: sqlite3.Connection, body: OperationRecorded) -> None:
    """A number is given once here; another site may have given it too, which is a conflict and not an error.

    Raises:
        BadInput: there is an operation of that number.
    """
    if conn.execute("SELECT 1 FROM operation WHERE no = ?", (body.no,)).fetchone():
        raise BadInput(
            N_("作业编号 {no} 已经用过"), remedy=N_("更正已有的作业，或换一个编号"), no=body.no
        )


def refuse_unknown(conn: sqlite3.Connection, body: OperationCorrected) -> None:
    """Only what is known here is corrected here.

    Raises:
        IntegrityFailure: there is no operation of that number.
    """
    if conn.execute("SELECT 1 FROM operation WHERE no = ?", (body.no,)).fetchone() is None:
        raise IntegrityFailure(N_("更正了不存在的作业 {no}"), no=body.no)


def recorded(conn: sqlite3.Connection, entry: Entry, body: OperationRecorded) -> None:
    """A new operation, or one more under a number that has been told."""
    no = family(body.no)
    if no != body.no or conn.execute(_IS_TOLD, (no,)).fetchone():
        _refold(conn, entry, no)
    else:
        _record(conn, entry, no, body)


def corrected(conn: sqlite3.Connection, entry: Entry, body: OperationCorrected) -> None:
    """Another telling of an operation; a void one keeps its last words and loses its effects."""
    if _told_by(conn, family(body.no)) == {(body.no, entry.chain)}:
        _correct(conn, entry, body.no, body)
    else:
        _refold(conn, entry, family(body.no))


# A second operation under a number stands beside a first one, so it is enough to look for that.
_IS_TOLD = (
    "SELECT 1 FROM operation_version WHERE no = ?1"
    " UNION ALL SELECT 1 FROM conflict WHERE no = ?1 AND kind = 'dangling' LIMIT 1"
)
# In three parts: one condition would be planned over the whole table.
_TOLD_BY = (
    "SELECT no, chain FROM operation_version WHERE no = ?1"
    " UNION ALL SELECT no, chain FROM operation_version WHERE no > ?1 || '#' AND no < ?1 || '$'"
    " UNION ALL SELECT no || '?', chain FROM conflict WHERE no = ?1 AND kind = 'dangling'"
)


def _told_by(conn: sqlite3.Connection, no: str) -> set[tuple[str, str]]:
    """Operations under a number as typed, each with the chains that tell it, and what dangles."""
    rows = conn.execute(_TOLD_BY, (no,)).fetchall()
    return {(name, chain) for name, chain in rows if family(name.rstrip("?")) == no}


def _refold(conn: sqlite3.Connection, entry: Entry, no: str) -> None:
    """Work out anew all that was ever told under a number."""
    names = sorted({name for name, _chain in _told_by(conn, no)})
    told = {entry.ref: entry} | {each.ref: each for each in _tellings(conn, no, names)}
    for name in names:
        unfired(conn, name)
        for table in ("release", "operation_under", "operation_version", "operation"):
            conn.execute(f"DELETE FROM {table} WHERE no = ?", (name,))  # noqa: S608  fixed names
    # A consignment or an instruction may go by the same number.
    conn.execute(
        "DELETE FROM conflict WHERE no = ? AND kind IN ('number-twice', 'told-twice', 'dangling')",
        (no,),
    )
    bodies = {ref: decode(each) for ref, each in told.items()}
    tellings = [_telling(each, bodies[ref]) for ref, each in told.items()]
    arranged = arrange(no, tellings)
    for name, in_order in arranged.operations.items():
        for telling in in_order:
            ref = f"{telling.chain}:{telling.seq}"
            _tell(conn, told[ref], name, bodies[ref])
    rows = [(no, *each) for each in arranged.conflicts]
    conn.executemany("INSERT INTO conflict VALUES (?,?,?,?)", rows)


def _telling(entry: Entry, body: Value) -> Telling:
    """An entry as one telling; only a correction says which it was made from."""
    base = body.base if isinstance(body, OperationCorrected) else None
    return Telling(entry.recorded_at, entry.chain, entry.seq, base)


def _tell(conn: sqlite3.Connection, entry: Entry, name: str, body: Value) -> None:
    if isinstance(body, OperationRecorded):
        _record(conn, entry, name, body)
    elif isinstance(body, OperationCorrected):
        _correct(conn, entry, name, body)


def _tellings(conn: sqlite3.Connection, no: str, names: Sequence[str]) -> list[Entry]:
    rows = []
    for name in names:
        rows += conn.execute(
            "SELECT chain, seq FROM operation_version WHERE no = ?", (name,)
        ).fetchall()
    rows += conn.execute(
        "SELECT chain, seq FROM conflict WHERE no = ? AND kind = 'dangling'", (no,)
    ).fetchall()
    found = [
        conn.execute("SELECT * FROM journal WHERE chain = ? AND seq = ?", row).fetchone()
        for row in rows
    ]
    return [Entry(*row) for row in found]


def _record(
    conn: sqlite3.Connection,
    entry: Entry,
    no: str,
    body: OperationRecorded,
) -> None:
    times = _times(body.operation)
    conn.execute(
        "INSERT INTO operation VALUES (?,?,?,1,0,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            no,
            entry.chain,
            entry.seq,
            entry.recorded_at,
            entry.actor,
            *_columns(body.operation, times),
            " ".join(body.seen),
            part(entry, "operation", before="seen"),
            entry.chain,
            entry.seq,
        ),
    )
    _keep_version(conn, entry, no, 1)
    _add_releases(conn, entry, no, body.operation, times)


def _correct(
    conn: sqlite3.Connection,
    entry: Entry,
    no: str,
    body: OperationCorrected,
) -> None:
    unfired(conn, no, entry)
    version = conn.execute("SELECT versions FROM operation WHERE no = ?", (no,)).fetchone()[0] + 1
    where = {"no": no, "chain": entry.chain, "seq": entry.seq, "versions": version}
    conn.execute(
        "UPDATE operation SET chain=:chain, seq=:seq, versions=:versions, voided=:voided WHERE no=:no",
        where | {"voided": int(body.operation is None)},
    )
    _keep_version(conn, entry, no, version)
    conn.execute("DELETE FROM release WHERE no = ?", (no,))
    conn.execute("DELETE FROM operation_under WHERE no = ?", (no,))
    if body.operation:
        times = _times(body.operation)
        text = part(entry, "operation", before="reason")
        conn.execute(
            "UPDATE operation SET site=?, purpose=?, joint=?, process=?, clearance=?, start_at=?, end_at=?,"
            " area_km2=?, seen=?, body=? WHERE no=?",
            (*_columns(body.operation, times), " ".join(body.seen), text, no),
        )
        _add_releases(conn, entry, no, body.operation, times)


Times = Sequence[tuple[str, str]]
"""When each release of an operation began and ended, as it is stored."""


def _times(operation: Operation) -> Times:
    return [(utc_text(release.start), utc_text(release.end)) for release in operation.releases]


def _columns(operation: Operation, times: Times) -> tuple[object, ...]:
    return (
        operation.site,
        operation.purpose.value,
        operation.joint,
        operation.process,
        operation.clearance,
        min(start for start, _end in times),
        max(end for _start, end in times),
        operation.area.km2 if operation.area else None,
    )


def _keep_version(
    conn: sqlite3.Connection,
    entry: Entry,
    no: str,
    version: int,
) -> None:
    """Which entry tells it; what it says is read from the journal."""
    conn.execute(
        "INSERT INTO operation_version VALUES (?,?,?,?)", (no, version, entry.chain, entry.seq)
    )


def _add_releases(
    conn: sqlite3.Connection,
    entry: Entry,
    no: str,
    operation: Operation,
    times: Times,
) -> None:
    home = Account.site(operation.site)
    rows = [
        (no, n, r.equipment, r.lot, r.place or home, r.rounds, r.duds, *times[n])
        for n, r in enumerate(operation.releases)
    ]
    conn.executemany("INSERT INTO release VALUES (?,?,?,?,?,?,?,?,?)", rows)
    # What rounds may have been issued for it under.
    for name in {normalise(operation.instruction_no), operation.joint} - {"", None}:
        conn.execute("INSERT INTO operation_under VALUES (?,?)", (no, name))
    moved = [flow for _release, flow in flows(operation)]
    fired(conn, entry, Firing(no, moved, min(start for start, _end in times)))
