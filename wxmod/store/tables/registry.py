"""Equipment, people and lots as last told; inspections one by one."""

import sqlite3

from wxmod.domain.ammunition.ledger import Lot
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person
from wxmod.store.entries import Entry, canonical, encode
from wxmod.store.pen import Store
from wxmod.store.tables.latest import all_of, pace, tell
from wxmod.store.tables.roster import roster


def equipment(store: Store) -> dict[str, Equipment]:
    return all_of(store, "equipment", "id", Equipment)


def people(store: Store) -> dict[str, Person]:
    """Everyone on the roster, as those whose word counts here told them last."""
    return roster(store)


def lots(store: Store) -> dict[str, Lot]:
    return all_of(store, "lot", "no", Lot)


def inspections(store: Store) -> dict[str, tuple[Inspection, ...]]:
    """By equipment, its inspections from first to last."""
    found: dict[str, tuple[Inspection, ...]] = {}
    for name, body in store.conn.execute("SELECT equipment, body FROM inspection").fetchall():
        found[name] = (*found.get(name, ()), Inspection.model_validate_json(body))
    return found


def lot_registered(conn: sqlite3.Connection, entry: Entry, body: Lot) -> None:
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


def equipment_registered(conn: sqlite3.Connection, entry: Entry, body: Equipment) -> None:
    tell(conn, "equipment", entry, (body.id, encode(body)))


def equipment_inspected(conn: sqlite3.Connection, entry: Entry, body: Inspection) -> None:
    row = (
        body.equipment,
        body.inspected_on.isoformat(),
        entry.seq,
        entry.chain,
        encode(body),
    )
    conn.execute("INSERT INTO inspection VALUES (?,?,?,?,?)", row)


def person_registered(conn: sqlite3.Connection, entry: Entry, body: Person) -> None:
    """What each chain says of them; whose word counts is asked when they are looked up."""
    row = (
        body.id,
        entry.chain,
        entry.seq,
        pace(conn, entry.chain, entry.recorded_at),
        encode(body),
    )
    conn.execute("INSERT OR REPLACE INTO person VALUES (?,?,?,?,?)", row)
