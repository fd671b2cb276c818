"""`wxmod equipment`: the register and the yearly inspection."""

from typing import Any

import click

from wxmod.actions.registry import registers
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.registry.equipment import (
    Equipment,
    EquipmentKind,
    EquipmentStatus,
    Inspection,
    InspectionResult,
)
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import choice
from wxmod.wording import _


@click.group(help=_("装备与年检。"))
def equipment() -> None:
    pass


@equipment.command("list", help=_("装备及其年检状态。"))
@click.option("--on", help=_("看哪一天（默认今天）"))
@click.pass_obj
def list_(session: Session, /, on: str | None) -> None:
    desk = session.desk
    held = registers.equipment(desk, parse_day(on, desk.today()) if on else None)
    rows = [
        (
            i.unit.id,
            i.unit.kind.label,
            i.unit.model,
            i.unit.site or "",
            i.unit.status.label,
            f"{i.latest.year} {i.latest.result.label}" if i.latest else "-",
            i.latest.valid_until if i.latest else "",
            _("✗ 不可用") if i.days_left is None else _("● {n} 天").format(n=i.days_left),
        )
        for i in held
    ]
    head = (
        _("编号"),
        _("类别"),
        _("型号"),
        _("作业点"),
        _("状态"),
        _("年检"),
        _("有效至"),
        _("还可用"),
    )
    document = [{"unit": i.unit, "latest": i.latest, "days_left": i.days_left} for i in held]
    session.emit(document, show.table(head, rows, plain=session.plain))


@equipment.command(help=_("登记一次年检。"))
@click.argument("unit")
@click.option("--on", required=True, help=_("检验日期"))
@click.option(
    "--result", required=True, help=_("结果：passed 合格 / passed-after-repair / failed / scrapped")
)
@click.option("--valid-until", help=_("有效至（默认按业务方案）"))
@click.option("--organiser", default="", help=_("组织单位"))
@click.option("--certificate", default="", help=_("证书号"))
@click.option("--remarks", default="", help=_("备注"))
@click.pass_obj
def inspect(
    session: Session,
    /,
    unit: str,
    on: str,
    result: str,
    valid_until: str | None,
    **words: str,
) -> None:
    desk = session.desk
    day = parse_day(on, desk.today())
    until = (
        parse_day(valid_until, desk.today()) if valid_until else registers.valid_until(desk, day)
    )
    inspection = Inspection(
        equipment=normalise(unit),
        year=day.year,
        inspected_on=day,
        valid_until=until,
        result=choice(InspectionResult, result),
        **words,
    )
    outcome = registers.inspect(desk, inspection)
    said = _("已登记年检：{name}，有效至 {until}  {mark}")
    session.emit(
        outcome.as_dict(),
        said.format(
            name=outcome.name,
            until=until,
            mark=outcome.receipt.mark,
        ),
    )


@equipment.command(help=_("登记装备，或更新其状态和所在作业点。"))
@click.argument("unit")
@click.option("--kind", help=_("类别：gun 高炮 / launcher 火箭发射架 / burner 烟炉"))
@click.option("--model", help=_("型号"))
@click.option("--accepts", multiple=True, help=_("可用弹药型号编码，可重复"))
@click.option("--site", help=_("所在作业点"))
@click.option("--status", help=_("状态：in-service、under-repair、out-of-service、scrapped"))
@click.pass_obj
def add(session: Session, /, unit: str, **words: Any) -> None:
    desk = session.desk
    known = {i.unit.id: i.unit for i in registers.equipment(desk)}.get(normalise(unit))
    told: dict[str, Any] = known.model_dump() if known else {"id": unit}
    told |= {name: value for name, value in words.items() if value}
    for name, kind in (("kind", EquipmentKind), ("status", EquipmentStatus)):
        if words[name]:
            told[name] = choice(kind, words[name])
    if words["site"]:
        told["site"] = desk.program.site(words["site"]).code
    outcome = registers.register(desk, Equipment.model_validate(told))
    text = _("已登记装备：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), text)
