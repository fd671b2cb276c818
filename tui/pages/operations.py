"""The operations page: what was done, what the rules say of it, what was corrected."""

from collections.abc import Iterator
from typing import Any, ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Input, Static

from tui.chrome.dialogs import Reading
from tui.chrome.line import Line
from tui.chrome.page import Page
from tui.chrome.paged import Column, PagedTable, Source
from tui.chrome.text import capital, finding, joined, plain
from tui.pages import effect
from tui.pages.fields import LABELS
from wxmod.actions.operations import listing, recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.errors import WxmodError
from wxmod.wording import N_, _, titled

COLUMNS = (
    (N_("编号"), 14, False),
    (N_("时间"), 16, False),
    (N_("作业点"), 8, False),
    (N_("目的"), 5, False),
    (N_("用弹"), 4, True),
    ("km²", 5, True),
    (N_("过程"), 10, False),
)
"""Head, cells, and whether it is a number."""
LABEL_CELLS = 18


class OperationsPage(Page):
    name_: ClassVar[str] = "operations"
    about: ClassVar[str] = N_(
        "作业列表：/ 查找（编号、作业点、目的、过程），Enter 看全部内容和历次更正，E 更正，M 看影响面积，"
        "B 作业前后对比，N 记前后读数。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("slash", "find", N_("查找")),
        ("e", "correct", N_("更正")),
        ("m", "map", N_("地图")),
        ("b", "compare", N_("前后对比")),
        ("n", "note", N_("记读数")),
    ]

    def body(self) -> ComposeResult:
        yield Line(
            placeholder=_("/ 查找：编号、作业点、目的、过程"),
            id="find",
            compact=True,
            select_on_focus=False,
        )
        columns = [
            Column(
                titled(_(head)),
                cells,
                number,
                head == COLUMNS[-1][0],
            )
            for head, cells, number in COLUMNS
        ]
        with Container(id="split"):
            yield PagedTable(columns, id="list")
            yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()

    def show(self) -> None:
        """The list anew; only what the screen shows of it is read."""
        desk = self.desk
        asked = listing.words(desk, self.query_one("#find", Input).value)

        def page(first: int, rows: int) -> list[OperationRow]:
            return listing.page(desk, asked, first, rows)

        source = Source(listing.count(desk, asked), page, self._cells)
        self.query_one(PagedTable).show(source)

    def _cells(self, row: OperationRow) -> tuple[object, ...]:
        told = row.operation
        return (
            row.no,
            f"{self.desk.local(told.window.start):%Y-%m-%d %H:%M}",
            self.desk.places.get(Account.site(told.site), told.site),
            told.purpose.label,
            sum(release.rounds for release in told.releases),
            f"{told.area.km2:g}" if told.area else "",
            told.process or "",
        )

    @on(Input.Changed, "#find")
    def searched(self) -> None:
        self.show()

    @on(Input.Submitted, "#find")
    def found(self) -> None:
        self.query_one(PagedTable).focus()

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        self._detail()

    def _chosen(self) -> OperationRow | None:
        row: OperationRow | None = self.query_one(PagedTable).chosen
        return row

    def _detail(self) -> None:
        row = self._chosen()
        said = [plain(_("没有符合的作业"), "dim")]
        if row:
            found = recording.findings_of(self.desk, row)
            clean = [] if found else [plain(_("✓ 校验无问题"), "green")]
            said = [
                plain(_brief(row)),
                *(finding(f) for f in found),
                *clean,
            ]
        self.query_one("#detail", Static).update(joined(said))

    @on(PagedTable.RowSelected)
    def whole(self) -> None:
        """Everything about the chosen operation."""
        if row := self._chosen():
            self.app.push_screen(
                Reading(
                    row.no,
                    joined(list(self._everything(row))),
                )
            )

    def _everything(self, row: OperationRow) -> Iterator[Text]:
        from wxmod.words.defaults import words_of  # noqa: PLC0415

        words = words_of(self.desk, row.operation)
        for name in sorted(words, key=_in_form):
            if words[name]:
                yield plain(_labelled(name, words[name]))
        kind = row.operation.provenance.label
        yield plain(
            _("性质  {what}  {source}").format(
                what=kind,
                source=row.operation.source,
            )
        )
        yield from (
            finding(f)
            for f in recording.findings_of(
                self.desk,
                row,
            )
        )
        for v in recording.versions(self.desk, row.no):
            at = self.desk.local(v.recorded_at)
            reason = v.reason or _("首次记录")
            yield plain(
                f"v{v.version}  {v.ref}  {at:%Y-%m-%d %H:%M}  {v.recorded_by}  {reason}",
                "dim",
            )

    def action_find(self) -> None:
        self.query_one("#find", Input).focus()

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


def _in_form(name: str) -> tuple[int, int]:
    """Where a field stands in the form; further releases come behind it, row by row."""
    column, _dash, row = name.partition("-")
    names = list(LABELS)
    place = names.index(column) if column in LABELS else len(names)
    return (int(row) if row else 1), place


def _labelled(name: str, value: str) -> str:
    """A field by its label; of a further release, with its number."""
    column, _dash, row = name.partition("-")
    label = capital(_(LABELS.get(column, column)))
    return f"{set_cell_size(f'{label} {row}'.strip(), LABEL_CELLS)}{value}"


def _claimed(claim: Any) -> str:
    said = _("{method} {km2:g} km²，县内 {inside}（{sure}）")
    inside = "-" if claim.inside_km2 is None else f"{claim.inside_km2:g}"
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
