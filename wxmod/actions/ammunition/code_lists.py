"""Lists of codes as they come in files: scanned line by line, JSON, or a table with a column of codes."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wxmod.domain.ammunition.scanning import Reading, listed, readings
from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.files import text_of
from wxmod.sheets.headings import column_of, names_of
from wxmod.sheets.tables import WORKBOOKS, Row, rows_of_text, sheets
from wxmod.wording import N_


def read_file(path: Path) -> tuple[Reading, ...]:
    """The codes in a file.

    Raises:
        UnreadableFileError: it cannot be opened, or is neither text nor a workbook.
        BadInput: it holds something that is no code.
    """
    if path.suffix.lower() in WORKBOOKS:
        first, *_others = sheets(path)
        return listed(_records(first.rows))
    try:
        return read_text(text_of(path))
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected=N_("可读的文件"),
            found=reason(error),
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(path, expected="UTF-8", found=reason(error)) from error


def read_text(text: str) -> tuple[Reading, ...]:
    """The codes in text: a table where its first line names a column of codes, else line by line or JSON.

    Raises:
        BadInput: it holds something that is no code.
    """
    if not _heads_a_table(text):
        return readings(text)
    try:
        return listed(_records(rows_of_text(text)))
    except csv.Error as error:
        raise BadInput(N_("编码清单不是 CSV：{why}"), why=reason(error)) from error


def _heads_a_table(text: str) -> bool:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    names = names_of("codes")
    return any(column_of(cell, names) == "code" for cell in _COMMAS.split(heading))


_COMMAS = re.compile(r"[,\t;，；]")


def _records(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """The rows below the heading by the columns it names.

    Raises:
        BadInput: it names no column of codes.
    """
    heading, *body = rows
    names = names_of("codes")
    columns = [column_of(cell, names) for cell in heading.cells]
    if "code" not in columns:
        raise BadInput(N_("编码清单没有“编码”一列"), remedy=N_("第一行写列名：编码、箱号、批号"))
    for row in body:
        cells = zip(columns, row.cells, strict=False)
        yield {column: cell for column, cell in cells if column}
