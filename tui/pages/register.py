"""Equipment and people: what lets each of them work, until when, and how it is renewed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult

from tui.chrome import naming
from tui.chrome.dialogs import Reading
from tui.chrome.paged import Column, PagedTable
from tui.chrome.rows import Rows, titles
from tui.chrome.text import joined, plain
from tui.pages.register_acts import Registering, Standing
from wxmod.actions import Desk
from wxmod.actions.registry import registers
from wxmod.actions.registry.registers import Inspected
from wxmod.domain.registry.equipment import Fitness
from wxmod.domain.registry.people import Person, is_current
from wxmod.wording import N_, _

UNITS = (
    Column(N_("编号"), 4),
    Column(N_("类别"), 10, rare=True),
    Column(N_("型号"), 10, wide=True),
    Column(N_("作业点"), 8, wide=True),
    Column(N_("状态"), 6),
    Column(N_("有效至"), 10),
    Column(N_("还可用"), 6, number=True),
    Column(N_("年检"), 10),
)
PEOPLE = (
    Column(N_("编号"), 4),
    Column(N_("姓名"), 12, wide=True),
    Column(N_("职责"), 13, rare=True),
    Column(N_("作业点"), 6, wide=True),
    Column(N_("训练"), 10),
    Column(N_("考核"), 10),
    Column(N_("备案"), 10),
    Column(N_("在岗"), 5),
)


class Held(NamedTuple):
    """What the page shows, as it was read."""

    units: Sequence[Inspected]
    people: Sequence[Person]


class RegisterPage(Registering):
    name_: ClassVar[str] = "register"
    keys_of: ClassVar[str] = "register"
    about: ClassVar[str] = N_(
        "装备与人员：X 在两张表之间换。装备看年检还剩几天，N 记年检；人员看训练、考核、备案是否还有效，"
        "T 记培训考核备案；S 改状态（检修、停用、换点、离岗）。Enter 看登记的全部内容。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.held = Held((), ())
        self.of_people = False

    def body(self) -> ComposeResult:
        none = _("没有登记。写进业务方案的表，再用 wxmod program changes --take 登记。")
        yield from self.panes(Rows(titles(UNITS), none=none))

    def on_mount(self) -> None:
        self.query_one(PagedTable).focus()
        self.draw(None)

    def gather(self, desk: Desk) -> Held:
        return Held(registers.equipment(desk), registers.people(desk))

    def paint(self, held: Held) -> None:
        self.held = held
        rows = self.query_one(Rows)
        if self.of_people:
            rows.hold(held.people, self._person, lambda person: person.id)
        else:
            rows.hold(held.units, self._unit, lambda each: each.unit.id)

    def action_turn(self) -> None:
        """The other of the two lists."""
        self.of_people = not self.of_people
        self.query_one(Rows).head(titles(PEOPLE if self.of_people else UNITS))
        self.paint(self.held)
        self.refresh_bindings()

    # Rows.

    def _unit(self, each: Inspected) -> tuple[object, ...]:
        unit = each.unit
        latest = each.latest
        until = ""
        if latest and latest.result.good:
            until = str(latest.valid_until)
        days_left = ""
        if each.days_left is not None:
            days_left = str(each.days_left)
        return (
            unit.id,
            unit.kind.label,
            unit.model,
            naming.site(self.desk, unit.site),
            unit.status.label,
            until,
            days_left,
            self._fit(each),
        )

    def _fit(self, each: Inspected) -> Text:
        """A word and a shape beside the colour."""
        if each.fitness is not Fitness.FIT:
            return plain(f"✗ {each.fitness.label}", "bold red")
        warn = self.desk.program.settings.inspection_warning_days.value_on(self.desk.today()) or 0
        if each.days_left is not None and each.days_left <= warn:
            return plain("▲ " + _("临期"), "yellow")
        return plain("● " + _("有效"), "green")

    def _person(self, person: Person) -> tuple[object, ...]:
        return (
            person.id,
            naming.person(person.name),
            " ".join(role.label for role in person.roles),
            naming.site(self.desk, person.site),
            *(standing.cell for standing in self._papers(person)),
            _("在岗") if person.active else _("离岗"),
        )

    def _papers(self, person: Person) -> list[Standing]:
        """What a person must have, and until when each holds."""
        settings = self.desk.program.settings
        today = self.desk.today()
        asked = (
            (N_("训练"), person.trained_on, settings.training_valid_days),
            (N_("考核"), person.examined_on, settings.examination_valid_days),
            (N_("备案"), person.filed_on, settings.filing_valid_days),
        )
        found = []
        for label, done, valid in asked:
            days = valid.value_on(today)
            until = None
            if done and days is not None:
                until = done + timedelta(days=days)
            found.append(Standing(label, done, until, is_current(done, days, today)))
        return found

    # Detail.

    @on(PagedTable.RowHighlighted)
    def highlighted(self) -> None:
        self.tell_detail(joined(self._told()))
        if self.has_side:
            self.tell_third(self._summary())

    def _told(self) -> list[Text]:
        row = self.query_one(Rows).chosen
        if isinstance(row, Inspected):
            return self._unit_told(row)
        if isinstance(row, Person):
            return self._person_told(row)
        return []

    def _unit_told(self, each: Inspected) -> list[Text]:
        unit = each.unit
        models = {kind.code: kind.model for kind in self.desk.program.ammunition}
        lines = [
            plain(f"{unit.id} {unit.kind.label} {unit.model}", "bold"),
            self._fit(each),
            _pair(_("出厂编号"), unit.factory_no),
            _pair(_("可用弹药"), " ".join(models.get(code, code) for code in unit.accepts)),
            _pair(_("安全锁"), _known(unit.safety_lock)),
            _pair(_("遥控"), _known(unit.remote_control)),
            _pair(_("视频"), _known(unit.camera)),
            _pair(_("出处"), f"{unit.source} {unit.confidence.label}"),
            plain(""),
            plain(_("历次年检"), "bold"),
        ]
        history = registers.inspections(self.desk, unit.id)
        for seen in reversed(history):
            until = ""
            if seen.result.good:
                until = _("至 {day}").format(day=seen.valid_until)
            paper = " ".join(part for part in (seen.organiser, seen.certificate) if part)
            lines.append(plain(f"{seen.inspected_on} {seen.result.label} {until} {paper}".rstrip()))
        if not history:
            lines.append(plain(_("还没有；按 N 记下第一次"), "dim"))
        return lines

    def _person_told(self, person: Person) -> list[Text]:
        lines = [plain(f"{person.id} {naming.person(person.name)}", "bold")]
        lines += [standing.line for standing in self._papers(person)]
        today = self.desk.today()
        for label, last in ((_("证书至"), person.valid_until), (_("保险至"), person.insured_until)):
            style = ""
            if last and last < today:
                style = "bold red"
            lines.append(_pair(label, last, style))
        lines += [
            _pair(_("证书号"), person.certificate),
            _pair(_("职责"), " ".join(role.label for role in person.roles)),
            _pair(_("作业点"), naming.site(self.desk, person.site)),
            _pair(_("出处"), f"{person.source} {person.confidence.label}"),
        ]
        return lines

    def _summary(self) -> Text:
        """What runs out next, of both, nearest first."""
        coming = [
            (each.latest.valid_until, f"{each.unit.id}  {_('年检')}")
            for each in self.held.units
            if each.latest and each.latest.result.good
        ]
        for person in self.held.people:
            for standing in self._papers(person):
                if person.active and standing.until:
                    label = f"{person.id} {naming.person(person.name)}  {_(standing.label)}"
                    coming.append((standing.until, label))
        today = self.desk.today()
        lines = [plain(_("依次到期"), "bold")]
        for day, what in sorted(coming):
            left = (day - today).days
            if left < 0:
                style = "bold red"
            else:
                style = "yellow" if left <= SOON_DAYS else ""
            lines.append(plain(f"{'✗' if left < 0 else '●'} {day}  {left:>5}  {what}", style))
        return joined(lines)

    @on(PagedTable.RowSelected)
    def whole(self) -> None:
        """All that is registered of the chosen one."""
        if told := self._told():
            self.app.push_screen(Reading(told[0].plain, joined(told[1:])))


SOON_DAYS = 60


def _pair(label: str, value: object, style: str = "") -> Text:
    return plain(f"{label}  {value or '-'}", style)


def _known(value: bool | None) -> str:
    """A yes, a no, or that nobody has said."""
    if value is None:
        return _("未填")
    if value:
        return _("有")
    return _("无")
