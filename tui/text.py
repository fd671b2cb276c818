"""User text is data, never markup: everything shown goes through here."""

from rich.text import Text

from wxmod.domain.seen import visible
from wxmod.rules import Finding, Severity

MARKS = {Severity.BLOCK: "✗", Severity.WARN: "!", Severity.NOTE: "·"}
STYLES = {Severity.BLOCK: "bold red", Severity.WARN: "yellow", Severity.NOTE: "dim"}


def plain(said: object, style: str = "") -> Text:
    """*said* to the letter, with anything that could act on the terminal spelled out."""
    return Text("\n".join(visible(line) for line in str(said).split("\n")), style=style)


def capital(word: str) -> str:
    """A word at the head of a line; no matter in Chinese."""
    return word[:1].upper() + word[1:]


def finding(found: Finding) -> Text:
    """One line: mark, code and message."""
    return plain(f"{MARKS[found.severity]} {found.code} {found.message}", STYLES[found.severity])


def joined(parts: list[Text], between: str = "\n") -> Text:
    """Texts one after the other."""
    return Text(between).join(parts)


def cells(*said: object) -> list[Text]:
    """A table row."""
    return [plain("" if cell is None else cell) for cell in said]
