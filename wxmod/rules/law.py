"""The laws a programme rests on: dated, quoted with their source, one file per jurisdiction."""

import tomllib
from datetime import date
from functools import cache
from typing import Any, Self

from pydantic import TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.errors import UnknownName
from wxmod.domain.text import Name, Remark
from wxmod.resources import data
from wxmod.wording import N_, _, language


class LawText(Value):
    """One provision as it stood from a day on.

    Attributes:
        article: Its number; "" where it is not known.
        zh, en: What it requires, in our words; the source says where its text was read.
        quote: The phrase that carries the duty, word for word, in the language of the law.
        unread: Nobody has seen the text; what is said of it is hearsay.
        own: No law stands behind it: the house or the county has set it itself.
        also: It stands beside other laws of the same key and replaces none of them.
    """

    since: date
    law: Name
    law_en: Name
    article: Name = ""
    zh: Remark
    en: Remark
    quote: Remark = ""
    unread: bool = False
    own: bool = False
    also: bool = False
    source: Remark
    confidence: Confidence

    @model_validator(mode="after")
    def _shown_or_owned_up(self) -> Self:
        if [bool(self.quote), self.unread, self.own].count(True) != 1:
            raise PydanticCustomError("law_text", "quoted, unread or our own: just one of them")
        if self.unread and self.confidence is not Confidence.UNVERIFIED:
            raise PydanticCustomError("law_text", "what nobody has read is not verified")
        return self

    @property
    def cited(self) -> str:
        """Law and article in the current language."""
        law = self.law if language() == "zh" else self.law_en
        article = _("第 {n} 条").format(n=self.article)
        return f"{law} {article}" if self.article else law


@cache
def laws(jurisdiction: str) -> dict[str, tuple[LawText, ...]]:
    """Every basis key of *jurisdiction* with its provisions, oldest first.

    Raises:
        UnknownName: no such law file.
    """
    path = data() / "law" / f"{jurisdiction}.toml"
    if not path.is_file():
        raise UnknownName(
            N_("法规库"),
            jurisdiction,
            sorted(p.stem for p in path.parent.glob("*.toml")),
        )
    read: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    parse = TypeAdapter(tuple[LawText, ...]).validate_python
    return {
        key: tuple(
            sorted(
                parse(texts),
                key=lambda t: t.since,
            )
        )
        for key, texts in read.items()
    }


def basis(key: str, jurisdiction: str, on: date) -> LawText | None:
    """The provision behind *key* in force on a day, or None where the jurisdiction has none (house practice)."""
    held = [text for text in _in_force(key, jurisdiction, on) if not text.also]
    return held[-1] if held else None


def beside(key: str, jurisdiction: str, on: date) -> tuple[LawText, ...]:
    """Other laws in force on a day that carry the same duty."""
    return tuple(text for text in _in_force(key, jurisdiction, on) if text.also)


def _in_force(key: str, jurisdiction: str, on: date) -> list[LawText]:
    return [text for text in laws(jurisdiction).get(key, ()) if text.since <= on]
