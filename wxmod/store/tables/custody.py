"""Stores handed over, counts, and the lists of spot checks that were drawn."""

import sqlite3
from datetime import datetime

from wxmod.domain.ammunition.custody import Custodian, SpotCheckDrawn, StoreHandedOver
from wxmod.domain.ref import Ref
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.entries import Entry, encode
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


# Of each lot the first day at a place is known; of its movements only those from then to the first arrival are read.
_FIRST_ARRIVALS = """SELECT place, min(first) FROM (
    SELECT b.place, (SELECT m.at FROM movement m WHERE m.lot = b.lot AND m.at >= b.day AND m.target = b.place
        ORDER BY m.at LIMIT 1) AS first
    FROM (SELECT place, lot, min(day) AS day FROM balance GROUP BY place, lot) b)
    WHERE first IS NOT NULL GROUP BY place"""


def first_arrivals(store: Store) -> dict[str, datetime]:
    """By place, when rounds first came there."""
    rows = store.conn.execute(_FIRST_ARRIVALS).fetchall()
    return {place: from_utc_text(at) for place, at in rows}


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
    row = (entry.chain, entry.seq, utc_text(body.at), encode(body))
    conn.execute("INSERT INTO spot_check VALUES (?,?,?,?)", row)
