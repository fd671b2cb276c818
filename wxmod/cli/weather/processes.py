"""`wxmod weather processes`: those on record, those in forecast files, and confirming these."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions.command import stages
from wxmod.actions.weather import forecasts as room
from wxmod.actions.weather import opportunities
from wxmod.actions.weather.opportunities import Opportunity
from wxmod.actions.weather.reading import processes as recorded
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.progress import counted
from wxmod.cli.weather.evidence import evidence_table, family_option
from wxmod.domain.visible import visible
from wxmod.wording import _

_PATHS = click.Path(path_type=Path)
Command = Callable[..., Any]


def over_area(command: Any) -> Any:
    """Criteria, area and scheduler: what every command over fields takes."""
    said = _("交给 Dask 计算：调度器地址，如 tcp://主机:8786；local 为本机各核")
    command = click.option("--scheduler", metavar="URL|local", help=said)(command)
    command = family_option(command)
    command = click.option("--area", help=_("范围：西,南,东,北 或 all（默认全县）"))(command)
    taken: Any = click.option(
        "--criteria", multiple=True, help=_("判据集，可重复（默认业务方案所定）")
    )(command)
    return taken


@click.command(
    help=_(
        "有利天气过程。不给文件：列出记录中的；给预报文件：识别全县和各作业点的过程，--confirm 写入或更新记录。"
    )
)
@click.argument("files", nargs=-1, type=_PATHS)
@over_area
@click.option("--confirm", is_flag=True, help=_("确认并写入：新的登记，已有的按更晚的资料更新"))
@click.option("--only", multiple=True, help=_("只确认这个编号的过程，可重复；不给文件时只列出它"))
@click.option("--evidence", is_flag=True, help=_("列出每个过程的全部依据"))
@click.pass_obj
def processes(
    session: Session,
    /,
    files: tuple[Path, ...],
    confirm: bool,
    only: tuple[str, ...],
    evidence: bool,
    **words: Any,
) -> None:
    if not files:
        _on_record(session, only, evidence=evidence)
        return
    with counted() as progress:
        forecast = room.detect(session.desk, room.Wanted(files, progress=progress, **words))
    written = room.confirm_all(session.desk, forecast, only) if confirm or only else []
    document = {
        "processes": [f.as_dict() for f in forecast.found],
        "limits": forecast.limits,
        "confirmed": [o.as_dict() for o in written],
        "notes": list(forecast.notes),
    }
    said = [
        _("已确认过程：{name}  {mark}").format(name=o.name, mark=o.receipt.mark) for o in written
    ]
    notes = "\n".join(f"- {note}" for note in forecast.notes)
    blocks = _found(session, forecast, evidence=evidence)
    session.emit(document, show.paragraphs(*blocks, "\n".join(said), notes))


def _on_record(session: Session, only: Sequence[str], *, evidence: bool) -> None:
    """Those on record, newest first; with *evidence* each in full."""
    held = opportunities.listed(session.desk)
    if only:
        named = {stages.one(session.desk, name).id for name in only}
        held = [o for o in held if o.known in named]
    known = {process.id: process.model_dump(mode="json") for process in recorded(session.desk)}
    document = [known[o.known] | {"operations": list(o.operations)} for o in held]
    rows = [
        (
            o.known,
            opportunities.span(session.desk, o.window),
            show.short(o.purposes),
            "" if o.score is None else f"{o.score:.2f}",
            o.trust.label if o.trust else "",
            len(o.operations),
            opportunities.place(session.desk, o.place),
        )
        for o in held
    ]
    head = (
        _("编号"),
        _("时段"),
        _("目的"),
        _("得分"),
        _("可信度"),
        _("作业次数"),
        _("地点"),
    )
    blocks = [f"{o.known}\n{_full(session, o)}" for o in held] if evidence else []
    session.emit(document, show.paragraphs(show.table(head, rows, plain=session.plain), *blocks))


def _found(session: Session, forecast: room.Forecast, *, evidence: bool) -> Iterator[str]:
    """What was found as a table, then each in full; or what spoke against it everywhere."""
    desk = session.desk
    found = [(o, o.found.process.key) for o in opportunities.listed(desk, forecast) if o.found]
    if not found:
        yield _("没有识别出有利天气过程。")
        yield "\n".join(opportunities.against(forecast))
        return
    rows = [
        (
            opportunities.mark(o),
            opportunities.span(desk, o.window),
            show.short(o.purposes[:1]),
            opportunities.place(desk, o.place),
            f"{o.score:.2f}",
            f"{o.area_fraction:.0%}",
            opportunities.layer(o),
        )
        for o, _key in found
    ]
    head = (
        _("过程"),
        _("时段"),
        _("目的"),
        _("地点"),
        _("得分"),
        _("满足面积"),
        _("建议层 m"),
    )
    yield show.table(head, rows, plain=session.plain)
    for each, key in found:
        yield f"{key}\n{_full(session, each) if evidence else _brief(session, each)}"


def _brief(session: Session, each: Opportunity) -> str:
    return "\n".join(f"  {visible(line)}" for line in opportunities.told(session.desk, each))


def _full(session: Session, each: Opportunity) -> str:
    """All there is to say of it: the lines, every threshold with its source, the files."""
    files = "\n".join(visible(f"  {o.file} {o.reader} SHA-256 {o.sha256}") for o in each.origins)
    said = [evidence_table(session, each.evidence)] if each.evidence else []
    return "\n".join([_brief(session, each), *said, *([files] if files else [])])


COMMANDS = [processes]
