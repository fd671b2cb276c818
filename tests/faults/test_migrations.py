"""Bringing an old record up is raced by several programs and killed half-way; it is then old or new, and whole."""

import random
import signal
import time
from pathlib import Path

import pytest

from tests.faults.children import LONG, child, whole_lines
from tests.record.old import old_record, raw
from wxmod.store import schema
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify

pytestmark = pytest.mark.slow

RACERS = 8
KILLS = 100 if LONG else 12
JOURNAL = "SELECT * FROM journal ORDER BY chain, seq"


@pytest.mark.parametrize(
    "version",
    [1, 2, 3],
)
def test_of_programs_that_open_an_old_record_at_once_one_brings_it_up_and_all_go_on(
    tmp_path: Path, version: int
) -> None:
    path = old_record(tmp_path, version)
    racers = [child("opener", path) for _ in range(RACERS)]
    for each in racers:
        assert each.stdout is not None
        each.stdout.readline()
    for each in racers:
        assert each.stdin is not None
        each.stdin.write(b"!")
        each.stdin.flush()
    said = [whole_lines(each.communicate()[0])[0] for each in racers]
    assert [each.returncode for each in racers] == [0] * RACERS
    assert [entries for entries, _migrated in said] == ["14"] * RACERS
    assert sum(int(migrated) for _entries, migrated in said) == 1
    store = open_store(path)
    assert verify(store).breaks == ()
    store.close()


@pytest.mark.parametrize(
    "version",
    [1, 2, 3],
)
def test_killed_at_any_statement_the_record_is_old_or_new_and_whole(
    tmp_path: Path, version: int
) -> None:
    path = old_record(tmp_path, version)
    with child(
        "nursery",
        path,
        tmp_path,
        1 if LONG else 9,
    ) as nursery:
        said = whole_lines(nursery.communicate()[0])
        assert nursery.returncode == 0
    deaths = [line for line in said if line[1] == "1"]
    assert len(deaths) > 15
    assert {now for _n, _died, now, _entries, _breaks in deaths} <= {
        str(version),
        str(schema.VERSION),
    }
    assert {(entries, breaks) for _n, _died, _version, entries, breaks in said} == {("14", "0")}


def test_killed_at_any_moment_the_record_is_old_or_new_and_whole(tmp_path: Path) -> None:
    chance = random.Random(5)
    for n in range(KILLS):
        folder = tmp_path / str(n)
        folder.mkdir()
        path = old_record(
            folder,
            1 + n % 3,
        )
        before = raw(path, JOURNAL)
        with child("opener", path) as racer:
            assert racer.stdout is not None
            assert racer.stdin is not None
            racer.stdout.readline()
            racer.stdin.write(b"!")
            racer.stdin.flush()
            time.sleep(chance.uniform(0, 0.04))
            racer.send_signal(signal.SIGKILL)
        store = open_store(path)
        assert verify(store).breaks == ()
        assert raw(path, JOURNAL) == before
        store.close()
