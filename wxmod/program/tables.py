"""CSV tables of a programme."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.text import normalise
from wxmod.sheets.headings import column_of, names_of
from wxmod.sheets.tables import Row, sheets
from wxmod.wording import N_

_LISTS = {"roles", "accepts"}
# A day as Excel and people write it; the files of a programme keep 2026-03-01.
_DAY = re.compile(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?")


def read_table(path: Path) -> list[dict[str, Any]]:
    """Rows of a CSV table; empty cells are left out so that the model's defaults hold, ``#`` lines are remarks.

    Columns may have their Chinese names, and the file any of an office's encodings.

    Raises:
        UnreadableFileError: no such file, no text, or rows of different lengths.
    """
    if not path.is_file():
        raise UnreadableFileError(path, expected="CSV", found=N_("没有这个文件"))
    (table,) = sheets(path)
    if not table.rows:
        return []
    heading, *body = table.rows
    names = names_of(f"program.{path.stem}")
    columns = []
    for cell in heading.cells:
        # A column nobody knows keeps its name, so that the fault can name it.
        column = column_of(cell, names) or str(cell)
        columns.append(column.strip())
    return [_filled(path, columns, row) for row in body]


def _filled(path: Path, columns: Sequence[str], row: Row) -> dict[str, Any]:
    if len(row.cells) != len(columns):
        line = ",".join(map(str, row.cells))
        raise UnreadableFileError(
            path,
            expected=N_("每行列数相同"),
            found=line,
            offset=row.number,
        )
    cells = {}
    for column, cell in zip(columns, row.cells, strict=True):
        text = str(cell).strip()
        if text:
            cells[column] = _cell(column, text)
    return cells


def _cell(column: str, text: str) -> Any:
    if column in _LISTS:
        return tuple(text.split())
    day = _DAY.fullmatch(normalise(text))
    if day:
        year, month, day_of_month = day.groups()
        return f"{year}-{month:0>2}-{day_of_month:0>2}"
    return text
