"""`wxmod plan instruction`: give, acknowledge, revise, cancel; and how the work agreed."""

from typing import Any

import click

from wxmod.actions import Desk, Outcome
from wxmod.actions.command import instructions
from wxmod.actions.operations import recording
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import waiver, waives
from wxmod.domain.command.instructions import Deviation, Instructed, Order
from wxmod.domain.errors import BadInput
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.typed import choice
from wxmod.planning import solved as solutions
from wxmod.planning.solved import Solved
from wxmod.wording import N_, _
from wxmod.words import orders
from wxmod.words.forms import order_from_text
from wxmod.words.intents import instant


@click.group(help=_("作业指令：下达、确认、修订、撤销、与实际比较。"))
def instruction() -> None:
    pass


def _fields(command: Any) -> Any:
    for flag, said in reversed(
        (
            ("--start", _("自何时（有诸元时默认其时刻；修订时默认不改）")),
            ("--end", _("至何时")),
            ("--process", _("天气过程编号")),
            ("--joint", _("联合作业名称（各点相同）")),
            ("--clearance", _("空域批复号（默认查已批准的）")),
            ("--by", _("下达人（默认当前用户）")),
            ("--remarks", _("备注")),
        )
    ):
        command = click.option(flag, help=said)(command)
    solution = _("打什么取自 plan fire 或 plan burner 的 --json 输出；- 为标准输入")
    command = click.option(
        "--from-solution", "solution", type=click.File(encoding="utf-8"), help=solution
    )(command)
    for flag, name, said in (
        ("--cites", "cites", _("依据的产品编号，可重复")),
        (
            "--order",
            "orders",
            _("一件装备打什么，可重复：equipment=G1 rounds=9 azimuth=150,180 elevation=60"),
        ),
    ):
        command = click.option(flag, name, multiple=True, help=said)(command)
    return waives(command)


def _solved(
    words: dict[str, Any], site: str | None = None, purpose: Purpose | None = None
) -> Solved | None:
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


def _words(words: dict[str, Any], **more: str | None) -> tuple[dict[str, Any], list[Order]]:
    """What the options tell, and what units are ordered."""
    return words | more, [order_from_text(text) for text in words["orders"]]


def _done(session: Session, outcome: Outcome, said: str) -> None:
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(text, show.findings(outcome.findings)))


@instruction.command(help=_("下达作业指令；规则不允许的不能下达。"))
@click.option("--site", help=_("作业点编码或名称（--from-solution 时不必写）"))
@click.option(
    "--purpose", help=_("目的：rain 增雨 / snow 增雪 / hail 防雹（--from-solution 时不必写）")
)
@click.option("--number", help=_("指令号（默认自动编号）"))
@_fields
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def issue(
    session: Session,
    /,
    site: str | None,
    purpose: str | None,
    number: str | None,
    **words: Any,
) -> None:
    desk = session.desk
    place = desk.program.site(normalise(site)).code if site else None
    meant = choice(Purpose, purpose) if purpose else None
    solved = _solved(words, place, meant)
    if not (words["end"] and (solved or (words["start"] and words["orders"] and place and meant))):
        raise BadInput(
            N_("指令须有时段，以及作业点、目的和至少一条 --order，或一份诸元"),
            remedy=N_("看 wxmod plan instruction issue --help"),
        )
    said, ordered = _words(words, site=site, purpose=purpose, number=number)
    made = orders.told(desk, said, ordered, solved)
    by = solved.plan if solved else None
    done = instructions.issue(
        desk,
        made,
        waive=waiver(desk, words),
        uid=words["uid"],
        by=by,
    )
    _done(session, done, _("已下达：{name}  {mark}"))


@instruction.command(help=_("修订作业指令：只写要改的；须重新确认。"))
@click.argument("number")
@click.option("--reason", required=True, help=_("修订原因"))
@_fields
@click.pass_obj
def revise(
    session: Session,
    /,
    number: str,
    reason: str,
    **words: Any,
) -> None:
    desk = session.desk
    held = instructions.get(desk, normalise(number)).instruction
    solved = _solved(words, held.site, held.purpose)
    said, ordered = _words(words, reason=reason)
    told = orders.revised(desk, held, said, ordered, solved)
    done = instructions.revise(
        desk, told, waive=waiver(desk, words), by=solved.plan if solved else None
    )
    _done(session, done, _("已修订：{name}  {mark}"))


