"""Equipment, people, lots, airspace and processes as last told; inspections and waivers one by one."""

import sqlite3

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import Lot
from wxmod.domain.equipment import Equipment, Inspection
from wxmod.domain.people import Person
from wxmod.domain.processes import Process
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, RuleWaived, encode


def lot(conn: sqlite3.Connection, _entry: Entry, body: Lot) -> None:
    expires = body.expires_on.isoformat() if body.expires_on else None
    conn.execute("INSERT OR REPLACE INTO lot VALUES (?,?,?,?)", (body.no, body.type, expires, encode(body)))


def equipment(conn: sqlite3.Connection, _entry: Entry, body: Equipment) -> None:
    conn.execute("INSERT OR REPLACE INTO equipment VALUES (?,?)", (body.id, encode(body)))


def inspection(conn: sqlite3.Connection, entry: Entry, body: Inspection) -> None:
    row = (body.equipment, body.inspected_on.isoformat(), entry.seq, entry.chain, encode(body))
    conn.execute("INSERT INTO inspection VALUES (?,?,?,?,?)", row)


def person(conn: sqlite3.Connection, _entry: Entry, body: Person) -> None:
    conn.execute("INSERT OR REPLACE INTO person VALUES (?,?)", (body.id, encode(body)))


def clearance(conn: sqlite3.Connection, _entry: Entry, body: Clearance) -> None:
    row = (body.number, body.status.value, utc_text(body.requested_at), encode(body))
    conn.execute("INSERT OR REPLACE INTO clearance VALUES (?,?,?,?)", row)


def process(conn: sqlite3.Connection, _entry: Entry, body: Process) -> None:
    row = (body.id, utc_text(body.window.start), utc_text(body.window.end), encode(body))
    conn.execute("INSERT OR REPLACE INTO process VALUES (?,?,?,?)", row)


def waiver(conn: sqlite3.Connection, entry: Entry, body: RuleWaived) -> None:
    row = (entry.chain, entry.seq, body.subject, body.rule, encode(body))
    conn.execute("INSERT INTO waiver VALUES (?,?,?,?,?)", row)
