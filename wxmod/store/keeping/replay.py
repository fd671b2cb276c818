"""The tables as they would be if they were made today, and in what those that are kept differ from them."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from operator import itemgetter
from typing import Any

from wxmod.domain.errors import WxmodError
from wxmod.store import schema
from wxmod.store.chains import entries
from wxmod.store.database import begin_in_scratch
from wxmod.store.entries import Entry, decode
from wxmod.store.exchange.rights import known_beforehand
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import folding_once
from wxmod.store.tables.by_kind import project

Row = tuple[Any, ...]
_SHOWN = 3  # rows of a table that is wrong: enough to see what kind of wrong


class Anew:
    """Tables made anew from a journal that is told entry by entry, in a file without a name."""

    def __init__(self, source: Store) -> None:
        self.store = begin_in_scratch(program=source.program)
        self.conn = self.store.conn
        # That each entry follows on is asked of the journal that is kept; here it would only be asked again.
        for name in ("journal_follows_on", "journal_takes_two"):
            self.conn.execute(f"DROP TRIGGER {name}")
        self._writing, self._folding = ExitStack(), ExitStack()
        self._writing.enter_context(self.store.writing())
        self._folding.enter_context(known_beforehand(self.conn, source.conn))
        self._folding.enter_context(folding_once(self.conn))

    def add(self, entry: Entry) -> None:
        """One more entry, and what follows from it."""
        self.conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry)
        project(
            self.conn,
            entry,
            decode(entry),
        )

    def finish(self) -> None:
        """Work out what was left until every entry was there."""
        self._folding.close()
        self._writing.close()

    def close(self) -> None:
        """Throw it away."""
        for each in (self._folding, self._writing):
            with suppress(WxmodError, sqlite3.Error, ValueError):
                each.close()
        self.store.close()


def replay(store: Store) -> Store:
    """A record with the same journal and its tables made anew; who asks for it closes it."""
    made = Anew(store)
    for entry in entries(store):
        made.add(entry)
    made.finish()
    return made.store


def differing(
    kept: sqlite3.Connection,
    due: sqlite3.Connection,
) -> Iterator[tuple[str, Row, bool]]:
    """The first rows of each table that only one side has, each with whether that is the side that is kept."""
    for table in schema.PROJECTIONS:
        keys, places = _key(due, table)
        rows = f"SELECT * FROM {table} ORDER BY {keys}"  # noqa: S608  fixed names
        found = _differing_rows(
            kept.execute(rows),
            due.execute(rows),
            itemgetter(*places),
        )
        for row, is_kept in islice(found, _SHOWN):
            yield table, row, is_kept


def _key(conn: sqlite3.Connection, table: str) -> tuple[str, list[int]]:
    """The columns of the primary key: as SQL, and where they stand in a row."""
    columns = conn.execute(f"PRAGMA table_info({table})").fetchall()
    numbered = []
    for place, name, _kind, _filled, _default, number in columns:
        if number:
            numbered.append((number, name, place))
    numbered.sort()
    names = ", ".join(name for _number, name, _place in numbered)
    return names, [place for _number, _name, place in numbered]


def _differing_rows(
    kept: Iterator[Row],
    due: Iterator[Row],
    key: "itemgetter[Any]",
) -> Iterator[tuple[Row, bool]]:
    """Both sides are sorted by the key, so one row of each is all that need be held."""
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
