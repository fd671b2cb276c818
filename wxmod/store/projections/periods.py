"""Seals of months and years, each with the balances it carries."""

import sqlite3

from wxmod.domain.periods import PeriodSealed
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode


def sealed(conn: sqlite3.Connection, entry: Entry, body: PeriodSealed) -> None:
    row = (
        entry.chain,
        entry.seq,
        body.period,
        utc_text(body.until),
        encode(body),
    )
    conn.execute("INSERT INTO period_seal VALUES (?,?,?,?,?)", row)
