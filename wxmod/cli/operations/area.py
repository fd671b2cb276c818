"""`wxmod plan area`: the affected area of operations on record."""

from pathlib import Path
from typing import Any

import click

from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import write_json
from wxmod.cli.numbers import Number
from wxmod.domain.operations.affected_area import AreaMethod
from wxmod.domain.text import normalise
from wxmod.domain.typed import choice, pair
from wxmod.wording import N_, _

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    help=_(
        "影响面积：按指定方法计算已记录的作业，给出累计、并集、县内面积和不确定范围。不写入记录。"
    )
)
@click.argument("operations", nargs=-1, required=True)
@click.option(
    "--method", help=_("方法：nominal / sector / per-round / plume / manual（默认用记录中的）")
)
@click.option(
    "--wind", metavar="FILE|FROM,SPEED", help=_("播撒高度的风：探空文件，或来向,风速（度,m/s）")
)
@click.option("--layer", metavar="BASE,TOP", help=_("取风的层（海拔米），默认用作业的播撒层"))
@click.option("--table", help=_("射表名（默认按装备弹药取最新的）"))
@click.option(
    "--range", "range_m", type=Number(), help=_("没有射表时播撒处的水平距离，或扇形的半径（米）")
)
@click.option("--agi-g", type=Number(), help=_("每发碘化银克数，铭牌未读时用"))
@click.option(
    "--temperature",
    "temperature_c",
    type=Number(),
    help=_("播撒层平均温度（℃），没有探空时给出：碘化银的成核率随温度变"),
)
@click.option("--ascii", "ascii_only", is_flag=True, help=_("图只用 ASCII 字符"))
@click.option("--geojson", type=_FILE, help=_("另存轮廓为 GeoJSON（WGS-84）"))
@click.pass_obj
def area(session: Session, /, operations: tuple[str, ...], **words: Any) -> None:
    from wxmod.actions.operations import area as acted  # noqa: PLC0415  loads NumPy
    from wxmod.actions.operations.plume import Seeding  # noqa: PLC0415

    layer = (
        pair(words["layer"], N_("层应写作 底高,顶高（海拔米）：{text}")) if words["layer"] else None
    )
    seeding = Seeding(
        wind=words["wind"],
        layer_msl_m=layer,
        table=words["table"],
        range_m=words["range_m"],
        agi_g=words["agi_g"],
        temperature_c=words["temperature_c"],
    )
    method = choice(AreaMethod, words["method"]) if words["method"] else None
    asked = acted.Asked(method, seeding)
    told = acted.areas(session.desk, [normalise(no) for no in operations], asked)
    drawn = "" if session.plain else acted.draw(session.desk, told, ascii_only=words["ascii_only"])
    parts = [
        _table(told, plain=session.plain),
        _totals(told),
        drawn,
        *(_basis(claim) for claim in told.claims),
    ]
    if words["geojson"]:
        write_json(words["geojson"], acted.as_geojson(told))
        parts.append(_("轮廓已写入 {path}").format(path=words["geojson"]))
    session.emit(told.as_dict(), show.paragraphs(*parts))


def _table(told: Any, *, plain: bool) -> str:
    head = (
        _("作业"),
        _("方法"),
        "km²",
        _("不确定范围"),
        _("县内 km²"),
    )
    rows = [
        (
            c.no,
            c.area.method.label,
            f"{c.area.km2:g}",
            "" if c.low_km2 is None else f"{c.low_km2:g}–{c.high_km2:g}",
            "" if c.inside_km2 is None else f"{c.inside_km2:g}",
        )
        for c in told.claims
    ]
    return show.table(head, rows, plain=plain)


def _totals(told: Any) -> str:
    said = _("累计 {sum:g} km²，至少覆盖一次 {union:g} km²，其中县内 {inside:g} km²")
    return said.format(
        sum=told.sum_km2,
        union=told.union_km2,
        inside=told.inside_km2,
    )


def _basis(claim: Any) -> str:
    inputs = [f"{name}={value}" for name, value in claim.area.inputs.items()]
    basis = _("{source}（把握：{sure}）").format(
        source=claim.area.source, sure=claim.area.confidence.label
    )
    return "\n  ".join([claim.no, *show.filled(inputs, show.WIDTH - 2), basis])
