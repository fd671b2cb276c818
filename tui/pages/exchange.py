"""The record itself: its chains, what does not agree, copies, verification, and what is given and taken."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.worker import Worker, WorkerState

from tui.chrome.dialogs import Ask, Fields, Question, Reading, Words
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import joined, plain
from wxmod.actions import Desk
from wxmod.actions.ammunition import periods
from wxmod.actions.record import exchange, keeping, watch
from wxmod.actions.record.watch import Notice
from wxmod.domain.errors import WxmodError
from wxmod.domain.exchange import Conflict, Head
from wxmod.wording import N_, _
from wxmod.words.conflicts import conflict_label

MARK = 8
"""Letters of a seal that are read aloud."""

COLUMNS = (
    Column(N_("种类"), 8),
    Column(N_("名称"), 24, wide=True),
    Column(N_("条数"), 8, number=True),
    Column(N_("链首"), 10),
    Column(N_("状态"), 14),
)


class Held(NamedTuple):
    """What the page shows, as it was read."""

    heads: Sequence[Head]
    conflicts: Sequence[Conflict]
    notices: Sequence[Notice]
    seals: Sequence[str]


class ExchangePage(Page):
    name_: ClassVar[str] = "exchange"
    keys_of: ClassVar[str] = "exchange"
    about: ClassVar[str] = N_(
        "数据交换：每条链到第几条、有没有冲突。V 校验整个记录库（不耽误记录），B 备份到文件，"
        "G 导出交换包，T 接收交换包（先看内容再接收），R 处理选中的冲突。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.verdict: list[Text] = []

    def body(self) -> ComposeResult:
        yield from self.panes(Rows(titles(COLUMNS)))

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()
        self.draw(None)

    def gather(self, desk: Desk) -> Held:
        seals = [row.seal.period for row in periods.seals(desk)]
        return Held(exchange.heads(desk), exchange.conflicts(desk), watch.notices(desk), seals)

    def paint(self, held: Held) -> None:
        self.held = held
        self.query_one(Rows).hold([*held.conflicts, *held.heads], self._cells, _key)

    def _cells(self, row: Conflict | Head) -> tuple[object, ...]:
        if isinstance(row, Conflict):
            what = plain(f"✗ {_('冲突')}", "bold red")
            return what, row.subject, "", "", conflict_label(row.kind)
        own = row.chain == self.desk.store.chain
        return _("链"), row.chain, row.seq, row.hash[:MARK], _("本库") if own else _("他处")

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        row = self.query_one(Rows).chosen
        self.tell_detail(joined([*self._chosen_told(row), plain(""), *self._told()]))
        if self.has_side:
            self.tell_third(joined(self._seals()))

    def _chosen_told(self, row: Conflict | Head | None) -> list[Text]:
        if isinstance(row, Conflict):
            said = f"{conflict_label(row.kind)}  {row.subject}  {row.ref}"
            return [plain(said, "bold red"), plain(_("查明后按 R 写明原因关闭"))]
        if row is None:
            return []
        said = _("{chain}  第 {n} 条  {mark}（抄下或念给对方，日后可对照）")
        return [plain(said.format(chain=row.chain, n=row.seq, mark=row.hash[:MARK]))]

    def _told(self) -> list[Text]:
        lines = [
            plain(f"▲ {notice.text}", "bold red" if notice.grave else "yellow")
            for notice in self.held.notices
        ]
        return [*self.verdict, *lines] or [plain(_("● 记录库没有要说的"), "green")]

    def _seals(self) -> list[Text]:
        lines = [plain(_("已封账"), "bold"), *(plain(period) for period in self.held.seals)]
        if not self.held.seals:
            lines.append(plain(_("还没有封过账：wxmod stock seal"), "dim"))
        return lines

    # What is done.

    def action_verify(self) -> None:
        """Everything checked beside the work."""
        self._say([plain(_("正在校验…"), "bold")])
        self._verify()

    @work(thread=True, exclusive=True, exit_on_error=False, group="verify")
    def _verify(self) -> None:
        def progress(done: int, of: int) -> None:
            self.app.call_from_thread(self._say, [plain(f"{_('正在校验…')} {done}/{of}", "bold")])

        try:
            with watch.beside(self.desk) as desk:
                found = keeping.verify(desk, progress)
        except WxmodError as error:
            self.app.call_from_thread(self._say, [plain(error, "bold red")])
            return
        lines = [
            plain(f"✗ {each.check}  {each.where}  {each.what}", "bold red") for each in found.breaks
        ]
        if not lines:
            lines = [plain(_("✓ {n} 条流水，链和各表一致").format(n=found.entries), "bold green")]
        lines += [plain(f"· {each.where}  {each.what}", "dim") for each in found.notes]
        self.app.call_from_thread(self._verified, lines, whole=not found.breaks)

    @on(Worker.StateChanged)
    def verifying_failed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw ends the waiting too."""
        if event.state is WorkerState.ERROR and event.worker.group == "verify":
            self._say([plain(event.worker.error, "bold red")])

    def _verified(self, lines: list[Text], *, whole: bool) -> None:
        if whole:
            watch.remember_verified(self.desk)
        if self.is_attached:
            self._say(lines)
            self.show()

    def _say(self, lines: list[Text]) -> None:
        self.verdict = lines
        if self.is_attached:
            self.highlighted()

    def action_backup(self) -> None:
        """A verified copy in a file."""
        now = self.desk.local(self.desk.now())
        offered = Path.home() / f"{self.desk.store.path.stem}-{now:%Y%m%d-%H%M}.db"

        def act(words: Words) -> str:
            made = keeping.backup(self.desk, Path(words["path"].strip()))
            said = _("已备份并校验：{path}").format(path=made.path)
            return said + (_("；与记录库在同一块盘上，盘坏了都没有") if made.same_disk else "")

        self._ask(_("备份"), (Ask("path", N_("文件"), str(offered)),), act)

    def action_give(self) -> None:
        """A signed bundle of our own chain."""
        asked = (
            Ask("path", N_("文件"), str(Path.home() / f"{self.desk.store.chain}.wxb")),
            Ask("since", N_("自第几条之后"), "receipt", hint=N_("receipt：对方已确认之后的")),
        )

        def act(words: Words) -> str:
            path = Path(words["path"].strip()).expanduser()
            given = exchange.give(self.desk, to=path, since=words["since"].strip() or "0")
            return _("已导出交换包：{path}").format(path=given.path)

        self._ask(_("导出交换包"), asked, act)

    def action_take(self) -> None:
        """What a bundle holds is shown before it is taken in."""

        def act(words: Words) -> tuple[Path, Any]:
            path = Path(words["path"].strip()).expanduser()
            return path, exchange.inspect(self.desk, path)

        def seen(found: tuple[Path, Any] | None) -> None:
            if found:
                self._offer(*found)

        self.app.push_screen(Fields(_("接收交换包"), (Ask("path", N_("文件")),), act), seen)

    def _offer(self, path: Path, found: Any) -> None:
        lines = [
            plain(
                _("来自 {who}  指纹 {print}").format(
                    who=found.header.giver, print=found.fingerprint
                )
            )
        ]
        lines += [
            plain(
                _("{chain}  第 {first}–{last} 条，新 {fresh} 条").format(
                    chain=each["chain"],
                    first=each["after"] + 1,
                    last=each["to"],
                    fresh=each["fresh"],
                )
            )
            for each in found.placed
        ]
        if found.refusal:
            self.app.push_screen(
                Reading(_("不能接收"), joined([*lines, plain(found.refusal, "bold red")]))
            )
            return

        def sure(yes: bool | None) -> None:
            if yes:
                self._take(path)

        self.app.push_screen(Question(_("接收这个交换包？"), joined(lines), grave=True), sure)

    def _take(self, path: Path) -> None:
        try:
            taken = exchange.take(self.desk, path)
        except WxmodError as error:
            self.shell.tell(error, grave=True)
            return
        self.shell.tell(_("已接收：{n} 条链").format(n=len(taken.placed)))
        self.show()

    def action_resolve(self) -> None:
        """Close the chosen conflict, with the reason."""
        row = self.query_one(Rows).chosen
        if not isinstance(row, Conflict):
            self.shell.tell(_("选中的不是冲突"))
            return

        def act(words: Words) -> str:
            done = exchange.resolve(self.desk, row.name, words["reason"])
            return _("已关闭 {name}  {mark}").format(name=done.name, mark=done.receipt.mark)

        self._ask(_("关闭冲突"), (Ask("reason", N_("原因")),), act)

    def _ask(self, title: str, asked: tuple[Ask, ...], act: Any) -> None:
        def done(said: str | None) -> None:
            if said:
                self.shell.tell(said)
                self.show()

        self.app.push_screen(Fields(title, asked, act), done)


def _key(row: Conflict | Head) -> str:
    if isinstance(row, Conflict):
        return row.name
    return row.chain
