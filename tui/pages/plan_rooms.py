"""What is done from the plan page: a room or a window for each kind of act, one lettered key to each."""

from collections.abc import Callable, Mapping

from textual import work

from tui.chrome.clock import CLOCK, clock
from tui.chrome.dialogs import Ask, Fields, Words
from tui.chrome.page import Page
from tui.chrome.room import Room, written
from tui.rooms import firing
from tui.rooms.airspace import AirspaceRoom
from tui.rooms.instructions import InstructionRoom
from tui.rooms.notices import NoticeRoom
from tui.rooms.products import ProductRoom
from tui.rooms.suspension import SuspensionRoom
from wxmod.actions import Desk, Outcome
from wxmod.actions.weather import reading
from wxmod.domain.operations.operation import Purpose
from wxmod.wording import N_, _
from wxmod.words import intents

Asking = Callable[[Desk, Mapping[str, str]], Fields]
ROOMS: dict[str, type[Room]] = {
    "airspace": AirspaceRoom,
    "instructions": InstructionRoom,
    "suspension": SuspensionRoom,
    "products": ProductRoom,
    "notices": NoticeRoom,
}


class Doing(Page):
    """A page with the keys to all that planning and command do; Esc comes back to it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[Asking, dict[str, str]] = {}
        """What was typed when each was last asked for."""

    def action_room(self, name: str) -> None:
        """Open where something is done; Esc comes back here."""
        self.app.push_screen(ROOMS[name]())

    def action_declare(self) -> None:
        """Write a process that rests on somebody's word; the forecast's own are confirmed on the weather page."""
        desk = self.desk
        asked = (
            Ask("start", N_("自何时"), clock(desk, desk.now())),
            Ask("end", N_("至何时"), hint=CLOCK),
            Ask(
                "purposes",
                N_("目的"),
                offered=tuple(p.label for p in Purpose),
            ),
            Ask("reason", N_("理由")),
        )

        def act(words: Words) -> Outcome:
            window, purposes, reason = intents.declaration(desk, words)
            return reading.declare(desk, window, purposes, reason=reason, uid=words.uid)

        def done(outcome: Outcome | None) -> None:
            if outcome:
                self.shell.tell(written(outcome))

        self.app.push_screen(
            Fields(_("登记有利天气过程"), asked, act),
            done,
        )

    def action_fire(self) -> None:
        """Ask for a firing solution, read it, and order by it; Esc goes back to what was asked."""
        self._work_out(firing.form)

    def action_burn(self) -> None:
        """The same for a burner's plume."""
        self._work_out(firing.burner)

    @work
    async def _work_out(self, form: Asking) -> None:
        """Asked, read and ordered one after the other; what was read and not ordered is asked again."""
        while True:
            window = form(self.desk, self.asked.get(form, {}))
            answer = await self.app.push_screen_wait(window)
            if answer is None:
                return
            self.asked[form], solution = answer
            ordered = await self.app.push_screen_wait(
                firing.Laid(
                    self.desk,
                    solution,
                )
            )
            if ordered is not None:
                break
        outcome = await self.app.push_screen_wait(
            firing.instruction(
                self.desk,
                solution,
            )
        )
        if outcome is None:
            return
        room = InstructionRoom()
        await self.app.push_screen(room)
        room.done(outcome)
