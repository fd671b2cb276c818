"""Equipment and its inspections; people and what lets them operate."""

from datetime import date, timedelta
from typing import NamedTuple

from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.registry import pins
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person
from wxmod.domain.text import twin_of
from wxmod.store import tables
from wxmod.wording import N_


class Inspected(NamedTuple):
    """One piece of equipment with the inspection it works under.

    Attributes:
        latest: The last inspection, good or bad; None if there never was one.
        days_left: Days it may still work counted from the day asked about; None if it may not.
    """

    unit: Equipment
    latest: Inspection | None
    days_left: int | None


def equipment(desk: Desk, on: date | None = None) -> list[Inspected]:
    """Every piece of equipment as it stands on a day (today, if not given)."""
    day, known = on or desk.today(), tables.registry.inspections(desk.store)
    return [
        _inspected(unit, known.get(name, ()), day)
        for name, unit in tables.registry.equipment(desk.store).items()
    ]


def _inspected(unit: Equipment, held: tuple[Inspection, ...], day: date) -> Inspected:
    valid = [i for i in held if i.allows(day)]
    left = max(((i.valid_until - day).days for i in valid), default=None)
    return Inspected(unit, held[-1] if held else None, left)


def inspect(desk: Desk, inspection: Inspection) -> Outcome:
    """Write the year's inspection of one piece of equipment.

    Raises:
        UnknownName: no such equipment.
        BadInput: the inspection lies in the future.
    """
    known = tables.registry.equipment(desk.store)
    if inspection.equipment not in known:
        raise UnknownName(N_("装备"), inspection.equipment, list(known))
    if inspection.inspected_on > desk.today():
        raise BadInput(N_("检验日期 {day} 还没有到"), day=inspection.inspected_on)
    return Outcome(inspection.equipment, desk.write("equipment.inspected", inspection))


def valid_until(desk: Desk, inspected_on: date) -> date:
    """Until when an inspection holds by the programme's setting of that day."""
    return inspected_on + timedelta(
        days=desk.program.settings.inspection_valid_days.value_on(inspected_on) or 0
    )


def register(desk: Desk, unit: Equipment) -> Outcome:
    """Write a new piece of equipment, or what has changed of a known one (status, place)."""
    if unit.site:
        desk.program.site(unit.site)
    for code in unit.accepts:
        desk.program.ammunition_type(code)
    return Outcome(unit.id, desk.write("equipment.registered", unit))


def people(desk: Desk) -> list[Person]:
    """Everyone on the roster."""
    return list(tables.registry.people(desk.store).values())


def add_person(
    desk: Desk,
    person: Person,
    vouched: pins.Vouched = pins.NOBODY,
) -> Outcome:
    """Write a new person, or what has changed of a known one.

    Who is on the roster, on duty, and may do what decides who can act: others vouch for that.  What a known person has
    learned or filed is written as it comes.

    Raises:
        BadInput: too few people vouch for it.
    """
    if person.site:
        desk.program.site(person.site)
    known = tables.registry.people(desk.store).get(person.id)
    if known is None:
        _refuse_twin(desk, person.id)
    with desk.store.writing():
        if _lets_in(known, person):
            pins.refuse_unvouched(desk, vouched)
        receipt = desk.write(
            "person.registered",
            person,
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
