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
from wxmod.domain.ammunition.hindsight import Entered, Hindsight
from wxmod.domain.ammunition.ledger import Flow, Held, Movement, Shortfall, Stocktake
from wxmod.domain.errors import BadInput
from wxmod.domain.ref import Ref
from wxmod.domain.registry.versions import Written
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store.bodies import DiscrepancyExplained, Transferred
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store
from wxmod.store.tables.balances import Change, Line, post, renew, shortfall_with
from wxmod.store.tables.discrepancies import compare, recheck
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
        booked_at: When its first round was fired, as it is stored; all of it belongs to the month and year of that
            moment, as the operation does.
    """

    no: str
    movements: Sequence[Flow]
    booked_at: str


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
        "SELECT place, lot, rounds, at FROM shortfall ORDER BY at, lot, place"
    ).fetchall()
    return [Shortfall(place, lot, rounds, from_utc_text(at)) for place, lot, rounds, at in rows]


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


def booked_across(store: Store, moment: datetime) -> list[Movement]:
    """Movements after a moment that belong to the time before it: an operation's all go by its first round."""
    at = utc_text(moment)
    return movements_of(store.conn, "WHERE at > ? AND booked_at <= ?", (at, at))


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


def moved_by(store: Store, chain: str, seq: int) -> list[Movement]:
    """The movements of one entry."""
    return movements_of(store.conn, "WHERE chain = ? AND seq = ?", (chain, seq))


def postings(store: Store, lot: str, newest: int | None = None) -> list[Posting]:
    """The life of one lot, or the end of it, in order of when things happened."""
    rows = store.conn.execute(
        "SELECT chain, seq, cause, operation, source, target, rounds, at FROM movement WHERE lot = ?"
        " ORDER BY at DESC, chain DESC, seq DESC, n DESC LIMIT ?",
        (lot, -1 if newest is None else newest),
    ).fetchall()
    rows.reverse()
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


def moved(store: Store, lot: str) -> int:
    """How many movements a lot has."""
    row = store.conn.execute("SELECT count(*) FROM movement WHERE lot = ?", (lot,)).fetchone()
    return int(row[0])


def whereabouts(store: Store, lot: str) -> dict[str, int]:
    """Where the rounds of one lot are now, by account."""
    rows = store.conn.execute(
        "SELECT place, rounds FROM holding WHERE lot = ? ORDER BY place", (lot,)
    ).fetchall()
    return dict(rows)


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
    rows = store.conn.execute("SELECT stocktake, lot, difference FROM explanation").fetchall()
    return Explanations(rows)


def lacking(
    store: Store,
    wanted: Sequence[Movement],
    *,
    without: str | None = None,
) -> dict[Held, int]:
    """Rounds that would be missing, then or at any later moment, if *wanted* were carried out; by store and lot.

    Looks forward in event time, so a late entry cannot take rounds that were already gone.

    Args:
        without: An operation whose firings are thought away, as one about to be corrected.
    """
    told: dict[Held, list[Change]] = {}
    if without is not None:
        firings = movements_of(store.conn, _FIRED, (without,))
        _sides(told, firings, back=True)
    asked = {here: list(changes) for here, changes in told.items()}
    _sides(asked, wanted)
    found = {}
    for here, changes in asked.items():
        line = Line(store.conn, here.lot, here.place)
        if not line.runs_out:
            continue
        more = shortfall_with(line, changes) - shortfall_with(line, told.get(here, ()))
        if more > 0:
            found[here] = more
    return found


def _sides(
    found: dict[Held, list[Change]],
    movements: Iterable[Movement | Flow],
    *,
    back: bool = False,
) -> None:
    """Add to each account what *movements* change there, or would if they were taken *back*."""
    sign = -1 if back else 1
    for move in movements:
        at = utc_text(move.at)
        out, came = Held(move.source, move.lot), Held(move.target, move.lot)
        found.setdefault(out, []).append(Change(at, -sign * move.rounds))
        found.setdefault(came, []).append(Change(at, sign * move.rounds))


_ENTERED = (
    "SELECT m.at, m.source, m.target, m.rounds, m.operation, m.chain, m.seq, j.recorded_at, NULL, NULL, NULL"
    " FROM movement m JOIN journal j USING (chain, seq) WHERE m.lot = :lot"
    " UNION ALL"
    " SELECT m.at, m.source, m.target, m.rounds, m.operation, m.chain, m.seq, j.recorded_at,"
    " m.by_chain, m.by_seq, b.recorded_at FROM movement_retold m JOIN journal j USING (chain, seq)"
    " JOIN journal b ON b.chain = m.by_chain AND b.seq = m.by_seq WHERE m.lot = :lot ORDER BY 1, 6, 7"
)


