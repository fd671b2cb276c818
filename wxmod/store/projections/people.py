"""PINs and wrong tries, kept by the chain that tells them: a PIN set elsewhere opens nothing here."""

import sqlite3

from wxmod.domain.pins import PinSet, PinTried
from wxmod.store.entries import Entry, encode


def pin_set(conn: sqlite3.Connection, entry: Entry, body: PinSet) -> None:
    """The latest PIN counts; wrong tries at the one before are forgotten."""
    row = (entry.chain, body.person, entry.recorded_at, encode(body))
    conn.execute("INSERT OR REPLACE INTO pin VALUES (?,?,?,?)", row)
    conn.execute("DELETE FROM pin_wrong WHERE chain = ? AND person = ?", row[:2])


def pin_tried(conn: sqlite3.Connection, entry: Entry, body: PinTried) -> None:
    """One more wrong in a row, or none."""
    whose = (entry.chain, body.person)
    row = conn.execute(
        "SELECT tries FROM pin_wrong WHERE chain = ? AND person = ?", whose
    ).fetchone()
    conn.execute("DELETE FROM pin_wrong WHERE chain = ? AND person = ?", whose)
    if not body.right:
        values = (*whose, (row[0] if row else 0) + 1, entry.recorded_at)
        conn.execute("INSERT INTO pin_wrong VALUES (?,?,?,?)", values)
