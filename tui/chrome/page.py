"""What every screen shares: the top line, the tabs, keys in the user's language, and the caret where the IME looks."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, cast

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from tui.chrome.commands import bindings, of_page
from tui.chrome.keyline import KeyLine
from tui.chrome.tabs import Tabs
from tui.chrome.text import capital
from tui.pictures.view import PictureView
from tui.shell import Shell
from wxmod.actions import Desk
from wxmod.actions.record import watch
from wxmod.domain.errors import WxmodError
from wxmod.drawing.canvas import Signs
from wxmod.drawing.picture import Pictured
from wxmod.wording import _

WIDE, BROAD, TALL = 110, 170, 38
"""Columns from which on the detail stands beside the list, and a third pane beside both; rows for one under it."""


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
    _minute: datetime | None = None
    _gathering: bool = False
    _stale: bool = False
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "home", "")]
    keys_of: ClassVar[str] = ""
    """The page of the registry whose keys work here; a page has its own, a room over it none of them."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if own := cls.__dict__.get("keys_of"):
            keys = bindings(of_page(own))
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *keys]
        super().__init_subclass__(**kwargs)

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
        yield Tabs(self.name_)
        yield from self.body()
        yield KeyLine()

    def body(self) -> ComposeResult:
        """What stands between the tabs and the footer."""
        yield from ()

    def panes(self, rows: Widget) -> ComposeResult:
        """A list, the chosen row told under or beside it, and where there is room more of it: in words and drawn."""
        with Container(id="split"):
            yield rows
            with Container(id="right"):
                yield Static("", id="detail", markup=False)
                with Container(id="side"):
                    yield Static("", id="third", markup=False)
                    yield PictureView(id="picture")

    @property
    def is_wide(self) -> bool:
        """Whether what is chosen stands beside the list."""
        return self.app.size.width >= WIDE

    @property
    def is_broad(self) -> bool:
        """Whether there is room for a third pane beside list and detail."""
        return self.app.size.width >= BROAD

    @property
    def has_side(self) -> bool:
        """Whether the third pane is there: beside the detail, or under it on a tall screen."""
        return self.is_broad or (self.is_wide and self.app.size.height >= TALL)

    def tell_detail(self, said: Text) -> None:
        """What is told of the chosen row."""
        self.query_one("#detail", Static).update(said)

    def tell_third(self, said: Text) -> None:
        """More of it, in words."""
        third = self.query_one("#third", Static)
        third.display = bool(said.plain.strip())
        third.update(said)

    def draw(self, picture: Pictured | None) -> None:
        """More of it, as a picture."""
        view = self.query_one(PictureView)
        view.display = picture is not None
        view.signs = Signs.ASCII if self.shell.is_ascii else Signs.BRAILLE
        view.picture = picture

    def gather(self, desk: Desk) -> Any:
        """Everything the page shows, read from the record; nothing of the screen is touched here."""

    def paint(self, held: Any) -> None:
        """Show what was gathered."""

    def show(self) -> None:
        """Read everything shown anew: a long record beside the interface, so that keys are never kept waiting."""
        if not watch.is_long(self.desk):
            self.paint(self.gather(self.desk))
        elif self._gathering:
            self._stale = True
        else:
            self._gathering = True
            self.query_one(Tabs).busy(busy=True)
            self._gather_beside()

    @work(thread=True, group="gather", exit_on_error=False)
    def _gather_beside(self) -> None:
        held: Any
        try:
            with watch.beside(self.desk) as desk:
                held = self.gather(desk)
        except WxmodError as error:
            held = error
        self.app.call_from_thread(self._gathered, held)

    def _gathered(self, held: Any) -> None:
        """What was read is there; what was written meanwhile is read again."""
        if not self.is_attached:
            return
        self._gathering = False
        self.query_one(Tabs).busy(busy=False)
        if isinstance(held, WxmodError):
            self.shell.tell(held, grave=True)
        else:
            self.paint(held)
        if self._stale:
            self._stale = False
            self.show()

    @on(Worker.StateChanged)
    def gathering_failed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told in words that can be copied, and the page stays usable."""
        if event.state is WorkerState.ERROR and event.worker.group == "gather":
            self._gathering = False
            self.query_one(Tabs).busy(busy=False)
            self.shell.fault(event.worker.error)

    def tick(self) -> None:
        """A second has gone by: the clock, where it shows another minute, and what counts down."""
        if not self.is_mounted or not self.query("#title"):
            # It is being opened, and will read what it shows; or it is being closed.
            return
        title = self._title()
        if title != self._told_title:
            self._told_title = title
            self.query_one("#title", Static).update(title)
        minute = self.desk.now().replace(second=0)
        if self._minute not in {None, minute}:
            self.minute()
        self._minute = minute

    def minute(self) -> None:
        """Another minute has begun; a page that counts them down shows them anew."""

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
        return self.shell.status.line(self.name_, self.app.size.width, unkept=unkept)
