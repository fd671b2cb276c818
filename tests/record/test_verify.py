"""Every change behind the record's back is found."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.record.samples import (
    ALL,
    DAY,
    corrected,
    draft,
    movement,
    new_store,
    one_of_each,
    operation,
    recorded,
    transferred,
)
from wxmod.domain.errors import IntegrityFailure, WxmodError
from wxmod.store import chains, journal, schema
from wxmod.store.bodies import OperationRecorded
from wxmod.store.database import open_store
from wxmod.store.entries import Entry, encode, part
from wxmod.store.keeping.verify import rebuild, verify
from wxmod.store.pen import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = new_store(tmp_path)
    for each in one_of_each():
        journal.append(store, each, now=DAY)
    store.close()
    return store.path


def behind_its_back(path: Path, *statements: str) -> None:
    """Run *statements* as someone who takes the triggers off and puts them back."""
    conn = sqlite3.connect(path, isolation_level=None)
    triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert conn.execute(statement).rowcount != 0, statement
    for _, sql in triggers:
        conn.execute(sql)
    conn.close()


def found(path: Path) -> set[str]:
    """Which checks of `verify` found something."""
    store = open_store(path)
    try:
        return {b.check for b in verify(store).breaks}
    finally:
        store.close()


def test_an_untouched_record_agrees_with_itself(path: Path) -> None:
    behind_its_back(path)
    store = open_store(path)
    verdict = verify(store)
    assert (verdict.entries, verdict.breaks) == (ALL, ())
    assert verdict.heads == {store.chain: (ALL, journal.tail(store)[1].hex())}
    store.close()


EDITS = [
    "chain = 'other-00000000'",
    "seq = 90 + seq",
    "uid = 'x' || uid",
    "kind = kind || '.x'",
    "version = version + 1",
    "recorded_at = '2024-06-01T06:00:01Z'",
    "occurred_at = '2020-01-01T00:00:00Z'",
    "actor = '丁'",
    "witness = '戊'",
    "body = replace(body, '2024', '2025') || ' '",
    "prev = randomblob(32)",
    "hash = randomblob(32)",
]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("seq", [1, 6, ALL])
def test_any_field_of_any_entry_edited_is_found(path: Path, edit: str, seq: int) -> None:
    behind_its_back(path, f"UPDATE journal SET {edit} WHERE seq = {seq}")  # noqa: S608
    assert "chain" in found(path)


def test_a_witness_taken_away_is_found(path: Path) -> None:
    behind_its_back(path, "UPDATE journal SET witness = NULL WHERE seq = 7")
    assert found(path) == {"chain"}


@pytest.mark.parametrize("gone", ["seq = 1", "seq = 6", "seq BETWEEN 3 AND 5"])
def test_an_entry_taken_out_is_found(path: Path, gone: str) -> None:
    behind_its_back(path, f"DELETE FROM journal WHERE {gone}")  # noqa: S608
    assert "chain" in found(path)


def resealed(path: Path, seq: int, **change: object) -> str:
    """The UPDATE that changes an entry and seals it again by the public rule."""
    store = open_store(path)
    entry = next(e for e in chains.entries(store) if e.seq == seq)._replace(**change)
    store.close()
    fields = ", ".join(f"{name} = ?" for name in (*change, "hash"))
    conn = sqlite3.connect(":memory:")
    values = [
        conn.execute("SELECT quote(?)", (v,)).fetchone()[0]
        for v in (*change.values(), journal.seal(entry))
    ]
    conn.close()
    for value in values:
        fields = fields.replace("?", value, 1)
    return f"UPDATE journal SET {fields} WHERE seq = {seq}"  # noqa: S608


def test_an_edited_entry_sealed_again_no_longer_meets_the_next(path: Path) -> None:
    behind_its_back(path, resealed(path, 6, actor="丁"))
    store = open_store(path)
    assert [b.where for b in verify(store).breaks if b.check == "chain"] == [f"{store.chain}:7"]
    store.close()


def test_a_gap_closed_by_sealing_the_next_entry_again_is_still_a_gap(path: Path) -> None:
    store = open_store(path)
    before = next(e for e in chains.entries(store) if e.seq == 12)
    store.close()
    behind_its_back(
        path, "DELETE FROM journal WHERE seq = 13", resealed(path, 14, prev=before.hash)
    )
    assert found(path) == {"chain"}


def test_an_entry_taken_off_the_end_shows_in_the_tables_and_the_head(path: Path) -> None:
    behind_its_back(path, f"DELETE FROM journal WHERE seq = {ALL}")  # noqa: S608  a number
    assert found(path) == {"tables"}


def test_two_entries_exchanged_are_found(path: Path) -> None:
    behind_its_back(
        path,
        "UPDATE journal SET seq = 99 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 99",
    )
    assert found(path) == {"chain"}


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE holding SET rounds = rounds + 1 WHERE place = 'depot/1'",
        "DELETE FROM holding",
        "INSERT INTO shortfall VALUES ('24-07', 'depot/1', 'x', 1)",
        "UPDATE operation SET body = replace(body, '7', '6')",
        "UPDATE release SET rounds = 1",
        "DELETE FROM waiver",
        "UPDATE movement SET rounds = rounds + 1",
        "UPDATE operation_version SET seq = seq + 1",
        "DELETE FROM stocktake",
        "UPDATE lot SET body = '{}'",
        "UPDATE person SET body = '{}'",
        "DELETE FROM equipment",
        "UPDATE clearance SET status = 'granted'",
        "UPDATE explanation SET reason = 'x'",
        "UPDATE inspection SET body = '{}'",
        "UPDATE process SET end_at = 'x'",
    ],
)
def test_an_edited_table_is_found_and_mended_by_rebuilding(path: Path, edit: str) -> None:
    behind_its_back(path, edit)
    assert found(path) == {"tables"}
    store = open_store(path)
    assert rebuild(store) == ALL
    store.close()
    assert found(path) == set()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER journal_is_final",
        "DROP TRIGGER about_is_told_once",
        "ALTER TABLE journal ADD COLUMN x TEXT",
        "CREATE TABLE extra (x)",
        "DROP TABLE waiver",
        "DROP INDEX movement_by_lot",
        "CREATE TRIGGER thief AFTER INSERT ON journal BEGIN DELETE FROM holding; END",
        "ALTER TABLE holding RENAME TO held",
    ],
)
def test_a_changed_schema_is_refused_when_opened_and_found_when_open(
    path: Path, change: str
) -> None:
    store = open_store(path)
    hostile = sqlite3.connect(path, isolation_level=None)
    hostile.execute(change)
    hostile.close()
    assert "schema" in {b.check for b in verify(store).breaks}
    store.close()
    with pytest.raises(IntegrityFailure, match="表结构被改动过"):
        open_store(path)


def test_text_that_is_no_text_is_found(path: Path) -> None:
    behind_its_back(path, "UPDATE journal SET body = CAST(x'ff41' AS TEXT) WHERE seq = 3")
    assert found(path) == {"sqlite"}


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM about",
        "DELETE FROM about WHERE name = 'seal'",
        "UPDATE about SET value = 'x' WHERE name = 'chain'",
        "UPDATE about SET value = 'x' WHERE name = 'program'",
    ],
)
def test_a_record_whose_own_name_was_changed_is_refused_when_opened_and_found_when_open(
    path: Path, edit: str
) -> None:
    store = open_store(path)
    behind_its_back(path, edit)
    assert {b.check for b in verify(store).breaks} == {"about"}
    store.close()
    with pytest.raises(IntegrityFailure, match="名称被改动过"):
        open_store(path)


def content(path: Path) -> object:
    """All that the record says, or None where SQLite cannot say."""
    conn = sqlite3.connect(path)
    try:
        tables = ("about", "journal", *schema.PROJECTIONS)
        return [conn.execute(f"SELECT * FROM {t}").fetchall() for t in tables]  # noqa: S608
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    finally:
        conn.close()


def test_every_flipped_byte_that_changes_what_the_record_says_is_found(path: Path) -> None:
    whole, told = path.read_bytes(), content(path)
    chance = random.Random(7)
    harmless, changed, missed = 0, 0, []
    for _ in range(1500):
        at = chance.randrange(len(whole))
        spoiled = bytearray(whole)
        spoiled[at] ^= 1 << chance.randrange(8)
        path.write_bytes(spoiled)
        if content(path) == told:
            harmless += 1
            continue
        changed += 1
        try:
            if not found(path):
                missed.append(at)
        except WxmodError:
            pass
    assert missed == []
    assert changed > 50, (changed, harmless)


def test_a_writer_goes_on_beside_verifying_which_sees_one_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(tmp_path)
    journal.append(store, draft(recorded()), now=DAY)
    monkeypatch.setattr("wxmod.store.pen.BUSY_SECONDS", 0.05)
    other = open_store(store.path)
    real = chains.entries

    def with_a_writer(reader: Store) -> Iterator[Entry]:
        for entry in real(reader):
            journal.append(
                other,
                draft(transferred(movement("maker/A", "depot/1", 5))),
                now=DAY,
            )
            yield entry

    monkeypatch.setattr("wxmod.store.keeping.verify.entries", with_a_writer)
    found = verify(store)
    assert (found.entries, found.breaks) == (1, ())
    monkeypatch.undo()
    assert verify(store).entries == 2
    other.close()
    store.close()


def test_how_far_it_has_come_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store(tmp_path)
    for n in range(5):
        journal.append(store, draft(recorded(f"2024-{n}")), now=DAY)
    monkeypatch.setattr("wxmod.store.keeping.verify._TOLD_EVERY", 2)
    told: list[tuple[int, int]] = []
    verify(store, progress=lambda done, of: told.append((done, of)))
    assert told == [(2, 5), (4, 5)]
    store.close()


def test_what_is_cut_out_of_a_body_is_what_it_says(tmp_path: Path) -> None:
    """An operation's table keeps its text, cut out of the entry; a body that says it twice is refused."""
    store = new_store(tmp_path)
    hostile = operation(8).model_copy(update={"remarks": '","reason":"x","operation":{"seen":['})
    told = OperationRecorded(no="2024-1", operation=hostile)
    journal.append(store, draft(told), now=DAY)
    reason = corrected("2024-1", hostile, base=1).model_copy(update={"reason": ',"reason":"'})
    journal.append(store, draft(reason), now=DAY)
    entry = next(chains.entries(store))
    assert part(entry, "operation", before="seen") == encode(hostile)
    kept = store.conn.execute("SELECT body FROM operation").fetchone()[0]
    assert kept == encode(hostile)
    twice = entry.body.replace(',"seen":', f',"operation":{encode(operation(9))},"seen":')
    for body, before in ((twice, "seen"), (entry.body, "reason")):
        with pytest.raises(IntegrityFailure):
            part(entry._replace(body=body), "operation", before=before)
    store.close()
