"""What somebody asks for or orders, from the words typed: one mechanism for flags and for the app's windows.

Every fault is told with the field it is about; what nobody said is made up here and nowhere else.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import Limits
from wxmod.actions.command import notices
from wxmod.actions.command.suspension import Look
from wxmod.actions.desk import Desk
from wxmod.actions.registry import pins
from wxmod.actions.waiver import Waiver
from wxmod.domain.airspace import Clearance
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.stages import GuidanceKind
from wxmod.domain.command.suspension import COUNTY
from wxmod.domain.errors import BadInput
from wxmod.domain.explain import faults
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import normalise
from wxmod.domain.times import Side, Window
from wxmod.domain.typed import FormFaults
from wxmod.wording import N_
from wxmod.words.reading import (
    REQUIRED,
    Fields,
    Named,
    Reading,
    Words,
    instant,
    optional,
    parts,
    terms,
)

__all__ = [
    "Words",
    "because",
    "clearance",
    "code",
    "declaration",
    "guidance",
    "instant",
    "limits",
    "look",
    "needed",
    "notice",
    "optional",
    "parts",
    "terms",
    "waived",
    "waiver",
]


def clearance(desk: Desk, words: Words) -> Clearance:
    """An application as it is asked for: the next free number, and what stands at its sites, where nobody says.

    Args:
        words: ``sites``, ``start``, ``end``, ``equipment``, ``number``, ``max_height_msl_m`` and ``azimuths``.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words, Side.AHEAD)
    codes = reading.settle("sites", _sites, desk, words.get("sites"))
    if codes is None:
        codes = []
    window = reading.window()
    kinds = reading.terms("equipment", EquipmentKind)
    azimuths = reading.span("azimuths")
    number = normalise(reading.text("number"))
    asked: Fields = {
        "number": number or clearances.next_number(desk),
        "requested_at": desk.now(),
        "sites": codes,
        "requested_by": desk.actor,
        "equipment": kinds or clearances.kinds_at(desk, codes),
        "wanted": window,
        "max_height_msl_m": reading.text("max_height_msl_m") or None,
    }
    if azimuths:
        first, last = azimuths
        asked["azimuth_from_deg"] = first
        asked["azimuth_to_deg"] = last
    return reading.made(Clearance, asked)


def _sites(desk: Desk, typed: Named) -> list[str]:
    """Codes of the sites named; a name may hold blanks."""
    program = desk.program
    if isinstance(typed, str):
        # Parting it at its blanks would make two sites of a name with one inside.
        line = normalise(typed)
        for site in program.sites:
            if line in {site.code, site.name}:
                return [site.code]
    names = parts(typed)
    if not names:
        raise BadInput(REQUIRED)
    return [program.site(name).code for name in names]


def limits(desk: Desk, words: Words) -> tuple[Window, Limits]:
    """What flight control gave: ``start`` to ``end``, ``max_height_msl_m`` and ``azimuths`` where other than asked.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words, Side.AHEAD)
    window = reading.window()
    height = reading.first_number("max_height_msl_m")
    azimuths = reading.span("azimuths")
    reading.done()
    assert window  # noqa: S101  a missing one is a fault
    return window, Limits(height, azimuths)


def look(desk: Desk, words: Words, *, tripped: bool | None) -> Look:
    """What somebody saw of a reason to stop: ``source``, ``zone``, ``observed`` for a threshold, ``until``, ``at``.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words)
    observed = reading.first_number("observed")
    at = reading.maybe("at")
    until = reading.typed("until", lambda text: instant(desk, text, Side.AHEAD))
    reading.required("source")
    reading.done()
    zone = normalise(reading.text("zone"))
    return Look(
        reading.text("source"),
        zone=zone or COUNTY,
        observed=observed,
        tripped=tripped,
        until=until,
        at=at or desk.now(),
    )


