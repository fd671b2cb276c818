"""`wxmod plan instruction`: give, acknowledge, revise, cancel; and how the work agreed."""

from datetime import datetime
from typing import Any

import click

from wxmod.actions import Desk, Outcome, instructions, operations, solutions
from wxmod.actions.forms import choice, order_from_text
from wxmod.actions.solutions import Solved
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.aiming import Aim
from wxmod.domain.errors import BadInput
from wxmod.domain.instructions import Aspect, Deviation, Instructed, Instruction, Order
from wxmod.domain.operations import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, parse_instant
from wxmod.wording import N_, _


@click.group(help=_("作业指令：下达、确认、修订、撤销、与实际比较。"))
def instruction() -> None:
    pass


def _fields(command: Any) -> Any:
    for flag, said in reversed((
        ("--start", _("自何时（有诸元时默认其时刻；修订时默认不改）")), ("--end", _("至何时")),
        ("--process", _("天气过程编号")),
        ("--joint", _("联合作业名称（各点相同）")), ("--clearance", _("空域批复号（默认查已批准的）")),
        ("--by", _("下达人（默认当前用户）")), ("--remarks", _("备注")),
    )):  # fmt: skip
        command = click.option(flag, help=said)(command)
    solution = _("打什么取自 plan fire 或 plan burner 的 --json 输出；- 为标准输入")
    command = click.option("--from-solution", "solution", type=click.File(encoding="utf-8"), help=solution)(command)
    for flag, name, said in (
        ("--waive", "waived", _("豁免一条禁止规则并写明理由")), ("--cites", "cites", _("依据的产品编号，可重复")),
        ("--order", "orders", _("一件装备打什么，可重复：equipment=G1 rounds=9 azimuth=150,180 elevation=60")),
    ):  # fmt: skip
        command = click.option(flag, name, multiple=True, help=said)(command)
    return command


def _at(desk: Desk, text: str | None) -> datetime:
    return parse_instant(text, zone=desk.program.zone, now=desk.now()) if text else desk.now()


def _start(desk: Desk, text: str | None, solved: Solved | None) -> datetime:
    """As typed; else the moment a solution was asked for, or now where that has passed."""
    return max(solved.plan.at, desk.now()) if solved and not text else _at(desk, text)


def _solved(words: dict[str, Any], site: str | None = None, purpose: Purpose | None = None) -> Solved | None:
    """The solution the instruction follows from, if one was given.

    Raises:
        BadInput: it is none; orders were typed beside it; or it is for another site or purpose.
    """
    if words["solution"] is None:
        return None
    if words["orders"]:
        raise BadInput(N_("--order 和 --from-solution 只能用一个"))
    found = solutions.read(words["solution"])
    for told, meant in ((site, found.plan.site), (purpose and purpose.label, found.purpose.label)):
        if told not in {None, meant}:
            raise BadInput(N_("诸元是给 {meant} 的，不是 {told}"), meant=meant, told=told)
    return found


def _by(desk: Desk, found: Solved) -> dict[str, Any]:
    """What a solution tells of an instruction; what it rests on and its moment as the remark."""
    plan = found.plan
    basis = _("射表 {table}").format(table=plan.table) if isinstance(plan, Aim) else plan.wind_source
    said = _("诸元按 {basis}，{at} 求得").format(basis=basis, at=show.clock(desk, plan.at))
    return {"orders": (found.order,), "remarks": said}


def _by_hand(remarks: str) -> str:
    """The remark of an instruction whose orders somebody types anew: it rests on no solution any more."""
    said = _("{remarks}；后由人工改定")
    return remarks if not remarks or remarks.endswith(said.format(remarks="")) else said.format(remarks=remarks)


def _said(desk: Desk, words: dict[str, Any]) -> dict[str, Any]:
    """What the options tell, field by field."""
    told: dict[str, Any] = {name: normalise(words[name]) for name in ("process", "joint", "clearance") if words[name]}
    told |= {"issued_by": normalise(words["by"] or desk.actor), "issued_at": desk.now()}
    told |= {"remarks": words["remarks"]} if words["remarks"] else {}
    told |= {"cites": tuple(normalise(c) for c in words["cites"])} if words["cites"] else {}
    return told | ({"orders": tuple(order_from_text(text) for text in words["orders"])} if words["orders"] else {})


