"""What is done with rounds from the ammunition page: a small form for each hand-over, set apart or count."""

from collections.abc import Callable
from typing import Any

from tui.chrome.dialogs import Ask, Fields, Words, named, waived
from tui.chrome.page import Page
from tui.chrome.room import only_by_another, written
from tui.chrome.rows import Rows
from tui.rooms.stocktake import StocktakePage
from wxmod.actions import Outcome
from wxmod.actions.ammunition import codes, differences, lots, stores
from wxmod.actions.ammunition.stores import Handover, Holding
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import whole
from wxmod.wording import N_, _
from wxmod.words import defaults

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
MOVE = (
    Ask("lot", N_("批号")),
    Ask("source", N_("出自")),
    Ask("to", N_("去往")),
    Ask("rounds", N_("数量")),
    *HANDS,
)


class Handing(Page):
    """A page with a list of holdings and the keys to all that is done with them."""

    def _chosen(self) -> Holding | None:
        row = self.query_one(Rows).chosen
        held: Holding | None = row[0] if row else None
        return held

    def _ask(self, title: str, asked: tuple[Ask, ...], act: Callable[[Words], Any]) -> None:
        """Open a small form with the chosen row's lot and place filled in."""
        known = self._known()
        if pins.required(self.desk) and any(ask.name == "witness" for ask in asked):
            asked = (*asked, *PINS)
        filled = []
        for ask in asked:
            value = known.get(ask.name, ask.value)
            filled.append(
                ask._replace(
                    value=value,
                    names=self._named_in(ask.name),
                )
            )
        # Whoever hands over and the second person are asked for anyway: two to waive a block need their PINs alone.
        handed = any(ask.name == "witness" for ask in asked)
        self.app.push_screen(
            Fields(title, tuple(filled), act, waivable=handed, by_two=PINS),
            self._done,
        )

    def _known(self) -> dict[str, str]:
        """What a form begins with: the chosen row, and who is at the desk."""
        held = self._chosen()
        if held is None:
            return {}
        place = self.desk.places.get(held.place, held.place)
        return {
            "lot": held.lot.no,
            "source": place,
            "place": place,
            "by": self.desk.actor,
        }

    def _named_in(self, field: str) -> tuple[tuple[str, str], ...]:
        """Who and where may be told by name or initials; a place is written as its name."""
        if field in {"by", "witness"}:
            return tuple(defaults.people(self.desk).items())
        if field in {"source", "to"}:
            return named(*self.desk.places.values())
        return ()

    def _done(self, said: Any) -> None:
        if said:
            self.shell.tell(said)
            self.shell.did(only_by_another(str(said)))
            self.show()

    def _hands(self, words: Words) -> Handover:
        by = normalise(words["by"])
        witness = normalise(words["witness"])
        typed = {
            by or self.desk.actor: words.get("pin_by", ""),
            witness: words.get("pin_witness", ""),
        }
        proven = pins.prove(
            self.desk,
            {who: pin for who, pin in typed.items() if who and pin},
        )
        scanned = words.get("codes", "").split()
        read = codes.readings("\n".join(scanned))
        return Handover(
            by or None,
            witness or None,
            words["reason"],
            codes=read,
            proven=proven,
            waive=waived(words),
            uid=words.uid,
        )

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

    def _receive(self, words: Words) -> str:
        expires = None
        if words["expires"].strip():
            expires = parse_day(
                words["expires"],
                self.desk.today(),
            )
        told = {name: words[name] for name in ("no", "type", "maker")}
        lot = Lot.model_validate(told | {"expires_on": expires})
        rounds = whole(words["rounds"])
        hands = self._hands(words)
        return written(
            stores.receive(
                self.desk,
                lot,
                words["to"],
                rounds,
                hands,
            )
        )

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

    def _stop(self, words: Words) -> str:
        hands = Handover(
            normalise(words["by"]) or None,
            None,
            words["reason"],
            words["document"],
        )
        return written(
            lots.stop(
                self.desk,
                normalise(words["lot"]),
                hands,
            )
        )

    def _move(self, act: Callable[..., Outcome], words: Words) -> str:
        held = Held(
            normalise(words["source"]),
            normalise(words["lot"]),
        )
        return written(
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

    def _dispose(self, words: Words) -> str:
        held = Held(
            normalise(words["source"]),
            normalise(words["lot"]),
        )
        return written(
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

    def _dud(self, words: Words) -> str:
        held = Held(
            normalise(words["source"]),
            normalise(words["lot"]),
        )
        hands = self._hands(
            Words(
                words | {"witness": ""},
                words.uid,
            )
        )
        return written(
            stores.register_duds(
                self.desk,
                held,
                whole(words["rounds"]),
                hands,
            )
        )

    def action_explain(self) -> None:
        """Answer for a difference, by the entry and subject the list of differences shows."""
        asked = (
            Ask("ref", N_("条目")),
            Ask("subject", N_("事项")),
            *WHO,
        )
        self._ask(_("解释一条差异（条目和事项见 D）"), asked, self._explain)

    def _explain(self, words: Words) -> str:
        ref = normalise(words["ref"])
        subject = normalise(words["subject"])
        return written(
            differences.answer(
                self.desk,
                ref,
                subject,
                self._hands(words),
            )
        )

    def action_count(self) -> None:
        """Count blind, on a page of its own: the book is not to be seen meanwhile."""
        held = self._chosen()
        self.app.push_screen(StocktakePage(held.place if held else ""))
