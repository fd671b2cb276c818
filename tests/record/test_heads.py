"""Heads of chains as they are printed, phoned, kept elsewhere and held against the record."""

import json
from pathlib import Path

import pytest

from tests.record.samples import DAY, draft, recorded
from wxmod.domain.errors import BadInput
from wxmod.store import journal
from wxmod.store.keeping.heads import (
    Noted,
    contradicted,
    entries_told,
    heads,
    mark,
    noted_from,
    noted_from_text,
)
from wxmod.store.pen import Store

SEAL = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        (f"yuxian-1a2b3c4d:12:{SEAL}", Noted("yuxian-1a2b3c4d", 12, SEAL)),
        ("yuxian-1a2b3c4d  12·01234567", Noted("yuxian-1a2b3c4d", 12, "01234567")),
        (" 12·0123ABCD ", Noted("", 12, "0123abcd")),
        ("12:01234567", Noted("", 12, "01234567")),
    ],
)
def test_an_anchor_is_read_as_it_is_printed(text: str, anchor: Noted) -> None:
    assert noted_from_text(text) == anchor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "12·0123",
        "x:y:01234567",
        "12·0123456g",
        f"a:1:{SEAL}0",
        "-1·01234567",
    ],
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="看不懂的锚点"):
        noted_from_text(text)


def test_anchors_are_read_from_a_file_of_lines_or_of_json(tmp_path: Path) -> None:
    lines, told, none = tmp_path / "lines.txt", tmp_path / "told.json", tmp_path / "none.txt"
    lines.write_text(f"完好：3 条流水\na  1·01234567\nb:2:{SEAL}\n", "utf-8")
    assert noted_from(str(lines)) == [
        Noted("a", 1, "01234567"),
        Noted("b", 2, SEAL),
    ]
    told.write_text(
        json.dumps(
            {
                "entries": 3,
                "heads": [{"chain": "b", "seq": 2, "hash": SEAL}],
            }
        ),
        "utf-8",
    )
    assert noted_from(str(told)) == [Noted("b", 2, SEAL)]
    none.write_text("nothing")
    with pytest.raises(BadInput, match="没有锚点"):
        noted_from(str(none))
    none.write_text("{broken")
    with pytest.raises(BadInput, match="读不出"):
        noted_from(str(none))


def test_the_heads_of_a_record_and_its_mark_change_with_every_entry(store: Store) -> None:
    assert (heads(store.conn), entries_told(store.conn)) == ([], 0)
    marks = {mark(store.conn)}
    for n in range(1, 4):
        receipt = journal.append(
            store,
            draft(recorded(f"2024-{n:03}")),
            now=DAY,
        )
        assert heads(store.conn) == [(store.chain, n, receipt.hash)]
        assert entries_told(store.conn) == n
        marks.add(mark(store.conn))
    assert len(marks) == 4


def test_an_anchor_the_record_does_not_agree_with_is_named(store: Store) -> None:
    receipt = journal.append(store, draft(recorded()), now=DAY)
    good = Noted("", 1, receipt.hash.hex()[:8])
    assert list(contradicted(store.conn, store.chain, [good])) == []
    changed, gone = good._replace(hash="00000000"), good._replace(seq=9)
    told = dict(contradicted(store.conn, store.chain, [good, changed, gone]))
    assert "改写" in told[f"{store.chain}:1"]
    assert "只到第 1 条" in told[f"{store.chain}:9"]


def test_an_anchor_nested_too_deep_is_no_anchor(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text('{"heads": ' * 100_000, "utf-8")
    with pytest.raises(BadInput, match="太深"):
        noted_from(str(path))
