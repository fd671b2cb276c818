"""A list as every page has it: found in by typing, sorted by any column, copied and exported as it is seen.

It is a table over rows that are all in hand; what is as long as the record is read page by page instead (`paged`).
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui.chrome import taking
from tui.chrome.commands import bindings, of_lists
from tui.chrome.line import Line
from tui.chrome.paged import NOTHING, Column, PagedTable, Source
from wxmod.domain.text import normalise
from wxmod.wording import _, titled
from wxmod.words import pinyin

FITTED_CELLS = 36
"""The most a column takes for itself."""


def titles(columns: Sequence[Column]) -> list[Column]:
    """Columns with their heads in the current language, each at least as wide as its head."""
    headed = []
    for column in columns:
        head = titled(_(column.head))
        cells = max(column.cells, cell_len(head))
        headed.append(column._replace(head=head, cells=cells))
    return headed


class Rows(Vertical):
    """Rows with what every list can do."""

    DEFAULT_CSS = """
    Rows { height: 1fr; }
    Rows #find { display: none; height: 1; margin: 0 1; }
    Rows.-finding #find { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(of_lists()),
        ("less_than_sign", "sort_back", ""),
        ("escape", "unfind", ""),
    ]

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        none: str = "",
        name: str = "list",
        fitted: bool = False,
    ) -> None:
        super().__init__(id="rows-" + name)
        self._fitted = fitted
        self._columns = list(columns)
        self._none = none
        self._table_name = name
        self._held: list[Any] = []
        self._cells: Callable[[Any], Sequence[object]] = lambda _row: ()
        self._key: Callable[[Any], object] = id
        self._reader: Callable[[str], Source] = lambda _typed: NOTHING
        self.source = NOTHING
        self._sorted_by: int | None = None
        self._backwards = False

    def compose(self) -> ComposeResult:
        yield Line(
            placeholder=_("查找：字、数字、拼音首字母"),
            id="find",
            compact=True,
            select_on_focus=False,
        )
        yield PagedTable(self._columns, id=self._table_name, none=self._none)

    @property
    def table(self) -> PagedTable:
        """The table itself."""
        return self.query_one(PagedTable)

    @property
    def rows(self) -> list[Any]:
        """What is seen, in the order it stands there."""
        return list(self.source.page(0, self.source.total))

    @property
    def chosen(self) -> Any:
        """The row the cursor stands on, or None."""
        return self.table.chosen

    def head(self, columns: Sequence[Column]) -> None:
        """Other columns; what was sorted by is forgotten."""
        self._columns = list(columns)
        self._sorted_by = None
        self.table.head(self._columns)

    def hold(
        self,
        rows: Sequence[Any],
        cells: Callable[[Any], Sequence[object]],
        key: Callable[[Any], object],
        at: object = None,
    ) -> None:
        """These rows from now on; the cursor stays with its row, or goes to the one of *at*."""
        if at is not None:
            was = at
        else:
            was = self._chosen_key()
        self._held = list(rows)
        self._cells = cells
        self._key = key
        if self._fitted:
            self._fit()
        self._apply(was)

    def _fit(self) -> None:
        """Each column as wide as what stands in it, figures on the right."""
        said = [[str(cell or "") for cell in self._cells(row)] for row in self._held]
        for number, column in enumerate(self._columns):
            under = [row[number] for row in said]
            widest = max(map(cell_len, [column.head, *under]))
            figures = [each for each in under if each]
            is_number = bool(figures) and all(map(_is_figure, figures))
            cells = min(widest, FITTED_CELLS)
            self._columns[number] = column._replace(cells=cells, number=is_number)
        self.table.head(self._columns)

    def _chosen_key(self) -> object:
        row = self.chosen
        if row is None:
            return None
        return self._key(row)

    def _apply(self, at: object = None) -> None:
        found = self._found(self.query_one("#find", Input).value)
        here = next((n for n, row in enumerate(found) if self._key(row) == at), None)

        def page(first: int, count: int) -> Sequence[Any]:
            return found[first : first + count]

        self.source = Source(len(found), page, self._cells)
        self.table.show(self.source, here)

    def _found(self, typed: str) -> list[Any]:
        """The rows that hold what was typed, in the order asked for."""
        wanted = normalise(typed).lower().split()
        found = [row for row in self._held if self._fits(row, wanted)]
        if self._sorted_by is not None:
            found.sort(key=self._order, reverse=self._backwards)
        return found

    def _fits(self, row: Any, wanted: Sequence[str]) -> bool:
        """Whether every word stands somewhere in the row, or is how a cell is typed without Chinese."""
        said = [normalise(str(cell)).lower() for cell in self._cells(row) if cell is not None]
        return all(any(_means(cell, word) for cell in said) for word in wanted)

    def _order(self, row: Any) -> tuple[int, float, str]:
        """By the number a cell is, else by how it is spelled; what says nothing comes last."""
        assert self._sorted_by is not None  # noqa: S101  nothing is sorted otherwise
        said = str(self._cells(row)[self._sorted_by] or "").strip()
        if not said:
            return 2, 0.0, ""
        try:
            return 0, float(said.replace(",", "").rstrip("%")), ""
        except ValueError:
            return 1, 0.0, pinyin.reading(said).lower()

    # What is done with it.

    def action_find(self) -> None:
        self.add_class("-finding")
        self.query_one("#find", Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With nothing to find, Esc is the page's."""
        if action == "unfind":
            return self.has_class("-finding")
        return super().check_action(action, parameters)

    def action_unfind(self) -> None:
        """Everything is seen again."""
        self.query_one("#find", Input).value = ""
        self.remove_class("-finding")
        self.table.focus()

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._apply(self._chosen_key())

    @on(Input.Submitted, "#find")
    def _kept(self) -> None:
        self.table.focus()

    def action_sort(self) -> None:
        """By the next column."""
        if self._sorted_by is None:
            at = -1
        else:
            at = self._sorted_by
        self.sort_by((at + 1) % len(self._columns))

    def action_sort_back(self) -> None:
        """The other way round."""
        if self._sorted_by is not None:
            self.sort_by(self._sorted_by)

    def sort_by(self, column: int) -> None:
        """By a column; once more by the same, the other way round."""
        self._backwards = column == self._sorted_by and not self._backwards
        self._sorted_by = column
        self.table.mark(column, backwards=self._backwards)
        self._apply(self._chosen_key())

    @on(PagedTable.HeadClicked)
    def _clicked(self, event: PagedTable.HeadClicked) -> None:
        self.sort_by(event.column)

    def action_copy(self) -> None:
        """The chosen row, its cells with tabs between, into the clipboard of whoever sits at the terminal."""
        if self.chosen is not None:
            taking.copy(self.app, [self._cells(self.chosen)])

    def action_export(self) -> None:
        """What is seen, as a file."""
        heads = [column.head for column in self._columns]
        taking.export(self.app, heads, [self._cells(row) for row in self.rows])


def _is_figure(said: str) -> bool:
    try:
        float(said.rstrip("%"))
    except ValueError:
        return False
    return True


def _means(cell: str, word: str) -> bool:
    if word in cell:
        return True
    return word.isascii() and any(spelling.startswith(word) for spelling in pinyin.spellings(cell))


class LongRows(Rows):
    """A list as long as the record, read as it is scrolled to, newest first; what is found is asked of the record."""

    def read(self, source: Callable[[str], Source]) -> None:
        """Where the rows come from, by what was typed."""
        self._reader = source
        self._apply()

    def _apply(self, at: object = None) -> None:  # noqa: ARG002  the cursor stays at its place
        self.source = self._reader(self.query_one("#find", Input).value)
        self._cells = self.source.shown
        self.table.show(self.source)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It stands in the order of time alone."""
        if action in {"sort", "sort_back"}:
            return False
        return super().check_action(action, parameters)

    def sort_by(self, column: int) -> None:
        """Nothing: see above."""
