"""The weather page: a file, a place, criteria; then why it is favourable or not, line by line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from tui.dialogs import Ask, Fields
from tui.line import Line
from tui.page import Page
from tui.text import capital, joined, plain
from wxmod.actions import weather
from wxmod.domain.errors import WxmodError
from wxmod.domain.processes import Verdict
from wxmod.domain.times import Window, parse_instant
from wxmod.wording import N_, _

MARKS = {Verdict.MET: ("✓", "green"), Verdict.NOT_MET: ("✗", "red"), Verdict.UNKNOWN: ("?", "yellow")}


class WeatherPage(Page):
    name_: ClassVar[str] = "weather"
    about: ClassVar[str] = N_(
        "天气：填文件（探空文本或等压面 NetCDF，目录也可），Enter 评判；每条依据有值、阈值、出处。Ctrl+S 确认为过程。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "confirm", N_("确认"))]

    def __init__(self) -> None:
        super().__init__()
        self.found: Any = None

    def body(self) -> ComposeResult:
        chosen = " ".join(weather.chosen(self.desk))
        for name, label, value in (
            ("file", N_("文件"), ""), ("place", N_("地点"), ""), ("criteria", N_("判据"), chosen),
        ):  # fmt: skip
            with Horizontal(classes="row"):
                yield Static(plain(capital(_(label))), classes="label", markup=False)
                yield Line(value, id=name, compact=True, select_on_focus=False)
        with VerticalScroll(id="body"):
            yield Static("", id="evidence", markup=False)

    def show(self) -> None:
        if self.found is None:
            said = _("填文件路径后按 Enter。地点留空为全县（格点）或测站（探空），也可写 经度,纬度 或作业点。")
            names = "\n".join(f"  {c.name}  {c.title}" for c in weather.criteria())
            head = _("判据集：")
            self.query_one("#evidence", Static).update(plain(f"{said}\n\n{head}\n{names}", "dim"))

    def on_mount(self) -> None:
        self.query_one("#file", Input).focus()

    @on(Input.Submitted)
    def asked(self) -> None:
        """Read and judge in a thread; MetPy takes seconds to load."""
        path = self.query_one("#file", Input).value.strip()
        if path:
            self.query_one("#evidence", Static).update(plain(_("正在读取和计算…"), "bold"))
            self._judge(path, self.query_one("#place", Input).value, self.query_one("#criteria", Input).value)

    @work(thread=True, exclusive=True, exit_on_error=False, group="weather")
    def _judge(self, path: str, place: str, criteria: str) -> None:
        try:
            found: Any = weather.flag(self.desk, [Path(path).expanduser()], place=place.strip() or None,
                                      criteria=criteria.split())  # fmt: skip
        except WxmodError as error:
            found = error
        self.app.call_from_thread(self._told, found)

    def _told(self, found: Any) -> None:
        self.found = None if isinstance(found, WxmodError) else found
        said = plain(found, "bold red") if isinstance(found, WxmodError) else joined(list(self._lines(found)))
        self.query_one("#evidence", Static).update(said)

    def _lines(self, found: Any) -> Iterator[Text]:
        names = weather.labels()
        at = f"{self.desk.local(found.valid_at):%Y-%m-%d %H:%M}" if found.valid_at else _("时间不详")
        yield plain(f"{found.place}  {at}", "bold")
        for judgement in found.judgements:
            yield plain("")
            yield plain(weather.verdict(judgement), "bold green" if judgement.favourable else "bold")
            for e in judgement.evidence:
                mark, style = MARKS[e.verdict]
                value = "-" if e.value is None else f"{e.value:.4g}"
                name = names.get(e.ingredient, e.ingredient)
                yield plain(f" {mark} {name}  {value}  ({e.threshold})", style)
                yield plain(f"     {e.confidence.label} · {e.source} {e.reason}", "dim")
        yield plain("")
        for note in found.notes:
            yield plain(f"- {note}", "dim")
        for origin in found.origins:
            yield plain(f"- {origin.file} SHA-256 {origin.sha256[:16]}…", "dim")

    def action_confirm(self) -> None:
        """Ask for the window and write the process with its evidence."""
        if self.found is None:
            self.app.bell()
            return
        at = self.found.valid_at or self.desk.now()
        asked = (
            Ask("start", N_("开始"), f"{self.desk.local(at):%Y-%m-%d %H:%M}"), Ask("end", N_("结束")),
            Ask("synoptic", N_("形势")), Ask("remarks", N_("备注")),
        )  # fmt: skip
        self.app.push_screen(Fields(_("确认为有利天气过程"), asked, self._confirm), self._confirmed)

    def _confirm(self, words: Mapping[str, str]) -> str:
        zone, now = self.desk.program.zone, self.desk.now()
        start, end = (parse_instant(words[name], zone=zone, now=now) for name in ("start", "end"))
        window, synoptic = Window(start=start, end=end), words["synoptic"]
        outcome = weather.confirm(self.desk, self.found, window, remarks=words["remarks"], synoptic_type=synoptic)
        return _("已确认过程：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)

    def _confirmed(self, said: str | None) -> None:
        if said:
            self.app.tell(said)  # type: ignore[attr-defined]
