"""A paper as Markdown (GitHub's, with tables)."""

import re
from collections.abc import Iterable, Iterator

from wxmod.documents.model import Document, Figure, Heading, Paragraph, Part, Table, words

_ACTING = re.compile(r"[\\`*_{}\[\]<>#|~&$!@]")
# Web addresses become links without any mark of their own.
_LINK = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(:)|(www)(\.)")
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def render(document: Document) -> bytes:
    """The paper in UTF-8."""
    blocks = [f"# {inert(document.title)}"]
    for part in document.parts:
        blocks += _blocks(part)
    return ("\n\n".join(blocks) + "\n").encode()


def inert(text: str) -> str:
    """*text* so that it is printed as it stands: no markup, no link, no list."""
    escaped = _ACTING.sub(r"\\\g<0>", text)
    escaped = _LINK.sub(_parted, escaped)
    return _OPENING.sub(_as_words, escaped)


def _parted(found: re.Match[str]) -> str:
    scheme, colon, host, dot = found.groups()
    return f"{scheme or host}\\{colon or dot}"


def _as_words(found: re.Match[str]) -> str:
    blank, mark = found.groups()
    if mark.isdigit():
        # A backslash before a digit is printed; one before the stop behind it is not.
        return f"{blank}{mark}\\"
    return f"{blank}\\{mark}"


def _blocks(part: Part) -> Iterator[str]:
    if isinstance(part, Heading):
        yield f"{'#' * (part.level + 1)} {inert(part.text)}"
    elif isinstance(part, Paragraph):
        number = "" if part.number is None else f"{part.number}. "
        yield number + inert(part.text)
    elif isinstance(part, Table):
        yield f"**{inert(part.title)}**"
        yield "\n".join(_lines(part))
    else:
        yield inert(part.bureau)
        yield part.day


def _lines(table: Table) -> Iterator[str]:
    yield _line(inert(column.title) for column in table.columns)
    yield _line(["---", *["---:"] * (len(table.columns) - 1)])
    for row in table.lines:
        yield _line(c.words if isinstance(c, Figure) else inert(words(c)) for c in row)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
