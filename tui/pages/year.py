"""The year page: every figure, and the operations behind it."""

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.chrome import naming
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows
from tui.chrome.text import joined, plain
from tui.pages.picking import Picking
from wxmod.actions import Desk, year
from wxmod.documents import text
from wxmod.documents.year import Line, YearSummary
from wxmod.domain.base import FIRST_YEAR, LAST_YEAR
from wxmod.drawing.tallies import Tallies
from wxmod.wording import N_, _, language, titled


class YearPage(Page):
    name_: ClassVar[str] = "year"
    about: ClassVar[str] = N_(
        "年度汇总：←→ 换年，Enter 看一行背后的作业。累计面积重复计算，去重面积只计一次。"
    )
    keys_of: ClassVar[str] = "year"

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.year = 0
        self.names: dict[str, str] = {}

    def body(self) -> ComposeResult:
        yield Static("", id="paragraph", markup=False)
        heads = [
            Column(titled(_(head)), max(5, cell_len(_(head))), number=True) for head in text.HEAD
        ]
        yield from self.panes(Rows([Column("", 12, wide=True), *heads], name="figures"))

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()

    def gather(self, desk: Desk) -> tuple[YearSummary, Tallies | None]:
        if not self.year:
            self.year = year.latest(desk)
        return year.summary(desk, self.year), self._months(desk)

    def _months(self, desk: Desk) -> Tallies | None:
        """The year month by month, drawn, where there is room for it."""
        if not self.has_side:
            return None
        from wxmod.actions.pictures import figures  # noqa: PLC0415  loads NumPy

        return figures.months(desk, self.year)

    def paint(self, held: tuple[YearSummary, Tallies | None]) -> None:
        summary, months = held
        self.draw(months)
        self.tell_third(plain(""))
        if language() == "zh":
            bureau = self.desk.program.bureau
        else:
            bureau = self.desk.program.name_en
        notes = "\n".join(text.notes(summary)[:2])
        said = (
            plain(
                text.paragraph(
                    summary,
                    bureau,
                )
            )
            + Text("\n")
            + plain(notes, "dim")
        )
        self.query_one("#paragraph", Static).update(said)
        self._fill(summary)

    def _fill(self, summary: YearSummary) -> None:
        names = year.names(self.desk)
        groups = (
            summary.by_purpose,
            (summary.total,),
            summary.by_site,
            summary.by_month,
            summary.by_focus,
        )
        self.lines = [line for lines in (*groups, summary.by_mode) for line in lines]
        self.names = {}
        for line in self.lines:
            month = line in summary.by_month
            if month:
                name = _("{n} 月").format(n=int(line.key))
            else:
                name = names.get(line.key, line.key)
            self.names[line.key] = naming.readable(name)
        self.query_one(Rows).hold(self.lines, self._cells, lambda line: line.key)

    def _cells(self, line: Line) -> tuple[object, ...]:
        style = ""
        if line.key == "total":
            style = "bold"
        return plain(self.names[line.key], style), *(plain(cell, style) for cell in text.row(line))

    def action_shift(self, years: int) -> None:
        self.year = min(max(self.year + years, FIRST_YEAR), LAST_YEAR)
        self.show()

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        """The operations behind the chosen line, beside it."""
        line = self.query_one(Rows).chosen
        if line is not None:
            self.tell_detail(joined([plain(_title(line), "bold"), *map(plain, line.numbers)]))

    @on(PagedTable.RowSelected)
    def behind(self) -> None:
        """The operations behind the chosen line, each of which opens."""
        line = self.query_one(Rows).chosen
        if line is not None:
            self.app.push_screen(Picking(_title(line), line.numbers))


def _title(line: Line) -> str:
    return _("{n} 次作业").format(n=line.operations)
