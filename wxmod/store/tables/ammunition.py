"""Where every round is: movements, holdings, shortfalls, counts and what was explained.

Holdings follow from movements in order of when they happened, late entries included.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition.accounts import FIRED
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.ledger import Held, Movement, Shortfall, Stocktake, fold
from wxmod.domain.errors import BadInput
from wxmod.domain.ref import Ref
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store.bodies import DiscrepancyExplained, Transferred
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store
from wxmod.wording import N_


class Posting(NamedTuple):
    """A movement with where it comes from."""

    ref: str
    cause: str
    operation: str | None
    movement: Movement


class Firing(NamedTuple):
    """What an operation takes out of the stores.

    Attributes:
        booked_at: Its first round; all of it belongs to the month and year of that moment, as the operation does.
    """

    no: str
    movements: Sequence[Movement]
    booked_at: datetime


class CountRow(NamedTuple):
    """A stocktake with the name other entries give it."""

    ref: str
    stocktake: Stocktake


def holdings(store: Store, place: str | None = None) -> Mapping[Held, int]:
    """Rounds held now, by place and lot."""
    rows = store.conn.execute(
        "SELECT place, lot, rounds FROM holding WHERE ? IS NULL OR place = ? ORDER BY place, lot",
        (place, place),
    ).fetchall()
    return {Held(where, lot): rounds for where, lot, rounds in rows}


def shortfalls(store: Store) -> list[Shortfall]:
    """Where more was taken than was there, oldest first."""
    rows = store.conn.execute(
        "SELECT place, lot, rounds, at FROM shortfall ORDER BY at, lot, n"
    ).fetchall()
    return [Shortfall(place, lot, rounds, from_utc_text(at)) for place, lot, rounds, at in rows]


def booked_until(store: Store, until: datetime) -> list[Movement]:
    """Movements that belong to the time up to and including a moment; an operation's all go by its first round."""
    return movements_of(store.conn, "WHERE booked_at <= ?", (utc_text(until),))


def movements(
    store: Store,
    *,
    lot: str | None = None,
    until: datetime | None = None,
    without: str | None = None,
) -> list[Movement]:
    """Movements of one lot or all, up to and including a moment, leaving one operation's firings out."""
    last = utc_text(until) if until else None
    where = "WHERE (? IS NULL OR lot = ?) AND (? IS NULL OR at <= ?) AND (? IS NULL OR operation IS NOT ?)"
    return movements_of(store.conn, where, (lot, lot, last, last, without, without))


def fired_of_lots(store: Store, window: Window | None = None) -> dict[str, int]:
    """Rounds of each lot fired within *window*, or ever, as the ledger has them."""
    where, values = "target = ?", [str(FIRED)]
    if window:
        where += " AND at BETWEEN ? AND ?"
        values += [utc_text(window.start), utc_text(window.end)]
    rows = store.conn.execute(
        f"SELECT lot, sum(rounds) FROM movement WHERE {where} GROUP BY lot",  # noqa: S608  fixed text
        values,
    ).fetchall()
    return dict(rows)


def postings(store: Store, lot: str) -> list[Posting]:
    """The life of one lot, in order of when things happened."""
    rows = store.conn.execute(
        "SELECT chain, seq, cause, operation, source, target, rounds, at FROM movement WHERE lot = ?"
        " ORDER BY at, chain, seq, n",
        (lot,),
    ).fetchall()
    return [
        Posting(
            str(Ref(chain, seq)),
            cause,
            no,
            Movement(
                lot=lot,
                source=source,
                target=target,
                rounds=rounds,
                at=from_utc_text(at),
            ),
        )
        for chain, seq, cause, no, source, target, rounds, at in rows
    ]


def stocktakes(store: Store) -> list[CountRow]:
    """Every count, oldest first."""
    rows = store.conn.execute(
        "SELECT chain, seq, body FROM stocktake ORDER BY at, chain, seq"
    ).fetchall()
    return [
        CountRow(str(Ref(chain, seq)), Stocktake.model_validate_json(body))
        for chain, seq, body in rows
    ]


