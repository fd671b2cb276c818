"""`wxmod program`: is a programme complete?"""

import click

from wxmod.actions.registry import programs
from wxmod.cli import show
from wxmod.cli.face import Session
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
