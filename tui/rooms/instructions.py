"""The room of instructions: what each site was told to fire, whether it took it down, and how the work agreed."""

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType

from tui.chrome.clock import CLOCK, NOW, clock, span
from tui.chrome.dialogs import Ask, Reading, Words, waiver
from tui.chrome.paged import PagedTable
from tui.chrome.room import Room
from tui.chrome.text import columns, joined, plain
from wxmod.actions import Outcome
from wxmod.actions.command import instructions
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.command.instructions import Instructed, Instruction
from wxmod.domain.operations.operation import Purpose
from wxmod.wording import N_, _, titled
from wxmod.words import defaults, intents, orders

ORDER = (
    Ask("equipment", N_("装备")),
    Ask("rounds", N_("用弹量")),
    Ask("azimuths_deg", N_("方位角"), hint=N_("度，可多个：150,180")),
    Ask("elevations_deg", N_("仰角"), hint=N_("度，可多个")),
    Ask("more", N_("另一件"), hint="equipment=G2 rounds=9 azimuth=150"),
)
REST = (
    Ask("by", N_("下达人"), hint=N_("空着为当前用户")),
    Ask("process", N_("过程")),
    Ask("joint", N_("联合作业"), hint=N_("各点填同一名称")),
    Ask("clearance", N_("空域批复"), hint=N_("空着查已批准的")),
    Ask("cites", N_("依据"), hint=N_("产品编号")),
    Ask("remarks", N_("备注")),
)


