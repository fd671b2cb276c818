"""The tables brought up to an entry, in the entry's own transaction, as its kind declares (`wxmod.store.kinds`)."""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from wxmod.domain.base import Value
from wxmod.store import tables
from wxmod.store.entries import Entry
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
    """Bring the tables up to *entry*."""
    projection(entry.kind)(conn, entry, body)
