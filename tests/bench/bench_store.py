"""What a durable entry costs beside SQLite's own insert of as many bytes: ``python -m pytest tests/bench -m bench -s``.

Both write to files side by side, turn about, with the same settings, so that a busy disk slows both alike.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.record.samples import DAY, SITE, draft, movement, new_store, recorded, transferred
from wxmod.store import journal
from wxmod.store.database import PAGE_BYTES, _connect
from wxmod.store.entries import Draft, Entry
from wxmod.store.pen import Store

ROUNDS, AIM = 300, 1.5

pytestmark = pytest.mark.bench


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_table(path: Path) -> sqlite3.Connection:
    path.touch()
    conn = _connect(path)
    conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    conn.execute(
        "CREATE TABLE journal (chain, seq, uid UNIQUE, kind, version, recorded_at, occurred_at, actor, witness,"
        " body, prev, hash, PRIMARY KEY (chain, seq)) WITHOUT ROWID"
    )
    return conn


def insert(conn: sqlite3.Connection, row: Entry) -> None:
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", row)
    conn.execute("COMMIT")


def operations(n: int) -> Draft:
    return draft(recorded(f"2024-{n:04}", hour=n))


def unbacked(n: int) -> Draft:
    return draft(recorded(f"2024-{n:04}", hour=n, lot="not-on-the-book"))


def receipts(n: int) -> Draft:
    return draft(transferred(movement("maker/A", "depot/1", 40, hour=n, lot=f"L{n % 7}")))


def ratio(
    store: Store, conn: sqlite3.Connection, drafts: Callable[[int], Draft]
) -> tuple[float, float, float]:
    """Median times (ours, bare) in milliseconds and the median of the ratios of neighbours."""
    ours, bare = [], []
    for n in range(ROUNDS):
        told = drafts(n)
        ours.append(timed(lambda told=told: journal.append(store, told, now=DAY)))  # type: ignore[misc]
        row = Entry(
            *store.conn.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        )
        bare.append(timed(lambda row=row: insert(conn, row)))  # type: ignore[misc]
    return (
        median(ours) * 1e3,
        median(bare) * 1e3,
        median(a / b for a, b in zip(ours, bare, strict=True)),
    )


@pytest.mark.parametrize("drafts", [operations, unbacked, receipts], ids=lambda d: d.__name__)
def test_a_durable_entry_costs_little_more_than_the_bare_insert(
    tmp_path: Path, drafts: Callable[[int], Draft]
) -> None:
    store, conn = new_store(tmp_path), bare_table(tmp_path / "bare.db")
    stock = transferred(movement("maker/A", f"site/{SITE}", 90_000, hour=-1))
    journal.append(store, draft(stock), now=DAY)
    ours, bare, times = ratio(store, conn, drafts)
    sys.stdout.write(
        f"\n{drafts.__name__}: ours {ours:.2f} ms, bare {bare:.2f} ms, ratio {times:.2f} (aim {AIM})\n"
    )
    store.close()
    conn.close()
    assert times < 2 * AIM
