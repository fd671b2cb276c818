"""The year page: every figure, and the operations behind it."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from tui.chrome.dialogs import Reading
from tui.chrome.page import Page
from tui.chrome.text import cells, number, plain
from wxmod.actions import Desk, year
from wxmod.documents import text
from wxmod.documents.year import Line, YearSummary
from wxmod.domain.base import FIRST_YEAR, LAST_YEAR
from wxmod.wording import N_, _, language


class YearPage(Page):
    name_: ClassVar[str] = "year"
    about: ClassVar[str] = N_(
        "年度汇总：←→ 换年，Enter 看一行背后的作业。累计面积重复计算，去重面积只计一次。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("left,[", "shift(-1)", N_("上年")),
        ("right,]", "shift(1)", N_("下年")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.year = 0

    def body(self) -> ComposeResult:
        yield Static("", id="paragraph", markup=False)
        yield DataTable(id="figures", cursor_type="row", zebra_stripes=False)

    def on_mount(self) -> None:
        self.query_one(DataTable).focus()

    def gather(self, desk: Desk) -> YearSummary:
        if not self.year:
            self.year = year.latest(desk)
        return year.summary(desk, self.year)

    def paint(self, held: YearSummary) -> None:
        bureau = self.desk.program.bureau if language() == "zh" else self.desk.program.name_en
        notes = "\n".join(text.notes(held)[:2])
        said = (
            plain(
                text.paragraph(
                    held,
                    bureau,
                )
            )
            + Text("\n")
            + plain(notes, "dim")
        )
        self.query_one("#paragraph", Static).update(said)
        self._fill(held)

    def _fill(self, summary: YearSummary) -> None:
        table = self.query_one(DataTable)
        table.clear(columns=True)
        table.add_columns(
            "",
            *(_(head) for head in text.HEAD),
        )
        names = year.names(self.desk)
        groups = (
            summary.by_purpose,
            (summary.total,),
            summary.by_site,
            summary.by_month,
            summary.by_focus,
        )
        self.lines = [line for lines in (*groups, summary.by_mode) for line in lines]
        for line in self.lines:
            month = line in summary.by_month
            name = (
                _("{n} 月").format(n=int(line.key))
                if month
                else names.get(
                    line.key,
                    line.key,
                )
            )
            style = "bold" if line.key == "total" else ""
            table.add_row(
                plain(name, style),
                *(number(cell, style) for cell in text.row(line)),
            )

    def action_shift(self, years: int) -> None:
        self.year = min(max(self.year + years, FIRST_YEAR), LAST_YEAR)
        self.show()

    @on(DataTable.RowSelected)
    def behind(self, event: DataTable.RowSelected) -> None:
        """The operations behind the chosen row."""
        line = self.lines[event.cursor_row]
        rows = [cells(no)[0] for no in line.numbers]
        self.app.push_screen(
            Reading(
                _("{n} 次作业").format(n=line.operations),
                Text("\n").join(rows),
            )
        )
