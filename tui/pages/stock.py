"""The ammunition page: rounds by place and lot, what happened to a lot, hand-overs and blind counts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult

from tui.chrome import naming
from tui.chrome.dialogs import Ask, Fields, Reading
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import due_words, joined, plain
from tui.pages.stock_acts import Handing
from wxmod.actions import Desk
from wxmod.actions.ammunition import (
    codes,
    consignments,
    custody,
    differences,
    lives,
    lots,
    stocktakes,
    stores,
)
from wxmod.actions.ammunition.consignments import OnTheRoad
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.ammunition.stores import Holding
from wxmod.domain.text import normalise
from wxmod.drawing.stock import Stock as Bars
from wxmod.wording import N_, _

HALF_A_YEAR_DAYS = 183

STATES = {
    Fitness.STOPPED: ("✗", "bold red"),
    Fitness.EXPIRED: ("✗", "bold red"),
    Fitness.EXPIRING: ("▲", "yellow"),
    Fitness.GOOD: ("●", "green"),
    Fitness.UNKNOWN: ("?", "dim"),
    Fitness.DUD: ("✗", "bold red"),
}


COLUMNS = (
    Column(N_("库点"), 14, wide=True),
    Column(N_("型号"), 12, wide=True),
    Column(N_("批号"), 14),
    Column(N_("数量"), 6, number=True),
    Column(N_("有效期"), 10),
    Column(N_("状态"), 8),
)


class Stock(NamedTuple):
    """What the page shows, as it was read.

    Attributes:
        states: How fit each row's lot is, row by row.
        gaps: Differences nobody has explained.
        due: What has waited too long, in words.
        unbacked: Firings beyond what was on the book.
    """

    rows: list[Holding]
    states: list[Fitness]
    gaps: int
    due: str
    unbacked: int
    on_the_road: Sequence[OnTheRoad]
    bars: Bars | None = None


class StockPage(Handing):
    name_: ClassVar[str] = "stock"
    about: ClassVar[str] = N_(
        "弹药：Enter 看批号去向；W 查批号、编码或箱码；"
        "R 入库、O 出库、B 退库、L 装填、U 卸弹、S 停用批号、F 故障弹、X 销毁、K 盲盘、"
        "D 差异、J 解释差异、E 到期。"
        "出库和销毁须两人。"
    )
    keys_of: ClassVar[str] = "stock"
    held: Stock | None = None

    def body(self) -> ComposeResult:
        yield from self.panes(Rows(titles(COLUMNS), none=_("库里没有弹药。先按 R 入库。")))

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()

    def gather(self, desk: Desk) -> Stock:
        rows = stores.stock(desk)
        notices = lots.standings(desk)
        states = []
        for held in rows:
            stopped = notices.get(held.lot.no, ())
            states.append(
                lots.fitness(
                    desk,
                    held.place,
                    held.lot,
                    stopped,
                )
            )
        gaps = len(stocktakes.open_discrepancies(desk)) + len(differences.open_differences(desk))
        return Stock(
            rows,
            states,
            gaps,
            due_words(custody.due(desk)),
            len(stocktakes.unbacked(desk)),
            consignments.on_the_road(desk),
            self._bars(desk),
        )

    def _bars(self, desk: Desk) -> Bars | None:
        """What is in store, drawn, where there is room for it."""
        if not self.has_side:
            return None
        from wxmod.actions.pictures import figures  # noqa: PLC0415  loads NumPy

        return figures.stock(desk)

    def paint(self, held: Stock) -> None:
        self.held = held
        self.draw(held.bars)
        self.models = {kind.code: kind.model for kind in self.desk.program.ammunition}
        rows = list(zip(held.rows, held.states, strict=True))
        self.query_one(Rows).hold(rows, self._cells, lambda row: (row[0].place, row[0].lot.no))

    def _cells(self, row: tuple[Holding, Fitness]) -> tuple[object, ...]:
        held, fitness = row
        mark, style = STATES[fitness]
        return (
            naming.place(self.desk, held.place),
            self.models.get(held.lot.type, "?"),
            held.lot.no,
            held.rounds,
            held.lot.expires_on or "-",
            plain(f"{mark} {fitness.label}", style),
        )

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        """What needs attention; where there is room, the life of the chosen lot."""
        if self.held is None:
            return
        self.tell_detail(joined(list(self._summary(self.held))))
        held = self._chosen()
        if self.is_broad and held:
            self.tell_third(joined([plain(held.lot.no, "bold"), self._life(held.lot.no)]))

    def _summary(self, held: Stock) -> Iterator[Text]:
        """What needs attention, then what lies outside the stores, in as few lines as can be."""
        said = _("差异 {n} 条未解释").format(n=held.gaps)
        style = "green"
        if held.gaps:
            style = "bold red"
        yield plain(said, style)
        if held.due:
            yield plain(f"▲ {held.due}", "yellow")
        if held.unbacked:
            yield plain(_("发射超过账面 {n} 处").format(n=held.unbacked), "bold red")
        yield from self._stopped(held)
        loaded = sum(row.rounds for row in held.rows if row.place.startswith("loaded/"))
        if loaded:
            yield plain(_("装填在架 {n} 发").format(n=loaded), "yellow")
        for each in held.on_the_road:
            yield self._under_way(each)

    def _stopped(self, held: Stock) -> Iterator[Text]:
        """Lots of which rounds are there that may not be used."""
        pairs = zip(held.rows, held.states, strict=True)
        stopped = sorted({row.lot.no for row, state in pairs if state is Fitness.STOPPED})
        if stopped:
            yield plain(_("停用批号：{lots}").format(lots=" ".join(stopped)), "bold red")

    def _under_way(self, each: OnTheRoad) -> Text:
        """Rounds sent and not yet received."""
        text = _("在途 {no} → {place} {n} 发").format(
            no=each.sent.no,
            place=self._named(each.sent.target),
            n=sum(each.rounds.values()),
        )
        if not each.findings:
            return plain(text, "yellow")
        return plain(text + _("，逾期"), "bold red")

    @on(PagedTable.RowSelected)
    def history(self) -> None:
        """The life of the chosen lot."""
        if held := self._chosen():
            self.app.push_screen(Reading(held.lot.no, self._life(held.lot.no)))

    def _life(self, lot: str) -> Text:
        lines = []
        life = lives.history(self.desk, lot)
        for posting in life:
            move = posting.movement
            at = f"{self.desk.local(posting.movement.at):%Y-%m-%d %H:%M}"
            way = f"{self._named(move.source)} → {self._named(move.target)}"
            lines.append(plain(f"{at}  {way}  {move.rounds}  {posting.operation or ''}"))
        there = "  ".join(
            f"{self._named(where)} {n}" for where, n in lives.whereabouts(self.desk, lot).items()
        )
        return joined([*lines, plain(_("现在：{place}").format(place=there), "bold")])

    def action_trace(self) -> None:
        """Where a lot, a round or a box is, by its number or code."""
        self.app.push_screen(
            Fields(
                _("查批号、编码或箱码"),
                (Ask("what", N_("批号或编码")),),
                self._find,
            ),
            self._found,
        )

    def _find(self, words: Mapping[str, str]) -> tuple[str, Text]:
        """What to read of it.

        Raises:
            UnknownName: neither a lot nor a code.
        """
        what = normalise(words["what"])
        if inside := codes.in_box(self.desk, what):
            return what, joined(
                [plain(f"{s.code}  {s.lot}  {self._named(s.place)}") for s in inside]
            )
        if codes.is_known(self.desk, what):
            now, scans = codes.life(self.desk, what)
            lines = [
                plain(
                    f"{self.desk.local(s.at):%Y-%m-%d %H:%M}  {self._named(s.target)}  {s.operation or ''}"
                )
                for s in scans
            ]
            return what, joined(
                [*lines, plain(_("现在：{place}").format(place=self._named(now.place)), "bold")]
            )
        return what, self._life(what)

    def _found(self, told: tuple[str, Text] | None) -> None:
        if told:
            self.app.push_screen(Reading(*told))

    def _named(self, place: str) -> str:
        return naming.place(self.desk, place)

    def _said(self, value: str) -> str:
        """A place by its name, a number as it is."""
        if "/" in value and not value[0].isdecimal():
            return self._named(value)
        return value

    def action_expiring(self) -> None:
        """The next half year's expiries; every place rounds can be used from."""
        named = self.desk.program.place_name
        held = [
            *lots.expiring(
                self.desk,
                HALF_A_YEAR_DAYS,
            ),
            *lots.undated(self.desk),
        ]
        lines = [
            plain(f"{h.lot.expires_on or _('没有日期')}  {h.lot.no}  {named(h.place)}  {h.rounds}")
            for h in held
        ]
        self.app.push_screen(
            Reading(
                _("半年内到期或没有日期"),
                joined(lines) if lines else Text(_("没有")),
            )
        )

    def action_gaps(self) -> None:
        named = self.desk.program.place_name
        lines = [
            plain(
                f"{d.stocktake}  {named(d.found.place)}  {d.found.lot}  {d.found.book} → {d.found.counted}"
            )
            for d in stocktakes.open_discrepancies(self.desk)
        ]
        lines += [
            plain(
                f"{d.ref}  {d.kind.label}  {d.subject}  {self._said(d.expected)} → {self._said(d.found)}"
            )
            for d in differences.open_differences(self.desk)
        ]
        short = stocktakes.unbacked(self.desk)
        lines += [
            plain(f"{name}  {s.at:%Y-%m-%d}  {named(s.place)}  {s.lot}  -{s.rounds}")
            for name, s in short.items()
        ]
        self.app.push_screen(
            Reading(
                _("未解释的差异和超账发射"),
                joined(lines) if lines else Text(_("没有")),
            )
        )
