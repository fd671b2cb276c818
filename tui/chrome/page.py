"""What every screen shares: the top line, the tabs, keys in the user's language, and the caret where the IME looks."""

from dataclasses import replace
from typing import Any, ClassVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from tui.chrome.commands import TABS, by_name
from tui.chrome.keyline import KeyLine
from tui.chrome.text import capital, plain
from tui.shell import Shell
from wxmod.actions import Desk
from wxmod.domain.errors import WxmodError
from wxmod.wording import _


def localised(bindings: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """Key descriptions in the current language; they are marked with `N_` where they are written."""
    return {
        key: active._replace(
            binding=replace(active.binding, description=capital(_(active.binding.description)))
        )
        for key, active in bindings.items()
    }


class Page(Screen[Any]):
    """A screen with the app's chrome.  Subclasses give `name_` and `body`."""

    name_: ClassVar[str] = "duty"
    about: ClassVar[str] = ""
    _told_title: Text | None = None
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "home", "")]

    @property
    def shell(self) -> Shell:
        """The app, as far as a page may know it."""
        return cast("Shell", self.app)

    @property
    def desk(self) -> Desk:
        """The desk the app sits at."""
        return self.shell.desk

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Bindings with their words in the current language."""
        return localised(super().active_bindings)

    def compose(self) -> ComposeResult:
        yield Static(self._title(), id="title", markup=False)
        yield Static(self._tabs(), id="tabs", markup=False)
        yield from self.body()
        yield KeyLine()

    def body(self) -> ComposeResult:
        """What stands between the tabs and the footer."""
        yield from ()

    def show(self) -> None:
        """Read everything shown anew."""

    def tick(self) -> None:
        """A second has gone by: the clock, where it shows another minute, and what counts down."""
        title = self._title()
        if title != self._told_title:
            self._told_title = title
            self.query_one("#title", Static).update(title)

    def changed(self) -> None:
        """Somebody has written to the record, here or in another app."""
        self.show()

    def on_screen_resume(self) -> None:
        self.tick()
        try:
            self.show()
        except WxmodError as error:
            self.shell.tell(error, grave=True)

    def action_home(self) -> None:
        self.shell.action_go("duty")

    def _title(self) -> Text:
        unkept = bool(self.shell.unkept)
        return self.shell.status.line(self.app.size.width, unkept=unkept)

    def _tabs(self) -> Text:
        parts = []
        for number, command in enumerate(map(by_name, TABS), 1):
            here = "reverse bold" if command.name == self.name_ else ""
            parts.append(plain(f" {number} {command.label} ", here))
        return Text(" ").join(parts)
