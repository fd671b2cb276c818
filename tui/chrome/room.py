"""What every room of planning and command shares: a list, the chosen line told in full, and lettered keys for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Container
from textual.widgets import Static

from tui.acts import Act
from tui.chrome.dialogs import Ask, Fields, Words
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import capital, finding, joined, plain
from wxmod.actions import Outcome
from wxmod.rules import Finding
from wxmod.wording import N_, _

SHOWN = 5


def only_by_another(said: str) -> Act:
    """Something that is put right by an act of its own, such as rounds given back."""
    return Act(said, None, N_("不能用 Ctrl+Z 撤销；按实际情况另作一笔（退库、更正、撤回等）"))


def written(outcome: Outcome) -> str:
    """That it is on the disk, and the mark of its entry."""
    return capital(
        _("已写入 {name}  {mark}").format(
            name=outcome.name,
            mark=outcome.receipt.mark,
        )
    )


class Room(Page):
    """Opened from the plan page; Esc goes back there.  Subclasses read `lines` and tell `row` and `detail`.

    Attributes:
        steps: Actions that need a line that allows them; the others are always there.
    """

    name_: ClassVar[str] = "plan"
    called: ClassVar[str] = ""
    heads: ClassVar[tuple[str, ...]] = ()
    none: ClassVar[str] = N_("没有")
    steps: ClassVar[frozenset[str]] = frozenset()
    BINDINGS: ClassVar[list[BindingType]] = [
        (
            "escape",
            "back",
            N_("返回"),
        )
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Any] = []
        self.said: tuple[str, tuple[Finding, ...]] = ("", ())
        """What was written last, and what the rules said of it."""

    def lines(self) -> list[Any]:
        """What is listed, read anew."""
        raise NotImplementedError

    def row(self, line: Any) -> tuple[object, ...]:
        """A line of the table."""
        raise NotImplementedError

    def key(self, line: Any) -> str:
        """What the line goes by; the cursor stays with it."""
        raise NotImplementedError

    def detail(self, line: Any) -> list[Text]:
        """What is told of the chosen line."""
        raise NotImplementedError

    def allowed(self, line: Any) -> tuple[str, ...]:
        """Which of `steps` the line allows, the likeliest first."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        yield Static(
            plain(capital(_(self.called)), "bold"),
            id="state",
            markup=False,
        )
        columns = [Column(head, 1) for head in self.heads]
        columns[-1] = columns[-1]._replace(wide=True)
        with Container(id="split"):
            yield Rows(titles(columns), none=_(self.none), fitted=True)
            yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()

    def show(self, name: str | None = None) -> None:
        """The list anew, the cursor on *name* or where it was."""
        if not self.is_mounted or not self.query(PagedTable):
            # Not laid out yet, or already gone.
            return
        self.rows = self.lines()
        self.query_one(Rows).hold(self.rows, self.row, self.key, name)
        self.tell_chosen()

    def chosen(self) -> Any:
        """The line the cursor is on, or None."""
        if self.query(PagedTable):
            return self.query_one(Rows).chosen
        return None

    @on(PagedTable.RowHighlighted)
    def tell_chosen(self) -> None:
        """The chosen line in full, and its keys in the footer."""
        line = self.chosen()
        if line:
            said = self.detail(line)
        else:
            said = [plain(_(self.none), "dim")]
        if line and self.key(line) == self.said[0]:
            said += [each for f in self.said[1] if (each := finding(f)) not in said]
        self.query_one("#detail", Static).update(joined(said))
        self.refresh_bindings()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys, of which the footer shows only the likeliest: its line is 80 cells."""
        line = None
        if self.is_mounted:
            line = self.chosen()
        likely: set[str] = set()
        if line:
            likely = set(self.allowed(line)[:SHOWN])
        # What every list can do is told by the help.
        rare = (self.steps - likely) | {"find"}
        shown = {}
        for key, each in super().active_bindings.items():
            binding = each.binding
            if binding.action in rare:
                binding = replace(binding, show=False)
            shown[key] = each._replace(binding=binding)
        return shown

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that the chosen line does not allow is not offered."""
        if action not in self.steps:
            return super().check_action(action, parameters)
        line = None
        if self.is_mounted:
            line = self.chosen()
        return line is not None and action in self.allowed(line)

    def ask(
        self,
        title: str,
        asked: tuple[Ask, ...],
        act: Callable[[Words], Outcome],
        *,
        waivable: bool = False,
    ) -> None:
        """Open a small form; what came of it is told, and the list read anew."""
        self.app.push_screen(
            Fields(title, asked, act, waivable=waivable),
            self.done,
        )

    def done(self, outcome: Outcome | None, key: str | None = None) -> None:
        """Tell what was written and what the rules say of it, on the line of *key* or of what was written."""
        if outcome is None:
            return
        self.said = (key or outcome.name, outcome.findings)
        self.shell.did(only_by_another(written(outcome)))
        self.query_one(
            "#state",
            Static,
        ).update(plain(f"✓ {written(outcome)}", "bold green"))
        self.show(key or outcome.name)

    def action_back(self) -> None:
        self.app.pop_screen()
