"""The laws a programme rests on: dated, quoted with their source, one file per jurisdiction."""

import tomllib
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from wxmod.domain.base import Confidence, Value
from wxmod.domain.errors import UnknownName
from wxmod.domain.text import Name, Remark
from wxmod.resources import data
from wxmod.wording import N_, _, language


class LawText(Value):
    """One provision as it stood from a day on.

    Attributes:
        article: Its number, with a question mark where it was not verified.
        zh, en: What it requires, in our words; the source says where its text was read.
    """

    since: date
    law: Name
    law_en: Name
    article: Name = ""
    zh: Remark
    en: Remark
    source: Remark
    confidence: Confidence

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
    held = [
        text
        for text in laws(jurisdiction).get(
            key,
            (),
        )
        if text.since <= on
    ]
    return held[-1] if held else None