class Explanations:
    """What was explained, and how large it was when it was."""

    def __init__(self, told: Iterable[tuple[str, str, str | None]]) -> None:
        self._told = frozenset(told)

    def cover(self, ref: str, subject: str, difference: str) -> bool:
        """Whether *difference* (``EXPECTED/FOUND``) was explained: another one about the same subject was not."""
        return not self._told.isdisjoint({(ref, subject, difference), (ref, subject, None)})


def explanations(store: Store) -> Explanations:
    """Every explanation.  One told before version 3 covers whatever its subject comes to, unless it moved rounds.

    Rounds moved make count and book agree; where they do not afterwards (two records moved them, or a late entry came),
    that is another difference.
    """
    rows = store.conn.execute(
        "SELECT e.stocktake, e.lot, coalesce(j.body ->> '$.difference', ''), j.body ->> '$.movement' IS NOT NULL"
        " FROM explanation e JOIN journal j ON j.chain = e.chain AND j.seq = e.seq"
    ).fetchall()
    return Explanations(
        (ref, subject, told if told or moved else None) for ref, subject, told, moved in rows
    )


_SELECT = "SELECT lot, source, target, rounds, at FROM movement"


_waiting: ContextVar[set[str] | None] = ContextVar("_waiting", default=None)


@contextmanager
def folding_once(conn: sqlite3.Connection) -> Iterator[None]:
    """Work each touched lot out once at the end instead of after every movement; holdings are stale until then."""
    lots: set[str] = set()
    token = _waiting.set(lots)
    try:
        yield
    finally:
        _waiting.reset(token)
    for lot in sorted(lots):
        _refold(conn, lot)


def transferred(conn: sqlite3.Connection, entry: Entry, body: Transferred) -> None:
    """Rounds moved by hand."""
    _add(conn, entry, body.kind.value, None, body.movements)
    _for_mission(conn, entry, body.mission)


def refuse_consignment(conn: sqlite3.Connection, body: Dispatched) -> None:
    """A consignment's number is given once here.

    Raises:
        BadInput: there is one of that number.
    """
    if conn.execute("SELECT 1 FROM consignment WHERE no = ?", (body.no,)).fetchone():
        raise BadInput(N_("发运编号 {no} 已经用过"), no=body.no)


def dispatched(conn: sqlite3.Connection, entry: Entry, body: Dispatched) -> None:
    """A consignment under way; if two chains gave its number, one stands, the other is a conflict."""
    due = utc_text(body.due_at) if body.due_at else None
    row = (
        body.no,
        body.target,
        body.vehicle,
        due,
        entry.chain,
        entry.seq,
        encode(body),
    )
    there = conn.execute("SELECT chain, seq FROM consignment WHERE no = ?", (body.no,)).fetchone()
    here = (entry.chain, entry.seq)
    if there is None or here < there:
        conn.execute("INSERT OR REPLACE INTO consignment VALUES (?,?,?,?,?,?,?)", row)
    if there:
        conn.execute(
            "INSERT INTO conflict VALUES (?,'consignment-twice',?,?)", (body.no, *max(here, there))
        )
    _add(conn, entry, "dispatch", None, body.movements)
    _for_mission(conn, entry, body.mission)


def _for_mission(conn: sqlite3.Connection, entry: Entry, mission: str | None) -> None:
    if mission:
        conn.execute(
            "INSERT INTO mission_movement VALUES (?,?,?)", (mission, entry.chain, entry.seq)
        )


def fired(
    conn: sqlite3.Connection,
    entry: Entry,
    operation: Firing,
) -> None:
    """The firings of a new operation."""
    _add(conn, entry, "firing", operation.no, operation.movements, booked=operation.booked_at)


def unfired(conn: sqlite3.Connection, operation: str) -> None:
    """Take back the firings an operation had; its releases still say of which lots."""
    lots = conn.execute(
        "SELECT DISTINCT lot FROM release WHERE no = ? AND lot IS NOT NULL", (operation,)
    ).fetchall()
    for (lot,) in sorted(lots):
        conn.execute("DELETE FROM movement WHERE lot = ? AND operation = ?", (lot, operation))
        _refold(conn, lot)


def counted(conn: sqlite3.Connection, entry: Entry, body: Stocktake) -> None:
    """A count; it asserts and changes no stock."""
    row = (
        entry.chain,
        entry.seq,
        body.place,
        utc_text(body.at),
        encode(body),
    )
    conn.execute("INSERT INTO stocktake VALUES (?,?,?,?,?)", row)


