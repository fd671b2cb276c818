"""Names of places and people as the reader can read them: on an English page the pinyin stands before the Chinese."""

from wxmod.actions import Desk
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.operations.operation import Purpose
from wxmod.wording import language
from wxmod.words import pinyin


def readable(name: str) -> str:
    """A Chinese name; in English with its pinyin in front: Dongxing 东邢."""
    if language() == "zh" or name.isascii():
        return name
    spelled = pinyin.reading(name)
    if spelled == name:
        return name
    return f"{spelled} {name}"


def person(name: str) -> str:
    """A person's name."""
    return readable(name)


def site(desk: Desk, code: str | None) -> str:
    """A site by its name; "" for none."""
    if not code:
        return ""
    return readable(desk.places.get(Account.site(code), code))


def place(desk: Desk, account: str) -> str:
    """An account of the ledger by the name of its store."""
    return readable(desk.program.place_name(account))


def purpose(kind: Purpose) -> str:
    """A purpose in one word, for a narrow column."""
    word, _blank, _rest = kind.label.partition(" ")
    return word
