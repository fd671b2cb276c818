"""Where every round is.  Holdings follow from movements in order of when they happened, late entries included."""

import sqlite3
from collections.abc import Sequence

from wxmod.domain.ammunition import Movement, Stocktake, fold, is_store
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.entries import DiscrepancyExplained, Entry, Transferred, encode

_SELECT = "SELECT lot, source, target, rounds, at FROM movement"


def transferred(conn: sqlite3.Connection, entry: Entry, body: Transferred) -> None:
    """Rounds moved by hand."""
    _add(conn, entry, body.kind.value, None, body.movements)


def replace_firings(conn: sqlite3.Connection, entry: Entry, operation: str, movements: Sequence[Movement]) -> None:
    """The firings of one operation as it is told now, in place of those it had."""
    old = {r[0] for r in conn.execute("SELECT DISTINCT lot FROM movement WHERE operation = ?", (operation,))}
    if old:
        conn.execute("DELETE FROM movement WHERE operation = ?", (operation,))
        for lot in sorted(old):
            _refold(conn, lot)
    _add(conn, entry, "firing", operation, movements)


def counted(conn: sqlite3.Connection, entry: Entry, body: Stocktake) -> None:
    """A count; it asserts and changes no stock."""
    row = (entry.chain, entry.seq, body.place, utc_text(body.at), encode(body))
    conn.execute("INSERT INTO stocktake VALUES (?,?,?,?,?)", row)


def explained(conn: sqlite3.Connection, entry: Entry, body: DiscrepancyExplained) -> None:
    """Why a count differed, with the rounds it moves if any."""
    conn.execute(
        "INSERT INTO explanation VALUES (?,?,?,?,?,?,?,?)",
        (entry.chain, entry.seq, body.stocktake, body.lot, body.reason, entry.actor, entry.witness, entry.occurred_at),
    )
    if body.movement:
        _add(conn, entry, "explain", None, (body.movement,))


def movements_of(conn: sqlite3.Connection, where: str = "", values: Sequence[object] = ()) -> list[Movement]:
    """Movements in the order they were written, as values."""
    rows = conn.execute(f"{_SELECT} {where} ORDER BY chain, seq, n", values)
    return [
        Movement.model_construct(lot=lot, source=source, target=target, rounds=rounds, at=from_utc_text(at))
        for lot, source, target, rounds, at in rows
    ]


def _add(
    conn: sqlite3.Connection, entry: Entry, cause: str, operation: str | None, movements: Sequence[Movement]
) -> None:
    stale = set()
    for n, move in enumerate(movements):
        at = utc_text(move.at)
        late = _later_exists(conn, move.lot, at)
        conn.execute(
            "INSERT INTO movement VALUES (?,?,?,?,?,?,?,?,?,?)",
            (entry.chain, entry.seq, n, cause, operation, move.lot, move.source, move.target, move.rounds, at),
        )
        if late or move.lot in stale or not _holds(conn, move):
            stale.add(move.lot)
        else:
            _shift(conn, move.source, move.lot, -move.rounds)
            _shift(conn, move.target, move.lot, move.rounds)
    for lot in sorted(stale):
        _refold(conn, lot)


def _later_exists(conn: sqlite3.Connection, lot: str, at: str) -> bool:
    return bool(conn.execute("SELECT 1 FROM movement WHERE lot = ? AND at >= ? LIMIT 1", (lot, at)).fetchone())


def _holds(conn: sqlite3.Connection, move: Movement) -> bool:
    if not is_store(move.source):
        return True
    row = conn.execute("SELECT rounds FROM holding WHERE place = ? AND lot = ?", (move.source, move.lot)).fetchone()
    return bool(row and row[0] >= move.rounds)


def _shift(conn: sqlite3.Connection, place: str, lot: str, rounds: int) -> None:
    # Two statements: an upsert would test CHECK (rounds >= 0) on the row it never inserts.
    conn.execute("INSERT OR IGNORE INTO holding VALUES (?, ?, 0)", (place, lot))
    conn.execute("UPDATE holding SET rounds = rounds + ? WHERE place = ? AND lot = ?", (rounds, place, lot))
    conn.execute("DELETE FROM holding WHERE place = ? AND lot = ? AND rounds = 0", (place, lot))


def _refold(conn: sqlite3.Connection, lot: str) -> None:
    """Work one lot out again from all its movements; needed when one came late or found too little."""
    ledger = fold(movements_of(conn, "WHERE lot = ?", (lot,)))
    conn.execute("DELETE FROM holding WHERE lot = ?", (lot,))
    conn.execute("DELETE FROM shortfall WHERE lot = ?", (lot,))
    conn.executemany("INSERT INTO holding VALUES (?,?,?)", [(p, held, n) for (p, held), n in ledger.held.items()])
    conn.executemany(
        "INSERT INTO shortfall VALUES (?,?,?,?,?)",
        [(s.lot, n, s.place, s.rounds, utc_text(s.at)) for n, s in enumerate(ledger.shortfalls)],
    )
