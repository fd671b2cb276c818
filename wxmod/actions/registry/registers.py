"""Equipment and its inspections; people and what lets them operate.

Registers are dated: a change says from when it holds, and what was done before is judged by what held then.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from wxmod.actions.desk import Desk, Outcome, fresh_key
from wxmod.actions.registry import pins
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.registry import equipment as units
from wxmod.domain.registry.equipment import Equipment, Fitness, Inspection, InspectionResult
from wxmod.domain.registry.people import Person
from wxmod.domain.text import twin_of
from wxmod.store import tables
from wxmod.wording import N_


class Inspected(NamedTuple):
    """One piece of equipment with the inspection it works under.

    Attributes:
        latest: The last inspection up to the day asked about, good or bad; None if there was none.
        days_left: Days it may still work counted from that day; None if it may not.
        fitness: What the inspections come to.
    """

    unit: Equipment
    latest: Inspection | None
    days_left: int | None
    fitness: Fitness


def equipment(desk: Desk, on: date | None = None) -> list[Inspected]:
    """Every piece of equipment as it stood at the end of a day (today, if not given)."""
    day = on or desk.today()
    evening = datetime.combine(
        day,
        time(23, 59, 59),
        desk.program.zone,
    )
    held = tables.registry.registers(desk.store, desk.program.zone)
    known = tables.registry.inspections(desk.store)
    found = []
    for name, unit in held.equipment.at(evening).items():
        standing = units.inspected(known.get(name, ()), day)
        found.append(
            Inspected(
                unit,
                standing.latest,
                standing.days_left,
                standing.fitness,
            )
        )
    return found


def inspections(desk: Desk, unit: str) -> tuple[Inspection, ...]:
    """A unit's inspections from first to last."""
    return tables.registry.inspections(desk.store).get(unit, ())


def inspect(desk: Desk, inspection: Inspection) -> Outcome:
    """Write the year's inspection of one piece of equipment.

    Raises:
        UnknownName: no such equipment.
        BadInput: the inspection lies in the future.
    """
    known = tables.registry.equipment(desk.store)
    if inspection.equipment not in known:
        raise UnknownName(
            N_("装备"),
            inspection.equipment,
            list(known),
        )
    if inspection.inspected_on > desk.today():
        raise BadInput(N_("检验日期 {day} 还没有到"), day=inspection.inspected_on)
    return Outcome(inspection.equipment, desk.write("equipment.inspected", inspection))


def valid_until(
    desk: Desk,
    inspected_on: date,
    result: InspectionResult,
) -> date:
    """Until when an inspection holds by the programme's setting of that day; a failed one holds for no day."""
    if not result.good:
        return inspected_on
    days = desk.program.settings.inspection_valid_days.value_on(inspected_on) or 0
    return inspected_on + timedelta(days=days)


def register(
    desk: Desk,
    unit: Equipment,
    *,
    since: datetime | None = None,
    uid: str | None = None,
) -> Outcome:
    """Write a new piece of equipment, or what has changed of a known one (status, place).

    Args:
        since: From when it holds; now, if not given.

    Raises:
        UnknownName: the programme has no such site or ammunition.
        BadInput: *since* lies in the future.
    """
    known = tables.registry.equipment(desk.store).get(unit.id)
    # What it said before holds, even where the programme no longer has it: only what is new is asked for.
    if unit.site and (known is None or known.site != unit.site):
        desk.program.site(unit.site)
    for code in set(unit.accepts) - set(known.accepts if known else ()):
        desk.program.ammunition_type(code)
    _refuse_future(desk, since)
    return Outcome(
        unit.id,
        desk.write("equipment.registered", unit, at=since, uid=uid),
    )


def people(desk: Desk) -> list[Person]:
    """Everyone on the roster."""
    return list(tables.registry.people(desk.store).values())


def add_person(
    desk: Desk,
    person: Person,
    *,
    since: datetime | None = None,
    uid: str | None = None,
    vouched: Waiver = NOTHING_WAIVED,
) -> Outcome:
    """Write a new person, or what has changed of a known one.

    Who is on the roster, on duty, and may do what decides who can act: others vouch for that.  What a known person has
    learned or filed is written as it comes.

    Args:
        since: From when it holds; now, if not given.  The day of a training or filing holds from itself on.

    Raises:
        UnknownName: the programme has no such site.
        BadInput: *since* lies in the future, or too few people vouch for it.
    """
    known = tables.registry.people(desk.store).get(person.id)
    if person.site and (known is None or known.site != person.site):
        desk.program.site(person.site)
    _refuse_future(desk, since)
    if known is None:
        _refuse_twin(desk, person.id)
    with desk.store.writing():
        if _lets_in(known, person):
            pins.refuse_unvouched(desk, vouched)
        receipt = desk.write(
            "person.registered",
            person,
            at=since,
            uid=uid,
            by=vouched.by,
            witness=vouched.witness,
        )
    return Outcome(person.id, receipt)


