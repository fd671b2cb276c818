"""A record as wxmod's first schema made it, from stored SQL."""

import sqlite3
from contextlib import closing
from pathlib import Path

STORED, SECOND = (Path(__file__).with_name(name) for name in ("record-v1.sql", "schema-v2.sql"))


def old_record(folder: Path, version: int = 1) -> Path:
    """A record of an old version with one entry of each kind of the first, and a draft."""
    path = folder / "record.db"
    if version == 2:
        return _second(folder, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.executescript(STORED.read_text("utf-8"))
        conn.execute("PRAGMA application_id = 0x77786D64")
        conn.execute("PRAGMA user_version = 1")
    path.chmod(0o600)
    return path


def _second(folder: Path, path: Path) -> Path:
    """The same journal in the tables of the second schema; what is derived is derived anew in any case."""
    (folder / "first").mkdir()
    first = old_record(folder / "first")
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        said = SECOND.read_text("utf-8")
        tables, _mark, triggers = said.partition("CREATE TRIGGER")
        conn.executescript(tables)
        conn.execute("ATTACH ? AS first", (str(first),))
        for table in ("about", "journal", "draft"):
            conn.execute(f"INSERT INTO {table} SELECT * FROM first.{table}")  # noqa: S608
        conn.execute("DETACH first")
        conn.executescript("CREATE TRIGGER" + triggers)
        conn.execute("PRAGMA application_id = 0x77786D64")
        conn.execute("PRAGMA user_version = 2")
    first.unlink()
    first.parent.rmdir()
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
