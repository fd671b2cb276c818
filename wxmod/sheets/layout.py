"""How a table is laid out: which rows are its heading, which column means what, where its rows end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wxmod.sheets.headings import Names, column_of, plain
from wxmod.sheets.tables import Cell, Row, Sheet

_HEADING_WITHIN = 12
_ENOUGH = 2
_FIRST_CELLS = 3
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
    for headings in _candidates(sheet):
        layout = _laid_out(sheet, headings, names, told or {})
        if best is None or len(layout.columns) > len(best.columns):
            best = layout
    if best is None or len(best.columns) < _ENOUGH:
        return None
    return best


class _Headings(NamedTuple):
    """Texts by place, and the number of the last row they take."""

    texts: Mapping[int, str]
    last: int


def _candidates(sheet: Sheet) -> Iterator[_Headings]:
    """Each of the first rows as a heading, by itself and with the row below it."""
    above: Row | None = None
    for row in sheet.rows[:_HEADING_WITHIN]:
        texts = _texts(row.cells)
        if above:
            # Where the lower row of a merged heading is empty, the upper one stands.
            both = _texts(above.cells) | texts
            yield _Headings(both, row.number)
        yield _Headings(texts, row.number)
        above = row


def _texts(cells: Sequence[Cell]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        text = cell.strip()
        if text:
            found[place] = text
    return found


def _laid_out(
    sheet: Sheet,
    headings: _Headings,
    names: Names,
    told: Mapping[str, str],
) -> Layout:
    columns: dict[int, str] = {}
    unknown: list[str] = []
    for place, text in headings.texts.items():
        column = told.get(text)
        if column is None:
            column = column_of(text, names)
        # Of two headings that mean the same the first one holds.
        is_free = column not in columns.values()
        if column and is_free:
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
    return Layout(
        sheet=sheet.name,
        columns=columns,
        headings=headings.texts,
        unknown=tuple(unknown),
        body=tuple(body),
        sums=tuple(sums),
    )


def _is_sum(row: Row) -> bool:
    """Whether one of its first cells says that it adds up the others."""
    first = [cell for cell in row.cells[:_FIRST_CELLS] if isinstance(cell, str)]
    return any(plain(cell).startswith(_TOTALS) for cell in first)
