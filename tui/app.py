"""The shell: one desk, a screen for each page, keys from the registry, and errors that never lose what was typed."""

import traceback
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste, Resize
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, TextArea

from tui.acts import Act, Acts
from tui.chrome import manual, term
from tui.chrome.commands import COMMANDS, LISTED, TABS, Command, bindings, of_app
from tui.chrome.dialogs import Question, Reading
from tui.chrome.entry import Entry
from tui.chrome.gate import KeyGate
from tui.chrome.line import seen_only
from tui.chrome.page import BROAD, TALL, WIDE, Page
from tui.chrome.small import TooSmall
from tui.chrome.status import Status
from tui.chrome.text import plain
from tui.pages.duty import DutyPage
from tui.pages.exchange import ExchangePage
from tui.pages.form import FormPage
from tui.pages.operations import OperationsPage
from tui.pages.plan import PlanPage
from tui.pages.register import RegisterPage
from tui.pages.settings import SettingsPage
from tui.pages.stock import StockPage
from tui.pages.weather import WeatherPage
from tui.pages.year import YearPage
from wxmod.actions import Desk
from wxmod.actions.record import drafts, watch
from wxmod.actions.record.drafts import Kept
from wxmod.domain.errors import WxmodError
from wxmod.wording import _

PAGES: dict[str, type[Page]] = {
    "duty": DutyPage,
    "operations": OperationsPage,
    "stock": StockPage,
    "weather": WeatherPage,
    "plan": PlanPage,
    "year": YearPage,
    "register": RegisterPage,
    "exchange": ExchangePage,
    "settings": SettingsPage,
}

COPY_PAUSE_S = 1800
"""An app left open over midnight makes the new day's copy then."""
TICK_S = 1.0


