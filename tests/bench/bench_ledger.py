"""What the ledger costs as it grows: ``python -m pytest tests/bench/bench_ledger.py -m bench -s``.

Everything is a ratio, or a time that must not grow: machines differ, and so does the same one from hour to hour.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.bench.bench_store import bare_table, insert
from tests.record.samples import DAY, draft, movement, new_store, recorded, transferred
from wxmod.domain.ammunition.ledger import Stocktake
from wxmod.store import journal, tables
from wxmod.store.entries import Draft, Entry
from wxmod.store.pen import Store

LOT, MOVEMENTS, COUNTS, LATE_MS = "A-7", 10_000, 156, 5.0

pytestmark = pytest.mark.bench


def timed(work: Callable[[], object], times: int = 15) -> float:
    """The median of some runs, in milliseconds of this process: a busy disk or neighbour does not count."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1e3)
    return median(found)


def grown(folder: Path, movements: int, *, every_hours: float = 1) -> Store:
    """A record with one lot that came to one site and was moved on in small parts."""
    folder.mkdir()
    store = new_store(folder)
    with store.writing():
        stock = movement("maker/A", "depot/1", movements * 3, hour=-1, lot=LOT)
        journal.append(store, draft(transferred(stock)), now=DAY)
        for n in range(movements):
            move = movement("depot/1", f"site/{n % 5}", 2, hour=n * every_hours, lot=LOT)
            journal.append(store, draft(transferred(move)), now=DAY)
    return store


def late(store: Store, hour: float) -> Draft:
    return draft(transferred(movement("maker/A", "depot/1", 1, hour=hour, lot=LOT)))


@pytest.mark.parametrize("every_hours", [1, 1 / 60], ids=["a-year", "a-week"])
def test_a_late_entry_costs_the_same_in_a_long_lot(tmp_path: Path, every_hours: float) -> None:
    store = grown(tmp_path / "long", MOVEMENTS, every_hours=every_hours)
    hour = iter(range(1, 100))
    cost = timed(lambda: journal.append(store, late(store, next(hour) / 2), now=DAY))
    sys.stdout.write(f"\nlate entry before {MOVEMENTS} movements: {cost:.2f} ms\n")
    store.close()
    assert cost <= LATE_MS


def test_judging_a_transfer_costs_the_same_in_a_long_lot(tmp_path: Path) -> None:
    wanted = [movement("depot/1", "site/1", 1, hour=0.5, lot=LOT)]
    short = grown(tmp_path / "short", 100)
    long = grown(tmp_path / "long", MOVEMENTS)
    few, many = (
        timed(lambda store=store: tables.ammunition.lacking(store, wanted))  # type: ignore[misc]
        for store in (short, long)
    )
    sys.stdout.write(f"\nwhat would lack: {few:.2f} ms of 100, {many:.2f} ms of {MOVEMENTS}\n")
    assert many <= LATE_MS


def test_open_counts_do_not_grow_with_history(tmp_path: Path) -> None:
    store = grown(tmp_path / "counted", 2_000, every_hours=24 * 7 * COUNTS / 2_000)
    for week in range(COUNTS):
        count = Stocktake.model_validate(
            {
                "place": "depot/1",
                "at": DAY + timedelta(days=7 * week),
                "counts": [{"lot": LOT, "rounds": 6_000 - week}],
                "counted_by": ["甲", "乙"],
            }
        )
        journal.append(store, draft(count), now=DAY)
    found = tables.discrepancies.unexplained(store)
    cost = timed(lambda: tables.discrepancies.unexplained(store))
    sys.stdout.write(f"\n{len(found)} open of {COUNTS} counts: {cost:.2f} ms\n")
    assert found
    assert cost <= 10 * LATE_MS


def test_what_an_entry_costs_where_the_disk_costs_nothing(tmp_path: Path) -> None:
    """In memory only the work shows: on a disk that syncs it is a small part of the wait."""
    folder = Path("/dev/shm")  # noqa: S108  a disk without a disk
    if not folder.is_dir():
        pytest.skip("no file system in memory here")
    folder = folder / f"wxmod-bench-{tmp_path.name}"
    folder.mkdir()
    try:
        store, bare = new_store(folder), bare_table(folder / "bare.db")
        stock = movement("maker/A", "site/140322003", 90_000, hour=-1)
        journal.append(store, draft(transferred(stock)), now=DAY)
        kinds: dict[str, Callable[[int], Draft]] = {
            "operations": lambda n: draft(recorded(f"2024-{n:04}", hour=n)),
            "receipts": lambda n: draft(transferred(movement("maker/A", "depot/1", 4, hour=n))),
        }
        for name, make in kinds.items():
            ours, raw = _side_by_side(store, bare, make)
            sys.stdout.write(f"\n{name}: ours {ours:.2f} ms, bare {raw:.2f} ms, {ours / raw:.1f}\n")
        store.close()
        bare.close()
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _side_by_side(
    store: Store, bare: sqlite3.Connection, make: Callable[[int], Draft]
) -> tuple[float, float]:
    ours, raw = [], []
    for n in range(300):
        body = make(n)
        start = time.perf_counter()
        journal.append(store, body, now=DAY)
        middle = time.perf_counter()
        row = store.conn.execute("SELECT * FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        again = time.perf_counter()
        insert(bare, Entry(*row))
        ours.append((middle - start) * 1e3)
        raw.append((time.perf_counter() - again) * 1e3)
    return median(ours), median(raw)
