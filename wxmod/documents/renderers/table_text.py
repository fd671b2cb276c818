"""The tables of a paper as CSV that Excel opens with its Chinese whole."""

import csv
import io

from wxmod.documents.model import Cell, Document, Figure
from wxmod.store.keeping.export import FORMULA, harmless


def render(document: Document) -> bytes:
    """UTF-8 behind a byte order mark, without which Excel takes it for GB18030."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for number, table in enumerate(document.tables):
        if number:
            writer.writerow([])
        writer.writerow([inert(table.title)])
        writer.writerow([inert(column.title) for column in table.columns])
        for line in table.lines:
            writer.writerow([_value(cell) for cell in line])
    return page.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """*text* so that no spreadsheet takes it for a formula."""
    # A blank in front is dropped by some spreadsheets, and what follows it acts.
    if text.lstrip().startswith(FORMULA):
        return f"'{text}"
    return str(harmless(text))


def _value(cell: Cell) -> str:
    # A figure of ours may be negative; only words from outside are guarded.
    return cell.words if isinstance(cell, Figure) else inert(cell)
