"""Looking up seals, what came after them, and what was moved within a stretch of time."""

from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition import Movement, firings
from wxmod.domain.periods import Head, PeriodSealed
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store import queries
from wxmod.store.database import Store
from wxmod.store.queries import Posting


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
    """Seals of this instance's chain by end of period; another's were set on what it knew, not on this book."""
    rows = store.conn.execute(
        "SELECT chain || ':' || seq, body FROM period_seal WHERE chain = ? ORDER BY until, seq", (store.chain,)
    ).fetchall()
    return [SealRow(ref, PeriodSealed.model_validate_json(body)) for ref, body in rows]


def last_seal(store: Store) -> SealRow | None:
    """The seal of this chain set last, or None."""
    row = store.conn.execute(
        "SELECT chain || ':' || seq, body FROM period_seal WHERE chain = ? ORDER BY seq DESC LIMIT 1", (store.chain,)
    ).fetchone()
    return SealRow(row[0], PeriodSealed.model_validate_json(row[1])) if row else None


def heads(store: Store) -> tuple[Head, ...]:
    """The last entry of every chain, by name."""
    rows = store.conn.execute(
        "SELECT j.chain, j.seq, j.hash FROM journal j JOIN (SELECT chain, max(seq) AS seq"
        " FROM journal GROUP BY chain) t ON t.chain = j.chain AND t.seq = j.seq ORDER BY j.chain"
    ).fetchall()
    return tuple(Head(chain=chain, seq=seq, hash=seal.hex()) for chain, seq, seal in rows)


def disturbed_lots(store: Store, seal: PeriodSealed) -> set[str]:
    """Lots something was entered for after the seal about a time before its end; nothing else can differ from it."""
    seen = {head.chain: head.seq for head in seal.heads}
    until, found = utc_text(seal.until), set()
    for (chain,) in store.conn.execute("SELECT DISTINCT chain FROM journal").fetchall():
        since = seen.get(chain, 0)
        found |= _moved(store, chain, since, until) | _retold(store, chain, since)
    return found


def _moved(store: Store, chain: str, since: int, until: str) -> set[str]:
    rows = store.conn.execute(
        "SELECT DISTINCT lot FROM movement WHERE chain = ? AND seq > ? AND at <= ?", (chain, since, until)
    ).fetchall()
    return {lot for (lot,) in rows}


def _retold(store: Store, chain: str, since: int) -> set[str]:
    """Lots of operations corrected after a seal, in any telling: a correction may have taken its firings away."""
    rows = store.conn.execute(
        "SELECT DISTINCT no FROM operation_version WHERE chain = ? AND seq > ? AND version > 1", (chain, since)
    ).fetchall()
    tellings = (told.operation for (no,) in rows for told in queries.versions(store, no) if told.operation)
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
        LateEntry(f"{chain}:{seq}", kind, from_utc_text(at), from_utc_text(told), actor)
        for chain, seq, kind, at, told, actor in rows
        if seq > seen.get(chain, 0)
    ]


def postings_within(store: Store, window: Window) -> list[Posting]:
    """Every movement of a stretch of time, its ends included, in order of when things happened."""
    rows = store.conn.execute(
        "SELECT chain, seq, cause, operation, lot, source, target, rounds, at FROM movement WHERE at BETWEEN ? AND ?"
        " ORDER BY at, chain, seq, n",
        (utc_text(window.start), utc_text(window.end)),
    ).fetchall()
    return [
        Posting(
            f"{chain}:{seq}", cause, no,
            Movement.model_construct(lot=lot, source=source, target=target, rounds=n, at=from_utc_text(at)),
        )
        for chain, seq, cause, no, lot, source, target, n, at in rows
    ]  # fmt: skip
