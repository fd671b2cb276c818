"""How a table is laid out: which rows are its heading, which column means what, where its rows end."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wxmod.sheets.headings import Names, column_of, plain
from wxmod.sheets.tables import Cell, Row, Sheet

_HEADING_WITHIN = 12
_ENOUGH = 2
_TOTALS = ("合计", "总计", "小计", "累计", "total")


class Layout(NamedTuple):
    """What was made of a sheet.

    Attributes:
        columns: By place from 0, the column each heading means.
        headings: By place, the heading as it is written.
        unknown: Headings that mean no column.
        body: The rows below the heading, sums left out.
        sums: Numbers of the rows that were left out as sums.
    """

    sheet: str
    columns: Mapping[int, str]
    headings: Mapping[int, str]
    unknown: tuple[str, ...]
    body: tuple[Row, ...]
    sums: tuple[int, ...]


def layout_of(sheet: Sheet, names: Names, told: Mapping[str, str] | None = None) -> Layout | None:
    """The layout of a sheet by the heading that knows most columns; None where none knows two.

    A heading may take two rows (merged cells over several columns): what the lower says goes first.

    Args:
        told: Heading to column, as somebody said; "" for one to leave out.
    """
    best: Layout | None = None
    for place, row in enumerate(sheet.rows[:_HEADING_WITHIN]):
        below = sheet.rows[place + 1 : place + 2]
        for headings in (_one(row), _two(row, below)):
            found = _laid_out(sheet, headings, names, told or {})
            if best is None or len(found.columns) > len(best.columns):
                best = found
    if best is None or len(best.columns) < _ENOUGH:
        return None
    return best


class _Headings(NamedTuple):
    """Texts by place, and the number of the last row they take."""

    texts: Mapping[int, str]
    last: int


def _one(row: Row) -> _Headings:
    return _Headings(_texts(row.cells), row.number)


def _two(row: Row, below: Sequence[Row]) -> _Headings:
    """Two rows as one heading: where the lower one is empty the upper one stands."""
    if not below:
        return _one(row)
    lower = below[0]
    return _Headings({**_texts(row.cells), **_texts(lower.cells)}, lower.number)


def _texts(cells: Sequence[Cell]) -> dict[int, str]:
    found = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and cell.strip():
            found[place] = cell.strip()
    return found


def _laid_out(sheet: Sheet, headings: _Headings, names: Names, told: Mapping[str, str]) -> Layout:
    columns: dict[int, str] = {}
    unknown: list[str] = []
    for place, text in headings.texts.items():
        column = told[text] if text in told else column_of(text, names)
        if column and column not in columns.values():
            columns[place] = column
        elif text not in told:
            unknown.append(text)
    body: list[Row] = []
    sums: list[int] = []
    for row in sheet.rows:
        if row.number <= headings.last:
            continue
        if _is_sum(row):
            sums.append(row.number)
        else:
            body.append(row)
    return Layout(sheet.name, columns, headings.texts, tuple(unknown), tuple(body), tuple(sums))


def _is_sum(row: Row) -> bool:
    """Whether one of its first cells says that it adds up the others."""
    return any(plain(cell).startswith(_TOTALS) for cell in row.cells[:3] if isinstance(cell, str))
