"""All text from outside is hostile: normalised once, at the edge, and refused when it could deceive a screen.

NFKC (which turns １２ into 12 and ： into :) is applied to codes and numbers only; in free remarks it would change
what was written (℃ → °C).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import count
from typing import Annotated

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
    if bad := unseen(text, allowed):
        seen = " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(bad))
        raise PydanticCustomError("unseen", UNSEEN, {"seen": seen})
    return text


def normalise(text: str) -> str:
    """*text* as a code or number is compared: NFKC, a Chinese full stop between digits as a point, no outer space.

    >>> normalise(" １２。５ ")
    '12.5'
    """
    if text.isascii():
        return text.strip()  # nothing in ASCII to bring to one form
    return unicodedata.normalize("NFKC", _FULL_STOP_IN_NUMBER.sub(".", text)).strip()


def bare(name: str) -> str:
    """A name without what only looks different: width, blanks and letter case.

    >>> bare(" 李　四 Ａ") == bare("李四a")
    True
    """
    return "".join(normalise(name).split()).casefold()


def is_second(who: str | None, beside: str) -> bool:
    """Whether *who* is somebody, and somebody else than *beside*: ``k1`` is K1 written in haste, or in bad faith.

    >>> is_second("K2", "K1"), is_second("k1", "K1"), is_second(None, "K1")
    (True, False, False)
    """
    return who is not None and who.casefold() != beside.casefold()


def twin_of(code: str, known: Iterable[str]) -> str | None:
    """The one of *known* that differs from *code* by letter case alone, or None.

    >>> twin_of("a-7", ["A-7", "B-1"]), twin_of("A-7", ["A-7"])
    ('A-7', None)
    """
    spellings = [each for each in known if each.casefold() == code.casefold()]
    if code in spellings:
        return None
    return next(iter(spellings), None)


def next_free(prefix: str, taken: Collection[str]) -> str:
    """The next number that begins with *prefix*; people type their own too, and leave gaps.

    >>> next_free("KY-", ["KY-1", "KY-3"])
    'KY-4'
    """
    first = 1 + sum(number.startswith(prefix) for number in taken)
    return next(number for n in count(first) if (number := f"{prefix}{n}") not in taken)


def next_after(prefix: str, taken: Collection[str]) -> str:
    """The number after the highest that begins with *prefix*; what another record sent under it may be no number.

    >>> next_after("KY-", ["KY-1", "KY-7", "KY-x"])
    'KY-8'
    """
    ends = (number.removeprefix(prefix) for number in taken if number.startswith(prefix))
    highest = max((int(end) for end in ends if _SERIAL.fullmatch(end)), default=0)
    numbers = (f"{prefix}{n}" for n in count(highest + 1))
    return next(number for number in numbers if number not in taken)


def _is_plain(text: str) -> bool:
    """Whether there is nothing to bring to one form or to refuse, as almost always: records hold millions of texts."""
    return text.isascii() and text.isprintable()


def _code(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _is_plain(value):
        return value.strip()
    text = normalise(value)
    if text.isascii():
        return refuse_unseen(text)
    if blank := _BLANK.findall(text):
        raise PydanticCustomError(
            "unseen",
            UNSEEN,
            {"seen": " ".join(f"U+{ord(c):04X}" for c in blank)},
        )
    return refuse_unseen(text)


def _number(value: object) -> object:
    # Python would take True for 1; nobody fired "true" rounds.
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return normalise(value) if isinstance(value, str) else value


def _remark(value: str) -> str:
    if _is_plain(value):
        return value.strip()
    return refuse_unseen(unicodedata.normalize("NFC", value).strip(), allowed="\n")


def _name(value: str) -> str:
    if _is_plain(value):
        return value.strip()
    return refuse_unseen(unicodedata.normalize("NFC", value).strip())


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
Filled = Annotated[Remark, Field(min_length=1)]
"""Free words that are never left out: a source, a reason."""
Sha256 = Annotated[Code, Field(pattern=r"^[0-9a-f]{64}$")]
"""A file by its content."""
Natural = Annotated[Whole, Field(ge=0)]
AtLeastOne = Annotated[Whole, Field(ge=1)]
NotNegative = Annotated[Real, Field(ge=0)]
Positive = Annotated[Real, Field(gt=0)]
Share = Annotated[Real, Field(ge=0, le=1)]