class WxmodApp(App[int]):
    """The terminal app over one desk."""

    CSS_PATH = "app.tcss"
    TITLE = "wxmod"
    ENABLE_COMMAND_PALETTE = True
    # Textual's own types.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (WIDE, "-wide"), (BROAD, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]  # noqa: RUF012  Textual's own type
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(of_app()),
        Binding("question_mark", "help", "", show=False),
        *(Binding(str(n), f"tab({n})", "", show=False) for n in range(1, len(TABS) + 1)),
    ]

    def __init__(self, desk: Desk) -> None:
        # Textual picks its colour filter here: with ANSI colours NO_COLOR means none at all, else shades of grey.
        super().__init__(ansi_color=term.colourless() or None)
        self.desk = desk
        self.animation_level = "none"
        self.session = drafts.open_session()
        self.unkept: dict[str, Kept] = {}
        self.acts = Acts()
        self.status = Status(desk, self.session)
        self.gate = KeyGate(self)
        self._caret = Offset(0, 0)
        self._seen = watch.seen(desk)

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own caret stands, so that an input method opens its window beside the field.

        Textual remembers it from before the form scrolled; the focused field knows better.
        """
        field = None
        if self._screen_stack:
            field = self.screen.focused
        if isinstance(field, Input):
            at = field.cursor_screen_offset
            return Offset(
                at.x - (1 if field.cursor_at_end else 0),
                at.y,
            )
        if isinstance(field, TextArea):
            return field.cursor_screen_offset
        return self._caret

    @cursor_position.setter
    def cursor_position(self, value: Offset) -> None:
        self._caret = value

    @property
    def is_ascii(self) -> bool:
        """Whether pictures are drawn with letters: the terminal shows no dots, or no colour is asked for."""
        return term.draws_with_letters()

    @property
    def pressed_at(self) -> float:
        """When the key in hand was pressed."""
        return self.gate.pressed_at

    def on_mount(self) -> None:
        self.theme = term.theme(colourless=self.no_color)
        self.gate.open()
        self.push_screen(DutyPage())
        self.keep_copy()
        self.set_interval(COPY_PAUSE_S, self.keep_copy)
        self.set_interval(TICK_S, self.tick)

    def on_resize(self, event: Resize) -> None:
        """A terminal that is too small says so, and goes on where it was once it is large enough."""
        fits = event.size.width >= term.LEAST[0] and event.size.height >= term.LEAST[1]
        small = isinstance(self.screen, TooSmall)
        if not fits and not small:
            self.push_screen(TooSmall())
        elif fits and small:
            self.pop_screen()

    def action_next_theme(self) -> None:
        """By night, by day, in the terminal's own sixteen colours; without colour where NO_COLOR asks for that."""
        if self.no_color:
            self.tell(_("NO_COLOR 已设，不用颜色"))
            return
        if self.theme in term.THEMES:
            at = term.THEMES.index(self.theme)
        else:
            at = -1
        self.theme = term.THEMES[(at + 1) % len(term.THEMES)]

    def on_unmount(self) -> None:
        """What is open is kept, however the app ends."""
        self.gate.close()
        drafts.close_session(self.session)

    async def on_event(self, event: Event) -> None:
        """Keys come one at a time; what is pasted anywhere is one line of what can be seen; a text keeps its lines."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if not self.gate.admits(event):
                return
            if isinstance(event, Paste):
                event.text = self._seen_only(event.text)
        await super().on_event(event)

    def _seen_only(self, text: str) -> str:
        whole = self._screen_stack and isinstance(self.screen.focused, TextArea)
        if whole:
            lines = text.splitlines()
        else:
            lines = [text]
        return "\n".join(map(seen_only, lines))

    def tick(self) -> None:
        """The clock of whatever page is shown, its countdowns, and what another app has written meanwhile."""
        page = next((each for each in reversed(self.screen_stack) if isinstance(each, Page)), None)
        if page is None or not page.is_mounted or not page.query("#title"):
            # It is still being laid out, its table without columns, and reads everything then; or it is closing.
            return
        try:
            seen = watch.seen(self.desk)
            page.tick()
            if seen != self._seen:
                self._seen = seen
                page.changed()
        except WxmodError as error:
            self.tell(error, grave=True)

    @work(thread=True, exclusive=True, group="copy")
    def keep_copy(self) -> None:
        """The day's copy, beside whatever is being typed."""
        if failed := watch.keep_copy_beside(self.desk):
            self.call_from_thread(
                self.tell, _("自动备份失败：{why}").format(why=failed), grave=True
            )

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002  Textual's signature
        for command in COMMANDS:
            if command.name in LISTED:
                continue
            name = f"{command.label} {command.name} {command.initials}  {command.shown}"
            yield SystemCommand(name, _(command.said), partial(self.call_later, self._run, command))

    async def _run(self, command: Command) -> None:
        """What a command does, from anywhere: a page's own on that page."""
        if not command.page:
            await self.run_action(command.action)
            return
        page = self.screen
        if not isinstance(page, PAGES[command.page]):
            self._back_to_page()
            page = PAGES[command.page]()
            await self.switch_screen(page)
        await page.run_action(command.action)

    def _back_to_page(self) -> None:
        """Close what lies over the page; what was typed there is kept first."""
        for screen in self.screen_stack:
            if isinstance(screen, Entry):
                screen.keep_draft()
        # The default screen and one page stay.
        while len(self.screen_stack) > 2:  # noqa: PLR2004
            self.pop_screen()

    def action_go(self, name: str) -> None:
        """Show a page, in place of whatever page is shown."""
        self._back_to_page()
        self.switch_screen(PAGES[name]())

    def action_tab(self, number: int) -> None:
        """Show the page of that number."""
        self.action_go(TABS[number - 1])

    async def action_new(self) -> None:
        """Open the form on the page of operations, unless it is open."""
        if isinstance(self.screen, FormPage) and not self.screen.corrects:
            return
        self._back_to_page()
        if not isinstance(self.screen, OperationsPage):
            await self.switch_screen(OperationsPage())
        self.push_screen(FormPage())

    def action_close_app(self) -> None:
        """Close the app; what was typed is kept as a draft, or it is asked first."""
        for screen in self.screen_stack:
            if isinstance(screen, Entry):
                screen.keep_draft()
        if not self.unkept:
            self.exit(0)
            return
        lost = plain(_("没有记录的作业存不下，退出就丢了：先抄下来，或腾出磁盘空间再试。"))
        self.push_screen(
            Question(_("仍然退出？"), lost, grave=True),
            lambda sure: self.exit(0) if sure else None,
        )

    def action_help(self) -> None:
        """What the field and the page do, then every key."""
        page = None
        if isinstance(self.screen, Page):
            page = self.screen
        self.push_screen(Reading(_("帮助"), manual.told(page, self.screen)))

    def did(self, act: Act) -> None:
        """Something was written in this session."""
        self.acts.did(act)
        self._seen = watch.seen(self.desk)

    def action_undo(self) -> None:
        """Take back what this session wrote last, once it was named and that is sure."""
        if not self.acts.done:
            self.tell(_("这次打开以来没有可撤销的"))
            return
        act = self.acts.done[-1]
        if act.reverse is None:
            said = _("上一步：{act}。{instead}").format(
                act=act.said,
                instead=_(act.instead),
            )
            self.tell(said, grave=True)
            return
        said = _("撤销：{act}？记录保留，可查到这次撤销；Ctrl+Y 可重做。").format(act=act.said)
        question = Question(_("撤销"), plain(said), grave=True)
        self.push_screen(question, self._undo)

    def _undo(self, sure: bool | None) -> None:
        if sure:
            self._again(self.acts.undo, _("已撤销：{act}"))

    def action_redo(self) -> None:
        """Write again what was taken back last."""
        if not self.acts.undone:
            self.tell(_("没有可重做的"))
            return
        self._again(self.acts.redo, _("已重做：{act}"))

    def _again(self, step: Callable[[], Act], said: str) -> None:
        try:
            act = step()
        except WxmodError as error:
            self.tell(error, grave=True)
            return
        self.tell(said.format(act=act.said))
        if isinstance(self.screen, Page):
            self.screen.changed()

    def fault(self, error: BaseException | None) -> None:
        """A fault nobody foresaw, in words that can be copied; what was typed is kept first."""
        for screen in self.screen_stack:
            if isinstance(screen, Entry):
                screen.keep_draft()
        told = ""
        if error:
            told = "".join(traceback.format_exception(error))
        head = _("出错了；记录没有受影响，已写的草稿已存。把下面的内容发给维护人员：")
        self.push_screen(
            Reading(
                _("意外错误"),
                plain(f"{head}\n\n{told}"),
            )
        )

    def tell(self, said: object, *, grave: bool = False) -> None:
        """A short word at the edge of the screen; user text is never markup."""
        self.notify(
            str(plain(said)),
            severity="error" if grave else "information",
            markup=False,
            timeout=8,
        )


def run(desk: Desk) -> int:
    """Open the app over *desk*; the exit code when it closes.

    Raises:
        BadInput: the terminal cannot show it.
    """
    term.require_utf8()
    return WxmodApp(desk).run() or 0
