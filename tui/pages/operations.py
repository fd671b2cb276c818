"""The operations page: what was done, what the rules say of it, what was corrected."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.chrome import naming
from tui.chrome.dialogs import Reading
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable, Source
from tui.chrome.rows import LongRows, titles
from tui.chrome.text import finding, joined, plain
from tui.pages import effect, whole
from wxmod.actions.operations import listing, recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.domain.errors import WxmodError
from wxmod.drawing.county import CountyMap
from wxmod.wording import N_, _

COLUMNS = (
    Column(N_("编号"), 14),
    Column(N_("时间"), 16),
    Column(N_("作业点"), 8, wide=True),
    Column(N_("目的"), 5),
    Column(N_("用弹"), 4, number=True),
    Column("km²", 5, number=True, rare=True),
    Column(N_("过程"), 11),
)


class OperationsPage(Page):
    name_: ClassVar[str] = "operations"
    about: ClassVar[str] = N_(
        "作业列表：/ 查找（编号、作业点、目的、过程），Enter 看全部内容和历次更正，E 更正，M 看影响面积，"
        "B 作业前后对比，N 记前后读数。"
    )
    keys_of: ClassVar[str] = "operations"

    def body(self) -> ComposeResult:
        yield from self.panes(
            LongRows(titles(COLUMNS), none=_("没有符合的作业。还没有作业时，按 F2 记录一次。"))
        )

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()

    def show(self) -> None:
        """The list anew; only what the screen shows of it is read."""
        self.query_one(LongRows).read(self._source)

    def _source(self, typed: str) -> Source:
        """What is found by number, site, purpose or process."""
        desk = self.desk
        asked = listing.words(desk, typed)

        def page(first: int, rows: int) -> list[OperationRow]:
            return listing.page(desk, asked, first, rows)

        return Source(listing.count(desk, asked), page, self._cells)

    def _cells(self, row: OperationRow) -> tuple[object, ...]:
        told = row.operation
        return (
            row.no,
            f"{self.desk.local(told.window.start):%Y-%m-%d %H:%M}",
            naming.site(self.desk, told.site),
            naming.purpose(told.purpose),
            sum(release.rounds for release in told.releases),
            f"{told.area.km2:g}" if told.area else "",
            told.process or "",
        )

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        self._detail()

    def _chosen(self) -> OperationRow | None:
        row: OperationRow | None = self.query_one(PagedTable).chosen
        return row

    def _detail(self) -> None:
        row = self._chosen()
        if row is None:
            self.tell_detail(plain(""))
            self.tell_third(plain(""))
            self.draw(None)
            return
        found = recording.findings_of(self.desk, row)
        if found:
            clean = []
        else:
            clean = [plain(_("✓ 校验无问题"), "green")]
        self.tell_detail(joined([plain(_brief(row)), *(finding(f) for f in found), *clean]))
        if self.is_wide:
            self.tell_detail(joined(list(whole.told(self.desk, row))))
        self.tell_third(plain(""))
        if self.has_side:
            self.draw(self._map(row))

    def _map(self, row: OperationRow) -> CountyMap:
        """Where it was and what it affected."""
        from wxmod.actions.pictures import ground  # noqa: PLC0415  loads NumPy

        return ground.county(self.desk, operations=[row.no])

    @on(PagedTable.RowSelected)
    def whole(self) -> None:
        """Everything about the chosen operation."""
        if row := self._chosen():
            self.app.push_screen(
                Reading(
                    row.no,
                    joined(list(whole.told(self.desk, row))),
                )
            )

    def action_map(self) -> None:
        """The affected area of the chosen operation on the ground."""
        from wxmod.actions.operations import area  # noqa: PLC0415  loads NumPy

        row = self._chosen()
        if row is None:
            return
        try:
            told = area.areas(
                self.desk,
                [row.no],
                area.Asked(),
            )
            drawn = area.draw(self.desk, told)
        except WxmodError as error:
            self.shell.tell(error, grave=True)
            return
        self.app.push_screen(
            Reading(
                f"{row.no}  {_claimed(told.claims[0])}",
                plain(drawn or _("没有轮廓可画")),
            )
        )

    def action_compare(self) -> None:
        """What radar and gauges showed before and after the chosen operation; never an effect."""
        if row := self._chosen():
            self.app.push_screen(effect.table(self.desk, row.no))

    def action_note(self) -> None:
        """Note readings, and see the table with them."""

        def noted(shown: Reading | None) -> None:
            if shown:
                self.app.push_screen(shown)

        if row := self._chosen():
            self.app.push_screen(
                effect.form(self.desk, row.no),
                noted,
            )

    def action_correct(self) -> None:
        from tui.pages.form import FormPage  # noqa: PLC0415

        if row := self._chosen():
            self.app.push_screen(FormPage(row))


def _claimed(claim: Any) -> str:
    said = _("{method} {km2:g} km²，县内 {inside}（{sure}）")
    if claim.inside_km2 is None:
        inside = "-"
    else:
        inside = f"{claim.inside_km2:g}"
    area = claim.area
    return said.format(
        method=area.method.label,
        km2=area.km2,
        inside=inside,
        sure=area.confidence.label,
    )


def _brief(row: OperationRow) -> str:
    told = row.operation
    fired = "; ".join(f"{r.equipment} {r.lot or '-'} {r.rounds}" for r in told.releases)
    people = " ".join(m.person for m in told.crew)
    return _("{fired} · 空域 {clearance} · 指挥 {commander} · 人员 {people}").format(
        fired=fired,
        clearance=told.clearance or "-",
        commander=told.commander or "-",
        people=people or "-",
    )
