"""Keys told, receipts, forks and settled conflicts, each entry a row: the order they come in changes nothing."""

import sqlite3

from wxmod.domain.exchange import (
    BundleTaken,
    ConflictResolved,
    ForkFound,
    Head,
    KeyRevoked,
    KeyTrusted,
    RecordRestored,
)
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry
from wxmod.store.tables.latest import pace

# Told by another chain of what its holder had at some time: not placed in the holder's own numbers.
_SOME_TIME = 2**62


def trusted(conn: sqlite3.Connection, entry: Entry, body: KeyTrusted) -> None:
    conn.execute(
        "INSERT INTO trust VALUES (?,?,?,0,?)",
        (entry.chain, entry.seq, body.key, entry.body),
    )


def revoked(conn: sqlite3.Connection, entry: Entry, body: KeyRevoked) -> None:
    conn.execute(
        "INSERT INTO trust VALUES (?,?,?,1,?)",
        (entry.chain, entry.seq, body.key, entry.body),
    )


def taken(conn: sqlite3.Connection, entry: Entry, body: BundleTaken) -> None:
    """A receipt anchors what was received, and what the giver says it held."""
    own = [(head.chain, head.seq, head.hash) for head in body.received]
    if body.statement:
        own += [(part.chain, part.to, part.hash) for part in body.statement.ranges]
    for chain, seq, digest in own:
        anchor(conn, entry, Head(chain=chain, seq=seq, hash=digest))
    for head in body.held:
        if head.chain != body.giver:
            _keep(conn, head, body.giver, _SOME_TIME)
    if body.past:
        pace(conn, entry.chain, utc_text(body.past))


def restored(conn: sqlite3.Connection, entry: Entry, body: RecordRestored) -> None:
    """What a restored record goes on from; said anywhere but at the beginning it says nothing."""
    if entry.seq == 1:
        anchor(conn, entry, body.head)


def anchor(conn: sqlite3.Connection, entry: Entry, head: Head) -> None:
    """Who wrote *entry* held all of a chain up to *head* at the time."""
    _keep(conn, head, entry.chain, entry.seq)


def _keep(conn: sqlite3.Connection, head: Head, holder: str, told: int) -> None:
    conn.execute(
        "INSERT INTO anchor VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET told = min(told, excluded.told)",
        (head.chain, head.seq, holder, head.hash, told),
    )


def forked(conn: sqlite3.Connection, entry: Entry, body: ForkFound) -> None:
    conn.execute(
        "INSERT INTO fork VALUES (?,?,?,?)",
        (entry.chain, entry.seq, body.chain, entry.body),
    )


def resolved(conn: sqlite3.Connection, entry: Entry, body: ConflictResolved) -> None:
    row = (entry.chain, entry.seq, body.conflict, entry.body)
    conn.execute("INSERT INTO resolution VALUES (?,?,?,?)", row)
