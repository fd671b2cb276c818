"""Keys told, receipts, forks and settled conflicts, each entry a row: the order they come in changes nothing."""

import sqlite3

from wxmod.domain.exchange import (
    BundleTaken,
    ConflictResolved,
    ForkFound,
    KeyRevoked,
    KeyTrusted,
    RecordRestored,
)
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.tables.latest import pace


def trusted(conn: sqlite3.Connection, entry: Entry, body: KeyTrusted) -> None:
    conn.execute(
        "INSERT INTO trust VALUES (?,?,?,0,?)",
        (entry.chain, entry.seq, body.key, encode(body)),
    )


def revoked(conn: sqlite3.Connection, entry: Entry, body: KeyRevoked) -> None:
    conn.execute(
        "INSERT INTO trust VALUES (?,?,?,1,?)",
        (entry.chain, entry.seq, body.key, encode(body)),
    )


def taken(conn: sqlite3.Connection, entry: Entry, body: BundleTaken) -> None:
    """A receipt anchors what was received, and what the giver says it held."""
    rows = {(h.chain, h.seq, entry.chain, h.hash) for h in body.received}
    rows |= {(h.chain, h.seq, body.giver, h.hash) for h in body.held if h.chain != body.giver}
    conn.executemany(
        "INSERT OR IGNORE INTO anchor VALUES (?,?,?,?)",
        sorted(rows),
    )
    if body.past:
        pace(
            conn,
            entry.chain,
            utc_text(body.past),
        )


def restored(conn: sqlite3.Connection, entry: Entry, body: RecordRestored) -> None:
    head = body.head
    row = (head.chain, head.seq, entry.chain, head.hash)
    conn.execute("INSERT OR IGNORE INTO anchor VALUES (?,?,?,?)", row)


def forked(conn: sqlite3.Connection, entry: Entry, body: ForkFound) -> None:
    conn.execute(
        "INSERT INTO fork VALUES (?,?,?,?)",
        (entry.chain, entry.seq, body.chain, encode(body)),
    )


def resolved(conn: sqlite3.Connection, entry: Entry, body: ConflictResolved) -> None:
    row = (entry.chain, entry.seq, body.conflict, encode(body))
    conn.execute("INSERT INTO resolution VALUES (?,?,?,?)", row)
