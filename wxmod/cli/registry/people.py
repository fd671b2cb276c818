"""`wxmod people`: the roster."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.registry import pins, registers
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.equipment import SINCE, edits_hint, since_of
from wxmod.cli.registry.pins import pin, vouched
from wxmod.domain.base import Confidence
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
    table = show.table(head, rows, plain=session.plain)
    session.emit(held, show.paragraphs(table, edits_hint(session.desk)))


_DAYS = ("trained_on", "examined_on", "filed_on", "valid_until", "insured_until")


@people.command(
    help=_("登记人员，或更新登记的任何一项；训练、考核、备案自其日期起有效，其余自 --since 起。")
)
@click.argument("person")
@click.option("--name", help=_("姓名"))
@click.option(
    "--role",
    "roles",
    multiple=True,
    help=_("职责，可重复：commander、chief、crew、storekeeper、inspector、forecaster、bureau"),
)
@click.option("--site", help=_("所在作业点"))
@click.option(
    "--trained",
    "trained_on",
    help=_("训练日期"),
)
@click.option(
    "--examined",
    "examined_on",
    help=_("考核日期"),
)
@click.option(
    "--filed",
    "filed_on",
    help=_("公安备案日期"),
)
@click.option("--certificate", help=_("证书号"))
@click.option("--valid-until", help=_("证书有效至"))
@click.option("--insured-until", help=_("人身意外保险有效至"))
@click.option(
    "--active/--inactive",
    default=None,
    help=_("在岗 / 离岗"),
)
@click.option("--source", help=_("出处"))
@click.option("--confidence", help=_("把握：confirmed、reported、unverified"))
@click.option("--since", help=_(SINCE))
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人：有人设了口令后，登记人员和职责须两人"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def add(session: Session, /, person: str, since: str | None, **words: Any) -> None:
    desk = session.desk
    at = since_of(desk, since)
    particulars = {name: words[name] for name in words if name not in _HANDS}
    told = _told(
        desk,
        normalise(person),
        particulars,
        at,
    )
    said = Person.model_validate(told)
    outcome = registers.add_person(
        desk,
        said,
        since=at,
        vouched=vouched(desk, words),
    )
    text = _("已登记人员：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    vain = said.active and Role.BUREAU in said.roles and not pins.is_bureau(desk, outcome.name)
    hint = ""
    if vain:
        hint = _(
            "这里已认可主管单位的密钥：谁是局管理员由主管单位登记后随交换包下发，这里登记的不算。"
        )
    session.emit(outcome.as_dict() | {"bureau_in_vain": vain}, show.paragraphs(text, hint))


def _told(
    desk: Desk,
    person: str,
    words: Mapping[str, Any],
    at: datetime | None,
) -> dict[str, Any]:
    """The person as they stood at that moment, with what was typed in its place."""
    known = registers.person_at(desk, person, at)
    told: dict[str, Any] = known.model_dump() if known else {"id": person}
    told |= {name: value for name, value in words.items() if value not in (None, (), "")}
    if words["roles"]:
        told["roles"] = [choice(Role, role) for role in words["roles"]]
    told.setdefault("roles", ())
    told["stated"] = [name for name, value in words.items() if value not in (None, (), "")]
    for name in _DAYS:
        if words[name]:
            told[name] = parse_day(words[name], desk.today())
    if words["confidence"]:
        told["confidence"] = choice(Confidence, words["confidence"])
    if words["site"]:
        told["site"] = desk.program.site(words["site"]).code
    return told
