"""Copies made unasked: one a day when something changed, whole when named, thinned out, and tried out by a drill."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.record.samples import DAY, draft, new_store, recorded
from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.files import new_file
from wxmod.store import journal
from wxmod.store.database import open_store
from wxmod.store.keeping import daily
from wxmod.store.keeping.copies import backup
from wxmod.store.keeping.daily import Kept, copies, due, rolled_back, take
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store

KEPT = Kept(daily=3, monthly=2)


def on(day: date) -> datetime:
    return datetime(
        day.year,
        day.month,
        day.day,
        4,
        tzinfo=UTC,
    )


def another(store: Store) -> None:
    n = journal.tail(store)[0] + 1
    journal.append(
        store,
        draft(recorded(f"2024-{n:03}")),
        now=DAY,
    )


def test_the_copy_of_a_day_is_made_once_and_holds_the_record(store: Store) -> None:
    today = date(2024, 6, 1)
    another(store)
    assert due(store, today)
    made = take(store, on(today), KEPT)
    assert made is not None
    assert not due(store, today)
    assert made == copies(store.path)[0]
    copy = open_store(made.path, read_only=True)
    assert verify(copy).breaks == ()
    assert journal.tail(copy) == journal.tail(store)
    copy.close()
    another(store)
    assert not due(store, today)
    assert due(store, today + timedelta(days=1))


def test_a_day_on_which_nothing_was_written_needs_no_copy(store: Store) -> None:
    another(store)
    take(
        store,
        on(date(2024, 6, 1)),
        KEPT,
    )
    assert not due(store, date(2024, 6, 9))


def test_the_last_days_and_the_last_of_the_last_months_are_kept(store: Store) -> None:
    days = [
        date(2024, 3, 30),
        date(2024, 3, 31),
        date(2024, 4, 2),
        date(2024, 4, 9),
    ]
    days += [date(2024, 5, d) for d in (1, 2, 3, 4)]
    for day in days:
        another(store)
        take(store, on(day), KEPT)
    assert [c.day for c in copies(store.path)] == [
        date(2024, 4, 9),
        date(2024, 5, 2),
        date(2024, 5, 3),
        date(2024, 5, 4),
    ]
    assert [c.entries for c in copies(store.path)] == [4, 6, 7, 8]


def test_files_of_another_name_are_left_alone(store: Store) -> None:
    folder = store.path.parent / daily.FOLDER
    folder.mkdir()
    other = folder / "record-2024-01-01-1-deadbeef.db.zip"
    other.write_text("mine")
    for day in range(1, 9):
        another(store)
        take(
            store,
            on(date(2024, 6, day)),
            Kept(1, 0),
        )
    assert [c.day.day for c in copies(store.path)] == [8]
    assert other.read_text() == "mine"


def test_two_processes_make_one_copy_and_an_interrupted_one_is_made_again(store: Store) -> None:
    another(store)
    now = on(date(2024, 6, 1))
    (made,) = [take(store, now, KEPT)]
    assert made is not None
    made.path.unlink()
    with new_file(made.path) as part:  # another process is at it
        assert take(store, now, KEPT) is None
        part.write_text("half")
    made.path.unlink()
    left = made.path.with_name(f".{made.path.name}.0a1b2c3d.part")
    left.write_text("half")  # and one that was killed over it
    assert take(store, now, KEPT) is not None
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]


def test_a_copy_that_does_not_verify_gets_no_name_and_costs_no_old_one(store: Store) -> None:
    for day in (1, 2, 3):
        another(store)
        take(
            store,
            on(date(2024, 6, day)),
            Kept(2, 0),
        )
    before = copies(store.path)
    store.conn.execute("DROP TRIGGER journal_is_final")
    store.conn.execute("UPDATE journal SET actor = '丁' WHERE seq = 1")
    with pytest.raises(IntegrityFailure):
        take(
            store,
            on(date(2024, 6, 4)),
            Kept(1, 0),
        )
    assert copies(store.path) == before
    assert list((store.path.parent / daily.FOLDER).glob("*.part")) == []


def test_a_record_put_back_to_an_earlier_state_is_known_by_its_fuller_copy(
    store: Store, tmp_path: Path
) -> None:
    another(store)
    early = tmp_path / "early.db"
    backup(store, early)
    another(store)
    made = take(
        store,
        on(date(2024, 6, 1)),
        KEPT,
    )
    assert rolled_back(store) is None
    store.close()
    early.replace(store.path)
    again = open_store(store.path)
    assert rolled_back(again) == made
    for day in (2, 3, 4, 5):
        take(
            again,
            on(date(2024, 6, day)),
            Kept(1, 0),
        )
    assert made in copies(again.path), "the fuller copy is evidence and is not thinned out"
    again.close()


def test_a_drill_restores_verifies_compares_and_says_how_old_the_copy_is(
    store: Store, tmp_path: Path
) -> None:
    another(store)
    made = take(
        store,
        on(date(2024, 6, 1)),
        KEPT,
    )
    assert made is not None
    another(store)
    another(store)
    done = daily.drill(
        store,
        made.path,
        tmp_path / "drill" / "restored.db",
    )
    assert (done.verdict.entries, done.verdict.breaks, done.behind) == (1, (), 2)


def test_a_drill_finds_a_copy_that_is_damaged_or_of_another_past(
    store: Store, tmp_path: Path
) -> None:
    another(store)
    stranger = new_store(tmp_path, "stranger.db")
    another(stranger)
    backup(stranger, tmp_path / "foreign.db")
    stranger.close()
    with pytest.raises(IntegrityFailure, match="不是由它续下来的"):
        daily.drill(
            store,
            tmp_path / "foreign.db",
            tmp_path / "a.db",
        )
    backup(store, tmp_path / "bad.db")
    conn = sqlite3.connect(tmp_path / "bad.db")
    conn.execute("DROP TRIGGER about_is_told_once")
    conn.commit()
    conn.close()
    with pytest.raises(IntegrityFailure):
        daily.drill(
            store,
            tmp_path / "bad.db",
            tmp_path / "b.db",
        )
    (tmp_path / "no.db").write_bytes(b"nothing at all")
    with pytest.raises(StoreUnavailable):
        daily.drill(
            store,
            tmp_path / "no.db",
            tmp_path / "c.db",
        )


def test_a_drill_finds_a_copy_that_went_its_own_way(store: Store, tmp_path: Path) -> None:
    another(store)
    backup(store, tmp_path / "twin.db")
    twin = open_store(tmp_path / "twin.db")
    another(twin)
    twin.close()
    another(store)
    with pytest.raises(IntegrityFailure, match="不是由它续下来的"):
        daily.drill(store, tmp_path / "twin.db", tmp_path / "a.db")
