"""The operation form: every field a line, faults and findings beside them as you type, nothing lost on the way.

A fact is recorded whatever the rules say; blocks are named once and confirmed.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.suggester import SuggestFromList
from textual.timer import Timer
from textual.widgets import Input, Static

from tui.chrome.dialogs import Question
from tui.chrome.line import Line
from tui.chrome.page import Page
from tui.chrome.text import MARKS, STYLES, capital, finding, joined, plain
from tui.pages.fields import FIELDS, Field, field_of
from wxmod.actions.desk import fresh_key
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.domain.errors import StoreUnavailable, WxmodError
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import normalise
from wxmod.domain.typed import FormFaults, release_from_text
from wxmod.rules import Finding, Severity
from wxmod.wording import N_, _
from wxmod.words import defaults
from wxmod.words.forms import operation_from_words

PAUSE_S = 0.25  # after the last key, before the rules are asked


class FormPage(Page):
    name_: ClassVar[str] = "new"
    about: ClassVar[str] = N_(
        "记录作业：时刻可写 1432、14:32、昨 14:32；多个方位角用逗号隔开；→ 接受提示。Ctrl+S 记录，Ctrl+R 复制上次，"
        "Ctrl+O 照作业指令填（时刻和批号照实写），Ctrl+N 清空，Esc 返回（草稿自动保存）。"
        "有禁止项也能记录，确认一次即可。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "save", N_("记录")),
        ("ctrl+r", "copy", N_("复制")),
        ("ctrl+n", "clear", N_("清空")),
        ("ctrl+o", "order", N_("照指令")),
        ("down", "app.focus_next", ""),
        ("up", "app.focus_previous", ""),
        ("escape", "leave", N_("返回")),
    ]

    def __init__(self, corrects: OperationRow | None = None) -> None:
        super().__init__()
        self.corrects = corrects
        self.uid = fresh_key()
        self.findings: tuple[Finding, ...] = ()
        self.faults: dict[str, str] = {}
        self.operation: Operation | None = None
        self._soon: Timer | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The form's lines; a correction asks for its reason first."""
        return FIELDS if self.corrects else FIELDS[1:]

    def body(self) -> ComposeResult:
        yield Static("", id="state", markup=False)
        with VerticalScroll(id="form", can_focus=False):
            for field in self.fields:
                with Horizontal(classes="row"):
                    label = capital(_(field.label)) + (" *" if field.needed else "")
                    yield Static(plain(label), classes="label", markup=False)
                    yield Line(id=field.name, compact=True, select_on_focus=False)
                    yield Static(
                        "",
                        id=f"says-{field.name}",
                        classes="says",
                        markup=False,
                    )
        yield Static("", id="findings", markup=False)

    def on_mount(self) -> None:
        words, said = self._opening()
        self._fill(words)
        if said:
            self.shell.tell(said)
        blank = next(
            (f for f in self.fields if not words.get(f.name)),
            self.fields[0],
        )
        self.query_one(f"#{blank.name}", Input).focus()

    def _opening(self) -> tuple[dict[str, str], str]:
        """What the form starts with: the operation to correct, the kept draft, or defaults."""
        if self.corrects:
            return defaults.words_of(self.desk, self.corrects.operation), ""
        if kept := self.shell.unkept or defaults.draft(self.desk):
            words, self.uid = kept
            return words, _("已恢复草稿；Ctrl+N 清空")
        if number := defaults.waiting(self.desk):
            ordered = defaults.for_instruction(self.desk, number)
            said = _("已照作业指令 {no} 填好；时刻照实写，Ctrl+N 另填").format(no=number)
            return defaults.for_new_operation(
                self.desk,
                ordered["site"],
            ) | ordered, said
        return defaults.for_new_operation(self.desk), ""

    def _fill(self, words: Mapping[str, str]) -> None:
        for field in self.fields:
            self.query_one(
                f"#{field.name}",
                Input,
            ).value = words.get(field.name, "")
        self._suggest()
        self._judge()

    def _words(self) -> dict[str, str]:
        return {
            field.name: self.query_one(
                f"#{field.name}",
                Input,
            ).value
            for field in self.fields
        }

    @on(Input.Changed)
    def typed(self) -> None:
        """Wait for a pause in the typing, then keep the draft and ask the rules."""
        if self._soon:
            self._soon.stop()
        self._soon = self.set_timer(PAUSE_S, self._settle)

    @on(Input.Submitted)
    def entered(self) -> None:
        self.focus_next()

    def _settle(self) -> None:
        self.keep_draft()
        self._suggest()
        self._judge()

    def _suggest(self) -> None:
        """Offer what each field may be filled with at this site."""
        for name, offered in defaults.options(
            self.desk, self.query_one("#site", Input).value.strip()
        ).items():
            self.query_one(f"#{name}", Input).suggester = SuggestFromList(
                offered, case_sensitive=False
            )

    def _judge(self) -> None:
        """Read the words and let the rules look at them; nothing is written."""
        words, self.faults, self.findings, self.operation = self._words(), {}, (), None
        words.pop("reason", None)
        try:
            more = [
                release_from_text(words.pop(n))
                for n in ("release2", "release3")
                if words.get(n, "").strip()
            ]
            for name in ("release2", "release3"):
                words.pop(name, None)
            self.operation = operation_from_words(self.desk, words, more)
            no = self.corrects.no if self.corrects else None
            self.findings = recording.judge(self.desk, self.operation, no=no)
        except FormFaults as error:
            self.faults = {field_of(name): why for name, why in error.by_field.items()}
        except WxmodError as error:
            self.faults = {"site": str(error)}
        self._tell()

    def _tell(self) -> None:
        offered = defaults.options(
            self.desk,
            self.query_one("#site", Input).value.strip(),
        )
        beside: dict[str, Text] = {}
        for found in reversed(self.findings):
            beside[field_of(found.field)] = plain(
                f"{MARKS[found.severity]} {found.message}",
                STYLES[found.severity],
            )
        for field in self.fields:
            hint = plain(
                " ".join(
                    offered.get(
                        field.name,
                        (),
                    )
                )
                or _(field.hint),
                "dim",
            )
            fault = self.faults.get(field.name)
            empty = not self.query_one(
                f"#{field.name}",
                Input,
            ).value
            said = (
                plain(f"✗ {fault}", "bold red")
                if fault and not empty
                else beside.get(field.name, hint)
            )
            self.query_one(
                f"#says-{field.name}",
                Static,
            ).update(said)
        self.query_one("#state", Static).update(self._state())
        lines = [finding(f) for f in self.findings]
        self.query_one(
            "#findings",
            Static,
        ).update(joined(lines) if lines else plain(""))

    def _state(self) -> Text:
        if self.faults:
            missing = _("还差或有误 {n} 项：{names}")
            labels = {f.name: _(f.label) for f in FIELDS}
            names = " ".join(
                labels.get(
                    name,
                    name,
                )
                for name in self.faults
            )
            return plain(missing.format(n=len(self.faults), names=names), "bold yellow")
        blocks = sum(f.severity is Severity.BLOCK for f in self.findings)
        if blocks:
            return plain(
                _("✗ {n} 项禁止（仍可照实记录）  Ctrl+S 记录").format(n=blocks), "bold red"
            )
        return plain(_("✓ 可以记录  Ctrl+S"), "bold green")

    def action_save(self) -> None:
        """Record, after naming the blocks once; or go to the first field that does not fit."""
        self._judge()
        if self.operation is None:
            first = next(
                (f.name for f in self.fields if f.name in self.faults),
                "site",
            )
            self.query_one(f"#{first}", Input).focus()
            self.app.bell()
            return
        blocks = [f for f in self.findings if f.severity is Severity.BLOCK]
        if blocks:
            said = joined(
                [
                    plain(_("以下违反规则。事实总能记下，校验结果会一并保留：")),
                    *(finding(f) for f in blocks),
                ]
            )
            self.app.push_screen(
                Question(_("照实记录？"), said),
                lambda sure: self._record() if sure else None,
            )
        else:
            self._record()

    def _record(self) -> None:
        if self.operation is None:
            return
        try:
            if self.corrects:
                told = defaults.corrected(self.corrects.operation, self.operation)
                base = int(self.corrects.ref.rpartition(":")[2])
                reason = self.query_one("#reason", Input).value
                done = recording.correct(
                    self.desk, self.corrects.no, told, reason=reason, base=base
                )
            else:
                done = recording.record(self.desk, self.operation, uid=self.uid)
                self._forget()
        except WxmodError as error:
            self.shell.tell(error, grave=True)
            return
        if self._soon:
            self._soon.stop()
        self.shell.tell(
            _("已记录 {no}  {mark}").format(
                no=done.name,
                mark=done.receipt.mark,
            )
        )
        self.shell.action_go("operations")

    def action_copy(self) -> None:
        """Everything of the last operation but its times and rounds."""
        latest = recording.find(self.desk, newest=1)
        if latest:
            words = defaults.words_of(self.desk, latest[-1].operation)
            for name in (
                "start",
                "end",
                "rounds",
                "clearance",
                "reported_at",
                "release2",
                "release3",
                "area_km2",
            ):
                words.pop(name, None)
            self._fill(words | {"day": self.desk.today().isoformat(), "duds": "0"})

    def action_order(self) -> None:
        """What the instruction ordered, over what stands there; the latest of the site, where none is named."""
        words = self._words()
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
            self._fill(words | defaults.for_instruction(self.desk, number))
        except WxmodError as error:
            self.shell.tell(error, grave=True)

    def action_clear(self) -> None:
        """Start over with defaults; the draft goes too."""
        self._forget()
        self.uid = fresh_key()
        self._fill(defaults.for_new_operation(self.desk))

    def keep_draft(self) -> None:
        """Keep the words of a new operation; a correction starts from the record.

        On a full disk, or a record that can only be read, the app keeps them for as long as it is open.
        """
        if self.corrects:
            return
        app, words = self.shell, self._words()
        try:
            defaults.save_draft(self.desk, words, self.uid)
        except StoreUnavailable as error:
            if app.unkept is None:
                app.tell(
                    _("草稿存不下，只留到退出为止（{why}）").format(why=error.said), grave=True
                )
            app.unkept = words, self.uid
        else:
            app.unkept = None

    def _forget(self) -> None:
        """Drop the draft; where that cannot be written, words of another form are written over it in time."""
        self.shell.unkept = None
        with suppress(StoreUnavailable):
            defaults.drop_draft(self.desk)

    def action_leave(self) -> None:
        self.keep_draft()
        self.shell.action_go("duty")
