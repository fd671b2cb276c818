"""A table as it lies in a file: CSV, or a sheet of an Excel workbook, row by row with the line each stands in."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from wxmod.domain.errors import UnreadableFileError, reason
from wxmod.files import bytes_of, text_of
from wxmod.wording import N_, _

Cell = str | int | float | bool | datetime | date | time | None
"""What a cell holds; of a CSV file only text."""
WORKBOOKS = (".xlsx", ".xlsm")
MOST_ROWS, MOST_COLUMNS = 200_000, 400
_MOST_UNPACKED = 400 * 2**20
_EMPTY_IN_A_ROW = 1_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",\t;，；"


class Row(NamedTuple):
    """One row with the number it has in its file or sheet."""

    number: int
    cells: tuple[Cell, ...]


class Sheet(NamedTuple):
    """One table of a file.

    Attributes:
        name: Of the sheet; the file's own for CSV.
        rows: Those in which something stands, ``#`` remarks left out.
        formulas: How many cells hold a formula whose value nobody saved.
    """

    name: str
    rows: tuple[Row, ...]
    formulas: int = 0


def sheets(path: Path) -> tuple[Sheet, ...]:
    """Every table of a file.

    Raises:
        UnreadableFileError: neither CSV nor a workbook; unpacking without end; under a password; or with
            more rows or columns than a table of people has.
    """
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        found = _workbook(path)
        return tuple(found)
    return (_csv(path),)


def _csv(path: Path) -> Sheet:
    try:
        text = text_of(path)
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected="CSV",
            found=reason(error),
        ) from error
    except UnicodeDecodeError as error:
        expected = N_("UTF-8 或 GB18030 的 CSV")
        raise UnreadableFileError(
            path,
            expected=expected,
            found=reason(error),
        ) from error
    rows = tuple(_lines(path, text))
    return Sheet(path.name, rows)


def rows_of_text(text: str) -> Iterator[Row]:
    """Rows of CSV text; the delimiter is what its first line has most of.

    Raises:
        csv.Error: it is none.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    before = 0
    for cells in reader:
        # A cell may hold line ends; the row is known by its first line.
        number = before + 1
        before = reader.line_num
        if _is_told(cells):
            yield Row(number, tuple(cells))


def _is_told(cells: Sequence[Cell]) -> bool:
    """Whether anything stands in a row that is no remark."""
    if not cells:
        return False
    first = cells[0]
    is_remark = isinstance(first, str) and first.startswith("#")
    return not is_remark and _width(cells) > 0


def _is_empty(cell: Cell) -> bool:
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None


def _delimiter(text: str) -> str:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return max(_DELIMITERS, key=line.count)
    return ","


def _lines(path: Path, text: str) -> Iterator[Row]:
    try:
        for count, row in enumerate(rows_of_text(text)):
            _demand_size(path, count, len(row.cells))
            yield row
    except csv.Error as error:
        raise UnreadableFileError(
            path,
            expected="CSV",
            found=reason(error),
        ) from error


def _demand_size(path: Path, rows: int, columns: int) -> None:
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        return
    most = _(N_("至多 {rows} 行、{columns} 列"))
    expected = most.format(rows=MOST_ROWS, columns=MOST_COLUMNS)
    raise UnreadableFileError(
        path,
        expected=expected,
        found=f"> {rows} × {columns}",
    )


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415  200 ms nobody waits for who reads CSV

    content = _unpackable(path)
    try:
        # Once for the values that were saved, once for the formulas they came from.
        saved = io.BytesIO(content)
        values = load_workbook(saved, read_only=True, data_only=True)
        written = load_workbook(io.BytesIO(content), read_only=True)
        for name in values.sheetnames:
            table = values[name]
            # A sheet may be a chart.
            if not hasattr(table, "iter_rows"):
                continue
            rows = tuple(_rows(path, table.iter_rows(values_only=True)))
            sources = written[name].iter_rows(values_only=True)
            formulas = _unsaved(rows, _rows(path, sources))
            yield Sheet(name, rows, formulas)
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl raises whatever the XML inside makes it stumble over
        raise _no_workbook(path, error) from error


def _no_workbook(path: Path, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        path,
        expected=N_("Excel 工作簿"),
        found=reason(error),
        remedy=N_("在 Excel 中另存为 .xlsx 或 CSV"),
    )


def _unpackable(path: Path) -> bytes:
    """A workbook's bytes, once it is one and unpacks to no more than a workbook may be."""
    try:
        content = bytes_of(path, _MOST_UNPACKED)
    except OSError as error:
        expected = N_("可读的文件")
        raise UnreadableFileError(
            path,
            expected=expected,
            found=reason(error),
        ) from error
    # The container of old Excel, in which a workbook under a password is put too.
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFileError(
            path,
            expected=N_("没有密码的 .xlsx"),
            found=N_("旧式 .xls，或设了密码的工作簿"),
            remedy=N_("在 Excel 中去掉密码，另存为 .xlsx 或 CSV"),
        )
    unpacked = _unpacked(path, content)
    if unpacked > _MOST_UNPACKED:
        most = f"≤ {_MOST_UNPACKED} B"
        raise UnreadableFileError(
            path,
            expected=most,
            found=f"{unpacked} B",
        )
    return content


def _unpacked(path: Path, content: bytes) -> int:
    """How many bytes a workbook unpacks to, as it says itself: openpyxl reads no more of a part than that."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise _no_workbook(path, error) from error
    return sum(part.file_size for part in parts)


def _rows(path: Path, table: Iterable[tuple[Cell, ...]]) -> Iterator[Row]:
    empty = 0
    count = 0
    for number, cells in enumerate(table, 1):
        width = _width(cells)
        if width:
            empty = 0
            count += 1
        else:
            empty += 1
        # Somebody formatted a whole sheet: a million rows of nothing.
        if empty > _EMPTY_IN_A_ROW:
            return
        _demand_size(path, count, width)
        if _is_told(cells):
            yield Row(number, cells[:width])


def _width(cells: Sequence[Cell]) -> int:
    """Up to the last cell in which something stands."""
    width = 0
    for place, cell in enumerate(cells, 1):
        if not _is_empty(cell):
            width = place
    return width


def _unsaved(shown: Iterable[Row], written: Iterable[Row]) -> int:
    """Cells with a formula and no value beside it."""
    values: dict[int, Sequence[Cell]] = {}
    for row in shown:
        values[row.number] = row.cells
    count = 0
    for row in written:
        beside = values.get(row.number, ())
        for place, cell in enumerate(row.cells):
            if not _is_formula(cell):
                continue
            has_value = place < len(beside) and not _is_empty(beside[place])
            if not has_value:
                count += 1
    return count


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.startswith("=")
