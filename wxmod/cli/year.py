"""`wxmod year`: the figures of a year."""

import click

from wxmod.actions import year as years
from wxmod.actions.record import keeping
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.documents import text
from wxmod.wording import _, language


@click.command(help=_("年度汇总：过程、作业、用弹、面积，各项可追到作业编号（--json）。"))
@click.argument("year", type=int)
@click.pass_obj
def year(session: Session, /, year: int) -> None:
    desk = session.desk
    summary = years.summary(desk, year)
    document = summary.model_dump(mode="json") | {
        "program": {"code": desk.program.code, "name": desk.program.name},
        "generated_at": desk.now(),
        "head": keeping.head(desk),
    }
    bureau = desk.program.bureau if language() == "zh" else desk.program.name_en
    names = years.names(desk)
    blocks = [
        f"{title}\n{show.table(('', *(_(h) for h in text.HEAD)), rows, plain=session.plain)}"
        for title, rows in text.tables(summary, names)
    ]
    said = "\n".join(f"- {note}" for note in text.notes(summary))
    session.emit(
        document,
        show.paragraphs(text.paragraph(summary, bureau), *blocks, said),
    )
