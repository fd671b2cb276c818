"""Airspace asked for: every answer, and how each application stands."""

import sqlite3

from wxmod.domain.airspace import Answers, Clearance
from wxmod.domain.registry.versions import Telling, Written
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store
from wxmod.store.tables.latest import all_of, give_number, pace


def clearances(store: Store) -> dict[str, Clearance]:
    """Every application as it stands now, by number."""
    return all_of(store, "clearance", "number", Clearance)


def clearance(store: Store, number: str) -> Clearance | None:
    """The clearance of that number, or None."""
    row = store.conn.execute("SELECT body FROM clearance WHERE number = ?", (number,)).fetchone()
    return Clearance.model_validate_json(row[0]) if row else None


def answers(store: Store, number: str) -> Answers:
    """Everything told of one application."""
    return _answers(store.conn, number)


def _answers(conn: sqlite3.Connection, number: str) -> Answers:
    rows = conn.execute(
        "SELECT since, recorded_at, chain, seq, body FROM clearance_telling WHERE number = ?"
        " ORDER BY told, chain, seq",
        (number,),
    ).fetchall()
    found = []
    for since, recorded, chain, seq, body in rows:
        written = Written(from_utc_text(since), from_utc_text(recorded), chain, seq)
        found.append(Telling(Clearance.model_validate_json(body), written, dated=True))
    return Answers(found)


def airspace_requested(conn: sqlite3.Connection, entry: Entry, body: Clearance) -> None:
    """A clearance asked for; others may answer, but not ask, under its number."""
    give_number(conn, "clearance", entry, body.number)
    airspace_told(conn, entry, body)


def airspace_told(conn: sqlite3.Connection, entry: Entry, body: Clearance) -> None:
    """One more telling of an application, and how it stands by all of them."""
    told = pace(conn, entry.chain, entry.recorded_at)
    row = (
        body.number,
        entry.chain,
        entry.seq,
        entry.occurred_at,
        told,
        entry.recorded_at,
        encode(body),
    )
    conn.execute("INSERT INTO clearance_telling VALUES (?,?,?,?,?,?,?)", row)
    _settle(conn, body.number)


def _settle(conn: sqlite3.Connection, number: str) -> None:
    """Put how an application stands in the table; it is a function of all its tellings, in whatever order they came."""
    held = _answers(conn, number)
    standing = held.standing
    if standing is None:
        return
    requested = utc_text(standing.requested_at)
    last = held.tellings[-1].written
    conn.execute(
        "INSERT OR REPLACE INTO clearance VALUES (?,?,?,?,?,?,?)",
        (
            number,
            standing.status.value,
            requested,
            encode(standing),
            utc_text(last.recorded_at),
            last.chain,
            last.seq,
        ),
    )
