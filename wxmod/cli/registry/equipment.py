"""`wxmod equipment`: the register and the yearly inspection."""

from datetime import datetime
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.registry import registers
from wxmod.actions.registry.registers import Inspected
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.base import Confidence
from wxmod.domain.registry.equipment import (
    Equipment,
    EquipmentKind,
    EquipmentStatus,
    Fitness,
    Inspection,
    InspectionResult,
)
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day, parse_instant
from wxmod.domain.typed import choice
from wxmod.wording import N_, Term, _


@click.group(help=_("装备与年检。"))
def equipment() -> None:
    pass


def since_of(desk: Desk, text: str | None) -> datetime | None:
    """From when a change holds: a day from its first second, or a moment; None where nobody said."""
    if not text:
        return None
    word = normalise(text)
    if ":" in word or " " in word:
        return parse_instant(word, zone=desk.program.zone, now=desk.now())
    day = parse_day(word, desk.today())
    return datetime(day.year, day.month, day.day, tzinfo=desk.program.zone)


@equipment.command("list", help=_("装备及其年检状态。"))
@click.option("--on", help=_("看哪一天（默认今天）"))
@click.pass_obj
def list_(session: Session, /, on: str | None) -> None:
    desk = session.desk
    held = registers.equipment(desk, parse_day(on, desk.today()) if on else None)
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
    document = [
        {
            "unit": i.unit,
            "latest": i.latest,
            "days_left": i.days_left,
            "fitness": i.fitness.value,
        }
        for i in held
    ]
    table = show.table(head, [_row(i) for i in held], plain=session.plain)
    session.emit(document, show.paragraphs(table, edits_hint(desk)))


def _row(held: Inspected) -> tuple[object, ...]:
    unit, latest = held.unit, held.latest
    until: object = ""
    if latest and latest.result.good:
        until = latest.valid_until
    return (
        unit.id,
        unit.kind.label,
        unit.model,
        unit.site or "",
        unit.status.label,
        f"{latest.year} {latest.result.label}" if latest else "-",
        until,
        _state(held),
    )


def _state(held: Inspected) -> str:
    if held.fitness is not Fitness.FIT:
        return _("✗ {why}").format(why=held.fitness.label)
    return _("● {n} 天").format(n=held.days_left)


def edits_hint(desk: Desk) -> str:
    """That the programme's tables were edited and the record does not know yet; "" where it does."""
    edits = registers.edited(desk)
    if not edits:
        return ""
    text = _(
        "业务方案的表有 {n} 处改动没有登记：{names}；用 wxmod program changes 查看，加 --take 登记。"
    )
    return text.format(n=len(edits), names=" ".join(each.name for each in edits))


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
    outcome_of = choice(InspectionResult, result)
    until = registers.valid_until(desk, day, outcome_of)
    if valid_until and outcome_of.good:
        until = parse_day(valid_until, desk.today())
    inspection = Inspection(
        equipment=normalise(unit),
        year=day.year,
        inspected_on=day,
        valid_until=until,
        result=outcome_of,
        **words,
    )
    outcome = registers.inspect(desk, inspection)
    said = _("已登记年检：{name}，{result}，不得使用  {mark}")
    if outcome_of.good:
        said = _("已登记年检：{name}，有效至 {until}  {mark}")
    text = said.format(
        name=outcome.name,
        until=until,
        result=outcome_of.label,
        mark=outcome.receipt.mark,
    )
    session.emit(outcome.as_dict(), text)


SINCE = N_("自何时起（日期或时刻，默认现在）；之前的作业仍按之前的登记校验")


_TERMS: dict[str, type[Term]] = {
    "kind": EquipmentKind,
    "status": EquipmentStatus,
    "confidence": Confidence,
}


@equipment.command(help=_("登记装备，或更新登记的任何一项；每项改动自 --since 起有效。"))
@click.argument("unit")
@click.option("--kind", help=_("类别：gun 高炮 / launcher 火箭发射架 / burner 烟炉"))
@click.option("--model", help=_("型号"))
@click.option("--accepts", multiple=True, help=_("可用弹药型号编码，可重复"))
@click.option("--factory-no", help=_("出厂编号"))
@click.option("--site", help=_("所在作业点"))
@click.option("--status", help=_("状态：in-service、under-repair、out-of-service、scrapped"))
@click.option("--safety-lock/--no-safety-lock", default=None, help=_("有无安全锁"))
@click.option("--remote-control/--no-remote-control", default=None, help=_("有无遥控发射"))
@click.option("--camera/--no-camera", default=None, help=_("有无监控"))
@click.option("--source", help=_("出处"))
@click.option("--confidence", help=_("把握：confirmed、reported、unverified"))
@click.option("--since", help=_(SINCE))
@click.pass_obj
def add(session: Session, /, unit: str, since: str | None, **words: Any) -> None:
    desk = session.desk
    at = since_of(desk, since)
    stated = {name: value for name, value in words.items() if value not in (None, (), "")}
    told: dict[str, Any] = {"id": unit}
    known = registers.unit_at(desk, normalise(unit), at)
    if known:
        told = known.model_dump()
    told |= stated
    for name, kind in _TERMS.items():
        if name in stated:
            told[name] = choice(kind, stated[name])
    if "site" in stated:
        told["site"] = desk.program.site(stated["site"]).code
    told["stated"] = list(stated)
    outcome = registers.register(desk, Equipment.model_validate(told), since=at)
    text = _("已登记装备：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), text)
