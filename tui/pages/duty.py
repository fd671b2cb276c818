"""The duty page: may we work, with what, what is open, what was done last."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import set_cell_size
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.chrome import naming
from tui.chrome.dialogs import Reading
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import MARKS, STYLES, due_words, joined, plain
from tui.pages import whole
from wxmod.actions import Desk, duty
from wxmod.actions.command import readiness
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import Judged
from wxmod.domain.base import Confidence
from wxmod.planning.readiness import State, Verdict
from wxmod.stops import items
from wxmod.wording import N_, _

_LABEL = 11  # "Inspection" and a blank

UNIT_MARKS = {
    State.READY: ("●", "green"),
    State.AIRSPACE: ("▲", "yellow"),
    State.BLOCKED: ("✗", "bold red"),
}

COLUMNS = (Column(N_("事项"), 10), Column(N_("情况"), 60, wide=True))


class Told(NamedTuple):
    """A line of the page, and what Enter opens: an operation by its number, or a page's command."""

    label: str
    text: Text
    opens: str = ""
    operation: str = ""


class Held(NamedTuple):
    """What the page shows, as it was read."""

    page: duty.DutyPage
    ready: tuple[Verdict, ...]


def labelled(label: str, lines: list[Text]) -> Text:
    """Lines under a label in the margin."""
    margins = [label, *[""] * (len(lines) - 1)]
    told = []
    for margin, line in zip(margins, lines, strict=False):
        head = plain(set_cell_size(margin, _LABEL), "bold")
        told.append(joined([head, line], ""))
    return joined(told)


