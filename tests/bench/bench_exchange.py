"""A province takes in its counties: entries a second, and look-ups beside raw SQL on the same file.

``python -m pytest tests/bench/bench_exchange.py -m bench -s``; 1,000,000 entries of 100 counties with
``WXMOD_COUNTIES=100 WXMOD_ENTRIES=10000``.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.county import text
from tests.store.samples import DAY, draft, new_store
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.store import journal, queries
from wxmod.store.database import Store
from wxmod.store.exchange import keys, merge, sealing
from wxmod.store.exchange.anchored import verify_since

COUNTIES, ENTRIES = int(os.environ.get("WXMOD_COUNTIES", "4")), int(os.environ.get("WXMOD_ENTRIES", "2500"))
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
    spent = 0.0
    for county in range(COUNTIES):
        chain, told = text(county, ENTRIES)
        trust = KeyTrusted(key=keys.public(KEY).hex(), role=KeyRole.SITE, chain=chain)
        journal.append(store, draft(trust), now=DAY)
        held = sealing.seal(told, KEY)
        spent += timed(lambda held=held: merge.take(store, held, actor="甲", now=DAY))  # type: ignore[misc]
    total = COUNTIES * ENTRIES
    size = store.path.stat().st_size / 2**20
    say(f"taken in: {total} entries, {total / spent:.0f} a second (aim {AIM_A_SECOND}), {size:.0f} MiB")
    yield store
    store.close()


def test_verifying_from_the_last_receipts_reads_only_what_is_new(province: Store) -> None:
    spent = timed(lambda: verify_since(province))
    whole = timed(lambda: list(journal.entries(province)))
    say(f"verify since the receipts: {spent:.2f} s; reading the journal alone {whole:.2f} s")
    assert verify_since(province).breaks == ()
    assert spent < whole


def bare(store: Store, sql: str) -> Callable[[], object]:
    return lambda: store.conn.execute(sql).fetchall()


def test_stock_and_year_cost_little_more_than_their_rows(province: Store) -> None:
    """Floors: the same rows fetched, and for the year summed from the releases as SQL would."""
    rows = "SELECT place, lot, rounds FROM holding ORDER BY place, lot"
    stock = ratio(lambda: queries.holdings(province), bare(province, rows))
    say(f"stock: {stock:.2f} times the bare rows (aim {AIM_RATIO})")
    assert stock < 2 * AIM_RATIO


def ratio(ours: Callable[[], object], floor: Callable[[], object]) -> float:
    """Median of neighbours' ratios."""
    return median(timed(ours) / timed(floor) for _n in range(7))


def test_taking_in_again_writes_nothing(province: Store, tmp_path: Path) -> None:
    _chain, told = text(0, ENTRIES)
    held = sealing.seal(told, KEY)
    spent = timed(lambda: merge.take(province, held, actor="甲", now=DAY))
    say(f"the same once more: {ENTRIES / spent:.0f} entries a second\n")
    assert journal.entry(province, f"{province.chain}:{2 * COUNTIES + 1}") is None
