"""A record as wxmod's first schema made it, from stored SQL."""

import sqlite3
from contextlib import closing
from pathlib import Path

STORED = Path(__file__).with_name("record-v1.sql")


def old_record(folder: Path) -> Path:
    """Version 1 with one entry of each kind and a draft."""
    path = folder / "record.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.executescript(STORED.read_text("utf-8"))
        conn.execute("PRAGMA application_id = 0x77786D64")
        conn.execute("PRAGMA user_version = 1")
    path.chmod(0o600)
    return path


def raw(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows as any SQLite tool reads them."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as conn:
        return conn.execute(sql).fetchall()


def behind_its_back(path: Path, *statements: str) -> None:
    """Write as any SQLite tool could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement in statements:
            conn.execute(statement)
