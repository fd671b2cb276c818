"""`wxmod program`: is a programme complete?"""

import click

from wxmod.actions.registry import programs, registers
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.equipment import SINCE, since_of
from wxmod.wording import _


@click.group(help=_("业务方案检查。"))
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
    text = show.paragraphs(
        show.table(head, rows, plain=session.plain) if rows else "",
        said,
    )
    session.emit(
        {"errors": errors, "problems": [p._asdict() for p in found]},
        text,
    )
    ctx.exit(3 if errors else 0)


@program.command(help=_("业务方案的装备表、人员表在建库后改动过的行；加 --take 登记为变更。"))
@click.option("--take", is_flag=True, help=_("登记这些改动"))
@click.option("--since", help=_(SINCE))
@click.pass_obj
def changes(session: Session, /, take: bool, since: str | None) -> None:
    desk = session.desk
    edits = registers.edited(desk)
    rows = [
        (e.table, e.name, field, was or "-", now) for e in edits for field, was, now in e.fields
    ]
    head = (_("表"), _("编号"), _("字段"), _("登记的"), _("表里的"))
    table = show.table(head, rows, plain=session.plain) if rows else ""
    done = registers.take_edits(desk, since=since_of(desk, since)) if take else []
    said = _("业务方案的表与登记一致。") if not edits else ""
    if done:
        said = _("已登记 {n} 处改动  {mark}").format(n=len(done), mark=done[-1].receipt.mark)
    document = {
        "changes": [each.as_dict() for each in edits],
        "taken": [outcome.as_dict() for outcome in done],
    }
    session.emit(document, show.paragraphs(table, said))
