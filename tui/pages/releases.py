"""The table of further releases in the form: a row for each, at this site or at another one of a joint mission."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tui.chrome.line import Line
from tui.chrome.text import capital, plain, short
from tui.pages.fields import COLUMN_WIDTHS, LABELS
from wxmod.wording import _
from wxmod.words.cells import cell

FIRST_ROW = 2
"""The form itself is the first release."""


class Releases(Vertical):
    """As many rows as are needed; none while there is only one release."""

    DEFAULT_CSS = """
    Releases { height: auto; }
    Releases .heads { height: 1; display: none; color: $text-muted; }
    Releases.-some .heads { display: block; }
    Releases .row Line { padding: 0; }
    Releases .says { width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        with Horizontal(classes="heads"):
            for column, width in COLUMN_WIDTHS.items():
                head = Static(
                    plain(
                        short(
                            capital(_(LABELS[column])),
                            width - 1,
                        )
                    ),
                    markup=False,
                )
                head.styles.width = width
                yield head

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.query(".row"))

    async def have(self, rows: int) -> None:
        """At least so many rows."""
        while self.count < rows:
            await self.mount(_row(FIRST_ROW + self.count))
        self.set_class(self.count > 0, "-some")

    async def add(self, before: Mapping[str, str]) -> Line:
        """One more row, as the row before it but for its times and rounds; its first open field."""
        number = FIRST_ROW + self.count
        await self.have(self.count + 1)
        lines = {line.name: line for line in self.query(Line)}
        for column in ("site", "equipment", "lot", "azimuths_deg", "elevations_deg"):
            lines[cell(number, column)].fill(
                before.get(
                    column,
                    "",
                )
            )
        return lines[cell(number, "start")]


def _row(number: int) -> Vertical:
    """A row of fields, and under it what the rules say of them."""
    fields = []
    for column, width in COLUMN_WIDTHS.items():
        name = cell(number, column)
        line = Line(name=name, id=name, compact=True, select_on_focus=False)
        # A cell stays free, so that two filled fields do not run into each other.
        line.styles.width = width - 1
        line.styles.margin = (0, 1, 0, 0)
        fields.append(line)
    says = Static("", id=f"says-row-{number}", classes="says under", markup=False)
    says.display = False
    return Vertical(Horizontal(*fields, classes="cells"), says, classes="row")
