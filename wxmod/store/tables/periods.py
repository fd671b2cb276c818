"""Seals of months and years, what came after them, and what moved within a stretch of time."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import Movement, firings
from wxmod.domain.ammunition.periods import PeriodSealed
from wxmod.domain.exchange import Head
from wxmod.domain.ref import Ref
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store import tables
from wxmod.store.entries import Entry
from wxmod.store.exchange import heads as standing
from wxmod.store.exchange.heads import chains
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import Posting
from wxmod.store.tables.exchange import anchor


class SealRow(NamedTuple):
    """A seal with the entry that set it."""

    ref: str
    seal: PeriodSealed


class LateEntry(NamedTuple):
    """An entry written after a seal about a time before its end."""

    ref: str
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str


def seals(store: Store) -> list[SealRow]:
    """Seals of this record by end of period; another's were set on what it knew, not on this book."""
    rows = [
        row
        for chain, last in reversed(lineage(store).items())
        for row in _set_by(store, chain, last)
    ]
    return [
        SealRow(ref, PeriodSealed.model_validate_json(body))
        for _until, ref, body in sorted(rows, key=_until)
    ]


def _until(row: tuple[str, str, str]) -> str:
    return row[0]


def _set_by(store: Store, chain: str, last: int) -> list[tuple[str, str, str]]:
    """End, entry and body of the seals one chain set, in the order they were set."""
    rows = store.conn.execute(
        "SELECT until, seq, body FROM period_seal WHERE chain = ? AND seq <= ? ORDER BY seq",
        (chain, last),
    ).fetchall()
    return [(until, str(Ref(chain, seq)), body) for until, seq, body in rows]


def sealed_at(store: Store, row: SealRow) -> datetime:
    """When a seal was set."""
    chain, _colon, seq = row.ref.rpartition(":")
    (at,) = store.conn.execute(
        "SELECT recorded_at FROM journal WHERE chain = ? AND seq = ?", (chain, int(seq))
    ).fetchone()
    return from_utc_text(at)


def explained_at(store: Store, ref: str) -> datetime | None:
    """When somebody last explained a difference against a seal; None if nobody did."""
    (at,) = store.conn.execute(
        "SELECT max(j.recorded_at) FROM explanation e JOIN journal j USING (chain, seq)"
        " WHERE e.stocktake = ?",
        (ref,),
    ).fetchone()
    return from_utc_text(at) if at else None


def last_seal(store: Store) -> SealRow | None:
    """The seal of this record set last, or None; a restored record goes on from those it was restored with."""
    for chain, last in lineage(store).items():
        if rows := _set_by(store, chain, last):
            return SealRow(
                rows[-1][1],
                PeriodSealed.model_validate_json(rows[-1][2]),
            )
    return None


def heads(store: Store) -> tuple[Head, ...]:
    """The last entry of every chain, by name."""
    return tuple(Head(chain=h.chain, seq=h.seq, hash=h.hash) for h in standing.heads(store))


def disturbed_lots(store: Store, seal: PeriodSealed) -> set[str]:
    """Lots something was entered for after the seal about a time before its end; nothing else can differ from it."""
    # What the seal knew of each chain; beyond it everything is later.
    seen = {head.chain: head.seq for head in seal.heads}
    until, found = utc_text(seal.until), set()
    for chain in chains(store):
        since = seen.get(chain, 0)
        found |= _moved(store, chain, since, until) | _retold(store, chain, since)
    return found


def _moved(
    store: Store,
    chain: str,
    since: int,
    until: str,
) -> set[str]:
    rows = store.conn.execute(
        "SELECT DISTINCT lot FROM movement WHERE chain = ? AND seq > ? AND booked_at <= ?",
        (chain, since, until),
    ).fetchall()
    return {lot for (lot,) in rows}


def _retold(store: Store, chain: str, since: int) -> set[str]:
    """Lots of operations corrected after a seal, in any telling: a correction may have taken its firings away."""
    numbers = tables.entered.told_after(store, chain, since, "operation.corrected")
    tellings = (
        told.operation
        for no in sorted(numbers)
        for told in tables.operations.versions(store, no)
        if told.operation
    )
    return {move.lot for operation in tellings for move in firings(operation)}


def late_entries(store: Store, seal: PeriodSealed) -> list[LateEntry]:
    """Entries written after the seal that happened before its end, in the order they were written."""
    seen = {head.chain: head.seq for head in seal.heads}
    rows = store.conn.execute(
        "SELECT chain, seq, kind, occurred_at, recorded_at, actor FROM journal WHERE occurred_at <= ?"
        " AND (kind LIKE 'ammunition.%' OR kind LIKE 'operation.%') ORDER BY recorded_at, chain, seq",
        (utc_text(seal.until),),
    ).fetchall()
    return [
        LateEntry(str(Ref(chain, seq)), kind, from_utc_text(at), from_utc_text(told), actor)
        for chain, seq, kind, at, told, actor in rows
        if seq > seen.get(chain, 0)
    ]


def entries_about_sealed_times(store: Store, seals: Sequence[SealRow]) -> list[LateEntry]:
    """Entries beyond some seal that may change it: about a time before its end, or a correction of what was.

    One pass over the journal for all seals; which of them an entry changes is asked of the entry.
    """
    if not seals:
        return []
    rows = store.conn.execute(
        "SELECT chain, seq, kind, occurred_at, recorded_at, actor FROM journal"
        " WHERE (kind LIKE 'ammunition.%' OR kind LIKE 'operation.%')"
        " AND (occurred_at <= ? OR kind = 'operation.corrected') ORDER BY recorded_at, chain, seq",
        (utc_text(seals[-1].seal.until),),
    ).fetchall()
    # Each seal by its end and by what it knew.
    bounds = [
        (utc_text(row.seal.until), {head.chain: head.seq for head in row.seal.heads})
        for row in seals
    ]
    found = []
    for chain, seq, kind, at, recorded, actor in rows:
        corrects = kind == "operation.corrected"
        if any(seq > heads.get(chain, 0) and (corrects or at <= end) for end, heads in bounds):
            ref, about, written = f"{chain}:{seq}", from_utc_text(at), from_utc_text(recorded)
            found.append(LateEntry(ref, kind, about, written, actor))
    return found


def postings_within(store: Store, window: Window) -> list[Posting]:
    """Every movement that belongs to a stretch of time, its ends included, in order of when things happened."""
    # Nothing moves before the time it belongs to, so the index by moments can leave out all of before.
    rows = store.conn.execute(
        "SELECT chain, seq, cause, operation, lot, source, target, rounds, at FROM movement"
        " WHERE at >= ?1 AND booked_at BETWEEN ?1 AND ?2 ORDER BY at, chain, seq, n",
        (utc_text(window.start), utc_text(window.end)),
    ).fetchall()
    return [
        Posting(
            str(Ref(chain, seq)),
            cause,
            no,
            Movement.model_construct(
                lot=lot,
                source=source,
                target=target,
                rounds=n,
                at=from_utc_text(at),
            ),
        )
        for chain, seq, cause, no, lot, source, target, n, at in rows
    ]


def sealed(conn: sqlite3.Connection, entry: Entry, body: PeriodSealed) -> None:
    row = (
        entry.chain,
        entry.seq,
        body.period,
        utc_text(body.until),
        entry.body,
    )
    conn.execute("INSERT INTO period_seal VALUES (?,?,?,?,?)", row)
    for head in body.heads:
        anchor(conn, entry, head)
