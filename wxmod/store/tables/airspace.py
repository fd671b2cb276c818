"""Airspace asked for, and how it stands."""

import sqlite3

from wxmod.domain.airspace import Clearance
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store
from wxmod.store.tables.latest import all_of, give_number, tell


def clearances(store: Store) -> dict[str, Clearance]:
    return all_of(store, "clearance", "number", Clearance)


def clearance(store: Store, number: str) -> Clearance | None:
    """The clearance of that number, or None."""
    row = store.conn.execute("SELECT body FROM clearance WHERE number = ?", (number,)).fetchone()
    return Clearance.model_validate_json(row[0]) if row else None


def airspace_requested(conn: sqlite3.Connection, entry: Entry, body: Clearance) -> None:
    """A clearance asked for; others may answer, but not ask, under its number."""
    give_number(conn, "clearance", entry, body.number)
    airspace_told(conn, entry, body)


def airspace_told(conn: sqlite3.Connection, entry: Entry, body: Clearance) -> None:
    row = (body.number, body.status.value, utc_text(body.requested_at), encode(body))
    tell(conn, "clearance", entry, row)