class InstructionRoom(Room):
    called: ClassVar[str] = N_("作业指令")
    about: ClassVar[str] = N_(
        "作业指令：N 下达，A 作业点复诵确认，D 不能执行，E 修订（须重新确认），X 撤销，"
        "Enter 看全部内容和实际作业的偏差。规则不允许的下达不了，可写明理由豁免。只列出这一条现在能做的键。"
    )
    heads: ClassVar[tuple[str, ...]] = (
        N_("指令"),
        N_("版本"),
        N_("作业点"),
        N_("目的"),
        N_("时段"),
        N_("状态"),
    )
    none: ClassVar[str] = N_("还没有作业指令；N 下达")
    steps: ClassVar[frozenset[str]] = frozenset({"acknowledge", "decline", "revise", "cancel"})
    BINDINGS: ClassVar[list[BindingType]] = [
        ("n", "issue", N_("下指令")),
        ("a", "acknowledge", N_("复诵")),
        ("d", "decline", N_("执行不了")),
        ("e", "revise", N_("修订")),
        ("x", "cancel", N_("撤回")),
    ]

    def lines(self) -> list[Instructed]:
        return instructions.listed(self.desk)[::-1]

    def key(self, line: Instructed) -> str:
        return line.instruction.number

    def row(self, line: Instructed) -> tuple[object, ...]:
        told = line.instruction
        site = self._site(told)
        purpose = told.purpose.label.partition(" ")[0]
        return (
            told.number,
            told.revision,
            site,
            purpose,
            span(self.desk, told.window),
            line.status.label,
        )

    def _site(self, told: Instruction) -> str:
        return self.desk.places.get(
            Account.site(told.site),
            told.site,
        )

    def detail(self, line: Instructed) -> list[Text]:
        told = line.instruction
        answer = line.cancelled or line.answer
        lines = [plain(orders.order_said(order), "bold") for order in told.orders]
        if answer and answer.reason:
            lines.append(plain(f"{line.status.label}: {answer.reason}"))
        done = " ".join(
            instructions.carried_out(
                self.desk,
                told.number,
            )
        )
        said = _("空域 {clearance}  作业 {done}").format(
            clearance=told.clearance or "-", done=done or "-"
        )
        return [*lines, plain(said)]

    def allowed(self, line: Instructed) -> tuple[str, ...]:
        return instructions.steps(line)

    @on(PagedTable.RowSelected)
    def whole(self) -> None:
        """Everything about the chosen instruction, and each operation held against it."""
        if line := self.chosen():
            self.app.push_screen(
                Reading(
                    self.key(line),
                    joined(list(self._everything(line))),
                )
            )

    def _everything(self, held: Instructed) -> Iterator[Text]:
        told = held.instruction
        desk = self.desk
        answered = held.answer
        gone = held.cancelled
        fields = [
            (_("状态"), held.status.label),
            (_("版本"), told.revision),
            (_("作业点"), self._site(told)),
            (_("目的"), told.purpose.label),
            (_("时段"), span(desk, told.window)),
            *((_("打什么"), orders.order_said(o)) for o in told.orders),
            (_("空域"), told.clearance),
            (_("过程"), told.process),
            (
                _("下达"),
                f"{told.issued_by} {clock(desk, told.issued_at)}",
            ),
            (_("依据"), " ".join(told.cites)),
            (
                _("答复"),
                answered and f"{answered.by} {clock(desk, answered.at)} {answered.reason}",
            ),
            (
                _("撤销及原因"),
                gone and f"{clock(desk, gone.at)} {gone.reason}",
            ),
            (_("修订原因"), told.reason),
            (_("备注"), told.remarks),
        ]
        yield from columns([(titled(name), value) for name, value in fields if value])
        for no, found in instructions.carried_out(
            desk,
            told.number,
        ).items():
            heads = [titled(_(head)) for head in orders.COMPARED]
            yield from (
                plain(""),
                plain(no, "bold"),
                *columns([heads, *orders.compared(desk, found)]),
            )

    def action_issue(self) -> None:
        desk = self.desk
        known = orders.fresh(self.desk)
        where = "  ".join(f"{unit} {site}" for unit, site in orders.units(desk).items())
        asked = (
            Ask(
                "site",
                N_("作业点"),
                offered=tuple(s.name for s in desk.program.sites),
            ),
            Ask(
                "purpose",
                N_("目的"),
                offered=tuple(p.label for p in Purpose),
            ),
            Ask("start", N_("自何时"), hint=CLOCK),
            Ask("end", N_("至何时"), hint=CLOCK),
            ORDER[0]._replace(hint=where),
            *ORDER[1:],
            *REST,
            Ask("number", N_("指令号"), hint=N_("空着自动编号")),
        )
        filled = tuple(
            ask._replace(
                value=known.get(
                    ask.name,
                    "",
                )
            )
            for ask in asked
        )

        def act(words: Words) -> Outcome:
            return instructions.issue(
                desk,
                orders.told(desk, words),
                waive=waiver(self.desk, words),
                uid=words.uid,
            )

        self.ask(_("下达作业指令"), filled, act, waivable=True)

    def action_revise(self) -> None:
        held: Instructed = self.chosen()
        known = orders.words_of(self.desk, held.instruction)
        asked = (
            Ask("reason", N_("原因")),
            Ask("start", N_("自何时")),
            Ask("end", N_("至何时")),
            *ORDER,
            *(each._replace(hint=N_("空着不改")) for each in REST),
        )
        filled = tuple(
            ask._replace(
                value=known.get(
                    ask.name,
                    "",
                )
            )
            for ask in asked
        )

        def act(words: Words) -> Outcome:
            intents.because(self.desk, words)
            made = orders.revised(self.desk, held.instruction, words)
            return instructions.revise(
                self.desk,
                made,
                waive=waiver(self.desk, words),
            )

        self.ask(
            _("修订 {number}（须重新确认）").format(number=self.key(held)),
            filled,
            act,
            waivable=True,
        )

    def action_acknowledge(self) -> None:
        self._answer(_("已复诵确认：{number}"), reason=False)

    def action_decline(self) -> None:
        self._answer(_("不能执行：{number}"), reason=True)

    def _answer(self, title: str, *, reason: bool) -> None:
        held: Instructed = self.chosen()
        number = self.key(held)
        crew = tuple(
            defaults.options(
                self.desk,
                held.instruction.site,
            )["crew"]
        )
        why: tuple[Ask, ...] = ()
        if reason:
            why = (
                Ask(
                    "reason",
                    N_("原因"),
                ),
            )

        def act(words: Words) -> Outcome:
            by = intents.code(self.desk, words, "by")
            at = intents.instant(
                self.desk,
                words["at"],
            )
            refused = ""
            if reason:
                refused = intents.because(self.desk, words)
            return instructions.answer(self.desk, number, by, refused=refused, at=at)

        asked = (
            Ask("by", N_("答复人"), offered=crew),
            *why,
            Ask("at", N_("答复时刻"), hint=NOW),
        )
        self.ask(title.format(number=number), asked, act)

    def action_cancel(self) -> None:
        number = self.key(self.chosen())

        def act(words: Words) -> Outcome:
            reason = intents.because(self.desk, words)
            at = intents.instant(
                self.desk,
                words["at"],
            )
            return instructions.cancel(self.desk, number, reason=reason, at=at)

        asked = (
            Ask("reason", N_("原因")),
            Ask("at", N_("撤销时刻"), hint=NOW),
        )
        self.ask(
            _("撤销：{number}").format(number=number),
            asked,
            act,
        )
