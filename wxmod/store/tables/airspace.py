"""Airspace asked for: every answer, and how each application stands."""

import sqlite3
from datetime import datetime

from wxmod.domain.airspace import Answers, Clearance
from wxmod.domain.registry.versions import Telling, Written
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store
from wxmod.store.tables.latest import LAST_LETTER, all_of, give_number, pace


def clearances(store: Store) -> dict[str, Clearance]:
    """Every application as it stands now, by number."""
    return all_of(store, "clearance", "number", Clearance)


def clearance(store: Store, number: str) -> Clearance | None:
    """The clearance of that number, or None."""
    row = store.conn.execute("SELECT body FROM clearance WHERE number = ?", (number,)).fetchone()
    return Clearance.model_validate_json(row[0]) if row else None


def around(store: Store, window: Window) -> list[Clearance]:
    """Applications whose airspace, as granted or else as wanted, has a moment in common with *window*, by number."""
    where, values = "end_at >= ? AND start_at <= ?", (utc_text(window.start), utc_text(window.end))
    return _where(store, where, values)


def not_over(store: Store, moment: datetime) -> list[Clearance]:
    """Applications whose airspace, as granted or else as wanted, is still to come or open at a moment, by number."""
    return _where(store, "end_at >= ?", (utc_text(moment),))


def waiting(store: Store) -> list[Clearance]:
    """Applications somebody still waits for (`wxmod.domain.airspace.OPEN`), by number."""
    # Written out: only then does SQLite see that an index holds just these.
    return _where(store, "status IN ('requested', 'delayed', 'granted')", ())


def _where(store: Store, test: str, values: tuple[str, ...]) -> list[Clearance]:
    # Put in order here: asked for an order, SQLite goes through every application rather than sort these few.
    sql = f"SELECT number, body FROM clearance WHERE {test}"  # noqa: S608  fixed text
    rows = sorted(store.conn.execute(sql, values).fetchall())
    return [Clearance.model_validate_json(body) for _number, body in rows]


def numbers(store: Store, prefix: str = "") -> list[str]:
    """Numbers given to applications that begin with *prefix*, in order."""
    rows = store.conn.execute(
        "SELECT number FROM clearance WHERE number >= ? AND number < ? ORDER BY number",
        (prefix, prefix + LAST_LETTER),
    ).fetchall()
    return [number for (number,) in rows]


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
        entry.body,
    )
    conn.execute("INSERT INTO clearance_telling VALUES (?,?,?,?,?,?,?)", row)
    (tellings,) = conn.execute(
        "SELECT count(*) FROM clearance_telling WHERE number = ?", (body.number,)
    ).fetchone()
    if tellings == 1:
        # Told once, as most are in what other counties send: it stands as it was told.
        _put(conn, body, entry.body, (entry.recorded_at, entry.chain, entry.seq))
    else:
        _settle(conn, body.number)


def _settle(conn: sqlite3.Connection, number: str) -> None:
    """Put how an application stands in the table; it is a function of all its tellings, in whatever order they came."""
    held = _answers(conn, number)
    standing = held.standing
    if standing is None:
        return
    last = held.tellings[-1].written
    rank = (utc_text(last.recorded_at), last.chain, last.seq)
    _put(conn, standing, encode(standing), rank)


def _put(
    conn: sqlite3.Connection,
    standing: Clearance,
    text: str,
    rank: tuple[str, str, int],
) -> None:
    window = standing.granted or standing.wanted
    row = (
        standing.number,
        standing.status.value,
        utc_text(standing.requested_at),
        utc_text(window.start),
        utc_text(window.end),
        text,
        *rank,
    )
    conn.execute("INSERT OR REPLACE INTO clearance VALUES (?,?,?,?,?,?,?,?,?)", row)
