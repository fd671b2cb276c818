"""Public notices: made up from the programme, published, and on record."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from wxmod.actions import judging
from wxmod.actions.desk import Desk, Outcome
from wxmod.documents import notices as planned
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.operations.operation import Purpose
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
    day, settings, words = desk.today(), desk.program.planning, dict(told)
    asked = words.get("sites")
    firing = [
        u
        for u in tables.registry.equipment(desk.store).values()
        if u.site and u.kind.fires and (not asked or u.site in asked)
    ]
    first = words.pop("first", None) or day + timedelta(days=1)
    last = words.pop("last", None) or date(first.year, 12, 31)
    made = {
        "number": next_free(
            f"GG{first.year}-",
            tables.command.notices(desk.store),
        ),
        "issued_on": day,
        "issued_by": desk.program.bureau,
        "window": _days(desk, first, last),
        "sites": tuple(dict.fromkeys(u.site for u in firing)),
        "purposes": (Purpose.RAIN, Purpose.HAIL),
        "equipment": tuple(dict.fromkeys(u.kind for u in firing)),
        "contact": settings.contact.value_on(day) or "",
        "phone": settings.phone.value_on(day) or "",
    }
    return PublicNotice.model_validate(made | words)


def _days(desk: Desk, first: date, last: date) -> Window:
    zone = desk.program.zone
    return Window(
        start=datetime.combine(
            first,
            time(),
            zone,
        ),
        end=datetime.combine(
            last,
            time(23, 59, 59),
            zone,
        ),
    )


def issue(desk: Desk, notice: PublicNotice, *, uid: str | None = None) -> Outcome:
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
