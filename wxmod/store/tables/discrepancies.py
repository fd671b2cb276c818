"""Where counts differ from the book, kept as the book changes: no count is worked out again to be looked at."""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import Discrepancy, Stocktake
from wxmod.domain.ref import Ref
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.pen import Store
from wxmod.store.tables.balances import Line, at_moment


class Differing(NamedTuple):
    """A lot that was counted otherwise than the book has it."""

    ref: str
    at: datetime
    found: Discrepancy


# An explanation covers the difference as it was when it was given; told otherwise since, it is another one.
_OPEN = """SELECT d.chain, d.seq, d.at, d.place, d.lot, d.book, d.counted FROM discrepancy d WHERE NOT EXISTS
    (SELECT 1 FROM explanation e WHERE e.stocktake = d.chain || ':' || d.seq AND e.lot = d.lot
     AND (e.difference IS NULL OR e.difference = d.book || '/' || d.counted))
    ORDER BY d.at, d.chain, d.seq, d.lot"""


def unexplained(store: Store) -> list[Differing]:
    """Every difference nobody has explained, oldest count first."""
    return [
        Differing(
            str(Ref(chain, seq)),
            from_utc_text(at),
            Discrepancy(place, lot, book, counted),
        )
        for chain, seq, at, place, lot, book, counted in store.conn.execute(_OPEN).fetchall()
    ]


def compare(conn: sqlite3.Connection, name: Ref, count: Stocktake) -> None:
    """Keep where *count* differs from the book of its hour; a lot on the book that nobody counted differs too."""
    book = {held.lot: n for held, n in at_moment(conn, count.at, count.place).items()}
    counted = {each.lot: each.rounds for each in count.counts}
    at = utc_text(count.at)
    for lot in sorted(book.keys() | counted.keys()):
        _keep(conn, name, (count.place, at), lot, (book.get(lot, 0), counted.get(lot, 0)))


def recheck(
    conn: sqlite3.Connection,
    lot: str,
    place: str,
    since: str,
    but: Collection[Ref] = (),
) -> None:
    """Compare the counts of a place again in one lot, those made from a moment on: something was entered before."""
    rows = conn.execute(
        "SELECT chain, seq, at, body FROM stocktake WHERE place = ? AND at >= ?", (place, since)
    ).fetchall()
    line = Line(conn, lot, place)
    for chain, seq, at, body in rows:
        if Ref(chain, seq) in but:
            continue
        numbers = (each["rounds"] for each in json.loads(body)["counts"] if each["lot"] == lot)
        counted = next(numbers, 0)
        _keep(conn, Ref(chain, seq), (place, at), lot, (line.held_at(at), counted))


def _keep(
    conn: sqlite3.Connection,
    name: Ref,
    where: tuple[str, str],
    lot: str,
    numbers: tuple[int, int],
) -> None:
    """One lot of one count: a row where *numbers* (book, counted) differ, none where they agree."""
    book, counted = numbers
    if book == counted:
        conn.execute(
            "DELETE FROM discrepancy WHERE chain = ? AND seq = ? AND lot = ?", (*name, lot)
        )
    else:
        conn.execute(
            "INSERT OR REPLACE INTO discrepancy VALUES (?,?,?,?,?,?,?)",
            (*name, lot, *where, book, counted),
        )
