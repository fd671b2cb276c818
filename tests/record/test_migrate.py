"""A record of an older wxmod becomes one of this one, whole and by itself; until then it is only looked at."""

import sqlite3
import stat
from pathlib import Path

import pytest

from tests.record.old import behind_its_back, old_record, raw
from tests.record.samples import DAY, draft, recorded
from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.store import drafts, entries, journal, migrate, schema, tables
from wxmod.store.database import open_store
from wxmod.store.keeping.copies import restore
from wxmod.store.keeping.verify import verify

JOURNAL = "SELECT * FROM journal ORDER BY chain, seq"
VERSION = "PRAGMA user_version"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return old_record(tmp_path)


@pytest.mark.parametrize(
    "version",
    [2, 3, 4],
)
def test_later_schemas_are_brought_up_too(tmp_path: Path, version: int) -> None:
    path = old_record(tmp_path, version)
    conn = sqlite3.connect(path)
    assert schema.fingerprint(conn) == schema.FINGERPRINTS[version]
    conn.close()
    before = raw(path, JOURNAL)
    store = open_store(path)
    assert store.migrated is not None
    assert (store.migrated.was, store.migrated.now) == (version, schema.VERSION)
    assert (raw(path, JOURNAL), verify(store).breaks) == (before, ())
    store.close()


def test_the_stored_record_is_the_first_schema(path: Path) -> None:
    conn = sqlite3.connect(path)
    assert schema.fingerprint(conn) == schema.FINGERPRINTS[1]
    conn.close()


def test_an_old_record_is_brought_up_when_opened_and_its_journal_stays_byte_for_byte(
    path: Path,
) -> None:
    before = raw(path, JOURNAL)
    store = open_store(path)
    assert raw(path, JOURNAL) == before
    assert raw(path, VERSION) == [(schema.VERSION,)]
    assert schema.fingerprint(store.conn) == schema.expected_fingerprint()
    assert (verify(store).entries, verify(store).breaks) == (14, ())
    assert store.migrated is not None
    assert (store.migrated.was, store.migrated.entries) == (1, 14)
    assert (
        journal.append(
            store,
            draft(recorded("2024-900")),
            now=DAY,
        ).seq
        == 15
    )
    store.close()
    again = open_store(path)
    assert again.migrated is None
    again.close()


def test_a_copy_of_the_old_record_is_kept_beside_it(path: Path) -> None:
    before = raw(path, JOURNAL)
    store = open_store(path)
    assert store.migrated is not None
    copy = store.migrated.copy
    store.close()
    assert copy.parent == path.parent
    assert (raw(copy, JOURNAL), raw(copy, VERSION)) == (before, [(1,)])
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert {p.name for p in path.parent.iterdir()} == {
        path.name,
        copy.name,
        f"{path.name}-journal",
    }


def test_drafts_survive(path: Path) -> None:
    store = open_store(path)
    kept = drafts.load(store, "operation")
    assert kept is not None
    assert "写到一半" in kept[1]
    store.close()


@pytest.mark.parametrize(
    "why",
    ["asked", "file"],
)
def test_opened_read_only_it_is_shown_as_it_will_be_and_not_touched(
    path: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "file":  # root may write anything, so the mode alone would not do
        monkeypatch.setattr("wxmod.store.database._writable", lambda _path: False)
    before = path.read_bytes()
    store = open_store(path, read_only=why == "asked")
    assert len(tables.operations.operations(store)) == 1
    assert (verify(store).entries, verify(store).breaks) == (14, ())
    with pytest.raises(StoreUnavailable):
        journal.append(
            store,
            draft(recorded("2024-900")),
            now=DAY,
        )
    store.close()
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER journal_is_final",
        "CREATE TABLE extra (x)",
        "DROP INDEX movement_by_lot",
        "DROP TABLE waiver",
    ],
)
def test_an_old_record_that_was_tampered_with_is_found_out_before_it_is_brought_up(
    path: Path, change: str
) -> None:
    behind_its_back(path, change)
    with pytest.raises(IntegrityFailure, match="表结构被改动过"):
        open_store(path)
    assert raw(path, VERSION) == [(1,)]
    assert not list(path.parent.glob("*.v1-*"))


def test_a_version_that_never_was_is_refused(path: Path) -> None:
    behind_its_back(path, "PRAGMA user_version = 0")
    with pytest.raises(IntegrityFailure, match="表结构被改动过"):
        open_store(path)


@pytest.mark.parametrize(
    "point",
    ["_kept_copy", "renew"],
)
def test_a_migration_that_fails_leaves_the_old_record_whole(
    path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = raw(path, JOURNAL)
    real = getattr(migrate, point)

    def fails(*given: object) -> None:
        real(*given)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrate, point, fails)
    with pytest.raises(StoreUnavailable, match="磁盘已满"):
        open_store(path)
    assert (raw(path, JOURNAL), raw(path, VERSION)) == (before, [(1,)])
    conn = sqlite3.connect(path)
    assert schema.fingerprint(conn) == schema.FINGERPRINTS[1]
    conn.close()
    monkeypatch.undo()
    store = open_store(path)
    assert verify(store).breaks == ()
    store.close()


def test_an_entry_this_version_cannot_read_stops_the_migration(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(
        entries.BODIES,
        ("person.registered", 1),
    )
    with pytest.raises(IntegrityFailure, match="不认识的记录种类"):
        open_store(path)
    assert raw(path, VERSION) == [(1,)]


def test_an_app_left_open_while_a_newer_wxmod_brings_the_record_up_writes_nothing(
    path: Path,
) -> None:
    left_open = open_store(path)
    behind_its_back(
        path,
        f"PRAGMA user_version = {schema.VERSION + 1}",
    )
    with pytest.raises(StoreUnavailable, match="已由另一版本的 wxmod 升级"):
        journal.append(
            left_open,
            draft(recorded("2024-900")),
            now=DAY,
        )
    assert not left_open.conn.in_transaction
    left_open.close()


def test_an_old_back_up_is_restored_as_a_record_of_this_version(path: Path, tmp_path: Path) -> None:
    before = raw(path, JOURNAL)
    restore(path, tmp_path / "again.db")
    assert raw(tmp_path / "again.db", JOURNAL) == before
    assert raw(tmp_path / "again.db", VERSION) == [(schema.VERSION,)]
    assert raw(path, VERSION) == [(1,)]
