"""The airspace room: what flight control was asked, gave or refused, how long it lasts, and the words to read out."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType

from tui.chrome.clock import CLOCK, NOW, clock, due, span
from tui.chrome.dialogs import Ask, Words, waiver
from tui.chrome.leaves import Leaves
from tui.chrome.paged import PagedTable
from tui.chrome.room import SHOWN, Room, written
from tui.chrome.text import finding, joined, plain
from wxmod.actions import Outcome
from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import Watched
from wxmod.domain.airspace import ClearanceStatus
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.wording import N_, _
from wxmod.words import defaults, intents

AS_ASKED = N_("空着同申请")


class AirspaceRoom(Room):
    called: ClassVar[str] = N_("空域申请")
    about: ClassVar[str] = N_(
        "空域：N 申请，G 登记批复（延时也用它），D 暂缓，F 不同意，S 报开始，C 报结束并关闭，X 撤销，"
        "M 或 Enter 看报文（←→ 换一种），照着报给管制。只列出这一条现在能做的键。"
    )
    heads: ClassVar[tuple[str, ...]] = (
        N_("编号"),
        N_("作业点"),
        N_("状态"),
        N_("时段"),
        N_("剩余分钟"),
    )
    none: ClassVar[str] = N_("还没有空域申请；N 申请")
    steps: ClassVar[frozenset[str]] = frozenset(
        {"grant", "delay", "refuse", "start", "close", "cancel", "message"}
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("n", "request", N_("申请")),
        ("s", "start", N_("报开始")),
        ("c", "close", N_("报结束")),
        ("g", "grant", N_("获批")),
        ("x", "cancel", N_("撤回")),
        ("d", "delay", N_("暂缓")),
        ("f", "refuse", N_("不同意")),
        ("m", "message", N_("报文")),
    ]

    def minute(self) -> None:
        """The minutes that are left, anew."""
        self.show()

    def lines(self) -> list[Watched]:
        return clearances.ordered(self.desk)

    def key(self, line: Watched) -> str:
        return line.clearance.number

    def row(self, line: Watched) -> tuple[object, ...]:
        held = line.clearance
        left = ""
        if line.deadlines:
            left = f"{line.deadlines[0].minutes_left(self.desk.now()):.0f}"
        window = span(self.desk, held.granted or held.wanted)
        return held.number, self._sites(line), held.status.label, window, left

    def detail(self, line: Watched) -> list[Text]:
        held = line.clearance
        asked = _("申请 {wanted}  批准 {granted}").format(
            wanted=span(self.desk, held.wanted),
            granted=span(self.desk, held.granted) or "-",
        )
        told = [
            plain(
                "  ".join(
                    each
                    for each in (
                        asked,
                        held.approval,
                        held.remarks,
                    )
                    if each
                )
            )
        ]
        if held.started_at:
            told.append(
                plain(
                    _("已报开始 {at}").format(
                        at=clock(
                            self.desk,
                            held.started_at,
                        )
                    )
                )
            )
        told += [
            due(
                self.desk,
                each,
                "" if n else "bold",
            )
            for n, each in enumerate(line.deadlines)
        ]
        return [*told, *(finding(f) for f in line.findings)]

    def allowed(self, line: Watched) -> tuple[str, ...]:
        likely = clearances.steps(line.clearance)
        return (
            *likely[: SHOWN - 1],
            "message",
            *likely[SHOWN - 1 :],
        )

    def _sites(self, line: Watched) -> str:
        return " ".join(
            self.desk.places.get(
                Account.site(s),
                s,
            )
            for s in line.clearance.sites
        )

    def _number(self) -> str:
        return self.key(self.chosen())

    def action_request(self) -> None:
        desk = self.desk
        known = defaults.for_new_request(desk)
        asked = (
            Ask(
                "sites",
                N_("作业点"),
                known["sites"],
                offered=tuple(s.name for s in desk.program.sites),
                several=True,
            ),
            Ask("start", N_("自何时"), hint=CLOCK),
            Ask("end", N_("至何时"), hint=CLOCK),
            Ask("max_height_msl_m", N_("最大高度"), hint=N_("海拔 m")),
            Ask("azimuths", N_("方位"), hint=N_("自、至（顺时针）：150 240")),
            Ask(
                "equipment",
                N_("装备类别"),
                hint=_("空着为作业点现有的：{kinds}").format(
                    kinds=" ".join(k.label for k in EquipmentKind if k.fires)
                ),
            ),
            Ask("number", N_("申请号"), hint=N_("空着自动编号")),
        )

        def act(words: Words) -> Outcome:
            asked = intents.clearance(desk, words)
            return clearances.request(
                desk,
                asked,
                waive=waiver(desk, words),
                uid=words.uid,
            )

        self.ask(_("申请空域"), asked, act, waivable=True)

    def action_grant(self) -> None:
        line: Watched = self.chosen()
        window = line.clearance.granted or line.clearance.wanted
        asked = (
            Ask(
                "start",
                N_("自何时"),
                clock(self.desk, window.start),
            ),
            Ask(
                "end",
                N_("至何时"),
                clock(self.desk, window.end),
            ),
            Ask("approval", N_("批复号"), hint=N_("批复号或管制员")),
            Ask("max_height_msl_m", N_("最大高度"), hint=AS_ASKED),
            Ask("azimuths", N_("方位"), hint=AS_ASKED),
            Ask("at", N_("答复时刻"), hint=NOW),
        )

        def act(words: Words) -> Outcome:
            (given, limits) = intents.limits(self.desk, words)
            at = intents.instant(self.desk, words["at"])
            return clearances.grant(
                self.desk,
                self.key(line),
                given,
                approval=words["approval"],
                at=at,
                limits=limits,
            )

        self.ask(
            _("登记批复：{number}").format(number=self.key(line)),
            asked,
            act,
        )

    def action_delay(self) -> None:
        number = self._number()
        asked = (
            Ask("until", N_("何时之后"), hint=CLOCK),
            Ask("reason", N_("原因")),
            Ask("at", N_("答复时刻"), hint=NOW),
        )

        def act(words: Words) -> Outcome:
            until = intents.needed(self.desk, words, "until")
            at = intents.instant(self.desk, words["at"])
            return clearances.delay(
                self.desk,
                number,
                until,
                reason=words["reason"],
                at=at,
            )

        self.ask(
            _("登记暂缓：{number}").format(number=number),
            asked,
            act,
        )

    def action_refuse(self) -> None:
        self._because(
            _("登记不同意：{number}"),
            clearances.refuse,
            N_("答复时刻"),
        )

    def action_cancel(self) -> None:
        self._because(
            _("撤销：{number}"),
            clearances.cancel,
            N_("撤销时刻"),
        )

    def _because(self, title: str, write: Callable[..., Outcome], moment: str) -> None:
        number = self._number()

        def act(words: Words) -> Outcome:
            reason = intents.because(self.desk, words)
            at = intents.instant(
                self.desk,
                words["at"],
            )
            return write(self.desk, number, reason=reason, at=at)

        self.ask(
            title.format(number=number),
            (
                Ask(
                    "reason",
                    N_("原因"),
                ),
                Ask("at", moment, hint=NOW),
            ),
            act,
        )

    def action_start(self) -> None:
        self._report(
            _("作业开始报：{number}"),
            clearances.start,
            N_("开始时刻"),
        )

    def action_close(self) -> None:
        self._report(
            _("作业结束报：{number}"),
            clearances.close,
            N_("关闭时刻"),
        )

    def _report(self, title: str, write: Callable[..., Outcome], moment: str) -> None:
        number = self._number()
        self.ask(
            title.format(number=number),
            (Ask("at", moment, hint=NOW),),
            lambda words: write(
                self.desk,
                number,
                at=intents.instant(self.desk, words["at"]),
            ),
        )

    def done(self, outcome: Outcome | None, key: str | None = None) -> None:
        """What was asked, begun, ended or withdrawn is read out to flight control; an answer came from there."""
        if outcome is None:
            return
        self.show(outcome.name)
        held = clearances.get(self.desk, outcome.name)
        if (
            held.answered_at
            and held.status is not ClearanceStatus.CANCELLED
            and not held.started_at
        ):
            super().done(outcome, key)
        else:
            title = _("{said}，照此报管制").format(said=written(outcome))
            self._read_out(
                title,
                [finding(f) for f in outcome.findings],
            )

    @on(PagedTable.RowSelected)
    def action_message(self) -> None:
        """The messages about the chosen application."""
        self._read_out(
            _("报文：{number}").format(number=self._number()),
            [],
        )

    def _read_out(self, title: str, findings: list[Text]) -> None:
        told = clearances.messages(self.desk, self._number())
        self.app.push_screen(
            Leaves(
                title,
                [joined([plain(each.text), *findings]) for each in told],
            )
        )
