"""`wxmod plan table|fire`: trajectory tables, and how to lay a piece by them."""

from pathlib import Path
from typing import Any

import click

from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import write_json
from wxmod.cli.numbers import Number
from wxmod.domain.text import normalise
from wxmod.wording import _

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(help=_("射表：列出、查看、空表、导入。"))
def table() -> None:
    pass


@table.command("list", help=_("全部射表及其出处。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    from wxmod.actions.firing import trajectories  # noqa: PLC0415  help loads words alone

    held = trajectories.trajectory_tables(session.desk.program)
    head = (
        _("名称"),
        _("弹药型号"),
        _("日期"),
        _("行数"),
        _("把握"),
        _("出处"),
    )
    rows = [
        (
            t.name,
            t.ammunition,
            t.dated,
            len(t.rows),
            t.confidence.label,
            t.source,
        )
        for t in held
    ]
    missing = {a.code for a in session.desk.program.ammunition if a.kind != "flare"} - {
        t.ammunition for t in held
    }
    none = (
        _("没有射表（未核实）：{codes}").format(codes=" ".join(sorted(missing))) if missing else ""
    )
    session.emit(
        [t.model_dump(mode="json") for t in held],
        show.paragraphs(show.table(head, rows), none),
    )


@table.command("show", help=_("一张射表的全部行；没有写的留空。"))
@click.argument("name")
@click.pass_obj
def show_(session: Session, /, name: str) -> None:
    from wxmod.actions.firing import trajectories  # noqa: PLC0415  help loads words alone

    told = trajectories.table(session.desk.program, normalise(name))
    warn = _("示范射表，不得据以发射") if told.demonstration else ""
    about = show.pairs(
        [
            (_("弹药型号"), told.ammunition),
            (_("日期"), told.dated),
            (_("出处"), told.source),
            (_("把握"), told.confidence.label),
            ("", warn),
        ]
    )
    columns = list(type(told.rows[0]).model_fields)
    rows = [
        ["" if (v := getattr(row, c)) is None else f"{v:g}" for c in columns] for row in told.rows
    ]
    session.emit(
        told.model_dump(mode="json"),
        show.paragraphs(about, show.table(columns, rows, plain=session.plain)),
    )


@table.command(help=_("一张空射表（CSV）：各列是什么、单位、怎么填；抄上厂家的数字再导入。"))
@click.argument("ammunition")
@click.option("--out", type=_FILE, help=_("写到文件；已有的文件不覆盖"))
@click.pass_obj
def blank(session: Session, /, ammunition: str, out: Path | None) -> None:
    from wxmod.actions.firing import trajectories  # noqa: PLC0415  help loads words alone

    text = trajectories.blank_table(session.desk.program, normalise(ammunition), out)
    said = _("空射表已写入 {path}").format(path=out) if out else text.rstrip()
    session.emit({"path": str(out) if out else None, "text": text}, said)


@table.command("import", help=_("检查一张射表（CSV）并放进业务方案目录；须写明出处和日期。"))
@click.argument("path", type=_FILE)
@click.pass_obj
def import_(session: Session, /, path: Path) -> None:
    from wxmod.actions.firing import trajectories  # noqa: PLC0415  help loads words alone

    told, target = trajectories.import_table(session.desk, path, session.option("program"))
    said = _("已导入射表 {name}（{rows} 行）：{path}").format(
        name=told.name,
        rows=len(told.rows),
        path=target,
    )
    session.emit({"name": told.name, "path": str(target), "rows": len(told.rows)}, said)


@click.command(
    help=_("求射击诸元：方位、仰角、弹量、落区，并按规则校核；不允许的退出码为 1。不写入记录。")
)
@click.option("--site", help=_("作业点编码或名称（默认装备所在的）"))
@click.option("--unit", default="", help=_("装备编号（只有一件时可不写）"))
@click.option(
    "--layer",
    required=True,
    metavar="BASE,TOP",
    help=_("要播撒的层：底高,顶高（海拔米）"),
)
@click.option("--target", metavar="LON,LAT|SITE", help=_("目标：经度,纬度（WGS-84）或作业点"))
@click.option("--azimuth", type=Number(), help=_("方位角（真北起，度），不给目标时用"))
@click.option("--range", "range_m", type=Number(), help=_("目标水平距离（米）"))
@click.option("--purpose", default="rain", help=_("目的：rain 增雨 / snow 增雪 / hail 防雹"))
@click.option("--wind", metavar="FILE|FROM,SPEED", help=_("风：探空文件，或来向,风速（度,m/s）"))
@click.option("--table", "table_name", help=_("射表名（默认按装备弹药取最新的）"))
@click.option("--cloud", help=_("云的类别，取弹量建议用（weak、strong …）"))
@click.option("--rounds", type=click.IntRange(1), help=_("拟用弹量（默认取建议的下限）"))
@click.option("--altitude", type=Number(), help=_("发射点海拔（米），业务方案没有时用"))
@click.option("--lightning-km", type=Number(), help=_("最近的雷电距离（km）"))
@click.option("--at", help=_("以哪个时刻为准（默认此刻）"))
@click.option("--ascii", "ascii_only", is_flag=True, help=_("图只用 ASCII 字符"))
@click.option("--png", type=_FILE, help=_("另存极坐标图"))
@click.option("--out", type=_FILE, help=_("存下诸元，供 plan instruction issue --from-solution 用"))
@click.pass_context
def fire(ctx: click.Context, /, **words: Any) -> None:
    from wxmod.actions.firing import aiming  # noqa: PLC0415  help loads words alone
    from wxmod.words import laying  # noqa: PLC0415  help loads words alone

    session: Session = ctx.find_root().obj
    desk = session.desk
    told = aiming.solve(desk, laying.question(desk, words | {"table": words["table_name"]}))
    drawn = aiming.draw(desk, told, ascii_only=words["ascii_only"]) if not session.plain else ""
    parts = [
        show.pairs(laying.told(told)),
        drawn,
        show.findings(told.findings),
        next_step(told, words["out"]),
    ]
    if words["out"]:
        write_json(words["out"], told.as_dict())
    if words["png"]:
        aiming.draw_png(desk, told, words["png"])
        parts.append(_("图已写入 {path}").format(path=words["png"]))
    session.emit(told.as_dict(), show.paragraphs(*parts))
    ctx.exit(1 if told.refused else 0)


def next_step(told: Any, out: Path | None) -> str:
    """How to order what was worked out; nothing where it is refused and not kept."""
    said = _("下达：wxmod plan instruction issue --from-solution {file} --end 时:分")
    if not told.refused:
        return (
            said.format(file=out or "FILE") if out else _("要下达，加 --out FILE 存下诸元再算一次")
        )
    return _("现在不能下达；✗ 各条解决后，不必重算：\n") + said.format(file=out) if out else ""
