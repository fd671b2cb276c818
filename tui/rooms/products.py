"""The room of products: every stage of every process with what it leaves behind, and the written reports owed."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType

from tui.chrome.clock import NOW, clock
from tui.chrome.dialogs import Ask, Words
from tui.chrome.editor import Editor
from tui.chrome.leaves import Leaves
from tui.chrome.paged import PagedTable
from tui.chrome.room import Room
from tui.chrome.text import joined, plain
from wxmod.actions import Outcome
from wxmod.actions.command import owing, signing, stages, written
from wxmod.actions.command.stages import Draft
from wxmod.domain.command.stages import GuidanceKind, Product
from wxmod.domain.errors import WxmodError
from wxmod.planning.owed import Owed, clock_words
from wxmod.planning.stages import Mission, State, Step
from wxmod.wording import N_, _
from wxmod.words import intents

MARKS = {
    State.DONE: "●",
    State.DONE_LATE: "◐",
    State.DUE: "▶",
    State.WAITING: "○",
    State.OVERDUE: "✗",
    State.FROM_ABOVE: "·",
    State.RECEIVED: "◆",
}
SIGNING = (
    Ask(
        "by",
        N_("签发人"),
        hint=N_("空着为当前用户"),
    ),
)
CITES = Ask("cites", N_("依据"), hint=N_("空着为全部已有的"))


class Paper(NamedTuple):
    """A stage of a mission, or a report that is owed."""

    subject: str
    mission: Mission | None
    step: Step | None
    report: Owed | None


class ProductRoom(Room):
    called: ClassVar[str] = N_("各阶段的产品和书面报告")
    about: ClassVar[str] = N_(
        "产品：E 由已有记录草拟，编辑后签发；Enter 看已签发的和附上的指导（←→ 换一份）；"
        "G 附上级指导、CPAS 结论、作业需求；P 看全部已签发的。"
        "● 已签发 ◐ 迟签 ▶ 该做 ○ 未到 ✗ 逾期 · 上级制作 ◆ 上级已下发。"
    )
    heads: ClassVar[tuple[str, ...]] = (
        N_("过程"),
        N_("状态"),
        N_("产品"),
    )
    none: ClassVar[str] = N_("没有进行中的过程；先在 F3 确认过程")
    steps: ClassVar[frozenset[str]] = frozenset({"draft", "guide"})
    BINDINGS: ClassVar[list[BindingType]] = [
        ("e", "draft", N_("草拟签发")),
        ("g", "guide", N_("附指导")),
        ("p", "every", N_("已签发的")),
    ]

    def lines(self) -> list[Paper]:
        return list(self._papers())

    def _papers(self) -> Iterator[Paper]:
        for mission in stages.board(self.desk):
            yield from (
                Paper(
                    mission.process.id,
                    mission,
                    step,
                    None,
                )
                for step in mission.steps
            )
        yield from (
            Paper(
                owed.subject,
                None,
                None,
                owed,
            )
            for owed in owing.reports_owed(self.desk)
        )

    def show(self, name: str | None = None) -> None:
        """It opens on what has to be made next."""
        if not self.rows:
            due = [(m.process.id, step) for m in stages.board(self.desk) if (step := m.next)]
            name = next(
                (f"{process} {step.stage.code}" for process, step in due),
                None,
            )
        super().show(name)

    def key(self, line: Paper) -> str:
        return f"{line.subject} {line.step.stage.code if line.step else written.SCHEME}"

    def row(self, line: Paper) -> tuple[object, ...]:
        if line.step is None:
            return line.subject, f"{MARKS[State.DUE]} {State.DUE.label}", _("书面报告")
        step = line.step
        return (
            line.subject,
            f"{MARKS[step.state]} {step.state.label}",
            f"{step.stage.code} {step.stage.product_label}",
        )

    def detail(self, line: Paper) -> list[Text]:
        if line.report:
            return [
                plain(
                    clock_words(
                        line.report,
                        self.desk.now(),
                        self.desk.program.zone,
                    )
                ),
                plain(" ".join(line.report.operations)),
            ]
        assert line.step  # noqa: S101  a line is one or the other
        step = line.step
        window = line.step.window
        who = " ".join(step.who) or step.stage.signer.label
        due = "-"
        if window:
            due = f"{clock(self.desk, window.start)} – {clock(self.desk, window.end)}"
        said = [
            plain(
                "  ".join(
                    each
                    for each in (
                        step.stage.label,
                        due,
                        who,
                        step.product or "",
                    )
                    if each
                )
            )
        ]
        if step.missing:
            said.append(
                plain(
                    _("缺 {what}").format(what="; ".join(need.label for need in step.missing)),
                    "yellow",
                )
            )
        return said

    def allowed(self, line: Paper) -> tuple[str, ...]:
        if line.step is None:
            return ("draft",)
        if line.step.stage.ours:
            return ("draft", "guide")
        return ("guide",)

    def action_draft(self) -> None:
        """Open the draft; a report is drafted and signed in the same way, and is noted in its operations."""
        line: Paper = self.chosen()
        try:
            made = self._drafted(line)
        except WxmodError as error:
            self.shell.tell(error, grave=True)
            return
        asked = [*SIGNING]
        if not line.step:
            asked.append(Ask("sent", N_("上报时刻"), hint=NOW))
        asked.append(CITES._replace(value=" ".join(made.cites)))
        key = self.key(line)

        def sign(edited: Draft, words: Words) -> Outcome:
            return self._sign(line, edited, words)

        def signed(outcome: Outcome) -> None:
            self.done(outcome, key)

        self.app.push_screen(Editor(made, tuple(asked), sign, signed))

    def _drafted(self, line: Paper) -> Draft:
        """What the record drafts of a stage's product, or of a report."""
        if line.step:
            return stages.draft_of(self.desk, line.subject, line.step.stage.code)
        return written.draft_of(self.desk, line.subject)

    def _sign(self, line: Paper, edited: Draft, words: Words) -> Outcome:
        by = intents.optional(words["by"])
        cites = tuple(intents.parts(words["cites"]))
        told = edited._replace(cites=cites or edited.cites)
        if line.step:
            return signing.sign(self.desk, told, by=by, uid=words.uid)
        sent = intents.instant(self.desk, words["sent"])
        return written.sign(self.desk, told, by=by, sent=sent, uid=words.uid)

    def action_guide(self) -> None:
        line: Paper = self.chosen()
        assert line.step  # noqa: S101  only a stage allows it
        stage = line.step.stage
        asked = (
            Ask(
                "kind",
                N_("种类"),
                offered=tuple(kind.label for kind in GuidanceKind),
            ),
            Ask("title", N_("标题")),
            Ask("text", N_("内容")),
            Ask("file", N_("文件"), hint=N_("内容和文件至少一项")),
            Ask("issued_by", N_("发布单位")),
            Ask("issued_at", N_("发布于")),
            Ask(
                "stage",
                N_("阶段"),
                "" if stage.ours else stage.code,
            ),
        )

        def act(words: Words) -> Outcome:
            told = intents.guidance(
                self.desk,
                dict(words) | {"process": line.subject},
            )
            path = None
            if words["file"].strip():
                path = Path(words["file"].strip()).expanduser()
            return signing.attach(self.desk, told, path, uid=words.uid)

        self.ask(
            _("附上指导：{process}").format(process=line.subject),
            asked,
            act,
        )

    @on(PagedTable.RowSelected)
    def read(self) -> None:
        """What was signed of the chosen stage, the latest in front; then what is attached to the process."""
        line: Paper | None = self.chosen()
        if line is None:
            return
        if line.step:
            code = line.step.stage.code
        else:
            code = written.SCHEME
        made = [
            p
            for p in stages.products(
                self.desk,
                line.subject,
            )
            if p.stage == code
        ]
        told = stages.guidance(self.desk, line.subject)
        leaves = [self._leaf(p) for p in reversed(made)]
        leaves += [
            plain(f"{g.number}  {g.kind.label}  {g.title}  {g.issued_by}\n\n{g.text or g.file}")
            for g in told
        ]
        self._leaves(line.subject, leaves)

    def action_every(self) -> None:
        """Everything that was signed, the latest in front."""
        self._leaves(
            _("已签发的产品"),
            [self._leaf(p) for p in reversed(stages.products(self.desk))],
        )

    def _leaves(self, title: str, leaves: list[Text]) -> None:
        numbered = [
            joined([plain(f"{n}/{len(leaves)}", "dim"), leaf]) for n, leaf in enumerate(leaves, 1)
        ]
        self.app.push_screen(
            Leaves(
                title,
                numbered or [plain(_("还没有签发的"), "dim")],
            )
        )

    def _leaf(self, made: Product) -> Text:
        head = f"{made.number}  {made.title}  {made.signed_by} {clock(self.desk, made.signed_at)}"
        return joined(
            [
                plain(head, "bold"),
                plain(""),
                plain(made.text),
            ]
        )
