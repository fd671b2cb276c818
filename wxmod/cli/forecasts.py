"""`wxmod weather processes`: those on record, those in forecast files, and confirming these."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions import forecasts as room
from wxmod.actions.weather import processes as recorded
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.progress import counted
from wxmod.wording import _

_PATHS = click.Path(path_type=Path)
Command = Callable[..., Any]


def over_area(command: Any) -> Any:
    """Criteria, area and scheduler: what every command over fields takes."""
    command = click.option("--scheduler", help=_("交给 Dask 调度器计算，如 tcp://主机:8786"))(command)
    command = click.option("--area", help=_("范围：西,南,东,北 或 all（默认全县）"))(command)
    taken: Any = click.option("--criteria", multiple=True, help=_("判据集，可重复（默认业务方案所定）"))(command)
    return taken


@click.command(
    help=_("有利天气过程。不给文件：列出记录中的；给预报文件：识别全县和各作业点的过程，--confirm 写入或更新记录。")
)
@click.argument("files", nargs=-1, type=_PATHS)
@over_area
@click.option("--confirm", is_flag=True, help=_("确认并写入：新的登记，已有的按更晚的资料更新"))
@click.option("--only", multiple=True, help=_("只确认这个编号的过程，可重复"))
@click.pass_obj
def processes(session: Session, /, files: tuple[Path, ...], confirm: bool, only: tuple[str, ...], **words: Any) -> None:
    if not files:
        held = recorded(session.desk)
        session.emit(held, _recorded(session, held))
        return
    with counted() as progress:
        forecast = room.detect(session.desk, room.Wanted(files, progress=progress, **words))
    written = room.confirm_all(session.desk, forecast, only) if confirm or only else []
    document = {
        "processes": [f.as_dict() for f in forecast.found], "confirmed": [o.as_dict() for o in written],
        "notes": list(forecast.notes),
    }  # fmt: skip
    said = [_("已确认过程：{name}  {mark}").format(name=o.name, mark=o.receipt.mark) for o in written]
    notes = "\n".join(f"- {note}" for note in forecast.notes)
    session.emit(document, show.paragraphs(_found(session, forecast.found), "\n".join(said), notes))


def _recorded(session: Session, held: Sequence[Any]) -> str:
    rows = [
        (p.id, show.clock(session.desk, p.window.start), show.clock(session.desk, p.window.end),
         " ".join(x.label for x in p.purposes), p.synoptic_type, "" if p.score is None else f"{p.score:.2f}",
         p.trust.label if p.trust else "", _place(session, p.source))
        for p in held
    ]  # fmt: skip
    head = (
        _("编号"), _("开始"), _("结束"), _("目的"), _("形势"), _("得分"), _("可信度"), _("来源"),
    )  # fmt: skip
    return show.table(head, rows, plain=session.plain)


def _found(session: Session, found: Sequence[room.Found]) -> str:
    if not found:
        return _("没有识别出有利天气过程。")
    rows = [
        (f.process.key, f.state.label + (f" {f.known}" if f.known else ""),
         show.clock(session.desk, f.process.window.start), show.clock(session.desk, f.process.peak),
         show.clock(session.desk, f.process.window.end), f.process.purpose.label, _place(session, f.process.place),
         f"{f.process.area_fraction:.0%}", f"{f.process.score:.2f}", f.process.trust.label)
        for f in found
    ]  # fmt: skip
    head = (
        _("过程"), _("状态"), _("开始"), _("最强"), _("结束"), _("目的"), _("地点"), _("满足面积"), _("得分"),
        _("可信度"),
    )  # fmt: skip
    lines = [f"{f.process.key}  {room.summary(f)}" for f in found]
    return show.paragraphs(show.table(head, rows, plain=session.plain), "\n".join(lines))


def _place(session: Session, place: str) -> str:
    """The county, a site by name, or what a person wrote."""
    if place == "county":
        return _("全县")
    return next((s.name for s in session.desk.program.sites if s.code == place), place)


COMMANDS = [processes]
