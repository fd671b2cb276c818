"""Whatever single field of the record somebody changes behind wxmod's back, `verify` says so."""

# ruff: noqa: S608  names of tables and columns, from the schema itself
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.children import LONG
from tests.faults.mutants import TRUSTED
from tests.record.samples import DAY, dispatched, draft, new_store, one_of_each, operation
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.store import journal, schema
from wxmod.store.bodies import OperationRecorded
from wxmod.store.database import in_memory
from wxmod.store.exchange import merge
from wxmod.store.exchange.keys import public
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store
from wxmod.store.tables.pins import make_pepper

pytestmark = pytest.mark.slow

LOOSE = {
    "draft"
}  # what is being typed is no part of the record, and is read as if a stranger had typed it
EXAMPLES = 3_000 if LONG else 120


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A record with an entry of every kind, and a secret."""
    made = new_store(tmp_path_factory.mktemp("edits"))
    for each in one_of_each():
        journal.append(made, each, now=DAY)
    joint = operation(lot="X-1").model_copy(update={"joint": "LH1"})  # fired, but never received
    journal.append(
        made,
        draft(OperationRecorded(no="2024-009", operation=joint)),
        now=DAY,
    )
    _take_a_number_given_twice(made)
    make_pepper(made)
    yield made
    made.close()


def _take_a_number_given_twice(store: Store) -> None:
    site = in_memory(program="site")
    journal.append(
        site,
        draft(dispatched(), witness="乙"),
        now=DAY,
    )
    held, _header = merge.give(site, TRUSTED, now=DAY)
    body = KeyTrusted(
        key=public(TRUSTED).hex(),
        role=KeyRole.SITE,
        chain=site.chain,
    )
    journal.append(store, draft(body), now=DAY)
    merge.take(store, held, actor="乙", now=DAY)
    site.close()


class Column(NamedTuple):
    """A column of a table that holds something."""

    table: str
    name: str
    kind: str
    rows: int


def columns(store: Store) -> list[Column]:
    found = []
    for table in sorted(
        {
            *schema.PROJECTIONS,
            *schema.KEPT,
        }
        - LOOSE
    ):
        rows = store.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        said = store.conn.execute(
            "SELECT name, type FROM pragma_table_info(?)", (table,)
        ).fetchall()
        found += [Column(table, name, kind, rows) for name, kind in said if rows]
    return found


def other(there: Any, kind: str, n: int) -> Any:
    """Some other value for a field."""
    if there is None:
        return b"x" if kind == "BLOB" else 0 if kind in {"INTEGER", "REAL"} else "x"
    if isinstance(there, bytes):
        return (
            bytes([there[0] ^ (1 << n % 8)]) + there[1:]
            if n % 3
            else there[:-1] + bytes([there[-1] ^ 1])
        )
    if isinstance(there, int | float):
        return [
            there + 1,
            there - 1,
            -there or 5,
            there + 2**40,
        ][n % 4]
    turned = there.swapcase() if there.swapcase() != there else f"{there}'"
    tried = [
        f"{there} ",
        f"{there}x",
        there[:-1],
        turned,
        "",
        f"\u200b{there}",
        there.replace("0", "1", 1) + ".",
    ]
    return tried[n % 7] if tried[n % 7] != there else f"{there}x"


def edited(
    store: Store,
    column: Column,
    row: int,
    n: int,
) -> bool | None:
    """Whether `verify` finds the edit; None where SQLite itself refuses it.  Nothing of it stays."""
    conn = store.conn
    triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    keys = [
        name
        for (name,) in conn.execute(
            "SELECT name FROM pragma_table_info(?) WHERE pk", (column.table,)
        )
    ]
    conn.execute("PRAGMA ignore_check_constraints = ON")
    conn.execute("BEGIN")
    try:
        for name, _sql in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        at = f"FROM {column.table} ORDER BY {', '.join(keys)} LIMIT 1 OFFSET {row % column.rows}"
        there, *which = conn.execute(f"SELECT {', '.join([column.name, *keys])} {at}").fetchone()
        found = " AND ".join(f"{key} = ?" for key in keys)
        new = other(there, column.kind, n)
        try:
            conn.execute(
                f"UPDATE {column.table} SET {column.name} = ? WHERE {found}",
                (new, *which),
            )
        except sqlite3.IntegrityError:
            return None
        now = conn.execute(
            f"SELECT count(*) FROM {column.table} WHERE {column.name} IS ?",
            (new,),
        ).fetchone()[0]
        assert now, "the edit was made"
        for _name, sql in triggers:
            conn.execute(sql)
        conn.execute("PRAGMA ignore_check_constraints = OFF")
        return bool(verify(store).breaks)
    finally:
        conn.execute("ROLLBACK")
        conn.execute("PRAGMA ignore_check_constraints = OFF")


# Rights of sites and what waits for a ruling: the samples bind no key; tests/record tries them.
OF_SITES = {"bound", "held_entry", "held_about"}


def test_every_table_is_held_against_something(store: Store) -> None:
    assert verify(store).breaks == ()
    there = {column.table for column in columns(store)}
    empty = {*schema.PROJECTIONS, *schema.KEPT} - there - LOOSE - OF_SITES
    assert empty == set(), "the samples fill every table, so that each column below is tried"


def test_an_edit_of_any_column_is_found(store: Store) -> None:
    missed = []
    for k, column in enumerate(columns(store)):
        tried = [edited(store, column, k, n) for n in ((k, k + 1, k + 2) if LONG else (k,))]
        missed += [column] * tried.count(False)
    assert missed == []
    assert verify(store).breaks == ()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    data=st.data(),
    row=st.integers(0, 99),
    n=st.integers(0, 99),
)
def test_any_single_field_edit_is_found(
    store: Store,
    data: st.DataObject,
    row: int,
    n: int,
) -> None:
    column = data.draw(st.sampled_from(columns(store)))
    assert edited(store, column, row, n) is not False
