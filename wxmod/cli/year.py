"""`wxmod year`: the figures of a year."""

from collections.abc import Mapping

import click

from wxmod.actions import report
from wxmod.actions import year as years
from wxmod.actions.desk import Desk
from wxmod.actions.record import keeping
from wxmod.actions.report import Share
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.numbers import Number
from wxmod.documents import text
from wxmod.documents.year import FIGURE_NAMES
from wxmod.wording import _, either


@click.command(help=_("年度汇总：过程、作业、用弹、面积，各项可追到作业编号（--json）。"))
@click.argument("year", type=int)
@click.option("--explain", type=Number(), help=_("列出这个数字由哪些作业相加而来"))
@click.pass_obj
def year(session: Session, /, year: int, explain: float | None) -> None:
    if explain is not None:
        _explain(session, year, explain)
        return
    desk = session.desk
    program = desk.program
    summary = years.summary(desk, year)
    document = summary.model_dump(mode="json") | {
        "program": {"code": program.code, "name": program.name},
        "generated_at": desk.now(),
        "head": keeping.head(desk),
    }
    head = ("", *map(_, text.HEAD))
    blocks = [text.paragraph(summary, either(program.bureau, program.name_en))]
    for title, rows in text.tables(summary, years.names(desk)):
        table = show.table(head, rows, plain=session.plain)
        blocks.append(f"{title}\n{table}")
    notes = [f"- {note}" for note in text.notes(summary)]
    blocks.append("\n".join(notes))
    session.emit(document, show.paragraphs(*blocks))


def _explain(session: Session, year: int, value: float) -> None:
    """Every figure of that value, with the operations it is the sum of."""
    desk = session.desk
    names = years.names(desk)
    head = (_("作业"), _("首发"), _("作业点"), _("数值"), _("条目"))
    blocks = []
    figures = []
    for figure, shares in report.explained(desk, year, value):
        key = figure.line.key
        of = names.get(key, key)
        title = f"{_(figure.group)} {of} {_(FIGURE_NAMES[figure.name])}"
        rows = [_share_row(desk, names, share) for share in shares]
        table = show.table(head, rows, plain=session.plain)
        blocks.append(f"{title}\n{table}")
        operations = [share._asdict() for share in shares]
        figures.append({"figure": figure.name, "group": key, "operations": operations})
    document = {"year": year, "value": value, "figures": figures}
    session.emit(document, show.paragraphs(*blocks))


def _share_row(desk: Desk, names: Mapping[str, str], share: Share) -> tuple[str, ...]:
    """What one operation adds to a figure."""
    site = names.get(share.site, share.site)
    start = show.clock(desk, share.start)
    return share.no, start, site, f"{share.value:.10g}", share.ref
