"""Text for a terminal or a pipe: padded by cells, with nothing in it that could act on the terminal."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, zip_longest
from operator import attrgetter

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
MARKS = {
    Severity.BLOCK: "✗",
    Severity.WARN: "!",
    Severity.NOTE: "·",
}


def cells(text: str) -> int:
    """How many terminal cells *text* takes; Han and full-width forms take two."""
    wide = 0
    for character in text:
        width = unicodedata.east_asian_width(character)
        wide += width in "WF"
    return len(text) + wide


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, plain: bool = False) -> str:
    """Columns aligned by cells, numbers to the right; with *plain*, separated by tabs.

    A row too wide for the narrowest terminal takes several lines, broken between words in its widest columns.

    An empty table says so: in a word, or with *plain* as a single dash, so that a pipe sees that there was an answer.
    """
    body = [_body_row(row) for row in rows]
    if not body:
        return "-" if plain else _("没有")
    if plain:
        return "\n".join(map("\t".join, [list(head), *body]))
    titles = [titled(name) for name in head]
    lines = [titles, *body]
    widths = [_widest(column) for column in zip(*lines, strict=True)]
    if _total(widths) > WIDTH:
        widths = _narrowed(lines, widths)
    if _total(widths) > WIDTH:
        return _blocks(titles, body)
    # Numbers stand to the right, so that their units stand under one another.
    right = [all(map(_numeric, column)) for column in zip(*body, strict=True)]
    return "\n".join(_padded(lines, widths, right))


def _padded(
    lines: Iterable[Sequence[str]], widths: Sequence[int], right: Sequence[bool]
) -> Iterator[str]:
    """Each row as wide as its columns, on as many lines as it takes."""
    for row in lines:
        for line in _folded(row, widths):
            yield _row(line, widths, right)


def _widest(column: Iterable[str]) -> int:
    return max(cells(text) for text in column)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + 2 * (len(widths) - 1)


def _narrowed(lines: Sequence[Sequence[str]], widths: Sequence[int]) -> list[int]:
    """Narrower widths, as far as words allow: the widest columns give way, down to their longest word."""
    least = [_longest_word(column) for column in zip(*lines, strict=True)]
    found = list(widths)
    while _total(found) > WIDTH:
        giving = [n for n, width in enumerate(found) if width > least[n]]
        if not giving:
            break
        widest = max(giving, key=lambda n: found[n])
        found[widest] -= 1
    return found


def _longest_word(column: Iterable[str]) -> int:
    """Of a column; a code, and a name without blanks, is a word and never broken: whoever copies it has it whole."""
    return max(cells(word) for text in column for word in text.split(" "))


def _folded(row: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """One row of a table as the lines it takes."""
    columns = []
    for text, width in zip(row, widths, strict=True):
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and cells(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        columns.append(lines)
    return list(zip_longest(*columns, fillvalue=""))


def _blocks(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Rows that no table holds, each as names and values in as few lines as they take."""
    lines = []
    for row in body:
        named = [f"{name} {text}" for name, text in zip(head, row, strict=True) if text]
        first, *rest = filled(named, WIDTH - 2)
        lines += [first, *(f"  {line}" for line in rest)]
    return "\n".join(lines)


def _body_row(row: Sequence[object]) -> list[str]:
    """Cells as they may stand in a table: on one line, and nothing that acts on the terminal."""
    texts = []
    for cell in row:
        text = "" if cell is None else str(cell)
        shown = visible(text)
        texts.append(shown.replace("\n", " "))
    return texts


def _row(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for text, width, to_right in zip(row, widths, right, strict=True):
        blank = " " * (width - cells(text))
        if to_right:
            padded.append(blank + text)
        else:
            padded.append(text + blank)
    line = "  ".join(padded)
    return line.rstrip()


def _numeric(text: str) -> bool:
    if not text:
        return True
    digits = text.lstrip("+-")
    digits = digits.replace(".", "", 1)
    digits = digits.replace("%", "")
    return digits.isdecimal()


def pairs(rows: Iterable[tuple[str, object]]) -> str:
    """Name and value, one to a line, empty values left out."""
    kept = []
    for name, value in rows:
        if value not in (None, "", ()):
            kept.append((name, visible(str(value))))
    width = max((cells(name) for name, _value in kept), default=0)
    lines = []
    for name, text in kept:
        blank = " " * (width - cells(name))
        lines.append(f"{titled(name)}{blank}  {text}")
    return "\n".join(lines)


def findings(found: Sequence[Finding]) -> str:
    """Findings with what to do about them, said once where several of a kind follow each other; "" for none."""
    lines: list[str] = []
    for _rule, alike in groupby(found, attrgetter("rule")):
        lines += _of_a_kind([*alike])
    return "\n".join(lines)


def _of_a_kind(found: Sequence[Finding]) -> list[str]:
    lines = []
    for finding in found:
        severity = finding.severity
        mark = MARKS[severity]
        lines.append(f"{mark} {finding.code} {severity.label}  {finding.message}")
    remedy = _(found[0].rule.remedy)
    lines.append(f"    → {titled(remedy)}")
    return lines


def filled(parts: Iterable[str], width: int) -> list[str]:
    """Parts set side by side, two spaces apart, in as few lines of *width* cells as hold them whole."""
    lines: list[str] = []
    for part in parts:
        fits = lines and cells(f"{lines[-1]}  {part}") <= width
        if fits:
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return lines


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """*text* in lines of at most *width* cells: broken between words, between Han anywhere but before a mark."""
    lines = [indent]
    for part in _PARTS.findall(visible(text)):
        begun = bool(lines[-1].strip())
        longer = lines[-1] + part.rstrip()
        if begun and cells(longer) > width:
            lines.append(indent)
            begun = False
        # No line begins with a blank that only parted two words.
        lines[-1] += part if begun else part.lstrip()
    return [line.rstrip() for line in lines]


def short(purposes: Iterable[Purpose]) -> str:
    """Purposes by the first word of each (rain, hail), for a column of a table."""
    words = []
    for purpose in purposes:
        first, _blank, _rest = purpose.label.partition(" ")
        words.append(first)
    return " ".join(words) or "-"


def clock(desk: Desk, at: datetime | None) -> str:
    """A moment on the county's clock."""
    if at is None:
        return ""
    local = desk.local(at)
    return f"{local:%Y-%m-%d %H:%M}"


def paragraphs(*parts: str) -> str:
    """Parts that say something, with a blank line between them."""
    return "\n\n".join(part for part in parts if part)
