"""`wxmod airspace`: ask, note the answer, report the start, give back; what is due, and the words to say."""

from typing import Any

import click

from wxmod.actions import Desk, Outcome
from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import Watched
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.numbers import Number
from wxmod.cli.registry.pins import waiver, waives
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, span_words
from wxmod.domain.typed import choice
from wxmod.domain.visible import visible
from wxmod.planning.airspace import MessageKind
from wxmod.wording import _
from wxmod.words import intents
from wxmod.words.intents import instant


@click.group(help=_("空域申请、批复、关闭。"))
def airspace() -> None:
    pass


def _done(session: Session, outcome: Outcome, said: str) -> None:
    """Acknowledge, with the day every time was taken to be of."""
    desk = session.desk
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    held = clearances.get(desk, outcome.name)
    when = f"{_window(desk, held.granted or held.wanted)}"
    session.emit(
        outcome.as_dict(),
        show.paragraphs(f"{text}\n{when}", show.findings(outcome.findings)),
    )


@airspace.command("list", help=_("空域申请及其状态。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    desk = session.desk
    held = clearances.listed(desk)
    rows = [
        (
            c.number,
            " ".join(desk.places.get(Account.site(s), s) for s in c.sites),
            c.status.label,
            show.clock(desk, c.wanted.start),
            _window(desk, c.granted),
            c.approval,
        )
        for c in held
    ]
    head = (
        _("编号"),
        _("作业点"),
        _("状态"),
        _("申请自"),
        _("批准时段"),
        _("批复"),
    )
    session.emit(held, show.table(head, rows, plain=session.plain))


def _window(desk: Desk, window: Window | None) -> str:
    return span_words(window, desk.program.zone) if window else "-"


@airspace.command("show", help=_("一份申请的历次答复：何时答复、何时登记，事后登记的标明补记。"))
@click.argument("number")
@click.pass_obj
def show_(session: Session, /, number: str) -> None:
    desk = session.desk
    steps = clearances.history(desk, normalise(number))
    rows = [
        (
            show.clock(desk, step.at),
            step.clearance.status.label,
            _window(desk, step.clearance.granted),
            step.clearance.approval or "-",
            show.clock(desk, step.recorded_at),
            _("补记") if step.is_late else "",
            step.ref,
        )
        for step in steps
    ]
    head = (
        _("时刻"),
        _("状态"),
        _("批准时段"),
        _("批复"),
        _("登记时刻"),
        "",
        _("流水号"),
    )
    session.emit([step._asdict() for step in steps], show.table(head, rows, plain=session.plain))


@airspace.command(help=_("申请空域和作业时限。"))
@click.option(
    "--site",
    "sites",
    required=True,
    multiple=True,
    help=_("作业点，可重复"),
)
@click.option("--start", required=True, help=_("自何时"))
@click.option("--end", required=True, help=_("至何时"))
@click.option(
    "--equipment",
    "kinds",
    multiple=True,
    help=_("装备类别 gun / launcher，可重复（默认作业点现有的）"),
)
@click.option("--number", help=_("申请号（默认自动编号）"))
@click.option("--max-height", help=_("最大高度（海拔 m）"))
@click.option("--azimuth", nargs=2, help=_("方位范围，自、至（顺时针）"))
@waives
@click.pass_obj
def request(
    session: Session,
    /,
    sites: tuple[str, ...],
    start: str,
    end: str,
    **words: Any,
) -> None:
    desk = session.desk
    asked = intents.clearance(
        desk,
        {
            "sites": sites,
            "start": start,
            "end": end,
            "equipment": words["kinds"],
            "number": words["number"],
            "max_height_msl_m": words["max_height"],
            "azimuths": words["azimuth"],
        },
    )
    _done(
        session,
        clearances.request(desk, asked, waive=waiver(desk, words)),
        _("已申请：{name}  {mark}"),
    )


@airspace.command(help=_("登记批复：批准的时段。"))
@click.argument("number")
@click.option("--start", required=True, help=_("自何时"))
@click.option("--end", required=True, help=_("至何时"))
@click.option("--approval", default="", help=_("批复号或管制员"))
@click.option("--max-height", type=Number(), help=_("批准的最大高度（海拔 m；默认同申请）"))
@click.option(
    "--azimuth",
    type=Number(),
    nargs=2,
    help=_("批准的方位，自、至（顺时针；默认同申请）"),
)
@click.option("--at", help=_("答复时刻（默认此刻）"))
@click.pass_obj
def grant(
    session: Session,
    /,
    number: str,
    start: str,
    end: str,
    **words: Any,
) -> None:
    desk = session.desk
    given = {
        "start": start,
        "end": end,
        "max_height_msl_m": words["max_height"],
        "azimuths": words["azimuth"],
    }
    window, limits = intents.limits(desk, given)
    at = instant(desk, words["at"])
    outcome = clearances.grant(
        desk,
        normalise(number),
        window,
        approval=words["approval"],
        at=at,
        limits=limits,
    )
    _done(session, outcome, _("已登记批复：{name}  {mark}"))


@airspace.command(help=_("登记暂缓：到何时再答复。"))
@click.argument("number")
@click.option("--until", required=True, help=_("何时之后答复"))
@click.option("--reason", default="", help=_("原因"))
@click.option("--at", help=_("答复时刻（默认此刻）"))
@click.pass_obj
def delay(
    session: Session,
    /,
    number: str,
    until: str,
    reason: str,
    at: str | None,
) -> None:
    desk = session.desk
    outcome = clearances.delay(
        desk,
        normalise(number),
        intents.needed(desk, {"until": until}, "until"),
        reason=reason,
        at=instant(desk, at),
    )
    _done(session, outcome, _("已登记暂缓：{name}  {mark}"))


@airspace.command(help=_("登记作业开始报（发射前）。"))
@click.argument("number")
@click.option("--at", help=_("开始时刻（默认此刻）"))
@click.pass_obj
def start(session: Session, /, number: str, at: str | None) -> None:
    desk = session.desk
    _done(
        session,
        clearances.start(desk, normalise(number), at=instant(desk, at)),
        _("已登记开始报：{name}  {mark}"),
    )


@airspace.command(help=_("撤销申请，或退回没有用过的批复。"))
@click.argument("number")
@click.option("--reason", required=True, help=_("原因"))
@click.option("--at", help=_("撤销时刻（默认此刻）"))
@click.pass_obj
def cancel(
    session: Session,
    /,
    number: str,
    reason: str,
    at: str | None,
) -> None:
    desk = session.desk
    outcome = clearances.cancel(desk, normalise(number), reason=reason, at=instant(desk, at))
    _done(session, outcome, _("已撤销：{name}  {mark}"))


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
    _done(
        session,
        clearances.close(desk, normalise(number), at=instant(desk, at)),
        _("已关闭：{name}  {mark}"),
    )


@airspace.command(help=_("未关闭的申请：等什么、还剩几分钟、哪些已超时。"))
@click.pass_obj
def watch(session: Session, /) -> None:
    desk = session.desk
    held = clearances.watch(desk)
    rows = [row for each in held for row in _due(desk, each)]
    head = (
        _("编号"),
        _("作业点"),
        _("状态"),
        _("等什么"),
        _("时刻"),
        _("剩余分钟"),
    )
    findings = show.findings([finding for each in held for finding in each.findings])
    document = [
        {
            "clearance": each.clearance.model_dump(mode="json"),
            "findings": [f.as_dict() for f in each.findings],
            "deadlines": [
                {
                    "due": d.due.value,
                    "at": d.at,
                    "minutes_left": round(d.minutes_left(desk.now()), 1),
                }
                for d in each.deadlines
            ],
        }
        for each in held
    ]
    session.emit(document, show.paragraphs(show.table(head, rows, plain=session.plain), findings))


def _due(desk: Desk, each: Watched) -> list[tuple[object, ...]]:
    c = each.clearance
    sites = " ".join(desk.places.get(Account.site(s), s) for s in c.sites)
    return [
        (
            c.number,
            sites,
            c.status.label,
            d.due.label,
            show.clock(desk, d.at),
            round(d.minutes_left(desk.now())),
        )
        for d in each.deadlines
    ]


@airspace.command(help=_("给管制的报文：电话或传真用的文字，--json 为逐项表。数据项代码未核实。"))
@click.argument("number")
@click.option(
    "--kind", default="request", help=_("request 申请（默认）/ start 开始 / end 结束 / cancel 撤销")
)
@click.pass_obj
def message(session: Session, /, number: str, kind: str) -> None:
    told = clearances.message(session.desk, normalise(number), choice(MessageKind, kind))
    note = _("数据项依 QX/T 422-2018 的范围和常见做法，标准原文和代码表未见：未核实。")
    session.emit(told.as_dict(), show.paragraphs(visible(told.text, keep="\n"), note))
