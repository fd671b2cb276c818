"""What a scanner typed or a file holds, as codes.

A keyboard-wedge scanner types each code and a line end, perhaps with control characters around it (STX, ETX, GS) and an
AIM symbology identifier (``]C1``, ``]Q3`` …, ISO/IEC 15424) before it.  A file is the same lines, CSV with a column
``code`` (and ``box``, ``lot``), or JSON: a list of codes or of such records.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from wxmod.domain.errors import BadInput, reason
from wxmod.domain.json_text import json_once
from wxmod.domain.text import normalise
from wxmod.wording import N_

_LINE = re.compile(r"[\r\n\t]+")
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_CODE = re.compile(r"[\w][\w./#:()+-]{0,63}")


class Reading(NamedTuple):
    """One code as read, with the box and lot told along with it."""

    code: str
    box: str | None = None
    lot: str | None = None


def readings(text: str) -> tuple[Reading, ...]:
    """Every code in *text*, each once, in the order first read.

    Raises:
        BadInput: a line is no code, or the JSON or CSV is not of that shape.
    """
    head = text.lstrip("\ufeff \r\n\t")
    if head.startswith(("[{", '["', "[\n", "[ ", "{", "[]")):
        found = _from_json(head)
    elif "code" in [cell.strip().lower() for cell in head.split("\n", 1)[0].split(",")]:
        found = _from_table(head)
    else:
        found = (Reading(code) for code in map(_clean, _LINE.split(text)) if code)
    return tuple(dict.fromkeys(found))


def _from_json(text: str) -> Iterator[Reading]:
    try:
        told = json_once(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(N_("编码清单不是 JSON：{why}"), why=reason(error)) from error
    listed = told.get("codes", ()) if isinstance(told, dict) else told
    if not isinstance(listed, list | tuple):
        raise BadInput(N_("编码清单不是 JSON：{why}"), why="codes")
    return (_record(each if isinstance(each, dict) else {"code": each}) for each in listed)


def _from_table(text: str) -> Iterator[Reading]:
    try:
        rows = list(csv.DictReader(text.splitlines()))
    except csv.Error as error:
        raise BadInput(N_("编码清单不是 CSV：{why}"), why=reason(error)) from error
    return (_record({(k or "").strip().lower(): v for k, v in row.items()}) for row in rows)


def _record(row: dict[str, Any]) -> Reading:
    code, box, lot = (_clean(str(row.get(name) or "")) for name in ("code", "box", "lot"))
    if not code:
        raise BadInput(N_("编码清单有一行没有 code"))
    return Reading(code, box or None, lot or None)


def _clean(line: str) -> str:
    seen = "".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cf"})
    code = normalise(_SYMBOLOGY.sub("", seen.strip()))
    if code and not _CODE.fullmatch(code):
        raise BadInput(
            N_("不是编码：{text}"), remedy=N_("每行一个编码；检查扫描枪的输出设置"), text=code[:64]
        )
    return code


def in_boxes(read: Iterable[Reading], is_box: Iterable[bool]) -> Iterator[Reading]:
    """Rounds with the box read before them, as a box is opened and its rounds are scanned one after the other."""
    box = None
    for each, boxed in zip(read, is_box, strict=True):
        if boxed:
            box = each.code
        else:
            yield each._replace(box=each.box or box)
