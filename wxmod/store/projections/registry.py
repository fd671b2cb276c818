"""Equipment, people, lots, airspace and processes as last told; inspections and waivers one by one.

Last goes by the hour of recording, within a chain by its numbers even where the clock went back: each chain keeps the
latest hour it has shown, and a row is replaced only by a later telling.  What a chain tells after taking a bundle in is
later than all that was in it (`BundleTaken.past`): knowing beats clocks, which decide only between tellings that did
not know of each other.  That is a maximum, so the tables are the same in whatever order the chains came in; every
telling stays in the journal.
"""

import sqlite3

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import Lot
from wxmod.domain.equipment import Equipment, Inspection
from wxmod.domain.people import Person
from wxmod.domain.processes import Process
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, RuleWaived, canonical, encode

_KEYS = {
    "lot": "no",
    "equipment": "id",
    "clearance": "number",
    "process": "id",
    "closure": "no",
    "public_notice": "number",
    "instruction": "number",
    "product": "number",
    "guidance": "number",
}


def lot(conn: sqlite3.Connection, entry: Entry, body: Lot) -> None:
    expires = body.expires_on.isoformat() if body.expires_on else None
    tell(
        conn,
        "lot",
        entry,
        (body.no, body.type, expires, encode(body)),
    )
    facts = canonical([body.type, body.maker, str(body.made_on), str(body.expires_on)])
    conn.execute(
        "INSERT INTO lot_telling VALUES (?,?,?,?)", (body.no, entry.chain, entry.seq, facts)
    )


def equipment(conn: sqlite3.Connection, entry: Entry, body: Equipment) -> None:
    tell(conn, "equipment", entry, (body.id, encode(body)))


def inspection(conn: sqlite3.Connection, entry: Entry, body: Inspection) -> None:
    row = (
        body.equipment,
        body.inspected_on.isoformat(),
        entry.seq,
        entry.chain,
        encode(body),
    )
    conn.execute("INSERT INTO inspection VALUES (?,?,?,?,?)", row)


def person(conn: sqlite3.Connection, entry: Entry, body: Person) -> None:
    """What each chain says of them; whose word counts is asked when they are looked up."""
    row = (
        body.id,
        entry.chain,
        entry.seq,
        pace(conn, entry.chain, entry.recorded_at),
        encode(body),
    )
    conn.execute("INSERT OR REPLACE INTO person VALUES (?,?,?,?,?)", row)


def asked(conn: sqlite3.Connection, entry: Entry, body: Clearance) -> None:
    """A clearance asked for; others may answer, but not ask, under its number."""
    give_number(conn, "clearance", entry, body.number)
    clearance(conn, entry, body)


def clearance(conn: sqlite3.Connection, entry: Entry, body: Clearance) -> None:
    row = (body.number, body.status.value, utc_text(body.requested_at), encode(body))
    tell(conn, "clearance", entry, row)


def process(conn: sqlite3.Connection, entry: Entry, body: Process) -> None:
    row = (
        body.id,
        utc_text(body.window.start),
        utc_text(body.window.end),
        encode(body),
    )
    give_number(conn, "process", entry, body.id)
    tell(conn, "process", entry, row)


def waiver(conn: sqlite3.Connection, entry: Entry, body: RuleWaived) -> None:
    row = (entry.chain, entry.seq, body.subject, body.rule, encode(body))
    conn.execute("INSERT INTO waiver VALUES (?,?,?,?,?)", row)


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


def tell(
    conn: sqlite3.Connection,
    table: str,
    entry: Entry,
    row: tuple[object, ...],
) -> None:
    """Put *row* (its key first) in the table unless what stands there was told later."""
    rank = (pace(conn, entry.chain, entry.recorded_at), entry.chain, entry.seq)
    key = _KEYS[table]
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
