"""Killed, crowded and out of room: what was acknowledged stays, nothing is half written."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.record.samples import DAY, draft, new_store, recorded
from wxmod.domain.errors import StoreUnavailable
from wxmod.store import chains, journal
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store

ROOT = Path(__file__).resolve().parents[2]
ACKNOWLEDGED, KILLS = (
    int(os.environ.get("WXMOD_ACKED", "1000")),
    int(os.environ.get("WXMOD_KILLS", "50")),
)

pytestmark = pytest.mark.slow


def writer(path: Path, name: str, how_many: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        str(ROOT / "tests" / "faults" / "writer.py"),
        str(path),
        name,
        str(how_many),
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        env=environment,
    )


def whole_lines(said: bytes) -> list[list[str]]:
    return [line.split() for line in said.decode().split("\n")[:-1]]


def killed_soon(path: Path, name: str, chance: random.Random) -> list[list[str]]:
    """What a writer acknowledged before it was killed, some way into its writing."""
    with writer(path, name, 10_000) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        time.sleep(chance.uniform(0, 0.09))
        child.send_signal(signal.SIGKILL)
        return whole_lines(said + child.stdout.read())


def test_no_acknowledged_entry_is_lost_and_none_is_half_written_when_killed(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    new_store(tmp_path).close()
    chance, kills = random.Random(9), 0
    acknowledged: dict[str, tuple[str, str]] = {}
    while kills < KILLS or len(acknowledged) < ACKNOWLEDGED:
        for uid, seq, seal in killed_soon(
            path,
            f"w{kills}",
            chance,
        ):
            acknowledged[uid] = (seq, seal)
        kills += 1
        if kills % 10 == 0:
            assert_kept(path, acknowledged)
    unheard = assert_kept(path, acknowledged) - len(acknowledged)
    sys.stdout.write(
        f"\n{len(acknowledged)} acknowledged, {kills} kills, {unheard} written but not heard of, 0 lost\n"
    )


def assert_kept(path: Path, acknowledged: dict[str, tuple[str, str]]) -> int:
    store = open_store(path)
    kept = {e.uid: (str(e.seq), e.hash.hex()) for e in chains.entries(store)}
    lost = {uid: told for uid, told in acknowledged.items() if kept.get(uid) != told}
    assert lost == {}
    assert verify(store).breaks == ()
    store.close()
    return len(kept)


def test_a_command_repeated_after_a_kill_is_written_once(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    path, chance = tmp_path / "record.db", random.Random(3)
    heard: set[str] = set()
    for _ in range(6):
        heard |= {uid for uid, _seq, _seal in killed_soon(path, "same", chance)}
    store = open_store(path)
    uids = [e.uid for e in chains.entries(store)]
    assert uids == [f"same-{n}" for n in range(len(uids))]
    assert heard <= set(uids)
    assert verify(store).breaks == ()
    store.close()


@pytest.mark.parametrize(
    "writers",
    [2, 8],
)
def test_writers_side_by_side_lose_nothing(tmp_path: Path, writers: int) -> None:
    new_store(tmp_path).close()
    children = [
        writer(
            tmp_path / "record.db",
            f"w{n}",
            100,
        )
        for n in range(writers)
    ]
    said = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0] * writers
    heard = [line for each in said for line in whole_lines(each)]
    store = open_store(tmp_path / "record.db")
    assert sorted(int(seq) for _uid, seq, _seal in heard) == list(
        range(
            1,
            100 * writers + 1,
        )
    )
    assert {e.uid for e in chains.entries(store)} == {uid for uid, _seq, _seal in heard}
    assert verify(store).breaks == ()
    store.close()


def pages(store: Store) -> Callable[[bool], None]:
    used = store.conn.execute("PRAGMA page_count").fetchone()[0]

    def room(free: bool) -> None:
        store.conn.execute(f"PRAGMA max_page_count = {1_000_000 if free else used + 3}")

    return room


def file_size(store: Store) -> Callable[[bool], None]:
    used = store.path.stat().st_size
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def room(free: bool) -> None:
        resource.setrlimit(
            resource.RLIMIT_FSIZE,
            (hard if free else used + 8192, hard),
        )

    return room


@pytest.mark.parametrize(
    "limit",
    [pages, file_size],
    ids=["full", "write-error"],
)
def test_when_the_disk_is_full_nothing_is_half_written_and_writing_goes_on_later(
    store: Store, limit: Callable[[Store], Callable[[bool], None]]
) -> None:
    room = limit(store)
    before = signal.signal(
        signal.SIGXFSZ,
        signal.SIG_IGN,
    )
    written = 0
    try:
        room(False)
        with pytest.raises(StoreUnavailable, match="没有写入"):  # noqa: PT012
            for _ in range(500):
                journal.append(
                    store,
                    draft(recorded(f"2024-{written:03}")),
                    now=DAY,
                )
                written += 1
    finally:
        room(True)
        signal.signal(signal.SIGXFSZ, before)
    assert not store.conn.in_transaction
    assert (verify(store).entries, verify(store).breaks) == (written, ())
    assert (
        journal.append(
            store,
            draft(recorded("2024-999")),
            now=DAY,
        ).seq
        == written + 1
    )


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Store:
    return new_store(tmp_path)
