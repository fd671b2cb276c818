"""`wxmod import`: an office's tables taken into the record, shown first and written whole or not at all."""

from pathlib import Path
from typing import Any

import click

from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import FilePath
from wxmod.files import SHARED, write_new
from wxmod.wording import _
from wxmod.words import import_maps, importing
from wxmod.words.importing import TOTALS, Table

_SHOWN = 40


@click.group("import", help=_("把单位原有的表格（Excel、CSV）收进记录库。"))
def import_() -> None:
    pass


@import_.command(
    help=_(
        "作业登记表：先只看不写，列出认出的列、每一格的问题和合计；加 --commit 并写出原表合计才写入，"
        "有一处不符就一条也不写。同一张表再收一次不会重复。"
    )
)
@click.argument("file", type=FilePath())
@click.option("--sheet", help=_("工作表名（默认第一张有表头的）"))
@click.option("--map", "map_file", type=FilePath(), help=_("列和写法的对照（TOML），见 --save-map"))
@click.option("--save-map", type=FilePath(), help=_("把认出的列写成对照文件，改好再用 --map"))
@click.option("--year", type=click.IntRange(1950, 2199), help=_("表中没写年份的日期是哪一年"))
@click.option(
    "--expect", multiple=True, metavar="NAME=N", help=_("原表的合计，如 作业=55、炮弹=262")
)
@click.option("--commit", is_flag=True, help=_("写入"))
@click.pass_context
def ops(
    ctx: click.Context,
    /,
    file: Path,
    map_file: Path | None,
    save_map: Path | None,
    expect: tuple[str, ...],
    commit: bool,
    **how: Any,
) -> None:
    session: Session = ctx.obj
    desk = session.desk
    mapped = import_maps.read_map(map_file) if map_file else import_maps.AS_WRITTEN
    told = importing.expected(expect)
    table = importing.read_operations(desk, file, mapped=mapped, **how)
    if save_map:
        text = import_maps.map_as_text(table.layout)
        write_new(save_map, text.encode(), SHARED)
    document = importing.as_document(desk, table)
    blocks = _blocks(table, document["totals"], plain=session.plain)
    if table.faults:
        session.emit(document, show.paragraphs(*blocks))
        ctx.exit(1)
    if commit or told:
        importing.refuse_other_totals(document["totals"], told)
    if commit:
        done = importing.write(desk, table)
        again = sum(outcome.receipt.repeated for outcome in done)
        document |= {"written": len(done) - again, "again": again}
        written = _("已写入 {n} 次作业，早已在库 {again} 次")
        blocks.append(written.format(n=len(done) - again, again=again))
    else:
        blocks.append(_("没有写入；核对无误后加 --commit 和 --expect"))
    session.emit(document, show.paragraphs(*blocks))


def _blocks(table: Table, totals: dict[str, float], *, plain: bool) -> list[str]:
    """What was made of a table: its columns, what does not fit, what it adds up to."""
    layout = table.layout
    about = _("{file}，工作表 {sheet}：{rows} 行")
    blocks = [about.format(file=table.file, sheet=layout.sheet, rows=len(table.lines))]
    columns = [
        (layout.headings[place], import_maps.called(column))
        for place, column in layout.columns.items()
    ]
    blocks.append(show.table((_("表头"), _("认作")), columns, plain=plain))
    notes = []
    if layout.unknown:
        notes.append(_("没有用到的列：{names}").format(names=" ".join(layout.unknown)))
    if layout.sums:
        rows = " ".join(map(str, layout.sums))
        notes.append(_("合计行，没有收：第 {rows} 行").format(rows=rows))
    if table.formulas:
        notes.append(_("{n} 格是公式而没有存值，按空格处理").format(n=table.formulas))
    blocks.append("\n".join(notes))
    if table.faults:
        head = (_("位置"), _("列"), _("内容"), _("问题"))
        blocks.append(show.table(head, table.faults[:_SHOWN], plain=plain))
        over = len(table.faults) - _SHOWN
        if over > 0:
            blocks.append(_("另有 {n} 处，见 --json").format(n=over))
    sums = [(_(title), f"{totals[name]:g}") for name, title in TOTALS.items()]
    blocks.append(show.table((_("合计"), ""), sums, plain=plain))
    return blocks
