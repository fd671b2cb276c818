"""A folder others may write in: while a copy is made, somebody puts a link, or a record of his own, in its place."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.children import LONG
from tests.record.samples import DAY, draft, new_store, recorded
from wxmod import files
from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.store import journal
from wxmod.store.database import open_store
from wxmod.store.keeping import copies
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store

pytestmark = pytest.mark.slow

TRIES = 200 if LONG else 25
VICTIM = b"a letter nobody meant to lose"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    journal.append(made, draft(recorded()), now=DAY)
    yield made
    made.close()


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A whole record, but not the one that is copied."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    other = new_store(folder)
    other.close()
    return other.path


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_bytes(VICTIM)
    return path


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A stick's folder."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def link_to(there: Path) -> Callable[[Path], None]:
    return lambda part: part.symlink_to(there)


def copy_of(there: Path) -> Callable[[Path], None]:
    return lambda part: part.write_bytes(there.read_bytes()) and None


def swapped(part: Path, put: Callable[[Path], None]) -> None:
    part.unlink()
    put(part)


@pytest.mark.parametrize("make", [files.new_file, files.replaced_file], ids=["new", "over"])
@pytest.mark.parametrize("kind", ["link", "nowhere", "foreign"])
def test_what_was_put_in_its_place_is_never_given_the_name(
    shared: Path, victim: Path, foreign: Path, make: object, kind: str
) -> None:
    put = {
        "link": link_to(victim),
        "nowhere": link_to(shared / "nowhere"),
        "foreign": copy_of(foreign),
    }[kind]
    target = shared / "copy.db"

    def make_and_lose() -> None:
        with make(target) as part:  # type: ignore[operator]
            part.write_bytes(b"ours")
            swapped(part, put)

    with pytest.raises(StoreUnavailable):
        make_and_lose()
    assert list(shared.iterdir()) == []
    assert victim.read_bytes() == VICTIM


def backup(store: Store, shared: Path) -> Path:
    copies.backup(store, shared / "copy.db")
    return shared / "copy.db"


def restore(store: Store, shared: Path) -> Path:
    source = store.path.with_name("source.db")
    if not source.exists():
        copies.backup(store, source)
    copies.restore(source, shared / "again.db")
    return shared / "again.db"


@pytest.mark.parametrize("act", [backup, restore], ids=lambda act: act.__name__)
@pytest.mark.parametrize("kind", ["link", "foreign"])
def test_raced_by_a_swapper_a_copy_is_ours_or_none(
    store: Store, shared: Path, victim: Path, foreign: Path, act: object, kind: str
) -> None:
    put = link_to(victim) if kind == "link" else copy_of(foreign)
    over = threading.Event()
    swaps = []

    def swap_all_the_time() -> None:
        while not over.is_set():
            for part in shared.glob(".*.part"):
                with suppress(OSError):
                    swapped(part, put)
                    swaps.append(part)

    racer = threading.Thread(target=swap_all_the_time)
    racer.start()
    try:
        for _ in range(TRIES):
            with suppress(StoreUnavailable, IntegrityFailure):
                made = act(store, shared)  # type: ignore[operator]
                assert not made.is_symlink()
                copy = open_store(made, read_only=True)
                assert copy.chain == store.chain
                assert verify(copy).breaks == ()
                copy.close()
            for left in (shared / "copy.db", shared / "again.db"):
                assert not left.is_symlink()
                left.unlink(missing_ok=True)
    finally:
        over.set()
        racer.join()
    assert swaps, "nobody was ever in time, so nothing was tried"
    assert victim.read_bytes() == VICTIM
