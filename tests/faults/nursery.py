"""Opens an old record over and over and is killed at another statement each time: ``nursery.py STORED FOLDER EVERY``.

A parent of its own, with one thread, so that it may fork.  It says which statement killed the child and what the
record then was: its version and whether it is whole.
"""

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from wxmod.store import database
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify


def fatal_at(n: int) -> Callable[[str], None]:
    seen = 0

    def trace(_sql: str) -> None:
        nonlocal seen
        seen += 1
        if seen == n:
            os.kill(os.getpid(), signal.SIGKILL)

    return trace


def die_at(path: Path, n: int) -> None:
    """Never returns when the n-th statement is reached."""
    real = database._connect

    def traced(where: Path, *, read_only: bool = False) -> sqlite3.Connection:
        conn = real(where, read_only=read_only)
        conn.set_trace_callback(fatal_at(n))
        return conn

    database._connect = traced
    open_store(path).close()
    os._exit(0)


def main(stored: Path, folder: Path, every: int) -> None:
    n = 0
    while True:
        n += every
        path = folder / f"killed-{n}.db"
        shutil.copyfile(stored, path)
        child = os.fork()
        if not child:
            die_at(path, n)
        _pid, status = os.waitpid(child, 0)
        with sqlite3.connect(path) as conn:
            version = conn.execute("PRAGMA user_version").fetchone()[0]
        conn.close()
        store = open_store(path)
        found = verify(store)
        store.close()
        os.write(
            1,
            f"{n} {os.WIFSIGNALED(status):d} {version} {found.entries} {len(found.breaks)}\n".encode(),
        )
        if not os.WIFSIGNALED(status):
            return


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        int(sys.argv[3]),
    )
