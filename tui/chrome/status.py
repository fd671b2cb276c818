"""The one line at the top: where, when, who, whether the season is open, what is stopped, what is not written yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.text import Text

from tui.chrome.commands import by_name
from tui.chrome.text import joined, plain, short
from wxmod.actions import Desk
from wxmod.actions.command import suspension
from wxmod.actions.record import drafts, watch
from wxmod.domain.operations.operation import Purpose
from wxmod.stops import items
from wxmod.wording import _, language

ROOMY = 100
"""From this width on the bureau and the clock's zone are told too."""
RECORD_CELLS = 12
"""Of the record's name, below that width."""


@dataclass
class Status:
    """What the line says; what costs a query is asked again each minute and when somebody wrote."""

    desk: Desk
    session: str
    _asked: tuple[object, ...] = ()
    _standing: list[Text] = field(default_factory=list)

    def line(self, page: str, width: int, *, unkept: bool) -> Text:
        """The line over the whole width: page, record and who on the left, how things stand and the clock right."""
        named = plain(f" {by_name(page).label} ", "bold reverse")
        desk = plain(" " + "  ".join(self._desk(width)), "bold")
        # A text that begins with a style would give it to all that is added.
        left = joined([named, desk], "")
        standing = [*self._draft(unkept=unkept), *self._now(), plain(self._clock(width), "bold")]
        right = Text("  ").join(standing)
        room = width - cell_len(left.plain) - cell_len(right.plain) - 1
        if room < 1:
            # The stops and the clock are what must not be cut; the bureau is known by heart.
            left.truncate(max(0, width - cell_len(right.plain) - 2))
            room = width - cell_len(left.plain) - cell_len(right.plain) - 1
        return left + plain(" " * max(1, room)) + right

    def _desk(self, width: int) -> Iterator[str]:
        program = self.desk.program
        if width >= ROOMY:
            yield program.bureau if language() == "zh" else program.name_en
        yield short(self.desk.store.path.name, RECORD_CELLS if width < ROOMY else 0)
        yield self.desk.actor

    def _clock(self, width: int) -> str:
        program = self.desk.program
        now = self.desk.local(self.desk.now())
        beijing = program.timezone == "Asia/Shanghai"
        zone = ""
        if width >= ROOMY or not beijing:
            zone = " " + (_("北京时") if beijing else program.timezone)
        return f"{now:%Y-%m-%d %H:%M}{zone}"

    def _draft(self, *, unkept: bool) -> Iterator[Text]:
        if unkept or drafts.any_kept(self.desk, self.session):
            yield plain(_("草稿●"), "yellow")

    def _now(self) -> list[Text]:
        asked = (
            watch.seen(self.desk),
            self.desk.now().replace(second=0),
            language(),
        )
        if asked != self._asked:
            self._asked = asked
            self._standing = list(self._stand())
        return self._standing

    def _stand(self) -> Iterator[Text]:
        desk = self.desk
        today = self.desk.today()
        halts = {halt.purpose: halt for halt in suspension.halts(desk)}
        for purpose in (Purpose.RAIN, Purpose.HAIL):
            setting = desk.program.season(purpose, today)
            is_open = bool(setting and setting.value and setting.value.includes(today))
            name = purpose.label.partition(" ")[0]
            if purpose in halts:
                # In season and stopped: nothing about it is green.
                yield plain(f"{name}✗", "bold red")
            else:
                yield plain(f"{name}{'●' if is_open else '○'}", "green" if is_open else "dim")
        where = dict.fromkeys(halt.where for halt in halts.values())
        if where:
            yield plain(_("暂停 {where}").format(where=items(where)), "bold red")
        mark = (_("演示") if watch.is_demo(desk) else "") + watch.banner(desk)
        if mark:
            yield plain(mark, "bold")
