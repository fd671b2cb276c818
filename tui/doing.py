"""What is done from the plan page: a room or a window for each kind of act, one lettered key to each."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from tui import firing
from tui.airspace import AirspaceRoom
from tui.clock import CLOCK, clock
from tui.dialogs import Ask, Fields
from tui.instructions import InstructionRoom
from tui.notices import NoticeRoom
from tui.page import Page
from tui.products import ProductRoom
from tui.room import Room, written
from tui.suspension import SuspensionRoom
from wxmod.actions import Outcome, intents, weather
from wxmod.actions.aiming import Solution
from wxmod.actions.desk import fresh_key
from wxmod.domain.operations import Purpose
from wxmod.wording import N_, _

ROOMS: dict[str, type[Room]] = {
    "airspace": AirspaceRoom, "instructions": InstructionRoom, "suspension": SuspensionRoom,
    "products": ProductRoom, "notices": NoticeRoom,
}  # fmt: skip


class Doing(Page):
    """A page with the keys to all that planning and command do; Esc comes back to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("a", "room('airspace')", N_("空域")), ("i", "room('instructions')", N_("指令单")),
        ("s", "room('suspension')", N_("暂停")), ("p", "room('products')", N_("产品")),
        ("g", "room('notices')", N_("发公告")), ("f", "fire", N_("诸元")),
        ("d", "declare", N_("登记过程")),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, str] = {}
        """What was typed when a firing solution was last asked for."""

    def action_room(self, name: str) -> None:
        """Open where something is done; Esc comes back here."""
        self.app.push_screen(ROOMS[name]())

    def action_declare(self) -> None:
        """Write a process that rests on somebody's word; the forecast's own are confirmed on the weather page."""
        desk, uid = self.desk, fresh_key()
        asked = (
            Ask("start", N_("自何时"), clock(desk, desk.now())), Ask("end", N_("至何时"), hint=CLOCK),
            Ask("purposes", N_("目的"), offered=tuple(p.label for p in Purpose)), Ask("reason", N_("理由")),
        )  # fmt: skip

        def act(words: Mapping[str, str]) -> Outcome:
            window, purposes, reason = intents.declaration(desk, words)
            return weather.declare(desk, window, purposes, reason=reason, uid=uid)

        def done(outcome: Outcome | None) -> None:
            if outcome:
                self.shell.tell(written(outcome))

        self.app.push_screen(Fields(_("登记有利天气过程"), asked, act), done)

    def action_fire(self) -> None:
        """Ask for a firing solution, read it, and order by it; Esc goes back to what was asked."""
        self.app.push_screen(firing.form(self.desk, self.asked), self._laid)

    def _laid(self, found: tuple[dict[str, str], Solution] | None) -> None:
        if found is None:
            return
        self.asked, solution = found
        self.app.push_screen(firing.Laid(self.desk, solution), self._read)

    def _read(self, found: Solution | None) -> None:
        """What was read is ordered, or asked again."""
        if found is None:
            self.action_fire()
        else:
            self.app.push_screen(firing.instruction(self.desk, found), self._ordered)

    def _ordered(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        room = InstructionRoom()
        self.app.push_screen(room)
        self.call_after_refresh(room.done, outcome)
