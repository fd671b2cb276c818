"""What stands beside the ledger: codes one by one, quality notices, counter readings, closed operations."""

import sqlite3

from wxmod.domain.counters import CounterRead
from wxmod.domain.missions import OperationClosed
from wxmod.domain.serials import Scan, Scanned, trace
from wxmod.domain.standing import LotResumed, LotStopped
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.projections.registry import give_number, tell


def scanned(conn: sqlite3.Connection, entry: Entry, body: Scanned) -> None:
    """Codes read; each one's place is worked out again from all its scans."""
    at = utc_text(body.at)
    for code in dict.fromkeys(body.codes):
        row = (
            code,
            at,
            entry.chain,
            entry.seq,
            body.lot,
            body.source,
            body.target,
            body.boxes.get(code),
        )
        conn.execute("INSERT INTO scan VALUES (?,?,?,?,?,?,?,?,?)", (*row, body.operation))
        found = trace(scans_of(conn, code))
        conn.execute(
            "INSERT OR REPLACE INTO serial VALUES (?,?,?,?)",
            (code, found.lot, found.place, found.box),
        )


def scans_of(conn: sqlite3.Connection, code: str) -> list[Scan]:
    """Every scan of one code."""
    rows = conn.execute(
        "SELECT code, at, chain || ':' || seq, lot, source, target, box, operation FROM scan WHERE code = ?"
        " ORDER BY at, chain, seq",
        (code,),
    ).fetchall()
    return [Scan(name, from_utc_text(at), *rest) for name, at, *rest in rows]


def standing(conn: sqlite3.Connection, entry: Entry, body: LotStopped) -> None:
    """A lot stopped or released."""
    stopped = int(not isinstance(body, LotResumed))
    row = (
        body.lot,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        stopped,
        encode(body),
    )
    conn.execute("INSERT INTO lot_standing VALUES (?,?,?,?,?,?)", row)


def counter(conn: sqlite3.Connection, entry: Entry, body: CounterRead) -> None:
    """Readings of a counter; they assert and change no stock."""
    row = (entry.chain, entry.seq, utc_text(body.start), encode(body))
    conn.execute("INSERT INTO counter VALUES (?,?,?,?)", row)


def closed(conn: sqlite3.Connection, entry: Entry, body: OperationClosed) -> None:
    """An operation declared complete; closing it again replaces what was declared."""
    give_number(conn, "closure", entry, body.no)
    tell(conn, "closure", entry, (body.no, body.mission, encode(body)))