def entered(store: Store, lot: str) -> Hindsight:
    """Everything the book ever said of a lot, with when it was entered and when it was told otherwise."""
    return store.kept(f"entered of {lot}", lambda: _entered(store, lot))


def _entered(store: Store, lot: str) -> Hindsight:
    moves = []
    for row in store.conn.execute(_ENTERED, {"lot": lot}).fetchall():
        at, source, target, rounds, operation, *where = row
        chain, seq, recorded, by_chain, by_seq, retold = where
        moment = from_utc_text(at)
        move = Movement.model_construct(
            lot=lot, source=source, target=target, rounds=rounds, at=moment
        )
        written = Written(moment, from_utc_text(recorded), chain, seq)
        until = Written(moment, from_utc_text(retold), by_chain, by_seq) if by_chain else None
        moves.append(Entered(move, operation, written, until))
    return Hindsight(moves)


# An operation's movements carry the entry that tells it now, so no index by its number is kept up.
_FIRED = "WHERE (chain, seq) = (SELECT chain, seq FROM operation WHERE no = ?1) AND operation = ?1"
_SELECT = "SELECT lot, source, target, rounds, at FROM movement"


class _Waiting(NamedTuple):
    """What is worked out once everything is written."""

    lots: set[str]
    counts: dict[Ref, Stocktake]


_waiting: ContextVar[_Waiting | None] = ContextVar("_waiting", default=None)


@contextmanager
def folding_once(conn: sqlite3.Connection) -> Iterator[None]:
    """Work each touched lot out once at the end instead of after every movement; balances are stale until then."""
    waiting = _Waiting(set(), {})
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for lot in sorted(waiting.lots):
        for place in sorted(renew(conn, lot)):
            recheck(conn, lot, place, "", waiting.counts.keys())
    for name, count in waiting.counts.items():
        compare(conn, name, count)


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
        entry.body,
    )
    ends = {body.target, *(move.source for move in body.movements)}
    conn.execute(
        "INSERT INTO dispatch VALUES (?,?,?,?)",
        (body.no, entry.chain, entry.seq, " ".join(sorted(ends))),
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


def unfired(conn: sqlite3.Connection, operation: str, by: Entry | None = None) -> None:
    """Take back the firings of an operation, before anything of it is told anew.

    Args:
        by: The telling that does not say them any more; what the book said until then is kept.  Without it, all that
            was ever told of the operation is about to be worked out anew.
    """
    if by is None:
        conn.execute("DELETE FROM movement_retold WHERE operation = ?", (operation,))
    else:
        conn.execute(
            "INSERT INTO movement_retold SELECT lot, chain, seq, n, operation, source, target, rounds, at, ?2, ?3"  # noqa: S608
            f" FROM movement {_FIRED}",
            (operation, by.chain, by.seq),
        )
    firings = movements_of(conn, _FIRED, (operation,))
    conn.execute(f"DELETE FROM movement {_FIRED}", (operation,))  # noqa: S608  fixed text
    _carry(conn, firings, back=True)


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
    name, waiting = Ref(entry.chain, entry.seq), _waiting.get()
    if waiting is not None:
        waiting.counts[name] = body
    else:
        compare(conn, name, body)


def explained(conn: sqlite3.Connection, entry: Entry, body: DiscrepancyExplained) -> None:
    """Why a count differed, with the rounds it moves if any."""
    said = body.difference or body.movement
    row = (
        entry.chain,
        entry.seq,
        body.stocktake,
        body.lot,
        body.difference if said else None,
        body.reason,
        entry.actor,
        entry.witness,
        entry.occurred_at,
    )
    conn.execute("INSERT INTO explanation VALUES (?,?,?,?,?,?,?,?,?)", row)
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
    movements: Sequence[Movement | Flow],
    *,
    booked: str | None = None,
) -> None:
    rows = []
    for n, move in enumerate(movements):
        at = utc_text(move.at)
        what = (move.lot, move.source, move.target, move.rounds)
        rows.append((entry.chain, entry.seq, n, cause, operation, *what, at, booked or at))
    conn.executemany("INSERT INTO movement VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
    _carry(conn, movements)


def _carry(
    conn: sqlite3.Connection,
    movements: Sequence[Movement | Flow],
    *,
    back: bool = False,
) -> None:
    """Carry the accounts on after *movements* were written, or taken *back*."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.lots.update(move.lot for move in movements)
        return
    sides: dict[Held, list[Change]] = {}
    _sides(sides, movements, back=back)
    for here, changes in sides.items():
        post(Line(conn, here.lot, here.place), changes)
    # Counts are compared once all accounts stand.
    for here, changes in sides.items():
        recheck(conn, here.lot, here.place, min(each.at for each in changes))
