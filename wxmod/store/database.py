"""Making and opening the file.

TRUNCATE journalling with synchronous=EXTRA lost no acknowledged entry in simulated power cuts and leaves one file that
can be copied; WAL on SQLite before 3.51.3 can corrupt.  The live file is never opened by anything but SQLite: reading
it with `open()` in this process would drop SQLite's locks.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wxmod.domain.errors import IntegrityFailure, StoreUnavailable
from wxmod.files import make_folder, new_file
from wxmod.store import schema
from wxmod.store.disks import network_disk
from wxmod.store.migrate import migrate, renew
from wxmod.store.pen import BUSY_SECONDS, Store, failure
from wxmod.wording import N_

LIBRARY = sqlite3.sqlite_version
_PRAGMAS = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "journal_mode": "truncate",
    "synchronous": 3,
    "cache_size": -65536,  # KiB, as far as it is needed
}
_SCRATCH = {
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_mode": "off",
    "synchronous": 0,
    "temp_store": 1,
    "cache_size": -16384,
}
# Of the tables made anew beside a copy (`schema.shadow`), whose pages must hold an entry too.
_SHADOW = {"page_size": 8192, "journal_mode": "off", "synchronous": 0, "cache_size": -16384}
PAGE_BYTES = 8192  # an entry with its operation fits in a page; of 4096 each would take another one for its tail


def create(path: Path, *, program: str, network: bool = False) -> Store:
    """A new, empty record for *program* (its name or folder); on a *network* disk only if that is allowed.

    Raises:
        StoreUnavailable: the file exists already, or cannot be made here.
    """
    refuse_network(path, allowed=network)
    make_folder(path.parent)
    with new_file(path) as part:
        begin(part, program=program).close()
    return Store(_connect(path), path)


def begin(part: Path, *, program: str) -> Store:
    """A new, empty record in the empty file *part*.

    Raises:
        StoreUnavailable: there is no room.
    """
    try:
        conn = _connect(part)
        with closing_on_failure(conn):
            return _fill(conn, part, program)
    except sqlite3.Error as error:
        raise failure(error, part) from error


def begin_chain(path: Path) -> None:
    """Give a record that is not open anywhere a new chain to go on with; what it holds stays as it is."""
    conn = _connect(path)
    with closing_on_failure(conn):
        about = dict(conn.execute("SELECT name, value FROM about"))
        conn.execute("BEGIN IMMEDIATE")
        for trigger in ("about_is_final", "about_is_kept", "about_is_told_once"):
            conn.execute(f"DROP TRIGGER {trigger}")
        conn.execute("DELETE FROM about")
        _tell_about(conn, about["program"])
        schema.create(conn)  # the triggers again
        conn.execute("COMMIT")
    conn.close()


def in_memory(*, program: str) -> Store:
    """A record that lives only as long as the process; for checks and rebuilds."""
    return _fill(_connect(Path(":memory:")), Path(":memory:"), program)


def scratch() -> sqlite3.Connection:
    """A database in a file without a name, which the system takes away even if the program is killed.

    What there is room for stays in the cache; nothing is waited for, because nobody will ever read it again.
    """
    conn = sqlite3.connect("", isolation_level=None)
    for name, value in _SCRATCH.items():
        conn.execute(f"PRAGMA {name} = {value}").fetchall()
    for name, value in _SHADOW.items():
        conn.execute(f"PRAGMA temp.{name} = {value}").fetchall()
    return conn


def _fill(conn: sqlite3.Connection, path: Path, program: str) -> Store:
    conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    conn.execute("BEGIN IMMEDIATE")
    schema.create(conn)
    conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {schema.VERSION}")
    _tell_about(conn, program)
    conn.execute("COMMIT")
    return Store(conn, path)


def _tell_about(conn: sqlite3.Connection, program: str) -> None:
    about = {
        "chain": f"{Path(program).name}-{secrets.token_hex(4)}",
        "program": program,
    }
    conn.executemany(
        "INSERT INTO about VALUES (?, ?)",
        [*about.items(), ("seal", schema.about_seal(about))],
    )


def refuse_network(path: Path, *, allowed: bool) -> None:
    """Keep a record that will be written off the network.

    Raises:
        StoreUnavailable: *path* is on a network disk and that is not allowed.
    """
    kind = "" if allowed else network_disk(path)
    if kind:
        raise StoreUnavailable(
            N_("{path}：在网络磁盘（{kind}）上，断网或断电会丢已确认的记录，没有打开写入"),
            remedy=N_("放到本机磁盘；只看用 --read-only；自担风险用 --network-disk"),
            path=path,
            kind=kind,
        )


def open_store(path: Path, *, read_only: bool = False, network: bool = False) -> Store:
    """The record in *path*, brought up to this version if an older wxmod made it.

    Read-only if asked, if it cannot be written or if a newer wxmod wrote it; an old record is then shown as a copy in
    memory, brought up, and the file stays as it is.

    Raises:
        StoreUnavailable: no such file, not a wxmod record, or on a *network* disk without that being allowed.
        IntegrityFailure: its tables are not those wxmod makes.
    """
    if not path.is_file():
        raise StoreUnavailable(
            N_("{path}：没有这个记录库"), remedy=N_("先运行 wxmod init"), path=path
        )
    why = ""
    if read_only:
        why = N_("{path}：按要求只读打开，不写入")
    elif not _writable(path):
        why = N_("{path}：只读，不能写入")
    refuse_network(path, allowed=network or bool(why))
    try:
        conn = _connect(path, read_only=bool(why))
        with closing_on_failure(conn):
            version = _known(conn, path)
            if version > schema.VERSION:
                return Store(
                    conn,
                    path,
                    read_only=N_("{path}：由更新版本的 wxmod 建立，只能查看；请升级 wxmod"),
                )
            if version < schema.VERSION and why:
                return Store(_as_if_migrated(conn), path, read_only=why)
            migrated = migrate(conn, path) if version < schema.VERSION else None
            return Store(conn, path, read_only=why, migrated=migrated)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if why and "readonly" in str(error):
            # SQLite must first undo what a killed program had begun, and may not.
            raise StoreUnavailable(
                N_("{path}：上次写入中断，要先恢复到中断之前，只读打不开"),
                remedy=N_(
                    "正常打开一次即自动恢复；磁盘只读的，连同 -journal 文件复制到可写处再打开"
                ),
                path=path,
            ) from error
        raise failure(error, path) from error


def _as_if_migrated(conn: sqlite3.Connection) -> sqlite3.Connection:
    memory = _connect(Path(":memory:"))
    with closing_on_failure(memory):
        conn.backup(memory)
        memory.execute("BEGIN")
        renew(memory)
        memory.execute("COMMIT")
    conn.close()
    return memory


def _known(conn: sqlite3.Connection, path: Path) -> int:
    """The version of a record; an error if it is none or has been tampered with."""
    conn.execute("BEGIN")  # one state for all the questions: another process may be bringing it up
    try:
        return _version(conn, path)
    finally:
        conn.execute("ROLLBACK")


def _version(conn: sqlite3.Connection, path: Path) -> int:
    if conn.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise StoreUnavailable(
            N_("{path}：不是 wxmod 记录库"), remedy=N_("检查 --db 指向的文件"), path=path
        )
    version = schema.version(conn)
    remedy = N_("不要继续写入；用备份恢复，并保留此文件备查")
    if version > schema.VERSION:
        if schema.is_known(conn):
            # The tables are ours: only the number was changed, so that the record would turn read-only.
            raise IntegrityFailure(N_("{path}：版本号被改动过"), remedy=remedy, path=path)
        return version
    if schema.fingerprint(conn) != schema.expected_fingerprint(version):
        raise IntegrityFailure(N_("{path}：表结构被改动过"), remedy=remedy, path=path)
    if not schema.about_holds(conn):
        raise IntegrityFailure(N_("{path}：记录库的名称被改动过"), remedy=remedy, path=path)
    return version


@contextmanager
def closing_on_failure(conn: sqlite3.Connection) -> Iterator[None]:
    """Let go of the file if what is done with it fails."""
    try:
        yield
    except BaseException:
        conn.close()
        raise


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    where = (
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        if str(path) != ":memory:"
        else ":memory:"
    )
    conn = sqlite3.connect(where, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    with closing_on_failure(conn):
        for name, value in _PRAGMAS.items():
            if read_only and name == "journal_mode":
                continue
            conn.execute(f"PRAGMA {name} = {value}").fetchall()
            held = conn.execute(f"PRAGMA {name}").fetchone()[0]
            if held != value and str(path) != ":memory:":
                what = N_("{path}：SQLite 不接受设置 {name}={value}")
                raise IntegrityFailure(what, path=path, name=name, value=value)
    return conn
