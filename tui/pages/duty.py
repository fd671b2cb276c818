"""The duty page: may we work, with what, what is open, what was done last."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.chrome.page import Page
from tui.chrome.text import MARKS, STYLES, due_words, joined, plain
from wxmod.actions import Desk, duty
from wxmod.actions.operations.recording import Judged
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.base import Confidence
from wxmod.stops import items
from wxmod.wording import N_, _

_LABEL = 11  # "Inspection" and a blank


def labelled(label: str, lines: list[Text]) -> Text:
    """Lines under a label in the margin."""
    margins = [
        set_cell_size(
            label if n == 0 else "",
            _LABEL,
        )
        for n in range(len(lines))
    ]
    return joined(
        [
            plain(margin, "bold") + line
            for margin, line in zip(
                margins,
                lines,
                strict=True,
            )
        ]
    )


class DutyPage(Page):
    name_: ClassVar[str] = "duty"
    BINDINGS: ClassVar[list[BindingType]] = [("f2", "app.new", N_("记作业"))]
    about: ClassVar[str] = N_("值班台：今天能不能作业、用什么、还有什么没了结、最近做了什么。")

    def body(self) -> ComposeResult:
        with VerticalScroll(id="body"):
            yield Static("", id="duty", markup=False)

    def gather(self, desk: Desk) -> duty.DutyPage:
        return duty.page(desk)

    def minute(self) -> None:
        """What is left of each clearance."""
        self.show()

    def paint(self, held: duty.DutyPage) -> None:
        blocks = [
            *(
                [
                    labelled(
                        _("记录库"),
                        notices,
                    )
                ]
                if (notices := list(self._notices(held)))
                else ()
            ),
            *([labelled(_("暂停"), halts)] if (halts := list(self._halts(held))) else ()),
            labelled(_("作业期"), list(self._seasons(held))),
            labelled(_("年检"), list(self._equipment(held))),
            labelled(_("弹药"), list(self._ammunition(held))),
            labelled(_("空域"), list(self._airspace(held))),
            labelled(_("过程"), list(self._processes(held))),
            labelled(_("近期作业"), list(self._recent(held))),
        ]
        self.query_one("#duty", Static).update(joined(blocks))

    def _notices(self, held: duty.DutyPage) -> Iterator[Text]:
        for notice in held.notices:
            yield plain(f"▲ {notice.text}", "bold red" if notice.grave else "yellow")

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
            mark, style = ("●", "green") if season.is_open else ("○", "dim")
            if season.purpose in stopped:
                # In season and stopped: nothing about it is green.
                mark, style = "✗", "red"
            said = _("在作业期内") if season.is_open else _("不在作业期")
            sure = (
                ""
                if season.setting.confidence is Confidence.CONFIRMED
                else season.setting.confidence.label
            )
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
        names = self.desk.places
        for c in held.clearances:
            sites = " ".join(
                names.get(
                    Account.site(s),
                    s,
                )
                for s in c.sites
            )
            window = c.granted or c.wanted
            left = (window.end - self.desk.now()).total_seconds() / 60
            rest = _("剩 {n:.0f} 分钟").format(n=left) if left >= 0 else _("时段已过，请报结束")
            yield plain(
                f"{c.number} {sites} {c.status.label} {rest}",
                "yellow" if left < 0 else "",
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

    def _recent(self, held: duty.DutyPage) -> Iterator[Text]:
        yield from (self._operation(judged) for judged in held.recent)
        if not held.recent:
            yield plain(_("还没有作业；按 F2 记录"), "dim")

    def _operation(self, judged: Judged) -> Text:
        told, worst = judged.row.operation, judged.findings[0].severity if judged.findings else None
        site = self.desk.program.site_name(told.site)
        rounds = sum(r.rounds for r in told.releases)
        line = f"{judged.row.no}  {told.purpose.label} {site} "
        counted = _("{n} 发").format(n=rounds)
        mark = (
            plain(
                f"  {MARKS[worst]}{len(judged.findings)}",
                STYLES[worst],
            )
            if worst
            else plain("  ✓", "green")
        )
        return plain(line + counted) + mark
