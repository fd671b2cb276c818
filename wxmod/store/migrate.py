"""Bringing a record of an older wxmod up to the tables of this one.

Only what is derived changes: tables, triggers and indexes are dropped, made as this version makes them and filled
again from the journal, whose bytes stay as they are.  One transaction does it, so a record is old or new and never
between; a copy of the old one is put beside it first.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wxmod.domain.errors import IntegrityFailure
from wxmod.files import clear, new_file
from wxmod.store import schema
from wxmod.store.keeping.heads import heads, mark
from wxmod.store.pen import Migrated
from wxmod.store.tables.by_kind import remake
from wxmod.wording import N_


def migrate(conn: sqlite3.Connection, path: Path) -> Migrated | None:
    """Bring the record up to `schema.VERSION`; None when another process has just done so.

    Raises:
        sqlite3.Error: the disk is full, or another process kept the pen; the record is as it was.
        IntegrityFailure: the journal cannot be read by this version; the record is as it was.
    """
    with _pen(conn):
        # Asked with the pen in hand: another process may have done it while we waited.
        was = schema.version(conn)
        if was >= schema.VERSION:
            return None
        copy = _kept_copy(conn, path, was)
        return Migrated(was, schema.VERSION, renew(conn), copy)


@contextmanager
def _pen(conn: sqlite3.Connection) -> Iterator[None]:
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def renew(conn: sqlite3.Connection) -> int:
    """Make everything but the journal anew, inside the caller's transaction; the number of entries it took.

    Raises:
        IntegrityFailure: an entry cannot be read, or what came out is not the schema of this version.
    """
    # Everything derived goes, however an older version made it; the journal is not touched.
    schema.recreate(conn)
    conn.execute(f"PRAGMA user_version = {schema.VERSION}")
    if schema.fingerprint(conn) != schema.expected_fingerprint():
        what = N_("记录库升级未成：表结构对不上；记录库原样未动")
        raise IntegrityFailure(what, remedy=N_("用原来的版本打开，并报告此事"))
    return remake(conn)


def _kept_copy(conn: sqlite3.Connection, path: Path, was: int) -> Path:
    """The record as it is now, beside itself, named by its version and heads so that a second try finds it."""
    copy = path.with_name(f"{path.stem}.v{was}-{mark(conn)}{path.suffix}")
    clear(copy)
    if copy.exists():  # it got its name only once it was whole
        return copy
    with new_file(copy) as part:
        # A second connection reads what is committed; the first one, which holds the pen, may not copy.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as reader:
            reader.execute("VACUUM INTO ?", (str(part),))
        with closing(sqlite3.connect(part)) as made:
            # A copy is only of use if it is the record: its tables and every chain's end.
            if schema.fingerprint(made) != schema.fingerprint(conn) or heads(made) != heads(conn):
                raise IntegrityFailure(N_("{path}：升级前的副本与原件不一致，没有升级"), path=path)
    return copy
