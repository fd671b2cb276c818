"""What a scanner typed or a file holds, as codes.

A keyboard-wedge scanner types each code and a line end, perhaps with control characters around it (STX, ETX) and an
AIM symbology identifier (``]C1``, ``]Q3`` …, ISO/IEC 15424) before it; inside a GS1 code it sends the separator GS,
which is kept (`wxmod.domain.ammunition.gs1`).  A file is the same lines, or JSON: a list of codes or of records with
``code`` (and ``box``, ``lot``); a table is such records too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from wxmod.domain.ammunition import gs1
from wxmod.domain.errors import BadInput, reason
from wxmod.domain.json_text import json_once
from wxmod.domain.text import normalise
from wxmod.wording import N_

_LINE = re.compile(r"[\r\n\t]+")
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_CODE = re.compile(r"[\w][\w./#:()+-]{0,63}")
_JSON = ("[{", '["', "[\n", "[ ", "{", "[]")
# What a scanner may frame a code with; anything else that shows nothing is part of it, and refused.
_CONTROLS = "".join(map(chr, range(32)))
_FRAME = _CONTROLS.replace(gs1.GS, "") + " \ufeff"


class Reading(NamedTuple):
    """One code as read, with the box and lot told along with it.

    Attributes:
        times: How often it was read.
        listed: It stands in a list somebody's program wrote, where no line end can get lost.
    """

    code: str
    box: str | None = None
    lot: str | None = None
    times: int = 1
    listed: bool = False


def readings(text: str) -> tuple[Reading, ...]:
    """Every code in *text*, each once with how often it was read, in the order first read.

    Raises:
        BadInput: a line is no code, or the JSON is not of that shape.
    """
    head = text.lstrip("\ufeff \r\n\t")
    if head.startswith(_JSON):
        return _counted(_from_json(head))
    return _counted(_from_lines(text))


def listed(records: Iterable[Mapping[str, Any]]) -> tuple[Reading, ...]:
    """Every code of a list of records with ``code``, ``box`` and ``lot``, each once with how often it stands there.

    Raises:
        BadInput: a record has no code, or one that is a number.
    """
    return _counted(map(_record, records))


def _counted(every: Iterable[Reading]) -> tuple[Reading, ...]:
    """Each reading once, with how often it is there."""
    counted = []
    times = Counter(every)
    for reading, n in times.items():
        once = reading._replace(times=n)
        counted.append(once)
    return tuple(counted)


def _from_lines(text: str) -> Iterator[Reading]:
    for line in _LINE.split(text):
        code = _clean(line)
        if code:
            yield Reading(code)


def _from_json(text: str) -> Iterator[Reading]:
    try:
        document = json_once(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(N_("编码清单不是 JSON：{why}"), why=reason(error)) from error
    if isinstance(document, dict):
        document = document.get("codes", ())
    if not isinstance(document, list | tuple):
        raise BadInput(N_("编码清单不是 JSON：{why}"), why="codes")
    for each in document:
        if isinstance(each, dict):
            yield _record(each)
        else:
            yield _record({"code": each})


def _record(row: Mapping[str, Any]) -> Reading:
    code = _cell(row.get("code"))
    box = _cell(row.get("box"))
    lot = _cell(row.get("lot"))
    if not code:
        raise BadInput(N_("编码清单有一行没有 code"))
    return Reading(
        code,
        box=box or None,
        lot=lot or None,
        listed=True,
    )


def _cell(value: object) -> str:
    """A code in a list; a number is none, for it has lost its leading zeros already.

    Raises:
        BadInput: it is a number, or no code.
    """
    if isinstance(value, int | float):
        raise BadInput(
            N_("编码写成了数字：{text}，开头的 0 已经丢了"),
            remedy=N_("在清单里把编码写成文字（JSON 加引号）"),
            text=value,
        )
    text = str(value or "")
    # A spreadsheet that was told to keep a cell as text may have left its mark before it.
    return _clean(text.removeprefix("'"))


def _clean(line: str) -> str:
    """The code of a line without what a scanner frames it with; "" for an empty line."""
    framed = line.strip(_FRAME)
    inner = _SYMBOLOGY.sub("", framed).strip(_FRAME)
    if not inner:
        return ""
    code = gs1.spelled(normalise(inner))
    if code == "":
        return ""
    if code is None or not _CODE.fullmatch(code):
        raise BadInput(
            N_("不是编码：{text}"),
            remedy=N_("每行一个编码；检查扫描枪的输出设置"),
            text=repr(inner[:64])[1:-1],
        )
    return code


def in_boxes(read: Iterable[Reading], is_box: Iterable[bool]) -> Iterator[Reading]:
    """Rounds with the box read before them, as a box is opened and its rounds are scanned one after the other."""
    box = None
    for reading, boxed in zip(read, is_box, strict=True):
        if boxed:
            box = reading.code
            continue
        # A box told along with the code itself goes before the one that was opened.
        own = reading.box
        yield reading._replace(box=own or box)
