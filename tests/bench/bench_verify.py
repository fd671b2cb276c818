"""What verifying costs: ``python -m pytest tests/bench/bench_verify.py -m bench -s``; ``WXMOD_ENTRIES`` sets the size.

Processor time a million, memory beyond what the program needs to be there, and how long a writer waits beside it.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.bench.bench_exchange import KEY
from tests.bench.county import text
from tests.record.samples import DAY, draft, new_store, recorded
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.store import journal
from wxmod.store.database import open_store
from wxmod.store.exchange import keys, merge, sealing
from wxmod.store.keeping.verify import verify

ENTRIES = int(os.environ.get("WXMOD_ENTRIES", "20000"))
AT_ONCE = 10_000
CPU_A_MILLION, MEMORY_MIB, WAIT_SECONDS = 120.0, 300.0, 5.0

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = new_store(tmp_path_factory.mktemp("large"))
    for county in range(ENTRIES // AT_ONCE):
        chain, lines = text(county, AT_ONCE)
        trust = KeyTrusted(key=keys.public(KEY).hex(), role=KeyRole.SITE, chain=chain)
        journal.append(store, draft(trust), now=DAY)
        merge.take(store, sealing.seal(lines, KEY), actor="甲", now=DAY)
    store.close()
    return store.path


ALONE = """
import sys, time
from pathlib import Path
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify
store = open_store(Path(sys.argv[1]))
def peak_mib():
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
before = peak_mib()
begun = time.process_time()
found = verify(store)
assert found.breaks == ()
peak = peak_mib()
print(found.entries, time.process_time() - begun, before, peak)
"""


def test_verifying_costs_minutes_a_million_and_no_memory(record: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(record)],
        capture_output=True,
        text=True,
        check=True,
    )
    entries, cpu, before, peak = map(float, done.stdout.split())
    a_million = cpu / entries * 1e6
    sys.stdout.write(
        f"\n{entries:.0f} entries: {a_million:.0f} s of processor time a million"
        f" (aim {CPU_A_MILLION:.0f}); {peak:.0f} MiB, of which {before:.0f} to be there\n"
    )
    assert peak < MEMORY_MIB
    assert a_million < 3 * CPU_A_MILLION  # hung, not slow: the machine is shared


def test_a_writer_waits_for_the_copy_only(record: Path) -> None:
    reader = open_store(record)
    begun = threading.Event()
    checking = threading.Thread(
        target=lambda: _verified(record, begun),
    )
    checking.start()
    begun.wait()
    longest, writes = 0.0, 0
    while checking.is_alive():
        started = time.perf_counter()
        journal.append(reader, draft(recorded(f"2031-{writes}")), now=DAY)
        longest = max(longest, time.perf_counter() - started)
        writes += 1
    checking.join()
    reader.close()
    sys.stdout.write(f"\na writer beside it: {writes} entries, the longest wait {longest:.2f} s\n")
    assert writes
    assert longest < WAIT_SECONDS


def _verified(record: Path, begun: threading.Event) -> None:
    store = open_store(record)
    begun.set()
    verify(store)
    store.close()
