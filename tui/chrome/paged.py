"""A table of any length: only the rows on the screen are read and painted.

Textual's own table measures every cell; at a hundred thousand rows that takes a quarter of a minute.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from wxmod.domain.visible import visible

PAGE = 100
"""Rows read at once."""
HELD = 20
"""Pages kept in mind."""


class Column(NamedTuple):
    """One column.

    Attributes:
        cells: How wide it is.
        number: Whether it stands on the right.
        wide: Whether it takes the room that is left over.
        rare: Whether it gives way where there is no room for all of them; the detail tells of it anyway.
    """

    head: str
    cells: int
    number: bool = False
    wide: bool = False
    rare: bool = False


class Source(NamedTuple):
    """Where the rows come from.

    Attributes:
        total: How many there are.
        page: So many of them, from the first one asked for.
        shown: The cells of one.
    """

    total: int
    page: Callable[[int, int], Sequence[Any]]
    shown: Callable[[Any], Sequence[object]]


NOTHING = Source(0, lambda _first, _count: (), lambda _row: ())


class PagedTable(ScrollView, can_focus=True):
    """A list with a cursor."""

    DEFAULT_CSS = """
    PagedTable {
        background: $surface;
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"paged--head", "paged--cursor", "paged--quiet"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "select", show=False),
    ]

    class RowHighlighted(Message):
        """The cursor stands on another row, or on another one's place."""

    class RowSelected(Message):
        """Enter, or a click on the row the cursor stands on."""

    class HeadClicked(Message):
        """A column's head was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, columns: Sequence[Column], *, id: str, none: str = "") -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._columns = list(columns)
        self._none = none
        self._mark = ""
        self._marked: int | None = None
        self._source = NOTHING
        self._pages: dict[int, Sequence[Any]] = {}
        self.cursor_row = 0

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self._source.total

    def head(self, columns: Sequence[Column]) -> None:
        """Other columns."""
        same = [each.head for each in columns] == [each.head for each in self._columns]
        self._columns = list(columns)
        self._marked = self._marked if same else None
        self.refresh()

    def mark(self, column: int, *, backwards: bool) -> None:
        """Show what the rows are sorted by."""
        self._marked = column
        self._mark = "▼" if backwards else "▲"
        self.refresh()

    def show(self, source: Source, at: int | None = None) -> None:
        """Other rows, or the same ones anew; the cursor goes *at* a row, or stays as far as there are so many."""
        self._source = source
        self._pages.clear()
        if at is None:
            wanted = self.cursor_row
        else:
            wanted = at
        self.cursor_row = max(0, min(wanted, source.total - 1))
        self.virtual_size = Size(self.size.width, source.total + 1)
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.RowHighlighted())

    def row(self, at: int) -> Any:
        """A row, read with its neighbours; None past the end."""
        if not 0 <= at < self._source.total:
            return None
        number, place = divmod(at, PAGE)
        if number not in self._pages:
            if len(self._pages) >= HELD:
                self._pages.pop(next(iter(self._pages)))
            self._pages[number] = self._source.page(number * PAGE, PAGE)
        page = self._pages[number]
        if place < len(page):
            return page[place]
        return None

    @property
    def chosen(self) -> Any:
        """The row the cursor stands on, or None."""
        return self.row(self.cursor_row)

    def go(self, row: int) -> None:
        """Put the cursor on a row."""
        self._go(row)

    # Painting.

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self._source.total + 1)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            return self._strip(self._heads(), width, self._style("paged--head"))
        at = self.scroll_offset.y + y - 1
        row = self.row(at)
        if row is None:
            # An empty list says what to do first.
            if not self._source.total:
                said = self._none.split("\n")
            else:
                said = []
            told = ""
            if y <= len(said):
                told = " " + said[y - 1]
            return Strip([Segment(set_cell_size(told, width), self.rich_style)], width)
        here = at == self.cursor_row
        style = None
        if here:
            style = self._style("paged--cursor" if self.has_focus else "paged--quiet")
        return self._strip(
            self._source.shown(row),
            width,
            style or self.rich_style,
        )

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)

    def _heads(self) -> list[str]:
        heads = [column.head for column in self._columns]
        if self._marked is not None:
            heads[self._marked] += self._mark
        return heads

    def _strip(self, cells: Sequence[object], width: int, style: Style) -> Strip:
        """A line of the table; what a cell is coloured by is kept, but for the row the cursor stands on."""
        segments = [Segment(" ", style)]
        for cell, column, wide in zip(cells, self._columns, self._widths(width), strict=True):
            if not wide:
                continue
            own = style
            if isinstance(cell, Text) and cell.style and not style.reverse:
                own = style + Style.parse(str(cell.style))
            segments.append(Segment(_fitted(cell, column, wide), own))
            segments.append(Segment("  ", style))
        return Strip(segments).adjust_cell_length(width, style)

    def _widths(self, width: int) -> list[int]:
        """The columns as they are, what is left over shared by those that take it; 0 for one that gives way."""
        least = [column.cells for column in self._columns]
        if self._marked is not None:
            # The mark of the order stands behind the head, which keeps its letters.
            headed = cell_len(self._columns[self._marked].head) + 1
            least[self._marked] = max(least[self._marked], headed)
        for number in reversed(range(len(least))):
            if _total(least) > width and self._columns[number].rare:
                least[number] = 0
        wide = [column for column in self._columns if column.wide]
        more = 0
        if wide:
            more = max(0, width - _total(least)) // len(wide)
        return [
            cells + (more if column.wide else 0)
            for cells, column in zip(least, self._columns, strict=True)
        ]

    # The cursor.

    def _go(self, row: int) -> None:
        last = self._source.total - 1
        row = max(0, min(row, last))
        if row == self.cursor_row or last < 0:
            return
        self.cursor_row = row
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.RowHighlighted())

    def _scroll_to_cursor(self) -> None:
        row = self.cursor_row
        shown = self.size.height - 1
        first = self.scroll_offset.y
        if shown < 1:
            # Not laid out yet.
            return
        if row < first:
            self.scroll_to(y=row, animate=False)
        elif row >= first + shown:
            self.scroll_to(y=row - shown + 1, animate=False)

    def action_move(self, by: int) -> None:
        self._go(self.cursor_row + by)

    def action_leaf(self, by: int) -> None:
        self._go(self.cursor_row + by * (self.size.height - 1))

    def action_edge(self, which: int) -> None:
        self._go(self._source.total - 1 if which > 0 else 0)

    def action_select(self) -> None:
        if self.chosen is not None:
            self.post_message(self.RowSelected())

    def on_click(self, event: Click) -> None:
        """The first click puts the cursor there, the next one opens."""
        at = self.scroll_offset.y + event.y - 1
        if event.y == 0:
            self._head_clicked(event.x)
            return
        if at >= self._source.total:
            return
        if at == self.cursor_row:
            self.action_select()
        self._go(at)

    def _head_clicked(self, x: int) -> None:
        end = 1
        for number, wide in enumerate(self._widths(self.size.width)):
            end += wide + 2 if wide else 0
            if x < end:
                self.post_message(self.HeadClicked(number))
                return


def _total(widths: Sequence[int]) -> int:
    return 1 + sum(cells + 2 for cells in widths if cells)


def _fitted(cell: object, column: Column, cells: int) -> str:
    """A cell in its column, a number on the right; what is cut off ends in a mark."""
    said = visible(str("" if cell is None else cell))
    over = cell_len(said) > cells
    if over:
        return set_cell_size(set_cell_size(said, cells - 1) + "…", cells)
    blank = " " * (cells - cell_len(said))
    if column.number:
        return blank + said
    return said + blank
