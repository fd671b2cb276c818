"""A key somebody typed is this record's own; one made at random, or written by an earlier self, stays as it is."""

from pathlib import Path

import pytest

from tests.record.samples import DAY, draft, new_store, recorded
from wxmod.store import journal
from wxmod.store.lineage import key_of, lineage
from wxmod.store.pen import Store

RANDOM = "0123456789ab" + "0123456789abcdef0123"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def test_a_random_key_needs_no_chain(store: Store) -> None:
    assert len(RANDOM) == 32
    assert key_of(store, RANDOM) == RANDOM
    assert key_of(store, f"{RANDOM}.2") == f"{RANDOM}.2"


@pytest.mark.parametrize("typed", ["counter-2024-06", RANDOM[:-1], RANDOM + "0", RANDOM.upper()])
def test_any_other_key_carries_the_chain(store: Store, typed: str) -> None:
    assert key_of(store, typed) == f"{typed}#{store.chain}"


def test_a_key_already_written_here_is_found_under_the_name_it_was_written_with(
    store: Store,
) -> None:
    journal.append(store, draft(recorded("2024-001"), uid="bare"), now=DAY)
    journal.append(store, draft(recorded("2024-002"), uid=f"kept#{store.chain}"), now=DAY)
    assert key_of(store, "bare") == "bare"
    assert key_of(store, "kept") == f"kept#{store.chain}"


def test_a_key_of_another_chain_is_not_ours(store: Store, tmp_path: Path) -> None:
    other = new_store(tmp_path, "other.db")
    journal.append(store, draft(recorded("2024-001"), uid=f"typed#{other.chain}"), now=DAY)
    assert key_of(store, "typed") == f"typed#{store.chain}"
    assert list(lineage(store)) == [store.chain]
    other.close()
