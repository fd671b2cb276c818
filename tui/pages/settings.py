"""What the county works by: every setting with its value, its day, its source and how sure that is."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult

from tui.chrome.dialogs import Reading
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import capital, joined, plain
from wxmod.actions import Desk
from wxmod.wording import N_, _
from wxmod.words import settings
from wxmod.words.settings import Setting

COLUMNS = (
    Column(N_("类"), 12, rare=True),
    Column(N_("设置"), 22, wide=True),
    Column(N_("用于"), 10, wide=True),
    Column(N_("值"), 14, number=True),
    Column(N_("单位"), 6),
    Column(N_("把握"), 8),
)


class SettingsPage(Page):
    name_: ClassVar[str] = "settings"
    about: ClassVar[str] = N_(
        "设置：业务方案的每一项，今天的值、自哪天起、凭什么、有没有核实。/ 查找（名称、值、拼音首字母），"
        "Enter 看历次的值。改设置：改业务方案目录里的文件，再由两人运行 wxmod program adopt 采用。"
        "界面的语言用 --lang，配色在 Ctrl+P。"
    )

    def body(self) -> ComposeResult:
        yield from self.panes(Rows(titles(COLUMNS), none=_("没有符合的设置")))

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()
        self.draw(None)

    def gather(self, desk: Desk) -> Sequence[Setting]:
        return settings.listed(desk.program, desk.today())

    def paint(self, held: Sequence[Setting]) -> None:
        self.query_one(Rows).hold(held, _cells, lambda each: (each.name, each.of))

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        row = self.query_one(Rows).chosen
        if row is None:
            self.tell_detail(plain(""))
            return
        lines = [plain(_title(row), "bold")]
        if row.now is None:
            lines.append(plain(_("没有写明：与此有关的校验不做，或说明不知道"), "yellow"))
        else:
            since = _("自 {day} 起  {sure}").format(
                day=row.now.since, sure=row.now.confidence.label
            )
            lines += [plain(since), plain(row.now.source)]
        lines.append(plain(_("业务方案里写作 {name}").format(name=row.name), "dim"))
        self.tell_detail(joined(lines))
        if self.has_side:
            self.tell_third(joined([plain(_("历次"), "bold"), *_history(row)]))

    @on(PagedTable.RowSelected)
    def whole(self) -> None:
        """The setting through the years."""
        if row := self.query_one(Rows).chosen:
            self.app.push_screen(Reading(_title(row), joined(_history(row))))


def _cells(row: Setting) -> tuple[object, ...]:
    if row.now:
        sure = row.now.confidence.label
    else:
        sure = _("没有写明")
    name = capital(row.label)
    return (
        capital(row.group),
        name,
        row.of,
        row.value or "—",
        row.unit,
        sure,
    )


def _title(row: Setting) -> str:
    value = f"{row.value or '—'} {row.unit}".strip()
    return f"{capital(row.label)}  {row.of}  {value}".replace("    ", "  ")


def _history(row: Setting) -> list[Text]:
    lines = []
    for dated in row.history:
        here = ""
        if dated is row.now:
            here = "bold"
        lines.append(plain(f"{dated.since}  {settings.said(dated.value) or '—'}", here))
        lines.append(plain(f"            {dated.source}  {dated.confidence.label}", "dim"))
    return lines or [plain(_("没有写明"), "dim")]