@instruction.command(help=_("登记作业点的答复：已复诵确认，或不能执行及原因。"))
@click.argument("number")
@click.option("--by", required=True, help=_("答复人"))
@click.option(
    "--refused",
    default="",
    metavar="WHY",
    help=_("不能执行的原因"),
)
@click.option("--at", help=_("答复时刻（默认此刻）"))
@click.pass_obj
def ack(
    session: Session,
    /,
    number: str,
    by: str,
    refused: str,
    at: str | None,
) -> None:
    desk = session.desk
    outcome = instructions.answer(
        desk,
        normalise(number),
        normalise(by),
        refused=refused,
        at=instant(desk, at),
    )
    _done(session, outcome, _("已登记答复：{name}  {mark}"))


@instruction.command(help=_("撤销作业指令。"))
@click.argument("number")
@click.option("--reason", required=True, help=_("原因"))
@click.option("--by", help=_("撤销人（默认当前用户）"))
@click.option("--at", help=_("撤销时刻（默认此刻）"))
@click.pass_obj
def cancel(
    session: Session,
    /,
    number: str,
    reason: str,
    by: str | None,
    at: str | None,
) -> None:
    desk, moment = session.desk, instant(session.desk, at)
    outcome = instructions.cancel(
        desk,
        normalise(number),
        reason=reason,
        by=by,
        at=moment,
    )
    _done(session, outcome, _("已撤销：{name}  {mark}"))


@instruction.command("list", help=_("作业指令及其状态。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    desk = session.desk
    held = instructions.listed(desk)
    head = (
        _("指令"),
        _("版本"),
        _("作业点"),
        _("目的"),
        _("时段"),
        _("状态"),
        _("内容"),
    )
    session.emit(held, show.table(head, [_line(desk, each) for each in held], plain=session.plain))


def _line(desk: Desk, held: Instructed) -> tuple[object, ...]:
    told = held.instruction
    window = f"{show.clock(desk, told.window.start)} – {desk.local(told.window.end):%H:%M}"
    ordered = "; ".join(map(orders.order_said, told.orders))
    return (
        told.number,
        told.revision,
        desk.program.site_name(told.site),
        told.purpose.label,
        window,
        (held.status.label),
        ordered,
    )


@instruction.command("show", help=_("一条指令，以及按它做的作业逐项比较。"))
@click.argument("number")
@click.pass_obj
def show_(session: Session, /, number: str) -> None:
    desk = session.desk
    held = instructions.get(desk, normalise(number))
    worked = instructions.carried_out(desk, held.instruction.number)
    told = held.instruction
    fields = [
        (_("指令"), told.number),
        (_("版本"), told.revision),
        (_("状态"), held.status.label),
        (_("作业点"), desk.program.site_name(told.site)),
        (_("目的"), told.purpose.label),
        (_("时段"), f"{show.clock(desk, told.window.start)} – {show.clock(desk, told.window.end)}"),
        *((_("打什么"), orders.order_said(order)) for order in told.orders),
        (_("空域"), told.clearance),
        (_("下达"), f"{told.issued_by} {show.clock(desk, told.issued_at)}"),
        (_("依据"), " ".join(told.cites)),
        (
            _("答复"),
            held.answer
            and f"{held.answer.by} {show.clock(desk, held.answer.at)} {held.answer.reason}",
        ),
        (
            _("撤销及原因"),
            held.cancelled and f"{show.clock(desk, held.cancelled.at)} {held.cancelled.reason}",
        ),
        (_("修订原因"), told.reason),
        (_("备注"), told.remarks),
    ]
    tables = [show.paragraphs(no, _compared(session, found)) for no, found in worked.items()]
    document = held.model_dump(mode="json") | {
        "operations": {
            no: [d.model_dump(mode="json") for d in found] for no, found in worked.items()
        }
    }
    session.emit(document, show.paragraphs(show.pairs(fields), *tables))


@instruction.command(help=_("一次作业与其指令逐项比较。"))
@click.argument("no")
@click.pass_obj
def compare(session: Session, /, no: str) -> None:
    desk = session.desk
    row = recording.get(desk, normalise(no))
    found = instructions.compared(desk, row.operation, row.no)
    none = "" if found else _("没有登记过的作业指令")
    session.emit([d.model_dump(mode="json") for d in found], none or _compared(session, found))


def _compared(session: Session, found: tuple[Deviation, ...]) -> str:
    rows = orders.compared(session.desk, found)
    return show.table([_(head) for head in orders.COMPARED], rows, plain=session.plain)
