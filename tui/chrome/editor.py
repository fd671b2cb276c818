"""Where a product or a report is written: its draft to be edited, kept as it is typed, signed when it is ready."""

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tui.chrome.dialogs import Ask, Fields, Question, Words
from tui.chrome.page import Page
from tui.chrome.text import plain
from wxmod.actions import Outcome
from wxmod.actions.command import stages
from wxmod.actions.command.stages import Draft
from wxmod.domain.errors import StoreUnavailable
from wxmod.domain.visible import visible
from wxmod.wording import N_, _

PAUSE_S = 0.5  # after the last key, before the draft is kept


class Editor(Page):
    """A text over the whole page.

    Attributes:
        fresh: What the record drafts now.
        asked: What is told when signing.
        sign: Writes it, from the edited draft and those words; what comes of it is given back to the room.
    """

    name_: ClassVar[str] = "plan"
    about: ClassVar[str] = N_(
        "编辑：由已有记录草拟，改好后 Ctrl+S 签发；边写边存草稿，Esc 返回后再来还在。Ctrl+N 丢掉改动，重新草拟。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "sign", N_("签字")),
        ("ctrl+n", "again", N_("重新草拟")),
        ("escape", "back", N_("返回")),
    ]

    def __init__(
        self,
        fresh: Draft,
        asked: tuple[Ask, ...],
        sign: Callable[[Draft, Words], Outcome],
        signed: Callable[[Outcome], None],
    ) -> None:
        super().__init__()
        self.fresh = fresh
        self.asked = asked
        self.sign = sign
        self.signed = signed
        self._soon: Timer | None = None

    def body(self) -> ComposeResult:
        yield Static(
            plain(
                f"{self.fresh.process} {self.fresh.stage.product_label}",
                "bold",
            ),
            id="state",
            markup=False,
        )
        told = stages.kept(self.desk, self.fresh).text
        yield TextArea(
            visible(told, keep="\n\t"),
            soft_wrap=True,
            compact=True,
            id="paper",
        )

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()

    @property
    def edited(self) -> Draft:
        """The draft as it stands there."""
        return self.fresh._replace(text=self.query_one(TextArea).text)

    @on(TextArea.Changed)
    def typed(self) -> None:
        """Wait for a pause in the typing, then keep the draft."""
        if self._soon:
            self._soon.stop()
        self._soon = self.set_timer(PAUSE_S, self.keep)

    def keep(self) -> None:
        """Keep what was changed; where that cannot be written, say so while it still stands on the screen."""
        if (
            self.edited.text
            == stages.kept(
                self.desk,
                self.fresh,
            ).text
        ):
            return
        try:
            stages.keep(self.desk, self.edited)
        except StoreUnavailable as error:
            said = _("草稿存不下，离开这一页就丢了（{why}）").format(why=error.said)
            self.query_one("#state", Static).update(plain(said, "bold red"))

    def action_sign(self) -> None:
        edited = self.edited
        title = _("签发：{title}").format(title=edited.stage.product_label)
        self.app.push_screen(
            Fields(title, self.asked, lambda words: self.sign(edited, words)),
            self._done,
        )

    def _done(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        if self._soon:
            self._soon.stop()
        with suppress(StoreUnavailable):  # it is signed; the draft is written over in time
            stages.forget(self.desk, self.fresh)
        self.app.pop_screen()
        self.signed(outcome)

    def action_again(self) -> None:
        """Back to what the record drafts, once it is sure."""
        said = plain(_("丢掉改动，照记录重新草拟？"))
        self.app.push_screen(
            Question(_("重新草拟"), said),
            lambda sure: self._again() if sure else None,
        )

    def _again(self) -> None:
        self.query_one(TextArea).text = visible(self.fresh.text, keep="\n\t")

    def action_back(self) -> None:
        self.keep()
        self.app.pop_screen()
