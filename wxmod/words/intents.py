"""What somebody asks for or orders, from the words typed: one mechanism for flags and for the app's windows.

Every fault is told with the field it is about; what nobody said is made up here and nowhere else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import Limits
from wxmod.actions.command import notices
from wxmod.actions.command.suspension import Look
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.base import Value
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.stages import GuidanceKind
from wxmod.domain.command.suspension import COUNTY
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.domain.explain import faults
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, parse_day, parse_instant
from wxmod.domain.typed import SEPARATORS, FormFaults, choice
from wxmod.wording import N_, Term, _

Words = Mapping[str, Any]
"""By field name: a line as typed, several parts of it, or None where nothing was said."""
T = TypeVar("T")
V = TypeVar("V", bound=Value)
K = TypeVar("K", bound=Term)
_PAIR = 2


def instant(desk: Desk, text: str | None) -> datetime:
    """A moment as typed; now where nothing was."""
    return (
        parse_instant(text, zone=desk.program.zone, now=desk.now())
        if text and text.strip()
        else desk.now()
    )


def optional(text: str) -> str | None:
    """A code as it is compared, or None where nobody said one."""
    return normalise(text) or None


def parts(said: str | Sequence[str] | None) -> list[str]:
    """What was named, one by one: a line is split at blanks and commas."""
    if isinstance(said, str):
        return [normalise(part) for part in SEPARATORS.split(said.strip()) if part]
    return [normalise(str(part)) for part in said or ()]


_COMMAS = re.compile(r"[,，、;；]+")


def terms(kind: type[K], said: str | Sequence[str] | None) -> tuple[K, ...]:
    """The terms named, by code or label; a label may hold blanks, so commas part them where there are any.

    Raises:
        BadInput: one of them is none.
    """
    if not isinstance(said, str):
        return tuple(choice(kind, part) for part in said or ())
    whole = [part for part in _COMMAS.split(said) if part.strip()]
    labels = {name for term in kind for name in (term.value, term.word.lower(), term.label.lower())}
    fits = all(normalise(part).lower() in labels for part in whole)
    return tuple(choice(kind, part) for part in (whole if fits else parts(said)))


class Gathered:
    """Settles words field by field, gathering what is wrong instead of stopping at the first fault."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self.desk, self.words, self.faults = desk, words, dict[str, str]()

    def said(self, name: str) -> str:
        """What was typed there, "" for nothing."""
        value = self.words.get(name)
        return "" if value is None else str(value).strip()

    def settle(self, name: str, act: Callable[[], T]) -> T | None:
        """What *act* makes of a field; its fault is kept."""
        try:
            return act()
        except WxmodError as error:
            self.faults[name] = str(error)
            return None

    def moment(self, name: str, otherwise: datetime | None = None) -> datetime | None:
        """A moment as typed; *otherwise* where nothing was, and a fault where there is none."""
        if text := self.said(name):
            return self.settle(name, lambda: instant(self.desk, text))
        if otherwise is None:
            self.faults[name] = _(N_("必填"))
        return otherwise

    def window(self, start: datetime | None = None, end: datetime | None = None) -> Window | None:
        """From ``start`` to ``end``; those given where nothing was typed."""
        first, last = self.moment("start", start), self.moment("end", end)
        if first and last and last < first:
            self.faults["end"] = _(N_("结束早于开始"))
        return Window(start=first, end=last) if first and last and first <= last else None

    def numbers(self, name: str) -> list[float]:
        """Numbers on a line."""
        said = self.words.get(name)
        if isinstance(said, int | float):
            return [float(said)]
        return self.settle(name, lambda: [_number(part) for part in parts(said)]) or []

    def span(self, name: str) -> tuple[float, float] | None:
        """Two directions, from and to; None where nothing was said."""
        found = self.numbers(name)
        if found and len(found) != _PAIR:
            self.faults[name] = _(N_("应为两个数：自、至"))
        return (found[0], found[1]) if len(found) == _PAIR else None

    def done(self) -> None:
        """Stop here if anything was wrong.

        Raises:
            FormFaults: it was.
        """
        if self.faults:
            raise FormFaults(self.faults)

    def made(self, kind: type[V], told: Mapping[str, Any]) -> V:
        """The value that was told.

        Raises:
            FormFaults: something does not fit.
        """
        self.done()
        try:
            return kind.model_validate(told)
        except ValidationError as error:
            raise FormFaults(faults(error)) from error


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInput(N_("应为数字")) from None


def clearance(desk: Desk, words: Words) -> Clearance:
    """An application as it is asked for: the next free number, and what stands at its sites, where nobody says.

    Args:
        words: ``sites``, ``start``, ``end``, ``equipment``, ``number``, ``max_height_msl_m`` and ``azimuths``.

    Raises:
        FormFaults: something does not fit.
    """
    read = Gathered(desk, words)
    codes, window = (
        read.settle("sites", lambda: _sites(desk, words.get("sites"))) or [],
        read.window(),
    )
    kinds = read.settle("equipment", lambda: terms(EquipmentKind, words.get("equipment")))
    azimuths = read.span("azimuths") or (None, None)
    return read.made(
        Clearance,
        {
            "number": normalise(read.said("number")) or clearances.next_number(desk),
            "requested_at": desk.now(),
            "sites": codes,
            "requested_by": desk.actor,
            "equipment": kinds or clearances.kinds_at(desk, codes),
            "wanted": window,
            "max_height_msl_m": read.said("max_height_msl_m") or None,
            "azimuth_from_deg": azimuths[0],
            "azimuth_to_deg": azimuths[1],
        },
    )