def _waived(words: dict[str, Any]) -> dict[str, str]:
    waive = dict(text.partition("=")[::2] for text in words["waived"])
    if any(not why.strip() for why in waive.values()):
        raise BadInput(N_("豁免须写明理由"), remedy=N_("写作 --waive M322=理由"))
    return waive


def _done(session: Session, outcome: Outcome, said: str) -> None:
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(text, show.findings(outcome.findings)))


@instruction.command(help=_("下达作业指令；规则不允许的不能下达。"))
@click.option("--site", help=_("作业点编码或名称（--from-solution 时不必写）"))
@click.option("--purpose", help=_("目的：rain 增雨 / snow 增雪 / hail 防雹（--from-solution 时不必写）"))
@click.option("--number", help=_("指令号（默认自动编号）"))
@_fields
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def issue(session: Session, /, site: str | None, purpose: str | None, number: str | None, **words: Any) -> None:
    desk = session.desk
    place = desk.program.site(normalise(site)).code if site else None
    meant = choice(Purpose, purpose) if purpose else None
    solved = _solved(words, place, meant)
    if not (words["end"] and (solved or (words["start"] and words["orders"] and place and meant))):
        raise BadInput(
            N_("指令须有时段，以及作业点、目的和至少一条 --order，或一份诸元"),
            remedy=N_("看 wxmod plan instruction issue --help"),
        )  # fmt: skip
    told = {
        "number": normalise(number) if number else instructions.next_number(desk),
        "site": solved.plan.site if solved else place, "purpose": solved.purpose if solved else meant,
        "window": Window(start=_start(desk, words["start"], solved), end=_at(desk, words["end"])),
    }  # fmt: skip
    made = Instruction.model_validate(told | (_by(desk, solved) if solved else {}) | _said(desk, words))
    by = solved.plan if solved else None
    done = instructions.issue(desk, made, waive=_waived(words), uid=words["uid"], by=by)
    _done(session, done, _("已下达：{name}  {mark}"))


@instruction.command(help=_("修订作业指令：只写要改的；须重新确认。"))
@click.argument("number")
@click.option("--reason", required=True, help=_("修订原因"))
@_fields
@click.pass_obj
def revise(session: Session, /, number: str, reason: str, **words: Any) -> None:
    desk = session.desk
    held = instructions.get(desk, normalise(number)).instruction
    start, end = words["start"], words["end"]
    window = Window(
        start=_at(desk, start) if start else held.window.start, end=_at(desk, end) if end else held.window.end
    )  # fmt: skip
    solved = _solved(words, held.site, held.purpose)
    by_hand = {"remarks": _by_hand(held.remarks)} if words["orders"] else {}
    anew = (_by(desk, solved) if solved else by_hand) | _said(desk, words) | {"window": window, "reason": reason}
    told = Instruction.model_validate(held.model_dump() | anew)
    done = instructions.revise(desk, told, waive=_waived(words), by=solved.plan if solved else None)
    _done(session, done, _("已修订：{name}  {mark}"))


@instruction.command(help=_("登记作业点的答复：已复诵确认，或不能执行及原因。"))
@click.argument("number")
@click.option("--by", required=True, help=_("答复人"))
@click.option("--refused", default="", metavar="WHY", help=_("不能执行的原因"))
@click.option("--at", help=_("答复时刻（默认此刻）"))
@click.pass_obj
def ack(session: Session, /, number: str, by: str, refused: str, at: str | None) -> None:
    desk = session.desk
    outcome = instructions.answer(desk, normalise(number), normalise(by), refused=refused, at=_at(desk, at))
    _done(session, outcome, _("已登记答复：{name}  {mark}"))


@instruction.command(help=_("撤销作业指令。"))
@click.argument("number")
@click.option("--reason", required=True, help=_("原因"))
@click.option("--by", help=_("撤销人（默认当前用户）"))
@click.option("--at", help=_("撤销时刻（默认此刻）"))
@click.pass_obj
def cancel(session: Session, /, number: str, reason: str, by: str | None, at: str | None) -> None:
    desk, moment = session.desk, _at(session.desk, at)
    outcome = instructions.cancel(desk, normalise(number), reason=reason, by=by, at=moment)
    _done(session, outcome, _("已撤销：{name}  {mark}"))


