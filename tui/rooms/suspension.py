"""The suspension room: every reason to stop, the last look at it, and new looks, whether or not they stop anything."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType

from tui.chrome.clock import CLOCK, NOW, clock
from tui.chrome.dialogs import Ask, Reading, Words
from tui.chrome.paged import PagedTable
from tui.chrome.room import Room
from tui.chrome.text import columns, joined, plain
from wxmod.actions import Outcome
from wxmod.actions.command import suspension
from wxmod.actions.command.suspension import Light, Line
from wxmod.domain.command.suspension import COUNTY, SuspensionEvaluated
from wxmod.wording import N_, _, titled
from wxmod.words import intents

_MARKS = {Light.STOP: "✗", Light.GO: "●"}


class SuspensionRoom(Room):
    called: ClassVar[str] = N_("暂停作业")
    about: ClassVar[str] = N_(
        "暂停板：每条理由最近一次判断。S 判为暂停，G 判为可作业，V 填观测值由阈值判断；"
        "暂停不暂停都记，来源必填。H 或 Enter 看这条理由的历次判断。"
    )
    heads: ClassVar[tuple[str, ...]] = (
        N_("状态"),
        N_("判断于"),
        N_("理由"),
    )
    none: ClassVar[str] = N_("业务方案没有写暂停的理由")
    steps: ClassVar[frozenset[str]] = frozenset({"stop", "clear", "measure"})
    BINDINGS: ClassVar[list[BindingType]] = [
        ("s", "stop", N_("暂停")),
        ("g", "clear", N_("可作业")),
        ("v", "measure", N_("观测值")),
        ("h", "history", N_("历次")),
    ]

    def lines(self) -> list[Line]:
        return suspension.board(self.desk)

    def key(self, line: Line) -> str:
        if line.zone == COUNTY:
            return line.rule.code
        return f"{line.rule.code} {line.zone}"

    def row(self, line: Line) -> tuple[object, ...]:
        light = f"{_MARKS.get(line.light, '?')} {line.light.label}"
        if line.zone == COUNTY:
            where = ""
        else:
            where = f" · {line.zone}"
        return (
            light,
            clock(
                self.desk,
                line.last.at,
            )
            if line.last
            else "-",
            line.rule.label + where,
        )

    def detail(self, line: Line) -> list[Text]:
        rule = line.rule
        last = line.last
        if rule.limit is None:
            limit = ""
        else:
            limit = f"{rule.limit:g} {rule.unit}"
        purposes = " ".join(p.label.partition(" ")[0] for p in rule.purposes)
        told = (
            purposes,
            rule.code,
            rule.trigger.label,
            limit,
            rule.confidence.label,
            rule.source,
        )
        lines = [plain("  ".join(each for each in told if each), "dim")]
        if last:
            lines.insert(
                0,
                plain("  ".join(each for each in self._look(last)[1:] if each)),
            )
        return lines

    def _look(self, last: SuspensionEvaluated) -> tuple[str, ...]:
        """A look in words."""
        until = ""
        if last.until:
            until = _("至 {at}").format(
                at=clock(
                    self.desk,
                    last.until,
                )
            )
        if last.tripped:
            judged = _("暂停")
        else:
            judged = _("不暂停")
        return (
            clock(self.desk, last.at),
            _zone(last.zone),
            judged,
            _observed(last),
            until,
            last.source,
        )

    def allowed(self, line: Line) -> tuple[str, ...]:
        return suspension.steps(line.rule)

    def action_stop(self) -> None:
        self._evaluate(_("暂停：{name}"), tripped=True)

    def action_clear(self) -> None:
        self._evaluate(_("可作业：{name}"), tripped=False)

    def action_measure(self) -> None:
        self._evaluate(_("按观测值判断：{name}"), tripped=None)

    def _evaluate(self, title: str, *, tripped: bool | None) -> None:
        line: Line = self.chosen()
        zones = (COUNTY, *self.desk.program.planning.zones)
        unit = " ".join(
            filter(
                None,
                (
                    f"{line.rule.limit:g}" if line.rule.limit is not None else "",
                    line.rule.unit,
                ),
            )
        )
        measured = (
            Ask(
                "observed",
                N_("观测值"),
                hint=_("阈值 {limit}").format(limit=unit or "-"),
            ),
        )
        asked = (
            *(measured if tripped is None else ()),
            Ask("source", N_("来源")),
            Ask("until", N_("到何时失效"), hint=CLOCK),
            Ask("zone", N_("分区"), line.zone, offered=zones),
            Ask("at", N_("判断时刻"), hint=NOW),
        )

        def act(words: Words) -> Outcome:
            seen = intents.look(self.desk, words, tripped=tripped)
            outcome = suspension.evaluate(
                self.desk,
                line.rule.code,
                seen,
                uid=words.uid,
            )
            return outcome._replace(
                name=outcome.name if seen.zone == COUNTY else f"{outcome.name} {seen.zone}"
            )

        self.ask(
            title.format(name=line.rule.label),
            asked,
            act,
        )

    @on(PagedTable.RowSelected)
    def action_history(self) -> None:
        """Every look at the chosen reason, the latest in front."""
        line = self.chosen()
        if line is None:
            return
        seen = suspension.history(
            self.desk,
            line.rule.code,
        )[::-1]
        heads = [
            titled(h)
            for h in (
                _("时刻"),
                _("分区"),
                _("判断"),
                _("观测值"),
                _("失效"),
                _("来源"),
            )
        ]
        if seen:
            told = joined(
                columns(
                    [
                        heads,
                        *map(
                            self._look,
                            seen,
                        ),
                    ]
                )
            )
        else:
            told = plain(_("没有看过"), "dim")
        self.app.push_screen(Reading(line.rule.label, told))


def _observed(last: SuspensionEvaluated) -> str:
    if last.observed is None:
        return ""
    return f"{last.observed:g}"


def _zone(zone: str) -> str:
    if zone == COUNTY:
        return _("全县")
    return zone
