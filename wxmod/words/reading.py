"""One reader for everything that is typed, in a form, on a line of flags or in a file.

It settles words field by field and gathers what is wrong, each fault beside its field, instead of stopping at the
first.  Whatever it settles, every moment goes through the same parser.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from wxmod.actions.desk import Desk
from wxmod.domain.base import Value, settled
from wxmod.domain.errors import WxmodError
from wxmod.domain.explain import faults
from wxmod.domain.text import normalise
from wxmod.domain.times import Beside, Side, Window, parse_day, parse_instant
from wxmod.domain.typed import SEPARATORS, FormFaults, choice, number
from wxmod.store import tables
from wxmod.wording import N_, Term, _

Words = Mapping[str, Any]
"""By field name: a line as typed, several parts of it, or None where nothing was said."""
Named = str | Sequence[str] | None
"""Several things named in a field: a line as typed, or its parts."""
Fields = dict[str, Any]
"""Fields by name, on their way to become a value."""
P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V", bound=Value)
K = TypeVar("K", bound=Term)
REQUIRED = N_("必填")
BACKWARDS = N_("结束早于开始")
_PAIR = 2
_COMMAS = re.compile(r"[,，、;；]+")


def instant(
    desk: Desk,
    text: str | None,
    side: Side = Side.PAST,
) -> datetime:
    """A moment as typed; now where nothing was.

    Args:
        side: Whether it tells of what happened or of what is to come, which decides the day of a bare clock time around
            midnight.
    """
    now = desk.now()
    if text is None or not text.strip():
        return now
    return parse_instant(
        text,
        zone=desk.program.zone,
        now=now,
        beside=Beside(now, side),
    )


def optional(text: str) -> str | None:
    """A code as it is compared, or None where nobody said one."""
    return normalise(text) or None


def parts(typed: Named) -> list[str]:
    """What was named, one by one: a line is split at blanks and commas."""
    if typed is None:
        return []
    if isinstance(typed, str):
        line = typed.strip()
        typed = [part for part in SEPARATORS.split(line) if part]
    return [normalise(str(part)) for part in typed]


def _numbers(typed: Named) -> list[float]:
    return [number(part) for part in parts(typed)]


def terms(kind: type[K], typed: Named) -> tuple[K, ...]:
    """The terms named, by code or label; a label may hold blanks, so commas part them where there are any.

    Raises:
        BadInput: one of them is none.
    """
    if typed is None:
        return ()
    if isinstance(typed, str):
        typed = _named(kind, typed)
    return tuple(choice(kind, name) for name in typed)


def _named(kind: type[Term], line: str) -> list[str]:
    """The names on a line: what stands between commas, as long as all of it names terms."""
    labels = set()
    for term in kind:
        labels.add(term.value)
        labels.add(term.word.lower())
        labels.add(term.label.lower())
    between_commas = [part for part in _COMMAS.split(line) if part.strip()]
    for part in between_commas:
        name = normalise(part)
        if name.lower() not in labels:
            return parts(line)
    return between_commas


class Reading:
    """What was typed, being settled.

    Attributes:
        side: Whether it tells of what happened or of what is to come: the day of bare clock times around midnight.
        faults: What is wrong, by dotted field name.
        day: The day that bare clock times belong to, where a form has a field for it.
    """

    def __init__(
        self,
        desk: Desk,
        words: Words | None = None,
        side: Side = Side.PAST,
    ) -> None:
        self.desk = desk
        self.words: Words = words or {}
        self.side = side
        self.faults: dict[str, str] = {}
        self.day: date | None = None

    def text(self, name: str) -> str:
        """What was typed there, "" for nothing."""
        value = self.words.get(name)
        if value is None:
            return ""
        return str(value).strip()

    def given(self, *names: str) -> dict[str, str]:
        """Those of the fields in which something was typed."""
        typed = {}
        for name in names:
            text = self.text(name)
            if text:
                typed[name] = text
        return typed

    def missing(self, name: str) -> None:
        """Note that a field has to be filled in."""
        self.faults[name] = _(REQUIRED)

    def required(self, *names: str) -> None:
        """Note every one of the fields that was left empty."""
        for name in names:
            typed = self.words.get(name)
            if not typed or not self.text(name):
                self.missing(name)

    def settle(
        self,
        name: str,
        act: Callable[P, T],
        *arguments: P.args,
        **keywords: P.kwargs,
    ) -> T | None:
        """What *act* makes of a field's *arguments*; its fault is kept."""
        try:
            return act(*arguments, **keywords)
        except WxmodError as error:
            # It stands in one line beside its field.
            fault = str(error)
            self.faults[name] = fault.replace("\n", " ")
            return None

    def typed(self, name: str, act: Callable[[str], T]) -> T | None:
        """What *act* makes of what was typed in a field; None where nothing was."""
        text = self.text(name)
        if not text:
            return None
        return self.settle(name, act, text)

    def one_of(self, name: str, kind: type[K]) -> K | None:
        """The term typed in a field, by code or label."""
        return self.settle(name, choice, kind, self.text(name))

    def terms(self, name: str, kind: type[K]) -> tuple[K, ...]:
        """The terms named in a field; none where one of them is at fault."""
        typed = self.words.get(name)
        named = self.settle(name, terms, kind, typed)
        return named or ()

    def at(
        self,
        name: str,
        value: Any,
        beside: Beside | None = None,
    ) -> datetime | None:
        """A moment told in a field: as typed, or as a file has it already.

        Args:
            beside: Another moment that tells the day of a bare clock time; the form's day or the present, if none does.
        """
        zone = self.desk.program.zone
        now = self.desk.now()
        if isinstance(value, datetime):
            if value.tzinfo is None:
                value = value.replace(tzinfo=zone)
            return settled(value)
        # Another moment says more of the day than the form's own field does.
        day = None
        if beside is None:
            day = self.day
            beside = Beside(now, self.side)

        return self.settle(
            name,
            parse_instant,
            str(value),
            zone=zone,
            now=now,
            day=day,
            beside=beside,
        )

    def moment(
        self,
        name: str,
        otherwise: datetime | None = None,
        *,
        beside: Beside | None = None,
    ) -> datetime | None:
        """A moment as typed; *otherwise* where nothing was, and a fault where there is none."""
        text = self.text(name)
        if text:
            return self.at(name, text, beside)
        if otherwise is None:
            self.missing(name)
        return otherwise

    def maybe(self, name: str) -> datetime | None:
        """A moment as typed; None where nothing was."""
        if not self.text(name):
            return None
        return self.moment(name)

    def window(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Window | None:
        """From ``start`` to ``end``, which may lie past midnight; those given where nothing was typed."""
        first = self.moment("start", start)
        after = None
        if first:
            after = Beside(first, Side.AFTER)
        last = self.moment("end", end, beside=after)
        if first is None or last is None:
            return None
        if last < first:
            self.faults["end"] = _(BACKWARDS)
            return None
        return Window(start=first, end=last)

    def days(self, *names: str) -> dict[str, date | None]:
        """Those of the days that were typed."""
        today = self.desk.today()
        days = {}
        for name, text in self.given(*names).items():
            day = self.settle(name, parse_day, text, today)
            days[name] = day
        return days

    def numbers(self, name: str) -> list[float]:
        """Numbers on a line."""
        typed = self.words.get(name)
        if isinstance(typed, int | float):
            return [float(typed)]
        numbers = self.settle(name, _numbers, typed)
        return numbers or []

    def first_number(self, name: str) -> float | None:
        """The number on a line; None where nothing was typed."""
        numbers = self.numbers(name)
        if not numbers:
            return None
        return numbers[0]

    def span(self, name: str) -> tuple[float, float] | None:
        """Two directions, from and to; None where nothing was typed."""
        directions = self.numbers(name)
        if not directions:
            return None
        if len(directions) != _PAIR:
            self.faults[name] = _("应为两个数：自、至")
            return None
        first, last = directions
        return first, last

    def person(self, field: str, value: Any) -> str:
        """The id of a person named by id or by name; an unknown one is kept for the rules to find."""
        name = normalise(str(value))
        people = tables.registry.people(self.desk.store).values()
        ids = []
        for person in people:
            names = {person.id, normalise(person.name)}
            if name in names:
                ids.append(person.id)
        if not ids:
            return name
        if len(ids) > 1:
            self.faults[field] = _("有 {n} 人同名，请用编号：{ids}").format(
                n=len(ids),
                ids=" ".join(ids),
            )
        return ids[0]

    def done(self) -> None:
        """Stop here if anything was wrong.

        Raises:
            FormFaults: it was.
        """
        if self.faults:
            raise FormFaults(self.faults)

    def made(
        self,
        kind: type[V],
        values: Mapping[str, Any],
        under: str = "",
    ) -> V:
        """The value that was told.

        Args:
            under: What stands before the names of its fields in the form.

        Raises:
            FormFaults: something does not fit.
        """
        self.done()
        try:
            return kind.model_validate(values)
        except ValidationError as error:
            by_field = {}
            for field, why in faults(error).items():
                by_field[under + field] = why
            raise FormFaults(by_field) from error


def window(desk: Desk, words: Words, side: Side = Side.AHEAD) -> Window:
    """From ``start`` to ``end``, which may lie past midnight.

    Raises:
        FormFaults: one of them is missing or no moment.
    """
    reading = Reading(desk, words, side)
    stretch = reading.window()
    reading.done()
    assert stretch  # noqa: S101  a missing one is a fault
    return stretch
