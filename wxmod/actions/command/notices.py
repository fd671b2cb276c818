"""Public notices: made up from the programme, published, and on record."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from wxmod.actions import judging
from wxmod.actions.desk import Desk, Outcome
from wxmod.documents import notices as planned
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.text import next_free
from wxmod.domain.times import Window
from wxmod.rules import Finding, check
from wxmod.store import tables
from wxmod.wording import N_


def draft(desk: Desk, told: Mapping[str, Any]) -> PublicNotice:
    """A notice from the guns and launchers on record and their sites; what is *told* replaces any of it.

    Args:
        told: Fields of a `PublicNotice`; ``first`` and ``last`` are days. The rest of this year, from tomorrow on, if
            they are not given.
    """
    words = dict(told)
    day = desk.today()
    settings = desk.program.planning
    first = words.pop("first", None) or day + timedelta(days=1)
    last = words.pop("last", None) or date(first.year, 12, 31)
    firing = _firing(desk, words.get("sites"))
    taken = tables.command.notices(desk.store)
    made = {
        "number": next_free(f"GG{first.year}-", taken),
        "issued_on": day,
        "issued_by": desk.program.bureau,
        "window": _days(desk, first, last),
        "sites": tuple(dict.fromkeys(unit.site for unit in firing)),
        "purposes": (Purpose.RAIN, Purpose.HAIL),
        "equipment": tuple(dict.fromkeys(unit.kind for unit in firing)),
        "contact": settings.contact.value_on(day) or "",
        "phone": settings.phone.value_on(day) or "",
    }
    return PublicNotice.model_validate(made | words)


def _firing(desk: Desk, sites: Collection[str] | None) -> list[Equipment]:
    """The guns and launchers of the sites that are named, or of all."""
    firing = []
    for unit in tables.registry.equipment(desk.store).values():
        if not unit.site or not unit.kind.fires:
            continue
        if not sites or unit.site in sites:
            firing.append(unit)
    return firing


def _days(desk: Desk, first: date, last: date) -> Window:
    """From the first second of one day to the last of another, on the county's clock."""
    zone = desk.program.zone
    return Window(
        start=datetime.combine(first, time(), zone),
        end=datetime.combine(last, time(23, 59, 59), zone),
    )


def issue(
    desk: Desk,
    notice: PublicNotice,
    *,
    uid: str | None = None,
) -> Outcome:
    """Write that a notice was published; incomplete ones are written too, with what they lack.

    Raises:
        BadInput: the number is taken.
        Refused: it names a site the programme does not have.
    """
    findings = findings_of(desk, notice)
    with desk.store.writing():
        repeated = desk.earlier(uid) is not None
        if notice.number in tables.command.notices(desk.store) and not repeated:
            raise BadInput(
                N_("公告 {number} 已经登记"),
                number=notice.number,
            )
        desk.guard(notice.number, findings)
        receipt = desk.write("notice.issued", notice, uid=uid)
    return Outcome(notice.number, receipt, findings)


def findings_of(desk: Desk, notice: PublicNotice) -> tuple[Finding, ...]:
    """Whether a notice is valid: what it lacks, and whether it came in time."""
    return check(
        notice,
        judging.for_clearance(desk),
    )


def listed(desk: Desk) -> list[PublicNotice]:
    """Every notice on record, by the day it was published."""
    return sorted(
        tables.command.notices(desk.store).values(),
        key=lambda n: (n.issued_on, n.number),
    )


def get(desk: Desk, number: str) -> PublicNotice:
    """The notice of that number.

    Raises:
        UnknownName: no such notice.
    """
    held = tables.command.notices(desk.store)
    if number not in held:
        raise UnknownName(
            N_("公告"),
            number,
            list(held),
        )
    return held[number]


def words(desk: Desk, notice: PublicNotice) -> str:
    """The notice as it is posted, in the current language."""
    return planned.words(notice, desk.program)
