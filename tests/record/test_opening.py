"""Opening, the one pen, copies and drafts: what cannot be done is said, and nothing is half done."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.record.samples import ALL, DAY, draft, new_store, one_of_each, recorded
from wxmod import wording
from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.store import chains, database, drafts, journal
from wxmod.store.database import create, open_store
from wxmod.store.keeping.copies import backup, restore
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store


@pytest.fixture(params=wording.LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    wording.use(request.param)
    yield request.param
    wording.use("zh")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_record_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = new_store(tmp_path / "deep", "r.db")
    finally:
        os.umask(before)
    assert (mode(store.path), mode(store.path.parent)) == (0o600, 0o700)
    store.close()


def test_a_record_is_kept_the_way_that_survives_power_cuts(store: Store) -> None:
    said = {
        p: store.conn.execute(f"PRAGMA {p}").fetchone()[0]
        for p in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert said == {"journal_mode": "truncate", "synchronous": 3, "foreign_keys": 1}
    assert store.conn.execute("PRAGMA trusted_schema").fetchone()[0] == 0


def test_two_records_never_share_a_chain(tmp_path: Path) -> None:
    a, b = new_store(tmp_path, "a.db"), new_store(tmp_path, "b.db")
    assert a.chain != b.chain
    assert a.chain.startswith("yuxian-example-")
    a.close()
    b.close()


def test_an_existing_file_is_never_made_anew(tmp_path: Path) -> None:
    (tmp_path / "r.db").write_text("mine")
    with pytest.raises(StoreUnavailable, match="已经存在"):
        new_store(tmp_path, "r.db")
    assert (tmp_path / "r.db").read_text() == "mine"


def test_a_record_that_could_not_be_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_conn: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("wxmod.store.schema.create", full)
    with pytest.raises(StoreUnavailable, match="磁盘已满"):
        new_store(tmp_path, "r.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable):
        create(
            tmp_path / "file" / "deeper" / "r.db",
            program="p",
        )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"SQLite format 3\0" + bytes(84),
        b"\xff" * 5000,
    ],
)
def test_a_file_that_is_no_record_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r.db"
    path.write_bytes(content)
    with pytest.raises((StoreUnavailable, IntegrityFailure), match=r"r\.db"):
        open_store(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "r.db")
    other.execute("CREATE TABLE journal (x)")
    other.close()
    with pytest.raises(StoreUnavailable, match="不是 wxmod 记录库"):
        open_store(tmp_path / "r.db")


def test_a_missing_record_says_how_to_make_one(tmp_path: Path, spoken: str) -> None:
    with pytest.raises(StoreUnavailable, match="wxmod init"):
        open_store(tmp_path / "none.db")
    with pytest.raises(StoreUnavailable):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_record_of_a_newer_wxmod_is_only_looked_at(store: Store, spoken: str) -> None:
    journal.append(
        store,
        draft(recorded()),
        now=DAY,
    )
    store.conn.execute("CREATE TABLE invention (x)")
    store.conn.execute("PRAGMA user_version = 99")
    newer = open_store(store.path)
    assert len(list(chains.entries(newer))) == 1
    with pytest.raises(StoreUnavailable, match=r"升级|[Uu]pgrade"):
        journal.append(
            newer,
            draft(recorded("2024-002")),
            now=DAY,
        )
    newer.close()


def test_a_record_that_may_not_be_written_is_read_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(
        store,
        draft(recorded()),
        now=DAY,
    )
    monkeypatch.setattr("wxmod.store.database._writable", lambda _path: False)
    looked_at = open_store(store.path)
    assert verify(looked_at).breaks == ()
    with pytest.raises(StoreUnavailable, match="只读"):
        drafts.save(looked_at, "form", "{}", now=DAY)
    looked_at.close()


def test_sqlites_own_refusal_to_write_is_said(store: Store) -> None:
    read_only = Store(
        database._connect(store.path, read_only=True),
        store.path,
    )
    with pytest.raises(StoreUnavailable, match="只读，不能写入"):
        journal.append(read_only, draft(recorded()), now=DAY)
    assert not read_only.conn.in_transaction
    read_only.close()
    assert verify(store).entries == 0


HOLD = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_while_another_program_holds_the_pen_nothing_is_written(
    store: Store, monkeypatch: pytest.MonkeyPatch, spoken: str
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    waiting = open_store(store.path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreUnavailable) as refused:
            journal.append(waiting, draft(recorded()), now=DAY)
        assert list(chains.entries(waiting)) == []
        other.communicate("")
    assert str(store.path) in str(refused.value)
    assert ("另一个程序" in str(refused.value)) is (spoken == "zh")
    assert (
        journal.append(
            waiting,
            draft(recorded()),
            now=DAY,
        ).seq
        == 1
    )
    waiting.close()


def test_a_write_that_is_broken_off_leaves_the_pen_free(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.writing():  # noqa: PT012
        journal.append(store, draft(recorded()), now=DAY)
        raise KeyboardInterrupt
    assert verify(store).entries == 0
    assert (
        journal.append(
            store,
            draft(recorded()),
            now=DAY,
        ).seq
        == 1
    )


def test_a_back_up_is_whole_private_and_verified(store: Store, tmp_path: Path) -> None:
    for each in one_of_each():
        journal.append(store, each, now=DAY)
    (tmp_path / "usb").mkdir()
    verdict = backup(store, tmp_path / "usb" / "copy.db")
    assert (verdict.entries, verdict.breaks, verdict.heads) == (ALL, (), verify(store).heads)
    assert mode(tmp_path / "usb" / "copy.db") == 0o600


def test_a_back_up_never_overwrites(store: Store, tmp_path: Path) -> None:
    (tmp_path / "old.db").write_text("older back-up")
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere.db")
    for name in ("old.db", "link.db", "record.db"):
        with pytest.raises(StoreUnavailable, match="已经存在"):
            backup(store, tmp_path / name)
    assert (tmp_path / "old.db").read_text() == "older back-up"
    assert not (tmp_path / "elsewhere.db").exists()


def test_half_a_back_up_is_not_left_lying_about(store: Store, tmp_path: Path) -> None:
    journal.append(
        store,
        draft(recorded()),
        now=DAY,
    )
    store.conn.execute("INSERT INTO holding VALUES ('depot/9', 'x', 1)")
    with pytest.raises(IntegrityFailure, match="校验不通过"):
        backup(store, tmp_path / "copy.db")
    with store.writing(), pytest.raises(Exception, match="VACUUM"):
        backup(store, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_what_was_backed_up_can_be_restored_and_written_on(store: Store, tmp_path: Path) -> None:
    journal.append(store, draft(recorded()), now=DAY)
    backup(store, tmp_path / "copy.db")
    restored = restore(
        tmp_path / "copy.db",
        tmp_path / "new" / "record.db",
    )
    assert restored.heads == verify(store).heads
    again = open_store(tmp_path / "new" / "record.db")
    assert (
        journal.append(
            again,
            draft(recorded("2024-002")),
            now=DAY,
        ).seq
        == 2
    )
    assert verify(again).breaks == ()
    again.close()


def test_a_spoiled_back_up_is_not_restored(store: Store, tmp_path: Path) -> None:
    journal.append(store, draft(recorded()), now=DAY)
    backup(store, tmp_path / "copy.db")
    spoiled = sqlite3.connect(tmp_path / "copy.db", isolation_level=None)
    spoiled.execute("UPDATE holding SET rounds = rounds - 1")
    spoiled.close()
    with pytest.raises(IntegrityFailure, match="没有恢复"):
        restore(tmp_path / "copy.db", tmp_path / "new.db")
    with pytest.raises(StoreUnavailable):
        restore(tmp_path / "none.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_nothing_is_restored_over_a_record(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy.db")
    journal.append(store, draft(recorded()), now=DAY)
    with pytest.raises(StoreUnavailable, match="已经存在"):
        restore(tmp_path / "copy.db", store.path)
    assert verify(store).entries == 1


def test_a_draft_is_kept_replaced_and_dropped(store: Store) -> None:
    assert drafts.load(store, "form") is None
    drafts.save(store, "form", "一", now=DAY)
    drafts.save(
        store,
        "form",
        '{"二": "\u202e"}',
        now=DAY.replace(hour=7),
    )
    assert drafts.load(store, "form") == (DAY.replace(hour=7), '{"二": "\u202e"}')
    drafts.drop(store, "form")
    drafts.drop(store, "form")
    assert drafts.load(store, "form") is None
    assert verify(store).breaks == ()
