"""All text from outside is hostile: normalised once, at the edge, and refused when it could deceive a screen.

NFKC (which turns １２ into 12 and ： into :) is applied to codes and numbers only; in free remarks it would change
what was written (℃ → °C).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError, PydanticKnownError

from wxmod.domain.visible import unseen
from wxmod.wording import N_

_SERIAL = re.compile(r"[0-9]{1,9}")
_FULL_STOP_IN_NUMBER = re.compile(r"(?<=\d)。(?=\d)")
# Letters and marks that show nothing: fillers, joiners and variation selectors would make two codes of one look.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
UNSEEN = N_("含有不可见的控制字符 {seen}，请删除后重新输入")


def refuse_unseen(text: str, *, allowed: str = "") -> str:
    """*text* itself, if every character of it can be seen.

    Raises:
        PydanticCustomError: type ``unseen``; it holds control or format characters.
    """
    if _is_plain(text):
        return text
    _refuse(unseen(text, allowed))
    return text


def _refuse(characters: Iterable[str]) -> None:
    """Refuse a text that holds these characters, if there are any."""
    once_each = dict.fromkeys(characters)
    if not once_each:
        return
    codes = [f"U+{ord(character):04X}" for character in once_each]
    raise PydanticCustomError("unseen", UNSEEN, {"seen": " ".join(codes)})


def normalise(text: str) -> str:
    """*text* as a code or number is compared: NFKC, a Chinese full stop between digits as a point, no outer space.

    >>> normalise(" １２。５ ")
    '12.5'
    """
    if text.isascii():
        return text.strip()  # nothing in ASCII to bring to one form
    pointed = _FULL_STOP_IN_NUMBER.sub(".", text)
    return unicodedata.normalize("NFKC", pointed).strip()


def bare(name: str) -> str:
    """A name without what only looks different: width, blanks and letter case.

    >>> bare(" 李　四 Ａ") == bare("李四a")
    True
    """
    parts = normalise(name).split()
    return "".join(parts).casefold()


def is_second(who: str | None, beside: str) -> bool:
    """Whether *who* is somebody, and somebody else than *beside*: ``k1`` is K1 written in haste, or in bad faith.

    >>> is_second("K2", "K1"), is_second("k1", "K1"), is_second(None, "K1")
    (True, False, False)
    """
    if who is None:
        return False
    return who.casefold() != beside.casefold()


def twin_of(code: str, known: Iterable[str]) -> str | None:
    """The one of *known* that differs from *code* by letter case alone, or None.

    >>> twin_of("a-7", ["A-7", "B-1"]), twin_of("A-7", ["A-7"])
    ('A-7', None)
    """
    folded = code.casefold()
    twin = None
    for each in known:
        if each == code:
            return None
        if twin is None and each.casefold() == folded:
            twin = each
    return twin


def next_free(prefix: str, taken: Collection[str]) -> str:
    """The next number that begins with *prefix*; people type their own too, and leave gaps.

    >>> next_free("KY-", ["KY-1", "KY-3"])
    'KY-4'
    """
    under_it = [number for number in taken if number.startswith(prefix)]
    return _first_free(prefix, len(under_it) + 1, taken)


def next_after(prefix: str, taken: Collection[str]) -> str:
    """The number after the highest that begins with *prefix*; what another record sent under it may be no number.

    >>> next_after("KY-", ["KY-1", "KY-7", "KY-x"])
    'KY-8'
    """
    highest = 0
    for number in taken:
        if not number.startswith(prefix):
            continue
        end = number.removeprefix(prefix)
        if _SERIAL.fullmatch(end):
            highest = max(highest, int(end))
    return _first_free(prefix, highest + 1, taken)


def _first_free(prefix: str, first: int, taken: Collection[str]) -> str:
    """The first number from *first* on that nobody took."""
    n = first
    while f"{prefix}{n}" in taken:
        n += 1
    return f"{prefix}{n}"


def _is_plain(text: str) -> bool:
    """Whether there is nothing to bring to one form or to refuse, as almost always: records hold millions of texts."""
    return text.isascii() and text.isprintable()


def _code(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _is_plain(value):
        return value.strip()
    text = normalise(value)
    if not text.isascii():
        _refuse(_BLANK.findall(text))
    return refuse_unseen(text)


def _number(value: object) -> object:
    # Python would take True for 1; nobody fired "true" rounds.
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    if isinstance(value, str):
        return normalise(value)
    return value


def _remark(value: str) -> str:
    return _composed(value, allowed="\n")


def _name(value: str) -> str:
    return _composed(value)


def _composed(value: str, *, allowed: str = "") -> str:
    """Words as written but for outer blanks, with every letter and its marks as one character."""
    if _is_plain(value):
        return value.strip()
    text = unicodedata.normalize("NFC", value)
    return refuse_unseen(text.strip(), allowed=allowed)


CODE_PATTERN = r"^[\w][\w./#:()+-]*$"
Code = Annotated[
    str,
    BeforeValidator(_code),
    StringConstraints(min_length=1, max_length=64, pattern=CODE_PATTERN),
]
"""What is looked up: site, lot, equipment, person.  Normalised; letters, digits and Han, no blanks."""
Name = Annotated[str, AfterValidator(_name), StringConstraints(max_length=120)]
"""One line of words, kept as written."""
Remark = Annotated[str, AfterValidator(_remark), StringConstraints(max_length=4000)]
"""Free words over any number of lines, kept as written."""
Whole = Annotated[int, BeforeValidator(_number)]
"""An integer, full-width digits welcome; a fraction is refused."""
Real = Annotated[float, BeforeValidator(_number)]
"""A number, full-width digits welcome."""

Codes = tuple[Code, ...]
T = TypeVar("T")
OneOrMore = Annotated[tuple[T, ...], Field(min_length=1)]
Filled = Annotated[Remark, Field(min_length=1)]
"""Free words that are never left out: a source, a reason."""
Sha256 = Annotated[Code, Field(pattern=r"^[0-9a-f]{64}$")]
"""A file by its content."""
Natural = Annotated[Whole, Field(ge=0)]
AtLeastOne = Annotated[Whole, Field(ge=1)]
NotNegative = Annotated[Real, Field(ge=0)]
Positive = Annotated[Real, Field(gt=0)]
Share = Annotated[Real, Field(ge=0, le=1)]
