"""What stands beside the ledger: codes, consignments, quality notices, missions, counters, closed operations."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition.codes import Scan, Scanned, Traced, trace
from wxmod.domain.ammunition.consignments import Dispatched, Underway
from wxmod.domain.ammunition.counters import CounterRead
from wxmod.domain.ammunition.ledger import Held, Movement, fold
from wxmod.domain.ammunition.lots import LotResumed, LotStopped
from wxmod.domain.ammunition.missions import Draw, OperationClosed
from wxmod.domain.ref import Ref
from wxmod.domain.registry.versions import Written
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store import tables
from wxmod.store.entries import Entry
from wxmod.store.pen import Store
from wxmod.store.tables.latest import give_number, tell


class Serial(NamedTuple):
    """Where one coded round is now."""

    code: str
    lot: str
    place: str
    box: str | None


def holdings_at(store: Store, at: datetime) -> Mapping[Held, int]:
    """Rounds held at a moment, movements of that moment included."""
    later = store.conn.execute(
        "SELECT 1 FROM movement WHERE at > ? LIMIT 1", (utc_text(at),)
    ).fetchone()
    if later is None:
        return tables.ammunition.holdings(store)
    return tables.balances.at_moment(store.conn, at)


def balances_at(store: Store, at: datetime) -> Mapping[Held, int]:
    """The book at the end of a period: what belongs to the time up to *at*, an operation by its first round."""
    # An operation's first round comes before all that is moved by it, so only later movements can be booked before.
    held, across = holdings_at(store, at), tables.ammunition.booked_across(store, at)
    return fold(across, held).held if across else held


def consignment(store: Store, no: str) -> Dispatched | None:
    """The consignment of that number, or None."""
    row = store.conn.execute("SELECT body FROM consignment WHERE no = ?", (no,)).fetchone()
    return Dispatched.model_validate_json(row[0]) if row else None


def consignment_numbers(store: Store, prefix: str) -> list[str]:
    """Numbers already given that start with *prefix*."""
    rows = store.conn.execute(
        "SELECT no FROM consignment WHERE no >= ? AND no < ? ORDER BY no",
        (prefix, prefix + "\U0010ffff"),
    ).fetchall()
    return [no for (no,) in rows]


def underway(store: Store) -> list[tuple[str, Underway]]:
    """Consignments that have not wholly arrived, with the entry that sent each, by number."""
    rows = store.conn.execute(
        "SELECT c.chain, c.seq, c.body, sum(h.rounds) FROM consignment c"
        " JOIN holding h ON h.place = 'transit/' || c.no GROUP BY c.no ORDER BY c.no"
    ).fetchall()
    return [
        (str(Ref(chain, seq)), Underway(Dispatched.model_validate_json(body), rounds))
        for chain, seq, body, rounds in rows
    ]


def standings(store: Store) -> dict[str, tuple[LotStopped, ...]]:
    """Every notice by lot, first to last."""
    found: dict[str, tuple[LotStopped, ...]] = {}
    for lot, stopped, body in store.conn.execute(
        "SELECT lot, stopped, body FROM lot_standing ORDER BY lot, at, chain, seq"
    ).fetchall():
        model = LotStopped if stopped else LotResumed
        found[lot] = (*found.get(lot, ()), model.model_validate_json(body))
    return found


def notices_written(store: Store) -> dict[str, tuple[tuple[LotStopped, Written], ...]]:
    """Every notice by lot with where it was entered, first to last."""
    rows = store.conn.execute(
        "SELECT l.lot, l.stopped, l.body, l.at, j.recorded_at, l.chain, l.seq FROM lot_standing l"
        " JOIN journal j ON j.chain = l.chain AND j.seq = l.seq ORDER BY l.lot, l.at, l.chain, l.seq"
    ).fetchall()
    found: dict[str, tuple[tuple[LotStopped, Written], ...]] = {}
    for lot, stopped, body, at, recorded, chain, seq in rows:
        model = LotStopped if stopped else LotResumed
        notice = model.model_validate_json(body)
        written = Written(from_utc_text(at), from_utc_text(recorded), chain, seq)
        found[lot] = (*found.get(lot, ()), (notice, written))
    return found


def serials(
    store: Store,
    *,
    place: str | None = None,
    box: str | None = None,
) -> list[Serial]:
    """Coded rounds, at one place or of one box if so asked, by code."""
    rows = store.conn.execute(
        "SELECT code, lot, place, box FROM serial WHERE (? IS NULL OR place = ?) AND (? IS NULL OR box = ?)",
        (place, place, box, box),
    ).fetchall()
    void = void_scanned(store)
    unfired = [trace(_told(store, code, void)) for code in _scanned_for(store, void)]
    found = {row[0]: Serial(*row) for row in rows} | {
        t.code: Serial(t.code, t.lot, t.place, t.box) for t in unfired
    }
    return [
        s for _code, s in sorted(found.items()) if place in {None, s.place} and box in {None, s.box}
    ]


def _scanned_for(store: Store, operations: frozenset[str]) -> list[str]:
    if not operations:
        return []  # as almost always; the scans are not gone through
    sql = "SELECT DISTINCT code FROM scan WHERE operation IN (SELECT value FROM json_each(?))"
    return [
        code for (code,) in store.conn.execute(sql, (json.dumps(sorted(operations)),)).fetchall()
    ]


def known_codes(store: Store, codes: Sequence[str]) -> set[str]:
    """Those of *codes* that were ever scanned."""
    return _among(
        store, "SELECT DISTINCT s.code FROM json_each(?) j JOIN scan s ON s.code = j.value", codes
    )


def received(store: Store, codes: Sequence[str]) -> set[str]:
    """Those of *codes* that came in from a maker."""
    sql = "SELECT DISTINCT s.code FROM json_each(?) j JOIN scan s ON s.code = j.value WHERE s.source IS NULL"
    return _among(store, sql, codes)


def spelled_alike(store: Store, codes: Sequence[str]) -> set[str]:
    """Codes on record that are one of *codes* but for letter case."""
    sql = "SELECT DISTINCT s.code FROM json_each(?) j JOIN serial s ON s.code = j.value COLLATE NOCASE"
    return _among(store, sql, codes)


def _among(
    store: Store,
    sql: str,
    codes: Sequence[str],
) -> set[str]:
    rows = store.conn.execute(sql, (json.dumps(list(codes)),)).fetchall()
    return {code for (code,) in rows}


def scans(store: Store, code: str) -> list[Scan]:
    """Every scan of one code, in order of when things happened."""
    return scans_of(store.conn, code)


def standing_scans(store: Store, code: str) -> list[Scan]:
    """The scans that say where a code is: those for an operation declared void since moved no round."""
    return _told(store, code, void_scanned(store))


def void_scanned(store: Store) -> frozenset[str]:
    """Numbers of operations declared void after codes had been scanned for them.

    Where two records gave one number, the scans may belong to the other operation (``NO#CHAIN:SEQ``) that stands.
    """
    rows = store.conn.execute(
        "SELECT no FROM operation o WHERE voided = 1"
        " AND EXISTS (SELECT 1 FROM scan WHERE operation = o.no) AND NOT EXISTS"
        " (SELECT 1 FROM operation t WHERE t.voided = 0 AND t.no > o.no || '#' AND t.no < o.no || '$')"
    ).fetchall()
    return frozenset(no for (no,) in rows)


def _told(
    store: Store,
    code: str,
    void: frozenset[str],
) -> list[Scan]:
    every = scans_of(store.conn, code)
    stand = [scan for scan in every if scan.operation not in void]
    return stand or [scan._replace(target=scan.source or scan.target) for scan in every[:1]]


def faulty(store: Store) -> list[Traced]:
    """Codes scanned more than once whose scans cannot all be true."""
    rows = store.conn.execute("SELECT code FROM serial WHERE faults > 0").fetchall()
    void = void_scanned(store)
    # Without the scans of an operation declared void a life may have other faults, or none.
    doubtful = {code for (code,) in rows} | set(_scanned_for(store, void))
    traced = [trace(_told(store, code, void)) for code in sorted(doubtful)]
    return [each for each in traced if each.faults]


def mission_draws(
    store: Store,
    mission: str,
    operations: Sequence[str],
) -> list[Draw]:
    """What was moved for a mission by hand, and the firings of *operations*."""
    names = json.dumps(list(operations))
    # An operation's movements carry the entry that tells it now, so both halves go by the movement's key.
    rows = store.conn.execute(
        "SELECT m.at, m.chain, m.seq, m.n, m.cause, m.lot, m.source, m.target, m.rounds FROM mission_movement x"
        " JOIN movement m ON m.chain = x.chain AND m.seq = x.seq WHERE x.mission = ?"
        " UNION SELECT m.at, m.chain, m.seq, m.n, m.cause, m.lot, m.source, m.target, m.rounds FROM json_each(?) j"
        " JOIN operation o ON o.no = j.value JOIN movement m ON m.chain = o.chain AND m.seq = o.seq"
        " ORDER BY 1, 2, 3, 4",
        (mission, names),
    ).fetchall()
    return [
        Draw(
            cause,
            Movement.model_construct(
                lot=lot,
                source=source,
                target=target,
                rounds=n,
                at=from_utc_text(at),
            ),
        )
        for at, _chain, _seq, _n, cause, lot, source, target, n in rows
    ]


def is_mission(store: Store, mission: str) -> bool:
    """Whether anything was moved for it."""
    return bool(
        store.conn.execute(
            "SELECT 1 FROM mission_movement WHERE mission = ? LIMIT 1", (mission,)
        ).fetchone()
    )


def mission_operations(store: Store, mission: str) -> list[str]:
    """Numbers of the operations under that instruction, joint name or number, void ones left out."""
    rows = store.conn.execute(
        "SELECT no FROM operation_under WHERE name = ? UNION SELECT no FROM operation WHERE no = ? AND voided = 0"
        " ORDER BY no",
        (mission, mission),
    ).fetchall()
    return [no for (no,) in rows]


def fired_by_operation(store: Store, no: str) -> list[tuple[int, str, int]]:
    """Position, target and rounds of each movement of an operation as the ledger has it."""
    rows = store.conn.execute(
        "SELECT m.n, m.target, m.rounds FROM operation o JOIN movement m ON m.chain = o.chain AND m.seq = o.seq"
        " WHERE o.no = ? ORDER BY m.n",
        (no,),
    ).fetchall()
    return [(n, target, rounds) for n, target, rounds in rows]


def counters(store: Store) -> list[tuple[str, CounterRead]]:
    """Counter files with the entries that told them, oldest first."""
    rows = store.conn.execute(
        "SELECT chain, seq, body FROM counter ORDER BY start_at, chain, seq"
    ).fetchall()
    return [
        (str(Ref(chain, seq)), CounterRead.model_validate_json(body)) for chain, seq, body in rows
    ]


def closures(store: Store) -> dict[str, tuple[str, OperationClosed]]:
    """Closed operations by number, with the entry that closed each."""
    rows = store.conn.execute("SELECT no, chain, seq, body FROM closure ORDER BY no").fetchall()
    return {
        no: (str(Ref(chain, seq)), OperationClosed.model_validate_json(body))
        for no, chain, seq, body in rows
    }


def codes_used(store: Store) -> dict[tuple[str, str, bool], int]:
    """Different codes scanned as used in an operation, by operation, lot and whether they failed (duds)."""
    rows = store.conn.execute(
        "SELECT operation, lot, target <> 'end/fired', count(DISTINCT code) FROM scan WHERE operation IS NOT NULL"
        " GROUP BY 1, 2, 3"
    ).fetchall()
    return {(no, lot, bool(dud)): n for no, lot, dud, n in rows}


def use_of_lots(store: Store) -> dict[str, tuple[int, int]]:
    """Fired and failed rounds of each lot, as the operations tell them."""
    rows = store.conn.execute(
        "SELECT lot, sum(rounds), sum(duds) FROM release WHERE lot IS NOT NULL GROUP BY lot ORDER BY lot"
    ).fetchall()
    return {lot: (fired, duds) for lot, fired, duds in rows}


def scanned(
    conn: sqlite3.Connection,
    entry: Entry,
    body: Scanned,
) -> None:
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
            "INSERT OR REPLACE INTO serial VALUES (?,?,?,?,?)",
            (code, found.lot, found.place, found.box, len(found.faults)),
        )


def scans_of(conn: sqlite3.Connection, code: str) -> list[Scan]:
    """Every scan of one code."""
    rows = conn.execute(
        "SELECT code, at, chain, seq, lot, source, target, box, operation FROM scan WHERE code = ?"
        " ORDER BY at, chain, seq",
        (code,),
    ).fetchall()
    return [
        Scan(name, from_utc_text(at), str(Ref(chain, seq)), *rest)
        for name, at, chain, seq, *rest in rows
    ]


def lot_standing(
    conn: sqlite3.Connection,
    entry: Entry,
    body: LotStopped,
) -> None:
    """A lot stopped or released."""
    stopped = int(not isinstance(body, LotResumed))
    row = (
        body.lot,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        stopped,
        entry.body,
    )
    conn.execute("INSERT INTO lot_standing VALUES (?,?,?,?,?,?)", row)


def counter_read(
    conn: sqlite3.Connection,
    entry: Entry,
    body: CounterRead,
) -> None:
    """Readings of a counter; they assert and change no stock."""
    row = (entry.chain, entry.seq, utc_text(body.start), entry.body)
    conn.execute("INSERT INTO counter VALUES (?,?,?,?)", row)


def operation_closed(
    conn: sqlite3.Connection,
    entry: Entry,
    body: OperationClosed,
) -> None:
    """An operation declared complete; closing it again replaces what was declared."""
    give_number(conn, "closure", entry, body.no)
    tell(conn, "closure", entry, (body.no, body.mission, entry.body))
