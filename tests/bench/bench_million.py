"""A million entries in one record, once: ``WXMOD_OPERATIONS=100000 WXMOD_COUNTIES=78 python -m pytest
tests/bench/bench_million.py -m bench -s`` (half an hour); small without these.

A county's own chain with all that goes with its operations, and a province's other counties by bundle.  Everything is
asked of that one record, in processes that may take so much memory and no more.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.bench.bench_exchange import KEY
from tests.bench.bench_store import bare_table, insert, operations
from tests.bench.county import text
from tests.bench.history import grow
from tests.conftest import NOW
from tests.record.samples import DAY, draft, movement, transferred
from wxmod.actions import Desk, duty
from wxmod.actions.command import stages
from wxmod.actions.desk import open_desk
from wxmod.actions.record import setup
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.domain.times import Window
from wxmod.store import journal, tables
from wxmod.store.entries import Entry
from wxmod.store.exchange import keys, merge, sealing
from wxmod.store.tables.counties import by_county

OPERATIONS = int(os.environ.get("WXMOD_OPERATIONS", "1000"))
COUNTIES = int(os.environ.get("WXMOD_COUNTIES", "1"))
A_COUNTY = 10_000 if COUNTIES > 1 else 1_000
MEMORY_MIB, CPU_A_MILLION, LATE_MS, RATIO, TIMES = 300, 120.0, 5.0, 2.0, 300

pytestmark = pytest.mark.bench


def say(line: str) -> None:
    sys.stdout.write(f"\n{line}")
    sys.stdout.flush()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("million")
    begun = time.process_time()
    desk = setup.init(folder / "wxmod.db", program="yuxian", actor="C1")
    count = grow(desk, OPERATIONS)
    say(f"own chain: {count} entries, {(time.process_time() - begun) / count * 1e6:.0f} us each")
    for county in range(COUNTIES):
        chain, lines = text(county, A_COUNTY)
        key = keys.public(KEY).hex()
        trust = KeyTrusted(key=key, role=KeyRole.SITE, chain=chain)
        journal.append(desk.store, draft(trust), now=DAY)
        merge.take(desk.store, sealing.seal(lines, KEY), actor="甲", now=DAY)
    (entries,) = desk.store.conn.execute("SELECT count(*) FROM journal").fetchone()
    desk.store.close()
    size = desk.store.path.stat().st_size / 2**20
    say(f"{entries} entries, {size:.0f} MiB, {time.process_time() - begun:.0f} s of processor time")
    return desk.store.path


@pytest.fixture
def desk(record: Path) -> Iterator[Desk]:
    opened = open_desk(record, actor="C1")
    yield replace(opened, clock=lambda: NOW)
    opened.store.close()


def seconds(work: Callable[[], object], times: int = 5) -> float:
    found = []
    for _ in range(times):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return median(found)


CAPPED = """
import resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) * 2**20,) * 2)
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify
store = open_store(Path(sys.argv[1]))
begun = time.process_time()
found = verify(store)
assert found.breaks == (), found.breaks
# The most there was of this program; `getrusage` would count who started it as well.
status = Path("/proc/self/status").read_text("ascii").splitlines()
(line,) = [line for line in status if line.startswith("VmHWM")]
peak = int(line.split()[1]) / 1024
print(found.entries, time.process_time() - begun, peak)
"""


def test_all_of_it_is_verified_in_little_memory(record: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CAPPED, str(record), str(2 * MEMORY_MIB)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    entries, cpu, peak = map(float, done.stdout.split())
    a_million = cpu / entries * 1e6
    say(
        f"verify: {cpu:.0f} s of processor time, {a_million:.0f} a million (aim {CPU_A_MILLION:.0f})"
    )
    say(f"  {peak:.0f} MiB at most, under a limit of {2 * MEMORY_MIB} MiB of addresses")
    assert peak < MEMORY_MIB
    assert a_million < 3 * CPU_A_MILLION


def test_an_entry_is_added_beside_the_bare_insert(record: Path, desk: Desk, tmp_path: Path) -> None:
    bare = bare_table(tmp_path / "bare.db")
    bare.execute(f"ATTACH '{record}' AS record")
    bare.execute("INSERT INTO main.journal SELECT * FROM record.journal")
    bare.execute("DETACH record")
    ours, raw = [], []
    for n in range(TIMES):
        told = operations(n)._replace(actor="C1")
        begun = time.perf_counter()
        journal.append(desk.store, told, now=NOW)
        between = time.perf_counter()
        row = _last(desk)
        again = time.perf_counter()
        insert(bare, row)
        ours.append(between - begun)
        raw.append(time.perf_counter() - again)
    bare.close()
    ratio = median(a / b for a, b in zip(ours, raw, strict=True))
    say(f"append: {median(ours) * 1e3:.2f} ms, bare {median(raw) * 1e3:.2f} ms: {ratio:.2f}")
    assert ratio < 2 * RATIO


def _last(desk: Desk) -> Entry:
    row = desk.store.conn.execute(
        "SELECT * FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1", (desk.store.chain,)
    ).fetchone()
    return Entry(*row)


def test_a_late_entry_costs_little_in_a_long_lot(desk: Desk) -> None:
    lot = "L0000"
    moved = tables.ammunition.moved(desk.store, lot)
    first = tables.custody.first_movement(desk.store)
    assert first
    hours = iter(range(1, 1000))

    def late() -> None:
        at = first + timedelta(hours=next(hours))
        move = movement("maker/M", "site/140322001", 1, lot=lot).model_copy(update={"at": at})
        journal.append(desk.store, draft(transferred(move)), now=NOW)

    cost = seconds(late, 15)
    say(f"late entry in a lot of {moved} movements: {cost * 1e3:.2f} ms")
    assert cost * 1e3 <= LATE_MS


def test_a_year_costs_little_more_than_its_rows(desk: Desk) -> None:
    start = NOW - timedelta(hours=1) - timedelta(minutes=40) * OPERATIONS
    half = timedelta(minutes=40) * (OPERATIONS // 2)
    window = Window(start=start, end=start + half)
    raw = (
        "SELECT substr(o.site, 1, 6), o.purpose, r.lot, sum(r.n = 0), sum(r.rounds), sum(r.duds)"
        " FROM operation o JOIN release r ON r.no = o.no WHERE o.voided = 0 AND o.start_at BETWEEN ? AND ?"
        " GROUP BY 1, 2, 3"
    )
    values = (f"{window.start:%Y-%m-%d}", f"{window.end:%Y-%m-%d}~")
    ours = seconds(lambda: by_county(desk.store, window))
    bare = seconds(lambda: desk.store.conn.execute(raw, values).fetchall())
    counted = sum(total.operations for total in by_county(desk.store, window))
    say(f"a year of {counted} operations by county: {ours * 1e3:.0f} ms, bare {bare * 1e3:.0f} ms")
    say(f"  ratio {ours / bare:.2f} (aim {RATIO})")
    assert ours / bare < 2 * RATIO


LOOKS: dict[str, Callable[[Desk], object]] = {
    "stock": lambda desk: tables.ammunition.holdings(desk.store, "site/140322001"),
    "mission board": stages.board,
    "duty page": duty.page,
    "first page of the operations": lambda desk: tables.listing.page(desk.store, (), 0, 40),
    "last page of the operations": lambda desk: tables.listing.page(
        desk.store, (), tables.listing.count(desk.store) - 40, 40
    ),
    "newest of a lot's movements": lambda desk: tables.ammunition.postings(desk.store, "L0000", 40),
}


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_costs_no_more_for_all_that_was(desk: Desk, name: str) -> None:
    cost = seconds(lambda: LOOKS[name](desk))
    say(f"{name}: {cost * 1e3:.1f} ms")
    assert cost < 1


PAINT = """
import asyncio, sys, time
from pathlib import Path
from wxmod.actions.desk import open_desk
from tui.app import WxmodApp
async def go(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
desk = open_desk(Path(sys.argv[1]), actor="C1")
begun = time.process_time()
asyncio.run(go(WxmodApp(desk)))
print(time.process_time() - begun)
"""


def test_the_first_screen_comes_as_soon_as_in_an_empty_record(record: Path, tmp_path: Path) -> None:
    setup.init(tmp_path / "empty.db", program="yuxian", actor="C1").store.close()
    found = []
    for path in (record, tmp_path / "empty.db"):
        done = subprocess.run(
            [sys.executable, "-c", PAINT, str(path)], capture_output=True, text=True, check=True
        )
        found.append(float(done.stdout.split()[-1]))
    long, empty = found
    say(f"first screen: {long:.2f} s of processor time, {empty:.2f} s in an empty record\n")
    assert long < 2 * empty + 0.5
