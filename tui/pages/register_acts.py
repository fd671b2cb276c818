"""What is written from the page of equipment and people: inspections, papers, and how each stands."""

from datetime import date
from typing import Any, NamedTuple

from rich.text import Text

from tui.chrome.dialogs import BY_TWO, Ask, Fields, Words, named, waiver
from tui.chrome.page import Page
from tui.chrome.room import only_by_another, written
from tui.chrome.rows import Rows
from tui.chrome.text import plain
from wxmod.actions import Outcome
from wxmod.actions.registry import pins, registers
from wxmod.actions.registry.registers import Inspected
from wxmod.domain.registry.equipment import Equipment, EquipmentStatus, Inspection, InspectionResult
from wxmod.domain.registry.people import Person
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import choice
from wxmod.wording import N_, Term, _


class Standing(NamedTuple):
    """One paper of a person.

    Attributes:
        until: Its last day; None where it is missing, or holds for good.
        holds: Whether it holds today.
    """

    label: str
    done: date | None
    until: date | None
    holds: bool

    @property
    def cell(self) -> Text:
        """Its last day, with a mark where it does not hold."""
        if self.done is None:
            return plain("✗ -", "bold red")
        day = self.until or self.done
        if self.holds:
            return plain(str(day))
        return plain(f"✗{day:%y-%m-%d}", "bold red")

    @property
    def line(self) -> Text:
        """It in words."""
        if self.done is None:
            return plain(_("✗ {what}：没有登记").format(what=_(self.label)), "bold red")
        said = _("{what}：{done}，有效至 {until}")
        until = self.until or _("长期")
        text = said.format(what=_(self.label), done=self.done, until=until)
        if self.holds:
            return plain(f"● {text}", "green")
        return plain(f"✗ {text}", "bold red")


class Registering(Page):
    """A page with a list of units or people, and the keys to what is written of them."""

    of_people: bool = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Inspections are of units, papers of people."""
        if action == "inspect":
            return not self.of_people
        if action == "train":
            return self.of_people
        return super().check_action(action, parameters)

    def _chosen(self) -> Any:
        return self.query_one(Rows).chosen

    def action_inspect(self) -> None:
        """Write the inspection of the chosen unit."""
        row = self._chosen()
        desk = self.desk
        asked = (
            Ask("unit", N_("装备"), row.unit.id if isinstance(row, Inspected) else ""),
            Ask("on", N_("检验日"), str(desk.today())),
            Ask("result", N_("结果"), offered=_labels(InspectionResult)),
            Ask("until", N_("有效至"), hint=N_("空着按业务方案")),
            Ask("organiser", N_("组织单位")),
            Ask("certificate", N_("证号")),
            Ask("remarks", N_("备注")),
        )

        def act(words: Words) -> Outcome:
            day = parse_day(words["on"], desk.today())
            result = choice(InspectionResult, words["result"])
            until = registers.valid_until(desk, day, result)
            if words["until"].strip() and result.good:
                until = parse_day(words["until"], desk.today())
            inspection = Inspection(
                equipment=normalise(words["unit"]),
                year=day.year,
                inspected_on=day,
                valid_until=until,
                result=result,
                organiser=words["organiser"],
                certificate=words["certificate"],
                remarks=words["remarks"],
            )
            return registers.inspect(desk, inspection)

        self._ask(_("记年检"), asked, act)

    def action_train(self) -> None:
        """Write a paper of the chosen person."""
        row = self._chosen()
        if not isinstance(row, Person):
            return
        desk = self.desk
        asked = (
            Ask("trained_on", N_("训练日"), hint=N_("没有新的就空着")),
            Ask("examined_on", N_("考核日"), hint=N_("没有新的就空着")),
            Ask("filed_on", N_("备案日"), hint=N_("没有新的就空着")),
            Ask("certificate", N_("证号"), row.certificate),
            Ask("valid_until", N_("证件至"), str(row.valid_until or "")),
            Ask("insured_until", N_("保险至"), str(row.insured_until or "")),
        )

        def act(words: Words) -> Outcome:
            changed: dict[str, Any] = {}
            for name in ("trained_on", "examined_on", "filed_on", "valid_until", "insured_until"):
                if words[name].strip():
                    changed[name] = parse_day(words[name], desk.today())
            if words["certificate"].strip():
                changed["certificate"] = words["certificate"]
            told = row.model_dump() | changed | {"stated": tuple(changed)}
            return registers.add_person(desk, Person.model_validate(told), uid=words.uid)

        self._ask(_("培训、考核、备案：{who}").format(who=row.name), asked, act)

    def action_change(self) -> None:
        """How the chosen unit or person stands: where, and whether it may be used at all."""
        row = self._chosen()
        if isinstance(row, Inspected):
            self._change_unit(row.unit)
        elif isinstance(row, Person):
            self._change_person(row)

    def _change_unit(self, unit: Equipment) -> None:
        desk = self.desk
        site = ""
        if unit.site:
            site = desk.program.site_name(unit.site)
        asked = (
            Ask("status", N_("状态"), unit.status.label, offered=_labels(EquipmentStatus)),
            Ask("site", N_("作业点"), site, names=named(*(s.name for s in desk.program.sites))),
        )

        def act(words: Words) -> Outcome:
            changed: dict[str, Any] = {"status": choice(EquipmentStatus, words["status"])}
            if words["site"].strip():
                changed["site"] = desk.program.site(normalise(words["site"])).code
            told = unit.model_dump() | changed | {"stated": tuple(changed)}
            return registers.register(desk, Equipment.model_validate(told), uid=words.uid)

        self._ask(_("装备状态：{unit}").format(unit=unit.id), asked, act)

    def _change_person(self, person: Person) -> None:
        desk = self.desk
        here = _("在岗")
        away = _("离岗")
        site = ""
        if person.site:
            site = desk.program.site_name(person.site)
        asked: tuple[Ask, ...] = (
            Ask("active", N_("在岗"), here if person.active else away, offered=(here, away)),
            Ask("site", N_("作业点"), site, names=named(*(s.name for s in desk.program.sites))),
        )
        if pins.enrolled(desk):
            # Letting somebody in takes two.
            asked = (*asked, *BY_TWO)

        def act(words: Words) -> Outcome:
            changed: dict[str, Any] = {"active": words["active"].strip() != away}
            if words["site"].strip():
                changed["site"] = desk.program.site(normalise(words["site"])).code
            told = person.model_dump() | changed | {"stated": tuple(changed)}
            vouched = waiver(desk, words)
            return registers.add_person(
                desk, Person.model_validate(told), uid=words.uid, vouched=vouched
            )

        self._ask(_("人员状态：{who}").format(who=person.name), asked, act)

    def _ask(self, title: str, asked: tuple[Ask, ...], act: Any) -> None:
        def done(outcome: Outcome | None) -> None:
            if outcome:
                self.shell.tell(written(outcome))
                self.shell.did(only_by_another(written(outcome)))
                self.show()

        self.app.push_screen(Fields(title, asked, act), done)


def _labels(kind: type[Term]) -> tuple[str, ...]:
    return tuple(each.label for each in kind)
