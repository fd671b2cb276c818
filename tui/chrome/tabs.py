"""The line of pages under the top line: each with its digit, the one shown reversed, and any of them may be clicked."""

from rich.cells import cell_len
from rich.text import Text
from textual.events import Click
from textual.widgets import Static

from tui.chrome.commands import TABS, by_name
from tui.chrome.text import capital, plain
from wxmod.wording import N_, _

SHORT = {"operations": N_("作业页"), "register": N_("装备页")}
"""Names that are too long for the line where it is narrow."""


class Tabs(Static):
    """The pages by number."""

    DEFAULT_CSS = "Tabs { height: 1; width: 1fr; }"

    def __init__(self, page: str) -> None:
        super().__init__("", id="tabs", markup=False)
        self._page = page
        self._busy = False
        self._ends: list[int] = []

    def on_mount(self) -> None:
        self.paint()

    def on_resize(self) -> None:
        self.paint()

    def busy(self, *, busy: bool) -> None:
        """Whether the page is being read beside the interface."""
        self._busy = busy
        self.paint()

    def paint(self) -> None:
        """As wide as there is room for."""
        room = self.app.size.width
        names = [by_name(name).label for name in TABS]
        gap = 0
        if _width(names, 1) <= room:
            gap = 1
        if _width(names, gap) > room:
            names = [_short(name) for name in TABS]
        line = Text()
        self._ends = []
        for number, (name, label) in enumerate(zip(TABS, names, strict=True), 1):
            here = ""
            if name == self._page:
                here = "reverse bold"
            line += plain(f" {number} {label}" + " " * gap, here)
            self._ends.append(cell_len(line.plain))
        if self._busy:
            line += plain(" " + _("读取中…"), "dim")
        line.no_wrap = True
        self.update(line)

    def on_click(self, event: Click) -> None:
        """To the page whose name was clicked."""
        for name, end in zip(TABS, self._ends, strict=True):
            if event.x < end:
                self.app.call_later(self.app.run_action, f"go('{name}')")
                return


def _short(name: str) -> str:
    if name in SHORT:
        return capital(_(SHORT[name]))
    return by_name(name).label


def _width(names: list[str], gap: int) -> int:
    return sum(cell_len(name) + 3 + gap for name in names)
