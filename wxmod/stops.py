"""Brackets and stops between words that are put together, as the language of the reader has them."""

from collections.abc import Iterable

from wxmod.wording import language

_ASIDE = {"zh": "（{text}）", "en": " ({text})"}
_STOPS = {
    "zh": ("、", "；"),
    "en": (", ", "; "),
}


def aside(text: str) -> str:
    """*text* in brackets; "" where there is none."""
    return _ASIDE[language()].format(text=text) if text else ""


def items(parts: Iterable[str]) -> str:
    """Short things one after another."""
    return _STOPS[language()][0].join(parts)


def clauses(parts: Iterable[str]) -> str:
    """Things that hold stops themselves."""
    return _STOPS[language()][1].join(parts)
