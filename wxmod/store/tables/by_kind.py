"""The tables brought up to an entry, in the entry's own transaction, as its kind declares (`wxmod.store.kinds`)."""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from wxmod.domain.base import Value
from wxmod.domain.exchange import ConflictResolved
from wxmod.store import schema, tables
from wxmod.store.entries import Entry, decode
from wxmod.store.exchange import rights
from wxmod.store.kinds import KINDS

Projection = Callable[[sqlite3.Connection, Entry, Any], None]
Refusal = Callable[[sqlite3.Connection, Any], None]


@cache
def projection(kind: str) -> Projection:
    """What brings the tables up to an entry of *kind*."""
    return cast("Projection", _function(KINDS[kind].project))


@cache
def refusal(kind: str) -> Refusal | None:
    """What may keep an entry of *kind* out, or None."""
    name = KINDS[kind].refuse
    return cast("Refusal", _function(name)) if name else None


def _function(name: str) -> object:
    """A function of `wxmod.store.tables`; the declarations stand below the tables, so they name it only."""
    room, _dot, function = name.partition(".")
    return getattr(getattr(tables, room), function)


def refuse(conn: sqlite3.Connection, kind: str, body: Value) -> None:
    """Refuse what cannot be written here; what was written elsewhere is never refused, only listed as a conflict."""
    judge = refusal(kind)
    if judge:
        judge(conn, body)


def project(conn: sqlite3.Connection, entry: Entry, body: Value) -> None:
    """Bring the tables up to *entry*, unless its chain may not tell of what it tells."""
    if entry.kind in rights.ASKED and rights.held(conn, entry, body):
        return
    projection(entry.kind)(conn, entry, body)
    if entry.kind in rights.TELLING:
        for there in rights.waiting_for(conn, entry, body):
            _again(conn, there)
    if isinstance(body, ConflictResolved):
        _release(conn, body)
    elif entry.kind in rights.ABOUT_KEYS and rights.changed(conn):
        # Who is bound to what has changed for a chain that has told something here already.
        remake(conn)


def _release(conn: sqlite3.Connection, body: ConflictResolved) -> None:
    there = rights.released(conn, body)
    if there:
        _again(conn, there)


def _again(conn: sqlite3.Connection, there: tuple[str, int]) -> None:
    """An entry that was held, asked once more whether it counts."""
    row = conn.execute("SELECT * FROM journal WHERE chain = ? AND seq = ?", there).fetchone()
    entry = Entry(*row)
    project(conn, entry, decode(entry))


def remake(conn: sqlite3.Connection) -> int:
    """Make every table anew from the journal, inside the caller's transaction; the number of entries it took."""
    for table in schema.PROJECTIONS:
        conn.execute(f"DELETE FROM {table}")  # noqa: S608  fixed names
    count = 0
    with rights.known_beforehand(conn, conn), tables.ammunition.folding_once(conn):
        for row in conn.execute("SELECT * FROM journal ORDER BY chain, seq"):
            entry = Entry(*row)
            project(conn, entry, decode(entry))
            count += 1
    return count
