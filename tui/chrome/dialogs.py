"""Small windows over a screen: help, a question, a message, a few fields to fill in."""

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any, ClassVar, NamedTuple, cast

from pydantic import ValidationError
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Static

from tui.chrome.entry import Entry
from tui.chrome.line import Line
from tui.chrome.page import localised
from tui.chrome.scan import Scan
from tui.chrome.text import capital, plain
from tui.shell import Shell
from wxmod.actions.desk import Desk, Refused, fresh_key
from wxmod.actions.waiver import Waiver
from wxmod.domain.errors import WxmodError
from wxmod.domain.explain import faults
from wxmod.domain.typed import FormFaults
from wxmod.rules.waivers import Hold
from wxmod.wording import N_, _
from wxmod.words import intents


class Dialog(ModalScreen[Any]):
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


class Question(Dialog):
    """Something to be sure of; Y says yes, Esc says no.

    Attributes:
        grave: Enter says no; otherwise it says yes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "yes", N_("确定")),
        ("n", "leave", N_("返回")),
        ("enter", "default", ""),
    ]
    keys = N_("Enter 或 Y 确定   Esc 返回")

    def __init__(
        self,
        title: str,
        text: Text,
        *,
        grave: bool = False,
    ) -> None:
        super().__init__(title)
        self.text = text
        self.grave = grave
        self._shown_at = float("inf")

    def body(self) -> ComposeResult:
        with VerticalScroll(id="text", can_focus=False):
            yield Static(self.text, markup=False)

    def on_mount(self) -> None:
        if self.grave:
            grave_keys = _("Y 确定   Enter、Esc 不做")
            self.query_one("#keys", Static).update(plain(grave_keys, "dim"))
        self.call_after_refresh(self._is_shown)

    def _is_shown(self) -> None:
        self._shown_at = monotonic()

    @property
    def _unread(self) -> bool:
        """Whether the key in hand was pressed before the question could be read: it was meant for something else."""
        return cast("Shell", self.app).pressed_at < self._shown_at

    def action_yes(self) -> None:
        if self._unread:
            self.app.bell()
        else:
            self.dismiss(True)

    def action_default(self) -> None:
        """What Enter says."""
        if self.grave:
            self.action_leave()
        else:
            self.action_yes()


class Ask(NamedTuple):
    """One field of a small form.

    Attributes:
        hint: Shown while nothing is typed.
        scanned: A scanner types into it: Enter ends a code, and the field waits for the next one.
        offered: What it may be filled with; → takes the one that was begun.
        names: What may be told by name, pinyin or initials, with what is then written.
        several: Whether it takes a list of them.
    """

    name: str
    label: str
    value: str = ""
    secret: bool = False
    scanned: bool = False
    hint: str = ""
    offered: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    several: bool = False


class Words(dict[str, str]):
    """What was typed into a window, field by field, and the key to write it under."""

    def __init__(self, words: Mapping[str, str], uid: str) -> None:
        super().__init__(words)
        self.uid = uid


def named(*words: str) -> tuple[tuple[str, str], ...]:
    """Names that are written as they are."""
    return tuple((word, word) for word in words)


WAIVE = "waive-"


SECOND, PIN, SECOND_PIN = "waive-second", "waive-pin", "waive-second-pin"
BY_TWO = (
    Ask(SECOND, N_("豁免第二人")),
    Ask(PIN, N_("本人口令"), secret=True),
    Ask(SECOND_PIN, N_("第二人口令"), secret=True),
)
"""What is asked for beside the reasons where a block takes two to set aside."""


def waived(words: Mapping[str, str]) -> dict[str, str]:
    """The blocks that were waived in a window, code to reason."""
    beside = {ask.name for ask in BY_TWO}
    return {
        name.removeprefix(WAIVE): why
        for name, why in words.items()
        if name.startswith(WAIVE) and name not in beside and why.strip()
    }


def waiver(desk: Desk, words: Mapping[str, str]) -> Waiver:
    """What a window sets aside, and who stands for it.

    Raises:
        BadInput: a wrong PIN.
    """
    typed = (words.get(PIN, ""), words.get(SECOND_PIN, ""))
    return intents.waiver(
        desk,
        waived(words),
        words.get(SECOND, ""),
        typed,
    )


class Fields(Dialog, Entry):
    """A few fields and what to do with them; faults are told in place and the window stays open.

    Attributes:
        act: Takes the words; what it returns is shown by whoever opened the window.
        waivable: Whether a block may be waived with a reason; a line for each is added once it speaks.
        by_two: What is asked for beside the reasons where a block takes two people.
        window: What its draft is kept under; its title, unless another name is given.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "save", N_("保存")),
        ("ctrl+n", "start_over", N_("清空")),
    ]
    keys = N_("Tab 下一栏   Ctrl+S 保存   Ctrl+N 清空   Esc 返回（写到一半的会留着）")

    def __init__(
        self,
        title: str,
        asked: tuple[Ask, ...],
        act: Callable[[Words], Any],
        *,
        waivable: bool = False,
        by_two: tuple[Ask, ...] = BY_TWO,
        window: str = "",
    ) -> None:
        super().__init__(title)
        self.asked = asked
        self.act = act
        self.waivable = waivable
        self.by_two = by_two
        self.window = window or title

    def body(self) -> ComposeResult:
        with VerticalScroll(id="rows", can_focus=False):
            yield from map(_row, self.asked)
        yield Vertical(id="waivers")
        with VerticalScroll(id="faults", can_focus=False):
            yield Static("", id="fault", markup=False)

    def on_mount(self) -> None:
        """Into the first empty field: what is known already need not be passed through."""
        if not self.lines():
            # Closed before it was there to be seen.
            return
        self.opened({ask.name: ask.value for ask in self.asked})
        kept = self.left_behind()
        for ask in self.asked:
            self._put(ask, ask.value, filled=True)
        if kept:
            self.uid = kept.uid
            for ask in self.asked:
                self._put(
                    ask,
                    kept.words.get(ask.name, ask.value),
                    filled=False,
                )
            said = _("已恢复上次没写完的；Ctrl+N 清空")
            self.query_one("#fault", Static).update(plain(said, "bold"))
        lines = list(self.query(Line))
        empty = [line for line in lines if not line.value]
        self.set_focus((empty or lines)[0])

    def _put(
        self,
        ask: Ask,
        value: str,
        *,
        filled: bool,
    ) -> None:
        line = self.lines()[ask.name]
        if line.value != value or filled:
            line.fill(value, replaced=filled)

    def names(self, field: str) -> Mapping[str, str]:
        ask = self._ask(field)
        if ask is None:
            return {}
        # What is offered in Chinese is a name; a code is never completed to a longer one.
        offered = {word: word for word in ask.offered if not word.isascii()}
        return dict(ask.names) or offered

    def takes_several(self, field: str) -> bool:
        ask = self._ask(field)
        return bool(ask and ask.several)

    def _ask(self, field: str) -> Ask | None:
        return next((ask for ask in self.asked if ask.name == field), None)

    def code_read(self, codes: int) -> None:
        said = _("已扫 {n} 个编码；再按一次 Enter 到下一栏").format(n=codes)
        self.query_one("#fault", Static).update(plain(said))

    def _run_together(self) -> list[str]:
        """Codes of any scanned field that look like several in one."""
        return [code for scan in self.query(Scan) for code in scan.run_together()]

    async def action_save(self) -> None:
        if fused := self._run_together():
            said = _("像是几个编码连在一起（少了回车），删掉后重扫：{codes}")
            self._tell(said.format(codes=" ".join(fused)))
            return
        try:
            done = self.act(Words(self.words(), self.uid))
        except FormFaults as error:
            self._misfit(error.by_field)
        except ValidationError as error:
            self._misfit(faults(error))
        except WxmodError as error:
            if self.waivable and isinstance(error, Refused):
                await self._offer(error)
            self._tell(str(error) + self._new_key())
        else:
            self.forget_draft()
            self.dismiss(done)

    def _new_key(self) -> str:
        """Where the key has been written under already, another one, and how to go on; "" where it has not."""
        if self.shell.desk.earlier(self.uid) is None:
            return ""
        self.uid = fresh_key()
        return "\n" + _("已换新的操作编号：确要另记一次，再按 Ctrl+S")

    def action_leave(self) -> None:
        """What was typed is there when the window opens again."""
        self.keep_draft()
        self.dismiss(None)

    def action_start_over(self) -> None:
        """What was typed is given up, once that is sure."""
        if not self.dirty:
            self._start_over(True)
            return
        said = plain(_("放弃这个窗口里写到一半的内容？"))
        self.app.push_screen(
            Question(_("清空"), said, grave=True),
            self._start_over,
        )

    def _start_over(self, sure: bool | None) -> None:
        if not sure:
            return
        self.forget_draft()
        self.uid = fresh_key()
        for ask in self.asked:
            self._put(ask, ask.value, filled=True)

    def _tell(self, said: str) -> None:
        self.query_one("#fault", Static).update(plain(said, "bold red"))
        # A long one is scrolled in.
        self.query_one("#faults").can_focus = True
        self.query_one("#faults").scroll_home(animate=False)

    def _misfit(self, by_field: Mapping[str, str]) -> None:
        """Name each field by its label, and go to the first."""
        labels = {ask.name: capital(_(ask.label)) for ask in self.asked}
        by_name = {_field_of(dotted, labels): why for dotted, why in by_field.items()}
        lines = [f"{labels.get(name, name)}: {why}" for name, why in by_name.items()]
        self._tell("\n".join(lines))
        first = next((ask.name for ask in self.asked if ask.name in by_name), None)
        if first:
            self.set_focus(self.lines()[first])

    async def _offer(self, refused: Refused) -> None:
        """A line for the reason of each block that may be waived and is not waived yet."""
        fresh = list(self._to_waive(refused))
        self.asked = (*self.asked, *fresh)
        await self.query_one("#waivers").mount(*map(_row, fresh))
        self.query_one("#window").set_class(
            bool(self.query("#waivers Line")),
            "-refused",
        )

    def _to_waive(self, refused: Refused) -> Iterator[Ask]:
        """Nothing where one of the blocks may not be waived at all; then the others need no reason either."""
        if Hold.NEVER in refused.holds.values():
            return
        label = _("豁免 {code}")
        hint = N_("确须如此时写明理由")
        lines = [
            Ask(
                WAIVE + code,
                label.format(code=code),
                hint=hint,
            )
            for code in refused.holds
        ]
        if Hold.TWO in refused.holds.values():
            lines += self.by_two
        yield from (line for line in lines if self._ask(line.name) is None)


def _field_of(dotted: str, labels: Mapping[str, str]) -> str:
    """The innermost part of a dotted field that the window has a line for."""
    return next((part for part in reversed(dotted.split(".")) if part in labels), dotted)


def _row(ask: Ask) -> Horizontal:
    """The line of a form for one field."""
    offered = ask.offered or tuple(name for name, _value in ask.names)
    suggested = None
    if offered:
        suggested = SuggestFromList(offered, case_sensitive=False)
    kind: type[Line] = Line
    if ask.scanned:
        kind = Scan
    line = kind(
        ask.value,
        _(ask.hint) or " ".join(offered),
        name=ask.name,
        id=f"ask-{ask.name}",
        compact=True,
        select_on_focus=False,
        password=ask.secret,
        suggester=suggested,
    )
    label = Static(
        plain(capital(_(ask.label))),
        classes="label",
        markup=False,
    )
    return Horizontal(label, line, classes="row")
