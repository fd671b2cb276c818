"""Equipment, people and lots: everything ever told of them; inspections one by one."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple, TypeVar, cast

from wxmod.domain.ammunition.ledger import Lot
from wxmod.domain.base import Value
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import PAPERS, Person
from wxmod.domain.registry.versions import EVER, Register, Telling, Written
from wxmod.domain.times import from_utc_text
from wxmod.store.entries import Entry, canonical
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.store.tables.latest import pace
from wxmod.store.tables.roster import counted

V = TypeVar("V", bound=Value)

# An entry about "now" is stamped twice, when it happened and when it was written; older ones a second apart.
_AT_ONCE = timedelta(seconds=2)
_TELLINGS = {
    "equipment": "SELECT id, chain, seq, since, recorded_at, body FROM equipment ORDER BY id, told, chain, seq",
    "lot": "SELECT no, chain, seq, since, recorded_at, body FROM lot ORDER BY no, told, chain, seq",
    "person": "SELECT id, chain, seq, since, recorded_at, body FROM person ORDER BY id, told, chain, seq",
}


class Registers(NamedTuple):
    """All registers with everything ever told of them."""

    equipment: Register[Equipment]
    people: Register[Person]
    lots: Register[Lot]
    inspections: Mapping[str, tuple[Telling[Inspection], ...]]


def registers(store: Store, zone: tzinfo) -> Registers:
    """Every register as it stands in the record; *zone* is the county's clock, by which days are told."""
    return Registers(
        _equipment(store, zone),
        _people(store, zone),
        _lots(store, zone),
        inspection_tellings(store, zone),
    )


def equipment(store: Store) -> dict[str, Equipment]:
    """Every unit as it stands now."""
    return _equipment(store, UTC).at(EVER)


def people(store: Store) -> dict[str, Person]:
    """Everyone on the roster as they stand now, by the word of those whose word counts here."""
    return _people(store, UTC).at(EVER)


def lots(store: Store) -> dict[str, Lot]:
    """Every lot as it is known now."""
    return _lots(store, UTC).at(EVER)


# Each is asked for many times while one operation is judged or one page is drawn, and grows with every telling.
def _equipment(store: Store, zone: tzinfo) -> Register[Equipment]:
    def build() -> Register[Equipment]:
        return Register(_tellings(store, "equipment", Equipment), zone=zone)

    return store.kept(("equipment", zone), build)


def _people(store: Store, zone: tzinfo) -> Register[Person]:
    def build() -> Register[Person]:
        told = counted(store, _tellings(store, "person", Person))
        return Register(told, zone=zone, papers=PAPERS)

    return store.kept(("people", zone), build)


def _lots(store: Store, zone: tzinfo) -> Register[Lot]:
    def build() -> Register[Lot]:
        return Register(_tellings(store, "lot", Lot), zone=zone)

    return store.kept(("lots", zone), build)


def inspections(store: Store) -> dict[str, tuple[Inspection, ...]]:
    """By equipment, its inspections from first to last."""
    told = inspection_tellings(store, UTC)
    return {unit: in_force(tellings) for unit, tellings in told.items()}


def in_force(tellings: tuple[Telling[Inspection], ...]) -> tuple[Inspection, ...]:
    """Inspections as told last: who tells one day's result again corrects it; two who disagree both stand."""
    last: dict[tuple[object, ...], Inspection] = {}
    for telling in tellings:
        body = telling.body
        whose = (body.inspected_on, telling.written.chain, body.organiser)
        last.pop(whose, None)
        last[whose] = body
    return tuple(sorted(last.values(), key=lambda i: i.inspected_on))


_TAKEN = {
    "equipment": "SELECT r.id, j.uid, r.body FROM equipment r JOIN journal j USING (chain, seq)"
    " WHERE j.chain = ? AND j.seq <= ? ORDER BY j.seq",
    "person": "SELECT r.id, j.uid, r.body FROM person r JOIN journal j USING (chain, seq)"
    " WHERE j.chain = ? AND j.seq <= ? ORDER BY j.seq",
}
FROM_CSV = "csv-"
"""How the key of an entry begins that took a row of the programme's table over."""


