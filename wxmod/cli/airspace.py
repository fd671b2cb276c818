"""`wxmod airspace`: ask, note the answer, give back."""

from datetime import datetime
from typing import Any

import click

from wxmod.actions import Desk, Outcome
from wxmod.actions import airspace as clearances
from wxmod.actions.forms import choice
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.airspace import Clearance
from wxmod.domain.equipment import EquipmentKind
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, parse_instant
from wxmod.wording import _


@click.group(help=_("空域申请、批复、关闭。"))
def airspace() -> None:
    pass


def _at(desk: Desk, text: str | None) -> datetime:
    return parse_instant(text, zone=desk.program.zone, now=desk.now()) if text else desk.now()


def _done(session: Session, outcome: Outcome, said: str) -> None:
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(text, show.findings(outcome.findings)))


@airspace.command("list", help=_("空域申请及其状态。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    desk = session.desk
    held = clearances.listed(desk)
    rows = [
        (c.number, " ".join(desk.places.get(f"site/{s}", s) for s in c.sites), c.status.label,
         show.clock(desk, c.wanted.start), _window(desk, c.granted), c.approval)
        for c in held
    ]  # fmt: skip
    head = (_("编号"), _("作业点"), _("状态"), _("申请自"), _("批准时段"), _("批复"))
    session.emit(held, show.table(head, rows, plain=session.plain))


def _window(desk: Desk, window: Window | None) -> str:
    return f"{show.clock(desk, window.start)} – {desk.local(window.end):%H:%M}" if window else "-"


@airspace.command(help=_("申请空域和作业时限。"))
@click.option("--site", "sites", required=True, multiple=True, help=_("作业点，可重复"))
@click.option("--start", required=True, help=_("自何时"))
@click.option("--end", required=True, help=_("至何时"))
@click.option("--equipment", "kinds", multiple=True, help=_("装备类别 gun / launcher，可重复（默认不限）"))
@click.option("--number", help=_("申请号（默认自动编号）"))
@click.option("--max-height", help=_("最大高度（海拔 m）"))
@click.option("--azimuth", nargs=2, help=_("方位范围，自、至（顺时针）"))
@click.option("--waive", "waived", multiple=True, metavar="CODE=WHY", help=_("豁免一条禁止规则并写明理由"))
@click.pass_obj
def request(session: Session, /, sites: tuple[str, ...], start: str, end: str, **words: Any) -> None:
    desk = session.desk
    azimuth = words["azimuth"] or (None, None)
    asked = Clearance.model_validate({
        "number": words["number"] or clearances.next_number(desk), "requested_at": desk.now(),
        "sites": [desk.program.site(normalise(s)).code for s in sites], "requested_by": desk.actor,
        "equipment": [choice(EquipmentKind, kind) for kind in words["kinds"]],
        "wanted": {"start": _at(desk, start), "end": _at(desk, end)}, "max_height_msl_m": words["max_height"],
        "azimuth_from_deg": azimuth[0], "azimuth_to_deg": azimuth[1],
    })  # fmt: skip
    waive = dict(text.partition("=")[::2] for text in words["waived"])
    _done(session, clearances.request(desk, asked, waive=waive), _("已申请：{name}  {mark}"))


@airspace.command(help=_("登记批复：批准的时段。"))
@click.argument("number")
@click.option("--start", required=True, help=_("自何时"))
@click.option("--end", required=True, help=_("至何时"))
@click.option("--approval", default="", help=_("批复号或管制员"))
@click.option("--at", help=_("答复时刻（默认此刻）"))
@click.pass_obj
def grant(session: Session, /, number: str, start: str, end: str, approval: str, at: str | None) -> None:
    desk = session.desk
    window = Window(start=_at(desk, start), end=_at(desk, end))
    outcome = clearances.grant(desk, normalise(number), window, approval=approval, at=_at(desk, at))
    _done(session, outcome, _("已登记批复：{name}  {mark}"))


@airspace.command(help=_("登记不同意。"))
@click.argument("number")
@click.option("--reason", required=True, help=_("原因"))
@click.pass_obj
def refuse(session: Session, /, number: str, reason: str) -> None:
    outcome = clearances.refuse(session.desk, normalise(number), reason=reason)
    _done(session, outcome, _("已登记不同意：{name}  {mark}"))


@airspace.command(help=_("作业结束，关闭空域。"))
@click.argument("number")
@click.option("--at", help=_("关闭时刻（默认此刻）"))
@click.pass_obj
def close(session: Session, /, number: str, at: str | None) -> None:
    desk = session.desk
    _done(session, clearances.close(desk, normalise(number), at=_at(desk, at)), _("已关闭：{name}  {mark}"))
