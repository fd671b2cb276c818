"""`wxmod weather grid`: every cell and hour judged, hour by hour in the terminal, cell by cell in a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions.weather import forecasts, opportunities
from wxmod.actions.weather import grids as room
from wxmod.actions.weather.reading import labels
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.progress import counted
from wxmod.cli.weather.processes import over_area
from wxmod.wording import _

MARKS = {True: "✓", False: "✗", None: "?"}
_PATHS = click.Path(path_type=Path)


@click.command(
    help=_("逐格逐时评判：每个时次的有利面积、得分和限制指标；--to 存成 NetCDF，每格都有。")
)
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@over_area
@click.option("--to", type=_PATHS, help=_("存成 NetCDF"))
@click.pass_obj
def grid(
    session: Session,
    /,
    files: tuple[Path, ...],
    to: Path | None,
    **words: Any,
) -> None:
    with counted() as progress:
        found = room.grid(session.desk, forecasts.Wanted(files, progress=progress, **words), to)
    said = _("已存：{path}").format(path=to) if to else ""
    notes = "\n".join(f"- {note}" for note in found.notes)
    session.emit(found.as_dict(), show.paragraphs(*_tables(session, found.hours), said, notes))


def _tables(session: Session, hours: Sequence[Any]) -> Iterator[str]:
    """The hours of each set under its title; as one table of tabs for a program."""
    names = labels() | {"month": _("不在适用月份")}
    rows = [
        (
            show.clock(session.desk, each.at),
            opportunities.title(each.criteria),
            MARKS[each.verdict],
            _share(each.favourable),
            _share(each.unknown),
            "-" if each.score is None else f"{each.score:.2f}",
            names.get(each.limiting, each.limiting),
        )
        for each in hours
    ]
    head = (
        _("时间"),
        _("判据"),
        "",
        _("有利"),
        _("无法判断"),
        _("得分"),
        _("限制"),
    )
    if session.plain:
        yield show.table(head, rows, plain=True)
        return
    for title in dict.fromkeys(row[1] for row in rows):
        mine = [(row[0], *row[2:]) for row in rows if row[1] == title]
        yield f"{title}\n{show.table((head[0], *head[2:]), mine)}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


COMMANDS = [grid]
