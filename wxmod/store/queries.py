"""Looking things up.  Fixed SQL with parameters; every result is a value or a plain tuple, fetched whole."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import Held, Lot, Movement, Shortfall, Stocktake
from wxmod.domain.base import Value
from wxmod.domain.equipment import Equipment, Inspection
from wxmod.domain.operations import Operation, Purpose
from wxmod.domain.people import Person
from wxmod.domain.processes import Process
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store.database import Store
from wxmod.store.entries import Entry, OperationCorrected, OperationRecorded, decode
from wxmod.store.projections.ammunition import movements_of
from wxmod.store.projections.tellings import family
from wxmod.store.roster import roster

V = TypeVar("V", bound=Value)


class OperationRow(NamedTuple):
    """An operation as it is told now.

    Attributes:
        ref: ``CHAIN:SEQ`` of this telling.
        seen: Codes of the findings shown when it was written.
    """

    no: str
    ref: str
    versions: int
    voided: bool
    recorded_at: datetime
    recorded_by: str
    seen: tuple[str, ...]
    operation: Operation


class Version(NamedTuple):
    """One telling of an operation; ``operation`` is None where it was declared void."""

    version: int
    ref: str
    recorded_at: datetime
    recorded_by: str
    reason: str
    operation: Operation | None


class Posting(NamedTuple):
    """A movement with where it comes from."""

    ref: str
    cause: str
    operation: str | None
    movement: Movement


class CountRow(NamedTuple):
    """A stocktake with the name other entries give it."""

    ref: str
    stocktake: Stocktake


_OPERATION = (
    "SELECT no, chain, seq, versions, voided, recorded_at, recorded_by, seen, body FROM operation"
)


def _operation(row: Sequence[object]) -> OperationRow:
    no, chain, seq, versions, voided, at, by, seen, body = row
    return OperationRow(
        str(no),
        f"{chain}:{seq}",
        int(str(versions)),
        bool(voided),
        from_utc_text(str(at)),
        str(by),
        tuple(str(seen).split()),
        Operation.model_validate_json(str(body)),
    )


def operation(store: Store, no: str) -> OperationRow | None:
    """The operation of that number, or None."""
    row = store.conn.execute(f"{_OPERATION} WHERE no = ?", (no,)).fetchone()
    return _operation(row) if row else None


def operations(
    store: Store,
    window: Window | None = None,
    *,
    site: str | None = None,
    purposes: Sequence[Purpose] = (),
    process: str | None = None,
    newest: int | None = None,
) -> list[OperationRow]:
    """Operations that started within *window*, oldest first, void ones left out; only the *newest* so many."""
    tests, values = ["voided = 0"], []
    if window:
        tests.append("start_at BETWEEN ? AND ?")
        values += [utc_text(window.start), utc_text(window.end)]
    if site:
        tests.append("site = ?")
        values.append(site)
    if process:
        tests.append("process = ?")
        values.append(process)
    if purposes:
        tests.append(f"purpose IN ({','.join('?' * len(purposes))})")
        values += [p.value for p in purposes]
    sql = f"{_OPERATION} WHERE {' AND '.join(tests)} ORDER BY start_at DESC, no DESC LIMIT ?"
    rows = store.conn.execute(
        sql,
        (*values, -1 if newest is None else newest),
    ).fetchall()
    return [_operation(row) for row in reversed(rows)]


def last_recorded(store: Store) -> OperationRow | None:
    """The operation of this chain written last that is not void."""
    row = store.conn.execute(
        f"{_OPERATION} WHERE voided = 0 AND chain = ? ORDER BY seq DESC LIMIT 1", (store.chain,)
    ).fetchone()
    return _operation(row) if row else None


def versions(store: Store, no: str) -> list[Version]:
    """Every telling of an operation, first to last, as the journal has them."""
    rows = store.conn.execute(
        "SELECT v.version, j.* FROM operation_version v JOIN journal j ON j.chain = v.chain AND j.seq = v.seq"
        " WHERE v.no = ? ORDER BY v.version",
        (no,),
    ).fetchall()
    return [_version(row[0], Entry(*row[1:])) for row in rows]


def _version(version: int, entry: Entry) -> Version:
    told = decode(entry)
    assert isinstance(told, OperationRecorded | OperationCorrected)  # noqa: S101  no other kind tells an operation
    reason = told.reason if isinstance(told, OperationCorrected) else ""
    at = from_utc_text(entry.recorded_at)
    return Version(version, entry.ref, at, entry.actor, reason, told.operation)


def operation_numbers(store: Store, prefix: str) -> list[str]:
    """Numbers already given that start with *prefix*, void ones included."""
    rows = store.conn.execute(
        "SELECT no FROM operation WHERE no >= ? AND no < ? ORDER BY no",
        (prefix, prefix + "\U0010ffff"),
    ).fetchall()
    return [
        no for (no,) in rows if family(no) == no
    ]  # a second operation under a number gives no number


def _all(
    store: Store,
    table: str,
    key: str,
    model: type[V],
) -> dict[str, V]:
    rows = store.conn.execute(f"SELECT {key}, body FROM {table} ORDER BY {key}").fetchall()  # noqa: S608  fixed names
    return {name: model.model_validate_json(body) for name, body in rows}


def equipment(store: Store) -> dict[str, Equipment]:
    return _all(store, "equipment", "id", Equipment)


def people(store: Store) -> dict[str, Person]:
    """Everyone on the roster, as those whose word counts here told them last."""
    return roster(store)


def lots(store: Store) -> dict[str, Lot]:
    return _all(store, "lot", "no", Lot)


def clearances(store: Store) -> dict[str, Clearance]:
    return _all(store, "clearance", "number", Clearance)


def processes(store: Store) -> dict[str, Process]:
    return _all(store, "process", "id", Process)


def clearance(store: Store, number: str) -> Clearance | None:
    """The clearance of that number, or None."""
    row = store.conn.execute("SELECT body FROM clearance WHERE number = ?", (number,)).fetchone()
    return Clearance.model_validate_json(row[0]) if row else None


def inspections(store: Store) -> dict[str, tuple[Inspection, ...]]:
    """By equipment, its inspections from first to last."""
    found: dict[str, tuple[Inspection, ...]] = {}
    for name, body in store.conn.execute("SELECT equipment, body FROM inspection").fetchall():
        found[name] = (*found.get(name, ()), Inspection.model_validate_json(body))
    return found


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


def postings(store: Store, lot: str) -> list[Posting]:
    """The life of one lot, in order of when things happened."""
    rows = store.conn.execute(
        "SELECT chain, seq, cause, operation, source, target, rounds, at FROM movement WHERE lot = ?"
        " ORDER BY at, chain, seq, n",
        (lot,),
    ).fetchall()
    return [
        Posting(
            f"{chain}:{seq}",
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
        CountRow(f"{chain}:{seq}", Stocktake.model_validate_json(body)) for chain, seq, body in rows
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


def waived(store: Store, subject: str) -> set[str]:
    """Codes of the rules set aside for *subject*."""
    return {
        code
        for (code,) in store.conn.execute(
            "SELECT rule FROM waiver WHERE subject = ?", (subject,)
        ).fetchall()
    }


def written_under(store: Store, uid: str) -> str | None:
    """Number of the operation recorded by the command with this key, or None."""
    row = store.conn.execute(
        "SELECT v.no FROM journal j JOIN operation_version v ON v.chain = j.chain AND v.seq = j.seq"
        " WHERE j.uid = ? AND j.kind = 'operation.recorded'",
        (uid,),
    ).fetchone()
    return row[0] if row else None
