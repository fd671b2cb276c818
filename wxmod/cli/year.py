"""`wxmod year`: the figures of a year."""

import click

from wxmod.actions import report
from wxmod.actions import year as years
from wxmod.actions.record import keeping
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.numbers import Number
from wxmod.documents import text
from wxmod.documents.year import FIGURE_NAMES
from wxmod.wording import _, language


@click.command(help=_("年度汇总：过程、作业、用弹、面积，各项可追到作业编号（--json）。"))
@click.argument("year", type=int)
@click.option("--explain", type=Number(), help=_("列出这个数字由哪些作业相加而来"))
@click.pass_obj
def year(session: Session, /, year: int, explain: float | None) -> None:
    desk = session.desk
    if explain is not None:
        _explain(session, year, explain)
        return
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
    session.emit(document, show.paragraphs(text.paragraph(summary, bureau), *blocks, said))


def _explain(session: Session, year: int, value: float) -> None:
    desk = session.desk
    names = years.names(desk)
    blocks = []
    document = []
    for figure, shares in report.explained(desk, year, value):
        key = figure.line.key
        title = f"{_(figure.group)} {names.get(key, key)} {_(FIGURE_NAMES[figure.name])}"
        rows = []
        for share in shares:
            start = f"{desk.local(share.start):%Y-%m-%d %H:%M}"
            site = names.get(share.site, share.site)
            rows.append((share.no, start, site, f"{share.value:.10g}", share.ref))
        head = (_("作业"), _("首发"), _("作业点"), _("数值"), _("条目"))
        blocks.append(f"{title}\n{show.table(head, rows, plain=session.plain)}")
        entries = [share._asdict() for share in shares]
        document.append({"figure": figure.name, "group": key, "operations": entries})
    session.emit({"year": year, "value": value, "figures": document}, show.paragraphs(*blocks))
