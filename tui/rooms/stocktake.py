"""A blind stocktake: the lots of a store are listed, their number on the book is not to be seen anywhere.

It is a page of its own, so that the stock page with the book does not stand behind it.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from tui.chrome.dialogs import Reading
from tui.chrome.entry import Entry
from tui.chrome.line import Line
from tui.chrome.page import Page
from tui.chrome.room import only_by_another
from tui.chrome.text import capital, joined, plain
from wxmod.actions import Outcome
from wxmod.actions.ammunition import stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.desk import fresh_key
from wxmod.domain.ammunition.ledger import Discrepancy, Lot
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.domain.text import normalise
from wxmod.domain.typed import whole
from wxmod.wording import N_, _
from wxmod.words import defaults

LOT = "lot "
"""Before a lot's number, in the name of its field."""
ABOUT = (
    ("place", N_("库点")),
    ("one", N_("清点人一")),
    ("two", N_("清点人二")),
)


class StocktakePage(Entry, Page):
    name_: ClassVar[str] = "stock"
    about: ClassVar[str] = N_(
        "盲盘：只列批号，不列账面数；数完一批填一批。一发都没有的填 0；空着的是没有清点，不会当作 0。"
        "库里有、表上没有的批号写在最后一栏：批号=数。Ctrl+S 录入并对账。"
    )
    window = "stocktake"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "save", N_("对账")),
        ("escape", "leave", N_("返回")),
    ]

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self._place = place
        self._lots: list[Lot] = []
        self.uid = fresh_key()

    def body(self) -> ComposeResult:
        yield Static(
            plain(_("盲盘：先录清点数，再对账"), "bold"),
            id="state",
            markup=False,
        )
        with VerticalScroll(id="form", can_focus=False):
            for name, label in ABOUT:
                yield _row(name, capital(_(label)), "")
            yield Vertical(id="lots")
            yield _row("more", _("表上没有的"), _("批号=数，空格分隔"))
        with VerticalScroll(id="faults", can_focus=False):
            yield Static("", id="fault", markup=False)

    async def on_mount(self) -> None:
        if not self.lines():
            # Closed before it was there to be seen.
            return
        kept = self.left_behind()
        if kept:
            words = kept.words
        else:
            words = {}
        place = words.get("place") or self.desk.places.get(
            self._place,
            self._place,
        )
        lines = self.lines()
        lines["place"].fill(place)
        await self._list(place)
        self.opened({"place": place})
        if kept:
            self.uid = kept.uid
            for name, line in self.lines().items():
                if name != "place":
                    line.fill(words.get(name, ""), replaced=False)
            self.shell.tell(_("已恢复上次没写完的；Ctrl+N 清空"))
        self.set_focus(self.lines()["one" if place else "place"])

    def names(self, field: str) -> Mapping[str, str]:
        if field == "place":
            return {name: name for name in self.desk.places.values()}
        if field in {"one", "two"}:
            return defaults.people(self.desk)
        return {}

    def leave_line(self, line: Line) -> None:
        super().leave_line(line)
        if line.name == "place":
            self.run_worker(self._list(line.value), exclusive=True)

    async def _list(self, place: str) -> None:
        """The lots that are at a place, each with an empty field; what was typed for one that stays is kept."""
        lots = list(self._there(place))
        if lots == self._lots:
            return
        typed = {name: line.value for name, line in self.lines().items()}
        self._lots = lots
        holder = self.query_one("#lots")
        await holder.remove_children()
        models = {kind.code: kind.model for kind in self.desk.program.ammunition}
        rows = []
        for number, lot in enumerate(lots):
            hint = " ".join(
                str(part)
                for part in (
                    models.get(
                        lot.type,
                        "",
                    ),
                    lot.expires_on,
                )
                if part
            )
            rows.append(
                _row(
                    LOT + lot.no,
                    lot.no,
                    hint,
                    number,
                )
            )
        await holder.mount(*rows)
        for name, line in self.lines().items():
            if name.startswith(LOT) and typed.get(name):
                line.fill(typed[name], replaced=False)

    def _there(self, place: str) -> Iterator[Lot]:
        try:
            held = stores.stock(
                self.desk,
                stores.place(self.desk, place),
            )
        except WxmodError:
            # Not a place yet; what is being typed will be one, or saving says what is wrong.
            return
        yield from (each.lot for each in held)

    def action_save(self) -> None:
        """Write the count, and only then say where it differs from the book."""
        if isinstance(self.focused, Line):
            self.leave_line(self.focused)
        words = self.words()
        try:
            counts = self._counts(words)
            people = normalise(words["one"]), normalise(words["two"])
            hands = Handover(uid=self.uid)
            outcome, gaps = stocktakes.count(
                self.desk,
                words["place"],
                counts,
                people,
                hands,
            )
        except WxmodError as error:
            self.query_one(
                "#fault",
                Static,
            ).update(plain(str(error), "bold red"))
            return
        self.forget_draft()
        self._told(outcome, gaps)

    def _counts(self, words: Mapping[str, str]) -> dict[str, int]:
        """What was counted, lot by lot.

        Raises:
            BadInput: a lot was left empty, or a number is not whole.
        """
        listed = {
            lot.no: words.get(
                LOT + lot.no,
                "",
            ).strip()
            for lot in self._lots
        }
        empty = [lot for lot, typed in listed.items() if not typed]
        if empty:
            raise BadInput(
                N_("还没有清点：{lots}"),
                remedy=N_("空着不等于 0：清点后填数，一发都没有的填 0"),
                lots=" ".join(empty),
            )
        counts = {lot: whole(typed) for lot, typed in listed.items()}
        for text in (
            normalise(words.get("more", ""))
            .replace(
                ",",
                " ",
            )
            .split()
        ):
            lot, _equals, rounds = text.partition("=")
            counts[lot] = whole(rounds)
        return counts

    def _told(self, outcome: Outcome, gaps: tuple[Discrepancy, ...]) -> None:
        said = _("已写入 {name}  {mark}").format(
            name=outcome.name,
            mark=outcome.receipt.mark,
        )
        self.shell.did(only_by_another(said))
        differ = [
            f"{gap.lot}  {gap.book} → {gap.counted}  {gap.counted - gap.book:+d}" for gap in gaps
        ]
        lines = [plain(line, "bold red") for line in differ]
        agreed = [plain(_("账物相符"), "bold green")]
        text: Text = joined([plain(said), *(lines or agreed)])
        self.shell.action_go("stock")
        self.app.push_screen(Reading(_("对账结果"), text))

    def action_leave(self) -> None:
        """Back to the stock page; what was counted so far is there again."""
        self.keep_draft()
        self.shell.action_go("stock")


def _row(name: str, label: str, hint: str, number: int | None = None) -> Horizontal:
    """A field with its label; a lot's field goes by its number in the list."""
    if number is None:
        ident = f"ask-{name}"
    else:
        ident = f"lot-{number}"
    line = Line(name=name, id=ident, compact=True, select_on_focus=False)
    return Horizontal(
        Static(plain(label), classes="label", markup=False),
        line,
        Static(plain(hint, "dim"), classes="says", markup=False),
        classes="row",
    )
