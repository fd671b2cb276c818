"""The operation form: every field a line, faults and findings beside them as you type, nothing lost on the way.

A fact is recorded whatever the rules say; blocks are named once and confirmed.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantFocus
from textual.suggester import SuggestFromList
from textual.widgets import Static

from tui.acts import Act
from tui.chrome.dialogs import Question
from tui.chrome.entry import Entry
from tui.chrome.line import Line
from tui.chrome.page import Page
from tui.chrome.text import capital, finding, joined, plain, short
from tui.pages import recorded
from tui.pages.fields import FIRST, LABELS, REASON, REST, SEVERAL, Field
from tui.pages.judged import Judgement, judge, verdict
from tui.pages.releases import FIRST_ROW, Releases
from wxmod.actions.desk import Outcome, fresh_key
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.domain.errors import WxmodError
from wxmod.domain.operations.operation import Purpose, ServiceFocus
from wxmod.domain.text import normalise
from wxmod.rules import Severity
from wxmod.wording import N_, Term, _
from wxmod.words import defaults
from wxmod.words.cells import cell

NOT_COPIED = ("start", "end", "rounds", "clearance", "reported_at", "area_km2")
"""What is of one operation alone."""


class FormPage(Entry, Page):
    name_: ClassVar[str] = "operations"
    about: ClassVar[str] = N_(
        "记录作业：时刻可写 1432、14:32、昨 14:32；作业点、目的、人员可写拼音首字母（dx、fb）；"
        "多个方位角用逗号隔开；→ 接受提示。Ctrl+G 到下一个还要填的栏，Ctrl+L 加一段发射"
        "（作业点写别处就是联合作业，一次填完），Ctrl+S 记录，Ctrl+R 复制上次，"
        "Ctrl+O 照作业指令填（时刻和批号照实写），Ctrl+N 清空，Esc 返回（草稿自动保存）。"
        "填好的栏直接打字就替换。有禁止项也能记录，确认一次即可。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "save", N_("记录")),
        ("ctrl+l", "more", N_("加一段")),
        ("ctrl+r", "copy", N_("复制")),
        ("ctrl+o", "order", N_("照指令")),
        ("ctrl+n", "clear", N_("清空")),
        ("escape", "leave", N_("返回")),
    ]

    def __init__(self, corrects: OperationRow | None = None) -> None:
        super().__init__()
        self.corrects = corrects
        self.uid = fresh_key()
        self.window = f"correct {corrects.no} {corrects.ref}" if corrects else "operation"
        self.judgement = Judgement()
        self._site = ""
        self._told: dict[str, Text] = {}
        self._told_at: str | None = None
        self._offered: dict[str, list[str]] = {}
        self._names: dict[str, dict[str, str]] = {}

    @property
    def fields(self) -> tuple[Field, ...]:
        """The form's lines; a correction asks for its reason first."""
        if self.corrects:
            return (REASON, *FIRST, *REST)
        return (*FIRST, *REST)

    # What it is made of.

    def body(self) -> ComposeResult:
        yield Static("", id="state", markup=False)
        with VerticalScroll(id="form", can_focus=False):
            for field in self.fields:
                yield from self._row(field)
                if field is FIRST[-1]:
                    yield Releases()

    def _row(self, field: Field) -> ComposeResult:
        label = capital(_(field.label)) + (" *" if field.needed else "")
        with Horizontal(classes="row"):
            yield Static(plain(label), classes="label", markup=False)
            yield Line(name=field.name, id=field.name, compact=True, select_on_focus=False)
            yield Static("", id=f"says-{field.name}", classes="says", markup=False)

    async def on_mount(self) -> None:
        if not self.lines():
            # Closed before it was there to be seen.
            return
        kept = self.left_behind()
        words, said = self._opening()
        await self._fill(words)
        self.opened(words)
        if kept:
            self.uid = kept.uid
            await self._fill(words | kept.words, filled=False)
            said = _("已恢复草稿；Ctrl+N 清空")
        if said:
            self.shell.tell(said)
        if self.lines():
            self.judge()
            wanted = [name for name in self._needed() if not words.get(name)]
            self.set_focus(self.lines()[(wanted or [self.fields[0].name])[0]])

    def _opening(self) -> tuple[dict[str, str], str]:
        """What the form starts with: the operation to correct, an instruction being carried out, or defaults."""
        if self.corrects:
            return defaults.words_of(self.desk, self.corrects.operation), ""
        if number := defaults.waiting(self.desk):
            ordered = defaults.for_instruction(self.desk, number)
            said = _("已照作业指令 {no} 填好；时刻照实写，Ctrl+N 另填").format(no=number)
            return defaults.for_new_operation(
                self.desk,
                ordered["site"],
            ) | ordered, said
        return defaults.for_new_operation(self.desk), ""

    async def _fill(self, words: Mapping[str, str], *, filled: bool = True) -> None:
        """Put words into the form, with as many rows as they need."""
        rows = [int(tail) for name in words if (tail := name.rpartition("-")[2]).isdecimal()]
        await self.query_one(Releases).have(max(rows, default=1) - 1)
        long = {field.name for field in self.fields if field.long}
        for name, line in self.lines().items():
            line.fill(
                words.get(name, ""),
                replaced=filled and name not in long,
            )
        self._site = words.get("site", "")
        self._offer()

    # What may be named.

    def _offer(self) -> None:
        """What each field may be filled with at this site."""
        self._offered = defaults.options(self.desk, self._site.strip())
        self._names = {
            "site": _by_itself(self._offered["site"]),
            "purpose": _terms(Purpose),
            "focus": _terms(ServiceFocus),
        }
        people = defaults.people(self.desk)
        self._names |= dict.fromkeys(("commander", "crew", "recorder"), people)
        lines = self.lines()
        for name, offered in self._offered.items() if lines else ():
            lines[name].suggester = SuggestFromList(offered, case_sensitive=False)

    def names(self, field: str) -> Mapping[str, str]:
        return self._names.get(field.partition("-")[0], {})

    def takes_several(self, field: str) -> bool:
        return field in SEVERAL

    def leave_line(self, line: Line) -> None:
        super().leave_line(line)
        if line.name == "site" and line.value != self._site:
            self._site_chosen(line.value)

    def _site_chosen(self, site: str) -> None:
        """Unit, lot and crew of the site, wherever nobody has typed anything else."""
        self._site = site
        self._offer()
        if site not in self._names["site"]:
            return
        usual = defaults.for_new_operation(self.desk, site)
        lines = self.lines()
        for name in ("equipment", "lot", "clearance", "commander", "crew", "recorder", "focus"):
            line = lines[name]
            if line.filled or not line.value:
                line.fill(usual.get(name, ""))
        self.typed()

    def _needed(self) -> Iterator[str]:
        yield from (field.name for field in self.fields if field.needed)

    def wanted(self) -> Iterator[str]:
        """Needed and empty, or not fitting."""
        lines = self.lines()
        for name, line in lines.items():
            empty = not line.value.strip() and name in set(self._needed())
            if empty or name in self.judgement.faults:
                yield name

    async def action_more(self) -> None:
        """One more release; its row begins as the one before it."""
        releases = self.query_one(Releases)
        words = self.words()
        last = FIRST_ROW + releases.count - 1
        columns = ("site", "equipment", "lot", "azimuths_deg", "elevations_deg")
        before = {
            column: words.get(
                cell(last, column),
                "",
            )
            for column in columns
        }
        line = await releases.add(before | {"site": before["site"] or words["site"]})
        self.set_focus(line)
        self.typed()

    # What the rules say.

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        super().on_descendant_focus(event)
        names = {event.widget.name, self._told_at}
        for field in self.fields:
            noted = [f.severity is Severity.NOTE for f in self.judgement.beside(field.name)]
            if field.name in names and any(noted):
                self._tell_line(field, self.lines()[field.name])
        self._told_at = event.widget.name

    def paused(self) -> None:
        super().paused()
        self.judge()

    def judge(self) -> None:
        """Read the words and let the rules look at them; nothing is written."""
        site = self.lines()["site"].value
        if site != self._site and not isinstance(self.focused, Line):
            self._site_chosen(site)
        self.judgement = judge(self.desk, self.words(), self.corrects)
        self._tell()

    def _tell(self) -> None:
        lines = self.lines()
        for field in self.fields:
            self._tell_line(field, lines[field.name])
        for number in range(FIRST_ROW, FIRST_ROW + self.query_one(Releases).count):
            under = self.query_one(f"#says-row-{number}", Static)
            said = list(self._under(number))
            under.display = bool(said)
            under.update(joined(said))
        self.query_one("#state", Static).update(self._state())

    def _tell_line(self, field: Field, line: Line) -> None:
        """What stands beside one line, anew where it is another."""
        said = self._beside(field, empty=not line.value)
        if self._told.get(field.name) != said:
            self._told[field.name] = said
            self.query_one(f"#says-{field.name}", Static).update(said)

    def _beside(self, field: Field, *, empty: bool) -> Text:
        """What stands beside a line: its fault, all that the rules say of it, or what may be typed."""
        fault = self.judgement.faults.get(field.name)
        if fault and not empty:
            return plain(f"✗ {fault}", "bold red")
        found = self.judgement.beside(field.name)
        here = self.focused is not None and self.focused.name == field.name
        lines = [finding(each) for each in found if here or each.severity is not Severity.NOTE]
        if lines:
            return joined(lines)
        if found:
            # What is only noted is told whole where the cursor stands, and named elsewhere.
            return plain(" ".join(f"· {each.code}" for each in found), "dim")
        offered = " ".join(self._offered.get(field.name, ()))
        room = self.query_one(f"#says-{field.name}").content_size.width
        return plain(
            short(
                offered or _(field.hint),
                room,
            ),
            "dim",
        )

    def _under(self, number: int) -> Iterator[Text]:
        """What stands under a row of the table."""
        suffix = cell(number, "")
        for name, fault in self.judgement.faults.items():
            if name.endswith(suffix):
                label = _(
                    LABELS.get(
                        name.partition("-")[0],
                        name,
                    )
                )
                yield plain(f"✗ {label}: {fault}", "bold red")
        for name in self.judgement.fields:
            if name.endswith(suffix):
                yield from (finding(each) for each in self.judgement.beside(name))

    def _state(self) -> Text:
        lines = self.lines()
        empty = [name for name in self._needed() if not lines[name].value.strip()]
        return verdict(self.judgement, empty)

    # What is done with it.

    def action_save(self) -> None:
        """Record, after naming the blocks once; or go to the first field that does not fit."""
        if isinstance(self.focused, Line):
            self.leave_line(self.focused)
        self.judge()
        if not self.judgement.told:
            lines = self.lines()
            first = next((name for name in lines if name in self.judgement.faults), "site")
            self.set_focus(lines[first])
            self.app.bell()
            return
        blocks = self.judgement.of(Severity.BLOCK)
        if not blocks:
            self._record()
            return
        head = plain(_("以下违反规则。事实总能记下，校验结果会一并保留："))
        said = joined([head, *(finding(f) for f in blocks)])
        self.app.push_screen(
            Question(_("照实记录？"), said),
            lambda sure: self._record() if sure else None,
        )

    def _record(self) -> None:
        self.keep_draft()
        try:
            if self.corrects:
                written = self._correct()
            else:
                written = self._write()
        except WxmodError as error:
            self.shell.tell(
                f"{error}{self._new_key()}",
                grave=True,
            )
            return
        self.forget_draft()
        names = " ".join(outcome.name for outcome in written)
        said = _("已记录 {no}  {mark}").format(
            no=names,
            mark=written[-1].receipt.mark,
        )
        self.shell.tell(said)
        self.shell.action_go("operations")

    def _write(self) -> list[Outcome]:
        """All sites of the mission, or none."""
        told = [(each.operation, None) for each in self.judgement.told]
        written = recording.record_all(self.desk, told, uid=self.uid)
        self.shell.did(
            recorded.recorded(
                self.desk,
                [outcome.name for outcome in written],
            )
        )
        return written

    def _correct(self) -> list[Outcome]:
        row = self.corrects
        assert row is not None  # noqa: S101  asked before
        told = defaults.corrected(
            row.operation,
            self.judgement.told[0].operation,
        )
        reason = self.lines()["reason"].value
        base = int(row.ref.rpartition(":")[2])
        done = recording.correct(self.desk, row.no, told, reason=reason, base=base)
        act: Act = recorded.corrected(self.desk, row.no, row.operation)
        self.shell.did(act)
        return [done]

    def _new_key(self) -> str:
        """Where the key has been written under already, another one, and how to go on; "" where it has not."""
        if self.corrects or self.desk.earlier(self.uid) is None:
            return ""
        self.uid = fresh_key()
        return "\n" + _("已换新的操作编号：确要另记一次，再按 Ctrl+S")

    async def action_copy(self) -> None:
        """Everything of the last operation but its times and rounds."""
        latest = recording.find(self.desk, newest=1)
        if not latest:
            self.app.bell()
            return
        words = defaults.words_of(self.desk, latest[-1].operation)
        for name in list(words):
            if name in NOT_COPIED or name.rpartition("-")[2].isdecimal():
                words.pop(name)
        await self._fill(words | {"day": self.desk.today().isoformat(), "duds": "0"})
        self.judge()

    async def action_order(self) -> None:
        """What the instruction ordered, over what stands there; the latest of the site, where none is named."""
        words = self.words()
        offered = defaults.options(
            self.desk,
            words["site"].strip(),
        )["instruction_no"]
        number = normalise(words["instruction_no"]) or next(
            iter(offered),
            "",
        )
        if not number:
            self.app.bell()
            return
        try:
            await self._fill(
                words
                | defaults.for_instruction(
                    self.desk,
                    number,
                )
            )
        except WxmodError as error:
            self.shell.tell(error, grave=True)
        self.judge()

    def action_clear(self) -> None:
        """Start over with defaults, once that is sure."""
        if not self.dirty:
            self.run_worker(self._clear(True))
            return
        said = plain(_("放弃这张表里写到一半的内容？"))
        question = Question(_("清空"), said, grave=True)
        self.app.push_screen(question, self._clear)

    async def _clear(self, sure: bool | None) -> None:
        if not sure:
            return
        self.forget_draft()
        self.uid = fresh_key()
        if self.corrects:
            words = self._opening()[0]
        else:
            words = defaults.for_new_operation(self.desk)
        await self._fill(words)
        self.opened(words, self.uid)
        self.judge()

    def action_leave(self) -> None:
        """Back to where it was opened from; what was typed is there again when it opens the next time."""
        self.keep_draft()
        self.shell.action_go("operations")


def _by_itself(names: list[str]) -> dict[str, str]:
    """Names that are written as they are."""
    return {name: name for name in names}


def _terms(kind: type[Term]) -> dict[str, str]:
    """What may be chosen, by its word in the current language and in Chinese, by which its initials go."""
    by_word = {term.word.partition(" ")[0]: term.label for term in kind}
    return by_word | {term.label: term.label for term in kind}
