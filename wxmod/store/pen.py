"""One open record, the one pen that writes in it, and what SQLite's complaints mean."""

import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.files import SWAPPED
from wxmod.store import schema
from wxmod.wording import N_

T = TypeVar("T")

BUSY_SECONDS = 30.0
_HELD = (
    N_("{path}：另一个程序正在写入，{seconds:.0f} 秒内没有让出"),
    N_("关闭另一个 wxmod 后重试；本次没有写入"),
)
_DAMAGED = N_("{path}：文件已损坏"), N_("不要继续写入；用最近的备份恢复，并保留此文件备查")
_FAILURES = {
    "locked": _HELD,
    "busy": _HELD,
    "readonly": (N_("{path}：只读，不能写入"), N_("检查磁盘或文件的写权限；查询仍可使用")),
    "full": (N_("{path}：磁盘已满，没有写入"), N_("腾出空间后重试；已有记录完好")),
    "disk i/o": (N_("{path}：磁盘读写出错，没有写入"), N_("先备份到另一块盘，再检查磁盘")),
    "output file already exists": SWAPPED,  # an empty one was made for it
    "unable to open": (N_("{path}：打不开"), N_("检查目录是否存在、是否有权限")),
    "not a database": (N_("{path}：不是 wxmod 记录库"), N_("检查 --db 指向的文件")),
    "malformed": _DAMAGED,
    "could not decode": _DAMAGED,
    "can't decode": _DAMAGED,  # SQLite's complaint quotes a spoiled name, and Python cannot read that
    "unsupported file format": _DAMAGED,
    "no such": _DAMAGED,
}


class _State(NamedTuple):
    """By what it is seen that a record has changed.

    Attributes:
        others: SQLite's count of what other connections, of this program or another, have committed.
        own: Rows this connection has written.
        undone: How often it took back what it had written, which SQLite does not count.
    """

    conn: sqlite3.Connection
    others: int
    own: int
    undone: int


class Migrated(NamedTuple):
    """What was done when a record was opened.

    Attributes:
        copy: The record as it was, beside the record.
    """

    was: int
    now: int
    entries: int
    copy: Path


def failure(error: Exception, path: Path) -> Exception:
    """*error* as the user should hear it; the error itself if it is not about the file."""
    told = str(error).lower()
    for mark, (what, remedy) in _FAILURES.items():
        if mark in told:
            kind = IntegrityFailure if (what, remedy) == _DAMAGED else StoreUnavailable
            return kind(what, remedy=remedy, path=path, seconds=BUSY_SECONDS)
    return error


class Store:
    """One open record.

    Attributes:
        chain: This instance's own chain, ``PROGRAMME-RANDOM``; a copy restored elsewhere gets another.
        read_only: Why nothing can be written, or "" when it can.
        migrated: What was done because an older wxmod made the record, or None.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        path: Path,
        *,
        read_only: str = "",
        migrated: Migrated | None = None,
    ) -> None:
        self.conn, self.path, self.read_only, self.migrated = conn, path, read_only, migrated
        about = dict(conn.execute("SELECT name, value FROM about"))
        self.chain, self.program = about["chain"], about["program"]
        self._writing = False
        self._undone = 0
        self._kept: dict[Hashable, object] = {}
        self._kept_at: _State | None = None

    def close(self) -> None:
        """Let go of the file."""
        self.conn.close()

    def kept(self, name: Hashable, make: Callable[[], T]) -> T:
        """What *make* works out from the record, worked out anew only after the record has changed.

        Whoever is given it must not change it: the next one who asks is given the same.
        """
        # Asked before *make* reads: what others write meanwhile makes it look older than it is, never newer.
        state = self._state()
        if state != self._kept_at:
            self._kept, self._kept_at = {}, state
        kept = self._kept
        if name not in kept:
            # Into the place of then, which is left behind if *make* changes the record itself.
            kept[name] = make()
        return cast("T", kept[name])

    def _state(self) -> _State:
        others = self.conn.execute("PRAGMA data_version").fetchone()[0]
        return _State(self.conn, others, self.conn.total_changes, self._undone)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one pen: read, then write, with nobody in between; all or nothing.

        Inside another `writing` it is a part of that one: several entries are written together, and a part that fails
        leaves nothing behind even if the rest goes on.
        sqlite-utils' `atomic()` will not do: it takes the pen only at the first write and then fails at once if
        another process wrote since our read.

        Raises:
            StoreUnavailable: read-only, full, or another process kept the pen; nothing was written.
        """
        if self.read_only:
            raise StoreUnavailable(self.read_only, remedy=N_("查询仍可使用"), path=self.path)
        part, self._writing = self._writing, True
        try:
            self.conn.execute("SAVEPOINT part" if part else "BEGIN IMMEDIATE")
            self._refuse_if_migrated()
            yield
            self.conn.execute("RELEASE part" if part else "COMMIT")
        except BaseException as error:
            self._undone += 1
            # SQLite has undone everything itself when the disk is full.
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK TO part" if part else "ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(
                error, sqlite3.IntegrityError
            ):
                raise failure(error, self.path) from error
            raise
        finally:
            self._writing = part

    def _refuse_if_migrated(self) -> None:
        """An app left open while a newer wxmod brought the record up would write what no longer fits."""
        if schema.version(self.conn) != schema.VERSION:
            what = N_("{path}：记录库已由另一版本的 wxmod 升级，没有写入")
            raise StoreUnavailable(what, remedy=N_("关闭并用新版本重新打开"), path=self.path)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of the record throughout, whatever others write meanwhile."""
        if self.conn.in_transaction:
            yield
            return
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
