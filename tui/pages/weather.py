"""The weather page: favourable processes, in a forecast and on record; files judged beside the work, and why."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Input, Static
from textual.worker import Worker, WorkerState

from tui.chrome.dialogs import Ask, Fields, Question
from tui.chrome.line import Line
from tui.chrome.page import Page
from tui.chrome.text import capital, cells, joined, plain
from tui.pages import evidence
from wxmod.actions.weather import forecasts, opportunities, reading
from wxmod.actions.weather.opportunities import Opportunity
from wxmod.domain.errors import WxmodError
from wxmod.wording import N_, _
from wxmod.words.reading import window

HEADS = (
    N_("过程"),
    N_("时段"),
    N_("得分"),
    N_("建议层 m"),
    N_("地点"),
    N_("目的"),
    N_("面积"),
    N_("可信"),
    N_("作业次数"),
)


class Job(NamedTuple):
    """What the fields ask for."""

    paths: Sequence[Path]
    place: str
    criteria: Sequence[str]


class WeatherPage(Page):
    name_: ClassVar[str] = "weather"
    about: ClassVar[str] = N_(
        "天气：上面是文件（可多个，目录也可）、地点、判据，Enter 评判，Esc 取消；地点留空时从预报里找有利天气过程。"
        "中间是过程：+ 新，↑ 有更新的预报，其余在记录中；↑↓ 选，Enter 看依据，Ctrl+S 确认或更新，/ 回到文件。"
    )
    keys_of: ClassVar[str] = "weather"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", N_("取消/返回"))]

    def __init__(self) -> None:
        super().__init__()
        self.forecast: forecasts.Forecast | None = None
        self.assessed: Any = None
        self.rows: list[Any] = []
        self.stop: Event | None = None

    def body(self) -> ComposeResult:
        chosen = " ".join(reading.chosen(self.desk))
        for name, label, value, hint in (
            ("file", N_("文件"), "", N_("预报、分析或探空文件，Enter 评判")),
            ("place", N_("地点"), "", N_("留空：全县和各作业点；或一处一时，如 东邢 07-20 17:00")),
            ("criteria", N_("判据"), chosen, N_("判据集，空格隔开")),
        ):
            with Horizontal(classes="row"):
                yield Static(
                    plain(capital(_(label))),
                    classes="label",
                    markup=False,
                )
                yield Line(
                    value,
                    placeholder=_(hint),
                    id=name,
                    compact=True,
                    select_on_focus=False,
                )
        yield Static("", id="state", markup=False)
        yield DataTable(id="processes", cursor_type="row")
        with VerticalScroll(id="body"):
            yield Static("", id="evidence", markup=False)

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns(*(_(head) for head in HEADS))
        self.show()
        (
            self.query_one(DataTable)
            if self.rows
            else self.query_one(
                "#file",
                Input,
            )
        ).focus()

    def on_unmount(self) -> None:
        if self.stop:
            self.stop.set()

    def show(self) -> None:
        """The list anew, as the record stands now."""
        if self.forecast:
            self.forecast = forecasts.settled(self.desk, self.forecast)
        table = self.query_one(DataTable)
        at = self.query_one(DataTable).cursor_row
        if self.forecast and not self.forecast.found:
            dry = [self.forecast]
        else:
            dry = []
        if self.assessed:
            judged = [self.assessed]
        else:
            judged = dry
        self.rows = [
            *judged,
            *opportunities.listed(
                self.desk,
                self.forecast,
            ),
        ]
        table.clear()
        for row in self.rows:
            table.add_row(
                *(self._process(row) if isinstance(row, Opportunity) else self._judged(row))
            )
        table.move_cursor(row=min(at, max(len(self.rows) - 1, 0)))
        self._evidence()

    def _process(self, each: Opportunity) -> list[Text]:
        score = each.score
        area = each.area_fraction
        return cells(
            opportunities.mark(each),
            opportunities.span(self.desk, each.window),
            "" if score is None else f"{score:.2f}",
            opportunities.layer(each),
            opportunities.place(self.desk, each.place),
            " ".join(p.label for p in each.purposes),
            "" if area is None else f"{area:.0%}",
            each.trust.label if each.trust else "",
            len(each.operations) if each.known else "",
        )

    def _judged(self, found: Any) -> list[Text]:
        """What was judged and is no process: one place and time, or a forecast that holds none."""
        if found is self.forecast:
            return cells(
                _("评判"),
                "",
                "",
                "",
                _("全县"),
                _("不利"),
                "",
                "",
                "",
            )
        calls = [j for j in found.judgements if j.favourable]
        at = ""
        if found.valid_at:
            at = f"{self.desk.local(found.valid_at):%m-%d %H:%M}"
        score = max((j.score or 0 for j in calls), default=None)
        purposes = " ".join(dict.fromkeys(j.purpose.label for j in calls)) or _("不利")
        return cells(
            _("评判"),
            at,
            "" if score is None else f"{score:.2f}",
            "",
            found.place,
            purposes,
            "",
            "",
            "",
        )

    @on(DataTable.RowHighlighted)
    def highlighted(self) -> None:
        self._evidence()

    @on(DataTable.RowSelected)
    def opened(self) -> None:
        """Into the evidence, to scroll in it."""
        self.query_one("#body").focus()

    def _chosen(self) -> Any:
        at = self.query_one(DataTable).cursor_row
        if 0 <= at < len(self.rows):
            return self.rows[at]
        return None

    def _evidence(self) -> None:
        row = self._chosen()
        if row is None:
            said = [plain(line, "dim") for line in self._hint()]
        elif isinstance(row, forecasts.Forecast):
            said = [
                plain(line)
                for line in [*opportunities.against(row), _("填一个地点，看那里的每条依据。")]
            ]
            said += evidence.notes(row.notes)
        elif isinstance(row, Opportunity):
            said = list(evidence.of_process(self.desk, row))
            said += evidence.notes(self.forecast.notes) if row.found and self.forecast else ()
        else:
            said = list(evidence.of_place(self.desk, row))
        self.query_one("#evidence", Static).update(joined(said))
        self.query_one("#body").scroll_home(animate=False)

    def _hint(self) -> list[str]:
        """What to do, while there is nothing to show."""
        what = _("还没有过程。填文件路径后按 Enter：从预报里找有利天气过程，或评判一份探空。")
        return [
            what,
            "",
            _("判据集："),
            *(f"  {c.name}  {c.title}" for c in reading.criteria()),
        ]

    @on(Input.Submitted)
    def asked(self) -> None:
        """Judge in a thread; only one at a time."""
        text = self.query_one("#file", Input).value.strip()
        if not text:
            return
        if self.stop:
            self.stop.set()
        self.stop = Event()
        place, criteria = (
            self.query_one(
                name,
                Input,
            ).value
            for name in ("#place", "#criteria")
        )
        self._say(_("正在读取和计算…  Esc 取消"), "bold")
        self._judge(
            Job(_paths(text), place.strip(), criteria.split()),
            self.stop,
        )

    @work(thread=True, exclusive=True, exit_on_error=False, group="weather")
    def _judge(self, job: Job, stop: Event) -> None:
        def progress(done: int, of: int) -> None:
            self.app.call_from_thread(self._progressed, done, of, stop)

        found: Any
        wanted = forecasts.Wanted(job.paths, job.criteria, None, progress, stop)
        try:
            found = forecasts.look_at(self.desk, wanted, job.place)
        except WxmodError as error:
            found = error
        self.app.call_from_thread(self._told, found, stop)

    @on(Worker.StateChanged)
    def ended(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw ends the waiting too."""
        if event.state is WorkerState.ERROR and event.worker.group == "weather":
            self.stop = None
            self._say(str(event.worker.error), "bold red")

    def _progressed(self, done: int, of: int, stop: Event) -> None:
        if self.is_attached and stop is self.stop and not stop.is_set():
            self._say(
                f"{_('正在计算')} {done}/{of}  {_('Esc 取消')}",
                "bold",
            )

    def _told(self, found: Any, stop: Event) -> None:
        """Show what came of it, unless something else has been asked since."""
        if not self.is_attached or stop is not self.stop:
            return
        self.stop = None
        if stop.is_set():
            self._say(_("已取消"), "bold")
            return
        if isinstance(found, WxmodError):
            # Nothing of the file before it is left to be confirmed by mistake.
            self.forecast = self.assessed = None
            self.show()
            self._say(found, "bold red")
            return
        is_forecast = isinstance(found, forecasts.Forecast)
        self.forecast, self.assessed = (found, None) if is_forecast else (None, found)
        table = self.query_one(DataTable)
        table.move_cursor(row=0)
        self.show()
        self._say(self._outcome(), "bold")
        (table if self.rows else self.query_one("#body")).focus()

    def _outcome(self) -> str:
        if self.forecast is None:
            return _("已评判，依据见下。Ctrl+S 确认为过程")
        if not self.forecast.found:
            return _("没有识别出有利天气过程。")
        fresh = sum(isinstance(row, Opportunity) and row.open for row in self.rows)
        return _("识别出 {n} 个过程，{fresh} 个待确认（Ctrl+S）").format(
            n=len(self.forecast.found), fresh=fresh
        )

    def _say(self, said: object, style: str = "") -> None:
        self.query_one("#state", Static).update(plain(said, style))

    def action_file(self) -> None:
        self.query_one("#file", Input).focus()

    def action_leave(self) -> None:
        """Call the work off; else back to the list; else home."""
        if self.stop:
            self.stop.set()
            self._say(_("正在取消…"), "bold")
        elif self.rows and not self.query_one(DataTable).has_focus:
            self.query_one(DataTable).focus()
        else:
            self.action_home()

    def action_confirm(self) -> None:
        """Write the chosen process, or update it; what was judged at a place asks for its window first."""
        row = self._chosen()
        if isinstance(row, Opportunity) and row.open:
            if row.known:
                title = _("更新过程 {known}").format(known=row.known)
            else:
                title = _("确认为有利天气过程")
            said = [
                plain(line)
                for line in opportunities.told(
                    self.desk,
                    row,
                )
            ]
            self.app.push_screen(
                Question(title, joined(said)),
                lambda sure: self._write(row) if sure else None,
            )
        elif row is not None and row is self.assessed:
            self.app.push_screen(
                Fields(_("确认为有利天气过程"), self._window(row), self._confirm),
                self._confirmed,
            )
        else:
            self.app.bell()

    def _write(self, row: Opportunity) -> None:
        assert row.found  # noqa: S101  only what was found is open
        try:
            outcome = forecasts.confirm(self.desk, row.found)
        except WxmodError as error:
            self.shell.tell(error, grave=True)
        else:
            self._confirmed(
                _("已确认过程：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
            )

    def _window(self, found: Any) -> tuple[Ask, ...]:
        at = found.valid_at or self.desk.now()
        return (
            Ask(
                "start",
                N_("开始"),
                f"{self.desk.local(at):%Y-%m-%d %H:%M}",
            ),
            Ask("end", N_("结束")),
            Ask("synoptic", N_("形势")),
            Ask("remarks", N_("备注")),
        )

    def _confirm(self, words: Mapping[str, str]) -> str:
        spell = window(
            self.desk,
            words,
        )
        synoptic = words["synoptic"]
        outcome = reading.confirm(
            self.desk, self.assessed, spell, remarks=words["remarks"], synoptic_type=synoptic
        )
        return _("已确认过程：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)

    def _confirmed(self, said: str | None) -> None:
        if said:
            self._say(said, "bold green")
            self.show()


def _paths(text: str) -> list[Path]:
    """One file, whatever blanks its name has, or several as a shell names them."""
    whole = Path(text).expanduser()
    try:
        several = [Path(word).expanduser() for word in shlex.split(text)]
    except ValueError:
        return [whole]
    if not whole.exists() and any(path.exists() for path in several):
        return several
    return [whole]
