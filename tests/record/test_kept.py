"""What a store keeps of the record is what the record says, whoever wrote last."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from wxmod.actions import Desk
from wxmod.domain.registry.equipment import Equipment
from wxmod.store import tables
from wxmod.store.database import open_store
from wxmod.store.keeping.replay import copied
from wxmod.store.pen import Store

ROOT = Path(__file__).resolve().parents[2]
ANOTHER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.record.samples import draft
from wxmod.store import journal, tables
from wxmod.store.database import open_store
store = open_store(Path(sys.argv[1]))
unit = tables.registry.equipment(store)["G1"]
changed = unit.model_copy(update={"model": "by another process"})
journal.append(store, draft(changed), now=datetime.now(UTC))
"""


@pytest.fixture
def other(desk: Desk) -> Iterator[Store]:
    """The record as another process has it open."""
    opened = open_store(desk.store.path)
    yield opened
    opened.close()


def unit(store: Store) -> Equipment:
    return tables.registry.equipment(store)["G1"]


def written(desk: Desk, model: str) -> None:
    changed = unit(desk.store).model_copy(update={"model": model})
    desk.write("equipment.registered", changed)


def test_what_this_one_writes_is_read_at_once(desk: Desk) -> None:
    before = unit(desk.store).model
    written(desk, before + " II")
    assert unit(desk.store).model == before + " II"


def test_what_another_one_writes_is_read_at_once(desk: Desk, other: Store) -> None:
    before = unit(desk.store).model
    written(replace(desk, store=other), before + " II")
    assert unit(desk.store).model == before + " II"
    written(replace(desk, store=other), before + " III")
    assert unit(desk.store).model == before + " III"


def test_what_another_process_writes_is_read_at_once(desk: Desk) -> None:
    unit(desk.store)
    command = [sys.executable, "-c", ANOTHER, str(desk.store.path)]
    subprocess.run(command, check=True, cwd=ROOT)
    assert unit(desk.store).model == "by another process"


def test_what_was_undone_is_not_kept(desk: Desk) -> None:
    before = unit(desk.store).model

    def begun_and_given_up() -> None:
        with desk.store.writing():
            written(desk, before + " II")
            assert unit(desk.store).model == before + " II"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        begun_and_given_up()
    assert unit(desk.store).model == before


def test_a_part_undone_while_the_pen_is_held_is_not_kept(desk: Desk) -> None:
    before = unit(desk.store).model

    def part_given_up() -> None:
        with desk.store.writing():
            written(desk, before + " II")
            assert unit(desk.store).model == before + " II"
            raise RuntimeError

    with desk.store.writing():
        with pytest.raises(RuntimeError):
            part_given_up()
        assert unit(desk.store).model == before


def test_a_look_at_a_copy_keeps_nothing_for_the_record(desk: Desk) -> None:
    with closing(copied(desk.store)) as copy:
        copy.conn.execute("DELETE FROM equipment")
        assert tables.registry.equipment(copy) == {}
        assert "G1" in tables.registry.equipment(desk.store)
        assert tables.registry.equipment(copy) == {}


def test_what_is_handed_out_is_not_what_is_kept(desk: Desk) -> None:
    tables.registry.equipment(desk.store).clear()
    assert "G1" in tables.registry.equipment(desk.store)


def test_it_is_built_once_while_nobody_writes(desk: Desk, other: Store) -> None:
    built = []

    def build() -> int:
        built.append(desk.store)
        return len(built)

    assert [desk.store.kept("x", build) for _ in range(3)] == [1, 1, 1]
    written(replace(desk, store=other), "M")
    assert [desk.store.kept("x", build) for _ in range(3)] == [2, 2, 2]
    written(desk, "N")
    assert [desk.store.kept("x", build) for _ in range(3)] == [3, 3, 3]
