"""Headers of GRIB 2 read by hand where they are plain: asking the library for a dozen keys costs more than decoding.

Layouts: WMO Manual on Codes, FM 92, sections 1, 3 and 4, product templates 4.0 and 4.1 (a forecast, a member of an
ensemble, at a point in time).  What two fields of one variable differ in (level, lead time, member, start) is read
here; all the rest is their signature, and what the library says of one field holds for every field of that signature.
"""

from typing import NamedTuple

import numpy as np

from wxmod.domain.base import FIRST_YEAR, LAST_YEAR

_ISOBARIC, _NO_SURFACE = 100, 255
_TEMPLATES = (0, 1)
_MEMBER = 1  # the template that has one
_MINUTES = {0: 1, 1: 60, 2: 1440, 10: 180, 11: 360, 12: 720}  # code table 4.4
_SIGN = 0x80
_BODY = 16  # where the sections begin
# Offsets in section 4, from nought: what is read here and no part of the signature.
_LEAD, _LEVEL, _NUMBER = slice(18, 22), slice(23, 28), 35
_SHORTEST = 34  # octets of section 4 with template 4.0
_STARTED = slice(12, 19)  # in section 1


class PlainHeader(NamedTuple):
    """What a field's header tells.

    Attributes:
        signature: Equal for fields of one variable on one grid, whatever their level, time and member.
        grid: The grid's section.
    """

    signature: bytes
    level_hpa: float
    run: np.datetime64
    time: np.datetime64
    member: int | None
    grid: bytes


def head(message: bytes) -> PlainHeader | None:
    """The header of *message*, a field of its own; None where it is not of the plain kind."""
    if message[7] != 2:  # noqa: PLR2004  edition
        return None
    sections = _sections(message)
    identification = sections.get(1, b"")
    product = bytearray(sections.get(4, b""))
    template = int.from_bytes(product[7:9], "big")
    if template not in _TEMPLATES or not _plain_surface(product):
        return None
    run = _moment(identification[_STARTED])
    minutes = _MINUTES.get(product[17])
    lead = int.from_bytes(product[_LEAD], "big")
    if run is None or minutes is None or product[_LEAD.start] & _SIGN:
        return None
    scale, *digits = product[_LEVEL]
    level_hpa = int.from_bytes(bytes(digits), "big") / 10**scale / 100
    member = None
    if template == _MEMBER:
        member = product[_NUMBER]
        product[_NUMBER] = 0
    product[_LEAD] = bytes(4)
    product[_LEVEL] = bytes(5)
    grid = sections.get(3, b"")
    local = sections.get(2, b"")
    kind = identification[5:12] + identification[19:21]
    signature = b"|".join((message[6:7], kind, local, grid, bytes(product)))
    time = run + np.timedelta64(lead * minutes, "m")
    return PlainHeader(signature, round(level_hpa, 4), run, time, member, grid)


def _plain_surface(product: bytearray) -> bool:
    """Whether a field lies on one level of pressure, its scale no negative power."""
    if len(product) < _SHORTEST or product[22] != _ISOBARIC or product[28] != _NO_SURFACE:
        return False
    return not product[_LEVEL.start] & _SIGN and not product[_LEVEL.start + 1] & _SIGN


def _sections(message: bytes) -> dict[int, bytes]:
    """Sections 1 to 4; the data after them are not looked at."""
    found: dict[int, bytes] = {}
    at = _BODY
    while at + 5 <= len(message):
        number = message[at + 4]
        if number > 4:  # noqa: PLR2004  representation of the data
            break
        length = int.from_bytes(message[at : at + 4], "big")
        if length < 5:  # noqa: PLR2004  length and number alone
            break
        found[number] = message[at : at + length]
        at += length
    return found


def _moment(octets: bytes) -> np.datetime64 | None:
    """Year, month, day, hour, minute, second of section 1; None where that is no moment of ours."""
    year = int.from_bytes(octets[:2], "big")
    if len(octets) < 7 or not FIRST_YEAR <= year <= LAST_YEAR:  # noqa: PLR2004  a year of two octets and five more
        return None
    month, day, hour, minute, second = octets[2:7]
    text = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
    try:
        return np.datetime64(text, "ns")
    except ValueError:
        return None