class DutyPage(Page):
    ready: tuple[Verdict, ...] = ()
    name_: ClassVar[str] = "duty"
    BINDINGS: ClassVar[list[BindingType]] = [("f2", "app.new", N_("记作业"))]
    about: ClassVar[str] = N_(
        "值班台：今天能不能作业、用什么、还有什么没了结、最近做了什么。↑↓ 选一条，Enter 打开它说的那一页或那次作业。"
    )

    def body(self) -> ComposeResult:
        yield from self.panes(Rows(titles(COLUMNS)))

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()

    def gather(self, desk: Desk) -> Held:
        # Who could work is asked of every unit; only a screen with room for it pays for that.
        ready: tuple[Verdict, ...] = ()
        if self.is_wide:
            ready = readiness.readiness(desk).now
        return Held(duty.page(desk), ready)

    def _draw_map(self) -> None:
        """The county with its sites, where there is room for it."""
        if not self.is_attached or not self.has_side:
            return
        from wxmod.actions.pictures import ground  # noqa: PLC0415  loads NumPy

        self.draw(ground.county(self.desk))

    def minute(self) -> None:
        """What is left of each clearance."""
        self.show()

    def paint(self, held: Held) -> None:
        lines = []
        last = ""
        for line in self._lines(held.page):
            # A label stands at the first of its lines.
            again = line.label == last
            last = line.label
            if again:
                line = line._replace(label="")  # noqa: PLW2901  the line as it is shown
            lines.append(line)
        numbered = list(enumerate(lines))
        self.ready = held.ready
        self.query_one(Rows).hold(numbered, _cells, lambda row: row[0])
        self.tell_third(plain(""))
        # The first page is there before what draws is loaded.
        self.call_after_refresh(self._draw_map)
        self.highlighted()

    def on_resize(self) -> None:
        """A screen that has become broad shows what it had no room for."""
        if self.is_mounted and self.query(PagedTable):
            self.call_later(self.show)

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        """The chosen line whole; beside the list who could work now, too."""
        row = self.query_one(Rows).chosen
        if row is None:
            return
        line: Told = row[1]
        said = [line.text]
        if line.opens or line.operation:
            said.append(plain(_("Enter 打开"), "dim"))
        if line.operation and self.is_wide:
            found = recording.get(self.desk, line.operation)
            said += [plain(""), *whole.told(self.desk, found)]
        elif self.is_wide:
            ready = unit_lines(self.desk, self.ready)
            said += [plain(""), plain(_("此刻谁能作业"), "bold"), *ready]
        self.tell_detail(joined(said))

    @on(PagedTable.RowSelected)
    async def opened(self) -> None:
        """Where the chosen line leads."""
        row = self.query_one(Rows).chosen
        if row is None:
            return
        line: Told = row[1]
        if line.operation:
            found = recording.get(self.desk, line.operation)
            self.app.push_screen(Reading(found.no, joined(list(whole.told(self.desk, found)))))
        elif line.opens:
            self.shell.action_go(line.opens)

    def _lines(self, held: duty.DutyPage) -> Iterator[Told]:
        blocks = (
            (_("记录库"), self._notices(held), "exchange"),
            (_("暂停"), self._halts(held), "plan"),
            (_("作业期"), self._seasons(held), "settings"),
            (_("年检"), self._equipment(held), "register"),
            (_("弹药"), self._ammunition(held), "stock"),
            (_("空域"), self._airspace(held), "plan"),
            (_("过程"), self._processes(held), "weather"),
        )
        for label, lines, opens in blocks:
            for line in lines:
                yield Told(label, line, opens)
        for judged in held.recent:
            yield Told(_("近期作业"), self._operation(judged), operation=judged.row.no)
        if not held.recent:
            yield Told(_("近期作业"), plain(_("还没有作业；按 F2 记录"), "dim"), "operations")

    def _notices(self, held: duty.DutyPage) -> Iterator[Text]:
        for notice in held.notices:
            style = "yellow"
            if notice.grave:
                style = "bold red"
            yield plain(f"▲ {notice.text}", style)

    def _halts(self, held: duty.DutyPage) -> Iterator[Text]:
        for halt in held.halts:
            line = _("✗ {purpose} 已暂停 {where}：{reasons}")
            reasons = items(halt.reasons)
            text = line.format(purpose=halt.purpose.label, where=halt.where, reasons=reasons)
            yield plain(text, "bold red")

    def _seasons(self, held: duty.DutyPage) -> Iterator[Text]:
        stopped = {halt.purpose for halt in held.halts}
        for season in held.seasons:
            if season.setting is None or season.setting.value is None:
                yield plain(
                    _("✗ {purpose} 没有登记作业期").format(purpose=season.purpose.label), "red"
                )
                continue
            mark = "○"
            style = "dim"
            if season.is_open:
                mark = "●"
                style = "green"
            if season.purpose in stopped:
                # In season and stopped: nothing about it is green.
                mark = "✗"
                style = "red"
            if season.is_open:
                said = _("在作业期内")
            else:
                said = _("不在作业期")
            if season.setting.confidence is Confidence.CONFIRMED:
                sure = ""
            else:
                sure = season.setting.confidence.label
            yield plain(
                f"{mark} {season.purpose.label} {season.setting.value} {said} {sure}",
                style,
            )

    def _equipment(self, held: duty.DutyPage) -> Iterator[Text]:
        lapsed = [i.unit.id for i in held.equipment if i.days_left is None]
        fit = [f"{i.unit.id} {i.days_left}" for i in held.equipment if i.days_left is not None]
        if fit:
            yield plain(_("● 可用（剩余天数）：{units}").format(units="  ".join(fit)), "green")
        if lapsed:
            yield plain(_("✗ 无有效年检：{units}").format(units="  ".join(lapsed)), "bold red")

    def _ammunition(self, held: duty.DutyPage) -> Iterator[Text]:
        if held.expiring:
            lots = sorted({h.lot.no for h in held.expiring})
            named = " ".join(lots[:3]) + (" …" if len(lots) > 3 else "")  # noqa: PLR2004  a line's worth
            yield plain(
                _("▲ 过期或临期 {n} 批：{lots}").format(
                    n=len(lots),
                    lots=named,
                ),
                "yellow",
            )
        if held.discrepancies:
            yield plain(
                _("✗ 账实差异 {n} 条未解释（F5）").format(n=len(held.discrepancies)), "bold red"
            )
        else:
            yield plain(_("● 没有未解释的账实差异"), "green")
        if said := due_words(held.due):
            yield plain(f"▲ {said}", "yellow")

    def _airspace(self, held: duty.DutyPage) -> Iterator[Text]:
        for c in held.clearances:
            sites = " ".join(naming.site(self.desk, s) for s in c.sites)
            window = c.granted or c.wanted
            left = (window.end - self.desk.now()).total_seconds() / 60
            if left >= 0:
                rest = _("剩 {n:.0f} 分钟").format(n=left)
            else:
                rest = _("时段已过，请报结束")
            style = ""
            if left < 0:
                style = "yellow"
            yield plain(
                f"{c.number} {sites} {c.status.label} {rest}",
                style,
            )
        if not held.clearances:
            yield plain(_("没有未关闭的空域申请"), "dim")

    def _processes(self, held: duty.DutyPage) -> Iterator[Text]:
        for p in held.processes:
            span = f"{self.desk.local(p.window.start):%m-%d %H:%M}–{self.desk.local(p.window.end):%m-%d %H:%M}"
            yield plain(
                f"{p.id} {span} {' '.join(x.label for x in p.purposes)}",
                "green",
            )
        if not held.processes:
            yield plain(_("今天没有确认的有利过程（F3 读资料）"), "dim")

    def _operation(self, judged: Judged) -> Text:
        told = judged.row.operation
        worst = judged.findings[0].severity if judged.findings else None
        site = naming.site(self.desk, told.site)
        rounds = sum(r.rounds for r in told.releases)
        line = f"{judged.row.no}  {told.purpose.label} {site} "
        counted = _("{n} 发").format(n=rounds)
        if worst:
            mark = plain(
                f"  {MARKS[worst]}{len(judged.findings)}",
                STYLES[worst],
            )
        else:
            mark = plain("  ✓", "green")
        return plain(line + counted) + mark


def _cells(row: tuple[int, Told]) -> tuple[Text, Text]:
    line = row[1]
    return plain(line.label, "bold"), line.text


def unit_lines(desk: Desk, verdicts: Sequence[Verdict]) -> list[Text]:
    """Units as they could work, a line each: a mark, a word, and what they have."""
    lines = []
    for verdict in verdicts:
        mark, style = UNIT_MARKS[verdict.state]
        site = naming.site(desk, verdict.unit.site) or "-"
        rounds = sum(verdict.rounds.values())
        have = _("{rounds} 发 {crew} 人").format(rounds=rounds, crew=len(verdict.crew))
        lines.append(plain(f"{mark} {verdict.unit.id} {site} {verdict.state.label}  {have}", style))
        if verdict.state is State.BLOCKED:
            lines.append(plain(f"   {verdict.blocks[0].message}", "dim"))
    return lines
