"""Small windows over a screen: help, a question, a message, a few fields to fill in."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.line import Line
from tui.page import localised
from tui.rows import Rows
from tui.text import capital, plain
from wxmod.domain.errors import WxmodError
from wxmod.wording import N_, _


class Dialog(Rows, ModalScreen[Any]):
    """A window with a title, a body and a line of keys; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", N_("返回"))]
    keys: ClassVar[str] = N_("Esc 返回")

    def __init__(self, title: str) -> None:
        super().__init__()
        self.said = title

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Bindings with their words in the current language."""
        return localised(super().active_bindings)

    def compose(self) -> ComposeResult:
        with Vertical(id="window"):
            yield Static(plain(self.said, "bold"), markup=False)
            yield from self.body()
            yield Static(plain(_(self.keys), "dim"), id="keys", markup=False)

    def body(self) -> ComposeResult:
        """What stands under the title."""
        yield from ()

    def action_leave(self) -> None:
        self.dismiss(None)


class Reading(Dialog):
    """Text to read; scrolls."""

    def __init__(self, title: str, text: Text) -> None:
        super().__init__(title)
        self.text = text

    def body(self) -> ComposeResult:
        with VerticalScroll(id="text"):
            yield Static(self.text, markup=False)


class Question(Dialog):
    """Something to be sure of; Enter says yes, Esc says no."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "yes", N_("确定"))]
    keys = N_("Enter 确定   Esc 返回")

    def __init__(self, title: str, text: Text) -> None:
        super().__init__(title)
        self.text = text

    def body(self) -> ComposeResult:
        with VerticalScroll(id="text", can_focus=False):
            yield Static(self.text, markup=False)

    def action_yes(self) -> None:
        self.dismiss(True)


class Ask(NamedTuple):
    """One field of a small form.

    Attributes:
        hint: Shown while nothing is typed.
        scanned: A scanner types into it: Enter ends a code, and the field waits for the next one.
    """

    name: str
    label: str
    value: str = ""
    secret: bool = False
    scanned: bool = False
    hint: str = ""


class Fields(Dialog):
    """A few fields and what to do with them; faults are told in place and the window stays open.

    Attributes:
        act: Takes the words; what it returns is shown by whoever opened the window.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "save", N_("保存"))]
    keys = N_("Tab 下一栏   Ctrl+S 保存   Esc 返回")

    def __init__(self, title: str, asked: tuple[Ask, ...], act: Callable[[Mapping[str, str]], Any]) -> None:
        super().__init__(title)
        self.asked, self.act = asked, act
        self._scanned = {f"ask-{ask.name}" for ask in asked if ask.scanned}

    def body(self) -> ComposeResult:
        for ask in self.asked:
            with Horizontal(classes="row"):
                yield Static(plain(capital(_(ask.label))), classes="label", markup=False)
                yield Line(
                    ask.value, ask.hint, id=f"ask-{ask.name}", compact=True, select_on_focus=False,
                    password=ask.secret,
                )  # fmt: skip
        yield Static("", id="fault", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The next field; where a scanner types, the next code in the same field, if this one read a new one."""
        field, codes = event.input, list(dict.fromkeys(event.value.split()))
        if field.id in self._scanned and codes and event.value[-1:] != " ":
            field.value = " ".join(codes) + " "
            field.cursor_position = len(field.value)
            said = _("已扫 {n} 个编码；再按一次 Enter 到下一栏").format(n=len(codes))
            self.query_one("#fault", Static).update(plain(said))
        else:
            self.focus_next()

    def action_save(self) -> None:
        words = {ask.name: self.query_one(f"#ask-{ask.name}", Input).value for ask in self.asked}
        try:
            done = self.act(words)
        except WxmodError as error:
            self.query_one("#fault", Static).update(plain(error, "bold red"))
        else:
            self.dismiss(done)
