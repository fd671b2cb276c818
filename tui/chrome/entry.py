"""What every window that is typed into shares: fields in order, drafts, names by their initials, nothing lost.

The form, corrections and every small window are of this kind, so that a key does the same in all of them.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.reactive import Reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.chrome.line import Line
from tui.chrome.scan import Scan
from tui.shell import Shell
from wxmod.actions.desk import fresh_key
from wxmod.actions.record import drafts
from wxmod.actions.record.drafts import Kept
from wxmod.domain.errors import StoreUnavailable
from wxmod.domain.typed import SEPARATORS
from wxmod.wording import _
from wxmod.words import pinyin

PAUSE_S = 0.25
"""After the last letter, before the draft is kept and the rules are asked."""


def meant(typed: str, names: Mapping[str, str], *, several: bool = False) -> str:
    """What was typed, with each name that can mean only one thing put as that.

    Args:
        names: What may be named, to what is then written.
        several: Whether the field takes a list.
    """
    if several:
        parts = SEPARATORS.split(typed.strip())
    else:
        parts = [typed.strip()]
    settled = [_meant(part, names) for part in parts if part]
    return " ".join(settled)


def _meant(part: str, names: Mapping[str, str]) -> str:
    if part in names.values():
        return part
    found = pinyin.alike(part, names)
    if len(found) == 1:
        return names[found[0]]
    return part


def _label_of(line: Widget) -> Widget | None:
    """What stands in front of a field."""
    row = line.parent
    if not isinstance(row, Widget) or not row.has_class("row"):
        return None
    first = row.children[0]
    if first.has_class("label"):
        return first
    return None


class Entry(Screen[Any]):
    """A screen of fields.

    Attributes:
        moves_at_once: The keys that move between fields take effect before the next key is looked at.
        window: What its draft is kept under; "" keeps none.
        uid: The key it will be written under; made when it opens, so that nothing is written twice.
    """

    moves_at_once: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_line", show=False, priority=True),
        Binding("shift+tab", "previous_line", show=False, priority=True),
        Binding("enter", "enter", show=False, priority=True),
        Binding("down", "next_line", show=False, priority=True),
        Binding("up", "previous_line", show=False, priority=True),
        Binding("ctrl+g", "next_wanted", show=False, priority=True),
    ]

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but that the whole screen is not painted anew at each Tab."""
    window: str = ""
    uid: str = ""
    _soon: Timer | None = None
    _marked: Widget | None = None
    _opened_with: Mapping[str, str] = {}

    @property
    def shell(self) -> Shell:
        """The app, as far as a page may know it."""
        return cast("Shell", self.app)

    # The fields.

    def lines(self) -> dict[str, Line]:
        """Every field by its name, in the order they stand there."""
        return {line.name or "": line for line in self.query(Line) if line.name}

    def words(self) -> dict[str, str]:
        """What stands in every field, names settled."""
        return {
            name: self.settled(
                name,
                line.value,
            )
            for name, line in self.lines().items()
        }

    def names(self, field: str) -> Mapping[str, str]:  # noqa: ARG002  a field need not have any
        """What a field may be filled with by name or initials, to what is then written."""
        return {}

    def takes_several(self, field: str) -> bool:  # noqa: ARG002
        """Whether a field takes a list of names."""
        return False

    def settled(self, field: str, typed: str) -> str:
        """What a field means."""
        names = self.names(field)
        if names:
            return meant(typed, names, several=self.takes_several(field))
        return typed

    def leave_line(self, line: Line) -> None:
        """A field is left: what it means is written out, to be seen."""
        name = line.name or ""
        settled = self.settled(name, line.value)
        if settled != line.value.strip():
            line.value = settled

    def wanted(self) -> Iterator[str]:
        """Fields that still need something, for the key that goes to the next one."""
        yield from (name for name, line in self.lines().items() if not line.value.strip())

    # Moving between them.

    def _reachable(self) -> list[Line]:
        return [line for line in self.query(Line) if line.focusable]

    def _move(self, by: int) -> None:
        lines = self._reachable()
        here = self.focused
        if not lines:
            return
        if isinstance(here, Line) and here in lines:
            self.leave_line(here)
            lines = self._reachable()
            there = (lines.index(here) + by) % len(lines)
        elif by > 0:
            there = 0
        else:
            there = len(lines) - 1
        self.set_focus(lines[there])

    def action_next_line(self) -> None:
        """To the next field; in a text, what the key does there."""
        if isinstance(self.focused, TextArea):
            self.focused.action_cursor_down()
        else:
            self._move(1)

    def action_previous_line(self) -> None:
        """To the field before."""
        if isinstance(self.focused, TextArea):
            self.focused.action_cursor_up()
        else:
            self._move(-1)

    def action_enter(self) -> None:
        """The next field; where a scanner types, the next code in the same field."""
        here = self.focused
        if isinstance(here, Scan) and here.close_code(self.shell.pressed_at):
            self.code_read(len(here.codes))
        else:
            self._move(1)

    def code_read(self, codes: int) -> None:
        """A scanner's code was taken."""

    def action_next_wanted(self) -> None:
        """To the next field that still needs something."""
        here = self.focused
        if isinstance(here, Line):
            self.leave_line(here)
        lines = self.lines()
        wanted = list(self.wanted())
        names = list(lines)
        if isinstance(here, Line) and here.name in names:
            at = names.index(here.name or "")
        else:
            at = -1
        later = [name for name in wanted if names.index(name) > at]
        if not wanted:
            self.app.bell()
            return
        self.set_focus(lines[(later or wanted)[0]])

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Mark the line being filled in; without colour the field alone would not show it.

        The label's own style is set: a class would have every style below the row looked up again at each Tab.
        """
        label = _label_of(event.widget)
        if label is self._marked:
            return
        if self._marked:
            self._marked.styles.text_style = "none"
        if label:
            label.styles.text_style = "bold reverse"
        self._marked = label

    # Keeping what is typed.

    def opened(self, words: Mapping[str, str], uid: str = "") -> None:
        """What the window opened with; only what differs from it is a draft."""
        self._opened_with = dict(words)
        self.uid = uid or self.uid or fresh_key()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that the window did not open with."""
        return self._worth_keeping() != self._unchanged()

    def _worth_keeping(self) -> dict[str, str]:
        """What may lie in a draft; a secret never does."""
        return {name: line.value for name, line in self.lines().items() if not line.password}

    def _unchanged(self) -> dict[str, str]:
        shown = self._worth_keeping()
        return {name: self._opened_with.get(name, "") for name in shown}

    def left_behind(self) -> Kept | None:
        """What was typed here before and not written; an app that could not keep it on the disk has it in mind."""
        if not self.window:
            return None
        shell = self.shell
        return shell.unkept.get(self.window) or drafts.take(
            shell.desk,
            shell.session,
            self.window,
        )

    def keep_draft(self) -> None:
        """Keep what was typed; where that cannot be written, the app has it in mind until it is left."""
        if self._soon:
            self._soon.stop()
        if not self.window or not self.is_mounted:
            return
        shell = self.shell
        if not self.dirty:
            return
        kept = Kept(self._worth_keeping(), self.uid)
        try:
            drafts.keep(shell.desk, shell.session, self.window, kept)
        except StoreUnavailable as error:
            if self.window not in shell.unkept:
                said = _("草稿存不下，只留到退出为止（{why}）").format(why=error.said)
                shell.tell(said, grave=True)
            shell.unkept[self.window] = kept
        else:
            shell.unkept.pop(self.window, None)

    def forget_draft(self) -> None:
        """It was written, or given up; where that cannot be noted, another draft is written over it in time."""
        if self._soon:
            self._soon.stop()
        self._opened_with = self._worth_keeping()
        shell = self.shell
        shell.unkept.pop(self.window, None)
        if self.window:
            with suppress(StoreUnavailable):
                drafts.forget(shell.desk, shell.session, self.window)

    @on(Input.Changed)
    def typed(self) -> None:
        """Wait for a pause in the typing, then keep the draft and look at it."""
        if self._soon:
            self._soon.stop()
        self._soon = self.set_timer(PAUSE_S, self.paused)

    def paused(self) -> None:
        """The typing has paused."""
        self.keep_draft()
