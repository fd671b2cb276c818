"""Stores handed over, counts, and the lists of spot checks that were drawn."""

import sqlite3
from datetime import datetime

from wxmod.domain.ammunition.accounts import is_store
from wxmod.domain.ammunition.custody import Custodian, SpotCheckDrawn, StoreHandedOver
from wxmod.domain.ref import Ref
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.entries import Entry
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import counted


def custodians(store: Store, until: datetime) -> dict[str, Custodian]:
    """By place, who took it over last; not who would do so later than *until*."""
    rows = store.conn.execute(
        "SELECT place, incoming, outgoing, chain, seq FROM custodian WHERE at <= ? ORDER BY at, chain, seq",
        (utc_text(until),),
    ).fetchall()
    return {
        place: Custodian(place, incoming, outgoing, str(Ref(chain, seq)))
        for place, incoming, outgoing, chain, seq in rows
    }


def last_counts(store: Store, until: datetime) -> dict[str, datetime]:
    """By place, when it was counted last; a count dated later than *until* was not made yet and silences nothing."""
    rows = store.conn.execute(
        "SELECT place, max(at) FROM stocktake WHERE at <= ? GROUP BY place", (utc_text(until),)
    ).fetchall()
    return {place: from_utc_text(at) for place, at in rows}


def spot_checks(store: Store) -> list[tuple[str, SpotCheckDrawn]]:
    """Every list drawn with the entry that drew it, oldest first."""
    rows = store.conn.execute(
        "SELECT chain, seq, body FROM spot_check ORDER BY at, chain, seq"
    ).fetchall()
    return [
        (str(Ref(chain, seq)), SpotCheckDrawn.model_validate_json(body))
        for chain, seq, body in rows
    ]


# Each next place is one look into the index by place; a list of them all would be one look per day there was.
_PLACES = """WITH RECURSIVE each(place) AS (SELECT min(place) FROM balance UNION ALL
    SELECT (SELECT min(place) FROM balance b WHERE b.place > each.place) FROM each WHERE place IS NOT NULL)
    SELECT place FROM each WHERE place IS NOT NULL"""
_ARRIVED = "SELECT min(at) FROM movement WHERE lot = ? AND target = ? AND at BETWEEN ? AND ?"


def first_arrivals(store: Store) -> dict[str, datetime]:
    """By store, when rounds first came there."""
    found = {}
    for (place,) in store.conn.execute(_PLACES).fetchall():
        # Nothing ever comes to a maker, which would be looked for through all of its days.
        at = _first_arrival(store.conn, place) if is_store(place) else None
        if at:
            found[place] = from_utc_text(at)
    return found


def _first_arrival(conn: sqlite3.Connection, place: str) -> str | None:
    """The first day something moved there is nearly always the day it came."""
    first: str | None = None
    days = conn.execute("SELECT day, lot FROM balance WHERE place = ? ORDER BY day", (place,))
    for day, lot in days:
        if first and day > first:
            break
        (at,) = conn.execute(_ARRIVED, (lot, place, day, day + "~")).fetchone()
        first = min(each for each in (first, at) if each) if first or at else None
    return first


def first_movement(store: Store) -> datetime | None:
    """When the ledger begins, or None."""
    (at,) = store.conn.execute("SELECT min(at) FROM movement").fetchone()
    return from_utc_text(at) if at else None


def handed_over(conn: sqlite3.Connection, entry: Entry, body: StoreHandedOver) -> None:
    """The count both made stands like any other."""
    counted(conn, entry, body.count)
    row = (
        body.count.place,
        utc_text(body.count.at),
        entry.chain,
        entry.seq,
        body.outgoing,
        body.incoming,
    )
    conn.execute("INSERT INTO custodian VALUES (?,?,?,?,?,?)", row)


def drawn(conn: sqlite3.Connection, entry: Entry, body: SpotCheckDrawn) -> None:
    row = (entry.chain, entry.seq, utc_text(body.at), entry.body)
    conn.execute("INSERT INTO spot_check VALUES (?,?,?,?)", row)
