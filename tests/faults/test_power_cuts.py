"""The power goes at any moment: what was acknowledged is there, and the record is whole.

The order in which SQLite wrote and synced is recorded from real runs; every disk that could be left is opened again.
"""

import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.children import LONG
from tests.faults.power import State, record, states
from tests.faults.traced import library
from tests.record.old import old_record, raw
from tests.record.samples import new_store
from wxmod.domain.errors import WxmodError
from wxmod.store import chains
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        library() is None, reason="Python's SQLite is built in without its functions to be found"
    ),
]
ENTRIES, SAMPLES, AT_LEAST = (50, 14, 20_000) if LONG else (8, 4, 1_000)


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder where syncing costs nothing; thousands of records are opened there."""
    shm = Path("/dev/shm")  # noqa: S108
    folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


def lay(folder: Path, state: State) -> Path:
    for old in folder.iterdir():
        old.unlink()
    for name, held in state.disk.items():
        (folder / name).write_bytes(held)
    return folder / "record.db"


def judged(path: Path, told: tuple[bytes, ...]) -> str:
    """ "whole", or what is wrong with what was left."""
    try:
        store = open_store(path)
    except (WxmodError, OSError):
        return "not opened"
    try:
        kept = {f"{e.uid} {e.seq} {e.hash.hex()}".encode() for e in chains.entries(store)}
        if not set(told) <= kept:
            return "lost"
        return "broken" if verify(store).breaks else "whole"
    except (WxmodError, sqlite3.Error):
        return "broken"
    finally:
        store.close()


def outcome(
    folder: Path,
    tmp_path: Path,
    *pragmas: str,
    stop: bool = False,
) -> Counter[str]:
    """How many states came out how; with *stop* only up to the first that is not whole."""
    new_store(tmp_path).close()
    before, calls = record(
        tmp_path / "record.db",
        tmp_path.parent / f"{tmp_path.name}.trace",
        ENTRIES,
        *pragmas,
    )
    found: Counter[str] = Counter()
    for state in states(before, calls, samples=SAMPLES, seed=11):
        found[judged(lay(folder, state), state.told)] += 1
        if stop and set(found) - {"whole"}:
            break
    return found


def test_no_power_cut_loses_what_was_acknowledged_or_breaks_the_record(
    memory: Path, tmp_path: Path
) -> None:
    found = outcome(memory, tmp_path)
    sys.stdout.write(f"\npower cuts: {dict(found)}\n")
    assert set(found) == {"whole"}
    assert found["whole"] >= AT_LEAST


@pytest.mark.parametrize(
    "pragmas",
    [
        ("journal_mode=delete", "synchronous=2"),
        ("journal_mode=memory", "synchronous=0"),
        ("synchronous=0",),
    ],
    ids=["going not synced", "no journal", "nothing synced"],
)
def test_the_same_cuts_do_lose_entries_where_the_record_is_kept_carelessly(
    memory: Path, tmp_path: Path, pragmas: tuple[str, ...]
) -> None:
    found = outcome(memory, tmp_path, *pragmas, stop=True)
    assert set(found) & {"lost", "broken", "not opened"}, found


def test_a_cut_while_an_old_record_is_brought_up_leaves_it_old_or_new(
    memory: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    told = raw(old_record(folder), "SELECT * FROM journal ORDER BY chain, seq")
    before, calls = record(folder / "record.db", tmp_path / "trace", 0)
    versions: Counter[object] = Counter()
    for state in states(before, calls, samples=SAMPLES, seed=12):
        path = lay(memory, State(state.disk, ()))
        versions[raw_version(path)] += 1
        assert judged(path, ()) == "whole"
        assert raw(path, "SELECT * FROM journal ORDER BY chain, seq") == told
    sys.stdout.write(f"\npower cuts while brought up: {dict(versions)}\n")
    assert len(versions) == 2


def raw_version(path: Path) -> object:
    with closing(sqlite3.connect(path)) as conn:  # not read-only: what was half done is undone here
        return conn.execute("PRAGMA user_version").fetchone()[0]
