"""A province takes in its counties: entries a second, and look-ups beside raw SQL on the same file.

``python -m pytest tests/bench/bench_exchange.py -m bench -s``; 1,000,000 entries of 100 counties with
``WXMOD_COUNTIES=100 WXMOD_ENTRIES=10000``.
"""

# ruff: noqa: S608  the statements are made of what the bench itself wrote
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.county import text
from tests.record.samples import DAY, draft, movement, new_store, transferred
from wxmod.domain.ammunition.periods import PeriodSealed, balances
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.domain.times import Window
from wxmod.store import chains, journal, tables
from wxmod.store.exchange import keys, merge, sealing
from wxmod.store.exchange.heads import heads
from wxmod.store.keeping import parquet
from wxmod.store.keeping.anchored import verify_since
from wxmod.store.keeping.since import verify_since as verify_from_seal
from wxmod.store.pen import Store
from wxmod.store.tables.counties import by_county

COUNTIES, ENTRIES = (
    int(os.environ.get("WXMOD_COUNTIES", "4")),
    int(os.environ.get("WXMOD_ENTRIES", "2500")),
)
KEY = Ed25519PrivateKey.from_private_bytes(b"county".ljust(32))
AIM_A_SECOND, AIM_RATIO = 5000, 2.0
INSERT = "INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"

pytestmark = pytest.mark.bench


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def say(line: str) -> None:
    sys.stdout.write(f"\n{line}")
    sys.stdout.flush()


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Every county taken in; what it cost is printed."""
    store = new_store(tmp_path_factory.mktemp("province"))
    spent, worked = 0.0, time.process_time()
    making = 0.0
    for county in range(COUNTIES):
        begun = time.process_time()
        chain, told = text(county, ENTRIES)
        trust = KeyTrusted(
            key=keys.public(KEY).hex(),
            role=KeyRole.SITE,
            chain=chain,
        )
        journal.append(store, draft(trust), now=DAY)
        held = sealing.seal(told, KEY)
        making += time.process_time() - begun
        spent += timed(lambda held=held: merge.take(store, held, actor="甲", now=DAY))  # type: ignore[misc]
    total, worked = COUNTIES * ENTRIES, time.process_time() - worked - making
    size = store.path.stat().st_size / 2**20
    figures = f"{total / worked:.0f} a second of processor time (aim {AIM_A_SECOND}), {total / spent:.0f} on the clock"
    say(f"taken in: {total} entries, {figures}, {size:.0f} MiB")
    yield store
    store.close()


def test_verifying_from_the_last_receipts_reads_only_what_is_new(province: Store) -> None:
    spent = timed(lambda: verify_since(province))
    whole = timed(lambda: list(chains.entries(province)))
    say(f"verify since the receipts: {spent:.2f} s; reading the journal alone {whole:.2f} s")
    assert verify_since(province).breaks == ()
    assert spent < whole


def bare(store: Store, sql: str) -> Callable[[], object]:
    return lambda: store.conn.execute(sql).fetchall()


def test_stock_and_year_cost_little_more_than_their_rows(province: Store) -> None:
    """Floors: the same rows fetched; the two tables of a year's operations and releases read through and summed."""
    rows = "SELECT place, lot, rounds FROM holding ORDER BY place, lot"
    stock = ratio(lambda: tables.ammunition.holdings(province), bare(province, rows))
    say(f"stock: {stock:.2f} times the bare rows (aim {AIM_RATIO})")
    assert stock < 2 * AIM_RATIO
    window = Window(start=DAY - timedelta(days=1), end=DAY + timedelta(days=4000))
    joined = (
        "SELECT count(*), sum(r.rounds), sum(r.duds) FROM operation o JOIN release r ON r.no = o.no"
        " WHERE o.start_at > '2000' GROUP BY substr(o.site, 1, 6), o.purpose"
    )
    year = ratio(lambda: by_county(province, window), bare(province, joined))
    seconds = timed(lambda: by_county(province, window))
    say(f"year by county: {year:.2f} times the bare join (aim {AIM_RATIO}), {seconds:.2f} s")
    assert sum(t.operations for t in by_county(province, window)) == COUNTIES * ENTRIES * 9 // 10
    assert year < 2 * AIM_RATIO


def test_verifying_from_a_seal_reads_only_what_came_after(province: Store) -> None:
    until = DAY + timedelta(days=4000)
    held = balances(tables.ammunition.holdings(province))
    seal = PeriodSealed(
        period="2024-12",
        until=until,
        balances=held,
        heads=tables.periods.heads(province),
    )
    journal.append(province, draft(seal, witness="乙"), now=DAY)
    for n in range(100):
        move = movement(
            "maker/A",
            "site/140001001",
            4,
            lot=f"N{n}",
            hour=24 * 4000 + n,
        )
        journal.append(province, draft(transferred(move)), now=DAY)
    spent = timed(lambda: verify_from_seal(province))
    whole = timed(lambda: list(chains.entries(province)))
    say(f"verify since the seal: {spent:.2f} s; reading the journal alone {whole:.2f} s")
    assert verify_from_seal(province)[0].breaks == ()
    assert spent < 2 * whole


def test_parquet_is_written_and_summed(province: Store, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    spent = timed(lambda: parquet.export(province, tmp_path))
    size = sum(f.stat().st_size for f in tmp_path.iterdir()) / 2**20
    by_lot = f"SELECT lot, sum(rounds) FROM '{tmp_path}/release.parquet' GROUP BY lot"
    asked = timed(lambda: duckdb.sql(by_lot).fetchall())
    say(
        f"parquet: {COUNTIES * ENTRIES / spent:.0f} entries a second, {size:.0f} MiB; rounds by lot {asked:.2f} s"
    )
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/operation.parquet'").fetchall()
    assert count == COUNTIES * ENTRIES * 9 // 10


def ratio(ours: Callable[[], object], floor: Callable[[], object]) -> float:
    """Median of neighbours' ratios."""
    return median(timed(ours) / timed(floor) for _n in range(7))


def test_taking_in_again_writes_nothing(province: Store, tmp_path: Path) -> None:
    _chain, told = text(0, ENTRIES)
    held, before = sealing.seal(told, KEY), heads(province)
    spent = timed(lambda: merge.take(province, held, actor="甲", now=DAY))
    say(f"the same once more: {ENTRIES / spent:.0f} entries a second\n")
    assert heads(province) == before
