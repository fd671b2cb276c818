"""Operations by their numbers, each of which opens: what a figure is the sum of."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from tui.chrome import naming
from tui.chrome.dialogs import Dialog, Reading
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import joined
from tui.pages import whole
from tui.shell import Shell
from wxmod.actions.operations import recording
from wxmod.domain.errors import UnknownName
from wxmod.wording import N_, _

COLUMNS = (
    Column(N_("编号"), 16),
    Column(N_("时间"), 16),
    Column(N_("作业点"), 8, wide=True),
    Column(N_("目的"), 6),
    Column(N_("用弹"), 5, number=True),
)


class Picking(Dialog):
    """A list of operations; Enter opens one, Esc goes back."""

    keys = N_("Enter 看全部   / 查找   Y 复制   Shift+E 导出   Esc 返回")

    def __init__(self, title: str, numbers: Sequence[str]) -> None:
        super().__init__(title)
        self._numbers = numbers

    def body(self) -> ComposeResult:
        yield Rows(titles(COLUMNS), none=_("没有"), name="picked")

    def on_mount(self) -> None:
        self.query_one(Rows).hold(self._numbers, self._cells, str)
        self.query_one(PagedTable).focus()

    @property
    def _shell(self) -> Shell:
        shell: Shell = self.app  # type: ignore[assignment]
        return shell

    def _cells(self, no: str) -> tuple[object, ...]:
        desk = self._shell.desk
        try:
            told = recording.get(desk, no).operation
        except UnknownName:
            return no, "", "", "", ""
        at = f"{desk.local(told.window.start):%Y-%m-%d %H:%M}"
        rounds = sum(release.rounds for release in told.releases)
        return no, at, naming.site(desk, told.site), naming.purpose(told.purpose), rounds

    @on(PagedTable.RowSelected)
    def opened(self) -> None:
        """Everything about the chosen one."""
        no = self.query_one(Rows).chosen
        desk = self._shell.desk
        row = recording.get(desk, no)
        self.app.push_screen(Reading(no, joined(list(whole.told(desk, row)))))
