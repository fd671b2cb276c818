"""What stands on a terminal that is too small: how big it is, how big it must be, and that nothing is lost."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.chrome.term import LEAST
from tui.chrome.text import plain
from wxmod.wording import _


class TooSmall(ModalScreen[Any]):
    """It goes by itself once the terminal is large enough; what is typed meanwhile goes nowhere."""

    DEFAULT_CSS = "TooSmall { align: center middle; background: $surface; }"
    BINDINGS: ClassVar[list[BindingType]] = []

    def compose(self) -> ComposeResult:
        yield Static("", id="small", markup=False)

    def on_mount(self) -> None:
        self.tell()

    def on_resize(self) -> None:
        self.tell()

    def tell(self) -> None:
        """The size as it is now."""
        said = _(
            "窗口 {width}×{height}，至少要 {least_width}×{least_height}。写到一半的都在；F10 退出"
        )
        told = said.format(
            width=self.app.size.width,
            height=self.app.size.height,
            least_width=LEAST[0],
            least_height=LEAST[1],
        )
        self.query_one("#small", Static).update(plain(told, "bold"))
