"""The ammunition page: rounds by place and lot, what happened to a lot, hand-overs and blind counts."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from tui.chrome.dialogs import Ask, Fields, Reading
from tui.chrome.page import Page
from tui.chrome.text import due_words, joined, plain
from wxmod.actions import Outcome
from wxmod.actions.ammunition import (
    codes,
    consignments,
    custody,
    differences,
    lots,
    stocktakes,
    stores,
)
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.ammunition.stores import Handover, Holding
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.ammunition.lots import LotStopped
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import whole
from wxmod.wording import N_, _

WHO = (
    Ask("by", N_("办理人")),
    Ask("witness", N_("第二人")),
    Ask("reason", N_("事由")),
)
HANDS = (Ask("codes", N_("编码（可扫）"), scanned=True), *WHO)
PINS = (
    Ask("pin_by", N_("办理人口令"), secret=True),
    Ask("pin_witness", N_("第二人口令"), secret=True),
)
HALF_A_YEAR_DAYS = 183
MOVE = (
    Ask("lot", N_("批号")),
    Ask("source", N_("出自")),
    Ask("to", N_("去往")),
    Ask("rounds", N_("数量")),
    *HANDS,
)

STATES = {
    Fitness.STOPPED: ("✗", "bold red"),
    Fitness.EXPIRED: ("✗", "bold red"),
    Fitness.EXPIRING: ("▲", "yellow"),
    Fitness.GOOD: ("●", "green"),
    Fitness.UNKNOWN: ("?", "dim"),
    Fitness.DUD: ("✗", "bold red"),
}


class StockPage(Page):
    name_: ClassVar[str] = "stock"
    about: ClassVar[str] = N_(
        "弹药：Enter 看批号去向；/ 查批号、编码或箱码；"
        "R 入库、O 出库、B 退库、L 装填、U 卸弹、S 停用批号、F 故障弹、X 销毁、K 盲盘、"
        "D 差异、Y 解释差异、E 到期。"
        "出库和销毁须两人。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "receive", N_("入库")),
        ("o", "issue", N_("出库")),
        ("l", "load", N_("装填")),
        ("k", "count", N_("盘点")),
        ("d", "gaps", N_("差异")),
        ("slash", "find", N_("查找")),
        # Rarer ones stand in the help; the line of keys is 80 cells.
        *(
            Binding(key, action, said, show=False)
            for key, action, said in (
                ("b", "back", N_("退库")),
                ("u", "unload", N_("卸弹")),
                ("s", "stop", N_("停用")),
                ("e", "expiring", N_("到期")),
                ("x", "dispose", N_("销毁")),
                ("f", "dud", N_("故障弹")),
                ("y", "explain", N_("解释")),
            )
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Holding] = []
        self.notices: Mapping[str, tuple[LotStopped, ...]] = {}

    def body(self) -> ComposeResult:
        yield DataTable(id="list", cursor_type="row")
        yield Static("", id="detail", markup=False)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        heads = (
            N_("库点"),
            N_("型号"),
            N_("批号"),
            N_("数量"),
            N_("有效期"),
            N_("状态"),
        )
        table.add_columns(*(_(h) for h in heads))
        table.focus()

    def show(self) -> None:
        desk, table = self.desk, self.query_one(DataTable)
        self.rows, self.notices = stores.stock(desk), lots.standings(desk)
        models = {a.code: a.model for a in desk.program.ammunition}
        table.clear()
        for held in self.rows:
            state, style = self._state(held)
            where, model = desk.program.place_name(held.place), models.get(held.lot.type, "?")
            table.add_row(
                *(
                    plain(c)
                    for c in (where, model, held.lot.no, held.rounds, held.lot.expires_on or "-")
                ),
                plain(state, style),
            )
        self.query_one("#detail", Static).update(joined(self._summary()))

    def _summary(self) -> list[Text]:
        """What needs attention, then what lies outside the stores, in as few lines as can be."""
        desk = self.desk
        gaps = len(stocktakes.open_discrepancies(desk)) + len(differences.open_differences(desk))
        said = [plain(_("差异 {n} 条未解释").format(n=gaps), "bold red" if gaps else "green")]
        if late := due_words(custody.due(desk)):
            said.append(plain(f"▲ {late}", "yellow"))
        if short := stocktakes.unbacked(desk):
            said.append(plain(_("发射超过账面 {n} 处").format(n=len(short)), "bold red"))
        if stopped := sorted({h.lot.no for h in self.rows if self._fitness(h) is Fitness.STOPPED}):
            said.append(plain(_("停用批号：{lots}").format(lots=" ".join(stopped)), "bold red"))
        if loaded := sum(h.rounds for h in self.rows if h.place.startswith("loaded/")):
            said.append(plain(_("装填在架 {n} 发").format(n=loaded), "yellow"))
        for each in consignments.on_the_road(desk):
            n, target = sum(each.rounds.values()), desk.program.place_name(each.sent.target)
            text = _("在途 {no} → {place} {n} 发").format(
                no=each.sent.no,
                place=target,
                n=n,
            )
            late = _("，逾期") if each.findings else ""
            said.append(plain(text + late, "bold red" if late else "yellow"))
        return said

    def _fitness(self, held: Holding) -> Fitness:
        return lots.fitness(
            self.desk,
            held.place,
            held.lot,
            self.notices.get(held.lot.no, ()),
        )

    def _state(self, held: Holding) -> tuple[str, str]:
        state = self._fitness(held)
        mark, style = STATES[state]
        return f"{mark} {state.label}", style

    @on(DataTable.RowSelected)
    def history(self, event: DataTable.RowSelected) -> None:
        """The life of the chosen lot."""
        lot = self.rows[event.cursor_row].lot.no
        self.app.push_screen(Reading(lot, self._life(lot)))

    def _life(self, lot: str) -> Text:
        lines, life = [], stores.history(self.desk, lot)
        for posting in life:
            move, at = posting.movement, f"{self.desk.local(posting.movement.at):%Y-%m-%d %H:%M}"
            way = f"{self._named(move.source)} → {self._named(move.target)}"
            lines.append(plain(f"{at}  {way}  {move.rounds}  {posting.operation or ''}"))
        there = "  ".join(
            f"{self._named(where)} {n}" for where, n in stores.whereabouts(life).items()
        )
        return joined([*lines, plain(_("现在：{place}").format(place=there), "bold")])

    def action_find(self) -> None:
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
                [
                    *lines,
                    plain(_("现在：{place}").format(place=self._named(now.place)), "bold"),
                ]
            )
        return what, self._life(what)

    def _found(self, told: tuple[str, Text] | None) -> None:
        if told:
            self.app.push_screen(Reading(*told))

    def _named(self, place: str) -> str:
        return self.desk.program.place_name(place)

    def _said(self, value: str) -> str:
        """A place by its name, a number as it is."""
        return self._named(value) if "/" in value and not value[0].isdecimal() else value

    def _chosen(self) -> Holding | None:
        at = self.query_one(DataTable).cursor_row
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def _ask(
        self, title: str, asked: tuple[Ask, ...], act: Callable[[Mapping[str, str]], Any]
    ) -> None:
        """Open a small form with the chosen row's lot and place filled in."""
        held = self._chosen()
        known = (
            {
                "lot": held.lot.no,
                "source": held.place,
                "place": held.place,
                "by": self.desk.actor,
            }
            if held
            else {}
        )
        if pins.required(self.desk) and any(ask.name == "witness" for ask in asked):
            asked = (*asked, *PINS)
        filled = tuple(ask._replace(value=known.get(ask.name, ask.value)) for ask in asked)
        self.app.push_screen(Fields(title, filled, act), self._done)

    def _done(self, said: Any) -> None:
        if said:
            self.shell.tell(said)
            self.show()

    def _hands(self, words: Mapping[str, str]) -> Handover:
        by, witness = normalise(words["by"]), normalise(words["witness"])
        typed = {
            by or self.desk.actor: words.get("pin_by", ""),
            witness: words.get("pin_witness", ""),
        }
        proven = pins.prove(
            self.desk,
            {who: pin for who, pin in typed.items() if who and pin},
        )
        read = codes.readings("\n".join(words.get("codes", "").split()))
        return Handover(by or None, witness or None, words["reason"], codes=read, proven=proven)

    def action_receive(self) -> None:
        types = [a.code for a in self.desk.program.ammunition]
        asked = (
            Ask("no", N_("批号")),
            Ask("type", N_("型号编码"), hint=" / ".join(types)),
            Ask("maker", N_("厂家")),
            Ask("to", N_("入库到"), "county"),
            Ask("rounds", N_("数量")),
            Ask("expires", N_("失效日期")),
            *HANDS,
        )
        self._ask(_("入库"), asked, self._receive)

    def _receive(self, words: Mapping[str, str]) -> str:
        expires = (
            parse_day(words["expires"], self.desk.today()) if words["expires"].strip() else None
        )
        told = {name: words[name] for name in ("no", "type", "maker")}
        lot = Lot.model_validate(told | {"expires_on": expires})
        rounds, hands = whole(words["rounds"]), self._hands(words)
        return _acknowledged(stores.receive(self.desk, lot, words["to"], rounds, hands))

    def action_issue(self) -> None:
        self._ask(
            _("出库（两人）"),
            MOVE,
            lambda words: self._move(stores.issue, words),
        )

    def action_back(self) -> None:
        self._ask(
            _("退库"),
            MOVE,
            lambda words: self._move(stores.give_back, words),
        )

    def action_load(self) -> None:
        asked = (
            *MOVE[:2],
            Ask("to", N_("装备编号")),
            *MOVE[3:],
        )
        self._ask(
            _("装填"),
            asked,
            lambda words: self._move(stores.load, words),
        )

    def action_unload(self) -> None:
        self._ask(
            _("卸弹"),
            MOVE,
            lambda words: self._move(stores.unload, words),
        )

    def action_stop(self) -> None:
        asked = (
            Ask("lot", N_("批号")),
            Ask("document", N_("通报号")),
            WHO[0],
            WHO[2],
        )
        self._ask(_("停用批号（质量通报）"), asked, self._stop)

    def _stop(self, words: Mapping[str, str]) -> str:
        hands = Handover(
            normalise(words["by"]) or None,
            None,
            words["reason"],
            words["document"],
        )
        return _acknowledged(lots.stop(self.desk, normalise(words["lot"]), hands))

    def action_expiring(self) -> None:
        """The next half year's expiries; every place rounds can be used from."""
        named = self.desk.program.place_name
        held = [
            *lots.expiring(self.desk, HALF_A_YEAR_DAYS),
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

    def _move(self, act: Callable[..., Outcome], words: Mapping[str, str]) -> str:
        held = Held(normalise(words["source"]), normalise(words["lot"]))
        return _acknowledged(
            act(
                self.desk,
                held,
                words["to"],
                whole(words["rounds"]),
                self._hands(words),
            )
        )

    def action_dispose(self) -> None:
        asked = tuple(ask for ask in MOVE if ask.name != "to")
        self._ask(_("销毁（两人）"), asked, self._dispose)

    def _dispose(self, words: Mapping[str, str]) -> str:
        held = Held(normalise(words["source"]), normalise(words["lot"]))
        return _acknowledged(
            stores.dispose(
                self.desk,
                held,
                whole(words["rounds"]),
                self._hands(words),
            )
        )

    def action_dud(self) -> None:
        asked = tuple(ask for ask in MOVE if ask.name not in {"to", "witness"})
        self._ask(_("登记故障弹：从此不再是可用弹药"), asked, self._dud)

    def _dud(self, words: Mapping[str, str]) -> str:
        held = Held(normalise(words["source"]), normalise(words["lot"]))
        hands = self._hands(dict(words) | {"witness": ""})
        return _acknowledged(stores.register_duds(self.desk, held, whole(words["rounds"]), hands))

    def action_explain(self) -> None:
        """Answer for a difference, by the entry and subject the list of differences shows."""
        asked = (
            Ask("ref", N_("条目")),
            Ask("subject", N_("事项")),
            *WHO,
        )
        self._ask(_("解释一条差异（条目和事项见 D）"), asked, self._explain)

    def _explain(self, words: Mapping[str, str]) -> str:
        ref, subject = normalise(words["ref"]), normalise(words["subject"])
        return _acknowledged(differences.answer(self.desk, ref, subject, self._hands(words)))

    def action_count(self) -> None:
        asked = (
            Ask("place", N_("库点")),
            Ask("counts", N_("批号=数")),
            Ask("one", N_("清点人一")),
            Ask("two", N_("清点人二")),
        )
        self._ask(_("盲盘：先录清点数，再对账"), asked, self._count)

    def _count(self, words: Mapping[str, str]) -> str:
        parts = [
            text.partition("=") for text in normalise(words["counts"]).replace(",", " ").split()
        ]
        counts = {lot: whole(rounds) for lot, _equals, rounds in parts}
        people = (normalise(words["one"]), normalise(words["two"]))
        outcome, gaps = stocktakes.count(self.desk, words["place"], counts, people)
        told = "; ".join(f"{g.lot} {g.counted - g.book:+d}" for g in gaps) or _("账物相符")
        return f"{outcome.receipt.mark}  {told}"

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


def _acknowledged(outcome: Outcome) -> str:
    return _("已写入 {name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
