"""`wxmod program`: is a programme complete?"""

from typing import Any

import click

from wxmod.actions.registry import programs, registers
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.equipment import SINCE, since_of
from wxmod.cli.registry.pins import vouched
from wxmod.domain.registry.programs import SHOWN
from wxmod.wording import _


@click.group(help=_("业务方案：检查、采用、各条流水按哪一份办理。"))
def program() -> None:
    pass


@program.command(help=_("检查业务方案 DIR（或内置方案名）是否完整；有错误时退出码为 3。"))
@click.argument("folder", metavar="DIR")
@click.pass_context
def check(ctx: click.Context, folder: str) -> None:
    session: Session = ctx.find_root().obj
    found = programs.check(folder)
    rows = [(p.gravity.label, p.file, p.field, p.message) for p in found]
    errors = sum(p.gravity.value == "error" for p in found)
    said = _("错误 {errors}，待核实 {rest}").format(errors=errors, rest=len(found) - errors)
    head = (_("级别"), _("文件"), _("字段"), _("问题"))
    text = show.paragraphs(show.table(head, rows, plain=session.plain) if rows else "", said)
    session.emit({"errors": errors, "problems": [p._asdict() for p in found]}, text)
    ctx.exit(3 if errors else 0)


@program.command(
    help=_(
        "采用业务方案 DIR（两人）：全文写入流水，此后按它办理；不写 DIR 即本库自己的目录。--dry-run 只看改了哪些文件。"
    )
)
@click.argument("folder", metavar="[DIR]", required=False)
@click.option(
    "--dry-run",
    is_flag=True,
    help=_("只看改了哪些文件，不写入"),
)
@click.option(
    "--reason",
    default="",
    help=_("原因"),
)
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def adopt(session: Session, /, folder: str | None, *, dry_run: bool, **words: Any) -> None:
    desk = session.desk
    found = programs.compare(desk, folder or "")
    changed = _("改动的文件：{files}").format(files=" ".join(found.files) or "-")
    document: dict[str, Any] = {"digest": found.adopted.digest, "files": list(found.files)}
    if dry_run:
        session.emit(document, changed)
        return
    outcome = programs.adopt(
        desk,
        folder or "",
        words["reason"],
        vouched(desk, words),
    )
    done = _("已采用业务方案：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict() | document, show.paragraphs(done, changed))


@program.command(help=_("各链流水从哪一条到哪一条按哪一份业务方案办理，何人采用。"))
@click.pass_obj
def adopted(session: Session, /) -> None:
    found = programs.spans(session.desk)
    rows = [
        (
            span.chain,
            f"{span.since}–{span.until or ''}",
            span.digest[:SHOWN] or _("没有采用"),
            span.code,
            " ".join(who for who in (span.actor, span.witness) if who),
        )
        for span in found
    ]
    head = (_("链"), _("条目"), _("业务方案"), _("代码"), _("何人"))
    session.emit([s._asdict() for s in found], show.table(head, rows, plain=session.plain))


@program.command(help=_("业务方案的装备表、人员表在建库后改动过的行；加 --take 登记为变更。"))
@click.option(
    "--take",
    is_flag=True,
    help=_("登记这些改动"),
)
@click.option("--since", help=_(SINCE))
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人：有人设了口令后，登记人员和职责须两人"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def changes(session: Session, /, *, take: bool, since: str | None, **words: Any) -> None:
    desk = session.desk
    edits = registers.edited(desk)
    rows = [
        (e.table, e.name, field, was or "-", now) for e in edits for field, was, now in e.fields
    ]
    head = (_("表"), _("编号"), _("字段"), _("登记的"), _("表里的"))
    table = show.table(head, rows, plain=session.plain) if rows else ""
    done = []
    if take:
        vouchers = vouched(desk, words)
        done = registers.take_edits(
            desk,
            since=since_of(desk, since),
            vouched=vouchers,
        )
    said = _("业务方案的表与登记一致。") if not edits else ""
    if done:
        said = _("已登记 {n} 处改动  {mark}").format(n=len(done), mark=done[-1].receipt.mark)
    document = {
        "changes": [each.as_dict() for each in edits],
        "taken": [outcome.as_dict() for outcome in done],
    }
    session.emit(document, show.paragraphs(table, said))
