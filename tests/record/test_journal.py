"""The journal: appended once, sealed to its past, final."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from tests.record.samples import DAY, corrected, counted, draft, one_of_each, operation, recorded
from wxmod.domain.errors import BadInput, IntegrityFailure, WxmodError
from wxmod.domain.exchange import KeyRevoked
from wxmod.store import chains, journal, tables
from wxmod.store.entries import Entry, canonical, decode, encode, new_uid
from wxmod.store.keeping.verify import verify
from wxmod.store.kinds import BODIES, CURRENT
from wxmod.store.pen import Store

OLD = Path(__file__).parent / "old_bodies"


def rows(store: Store) -> int:
    return int(store.conn.execute("SELECT count(*) FROM journal").fetchone()[0])


def test_a_receipt_names_the_entry_it_is_for(store: Store) -> None:
    receipts = [journal.append(store, each, now=DAY) for each in one_of_each()]
    assert [r.seq for r in receipts] == list(
        range(
            1,
            len(receipts) + 1,
        )
    )
    found = chains.entry(store, receipts[5].ref)
    assert found is not None
    assert (found.hash, found.kind, decode(found)) == (
        receipts[5].hash,
        "operation.recorded",
        recorded(hour=1),
    )
    assert receipts[5].mark == f"6·{receipts[5].hash.hex()[:8]}"
    assert journal.tail(store) == (len(receipts), receipts[-1].hash)
    assert verify(store).breaks == ()


@pytest.mark.parametrize(
    "ref",
    ["", "x", "x:", ":1", "yuxian:abc", "yuxian:99", "a:²", "a:-1"],
)
def test_a_name_that_names_no_entry_finds_none(store: Store, ref: str) -> None:
    assert chains.entry(store, ref) is None


def test_the_same_command_is_written_once_and_says_so(store: Store) -> None:
    command = draft(recorded())
    first = journal.append(store, command, now=DAY)
    repeated = journal.append(
        store,
        command._replace(occurred_at=DAY.replace(hour=9)),
        now=DAY.replace(hour=9),
    )
    assert (repeated.ref, repeated.hash, repeated.repeated, first.repeated) == (
        first.ref,
        first.hash,
        True,
        False,
    )
    assert rows(store) == 1
    assert journal.receipt(store, command.uid) == repeated
    assert journal.receipt(store, "never") is None


@pytest.mark.parametrize(
    "change",
    [
        {"body": recorded(rounds=9)},
        {"actor": "丙"},
        {"witness": "乙"},
        {"body": counted(), "kind": "ammunition.counted"},
    ],
)
def test_a_used_key_takes_no_other_content(store: Store, change: dict[str, object]) -> None:
    command = draft(recorded())
    journal.append(store, command, now=DAY)
    with pytest.raises(BadInput, match="重新打开表单"):
        journal.append(store, command._replace(**change), now=DAY)
    assert rows(store) == 1


def test_nobody_witnesses_himself(store: Store) -> None:
    with pytest.raises(BadInput, match="第二个人"):
        journal.append(store, draft(recorded(), witness="甲"), now=DAY)
    assert rows(store) == 0


def test_a_number_is_given_to_one_operation(store: Store) -> None:
    journal.append(store, draft(recorded()), now=DAY)
    with pytest.raises(BadInput, match="2024-001"):
        journal.append(store, draft(recorded(rounds=3)), now=DAY)
    assert rows(store) == 1


def test_a_correction_of_nothing_leaves_nothing(store: Store) -> None:
    with pytest.raises(IntegrityFailure):
        journal.append(
            store,
            draft(corrected("2024-404", operation())),
            now=DAY,
        )
    assert rows(store) == 0


def test_entries_written_together_are_written_all_or_none(store: Store) -> None:
    with pytest.raises(BadInput), store.writing():  # noqa: PT012
        journal.append(store, draft(recorded()), now=DAY)
        journal.append(store, draft(recorded()), now=DAY)
    assert rows(store) == 0
    assert tables.ammunition.holdings(store) == {}


def test_a_part_that_failed_leaves_nothing_though_the_rest_is_kept(store: Store) -> None:
    with store.writing():
        journal.append(store, draft(recorded()), now=DAY)
        with pytest.raises(WxmodError):
            journal.append(
                store,
                draft(corrected("2024-404", operation())),
                now=DAY,
            )
        journal.append(store, draft(recorded("2024-002")), now=DAY)
    assert rows(store) == 2
    assert verify(store).breaks == ()


def test_every_telling_of_an_operation_is_kept(store: Store) -> None:
    journal.append(store, draft(recorded()), now=DAY)
    journal.append(
        store,
        draft(corrected("2024-001", operation(9))),
        now=DAY,
    )
    journal.append(
        store,
        draft(corrected("2024-001", None)),
        now=DAY,
    )
    tellings = tables.operations.versions(store, "2024-001")
    assert [v.operation.releases[0].rounds if v.operation else None for v in tellings] == [
        8,
        9,
        None,
    ]
    assert [v.reason for v in tellings] == ["", "清点后更正", "清点后更正"]
    now = tables.operations.operation(store, "2024-001")
    assert now is not None
    assert (now.voided, now.versions, now.operation.releases[0].rounds) == (True, 3, 9)
    assert tables.operations.operations(store) == []
    assert tables.ammunition.movements(store) == []


SAME = "chain, {seq}, {uid}, kind, version, recorded_at, occurred_at, actor, witness, {body}, {prev}, hash FROM journal"


def again(
    where: str,
    *,
    seq: str = "seq",
    uid: str = "uid",
    body: str = "body",
    prev: str = "prev",
) -> str:
    """A SELECT of an entry with some of its fields exchanged."""
    return f"SELECT {SAME.format(seq=seq, uid=uid, body=body, prev=prev)} WHERE {where}"


MUTATIONS = [
    "UPDATE journal SET body = '{}' WHERE seq = 1",
    "UPDATE journal SET seq = 9 WHERE seq = 2",
    "UPDATE OR REPLACE journal SET uid = (SELECT uid FROM journal WHERE seq = 1) WHERE seq = 2",
    "DELETE FROM journal WHERE seq = 2",
    "DELETE FROM journal",
    "INSERT OR REPLACE INTO journal " + again("seq = 1", body="'{}'"),
    "INSERT OR REPLACE INTO journal " + again("seq = 2", seq="3", prev="hash"),
    "REPLACE INTO journal " + again("seq = 2", uid="'new'"),
    "INSERT INTO journal " + again("seq = 2", uid="'x'") + " ON CONFLICT DO UPDATE SET body = '{}'",
    "INSERT INTO journal " + again("seq = 2", seq="3", uid="'fork'", prev="zeroblob(32)"),
    "INSERT INTO journal " + again("seq = 2", seq="7", uid="'gap'", prev="hash"),
    "UPDATE about SET value = 'other' WHERE name = 'chain'",
    "DELETE FROM about",
    "INSERT OR REPLACE INTO about VALUES ('chain', 'other')",
]


@pytest.mark.parametrize("statement", MUTATIONS)
def test_a_hostile_connection_cannot_change_what_is_written(store: Store, statement: str) -> None:
    for each in (recorded(), recorded("2024-002")):
        journal.append(store, draft(each), now=DAY)
    before = store.conn.execute("SELECT * FROM journal, about").fetchall()
    hostile = sqlite3.connect(store.path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError):
        hostile.execute(statement)
    hostile.close()
    assert store.conn.execute("SELECT * FROM journal, about").fetchall() == before


def test_later_keys_sort_after_earlier_ones_and_never_repeat() -> None:
    keys = [new_uid() for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert [k[:12] for k in keys] == sorted(k[:12] for k in keys)


def test_one_content_has_one_spelling() -> None:
    told = {
        "乙": [1, 0.1, 1e22, -0.0, None, True],
        "a": '\u2028"\\\n℃',
        "A": {"z": 1.0, "b": 0},
    }
    golden = (
        '{"A":{"b":0,"z":"1.0"},"a":"\u2028\\"\\\\\\n℃","乙":[1,"0.1","1e+22","-0.0",null,true]}'
    )
    assert canonical(told) == golden
    assert canonical(dict(reversed(told.items()))) == golden


def test_the_seal_is_a_public_format() -> None:
    body = canonical({"no": "2024-001", "备注": "－5℃\n", "km2": 12.5})
    entry = Entry(
        "yuxian-0a1b2c3d",
        7,
        "018fd0",
        "operation.recorded",
        1,
        "2024-06-01T06:10:00Z",
        "2024-06-01T06:00:00Z",
        "甲",
        None,
        body,
        bytes(range(32)),
        b"",
    )
    said = json.dumps(
        list(entry[:10]),
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    assert body == '{"km2":"12.5","no":"2024-001","备注":"－5℃\\n"}'
    assert (
        journal.seal(entry)
        == hashlib.sha256(b"wxmod-entry-v1\0" + bytes(range(32)) + said).digest()
    )
    assert (
        journal.seal(entry).hex()
        == "48f129df84e2e1ec799ba88103cbb05d15c30ae5ad50234735b7011f3bdde6b6"
    )


@pytest.mark.parametrize("field", range(11))
def test_the_seal_covers_everything_an_entry_says(store: Store, field: int) -> None:
    journal.append(store, draft(recorded(), witness="乙"), now=DAY)
    (entry,) = chains.entries(store)
    changed = list(entry)
    changed[field] = changed[field] + (
        1 if isinstance(changed[field], int) else type(changed[field])(b"x" if field == 10 else "x")
    )
    assert journal.seal(Entry(*changed)) != journal.seal(entry)


def test_every_kind_can_be_written_and_projected() -> None:
    assert CURRENT.keys() == {each.kind for each in one_of_each()}


def survives(stored: object, read: object) -> bool:
    """Whether everything *stored* says is still there; fields added since are welcome."""
    if isinstance(stored, dict) and isinstance(read, dict):
        return all(
            key in read
            and survives(
                stored[key],
                read[key],
            )
            for key in stored
        )
    if isinstance(stored, list) and isinstance(read, list):
        return len(stored) == len(read) and all(map(survives, stored, read))
    return stored == read


@pytest.mark.parametrize(("kind", "version"), BODIES, ids=str)
def test_every_body_ever_written_is_still_read(kind: str, version: int) -> None:
    stored = (OLD / f"{kind}.v{version}.json").read_text("utf-8").strip()
    blank = Entry(
        "c",
        1,
        "u",
        kind,
        version,
        "",
        "",
        "",
        None,
        stored,
        b"",
        b"",
    )
    body = decode(blank)
    assert type(body) is BODIES[kind, version]
    assert survives(
        json.loads(stored),
        json.loads(encode(body)),
    )


def test_a_body_of_a_kind_unknown_here_says_to_upgrade() -> None:
    with pytest.raises(IntegrityFailure, match="升级"):
        decode(
            Entry(
                "c",
                1,
                "u",
                "operation.recorded",
                99,
                "",
                "",
                "",
                None,
                "{}",
                b"",
                b"",
            )
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": "今天 第一次"},
        {"uid": ""},
        {"actor": "[red]"},
        {"witness": ""},
        {"actor": "Ａ1"},
    ],
    ids=str,
)
def test_what_no_bundle_could_carry_is_not_written(store: Store, wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        journal.append(
            store,
            draft(recorded())._replace(**wrong),
            now=DAY,
        )
    assert journal.tail(store)[0] == 0


def test_a_body_that_could_not_be_read_again_is_not_written(store: Store) -> None:
    blank = KeyRevoked(key="cd" * 32, reason="x").model_copy(update={"reason": ""})
    with pytest.raises(BadInput):
        journal.append(store, draft(blank), now=DAY)
    assert journal.tail(store)[0] == 0
