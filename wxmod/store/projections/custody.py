"""Stores handed over and lists drawn."""

import sqlite3

from wxmod.domain.custody import SpotCheckDrawn, StoreHandedOver
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.projections.ammunition import counted


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
