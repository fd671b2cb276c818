"""The one line at the top: where, when, who, whether the season is open, what is stopped, what is not written yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.text import Text

from tui.chrome.text import plain
from wxmod.actions import Desk
from wxmod.actions.command import suspension
from wxmod.actions.record import drafts, watch
from wxmod.domain.operations.operation import Purpose
from wxmod.stops import items
from wxmod.wording import _, language

ROOMY = 100
"""From this width on the record's name and the clock's zone are told too."""


@dataclass
class Status:
    """What the line says; what costs a query is asked again each minute and when somebody wrote."""

    desk: Desk
    session: str
    _asked: tuple[object, ...] = ()
    _standing: list[Text] = field(default_factory=list)

    def line(self, width: int, *, unkept: bool) -> Text:
        """The line over the whole width: the desk on the left, how things stand on the right."""
        left = plain(" " + "  ".join(self._desk(width)), "bold")
        standing = [*self._draft(unkept=unkept), *self._now()]
        right = Text("  ").join(standing)
        room = width - cell_len(left.plain) - cell_len(right.plain) - 1
        return left + plain(" " * max(2, room)) + right

    def _desk(self, width: int) -> Iterator[str]:
        program, now = self.desk.program, self.desk.local(self.desk.now())
        yield program.bureau if language() == "zh" else program.name_en
        yield f"{now:%Y-%m-%d %H:%M}"
        beijing = program.timezone == "Asia/Shanghai"
        if width >= ROOMY or not beijing:
            yield _("北京时") if beijing else program.timezone
        yield self.desk.actor
        if width >= ROOMY:
            yield self.desk.store.path.name

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
        desk, today = self.desk, self.desk.today()
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
