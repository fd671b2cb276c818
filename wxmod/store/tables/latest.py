"""What was told last.

Last goes by the hour of recording, within a chain by its numbers even where the clock went back: each chain keeps the
latest hour it has shown, and a row is replaced only by a later telling.  What a chain tells after taking a bundle in is
later than all that was in it (`BundleTaken.past`): knowing beats clocks, which decide only between tellings that did
not know of each other.  That is a maximum, so the tables are the same in whatever order the chains came in; every
telling stays in the journal.
"""

import sqlite3
from typing import TypeVar

from wxmod.domain.base import Value
from wxmod.store.entries import Entry
from wxmod.store.pen import Store

V = TypeVar("V", bound=Value)

LAST_LETTER = "\U0010ffff"
"""Sorts after whatever a number may go on with: between a prefix and the prefix with it lies what begins so."""


def all_of(
    store: Store,
    table: str,
    key: str,
    model: type[V],
) -> dict[str, V]:
    rows = store.conn.execute(f"SELECT {key}, body FROM {table} ORDER BY {key}").fetchall()  # noqa: S608  fixed names
    return {name: model.model_validate_json(body) for name, body in rows}


_KEYS = {
    "process": "id",
    "closure": "no",
    "public_notice": "number",
    "instruction": "number",
    "product": "number",
    "guidance": "number",
}


def give_number(
    conn: sqlite3.Connection,
    kind: str,
    entry: Entry,
    number: str,
) -> None:
    """Note who gave a number; that two chains gave it is a conflict, whichever of them the tables show."""
    conn.execute(
        "INSERT OR REPLACE INTO given_number VALUES (?,?,?,?)",
        (kind, number, entry.chain, entry.seq),
    )
    givers = conn.execute(
        "SELECT chain, seq FROM given_number WHERE kind = ? AND number = ?", (kind, number)
    ).fetchall()
    if len(givers) > 1:
        conflict = f"{kind}-twice"
        conn.execute("DELETE FROM conflict WHERE no = ? AND kind = ?", (number, conflict))
        conn.execute("INSERT INTO conflict VALUES (?,?,?,?)", (number, conflict, *max(givers)))


def tell(
    conn: sqlite3.Connection,
    table: str,
    entry: Entry,
    row: tuple[object, ...],
) -> None:
    """Put *row* (its key first) in the table unless what stands there was told later."""
    rank = (pace(conn, entry.chain, entry.recorded_at), entry.chain, entry.seq)
    key = _KEYS[table]
    # Whoever told it later stands, in whatever order the two came in.
    there = conn.execute(
        f"SELECT told, chain, seq FROM {table} WHERE {key} = ?",  # noqa: S608
        row[:1],
    ).fetchone()
    if there is None or there < rank:
        marks = ",".join("?" * (len(row) + 3))
        conn.execute(
            f"INSERT OR REPLACE INTO {table} VALUES ({marks})",  # noqa: S608  fixed names
            (*row, *rank),
        )


def pace(conn: sqlite3.Connection, chain: str, at: str) -> str:
    """The latest hour a chain has shown, *at* included."""
    held = conn.execute("SELECT at FROM pace WHERE chain = ?", (chain,)).fetchone()
    told = max(at, held[0] if held else "")
    conn.execute("INSERT OR REPLACE INTO pace VALUES (?,?)", (chain, told))
    return told