def taken_over(store: Store, table: str, model: type[V]) -> dict[str, dict[str, object]]:
    """By row, what its line in the programme's table said when it was taken over, field by field."""
    base: dict[str, dict[str, object]] = {}
    state: dict[str, dict[str, object]] = {}
    for chain, last in reversed(lineage(store).items()):
        for name, uid, body in store.conn.execute(_TAKEN[table], (chain, last)).fetchall():
            row = dict(model.model_validate_json(body))
            before = state.get(name, {})
            changed = {f: value for f, value in row.items() if before.get(f, ...) != value}
            if name not in base or uid.startswith(FROM_CSV):
                base.setdefault(name, {}).update(changed)
            state[name] = row
    return base


def inspection_tellings(
    store: Store, zone: tzinfo
) -> Mapping[str, tuple[Telling[Inspection], ...]]:
    """By equipment, every inspection with where it was entered, the earliest day in front."""
    return store.kept(("inspections", zone), lambda: _inspections(store, zone))


def _inspections(store: Store, zone: tzinfo) -> dict[str, tuple[Telling[Inspection], ...]]:
    rows = store.conn.execute(
        "SELECT equipment, chain, seq, recorded_at, body FROM inspection"
        " ORDER BY equipment, inspected_on, told, chain, seq"
    ).fetchall()
    found: dict[str, list[Telling[Inspection]]] = {}
    for name, chain, seq, recorded, body in rows:
        inspection = _parsed(Inspection, body)
        day = inspection.inspected_on
        since = datetime(day.year, day.month, day.day, tzinfo=zone)
        written = Written(since, from_utc_text(recorded), chain, seq)
        found.setdefault(name, []).append(Telling(inspection, written, dated=True))
    return {name: tuple(tellings) for name, tellings in found.items()}


def _parsed(model: type[V], body: str) -> V:
    return cast("V", _parsed_once(model, body))


@lru_cache(maxsize=4096)
def _parsed_once(model: type[Value], body: str) -> Value:
    """A body as a value, which is frozen and may be shared; after an entry all but one are as they were."""
    return model.model_validate_json(body)


def _tellings(store: Store, table: str, model: type[V]) -> dict[str, list[Telling[V]]]:
    found: dict[str, list[Telling[V]]] = {}
    for name, chain, seq, since, recorded, body in store.conn.execute(_TELLINGS[table]).fetchall():
        written = Written(from_utc_text(since), from_utc_text(recorded), chain, seq)
        dated = written.recorded_at - written.since > _AT_ONCE
        telling = Telling(_parsed(model, body), written, dated)
        found.setdefault(name, []).append(telling)
    return found


def lot_registered(conn: sqlite3.Connection, entry: Entry, body: Lot) -> None:
    """One more telling of a lot."""
    _tell(conn, "lot", entry, body.no)
    facts = canonical([body.type, body.maker, str(body.made_on), str(body.expires_on)])
    conn.execute(
        "INSERT INTO lot_telling VALUES (?,?,?,?)", (body.no, entry.chain, entry.seq, facts)
    )


def equipment_registered(conn: sqlite3.Connection, entry: Entry, body: Equipment) -> None:
    """One more telling of a unit."""
    _tell(conn, "equipment", entry, body.id)


def equipment_inspected(conn: sqlite3.Connection, entry: Entry, body: Inspection) -> None:
    """One inspection."""
    told = pace(conn, entry.chain, entry.recorded_at)
    row = (
        body.equipment,
        body.inspected_on.isoformat(),
        entry.seq,
        entry.chain,
        told,
        entry.recorded_at,
        entry.body,
    )
    conn.execute("INSERT INTO inspection VALUES (?,?,?,?,?,?,?)", row)


def person_registered(conn: sqlite3.Connection, entry: Entry, body: Person) -> None:
    """What a chain says of a person; whose word counts is asked when they are looked up."""
    _tell(conn, "person", entry, body.id)


def _tell(
    conn: sqlite3.Connection,
    table: str,
    entry: Entry,
    name: str,
) -> None:
    told = pace(conn, entry.chain, entry.recorded_at)
    row = (
        name,
        entry.chain,
        entry.seq,
        entry.occurred_at,
        told,
        entry.recorded_at,
        entry.body,
    )
    conn.execute(f"INSERT INTO {table} VALUES (?,?,?,?,?,?,?)", row)  # noqa: S608  fixed names
