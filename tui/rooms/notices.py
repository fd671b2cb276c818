"""The room of public notices: drafted from the record, recorded once published, and whether they are valid."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType

from tui.chrome.dialogs import Ask, Fields, Reading, Words
from tui.chrome.paged import PagedTable
from tui.chrome.room import Room
from tui.chrome.text import finding, joined, plain
from wxmod.actions import Outcome
from wxmod.actions.command import notices
from wxmod.domain.command.notices import PublicNotice
from wxmod.wording import N_, _
from wxmod.words import intents

ASKED = (
    Ask("basis", N_("依据和目的")),
    Ask("area", N_("安全区域"), hint=N_("受影响的安全区域")),
    Ask("effects", N_("注意事项"), hint=N_("可能的影响和注意事项")),
    Ask("contact", N_("联系人"), hint=N_("空着照业务方案")),
    Ask("phone", N_("联系电话"), hint=N_("空着照业务方案")),
    Ask("published", N_("刊登处"), hint=N_("张贴或刊登在何处")),
    Ask("police", N_("通知公安"), hint=N_("日期")),
    Ask("first", N_("首日"), hint=N_("空着为明天")),
    Ask("last", N_("末日"), hint=N_("空着为当年末")),
    Ask("issued", N_("发布日期"), hint=N_("空着为今天")),
    Ask("sites", N_("作业点"), hint=N_("空着为有高炮火箭的各点")),
    Ask("purposes", N_("目的"), hint=N_("空着为增雨、防雹")),
    Ask("equipment", N_("装备类别"), hint=N_("空着为在册的")),
    Ask("number", N_("公告号"), hint=N_("空着自动编号")),
)


class NoticeRoom(Room):
    called: ClassVar[str] = N_("作业公告")
    about: ClassVar[str] = N_(
        "公告：D 照记录草拟，看全文和还缺什么，不写入；N 登记已发布的（草拟时填的还在）；Enter 看全文，是否有效。"
    )
    heads: ClassVar[tuple[str, ...]] = (
        N_("公告号"),
        N_("发布"),
        N_("自"),
        N_("至"),
        N_("问题"),
    )
    none: ClassVar[str] = N_("还没有公告；D 草拟，N 登记")
    BINDINGS: ClassVar[list[BindingType]] = [
        (
            "d",
            "draft",
            N_("草拟"),
        ),
        ("n", "issue", N_("登记")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.typed: Mapping[str, str] = {}
        """What was typed into a draft, for the next one and for recording it."""

    def lines(self) -> list[PublicNotice]:
        return notices.listed(self.desk)[::-1]

    def key(self, line: PublicNotice) -> str:
        return line.number

    def row(self, line: PublicNotice) -> tuple[object, ...]:
        days = (f"{self.desk.local(at):%Y-%m-%d}" for at in (line.window.start, line.window.end))
        return (
            line.number,
            line.issued_on,
            *days,
            len(
                notices.findings_of(
                    self.desk,
                    line,
                )
            )
            or "",
        )

    def detail(self, line: PublicNotice) -> list[Text]:
        found = notices.findings_of(self.desk, line)
        return [finding(f) for f in found] or [plain(_("✓ 校验无问题"), "green")]

    def allowed(self, line: PublicNotice) -> tuple[str, ...]:  # noqa: ARG002  nothing here needs a line
        return ()

    @on(PagedTable.RowSelected)
    def read(self) -> None:
        """The chosen notice as it is posted."""
        if line := self.chosen():
            self.app.push_screen(self._whole(line.number, line))

    def _whole(self, title: str, told: PublicNotice) -> Reading:
        found = [
            finding(f)
            for f in notices.findings_of(
                self.desk,
                told,
            )
        ]
        return Reading(
            title,
            joined(
                [
                    plain(notices.words(self.desk, told)),
                    plain(""),
                    *found,
                ]
            ),
        )

    def _asked(self) -> tuple[Ask, ...]:
        return tuple(
            ask._replace(
                value=self.typed.get(
                    ask.name,
                    "",
                )
            )
            for ask in ASKED
        )

    def action_draft(self) -> None:
        """Show what the words make; nothing is written."""

        def act(words: Words) -> PublicNotice:
            self.typed = dict(words)
            return intents.notice(self.desk, words)

        def drafted(told: PublicNotice | None) -> None:
            if told:
                self.app.push_screen(
                    self._whole(
                        _("草拟的公告，没有写入"),
                        told,
                    )
                )

        self.app.push_screen(
            Fields(_("草拟公告"), self._asked(), act),
            drafted,
        )

    def action_issue(self) -> None:

        def act(words: Words) -> Outcome:
            self.typed = dict(words)
            outcome = notices.issue(
                self.desk,
                intents.notice(self.desk, words),
                uid=words.uid,
            )
            self.typed = {}
            return outcome

        self.ask(_("登记已发布的公告"), self._asked(), act)
