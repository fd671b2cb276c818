"""The tables as they would be if they were made today, and in what those that are kept differ from them."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from copy import copy as copy_of
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from wxmod.domain.errors import WxmodError
from wxmod.store import schema
from wxmod.store.chains import entries
from wxmod.store.database import closing_on_failure, scratch
from wxmod.store.entries import Entry, decode
from wxmod.store.exchange.rights import known_beforehand
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import folding_once
from wxmod.store.tables.by_kind import project

Row = tuple[Any, ...]
_AT_ONCE = 500
_SHOWN = 3  # rows of a table that is wrong: enough to see what kind of wrong


# The others no projection asks by, and keeping them up would be a third of what the tables cost.
_USED = frozenset({"balance_by_place", "stocktake_by_place", "explanation_by_subject"})
# Asked only once every entry is there; made in one go it costs a tenth.
_BY_LOT = frozenset({"movement_by_lot"})


class Anew:
    """Tables made anew from the journal of a copy, entry by entry, in a file without a name that lies over its tables.

    Args:
        copy: What nobody else looks at; its own tables stay as they are.
    """

    def __init__(self, copy: Store) -> None:
        self.conn = copy.conn
        schema.shadow(self.conn, _USED)
        self._folding = ExitStack()
        self._folding.enter_context(known_beforehand(self.conn, self.conn))
        self._folding.enter_context(folding_once(self.conn))
        self.conn.execute("BEGIN")

    def add(self, entry: Entry) -> None:
        """One more entry, and what follows from it."""
        project(self.conn, entry, decode(entry))

    def finish(self) -> None:
        """Work out what was left until every entry was there."""
        schema.index_shadow(self.conn, _BY_LOT)
        self._folding.close()
        self.conn.execute("COMMIT")

    def close(self) -> None:
        """Let go of what was left; the copy is thrown away by whoever made it."""
        with suppress(WxmodError, sqlite3.Error, ValueError):
            self._folding.close()


def replay(store: Store) -> Store:
    """A record with the same journal and its tables made anew; who asks for it closes it."""
    copy = copied(store)
    made = Anew(copy)
    for entry in entries(copy):
        made.add(entry)
    made.finish()
    return copy


def copied(store: Store) -> Store:
    """The record as it is now, in a file without a name; who asks for it closes it."""
    conn = scratch()
    with closing_on_failure(conn):
        if store.conn.in_transaction:
            # A copy made by the page would wait for ourselves.
            conn.deserialize(store.conn.serialize())
        else:
            store.conn.backup(conn)
        # The whole record has just gone through its cache.
        store.conn.execute("PRAGMA shrink_memory")
        copy = copy_of(store)  # by its own account of itself, which may be what was tampered with
        copy.conn = conn
    return copy


def differing(conn: sqlite3.Connection) -> Iterator[tuple[str, Row, bool]]:
    """The first rows of each table that only one side has, each with whether that is the side that is kept."""
    for table in schema.PROJECTIONS:
        columns, key = _columns(conn, table)
        if _alike(conn, table, columns):
            continue
        order = ", ".join(columns[place] for place in key)
        rows = "SELECT * FROM {}.{} ORDER BY {}"
        found = _differing_rows(
            conn.execute(rows.format("main", table, order)),
            conn.execute(rows.format("temp", table, order)),
            itemgetter(*key),
        )
        for row, is_kept in islice(found, _SHOWN):
            yield table, row, is_kept


def _columns(conn: sqlite3.Connection, table: str) -> tuple[list[str], list[int]]:
    """The columns of a table, and at which places of a row those of its primary key stand."""
    columns, numbered = [], []
    for place, name, _kind, _filled, _default, number in conn.execute(
        f"PRAGMA temp.table_info({table})"
    ):
        columns.append(name)
        if number:
            numbered.append((number, place))
    return columns, [place for _number, place in sorted(numbered)]


def _alike(conn: sqlite3.Connection, table: str, columns: list[str]) -> bool:
    """Whether both sides have the same rows; SQLite compares them without handing over one."""
    kept, due = (
        conn.execute(f"SELECT count(*) FROM {side}.{table}").fetchone()  # noqa: S608  fixed names
        for side in ("main", "temp")
    )
    same = " AND ".join(f"due.{name} IS kept.{name}" for name in columns)
    other = conn.execute(
        f"SELECT 1 FROM main.{table} kept"  # noqa: S608  fixed names
        f" WHERE NOT EXISTS (SELECT 1 FROM temp.{table} due WHERE {same}) LIMIT 1"
    ).fetchone()
    return bool(kept == due and other is None)


def _differing_rows(
    kept: sqlite3.Cursor,
    due: sqlite3.Cursor,
    key: "itemgetter[Any]",
) -> Iterator[tuple[Row, bool]]:
    """Both sides are sorted by the key, so a few rows of each are all that need be held."""
    some, as_many = kept.fetchmany(_AT_ONCE), due.fetchmany(_AT_ONCE)
    # Alike almost always, and whole lists are compared much faster than row by row.
    while some and some == as_many:
        some, as_many = kept.fetchmany(_AT_ONCE), due.fetchmany(_AT_ONCE)
    yield from _row_by_row(chain(some, kept), chain(as_many, due), key)


def _row_by_row(
    kept: Iterator[Row],
    due: Iterator[Row],
    key: "itemgetter[Any]",
) -> Iterator[tuple[Row, bool]]:
    ours, theirs = next(kept, None), next(due, None)
    while ours is not None or theirs is not None:
        if ours == theirs:
            ours, theirs = next(kept, None), next(due, None)
        elif ours is not None and (theirs is None or key(ours) <= key(theirs)):
            yield ours, True
            ours = next(kept, None)
        elif theirs is not None:
            yield theirs, False
            theirs = next(due, None)
