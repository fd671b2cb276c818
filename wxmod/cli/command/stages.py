"""`wxmod plan board|product|guidance|suspension`: stages of a process, and reasons to stop."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.command import owing, signing, stages, suspension
from wxmod.actions.command.suspension import Light, Line
from wxmod.cli import show
from wxmod.cli.command.written import owed
from wxmod.cli.face import Session
from wxmod.cli.numbers import Number
from wxmod.domain.command.suspension import COUNTY
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.times import Window
from wxmod.domain.visible import visible
from wxmod.planning.stages import Mission, State, Step
from wxmod.stops import aside, items
from wxmod.wording import _
from wxmod.words import intents

MARKS = {
    State.DONE: "●",
    State.DONE_LATE: "◐",
    State.DUE: "▶",
    State.WAITING: "○",
    State.OVERDUE: "✗",
    State.FROM_ABOVE: "·",
    State.RECEIVED: "◆",
}
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=_("任务板：每个过程走到哪一段、谁该何时做什么、还缺什么。"))
@click.option("--all", "everything", is_flag=True, help=_("连同早已结束的过程"))
@click.pass_obj
def board(session: Session, /, *, everything: bool) -> None:
    desk = session.desk
    missions = stages.board(desk, everything=everything)
    parts = [_mission(desk, each, plain=session.plain) for each in missions]
    none = "" if parts else _("没有进行中的过程；先确认过程（wxmod weather confirm 或 declare）。")
    late = owed(desk, owing.reports_owed(desk), most=5)
    session.emit(
        [each.as_dict(desk.now()) for each in missions],
        show.paragraphs(none, *parts, late),
    )


def _mission(desk: Desk, each: Mission, *, plain: bool) -> str:
    purposes = " ".join(p.label for p in each.process.purposes)
    title = f"{each.process.id}  {_span(desk, each.process.window)}  {purposes}"
    head = (
        "",
        _("阶段"),
        _("产品"),
        _("时段"),
        _("签发人"),
        _("还缺"),
    )
    table = (
        show.table(
            head,
            [_step(desk, s) for s in each.steps],
            plain=plain,
        )
        if each.steps
        else ""
    )
    return "\n".join(line for line in (title, table, _next(desk, each)) if line)


def _next(desk: Desk, each: Mission) -> str:
    """Who has to sign what by when."""
    if not each.scheme:
        return _("? 业务方案没有写明这一天的业务流程（planning.toml 的 scheme）")
    step = each.next
    if step is None:
        return ""
    told = {
        "who": " ".join(step.who) or step.stage.signer.label,
        "product": step.stage.product_label,
    }
    if step.window is None:
        return _("→ 下一步：{who} 签发{product}").format(**told)
    due = f"{desk.local(step.window.end):%m-%d %H:%M}"
    return _("→ 下一步：{who} 于 {due} 前签发{product}").format(due=due, **told)


def _step(desk: Desk, step: Step) -> tuple[object, ...]:
    signer = " ".join(step.who[:3]) or (step.stage.signer.label if step.stage.ours else "-")
    missing = "; ".join(need.label for need in step.missing)
    return (
        f"{MARKS[step.state]} {step.state.label}",
        f"{step.stage.code} {step.stage.label}",
        step.product or step.stage.product_label,
        _span(desk, step.window),
        signer,
        missing or "-",
    )


def _span(desk: Desk, window: Window | None) -> str:
    return (
        f"{desk.local(window.start):%m-%d %H:%M} – {desk.local(window.end):%m-%d %H:%M}"
        if window
        else "-"
    )


@click.group(help=_("各阶段的产品：草拟、签发、查看。"))
def product() -> None:
    pass


@product.command(help=_("由已有记录草拟一段的产品，不写入；编辑后签发。"))
@click.argument("process")
@click.option("--stage", required=True, help=_("阶段代码（plan board 可见）"))
@click.option("--out", type=_FILE, help=_("写到文件"))
@click.pass_obj
def draft(
    session: Session,
    /,
    process: str,
    stage: str,
    out: Path | None,
) -> None:
    made = stages.draft_of(session.desk, normalise(process), normalise(stage))
    if out:
        stages.save(made.text, out)
    document = {
        "process": made.process,
        "stage": made.stage.code,
        "text": made.text,
        "cites": list(made.cites),
        "file": str(out) if out else None,
    }
    session.emit(
        document,
        _("已写到 {file}").format(file=out) if out else visible(made.text, keep="\n"),
    )


@product.command(help=_("签发编辑好的产品；之后的阶段会引用它。"))
@click.argument("process")
@click.option("--stage", required=True, help=_("阶段代码（plan board 可见）"))
@click.option(
    "--file",
    required=True,
    type=_FILE,
    help=_("产品文字（UTF-8）"),
)
@click.option("--by", help=_("签发人（默认当前用户）"))
@click.option("--cites", multiple=True, help=_("依据的产品或指导编号，可重复（默认全部已有的）"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def sign(
    session: Session,
    /,
    process: str,
    stage: str,
    file: Path,
    **words: Any,
) -> None:
    made = stages.draft_of(session.desk, normalise(process), normalise(stage))
    edited = made._replace(
        text=stages.read(file),
        cites=tuple(map(normalise, words["cites"])) or made.cites,
    )
    by = normalise(words["by"]) if words["by"] else None
    outcome = signing.sign(session.desk, edited, by=by, uid=words["uid"])
    said = _("已签发：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(said, show.findings(outcome.findings)))


@product.command("list", help=_("已签发的产品。"))
@click.argument("process", required=False)
@click.pass_obj
def list_(session: Session, /, process: str | None) -> None:
    desk = session.desk
    held = stages.products(desk, normalise(process) if process else None)
    rows = [
        (
            p.number,
            p.stage,
            p.title,
            show.clock(desk, p.signed_at),
            p.signed_by,
            " ".join(p.cites) or "-",
        )
        for p in held
    ]
    head = (
        _("编号"),
        _("阶段"),
        _("产品"),
        _("签发"),
        _("签发人"),
        _("依据"),
    )
    session.emit(held, show.table(head, rows, plain=session.plain))


@product.command("show", help=_("一份产品的全文。"))
@click.argument("number")
@click.pass_obj
def show_(session: Session, /, number: str) -> None:
    found = stages.product(session.desk, normalise(number))
    session.emit(found, visible(found.text, keep="\n"))


@click.group(help=_("上级指导、CPAS 结论、作业需求：附到过程，供产品引用。"))
def guidance() -> None:
    pass


@guidance.command(help=_("附上一份结论：文字或文件（记下 SHA-256）。"))
@click.argument("process")
@click.option(
    "--kind",
    required=True,
    help=_("upper 上级指导 / cpas CPAS 结论 / demand 作业需求 / other 其他"),
)
@click.option("--title", required=True, help=_("标题"))
@click.option("--text", default="", help=_("内容"))
@click.option("--file", type=_FILE, help=_("文件"))
@click.option("--stage", help=_("属于哪一段"))
@click.option("--issued-by", default="", help=_("发布单位"))
@click.option("--issued-at", help=_("发布时刻"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def attach(
    session: Session,
    /,
    process: str,
    kind: str,
    file: Path | None,
    **words: Any,
) -> None:
    desk = session.desk
    told = intents.guidance(desk, words | {"process": normalise(process), "kind": kind})
    outcome = signing.attach(desk, told, file, uid=words["uid"])
    said = _("已附上：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), said)


@guidance.command("list", help=_("附上的结论。"))
@click.argument("process", required=False)
@click.pass_obj
def guidance_list(session: Session, /, process: str | None) -> None:
    held = stages.guidance(session.desk, normalise(process) if process else None)
    rows = [
        (
            g.number,
            g.kind.label,
            g.title,
            g.issued_by or "-",
            g.file or "-",
        )
        for g in held
    ]
    head = (
        _("编号"),
        _("种类"),
        _("标题"),
        _("发布单位"),
        _("文件"),
    )
    session.emit(held, show.table(head, rows, plain=session.plain))


@click.group("suspension", help=_("暂停作业：各条理由按目的和分区分别判断，每次判断都留痕。"))
def suspend() -> None:
    pass


@suspend.command("board", help=_("暂停板：每条理由最近一次判断；哪些目的被暂停。"))
@click.option("--at", help=_("以哪个时刻为准（默认此刻）"))
@click.pass_obj
def suspension_board(session: Session, /, at: str | None) -> None:
    desk = session.desk
    lines = suspension.board(desk, intents.instant(desk, at))
    stops = suspension.stopped(lines)
    said = [_purpose_line(purpose, held) for purpose, held in stops.items()]
    head = (
        _("状态"),
        _("理由"),
        _("目的"),
        _("分区"),
        _("判断于"),
        _("来源"),
    )
    document = {
        "stopped": {p.value: [line.rule.code for line in held] for p, held in stops.items()},
        "lines": [line.as_dict() for line in lines],
    }
    table = show.table(
        head,
        [_line(desk, x) for x in lines],
        plain=session.plain,
    )
    session.emit(document, show.paragraphs("\n".join(said), table))


def _purpose_line(purpose: Purpose, stops: Sequence[Line]) -> str:
    """Whether a purpose is stopped: in all of the county, or in the zones that are named."""
    if not stops:
        return _("{purpose}  ● 没有登记的暂停").format(purpose=purpose.label)
    everywhere = any(line.zone == COUNTY for line in stops)
    sentence = (
        _("{purpose}  ✗ 暂停：{rules}") if everywhere else _("{purpose}  ◐ 分区暂停：{rules}")
    )
    return sentence.format(purpose=purpose.label, rules=items(map(_stopped_in, stops)))


def _zone(line: Line) -> str:
    return _(suspension.WHOLE) if line.zone == COUNTY else line.zone


def _stopped_in(line: Line) -> str:
    """What stops, and where: a zone that is stopped is not the county."""
    return f"{line.rule.label}{aside(_zone(line))}"


def _line(desk: Desk, line: Line) -> tuple[object, ...]:
    mark = {Light.STOP: "✗", Light.GO: "●"}.get(line.light, "?")
    last, zone = line.last, _zone(line)
    return (
        f"{mark} {line.light.label}",
        f"{line.rule.code} {line.rule.label}",
        show.short(line.rule.purposes),
        zone,
        show.clock(desk, last.at) if last else "-",
        last.source if last else f"{line.rule.confidence.label}",
    )


@suspend.command(help=_("登记一次判断，暂停或不暂停都记。"))
@click.argument("rule")
@click.option("--source", required=True, help=_("观测、预警或命令的来源"))
@click.option("--stop", "tripped", flag_value="stop", help=_("暂停"))
@click.option("--go", "tripped", flag_value="go", help=_("不暂停"))
@click.option("--observed", type=Number(), help=_("观测值（阈值类）"))
@click.option("--zone", default="county", help=_("分区（默认全县）"))
@click.option("--until", help=_("到何时自行失效"))
@click.option("--at", help=_("判断时刻（默认此刻）"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def evaluate(
    session: Session,
    /,
    rule: str,
    source: str,
    tripped: str | None,
    **words: Any,
) -> None:
    desk = session.desk
    decided = None if tripped is None else tripped == "stop"
    look = intents.look(desk, words | {"source": source}, tripped=decided)
    outcome = suspension.evaluate(desk, normalise(rule), look, uid=words["uid"])
    session.emit(
        outcome.as_dict(),
        _("已登记：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark),
    )


@suspend.command("history", help=_("历次判断。"))
@click.pass_obj
def suspension_history(session: Session, /) -> None:
    desk = session.desk
    held = suspension.history(desk)
    rows = [
        (
            show.clock(desk, e.at),
            e.rule,
            e.zone,
            _("暂停") if e.tripped else _("不暂停"),
            "" if e.observed is None else f"{e.observed:g}",
            show.clock(desk, e.until) or "-",
            e.source,
        )
        for e in held
    ]
    head = (
        _("时刻"),
        _("理由"),
        _("分区"),
        _("判断"),
        _("观测值"),
        _("失效"),
        _("来源"),
    )
    session.emit(held, show.table(head, rows, plain=session.plain))


COMMANDS = (board, product, guidance, suspend)
