"""`wxmod draw`: every picture, in the terminal or as a PNG."""

from pathlib import Path
from typing import Any

import click

from wxmod.cli.face import Session
from wxmod.cli.pictures.shown import drawn, show
from wxmod.cli.progress import counted
from wxmod.cli.weather.processes import over_area
from wxmod.domain.text import normalise
from wxmod.domain.times import Side
from wxmod.wording import _

_FILES = click.Path(path_type=Path)


@click.group(help=_("图：在终端里画，或 --png 存成图片；没有颜色、只有 ASCII 也能看。"))
def draw() -> None:
    pass


@draw.command("map", help=_("县界、作业点、射程圈、允许射界，一年或某次作业的影响面积。"))
@click.option("--year", type=int, help=_("画这一年全部作业的影响面积"))
@click.option("--op", "operations", multiple=True, help=_("只画这次作业，可重复"))
@drawn
@click.pass_obj
def map_(session: Session, /, year: int | None, operations: tuple[str, ...], **words: Any) -> None:
    from wxmod.actions.pictures import ground  # noqa: PLC0415  help loads words alone

    numbers = [normalise(no) for no in operations]
    show(session, ground.county(session.desk, year, numbers), words)


@draw.command(
    help=_("过程时间轴：各过程和各作业点的有利时段、建议层。给预报文件则画识别出的过程。")
)
@click.argument("files", nargs=-1, type=_FILES)
@click.option("--only", multiple=True, help=_("只画这个过程，可重复"))
@over_area
@drawn
@click.pass_obj
def timeline(
    session: Session, /, files: tuple[Path, ...], only: tuple[str, ...], **words: Any
) -> None:
    from wxmod.actions.pictures import courses  # noqa: PLC0415  help loads words alone
    from wxmod.actions.weather import forecasts  # noqa: PLC0415

    asked = {name: words.pop(name) for name in ("criteria", "area", "family", "scheduler")}
    forecast = None
    if files:
        with counted() as progress:
            wanted = forecasts.Wanted(files, progress=progress, **asked)
            forecast = forecasts.detect(session.desk, wanted)
    show(session, courses.timeline(session.desk, only, forecast), words)


@draw.command(help=_("一地的时间—高度剖面：0、-5、-10、-20 ℃ 层，湿度，建议播撒层，有利时次。"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--at", "place", required=True, help=_("经度,纬度 或作业点"))
@click.option("--criteria", multiple=True, help=_("判据集，可重复（默认业务方案所定）"))
@drawn
@click.pass_obj
def section(
    session: Session,
    /,
    files: tuple[Path, ...],
    place: str,
    criteria: tuple[str, ...],
    **words: Any,
) -> None:
    from wxmod.actions.pictures import sky  # noqa: PLC0415  loads NumPy

    show(session, sky.section(session.desk, files, place, criteria), words)


@draw.command(help=_("探空图（斜温图）：温度、露点、地面气块，抬升凝结高度等各层。"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--at", "place", help=_("格点资料取哪里：经度,纬度 或作业点"))
@click.option("--time", "when", help=_("时次（默认第一个）"))
@drawn
@click.pass_obj
def sounding(
    session: Session,
    /,
    files: tuple[Path, ...],
    place: str | None,
    when: str | None,
    **words: Any,
) -> None:
    from wxmod.actions.pictures import sky  # noqa: PLC0415  loads NumPy
    from wxmod.words.reading import instant  # noqa: PLC0415

    at = instant(session.desk, when, Side.AHEAD) if when else None
    show(session, sky.sounding(session.desk, files, place, at), words)


@draw.command(help=_("逐时次的有利范围和有利面积比例。"))
@click.argument("files", nargs=-1, required=True, type=_FILES)
@click.option("--step", type=click.IntRange(1), default=1, help=_("画第几个时次"))
@over_area
@drawn
@click.pass_obj
def hours(session: Session, /, files: tuple[Path, ...], step: int, **words: Any) -> None:
    from wxmod.actions.pictures import sky  # noqa: PLC0415  loads NumPy
    from wxmod.actions.weather import forecasts  # noqa: PLC0415

    asked = {name: words.pop(name) for name in ("criteria", "area", "family", "scheduler")}
    with counted() as progress:
        found = sky.hours(session.desk, forecasts.Wanted(files, progress=progress, **asked))
    show(session, found.step(step - 1), words)


@draw.command(help=_("库存：各批号数量和有效期，先到期的在上。"))
@drawn
@click.pass_obj
def stock(session: Session, /, **words: Any) -> None:
    from wxmod.actions.pictures import figures  # noqa: PLC0415  help loads words alone

    show(session, figures.stock(session.desk), words)


@draw.command(help=_("一年各月：按目的的作业次数，累计和去重面积。"))
@click.argument("year", type=int)
@drawn
@click.pass_obj
def months(session: Session, /, year: int, **words: Any) -> None:
    from wxmod.actions.pictures import figures  # noqa: PLC0415  help loads words alone

    show(session, figures.months(session.desk, year), words)


@draw.command(help=_("历年对比，到这一年为止。"))
@click.argument("year", type=int)
@click.option("--count", type=click.IntRange(1, 30), default=5, show_default=True, help=_("几年"))
@drawn
@click.pass_obj
def years(session: Session, /, year: int, count: int, **words: Any) -> None:
    from wxmod.actions.pictures import figures  # noqa: PLC0415  help loads words alone

    show(session, figures.year_on_year(session.desk, year, count), words)


@draw.command(help=_("日历图：一年里每天作业几次。"))
@click.argument("year", type=int)
@drawn
@click.pass_obj
def calendar(session: Session, /, year: int, **words: Any) -> None:
    from wxmod.actions.pictures import courses  # noqa: PLC0415  help loads words alone

    show(session, courses.calendar(session.desk, year), words)


@draw.command(help=_("五段式任务板：一行一个过程，一列一个阶段。"))
@click.option("--all", "everything", is_flag=True, help=_("也画早已结束的过程"))
@drawn
@click.pass_obj
def board(session: Session, /, everything: bool, **words: Any) -> None:
    from wxmod.actions.pictures import courses  # noqa: PLC0415  help loads words alone

    show(session, courses.board(session.desk, everything=everything), words)
