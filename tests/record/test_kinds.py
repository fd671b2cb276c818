"""Kinds of entries: declared once, and agreed with everywhere."""

import ast
import re
from pathlib import Path

import pytest

from tests.record.samples import one_of_each
from wxmod.store import schema
from wxmod.store.database import in_memory
from wxmod.store.journal import append
from wxmod.store.kinds import BODIES, CURRENT, KINDS, page
from wxmod.store.tables.by_kind import projection, refusal

ROOT = Path(__file__).resolve().parents[2]
WRITES = re.compile(r"\s*(?:INSERT(?: OR REPLACE)? INTO|DELETE FROM|UPDATE) (\w+)")
OLD = Path(__file__).with_name("old_bodies")


def test_no_kind_is_declared_twice_and_all_versions_have_a_body() -> None:
    declared = re.findall(
        r'^ +Kind\(\s*"([a-z_.]+)"',
        (ROOT / "wxmod/store/kinds.py").read_text("utf-8"),
        re.MULTILINE,
    )
    assert sorted(declared) == sorted(KINDS)
    for name, newest in CURRENT.items():
        assert [v for k, v in BODIES if k == name] == list(range(1, newest + 1))


def test_one_body_of_every_version_ever_written_is_kept() -> None:
    kept = {path.stem for path in OLD.glob("*.json")}
    assert kept == {f"{kind}.v{version}" for kind, version in BODIES}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_declaration_names_is_there(kind: str) -> None:
    declared = KINDS[kind]
    assert callable(projection(kind))
    assert callable(refusal(kind)) is bool(declared.refuse)
    tables = declared.feeds.split(", ")
    assert set(tables) <= schema.PROJECTIONS.keys()
    assert declared.label
    assert declared.holds


def test_a_projection_writes_only_where_its_declaration_says() -> None:
    store = in_memory(program="p")
    statements: list[str] = []
    store.conn.set_trace_callback(statements.append)
    # What a projection keeps beside its kind's own tables: how far a chain is, numbers given, conflicts.
    everywhere = {"journal", "pace", "given_number", "conflict"}
    for draft in one_of_each():
        statements.clear()
        append(store, draft, now=draft.occurred_at)
        written = {found[1] for each in statements if (found := WRITES.match(each))}
        feeds = set(KINDS[draft.kind].feeds.split(", "))
        assert written - everywhere <= feeds, draft.kind


def test_nothing_else_lists_the_kinds() -> None:
    for path in sorted((ROOT / "wxmod").rglob("*.py")):
        if path.name == "kinds.py" and path.parent.name == "store":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert not keys & KINDS.keys(), f"{path.name}:{node.lineno}"


def test_the_data_model_lists_the_kinds_as_they_are_declared() -> None:
    assert page() in (ROOT / "docs" / "model.md").read_text("utf-8")