def _lets_in(known: Person | None, person: Person) -> bool:
    """Whether it makes somebody able to act who was not, under this name or in this part."""
    if known is None:
        return True
    more = set(person.roles) - set(known.roles)
    return bool(more) or (person.active and not known.active) or person.name != known.name


def _refuse_twin(desk: Desk, who: str) -> None:
    twin = twin_of(who, tables.registry.people(desk.store))
    if twin:
        raise BadInput(
            N_("编号 {who} 与已登记的 {known} 只差字母大小写"),
            remedy=N_("按已登记的写法再录"),
            who=who,
            known=twin,
        )


def unit_at(
    desk: Desk,
    name: str,
    at: datetime | None = None,
) -> Equipment | None:
    """A unit as it stood at a moment (now, if not given); None if nobody registered it."""
    held = tables.registry.registers(desk.store, desk.program.zone).equipment.row(name)
    return held.at(at or desk.now()) if held else None


def person_at(
    desk: Desk,
    name: str,
    at: datetime | None = None,
) -> Person | None:
    """A person as they stood at a moment (now, if not given); None if nobody registered them."""
    held = tables.registry.registers(desk.store, desk.program.zone).people.row(name)
    return held.at(at or desk.now()) if held else None


def _refuse_future(desk: Desk, since: datetime | None) -> None:
    if since and since > desk.now():
        raise BadInput(N_("{since:%Y-%m-%d %H:%M} 还没有到，到时再登记"), since=desk.local(since))


class Edited(NamedTuple):
    """A row of the programme's CSV that says something the register does not.

    Attributes:
        table: ``equipment`` or ``people``.
        name: The row's id.
        fields: What changed: field, as registered, as the file has it now; all of a new row.
        row: The register's row with these fields.
    """

    table: str
    name: str
    fields: tuple[tuple[str, str, str], ...]
    row: Equipment | Person

    def as_dict(self) -> dict[str, object]:
        """The change as `--json` prints it."""
        fields = [{"field": f, "was": was, "now": now} for f, was, now in self.fields]
        return {"table": self.table, "id": self.name, "fields": fields}


def edited(desk: Desk) -> list[Edited]:
    """Rows of equipment.csv and people.csv edited since the record took them over, and not registered yet."""
    store, program = desk.store, desk.program
    units_taken = tables.registry.taken_over(store, "equipment", Equipment)
    people_taken = tables.registry.taken_over(store, "person", Person)
    return [
        *_edited(
            "equipment",
            program.equipment,
            tables.registry.equipment(store),
            units_taken,
        ),
        *_edited(
            "people",
            program.people,
            tables.registry.people(store),
            people_taken,
        ),
    ]


def _edited(
    table: str,
    rows: Sequence[Equipment | Person],
    held: Mapping[str, Equipment | Person],
    taken: Mapping[str, Mapping[str, object]],
) -> Iterator[Edited]:
    for row in rows:
        now = held.get(row.id)
        # Against what the file said when it was taken over: what the register learned since is no edit of the file.
        before = taken.get(row.id, {})
        names = [name for name, value in row if before.get(name, ...) != value]
        if now is None:
            yield Edited(
                table,
                row.id,
                _differences(None, row, names),
                row,
            )
            continue
        names = [name for name in names if getattr(now, name) != getattr(row, name)]
        if names:
            update = {name: getattr(row, name) for name in names}
            changed = now.model_copy(update=update | {"stated": tuple(names)})
            yield Edited(
                table,
                row.id,
                _differences(now, row, names),
                changed,
            )


def _differences(
    now: Value | None, row: Value, names: Sequence[str]
) -> tuple[tuple[str, str, str], ...]:
    found = []
    for name in names:
        was = _word(now, name) if now else ""
        found.append((name, was, _word(row, name)))
    return tuple(each for each in found if each[1] != each[2])


def _word(row: Value, field: str) -> str:
    value = row.model_dump(mode="json")[field]
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def take_edits(
    desk: Desk,
    *,
    since: datetime | None = None,
    vouched: Waiver = NOTHING_WAIVED,
) -> list[Outcome]:
    """Register what was edited in the programme's tables, from a moment on (now, if not given).

    Raises:
        BadInput: it lets somebody in and too few people vouch for it; nothing was registered.
    """
    done = []
    with desk.store.writing():
        for each in edited(desk):
            row = each.row
            uid = f"{tables.registry.FROM_CSV}{fresh_key()}"
            if isinstance(row, Equipment):
                done.append(register(desk, row, since=since, uid=uid))
            else:
                done.append(add_person(desk, row, since=since, uid=uid, vouched=vouched))
    return done
