"""`wxmod weather opportunity`: how many favourable processes a month brings, over years of analyses."""

from pathlib import Path
from typing import Any

import click

from wxmod.actions.weather import climatology as room
from wxmod.actions.weather import forecasts
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.progress import counted
from wxmod.cli.weather.processes import over_area
from wxmod.wording import _

_PATHS = click.Path(path_type=Path)


@click.command(help=_("历年分析资料里每月有几次有利天气过程及年际变化，供计划写明可期的作业机会。"))
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@over_area
@click.pass_obj
def opportunity(session: Session, /, files: tuple[Path, ...], **words: Any) -> None:
    with counted() as progress:
        wanted = forecasts.Wanted(files, progress=progress, **words)
        found = room.opportunity(session.desk, wanted)
    rows = [
        (
            each.purpose.label,
            each.month,
            each.years,
            f"{each.mean:.1f}",
            "-" if each.spread is None else f"{each.spread:.1f}",
            f"{each.least}–{each.greatest}",
        )
        for each in found.climatology.months
    ]
    head = (
        _("目的"),
        _("月"),
        _("年数"),
        _("平均次数"),
        _("年际标准差"),
        _("最少–最多"),
    )
    left_out = found.climatology.left_out
    said = ""
    if left_out:
        said = _("资料不全、未计的月份：{months}").format(months=" ".join(left_out))
    table = show.table(head, rows, plain=session.plain) if rows else _("没有一个月的资料够全。")
    notes = "\n".join(f"- {note}" for note in found.notes)
    session.emit(found.as_dict(), show.paragraphs(table, said, notes))


COMMANDS = [opportunity]
