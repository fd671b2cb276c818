"""The plan page: airspace running out, where each process stands, who could work, what is suspended."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from tui.chrome import naming
from tui.chrome.clock import due
from tui.chrome.text import joined, plain
from tui.pages.duty import UNIT_MARKS, labelled
from tui.pages.plan_rooms import Doing
from tui.pictures.view import PictureView
from tui.rooms.products import MARKS
from wxmod.actions import Desk
from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import Watched
from wxmod.actions.command import readiness, stages, suspension
from wxmod.drawing.board import Board
from wxmod.planning.readiness import State, Verdict
from wxmod.planning.stages import Mission
from wxmod.planning.stages import State as Made
from wxmod.wording import N_, _


class Planned(NamedTuple):
    """What the page shows, as it was read."""

    watched: Sequence[Watched]
    ready: readiness.Readiness
    missions: Sequence[Mission]
    stops: list[suspension.Line]
    drawn: Board | None


class PlanPage(Doing):
    name_: ClassVar[str] = "plan"
    keys_of: ClassVar[str] = "plan"
    about: ClassVar[str] = N_(
        "计划：空域还剩几分钟（自动更新）、每个过程走到哪一段、谁能作业、什么被暂停。"
        "任务板：● 已签发 ◐ 迟签 ▶ 该做 ○ 未到 ✗ 逾期 · 上级制作 ◆ 上级已下发。"
        "在这里登记：A 空域申请和批复，I 作业指令，S 暂停板，P 各阶段的产品和书面报告，G 公告，"
        "D 凭雷达或上级指导登记过程，F 射击诸元、B 烟炉烟羽（可照此下指令）。"
    )

    def __init__(self) -> None:
        super().__init__()
        self._watched: Sequence[Watched] = ()
        self._counted: Text | None = None

    def body(self) -> ComposeResult:
        with Container(id="split"):
            with VerticalScroll(id="body"):
                yield Static("", id="countdown", markup=False)
                yield Static("", id="board", markup=False)
            with Container(id="right"):
                yield PictureView(id="picture")

    def gather(self, desk: Desk) -> Planned:
        return Planned(
            clearances.watch(desk),
            readiness.readiness(desk),
            stages.board(desk),
            suspension.board(desk),
            self._stages(desk),
        )

    def _stages(self, desk: Desk) -> Board | None:
        """The stages as columns, where there is room for them."""
        if not self.is_broad:
            return None
        from wxmod.actions.pictures import courses  # noqa: PLC0415  loads NumPy

        return courses.board(desk)

    def paint(self, held: Planned) -> None:
        self._watched = held.watched
        self.draw(held.drawn)
        self.count_down()
        now = [line for verdict in held.ready.now for line in self._unit(verdict)]
        blocks = [
            labelled(_("任务板"), list(self._missions(held.missions))),
            labelled(_("此刻"), now),
            labelled(
                _("今晚"),
                list(self._tonight(held.ready.tonight)),
            ),
            labelled(_("暂停作业"), list(self._stops(held.stops))),
        ]
        self.query_one("#board", Static).update(joined(blocks))

    def tick(self) -> None:
        super().tick()
        self.count_down()

    def count_down(self) -> None:
        """The countdowns, and nothing else; from what was read last."""
        lines = labelled(_("空域"), list(self._airspace()))
        if lines != self._counted:
            self._counted = lines
            self.query_one("#countdown", Static).update(lines)

    def _airspace(self) -> Iterator[Text]:
        for each in self._watched:
            yield from self._line(each)
        if not self._watched:
            yield plain(_("没有未关闭的空域申请"), "dim")

    def _line(self, each: Watched) -> Iterator[Text]:
        """One line an application with what is most pressing, and one for each thing after that."""
        c = each.clearance
        sites = " ".join(naming.site(self.desk, s) for s in c.sites)
        head = plain(f"{c.number} {sites} {c.status.label}  ")
        for n, deadline in enumerate(each.deadlines):
            said = due(
                self.desk,
                deadline,
                "yellow" if each.findings and not n else "",
            )
            yield plain("  ") + said if n else head + said
        if not each.deadlines:
            yield head

    def _missions(self, found: Sequence[Mission]) -> Iterator[Text]:
        for each in found:
            window = each.process.window
            span = f"{self.desk.local(window.start):%m-%d %H:%M}–{self.desk.local(window.end):%m-%d %H:%M}"
            steps = " ".join(f"{s.stage.code}{MARKS[s.state]}" for s in each.steps)
            yield plain(
                f"{each.process.id} {span} {' '.join(p.label for p in each.process.purposes)}  {steps}"
            )
            yield from self._next(each)
        if not found:
            yield plain(_("没有进行中的过程"), "dim")

    def _next(self, each: Mission) -> Iterator[Text]:
        step = each.next
        if not each.scheme:
            yield plain(
                _("? 业务方案没有写明这一天的业务流程（planning.toml 的 scheme）"), "yellow"
            )
        if step is None:
            return
        told = {
            "who": " ".join(step.who) or step.stage.signer.label,
            "product": step.stage.product_label,
        }
        due = ""
        if step.window:
            due = f"{self.desk.local(step.window.end):%m-%d %H:%M}"
        if due:
            asked = _("→ 下一步：{who} 于 {due} 前签发{product}")
        else:
            asked = _("→ 下一步：{who} 签发{product}")
        said = asked.format(due=due, **told)
        style = ""
        if step.state is Made.OVERDUE:
            style = "bold red"
        yield plain(f"  {said}", style)
        if step.missing:
            missing = _("缺 {what}").format(what="; ".join(need.label for need in step.missing))
            yield plain(f"    {missing}", style)

    def _unit(self, verdict: Verdict) -> Iterator[Text]:
        mark, style = UNIT_MARKS[verdict.state]
        site = naming.site(self.desk, verdict.unit.site) or "-"
        purposes = " ".join(p.label for p in verdict.purposes)
        have = _("{rounds} 发 {crew} 人").format(
            rounds=sum(verdict.rounds.values()),
            crew=len(verdict.crew),
        )
        head = f"{mark} {verdict.unit.id} {site} {verdict.state.label}  {have}  {purposes}"
        yield plain(head, style)
        if verdict.state is State.BLOCKED:
            yield plain(f"    {self._why(verdict)}", "dim")

    def _why(self, verdict: Verdict) -> str:
        """What keeps a unit: the gravest, and how many more."""
        said = list(dict.fromkeys(found.message for found in verdict.blocks))
        if said[1:]:
            return _("{what}（还有 {n} 条）").format(
                what=said[0],
                n=len(said) - 1,
            )
        return said[0]

    def _tonight(self, verdicts: tuple[Verdict, ...]) -> Iterator[Text]:
        """The units by what they could do; only what keeps them is on the lines above."""
        for state, (mark, style) in UNIT_MARKS.items():
            named = " ".join(v.unit.id for v in verdicts if v.state is state)
            if named:
                yield plain(f"{mark} {state.label}  {named}", style)
        if not verdicts:
            yield plain(_("业务方案没有写明夜间"), "dim")

    def _stops(self, lines: list[suspension.Line]) -> Iterator[Text]:
        for purpose, held in suspension.stopped(lines).items():
            if held:
                named = " ".join(line.rule.label for line in held)
                yield plain(f"✗ {purpose.label}: {named}", "bold red")
        unseen = sum(line.last is None for line in lines)
        yield plain(_("{n} 条理由没有看过").format(n=unseen), "dim")
