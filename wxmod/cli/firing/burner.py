"""`wxmod plan burner`: where a burner's plume goes, and whether it gets cold enough."""

from pathlib import Path
from typing import Any

import click

from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import write_json
from wxmod.cli.firing.aiming import next_step
from wxmod.cli.numbers import Number
from wxmod.wording import _

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=_("烟炉：烟羽去向、宽度、到目标时能否达到 -5 ℃ 层，按规则校核。不写入记录。"))
@click.option("--unit", default="", help=_("装备编号（只有一件时可不写）"))
@click.option(
    "--wind",
    required=True,
    metavar="FILE|FROM,SPEED",
    help=_("风：探空文件，或来向,风速（度,m/s）"),
)
@click.option("--target", metavar="LON,LAT|SITE", help=_("目标：经度,纬度（WGS-84）或作业点"))
@click.option(
    "--lift",
    type=Number(),
    default=0.0,
    help=_("上升气流（m/s），有实测或估计时给出"),
)
@click.option("--cold", type=Number(), help=_("-5 ℃ 层高度（海拔米），没有探空时给出"))
@click.option("--altitude", type=Number(), help=_("发射点海拔（米），业务方案没有时用"))
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=1,
    help=_("拟燃烟条数"),
)
@click.option("--purpose", default="rain", help=_("目的：rain 增雨 / snow 增雪 / hail 防雹"))
@click.option("--at", help=_("以哪个时刻为准（默认此刻）"))
@click.option("--out", type=_FILE, help=_("存下诸元，供 plan instruction issue --from-solution 用"))
@click.pass_context
def burner(ctx: click.Context, /, **words: Any) -> None:
    from wxmod.actions.firing import burner as acted  # noqa: PLC0415  help loads words alone
    from wxmod.words import laying  # noqa: PLC0415

    session: Session = ctx.find_root().obj
    told = acted.solve(session.desk, laying.plume(session.desk, words))
    step = next_step(told, words["out"])
    if words["out"]:
        write_json(words["out"], told.as_dict())
    said = show.pairs(laying.plume_told(told))
    session.emit(told.as_dict(), show.paragraphs(said, show.findings(told.findings), step))
    ctx.exit(1 if told.refused else 0)
