"""The shell: one desk, a screen for each page, keys from the registry, and errors that never lose what was typed."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Paste
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, TextArea

from tui.chrome import term
from tui.chrome.commands import COMMANDS, TABS
from tui.chrome.dialogs import Question, Reading
from tui.chrome.line import seen_only
from tui.chrome.page import Page
from tui.chrome.text import joined, plain
from tui.pages.duty import DutyPage
from tui.pages.form import FormPage
from tui.pages.operations import OperationsPage
from tui.pages.plan import PlanPage
from tui.pages.stock import StockPage
from tui.pages.weather import WeatherPage
from tui.pages.year import YearPage
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.actions.record import watch
from wxmod.domain.errors import WxmodError
from wxmod.wording import _

PAGES: dict[str, type[Page]] = {
    "duty": DutyPage,
    "operations": OperationsPage,
    "stock": StockPage,
    "weather": WeatherPage,
    "plan": PlanPage,
    "year": YearPage,
}

COPY_PAUSE_S = 1800  # an app left open over midnight makes the new day's copy then


class WxmodApp(App[int]):
    """The terminal app over one desk."""

    CSS_PATH = "app.tcss"
    TITLE = "wxmod"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (110, "-wide")]  # noqa: RUF012  Textual's own type
    VERTICAL_BREAKPOINTS = [(0, "-short"), (38, "-tall")]  # noqa: RUF012  Textual's own type
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                c.keys,
                c.action,
                c.word,
                show=c.footer,
                key_display=c.shown,
                priority=c.global_,
                id=c.name,
            )
            for c in COMMANDS
            if c.keys
        ),
        Binding("question_mark,fullwidth_question_mark", "help", "", show=False),
        *(
            Binding(
                str(n),
                f"tab({n})",
                "",
                show=False,
            )
            for n in range(1, len(TABS) + 1)
        ),
    ]

    def __init__(self, desk: Desk) -> None:
        # Textual picks its colour filter here: with ANSI colours NO_COLOR means none at all, else shades of grey.
        super().__init__(ansi_color=term.colourless() or None)
        self.desk = desk
        self.animation_level = "none"
        self._caret = Offset(0, 0)
        self.unkept: tuple[dict[str, str], str] | None = None
        """Words of a form that could not be kept as a draft, and its key."""

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own caret stands, so that an input method opens its window beside the field.

        Textual remembers it from before the form scrolled; the focused field knows better.
        """
        field = self.screen.focused if self._screen_stack else None
        if isinstance(field, Input):
            at = field.cursor_screen_offset
            return Offset(
                at.x - (1 if field.cursor_at_end else 0),
                at.y,
            )
        return field.cursor_screen_offset if isinstance(field, TextArea) else self._caret

    @cursor_position.setter
    def cursor_position(self, value: Offset) -> None:
        self._caret = value

    def on_mount(self) -> None:
        self.theme = term.theme(colourless=self.no_color)
        self.push_screen(DutyPage())
        self.keep_copy()
        self.set_interval(COPY_PAUSE_S, self.keep_copy)

    async def on_event(self, event: Event) -> None:
        """What is pasted anywhere, the command palette too, is one line of what can be seen; a text keeps its lines."""
        if isinstance(event, Paste):
            whole = self._screen_stack and isinstance(self.screen.focused, TextArea)
            lines = event.text.splitlines() if whole else [event.text]
            event.text = "\n".join(map(seen_only, lines))
        await super().on_event(event)

    @work(thread=True, exclusive=True, group="copy")
    def keep_copy(self) -> None:
        """The day's copy, beside whatever is being typed."""
        if failed := watch.keep_copy_beside(self.desk):
            self.call_from_thread(
                self.tell, _("自动备份失败：{why}").format(why=failed), grave=True
            )

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002  Textual's signature
        for command in COMMANDS:
            name = f"{command.label} {command.name} {command.initials}  {command.shown}"
            yield SystemCommand(
                name,
                _(command.said),
                partial(self.call_later, self.run_action, command.action),
            )

    def action_go(self, name: str) -> None:
        """Show a page, in place of whatever page is shown."""
        while len(self.screen_stack) > 2:  # noqa: PLR2004  the default screen and one page
            self.pop_screen()
        self.switch_screen(PAGES[name]())

    async def action_act(self, act: str) -> None:
        """Do what a letter of the plan page does, from anywhere."""
        while len(self.screen_stack) > 2:  # noqa: PLR2004  the default screen and one page
            self.pop_screen()
        page = PlanPage()
        await self.switch_screen(page)
        await page.run_action(act)

    def action_tab(self, number: int) -> None:
        name = TABS[number - 1]
        if name == "new":
            self.action_new()
        else:
            self.action_go(name)

    def action_new(self) -> None:
        """Open the form, unless it is open."""
        if not isinstance(self.screen, FormPage):
            self.push_screen(FormPage())

    def action_close_app(self) -> None:
        """Close the app; a form's words are kept as a draft, or it is asked first."""
        if isinstance(self.screen, FormPage):
            self.screen.keep_draft()
        if self.unkept is None:
            self.exit(0)
            return
        lost = plain(_("没有记录的作业存不下，退出就丢了：先抄下来，或腾出磁盘空间再试。"))
        self.push_screen(
            Question(_("仍然退出？"), lost),
            lambda sure: self.exit(0) if sure else None,
        )

    def action_help(self) -> None:
        """What this page does, then every key."""
        page = self.screen if isinstance(self.screen, Page) else None
        keys = [plain(f"{c.shown:8}{c.label}  {_(c.said)}") for c in COMMANDS]
        about = [plain(_(page.about)), plain("")] if page and page.about else []
        more = _(
            "1–7 换页（不在输入栏时）  Ctrl+P 命令  Tab/↑↓ 移动  Esc 返回  Shift+拖动 选字复制"
        )
        self.push_screen(
            Reading(
                _("帮助"),
                joined(
                    [
                        *about,
                        *keys,
                        plain(""),
                        plain(more),
                    ]
                ),
            )
        )

    def action_undo(self) -> None:
        """Declare the operation recorded last void, once confirmed; what was written stays in the journal."""
        last = recording.last_recorded(self.desk)
        if last is None:
            self.bell()
            return

        def void(sure: bool | None) -> None:
            if not sure:
                return
            try:
                recording.correct(self.desk, last.no, None, reason=_("撤销"))
            except WxmodError as error:
                self.tell(error, grave=True)
            if isinstance(self.screen, Page):
                self.screen.show()

        said = _("作废作业 {no}？记录保留，可查到这次作废。").format(no=last.no)
        self.push_screen(
            Question(_("撤销"), plain(said)),
            void,
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
