"""Small windows over a screen: help, a question, a message, a few fields to fill in."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple

from pydantic import ValidationError
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from tui.chrome.line import Line
from tui.chrome.page import localised
from tui.chrome.rows import Rows
from tui.chrome.text import capital, plain
from wxmod.actions.desk import Refused
from wxmod.domain.errors import WxmodError
from wxmod.domain.explain import faults
from wxmod.domain.typed import FormFaults
from wxmod.rules import Severity
from wxmod.wording import N_, _


class Dialog(Rows, ModalScreen[Any]):
    """A window with a title, a body and a line of keys; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        (
            "escape",
            "leave",
            N_("返回"),
        )
    ]
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
            yield Static(
                plain(_(self.keys), "dim"),
                id="keys",
                markup=False,
            )

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


class Leaves(Reading):
    """Several texts under one title, one at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "", priority=True),
        Binding("right", "turn(1)", "", priority=True),
    ]
    keys = N_("←→ 换一份   Esc 返回")

    def __init__(self, title: str, leaves: list[Text]) -> None:
        super().__init__(title, leaves[0])
        self.leaves, self.at = leaves, 0

    def action_turn(self, by: int) -> None:
        self.at = (self.at + by) % len(self.leaves)
        self.query_one(
            "#text Static",
            Static,
        ).update(self.leaves[self.at])


class Question(Dialog):
    """Something to be sure of; Enter says yes, Esc says no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        (
            "enter",
            "yes",
            N_("确定"),
        )
    ]
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
        offered: What it may be filled with; → takes the one that was begun.
    """

    name: str
    label: str
    value: str = ""
    secret: bool = False
    scanned: bool = False
    hint: str = ""
    offered: tuple[str, ...] = ()


WAIVE = "waive-"


def waived(words: Mapping[str, str]) -> dict[str, str]:
    """The blocks that were waived in a window, code to reason."""
    return {
        name.removeprefix(WAIVE): why
        for name, why in words.items()
        if name.startswith(WAIVE) and why.strip()
    }


class Fields(Dialog):
    """A few fields and what to do with them; faults are told in place and the window stays open.

    Attributes:
        act: Takes the words; what it returns is shown by whoever opened the window.
        waivable: Whether a block may be waived with a reason; a line for each is added once it speaks.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "save", N_("保存")),
        ("down", "app.focus_next", ""),
        ("up", "app.focus_previous", ""),
    ]
    keys = N_("Tab 下一栏   Ctrl+S 保存   Esc 返回")

    def __init__(
        self,
        title: str,
        asked: tuple[Ask, ...],
        act: Callable[[Mapping[str, str]], Any],
        *,
        waivable: bool = False,
    ) -> None:
        super().__init__(title)
        self.asked, self.act, self.waivable = asked, act, waivable
        self._scanned = {f"ask-{ask.name}" for ask in asked if ask.scanned}

    def body(self) -> ComposeResult:
        with Vertical(id="rows"):
            yield from map(_row, self.asked)
        yield Vertical(id="waivers")
        with VerticalScroll(id="faults", can_focus=False):
            yield Static("", id="fault", markup=False)

    def on_mount(self) -> None:
        """Into the first empty field: what is known already need not be passed through."""
        lines = list(self.query(Line))
        next((line for line in lines if not line.value), lines[0]).focus()

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

    async def action_save(self) -> None:
        words = {
            ask.name: self.query_one(
                f"#ask-{ask.name}",
                Input,
            ).value
            for ask in self.asked
        }
        try:
            done = self.act(words)
        except FormFaults as error:
            self._misfit(error.by_field)
        except ValidationError as error:
            self._misfit(faults(error))
        except WxmodError as error:
            if self.waivable and isinstance(error, Refused):
                await self._offer(error)
            self._tell(str(error))
        else:
            self.dismiss(done)

    def _tell(self, said: str) -> None:
        self.query_one("#fault", Static).update(plain(said, "bold red"))
        self.query_one("#faults").can_focus = True  # long ones are scrolled in
        self.query_one("#faults").scroll_home(animate=False)

    def _misfit(self, by_field: Mapping[str, str]) -> None:
        """Name each field by its label, and go to the first."""
        labels = {ask.name: capital(_(ask.label)) for ask in self.asked}
        named = {
            next(
                (p for p in reversed(at.split(".")) if p in labels),
                at,
            ): why
            for at, why in by_field.items()
        }
        self._tell("\n".join(f"{labels.get(name, name)}: {why}" for name, why in named.items()))
        if first := next((ask.name for ask in self.asked if ask.name in named), None):
            self.query_one(f"#ask-{first}").focus()

    async def _offer(self, refused: Refused) -> None:
        """A line for the reason of each block that is not waived yet."""
        known = {ask.name for ask in self.asked}
        blocks = dict.fromkeys(f.code for f in refused.findings if f.severity is Severity.BLOCK)
        label, hint = _("豁免 {code}"), N_("确须如此时写明理由")
        fresh = [
            Ask(WAIVE + c, label.format(code=c), hint=hint)
            for c in blocks
            if WAIVE + c not in known
        ]
        self.asked = (*self.asked, *fresh)
        await self.query_one("#waivers").mount(*map(_row, fresh))
        self.query_one("#window").set_class(
            bool(self.query("#waivers Line")),
            "-refused",
        )


def _row(ask: Ask) -> Horizontal:
    """The line of a form for one field."""
    offered = SuggestFromList(ask.offered, case_sensitive=False) if ask.offered else None
    line = Line(
        ask.value,
        _(ask.hint) or " ".join(ask.offered),
        id=f"ask-{ask.name}",
        compact=True,
        select_on_focus=False,
        password=ask.secret,
        suggester=offered,
    )
    return Horizontal(
        Static(plain(capital(_(ask.label))), classes="label", markup=False),
        line,
        classes="row",
    )