@instruction.command("list", help=_("作业指令及其状态。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    desk = session.desk
    held = instructions.listed(desk)
    head = (_("指令"), _("版本"), _("作业点"), _("目的"), _("时段"), _("状态"), _("内容"))
    session.emit(held, show.table(head, [_line(desk, each) for each in held], plain=session.plain))


def _line(desk: Desk, held: Instructed) -> tuple[object, ...]:
    told = held.instruction
    window = f"{show.clock(desk, told.window.start)} – {desk.local(told.window.end):%H:%M}"
    orders = "; ".join(map(_order, told.orders))
    return told.number, told.revision, desk.program.site(told.site).name, told.purpose.label, window, (
        held.status.label
    ), orders  # fmt: skip


def _order(order: Order) -> str:
    azimuths, elevations = ("–".join(f"{v:g}" for v in each) for each in (order.azimuths_deg, order.elevations_deg))
    return f"{order.equipment} ×{order.rounds} {azimuths or '-'}° ∠{elevations or '-'}°"


@instruction.command("show", help=_("一条指令，以及按它做的作业逐项比较。"))
@click.argument("number")
@click.pass_obj
def show_(session: Session, /, number: str) -> None:
    desk = session.desk
    held = instructions.get(desk, normalise(number))
    worked = instructions.carried_out(desk, held.instruction.number)
    told = held.instruction
    fields = [
        (_("指令"), told.number), (_("版本"), told.revision), (_("状态"), held.status.label),
        (_("作业点"), desk.program.site(told.site).name), (_("目的"), told.purpose.label),
        (_("时段"), f"{show.clock(desk, told.window.start)} – {show.clock(desk, told.window.end)}"),
        *((_("打什么"), _order(order)) for order in told.orders), (_("空域"), told.clearance),
        (_("下达"), f"{told.issued_by} {show.clock(desk, told.issued_at)}"), (_("依据"), " ".join(told.cites)),
        (_("答复"), held.answer and f"{held.answer.by} {show.clock(desk, held.answer.at)} {held.answer.reason}"),
        (_("撤销及原因"), held.cancelled and f"{show.clock(desk, held.cancelled.at)} {held.cancelled.reason}"),
        (_("修订原因"), told.reason), (_("备注"), told.remarks),
    ]  # fmt: skip
    tables = [show.paragraphs(no, _compared(session, found)) for no, found in worked.items()]
    document = held.model_dump(mode="json") | {
        "operations": {no: [d.model_dump(mode="json") for d in found] for no, found in worked.items()}
    }
    session.emit(document, show.paragraphs(show.pairs(fields), *tables))


@instruction.command(help=_("一次作业与其指令逐项比较。"))
@click.argument("no")
@click.pass_obj
def compare(session: Session, /, no: str) -> None:
    desk = session.desk
    found = instructions.compared(desk, operations.get(desk, normalise(no)).operation)
    none = "" if found else _("没有登记过的作业指令")
    session.emit([d.model_dump(mode="json") for d in found], none or _compared(session, found))


def _compared(session: Session, found: tuple[Deviation, ...]) -> str:
    marks = {True: "●", False: "✗", None: "?"}
    rows = [
        (marks[d.within], d.aspect.label, d.equipment or "", *_words(session.desk, d),
         _measure(d, d.off), _measure(d, d.limit))
        for d in found
    ]  # fmt: skip
    head = ("", _("项目"), _("装备"), _("指令"), _("实际"), _("偏差"), _("限值"))
    return show.table(head, rows, plain=session.plain)


_UNITS = {Aspect.TIME: " min", Aspect.AZIMUTH: "°", Aspect.ELEVATION: "°"}


def _measure(each: Deviation, value: float | None) -> str:
    return "" if value is None else f"{value:g}{_UNITS.get(each.aspect, '')}"


def _words(desk: Desk, each: Deviation) -> list[str]:
    """Ordered and done; times on the county's clock."""
    if each.aspect is not Aspect.TIME:
        return [each.ordered, each.done or "-"]
    spans = [[desk.local(datetime.fromisoformat(at)) for at in w.split("/")] for w in (each.ordered, each.done)]
    return [f"{first:%m-%d %H:%M}–{last:%H:%M}" for first, last in spans]
