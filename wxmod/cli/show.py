"""Text for a terminal or a pipe: padded by cells, with nothing in it that could act on the terminal."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from wxmod.actions import Desk
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.visible import visible
from wxmod.rules import Finding, Severity
from wxmod.wording import _, titled

WIDTH = 80
"""Cells of the narrowest terminal that is written for."""
_PARTS = re.compile(
    r"[\u2e80-\uffef][，。、；：）》”]*\s*|[^\s\u2e80-\uffef]+\s*[，。、；：）》”]*|\s+"
)
"""What a line is broken between: words, and Han one by one with the marks that may not begin a line."""
MARKS = {Severity.BLOCK: "✗", Severity.WARN: "!", Severity.NOTE: "·"}


def cells(text: str) -> int:
    """How many terminal cells *text* takes; Han and full-width forms take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, plain: bool = False) -> str:
    """Columns aligned by cells, numbers to the right; with *plain*, separated by tabs.

    An empty table says so: in a word, or with *plain* as a single dash, so that a pipe sees that there was an answer.
    """
    body = [
        [
            visible("" if cell is None else str(cell)).replace(
                "\n",
                " ",
            )
            for cell in row
        ]
        for row in rows
    ]
    if not body:
        return "-" if plain else _("没有")
    if plain:
        return "\n".join("\t".join(row) for row in [list(head), *body])
    lines = [[titled(name) for name in head], *body]
    widths = [max(cells(row[n]) for row in lines) for n in range(len(head))]
    right = [all(_numeric(row[n]) for row in body) for n in range(len(head))]
    return "\n".join(_row(row, widths, right) for row in lines)


def _row(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for text, width, to_right in zip(row, widths, right, strict=True):
        blank = " " * (width - cells(text))
        padded.append(blank + text if to_right else text + blank)
    return "  ".join(padded).rstrip()


def _numeric(text: str) -> bool:
    return not text or text.lstrip("+-").replace(".", "", 1).replace("%", "").isdecimal()


def pairs(rows: Iterable[tuple[str, object]]) -> str:
    """Name and value, one to a line, empty values left out."""
    kept = [(name, visible(str(value))) for name, value in rows if value not in (None, "", ())]
    width = max((cells(name) for name, _value in kept), default=0)
    return "\n".join(
        f"{titled(name)}{' ' * (width - cells(name))}  {value}" for name, value in kept
    )


def findings(found: Sequence[Finding]) -> str:
    """Findings with what to do about them, said once where several of a kind follow each other; "" for none."""
    return "\n".join(
        line for _rule, kind in groupby(found, lambda f: f.rule) for line in _of_a_kind([*kind])
    )


def _of_a_kind(found: Sequence[Finding]) -> list[str]:
    said = [f"{MARKS[f.severity]} {f.code} {f.severity.label}  {f.message}" for f in found]
    return [
        *said,
        f"    → {titled(_(found[0].rule.remedy))}",
    ]


def filled(parts: Iterable[str], width: int) -> list[str]:
    """Parts set side by side, two spaces apart, in as few lines of *width* cells as hold them whole."""
    lines: list[str] = []
    for part in parts:
        if lines and cells(lines[-1]) + 2 + cells(part) <= width:
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return lines


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """*text* in lines of at most *width* cells: broken between words, between Han anywhere but before a mark."""
    lines = [indent]
    for part in _PARTS.findall(visible(text)):
        if cells(lines[-1] + part.rstrip()) > width and lines[-1].strip():
            lines.append(indent)
        lines[-1] += part if lines[-1].strip() else part.lstrip()
    return [line.rstrip() for line in lines]


def short(purposes: Iterable[Purpose]) -> str:
    """Purposes by the first word of each (rain, hail), for a column of a table."""
    return " ".join(purpose.label.partition(" ")[0] for purpose in purposes) or "-"


def clock(desk: Desk, at: datetime | None) -> str:
    """A moment on the county's clock."""
    return f"{desk.local(at):%Y-%m-%d %H:%M}" if at else ""


def paragraphs(*parts: str) -> str:
    """Parts that say something, with a blank line between them."""
    return "\n\n".join(part for part in parts if part)
