"""`wxmod report`: papers as text, or as a file in the format its ending names."""

from pathlib import Path

import click

from wxmod.actions import registers_papers
from wxmod.actions import report as reports
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import FilePath
from wxmod.documents import renderers
from wxmod.documents.model import Document, Paragraph, Signature, Table, words
from wxmod.files import SHARED, refuse_missing_folder, write_new
from wxmod.wording import _


@click.group(help=_("公文和报表：文字、Word、Excel、PDF、Markdown、CSV。"))
def report() -> None:
    pass


_TO = click.option("--to", "target", type=FilePath(), help=_("写到这个文件"))


@report.command("year", help=_("年度工作总结；--to 按文件名结尾写成 docx、xlsx、pdf、md、csv。"))
@click.argument("year", type=click.IntRange(1950, 2199))
@_TO
@click.pass_obj
def of_year(session: Session, /, year: int, target: Path | None) -> None:
    _hand_out(session, reports.year_paper(session.desk, year), target)


@report.command("ammunition", help=_("弹药使用情况月报或年报：按批号收发结存，合得上。"))
@click.argument("period", metavar="YYYY-MM|YYYY")
@_TO
@click.pass_obj
def of_ammunition(session: Session, /, period: str, target: Path | None) -> None:
    _hand_out(session, reports.ammunition_paper_of(session.desk, period), target)


@report.command("operation", help=_("单次作业记录表（固定点或流动）。"))
@click.argument("no")
@_TO
@click.pass_obj
def of_operation(session: Session, /, no: str, target: Path | None) -> None:
    _hand_out(session, reports.operation_paper(session.desk, no), target)


@report.command("inspection", help=_("作业装备年检表：年末（今年则为今天）的年检结论。"))
@click.argument("year", type=click.IntRange(1950, 2199))
@_TO
@click.pass_obj
def of_inspection(session: Session, /, year: int, target: Path | None) -> None:
    _hand_out(session, registers_papers.inspection_paper(session.desk, year), target)


@report.command("roster", help=_("作业人员备案名单。"))
@_TO
@click.pass_obj
def of_roster(session: Session, /, target: Path | None) -> None:
    _hand_out(session, registers_papers.roster_paper(session.desk), target)


@report.command("airspace", help=_("空域使用记录：一个月或一年的申请、批复和首尾报。"))
@click.argument("period", metavar="YYYY-MM|YYYY")
@_TO
@click.pass_obj
def of_airspace(session: Session, /, period: str, target: Path | None) -> None:
    _hand_out(session, registers_papers.airspace_paper(session.desk, period), target)


def _hand_out(session: Session, document: Document, target: Path | None) -> None:
    """A paper on the screen, or as a file."""
    if target is None:
        session.emit(document.model_dump(mode="json"), _text(document, plain=session.plain))
        return
    content = renderers.rendered(document, target)
    refuse_missing_folder(target)
    # A paper of that name may have been edited by hand since.
    write_new(target, content, SHARED)
    written = {"path": str(target), "bytes": len(content)}
    session.emit(written, _("已写入 {path}").format(path=target))


def _text(document: Document, *, plain: bool) -> str:
    blocks = [document.title]
    for part in document.parts:
        if isinstance(part, Table):
            head = [column.title for column in part.columns]
            rows = [[words(cell) for cell in line] for line in part.lines]
            blocks.append(f"{part.title}\n{show.table(head, rows, plain=plain)}")
        elif isinstance(part, Signature):
            blocks.append(f"{part.bureau}\n{part.day}")
        elif isinstance(part, Paragraph) and part.number is not None:
            blocks.append(f"{part.number}. {part.text}")
        else:
            blocks.append(part.text)
    return show.paragraphs(*blocks)