def guidance(desk: Desk, words: Words) -> Fields:
    """What `signing.attach` takes: ``process``, ``kind``, ``title``, ``text``, ``stage``, ``issued_by``, ``issued_at``.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words)
    kind = reading.one_of("kind", GuidanceKind)
    issued_at = reading.maybe("issued_at")
    reading.required("title")
    reading.done()
    return {
        "process": reading.text("process"),
        "kind": kind,
        "title": reading.text("title"),
        "text": reading.text("text"),
        "stage": optional(reading.text("stage")),
        "issued_by": reading.text("issued_by"),
        "issued_at": issued_at,
    }


def declaration(desk: Desk, words: Words) -> tuple[Window, tuple[Purpose, ...], str]:
    """A process somebody vouches for: ``start``, ``end``, ``purposes`` and the ``reason``.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words, Side.AHEAD)
    window = reading.window()
    purposes = reading.terms("purposes", Purpose)
    reading.required("purposes", "reason")
    reading.done()
    assert window  # noqa: S101  a missing one is a fault
    return window, purposes, reading.text("reason")


_NOTICE_LINES = (
    "basis",
    "area",
    "effects",
    "contact",
    "phone",
    "published",
)
_NOTICE_DAYS = {
    "first": "first",
    "last": "last",
    "issued": "issued_on",
    "police": "police_told_on",
}


def notice(desk: Desk, words: Words) -> PublicNotice:
    """The notice the words describe, the rest made up from the record.

    Args:
        words: ``number``, the days ``first``, ``last``, ``issued`` and ``police``, the lines ``basis``, ``area``,
            ``effects``, ``contact``, ``phone`` and ``published``, and ``sites``, ``equipment`` and ``purposes``.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words)
    fields: Fields = reading.given(*_NOTICE_LINES)
    number = normalise(reading.text("number"))
    if number:
        fields["number"] = number
    for flag, day in reading.days(*_NOTICE_DAYS).items():
        fields[_NOTICE_DAYS[flag]] = day
    sites = words.get("sites")
    if sites:
        fields["sites"] = reading.settle("sites", _sites, desk, sites)
    if words.get("equipment"):
        fields["equipment"] = reading.terms("equipment", EquipmentKind)
    if words.get("purposes"):
        fields["purposes"] = reading.terms("purposes", Purpose)
    reading.done()
    try:
        return notices.draft(desk, fields)
    except ValidationError as error:
        raise FormFaults(faults(error)) from error


def needed(desk: Desk, words: Words, name: str) -> datetime:
    """A moment to come that has to be said.

    Raises:
        FormFaults: it is not, or is none.
    """
    reading = Reading(desk, words, Side.AHEAD)
    at = reading.moment(name)
    reading.done()
    assert at  # noqa: S101  a missing one is a fault
    return at


def because(desk: Desk, words: Words, name: str = "reason") -> str:
    """Words that have to be said: the reason of a refusal, who answers.

    Raises:
        FormFaults: they are not.
    """
    reading = Reading(desk, words)
    reading.required(name)
    reading.done()
    return reading.text(name)


def code(desk: Desk, words: Words, name: str) -> str:
    """A code that has to be said, in the form it is compared in.

    Raises:
        FormFaults: it is not.
    """
    return normalise(because(desk, words, name))


def waived(told: Mapping[str, str]) -> dict[str, str]:
    """Blocks somebody waives, code to reason.

    Raises:
        BadInput: one without a reason.
    """
    for reason in told.values():
        if not reason.strip():
            raise BadInput(N_("豁免须写明理由"), remedy=N_("写作 --waive M322=理由"))
    return dict(told)


def waiver(
    desk: Desk,
    told: Mapping[str, str],
    second: str,
    typed: tuple[str, str],
) -> Waiver:
    """What somebody at the desk sets aside in a window, with the second person and both their PINs.

    Args:
        second: The second person; nobody, where what is set aside takes one.
        typed: The PIN of who is at the desk, and the second person's.

    Raises:
        BadInput: a block without a reason, or a wrong PIN.
    """
    own, second_pin = typed
    witness = optional(second)
    given = {}
    if own:
        given[desk.actor] = own
    if witness and second_pin:
        given[witness] = second_pin
    return Waiver(
        waived(told),
        by=desk.actor,
        witness=witness,
        proven=pins.prove(desk, given),
    )
