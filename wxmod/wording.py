"""The one mechanism for words: Chinese in the source, English from the catalogue, chosen when shown.

`_("…")` looks a sentence up now; `N_("…")` only marks one that is looked up later (enum labels, rule messages,
key bindings).  Fields are named and filled in after the look-up, so a sentence is always translated whole.
"""

import gettext
import os
from enum import StrEnum
from functools import cache
from typing import Self

from wxmod.resources import data

LANGUAGES = ("zh", "en")
_current = "zh"


def language() -> str:
    """The language words are shown in now: ``zh`` or ``en``."""
    return _current


def use(code: str) -> None:
    """Show words in *code* from here on.

    Raises:
        ValueError: not one of `LANGUAGES`.
    """
    global _current  # noqa: PLW0603  one process speaks one language at a time
    if code not in LANGUAGES:
        raise ValueError(f"language {code!r} is not one of {', '.join(LANGUAGES)}")
    _current = code


def either(chinese: str, english: str) -> str:
    """The one of two names that is of the current language; for names that settings give in both."""
    if _current == "en":
        return english
    return chinese


def preferred() -> str:
    """The language the environment asks for: ``WXMOD_LANG``, then the locale, else Chinese."""
    asked = os.environ.get("WXMOD_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if asked.lower().startswith("en") else "zh"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(
        "wxmod",
        data() / "locale",
        [code],
        fallback=code == "zh",
    )


def _(text: str) -> str:
    """*text*, which is Chinese, in the current language."""
    return text if _current == "zh" or not text else _catalogue(_current).gettext(text)


def N_(text: str) -> str:  # noqa: N802  the name gettext tools look for
    """Mark *text* for the catalogue without looking it up."""
    return text


_UNIT_LETTERS = 2
"""A word no longer than this is a unit (km, mm)."""
_COMMANDS = {"wxmod", "pip"}
"""What is to be typed as it stands."""


def titled(text: str) -> str:
    """*text* as a heading: words that also stand within sentences begin small, units stay as they are."""
    first = text.split(" ", maxsplit=1)[0]
    word = first.isalpha() and len(first) > _UNIT_LETTERS and first not in _COMMANDS
    return text[:1].upper() + text[1:] if word else text


class Term(StrEnum):
    """A code that is stored, with the word that is shown for it.

    Members are written ``RAIN = "rain", N_("增雨")``.
    """

    word: str

    def __new__(cls, code: str, word: str) -> Self:
        """Make the member that is stored as *code* and shown as *word*."""
        term = str.__new__(cls, code)
        term._value_ = code
        term.word = word
        return term

    @property
    def label(self) -> str:
        """The word shown for this code, in the current language."""
        return _(self.word)
