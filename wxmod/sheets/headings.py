"""Columns by the names people give them: the English ones of a programme, the Chinese ones of an office."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

from wxmod.domain.text import normalise
from wxmod.resources import data
from wxmod.sheets.tables import Cell

Names = Mapping[str, Sequence[str]]
"""Column to what else it may be called."""
_UNIT = re.compile(r"[（(\[【/].*$")
_BLANKS = re.compile(r"[\s_*:：]+")


@cache
def _every() -> Mapping[str, Mapping[str, object]]:
    file = data() / "words" / "headings.toml"
    text = file.read_text("utf-8")
    return tomllib.loads(text)


def names_of(table: str) -> Names:
    """What the columns of a table may be called; nothing for one that is not listed.

    Args:
        table: ``codes``, ``counters``, or ``program.`` and the name of one of a programme's files.
    """
    names: object = _every()
    for part in table.split("."):
        if not isinstance(names, Mapping) or part not in names:
            return {}
        names = names[part]
    assert isinstance(names, Mapping)  # noqa: S101  the shipped file is written so
    return names


def plain(heading: object) -> str:
    """A heading as it is compared: without blanks and letter case, and without a unit behind it."""
    text = "" if heading is None else str(heading)
    text = normalise(text).lower()
    without_unit = _UNIT.sub("", text)
    bare = _BLANKS.sub("", without_unit)
    if bare:
        return bare
    return _BLANKS.sub("", text)


def column_of(heading: Cell, names: Names) -> str | None:
    """The column a heading means; None where it means none of them."""
    wanted = plain(heading)
    if not wanted:
        return None
    for column, others in names.items():
        if wanted == plain(column):
            return column
        called = map(plain, others)
        if wanted in called:
            return column
    return None