def explained(conn: sqlite3.Connection, entry: Entry, body: DiscrepancyExplained) -> None:
    """Why a count differed, with the rounds it moves if any."""
    conn.execute(
        "INSERT INTO explanation VALUES (?,?,?,?,?,?,?,?)",
        (
            entry.chain,
            entry.seq,
            body.stocktake,
            body.lot,
            body.reason,
            entry.actor,
            entry.witness,
            entry.occurred_at,
        ),
    )
    if body.movement:
        _add(conn, entry, "explain", None, (body.movement,))


def movements_of(
    conn: sqlite3.Connection, where: str = "", values: Sequence[object] = ()
) -> list[Movement]:
    """Movements in the order they were written, as values."""
    rows = conn.execute(f"{_SELECT} {where} ORDER BY chain, seq, n", values)
    return [
        Movement.model_construct(
            lot=lot,
            source=source,
            target=target,
            rounds=rounds,
            at=from_utc_text(at),
        )
        for lot, source, target, rounds, at in rows
    ]


def _add(
    conn: sqlite3.Connection,
    entry: Entry,
    cause: str,
    operation: str | None,
    movements: Sequence[Movement],
    booked: datetime | None = None,
) -> None:
    at = [utc_text(move.at) for move in movements]
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(move.lot for move in movements)
        _write(conn, entry, cause, operation, movements, booked)
        return
    lots = {
        move.lot: min(t for t, m in zip(at, movements, strict=True) if m.lot == move.lot)
        for move in movements
    }
    late = {lot for lot, first in lots.items() if _any_since(conn, lot, first)}
    _write(conn, entry, cause, operation, movements, booked)
    for lot in sorted(lots):
        if lot in late:
            _refold(conn, lot)
        else:
            held = conn.execute(
                "SELECT place, rounds FROM holding WHERE lot = ?", (lot,)
            ).fetchall()
            _settle(
                conn,
                lot,
                [m for m in movements if m.lot == lot],
                {Held(place, lot): n for place, n in held},
            )


def _write(
    conn: sqlite3.Connection,
    entry: Entry,
    cause: str,
    operation: str | None,
    movements: Sequence[Movement],
    booked: datetime | None,
) -> None:
    conn.executemany(
        "INSERT INTO movement VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                entry.chain,
                entry.seq,
                n,
                cause,
                operation,
                m.lot,
                m.source,
                m.target,
                m.rounds,
                utc_text(m.at),
                utc_text(booked or m.at),
            )
            for n, m in enumerate(movements)
        ],
    )


def _any_since(conn: sqlite3.Connection, lot: str, at: str) -> bool:
    return bool(
        conn.execute(
            "SELECT 1 FROM movement WHERE lot = ? AND at >= ? LIMIT 1", (lot, at)
        ).fetchone()
    )


def _refold(conn: sqlite3.Connection, lot: str) -> None:
    """Work one lot out again from all its movements; needed when one came late or was taken back."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.add(lot)
        return
    conn.execute("DELETE FROM shortfall WHERE lot = ?", (lot,))
    _settle(conn, lot, movements_of(conn, "WHERE lot = ?", (lot,)), {})


def _settle(
    conn: sqlite3.Connection,
    lot: str,
    movements: Sequence[Movement],
    opening: Mapping[Held, int],
) -> None:
    """Carry one lot on from what it held before *movements*."""
    ledger = fold(movements, opening)
    conn.execute("DELETE FROM holding WHERE lot = ?", (lot,))
    conn.executemany(
        "INSERT INTO holding VALUES (?,?,?)",
        [(*here, rounds) for here, rounds in ledger.held.items()],
    )
    if ledger.shortfalls:
        known = conn.execute("SELECT count(*) FROM shortfall WHERE lot = ?", (lot,)).fetchone()[0]
        conn.executemany(
            "INSERT INTO shortfall VALUES (?,?,?,?,?)",
            [
                (s.lot, n, s.place, s.rounds, utc_text(s.at))
                for n, s in enumerate(ledger.shortfalls, known)
            ],
        )
