"""A paper as a workbook: a sheet of words, then a sheet a table, with numbers that are numbers."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wxmod.documents.model import Cell, Document, Figure, Paragraph, Signature, Table
from wxmod.wording import _

_BOLD = Font(bold=True)
_WIDE = 90
_NARROW = 14
_HAN_A_LINE = 40
_LINE_PT = 16
_HEAD_ROW = 2
_FORBIDDEN = str.maketrans("[]:*?/\\", "       ")
"""What Excel does not take in the name of a sheet."""
_NAME = 31


def render(document: Document) -> bytes:
    """The bytes of the workbook."""
    book = Workbook()
    first: Worksheet = book.active
    first.title = _("正文")
    _write_words(first, document)
    for table in document.tables:
        _write_table(book.create_sheet(table.title.translate(_FORBIDDEN)[:_NAME]), table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write_words(sheet: Worksheet, document: Document) -> None:
    sheet.column_dimensions["A"].width = _WIDE
    lines = [document.title]
    for part in document.parts:
        if isinstance(part, Table):
            continue
        if isinstance(part, Signature):
            lines += [part.bureau, part.day]
        elif isinstance(part, Paragraph) and part.number is not None:
            lines.append(f"{part.number}. {part.text}")
        else:
            lines.append(part.text)
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1)
        _put(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        # A wrapped line is cut off where the height is left to the reader's program.
        lines_taken = 1 + len(line) // _HAN_A_LINE
        sheet.row_dimensions[row].height = _LINE_PT * lines_taken
    sheet["A1"].font = _BOLD


def _write_table(sheet: Worksheet, table: Table) -> None:
    title = sheet.cell(1, 1)
    _put(title, table.title)
    title.font = _BOLD
    for number, column in enumerate(table.columns, start=1):
        cell = sheet.cell(_HEAD_ROW, number)
        _put(cell, column.title)
        cell.font = _BOLD
        sheet.column_dimensions[get_column_letter(number)].width = _NARROW
    for row, line in enumerate(table.lines, start=_HEAD_ROW + 1):
        for number, value in enumerate(line, start=1):
            _put(sheet.cell(row, number), value)
    if table.total:
        for cell in sheet[sheet.max_row]:
            cell.font = _BOLD
    # The blanks are signed by hand once it is printed.
    _put(sheet.cell(sheet.max_row + 2, 1), _("制表人："))
    _put(sheet.cell(sheet.max_row, 3), _("审核人："))
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 2)


def _put(cell: SheetCell, value: Cell) -> None:
    """A number as a number, anything else as words: openpyxl would make a formula of what begins with "="."""
    if isinstance(value, Figure) and value.value is not None:
        cell.value = value.value
        return
    cell.value = value.words if isinstance(value, Figure) else value
    cell.data_type = "s"
    # Keeps it words when somebody edits the cell.
    cell.quotePrefix = True
