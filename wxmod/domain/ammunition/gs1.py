"""GS1 element strings: application identifiers and what follows them, in one spelling however they were read.

Elements of variable length end with the separator GS (FNC1); a scanner sends it as a control character, which no text
of ours may hold.  It is written ``()`` instead: leaving it out would make one code of two (``10A``+``21B`` and
``10A21B``), and nothing a scanner sends holds an empty pair of brackets unless somebody put it there.

Lengths after the GS1 General Specifications, section 3 (application identifiers in use on goods and packages).
"""

import re
from collections.abc import Iterator, Mapping

GS = "\x1d"
WRITTEN = "()"

# By identifier, how many characters follow it exactly.
_FIXED = {
    "00": 18,
    "01": 14,
    "02": 14,
    "11": 6,
    "12": 6,
    "13": 6,
    "15": 6,
    "16": 6,
    "17": 6,
    "20": 2,
}
# By identifier, how many may follow it at most, up to a separator or the end.
_UP_TO = {
    "10": 20,
    "21": 20,
    "22": 20,
    "30": 8,
    "37": 8,
    "240": 30,
    "241": 30,
    "250": 30,
    "251": 30,
    "400": 30,
}
_NAMES = {
    "00": "sscc",
    "01": "gtin",
    "02": "content",
    "10": "lot",
    "11": "made",
    "17": "expires",
    "21": "serial",
    "37": "count",
}
_BRACKETED = re.compile(r"\((\d{2,4})\)([^()]+)")
_LONGEST_NAME = 3


def spelled(text: str) -> str | None:
    r"""*text* with its separators as they are written here; None if it is none that could be read back.

    >>> spelled("10A-7\x1d21001")
    '10A-7()21001'
    >>> spelled("(10)A-7(21)001")
    '10A-7()21001'
    """
    if text.startswith("("):
        return _unbracketed(text)
    if WRITTEN in text:
        return None
    inner = text.strip(GS)
    if GS + GS in inner:
        return None
    return inner.replace(GS, WRITTEN)


def _unbracketed(text: str) -> str | None:
    """What is printed under a symbol for people, as the symbol itself has it."""
    symbol = ""
    printed = ""
    for name, value in _BRACKETED.findall(text):
        printed += f"({name}){value}"
        symbol += name + value
        if name not in _FIXED:
            symbol += WRITTEN
        elif len(value) != _FIXED[name]:
            return None
    if printed != text:
        # Something stands between the elements.
        return None
    return symbol.removesuffix(WRITTEN)


def parts(code: str) -> Mapping[str, str]:
    """What a code says of itself, by name; nothing where it is no element string.

    It must begin with the number of an article or a logistic unit whose check digit holds: other codes begin with
    digits too.

    >>> parts("010690123456789210A-7()21001")
    {'gtin': '06901234567892', 'lot': 'A-7', 'serial': '001'}
    >>> parts("020000000000001")
    {}
    """
    if not code.startswith(("00", "01")):
        return {}
    elements = dict(_elements(code))
    if "" in elements:
        return {}
    number = elements.get("01") or elements.get("00")
    if not number or not _checks(number):
        return {}
    named = {}
    for identifier, value in elements.items():
        name = _NAMES.get(identifier, f"ai{identifier}")
        named[name] = value
    return named


def _elements(code: str) -> Iterator[tuple[str, str]]:
    """Identifiers with what follows them; one without a name where the rest is none."""
    rest = code
    while rest:
        name = _identifier(rest)
        rest = rest.removeprefix(name)
        if name in _FIXED:
            length = _FIXED[name]
            value = rest[:length]
            rest = rest[length:].removeprefix(WRITTEN)
            sound = len(value) == length and value.isdecimal()
        else:
            most = _UP_TO.get(name, 0)
            value, _mark, rest = rest.partition(WRITTEN)
            sound = 0 < len(value) <= most
        if not sound:
            yield "", rest
            return
        yield name, value


def _identifier(text: str) -> str:
    """The application identifier a text begins with; "" for none."""
    for length in range(_LONGEST_NAME, 1, -1):
        name = text[:length]
        if name in _FIXED or name in _UP_TO:
            return name
    return ""


def _checks(number: str) -> bool:
    """Whether the last digit is the check digit of those before it (weights 3 and 1 from the right)."""
    if not number.isdecimal():
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        weight = 3 if place % 2 else 1
        total += int(digit) * weight
    return total % 10 == 0
