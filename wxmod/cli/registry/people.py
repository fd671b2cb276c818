"""`wxmod people`: the roster."""

from typing import Any

import click

from wxmod.actions.registry import pins, registers
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import pin, vouched
from wxmod.domain.registry.people import Person, Role
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import choice
from wxmod.wording import _

_HANDS = {"by", "witness", "pin_file"}


@click.group(help=_("人员与备案。"))
def people() -> None:
    pass


people.add_command(pin)


@people.command("list", help=_("花名册。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    held, enrolled = registers.people(session.desk), pins.enrolled(session.desk)
    rows = [
        (
            p.id,
            p.name,
            " ".join(r.label for r in p.roles),
            p.site or "",
            p.trained_on or "-",
            p.examined_on or "-",
            p.filed_on or "-",
            "●" if p.id in enrolled else "",
            p.confidence.label,
        )
        for p in held
    ]
    head = (
        _("编号"),
        _("姓名"),
        _("职责"),
        _("作业点"),
        _("训练"),
        _("考核"),
        _("备案"),
        _("口令"),
        _("把握"),
    )
    session.emit(held, show.table(head, rows, plain=session.plain))


@people.command(help=_("登记人员，或更新其训练、考核、备案。"))
@click.argument("person")
@click.option("--name", help=_("姓名"))
@click.option(
    "--role",
    "roles",
    multiple=True,
    help=_("职责，可重复：commander、chief、crew、storekeeper、inspector、forecaster、bureau"),
)
@click.option("--site", help=_("所在作业点"))
@click.option("--trained", "trained_on", help=_("训练日期"))
@click.option("--examined", "examined_on", help=_("考核日期"))
@click.option("--filed", "filed_on", help=_("公安备案日期"))
@click.option("--certificate", help=_("证书号"))
@click.option("--active/--inactive", default=None, help=_("在岗 / 离岗"))
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人：有人设了口令后，登记人员和职责须两人"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def add(session: Session, /, person: str, **words: Any) -> None:
    desk = session.desk
    known = {p.id: p for p in registers.people(desk)}.get(normalise(person))
    told: dict[str, Any] = known.model_dump() if known else {"id": person}
    particulars = {name: words[name] for name in words if name not in _HANDS}
    told |= {name: value for name, value in particulars.items() if value not in (None, ())}
    told["roles"] = [choice(Role, role) for role in words["roles"]] or told.get("roles", ())
    for name in ("trained_on", "examined_on", "filed_on"):
        if words[name]:
            told[name] = parse_day(words[name], desk.today())
    if words["site"]:
        told["site"] = desk.program.site(words["site"]).code
    said = Person.model_validate(told)
    outcome = registers.add_person(desk, said, vouched(desk, words))
    text = _("已登记人员：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    vain = said.active and Role.BUREAU in said.roles and not pins.is_bureau(desk, outcome.name)
    hint = (
        _("这里已认可主管单位的密钥：谁是局管理员由主管单位登记后随交换包下发，这里登记的不算。")
        if vain
        else ""
    )
    session.emit(
        outcome.as_dict() | {"bureau_in_vain": vain},
        show.paragraphs(text, hint),
    )
