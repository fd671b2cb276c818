"""Which operation an entry tells, found from the entry: the journal is in order of writing, the tables are not."""

import json
import sqlite3
from collections.abc import Mapping

from wxmod.store.exchange.heads import chains
from wxmod.store.pen import Store
from wxmod.store.tables.operations import OperationRow, operation
from wxmod.store.tables.tellings import family

_TELLING = "kind IN ('operation.recorded', 'operation.corrected')"


def told_since(store: Store, heads: Mapping[str, int]) -> list[str]:
    """Operations with a telling beyond *heads*, the last entry of each chain, by number."""
    found = set()
    for chain in chains(store):
        found |= told_after(store, chain, heads.get(chain, 0))
    return sorted(found)


def told_after(store: Store, chain: str, seq: int, kinds: str = "operation.%") -> set[str]:
    """Operations that entries of *chain* after number *seq* tell; only what is new is read."""
    rows = store.conn.execute(
        f"SELECT seq, body FROM journal WHERE chain = ? AND seq > ? AND {_TELLING} AND kind LIKE ?",  # noqa: S608
        (chain, seq, kinds),
    )
    found = set()
    for number, body in rows:
        found |= _names_of(store.conn, chain, number, body)
    return found


def told_by(store: Store, chain: str, seq: int) -> str | None:
    """Number of the operation an entry tells; None where it tells none that stands."""
    row = store.conn.execute(
        f"SELECT body FROM journal WHERE chain = ? AND seq = ? AND {_TELLING}",  # noqa: S608
        (chain, seq),
    ).fetchone()
    return next(iter(_names_of(store.conn, chain, seq, row[0])), None) if row else None


def _names_of(conn: sqlite3.Connection, chain: str, seq: int, body: str) -> set[str]:
    """The operation an entry with that body tells, found by the number it was told under; empty where none stands."""
    no = family(json.loads(body)["no"])
    rows = conn.execute(
        "SELECT no, chain, seq FROM operation_version WHERE no = ?1"
        " UNION ALL SELECT no, chain, seq FROM operation_version"
        " WHERE no > ?1 || '#' AND no < ?1 || '$'",
        (no,),
    ).fetchall()
    return {name for name, *told_in in rows if told_in == [chain, seq]}


def last_recorded(store: Store) -> OperationRow | None:
    """The operation of this chain written last that is not void."""
    rows = store.conn.execute(
        f"SELECT seq, body FROM journal WHERE chain = ? AND {_TELLING} ORDER BY seq DESC",  # noqa: S608
        (store.chain,),
    )
    # From the last entry back: nearly always the first one found is it.
    for seq, body in rows:
        for name in _names_of(store.conn, store.chain, seq, body):
            row = operation(store, name)
            if row and not row.voided and row.ref == f"{store.chain}:{seq}":
                return row
    return None


def written_under(store: Store, uid: str) -> str | None:
    """Number of the operation recorded by the command with this key, or None."""
    row = store.conn.execute(
        "SELECT chain, seq FROM journal WHERE uid = ? AND kind = 'operation.recorded'", (uid,)
    ).fetchone()
    return told_by(store, *row) if row else None
