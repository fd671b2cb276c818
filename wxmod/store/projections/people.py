"""PINs and wrong tries."""

import sqlite3

from wxmod.domain.pins import PinSet, PinTried
from wxmod.store.entries import Entry, encode


def pin_set(conn: sqlite3.Connection, entry: Entry, body: PinSet) -> None:
    """The latest PIN counts; wrong tries at the one before are forgotten."""
    conn.execute("INSERT OR REPLACE INTO pin VALUES (?,?,?)", (body.person, entry.recorded_at, encode(body)))
    conn.execute("DELETE FROM pin_wrong WHERE person = ?", (body.person,))


def pin_tried(conn: sqlite3.Connection, entry: Entry, body: PinTried) -> None:
    """One more wrong in a row, or none."""
    row = conn.execute("SELECT tries FROM pin_wrong WHERE person = ?", (body.person,)).fetchone()
    conn.execute("DELETE FROM pin_wrong WHERE person = ?", (body.person,))
    if not body.right:
        values = (body.person, (row[0] if row else 0) + 1, entry.recorded_at)
        conn.execute("INSERT INTO pin_wrong VALUES (?,?,?)", values)
