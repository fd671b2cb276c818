"""CSV tables of a programme."""

import csv
from pathlib import Path
from typing import Any

from wxmod.domain.errors import UnreadableFileError, reason
from wxmod.wording import N_

_LISTS = {"roles", "accepts"}


def read_table(path: Path) -> list[dict[str, Any]]:
    """Rows of a CSV table; empty cells are left out so that the model's defaults hold, ``#`` lines are remarks.

    Raises:
        UnreadableFileError: no such file, not UTF-8, or rows of different lengths.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = (line for line in file if not line.startswith("#"))
            rows = list(csv.DictReader(lines, strict=True))
    except FileNotFoundError:
        raise UnreadableFileError(path, expected="CSV", found=N_("没有这个文件")) from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFileError(path, expected="UTF-8 CSV", found=reason(error)) from error
    for number, row in enumerate(rows, 2):
        # The reader gives what is over to None, and None to columns that are short of a cell.
        too_long = None in row
        too_short = None in row.values()
        if too_long or too_short:
            raise UnreadableFileError(
                path,
                expected=N_("每行列数相同"),
                found=str(row),
                offset=number,
            )
    return [_filled(row) for row in rows]


def _filled(row: dict[str, str]) -> dict[str, Any]:
    cells = {}
    for column, text in row.items():
        if text.strip():
            cells[column] = _cell(column, text)
    return cells


def _cell(column: str, text: str) -> Any:
    if column in _LISTS:
        return tuple(text.split())
    return text.strip()
