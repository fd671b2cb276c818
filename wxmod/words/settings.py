"""Every setting of a programme by the name people give it: the one list the app's settings page is made from."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from wxmod.program import Dated, Program
from wxmod.program.firing import Span
from wxmod.program.history import History
from wxmod.resources import data
from wxmod.stops import items
from wxmod.wording import N_, Term, _, language


class Setting(NamedTuple):
    """One setting as it stands on a day.

    Attributes:
        name: How the programme's file names it, which is told beside the label and not instead of it.
        of: What it is for, where it is told by kind, purpose or place.
        now: What is in force; None where nobody has said.
        history: All that was and will be, oldest first.
    """

    group: str
    label: str
    unit: str
    name: str
    of: str
    now: Dated[object] | None
    history: tuple[Dated[object], ...]

    @property
    def value(self) -> str:
        """What is in force, in words."""
        return said(self.now.value) if self.now else ""


Table = Mapping[str, Any]


@cache
def _words() -> Table:
    """``data/words/settings.toml``: what groups and settings are called, and their units."""
    file = data() / "words" / "settings.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _said_as(words: str | Table) -> str:
    """What stands in one language for both, or in each for itself."""
    if isinstance(words, str):
        return words
    return str(words[language()])


class _Words(NamedTuple):
    group: str
    label: str
    unit: str


@cache
def _by_name(_language: str) -> Mapping[str, _Words]:
    """Every setting's words, group by group."""
    table = _words()
    found: dict[str, _Words] = {}
    for code, settings in table["settings"].items():
        group = _said_as(table["groups"][code])
        for name, words in settings.items():
            label = _said_as(words)
            unit = _said_as(words.get("unit", ""))
            found[name] = _Words(group, label, unit)
    return found


def labels() -> Mapping[str, _Words]:
    """By the programme's own name: group, label and unit in the language that is spoken."""
    return _by_name(language())


_ACTS = {
    "issue": N_("出库"),
    "return": N_("退库"),
    "dispose": N_("销毁"),
    "handover": N_("移交"),
    "count": N_("盘点"),
    "seal": N_("封账"),
}


def listed(program: Program, day: date) -> list[Setting]:
    """Every setting of a programme as it stands on a day, group by group."""
    found: list[Setting] = []
    for name in labels():
        for model in (program.settings, program.planning):
            held = getattr(model, name, None)
            found += _of(program, name, held, day)
    return found


def _of(program: Program, name: str, held: object, day: date) -> Iterator[Setting]:
    if isinstance(held, History):
        yield _setting(name, "", held, day)
    if not isinstance(held, Mapping):
        return
    for key, history in held.items():
        if isinstance(history, History):
            yield _setting(name, _key(program, key), history, day)


def _setting(name: str, of: str, held: History[object], day: date) -> Setting:
    words = labels()[name]
    return Setting(
        group=words.group,
        label=words.label,
        unit=words.unit,
        name=name,
        of=of,
        now=held.on(day),
        history=held.root,
    )


def _key(program: Program, key: object) -> str:
    """What a setting is for: a kind or purpose by its label, a place by its name, an act by what it does."""
    if isinstance(key, Term):
        return key.label
    code = str(key)
    if code in _ACTS:
        return _(_ACTS[code])
    if "/" in code:
        return program.place_name(code)
    return program.site_name(code)


def said(value: object) -> str:
    """A value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Term):
        return value.label
    if isinstance(value, tuple):
        parts = [said(each) for each in value]
        return items(parts)
    return _figure(value)


def _figure(value: object) -> str:
    if isinstance(value, Span):
        return f"{value.value:g} ({value.low:g}–{value.high:g})"
    if isinstance(value, float):
        return f"{value:g}"
    has_words = type(value).__str__ is not BaseModel.__str__
    if isinstance(value, BaseModel) and not has_words:
        fields = [getattr(value, name) for name in type(value).model_fields]
        return " ".join(map(said, fields))
    return str(value)
