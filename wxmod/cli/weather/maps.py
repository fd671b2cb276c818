"""`wxmod weather map`: a field in the terminal, or as a PNG."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from wxmod.actions.weather import forecasts
from wxmod.actions.weather import maps as room
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.progress import counted
from wxmod.cli.weather.processes import over_area
from wxmod.domain.times import Side
from wxmod.domain.visible import visible
from wxmod.drawing.maps import Paint, draw, legend
from wxmod.wording import _
from wxmod.words.reading import instant

_PATHS = click.Path(path_type=Path)
ROOM_LINES = 7


@click.command(
    "map", help=_("画图：得分或任一指标，终端里或存成 PNG；县界为示意，作业点以编号标出。")
)
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@over_area
@click.option(
    "--field",
    default="score",
    show_default=True,
    help=_("score、favourable 或指标名"),
)
@click.option("--time", "when", help=_("时次（默认第一个）"))
@click.option("--png", type=_PATHS, help=_("存成 PNG"))
@click.option("--ascii", "plainly", is_flag=True, help=_("只用 ASCII 字符"))
@click.pass_obj
def map_(
    session: Session,
    /,
    files: tuple[Path, ...],
    field: str,
    when: str | None,
    png: Path | None,
    **words: Any,
) -> None:
    desk = session.desk
    plainly = words.pop("plainly") or session.plain
    at = instant(desk, when, Side.AHEAD) if when else None
    with counted() as progress:
        chart = room.chart(desk, forecasts.Wanted(files, progress=progress, **words), field, at)
    said = ""
    if png:
        han = room.save(desk, chart, png)
        said = _("已存：{path}").format(path=png) + (
            "" if han else "  " + _("（没有中文字体，图上用英文）")
        )
    painted, text = ([], said) if said else _text(session, chart, _paint(plainly))
    session.emit(
        chart.as_dict() | {"png": str(png or "")},
        text,
        painted=painted,
    )


def _paint(plainly: bool) -> Paint:
    """What this terminal shows: colour where it can, else shades, else ASCII."""
    encoding = (sys.stdout.encoding or "").lower()
    if plainly or not encoding.startswith("utf"):
        return Paint.ASCII
    dumb = os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    return Paint.COLOUR if sys.stdout.isatty() and not dumb else Paint.SHADE


def _text(session: Session, chart: room.Chart, paint: Paint) -> tuple[list[str], str]:
    """The map as painted lines, and the words under it."""
    size = shutil.get_terminal_size()
    drawn = room.drawn(
        chart,
        size.columns - 1,
        max(size.lines - ROOM_LINES, 8),
    )
    notes = "\n".join(f"- {note}" for note in chart.notes)
    keys = legend(drawn, paint, visible(chart.unit), _("? 或空白：无法判断"))
    title = visible(room.title(session.desk, chart))
    return [title, *draw(drawn, paint), *keys], show.paragraphs(
        room.source_note(session.desk),
        notes,
    )


COMMANDS = [map_]
