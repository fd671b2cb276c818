"""`wxmod plan effect`: radar and gauges before and after each operation; differences, never an effect."""

from pathlib import Path
from typing import Any

import click

from wxmod.actions.operations import effects
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.documents.effects import CAUTION, Effect
from wxmod.domain.text import normalise
from wxmod.wording import _

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(help=_("效果检验：每次作业前后的雷达和雨量；只列差值，不作统计结论。"))
def effect() -> None:
    pass


@effect.command(help=_("登记作业前后的读数；同一项以后登记的为准，没有的留空。"))
@click.argument("operation")
@click.option(
    "--reading",
    "readings",
    multiple=True,
    help=_(
        "一个时刻的读数，可重复：minutes=-30 station=太原 dbz=35 top=8.2 vil=11 rain=1.2 source=…"
    ),
)
@click.option("--source", default="", help=_("没有写 source= 的读数的来源"))
@click.option("--gauges", type=_FILE, help=_("雨量站表（站号、时间、雨量），按整行累加"))
@click.option("--period", type=click.IntRange(1, 1440), help=_("雨量表每行是多少分钟的雨量"))
@click.option("--station", "stations", multiple=True, help=_("只取这个站，可重复（默认全部）"))
@click.option("--remarks", default="", help=_("还看到什么"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def note(
    session: Session,
    /,
    operation: str,
    readings: tuple[str, ...],
    gauges: Path | None,
    **words: Any,
) -> None:
    desk, no = session.desk, normalise(operation)
    told = [each for text in readings for each in effects.readings_from_text(text, words["source"])]
    notes: list[str] = []
    if gauges:
        each = effects.period(words["period"])
        caught, notes = effects.gauged(desk, no, gauges, period=each, stations=words["stations"])
        told += caught
    outcome = effects.note(desk, no, told, remarks=words["remarks"], uid=words["uid"])
    (held,) = effects.found(desk, no)
    said = _("已登记：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    document = outcome.as_dict() | {"readings": len(told), "notes": notes, "effect": held.as_dict()}
    session.emit(
        document,
        show.paragraphs(
            said,
            "\n".join(f"· {each}" for each in notes),
            _table(session, held),
        ),
    )


@effect.command("show", help=_("一次作业或一个过程各次作业的前后对比；没有登记的写明。"))
@click.argument("name")
@click.pass_obj
def show_(session: Session, /, name: str) -> None:
    held = effects.found(session.desk, normalise(name))
    parts = [_table(session, each) for each in held]
    none = "" if parts else _("这个过程没有作业记录。")
    session.emit([each.as_dict() for each in held], show.paragraphs(none, *parts, _(CAUTION)))


def _table(session: Session, held: Effect) -> str:
    told = effects.told(session.desk, held)
    return "\n".join(
        [
            told.title,
            show.table(told.head, told.rows, plain=session.plain),
            *told.lines,
        ]
    )