def _sites(desk: Desk, said: str | Sequence[str] | None) -> list[str]:
    """Codes of the sites named; a name may hold blanks."""
    known = {name for site in desk.program.sites for name in (site.code, site.name)}
    whole = isinstance(said, str) and normalise(said) in known
    named = [normalise(str(said))] if whole else parts(said)
    if not named:
        raise BadInput(N_("必填"))
    return [desk.program.site(name).code for name in named]


def limits(desk: Desk, words: Words) -> tuple[Window, Limits]:
    """What flight control gave: ``start`` to ``end``, ``max_height_msl_m`` and ``azimuths`` where other than asked.

    Raises:
        FormFaults: something does not fit.
    """
    read = Gathered(desk, words)
    window, height, azimuths = (
        read.window(),
        read.numbers("max_height_msl_m"),
        read.span("azimuths"),
    )
    read.done()
    assert window  # noqa: S101  a missing one is a fault
    return window, Limits(height[0] if height else None, azimuths)


def look(desk: Desk, words: Words, *, tripped: bool | None) -> Look:
    """What somebody saw of a reason to stop: ``source``, ``zone``, ``observed`` for a threshold, ``until``, ``at``.

    Raises:
        FormFaults: something does not fit.
    """
    read = Gathered(desk, words)
    observed, at = read.numbers("observed"), read.settle("at", lambda: instant(desk, words["at"]))
    until = read.moment("until") if read.said("until") else None
    if not read.said("source"):
        read.faults["source"] = _(N_("必填"))
    read.done()
    zone = normalise(read.said("zone")) or COUNTY
    return Look(
        read.said("source"),
        zone,
        observed[0] if observed else None,
        tripped,
        until,
        at,
    )


def guidance(desk: Desk, words: Words) -> dict[str, Any]:
    """What `stages.attach` takes: ``process``, ``kind``, ``title``, ``text``, ``stage``, ``issued_by``, ``issued_at``.

    Raises:
        FormFaults: something does not fit.
    """
    read = Gathered(desk, words)
    kind = read.settle("kind", lambda: choice(GuidanceKind, read.said("kind")))
    at = read.moment("issued_at") if read.said("issued_at") else None
    if not read.said("title"):
        read.faults["title"] = _(N_("必填"))
    read.done()
    told = {name: read.said(name) for name in ("process", "title", "text", "issued_by")}
    return told | {
        "kind": kind,
        "stage": normalise(read.said("stage")) or None,
        "issued_at": at,
    }


def declaration(desk: Desk, words: Words) -> tuple[Window, tuple[Purpose, ...], str]:
    """A process somebody vouches for: ``start``, ``end``, ``purposes`` and the ``reason``.

    Raises:
        FormFaults: something does not fit.
    """
    read = Gathered(desk, words)
    window, meant = (
        read.window(),
        read.settle("purposes", lambda: terms(Purpose, words.get("purposes"))),
    )
    for name in ("purposes", "reason"):
        if not words.get(name) or not read.said(name):
            read.faults[name] = _(N_("必填"))
    read.done()
    assert window  # noqa: S101  a missing one is a fault
    return window, meant or (), read.said("reason")


_NOTICE_DAYS = {"first": "first", "last": "last", "issued": "issued_on", "police": "police_told_on"}


def notice(desk: Desk, words: Words) -> PublicNotice:
    """The notice the words describe, the rest made up from the record.

    Args:
        words: ``number``, the days ``first``, ``last``, ``issued`` and ``police``, the lines ``basis``, ``area``,
            ``effects``, ``contact``, ``phone`` and ``published``, and ``sites``, ``equipment`` and ``purposes``.

    Raises:
        FormFaults: something does not fit.
    """
    read = Gathered(desk, words)
    lines = ("basis", "area", "effects", "contact", "phone", "published")
    told: dict[str, Any] = {name: read.said(name) for name in lines if read.said(name)}
    told |= {"number": normalise(read.said("number"))} if read.said("number") else {}
    days = {name: said for flag, name in _NOTICE_DAYS.items() if (said := read.said(flag))}
    settled: dict[str, Callable[[], Any]] = {
        n: partial(parse_day, said, desk.today()) for n, said in days.items()
    }
    settled |= {"sites": lambda: tuple(_sites(desk, words["sites"]))} if words.get("sites") else {}
    for name, kind in (("equipment", EquipmentKind), ("purposes", Purpose)):
        settled |= {name: partial(terms, kind, words[name])} if words.get(name) else {}
    told |= {name: read.settle(name, act) for name, act in settled.items()}
    read.done()
    try:
        return notices.draft(desk, told)
    except ValidationError as error:
        raise FormFaults(faults(error)) from error


def needed(desk: Desk, words: Words, name: str) -> datetime:
    """A moment that has to be said.

    Raises:
        FormFaults: it is not, or is none.
    """
    read = Gathered(desk, words)
    at = read.moment(name)
    read.done()
    assert at  # noqa: S101  a missing one is a fault
    return at


def because(desk: Desk, words: Words, name: str = "reason") -> str:
    """Words that have to be said: the reason of a refusal, who answers.

    Raises:
        FormFaults: they are not.
    """
    read = Gathered(desk, words)
    if not read.said(name):
        read.faults[name] = _(N_("必填"))
    read.done()
    return read.said(name)


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
    if any(not why.strip() for why in told.values()):
        raise BadInput(N_("豁免须写明理由"), remedy=N_("写作 --waive M322=理由"))
    return dict(told)
