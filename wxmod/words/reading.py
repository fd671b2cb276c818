"""One reader for everything that is typed, in a form, on a line of flags or in a file.

It settles words field by field and gathers what is wrong, each fault beside its field, instead of stopping at the
first.  Whatever it settles, every moment goes through the same parser.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

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
T = TypeVar("T")
V = TypeVar("V", bound=Value)
K = TypeVar("K", bound=Term)
REQUIRED = N_("必填")
BACKWARDS = N_("结束早于开始")
_PAIR = 2
_COMMAS = re.compile(r"[,，、;；]+")


def instant(desk: Desk, text: str | None, side: Side = Side.PAST) -> datetime:
    """A moment as typed; now where nothing was.

    Args:
        side: Whether it tells of what happened or of what is to come, which decides the day of a bare clock time around
            midnight.
    """
    if text is None or not text.strip():
        return desk.now()
    now = desk.now()
    return parse_instant(
        text,
        zone=desk.program.zone,
        now=now,
        beside=Beside(now, side),
    )


def optional(text: str) -> str | None:
    """A code as it is compared, or None where nobody said one."""
    return normalise(text) or None


def parts(typed: str | Sequence[str] | None) -> list[str]:
    """What was named, one by one: a line is split at blanks and commas."""
    if isinstance(typed, str):
        return [normalise(part) for part in SEPARATORS.split(typed.strip()) if part]
    return [normalise(str(part)) for part in typed or ()]


def terms(kind: type[K], typed: str | Sequence[str] | None) -> tuple[K, ...]:
    """The terms named, by code or label; a label may hold blanks, so commas part them where there are any.

    Raises:
        BadInput: one of them is none.
    """
    if not isinstance(typed, str):
        return tuple(choice(kind, part) for part in typed or ())
    between_commas = [part for part in _COMMAS.split(typed) if part.strip()]
    labels = {
        name
        for term in kind
        for name in (
            term.value,
            term.word.lower(),
            term.label.lower(),
        )
    }
    all_are_terms = all(normalise(part).lower() in labels for part in between_commas)
    return tuple(choice(kind, part) for part in (between_commas if all_are_terms else parts(typed)))


class Reading:
    """What was typed, being settled.

    Attributes:
        side: Whether it tells of what happened or of what is to come: the day of bare clock times around midnight.
        faults: What is wrong, by dotted field name.
        day: The day that bare clock times belong to, where a form has a field for it.
    """

    def __init__(self, desk: Desk, words: Words | None = None, side: Side = Side.PAST) -> None:
        self.desk = desk
        self.words: Words = words or {}
        self.side = side
        self.faults: dict[str, str] = {}
        self.day: date | None = None

    def text(self, name: str) -> str:
        """What was typed there, "" for nothing."""
        value = self.words.get(name)
        return "" if value is None else str(value).strip()

    def given(self, *names: str) -> dict[str, str]:
        """Those of the fields in which something was typed."""
        return {name: text for name in names if (text := self.text(name))}

    def missing(self, name: str) -> None:
        """Note that a field has to be filled in."""
        self.faults[name] = _(REQUIRED)

    def required(self, *names: str) -> None:
        """Note every one of the fields that was left empty."""
        for name in names:
            if not self.words.get(name) or not self.text(name):
                self.missing(name)

    def settle(self, name: str, act: Callable[[], T]) -> T | None:
        """What *act* makes of a field; its fault is kept."""
        try:
            return act()
        except WxmodError as error:
            self.faults[name] = str(error).replace(
                "\n",
                " ",
            )
            return None

    def typed(self, name: str, act: Callable[[str], T]) -> T | None:
        """What *act* makes of what was typed in a field; None where nothing was."""
        text = self.text(name)
        return (
            self.settle(
                name,
                lambda: act(text),
            )
            if text
            else None
        )

    def at(self, name: str, value: Any, beside: Beside | None = None) -> datetime | None:
        """A moment told in a field: as typed, or as a file has it already.

        Args:
            beside: Another moment that tells the day of a bare clock time; the form's day or the present, if none does.
        """
        zone, now = self.desk.program.zone, self.desk.now()
        if isinstance(value, datetime):
            return settled(value if value.tzinfo else value.replace(tzinfo=zone))
        day = None if beside else self.day
        known = beside or Beside(now, self.side)
        return self.settle(
            name,
            lambda: parse_instant(
                str(value),
                zone=zone,
                now=now,
                day=day,
                beside=known,
            ),
        )

    def moment(
        self,
        name: str,
        otherwise: datetime | None = None,
        *,
        beside: Beside | None = None,
    ) -> datetime | None:
        """A moment as typed; *otherwise* where nothing was, and a fault where there is none."""
        if text := self.text(name):
            return self.at(name, text, beside)
        if otherwise is None:
            self.missing(name)
        return otherwise

    def maybe(self, name: str) -> datetime | None:
        """A moment as typed; None where nothing was."""
        return self.moment(name) if self.text(name) else None

    def window(self, start: datetime | None = None, end: datetime | None = None) -> Window | None:
        """From ``start`` to ``end``, which may lie past midnight; those given where nothing was typed."""
        first = self.moment("start", start)
        after = Beside(first, Side.AFTER) if first else None
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
        return {
            name: self.typed(
                name,
                lambda text: parse_day(text, today),
            )
            for name in self.given(*names)
        }

    def numbers(self, name: str) -> list[float]:
        """Numbers on a line."""
        typed = self.words.get(name)
        if isinstance(typed, int | float):
            return [float(typed)]
        return (
            self.settle(
                name,
                lambda: [number(part) for part in parts(typed)],
            )
            or []
        )

    def first_number(self, name: str) -> float | None:
        """The number on a line; None where nothing was typed."""
        return next(
            iter(self.numbers(name)),
            None,
        )

    def span(self, name: str) -> tuple[float, float] | None:
        """Two directions, from and to; None where nothing was typed."""
        found = self.numbers(name)
        if not found:
            return None
        if len(found) != _PAIR:
            self.faults[name] = _(N_("应为两个数：自、至"))
            return None
        return found[0], found[1]

    def person(self, field: str, value: Any) -> str:
        """The id of a person named by id or by name; an unknown one is kept for the rules to find."""
        name = normalise(str(value))
        people = tables.registry.people(self.desk.store).values()
        found = [
            p.id
            for p in people
            if name
            in {
                p.id,
                normalise(p.name),
            }
        ]
        if len(found) > 1:
            alike = _(N_("有 {n} 人同名，请用编号：{ids}"))
            self.faults[field] = alike.format(
                n=len(found),
                ids=" ".join(found),
            )
        return found[0] if found else name

    def done(self) -> None:
        """Stop here if anything was wrong.

        Raises:
            FormFaults: it was.
        """
        if self.faults:
            raise FormFaults(self.faults)

    def made(self, kind: type[V], values: Mapping[str, Any], under: str = "") -> V:
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
            by_field = {under + field: why for field, why in faults(error).items()}
            raise FormFaults(by_field) from error


def window(desk: Desk, words: Words, side: Side = Side.AHEAD) -> Window:
    """From ``start`` to ``end``, which may lie past midnight.

    Raises:
        FormFaults: one of them is missing or no moment.
    """
    reading = Reading(desk, words, side)
    found = reading.window()
    reading.done()
    assert found  # noqa: S101  a missing one is a fault
    return found
