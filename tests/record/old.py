"""A record as an earlier schema of wxmod made it, from stored SQL."""

import sqlite3
from contextlib import closing
from pathlib import Path

STORED = Path(__file__).with_name("record-v1.sql")


def old_record(folder: Path, version: int = 1) -> Path:
    """A record of an old version with one entry of each kind of the first, and a draft."""
    path = folder / "record.db"
    if version > 1:
        return _later(folder, path, version)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.executescript(STORED.read_text("utf-8"))
        conn.execute("PRAGMA application_id = 0x77786D64")
        conn.execute("PRAGMA user_version = 1")
    path.chmod(0o600)
    return path


def _later(folder: Path, path: Path, version: int) -> Path:
    """The same journal in the tables of a later schema; what is derived is derived anew in any case."""
    (folder / "first").mkdir()
    first = old_record(folder / "first")
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        said = STORED.with_name(f"schema-v{version}.sql").read_text("utf-8")
        tables, _mark, triggers = said.partition("CREATE TRIGGER")
        conn.executescript(tables)
        conn.execute(
            "ATTACH ? AS first",
            (str(first),),
        )
        for table in ("about", "journal", "draft"):
            conn.execute(f"INSERT INTO {table} SELECT * FROM first.{table}")  # noqa: S608
        conn.execute("DETACH first")
        conn.executescript("CREATE TRIGGER" + triggers)
        conn.execute("PRAGMA application_id = 0x77786D64")
        conn.execute(f"PRAGMA user_version = {version}")
    first.unlink()
    first.parent.rmdir()
    path.chmod(0o600)
    return path


def raw(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows as any SQLite tool reads them."""
    with closing(
        sqlite3.connect(
            f"{path.as_uri()}?mode=ro",
            uri=True,
        )
    ) as conn:
        return conn.execute(sql).fetchall()


def behind_its_back(path: Path, *statements: str) -> None:
    """Write as any SQLite tool could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement in statements:
            conn.execute(statement)
