"""Words people type, into plain values: choices, numbers, pairs, lines of names and values.

Whole forms, which need to know the programme and the record, are read in `wxmod.words`.
"""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, TypeVar

from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.domain.visible import visible
from wxmod.wording import N_, Term

T = TypeVar("T", bound=Term)
SEPARATORS = re.compile(r"[\s,，、;；]+")
_RELEASE_ALIASES = {
    "azimuth": "azimuths_deg",
    "elevation": "elevations_deg",
}
_DIGITS = 9  # more rounds than that nobody has


class FormFaults(BadInput):
    """What is wrong, field by field.

    Attributes:
        by_field: Dotted field name to what is wrong with it.
    """

    def __init__(self, by_field: Mapping[str, str]) -> None:
        self.by_field = dict(by_field)
        lines = [f"{field}: {why}" for field, why in by_field.items()]
        super().__init__(
            N_("有 {n} 处需要改正：\n{said}"),
            n=len(lines),
            said="\n".join(lines),
        )

    def as_dict(self) -> dict[str, Any]:
        """The faults as `--json` prints them."""
        return super().as_dict() | {"fields": self.by_field}


def choice(kind: type[T], text: str) -> T:
    """The term of that code or label, in either language.

    Raises:
        BadInput: none; names them all.
    """
    typed = normalise(text).lower()
    for term in kind:
        word, label = term.word.lower(), term.label.lower()
        if typed in {term.value, word, label}:
            return term
    offered = [f"{term.value} {term.label}" for term in kind]
    raise BadInput(N_("应为下列之一：{known}"), known="、".join(offered))


def whole(text: str) -> int:
    """A number of rounds as typed; full-width digits are welcome.

    Raises:
        BadInput: not a whole number, or negative.
    """
    digits = normalise(text)
    # `isdecimal` alone takes the digits of every script.
    in_digits = digits.isascii() and digits.isdecimal()
    if not in_digits or len(digits) > _DIGITS:
        raise BadInput(N_("弹药数应为不小于 0 的整数：{text}"), text=text[:80])
    return int(digits)


def number(text: str) -> float:
    """A number as typed; full-width digits are welcome.

    Raises:
        BadInput: it is none, or one that is not finite: "nan" and "inf" pass every comparison and measure nothing.
    """
    try:
        value = float(normalise(text))
    except ValueError:
        raise BadInput(N_("应为数字")) from None
    if not isfinite(value):
        raise BadInput(N_("应为数字"))
    return value


def pair(text: str, said: str) -> tuple[float, float]:
    """Two numbers with a comma between them.

    Raises:
        BadInput: they are not.
    """
    line = normalise(text).replace("，", ",")
    try:
        first, second = map(number, line.split(","))
    except (ValueError, BadInput):
        raise BadInput(said, text=text) from None
    return first, second


def release_from_text(text: str, option: str = "--release") -> dict[str, str]:
    """One more release typed on a line: ``equipment=G1 lot=A-1 start=14:32 rounds=9 azimuth=150``.

    Raises:
        BadInput: not names and values.
    """
    typed = {}
    for part in text.split():
        name, _equals, value = part.partition("=")
        typed[name] = value
    faulty = [name for name, value in typed.items() if not name or not value]
    if faulty:
        raise BadInput(
            N_("{option} 写法不符：{text}"),
            remedy=N_("写作 名称=值，用空格分开：{unknown}"),
            option=option,
            text=visible(text),
            unknown=visible(" ".join(faulty)),
        )
    release = {}
    for name, value in typed.items():
        column = _RELEASE_ALIASES.get(name, name)
        release[column] = value
    return release
