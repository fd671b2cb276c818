"""MICAPS text (``diamond n``): station plots 1, 2, 3, 8, soundings 5, grids 4 and 11; the rest are known and refused.

Layout: MICAPS data file formats, appendix 4 of the user manual.  Numbers stand after the first line, which is a
description and may hold anything.  9999 is missing.  Times are Beijing time unless file name and header show otherwise.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.soundings.levels import BEIJING, moment_of
from wxmod.wording import N_, _

_FIRST = re.compile(r"^\s*diamond\s+(\d+)[ \t]*([^\n]*)", re.IGNORECASE | re.ASCII)
_NAMED = re.compile(r"^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(?:\.\d+\S*)?$", re.ASCII)
STATIONS, GRIDS, SOUNDINGS = ("1", "2", "3", "8"), ("4", "11"), "5"
READ = (*STATIONS, *GRIDS, SOUNDINGS)
_SHOWN, _DAMAGED = 40, N_("文件可能损坏；重新取一份")


class Diamond(NamedTuple):
    """A file taken apart.

    Attributes:
        words: All that stands after the first line.
        lines: The same, line by line, blank ones left out.
    """

    path: Path
    kind: str
    said: str
    words: list[str]
    lines: list[list[str]]


def is_diamond(text: str) -> bool:
    return bool(_FIRST.match(text))


def kind_in(text: str) -> str:
    found = _FIRST.match(text)
    if found:
        return found[1]
    return ""


def opened(text: str, path: Path) -> Diamond:
    """*text* taken apart.

    Raises:
        UnreadableFileError: it is of a kind that is not read here.
    """
    found = _FIRST.match(text)
    if found:
        kind = found[1]
    else:
        kind = ""
    if found is None or kind not in READ:
        raise UnreadableFileError(
            path,
            expected=_(N_("MICAPS 第 {kinds} 类")).format(kinds=", ".join(sorted(READ, key=int))),
            found=f"diamond {kind}",
            offset=1,
            remedy=N_("这类 MICAPS 文件还不能读；导出为其中一类"),
        )
    lines = [line.split() for line in text[found.end() :].splitlines() if line.strip()]
    return Diamond(
        path,
        kind,
        found[2].strip(),
        [word for line in lines for word in line],
        lines,
    )


def number(word: str) -> float:
    """A number as these files write it; asterisks are a missing one, commas part thousands.

    Raises:
        ValueError: it is no number.
    """
    if word and not word.strip("*"):
        return 9999.0
    return float(word.replace(",", ""))


def head(file: Diamond, count: int) -> list[float]:
    """The first *count* numbers of the header.

    Raises:
        UnreadableFileError: there are fewer, or one is none.
    """
    return finite(file, file.words[:count], count)


def finite(file: Diamond, words: Sequence[str], count: int) -> list[float]:
    """*words* as *count* numbers that can be counted with.

    Raises:
        UnreadableFileError: there are fewer, or one is none or without end.
    """
    found = numbers(file, words, count)
    for value, word in zip(found, words, strict=False):
        if not isfinite(value):
            raise UnreadableFileError(
                file.path,
                expected=N_("数"),
                found=word[:_SHOWN],
                remedy=_DAMAGED,
            )
    return found


def numbers(file: Diamond, words: Sequence[str], count: int) -> list[float]:
    """*words* as *count* numbers.

    Raises:
        UnreadableFileError: there are fewer, or one is none.
    """
    found = []
    for word in words:
        try:
            found.append(number(word))
        except ValueError as error:
            raise UnreadableFileError(
                file.path,
                expected=N_("数"),
                found=word[:_SHOWN],
                remedy=_DAMAGED,
            ) from error
    if len(found) < count:
        raise UnreadableFileError(
            file.path,
            expected=_(N_("{n} 个数")).format(n=count),
            found=str(len(found)),
            remedy=N_("文件可能被截断；重新取一份"),
        )
    return found


def run_at(file: Diamond, when: Sequence[float]) -> tuple[datetime | None, tuple[str, ...]]:
    """When the file begins, from year, month, day and hour of its header, UTC.

    The name ``YYMMDDHH.FFF`` is Beijing time; a header eight hours behind it is UTC. Any other difference is said.
    """
    parts = [str(int(part)) if abs(part) < 10_000 else "-" for part in when]  # noqa: PLR2004  no part of a date
    local = moment_of(parts, BEIJING)
    universal = moment_of(parts, UTC)
    if local is None:
        return None, (_(N_("文件头的时间不合理")),)
    named = _NAMED.match(file.path.name)
    if named:
        by_name = moment_of(named.groups(), BEIJING)
    else:
        by_name = None
    if by_name is None:
        return local, (_(N_("文件名没有时间，文件头按北京时")),)
    if by_name == local:
        return local, ()
    if by_name == universal:
        return universal, (_(N_("文件头为世界时（与文件名差 8 小时）")),)
    return local, (_(N_("文件头与文件名的时间不符，按文件头、北京时")),)
