"""`wxmod weather`: files, ingredients, evidence, processes."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from wxmod.actions.weather import reading as room
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.command.processes import Evidence, Verdict
from wxmod.domain.times import Side, Window
from wxmod.stops import aside
from wxmod.wording import _
from wxmod.words.reading import instant, window

MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.UNKNOWN: "?"}
SHOWN = 1
"""Files named at the head of an answer; `weather read` and ``--json`` name all."""
_PATHS = click.Path(path_type=Path)
FAMILIES = ["pseudoadiabatic", "wobus"]


@click.group(help=_("天气资料、指标、判据、过程。"))
def weather() -> None:
    pass


def family_option(command: Any) -> Any:
    """Which pseudo-adiabats parcels rise along."""
    said = _("气块沿哪种湿绝热线上升（默认业务方案所定）；wobus 与美国 SPC 的数值可比")
    return click.option("--family", type=click.Choice(FAMILIES), help=said)(command)


def _place(command: Any) -> Any:
    """Files, and where and by what to judge them."""
    at = _("地点：经度,纬度 或作业点（默认全县；探空为测站）")
    command = family_option(command)
    command = click.option(
        "--criteria", multiple=True, help=_("判据集，可重复（默认业务方案所定）")
    )(command)
    command = click.option("--time", "when", help=_("时次（默认第一个）"))(command)
    command = click.option("--at", help=at)(command)
    taken: Any = click.argument("files", nargs=-1, required=True, type=_PATHS)
    return taken(command)


def _waiting() -> None:
    """Say that something slow has begun, where somebody watches."""
    if sys.stderr.isatty():
        click.echo(_("正在读取和计算…"), err=True)


@weather.command(help=_("看看文件里有什么：种类、要素、时次、层次、范围、SHA-256。"))
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.pass_obj
def read(session: Session, /, files: tuple[Path, ...]) -> None:
    _waiting()
    found = room.read(files)
    kinds = {
        "grid": _("格点"),
        "sounding": _("探空"),
        "stations": _("站点表"),
    }
    rows = [
        (_("种类"), kinds.get(found.kind, found.kind)),
        (_("要素"), " ".join(found.variables)),
        (_("时次"), " ".join(f"{t:%Y-%m-%dT%H:%MZ}" for t in found.times)),
        (_("层次 hPa"), " ".join(f"{p:g}" for p in found.levels_hpa)),
        (_("范围"), found.extent),
        *((f["file"], f"{f['reader']} {f['sha256']}") for f in found.files),
        *((_("说明"), n) for n in found.notes),
    ]
    session.emit(found, show.pairs(rows))


@weather.command(help=_("全部指标：有值的和没有的，没有的说明原因。"))
@_place
@click.option("--against", type=click.Choice(["metpy"]), help=_("与 MetPy 逐项对照（单点或探空）"))
@click.pass_obj
def ingredients(
    session: Session,
    /,
    files: tuple[Path, ...],
    against: str | None,
    **words: Any,
) -> None:
    _waiting()
    found = _flagged(session, files, words)
    other = (
        room.by_metpy(
            session.desk,
            files,
            words["at"],
            _when(session, words["when"]),
        )
        if against
        else {}
    )
    names = room.labels()
    rows = [
        (
            names.get(name, name),
            name,
            _figure(value),
            *([_figure(other.get(name))] if against else []),
            found.gaps.get(name, ""),
        )
        for name, value in found.ingredients.items()
    ]
    head = (
        _("指标"),
        _("名称"),
        _("值"),
        *(["MetPy"] if against else []),
        _("原因"),
    )
    table = show.table(head, rows, plain=session.plain)
    document = found.model_dump(mode="json") | ({"metpy": other} if against else {})
    session.emit(
        document,
        show.paragraphs(_title(session, found), table, _layers(session, found), _notes(found)),
    )


def _flagged(session: Session, files: Sequence[Path], words: Mapping[str, Any]) -> Any:
    when = _when(session, words["when"])
    asking = room.Asking(
        words["at"],
        words["criteria"],
        when,
        words["family"],
    )
    return room.flag(session.desk, files, asking)


def _when(session: Session, text: str | None) -> datetime | None:
    desk = session.desk
    return instant(desk, text, Side.AHEAD) if text else None


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _title(session: Session, found: Any) -> str:
    at = show.clock(session.desk, found.valid_at) if found.valid_at else _("时间不详")
    files = ", ".join(f"{o.file} {o.sha256[:12]}" for o in found.origins[:SHOWN])
    more = (
        "  " + _("等 {n} 个文件").format(n=len(found.origins)) if len(found.origins) > SHOWN else ""
    )
    return f"{found.place}  {at}  {files}{more}"


def _layers(session: Session, found: Any) -> str:
    """The clouds of a single column, highest first, with the one that is judged marked."""
    if not found.layers:
        return ""
    rows = [
        (
            "*" if each.judged else "",
            _metres(each.base_msl_m),
            _metres(each.top_msl_m),
            _metres(each.depth_m),
            _figure(each.base_degc),
            _figure(each.top_degc),
            _metres(each.gap_m),
        )
        for each in reversed(found.layers)
    ]
    head = (
        _("云层"),
        _("底 m"),
        _("顶 m"),
        _("厚 m"),
        _("底温"),
        _("顶温"),
        _("下隙 m"),
    )
    table = show.table(head, rows, plain=session.plain)
    return f"{table}\n{_('* 评判的是这一层；高度为海拔')}"


def _metres(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _notes(found: Any) -> str:
    lines = [line for note in found.notes for line in show.wrapped(f"- {note}", show.WIDTH, "")]
    return "\n".join(lines)


@weather.command(help=_("按判据评判，列出每条依据：值、阈值、是否满足、出处。"))
@_place
@click.pass_obj
def flag(session: Session, /, files: tuple[Path, ...], **words: Any) -> None:
    _waiting()
    found = _flagged(session, files, words)
    session.emit(
        found,
        show.paragraphs(
            _title(session, found),
            _judged(session, found),
            _layers(session, found),
            _notes(found),
        ),
    )


def _judged(session: Session, found: Any) -> str:
    return show.paragraphs(
        *(f"{_verdict(j)}\n{evidence_table(session, j.evidence)}" for j in found.judgements)
    )


def _verdict(judgement: Any) -> str:
    said = "\n  ".join(show.filled(room.verdict(judgement).split("  "), show.WIDTH - 2))
    return "\n".join([said, *_cautioned(judgement.caution)])


def _cautioned(caution: str) -> list[str]:
    return show.wrapped(f"! {caution}", show.WIDTH, "  ") if caution else []


def evidence_table(session: Session, evidence: Sequence[Evidence]) -> str:
    """Each ingredient with its value, what it must be, and under it who says so."""
    rows = [
        (
            MARKS[e.verdict],
            room.measured(e.ingredient),
            "-" if e.value is None else f"{e.value:g}",
            e.threshold,
            e.confidence.label,
            room.cited(e.source) + aside(e.reason),
        )
        for e in evidence
    ]
    head = (
        "",
        _("指标"),
        _("值"),
        _("阈值"),
        _("把握"),
        _("出处"),
    )
    return _sourced(head, rows, plain=session.plain)


def _sourced(head: Sequence[str], rows: Sequence[Sequence[object]], *, plain: bool) -> str:
    """A table whose last column, the source, stands under each row: beside it few terminals are wide enough."""
    if plain or not rows:
        return show.table(head, rows, plain=plain)
    first, *lines = show.table(head[:-1], [row[:-1] for row in rows]).splitlines()
    under = [show.wrapped(str(row[-1]), show.WIDTH, "     ") for row in rows]
    return "\n".join(
        [first, *(line for row, said in zip(lines, under, strict=True) for line in (row, *said))]
    )


@weather.command(help=_("评判并确认为有利天气过程，依据一并写入。"))
@_place
@click.option("--start", required=True, help=_("过程开始"))
@click.option("--end", required=True, help=_("过程结束"))
@click.option("--synoptic", default="", help=_("天气形势，如 西风槽、东蒙冷涡"))
@click.option("--remarks", default="", help=_("备注"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def confirm(session: Session, /, files: tuple[Path, ...], **words: Any) -> None:
    _waiting()
    desk = session.desk
    found = _flagged(session, files, words)
    outcome = room.confirm(
        desk,
        found,
        _window(session, words["start"], words["end"]),
        remarks=words["remarks"],
        synoptic_type=words["synoptic"],
        uid=words["uid"],
    )
    said = _("已确认过程：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(said, _judged(session, found)))


def _window(session: Session, start: str, end: str) -> Window:
    return window(session.desk, {"start": start, "end": end})


@weather.command(help=_("凭上级指导产品、雷达或经验登记一次过程，须写明理由。"))
@click.option("--start", required=True, help=_("过程开始"))
@click.option("--end", required=True, help=_("过程结束"))
@click.option(
    "--purpose",
    "purposes",
    multiple=True,
    required=True,
    help=_("目的，可重复"),
)
@click.option("--reason", required=True, help=_("理由"))
@click.pass_obj
def declare(
    session: Session,
    /,
    start: str,
    end: str,
    purposes: tuple[str, ...],
    reason: str,
) -> None:
    from wxmod.words import intents  # noqa: PLC0415  help loads words alone

    told = {"start": start, "end": end, "purposes": purposes, "reason": reason}
    window, meant, why = intents.declaration(session.desk, told)
    outcome = room.declare(session.desk, window, meant, reason=why)
    text = _("已确认过程：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), text)


@weather.command("criteria", help=_("判据集及其阈值和出处。"))
@click.argument("name", required=False)
@click.pass_obj
def criteria_(session: Session, /, name: str | None) -> None:
    held = [c for c in room.criteria() if name in {None, c.name}] or [room.one(name or "")]
    blocks = []
    for each in held:
        rows = [
            (
                room.measured(t.ingredient),
                t.said(0),
                "*" if t.required else "",
                t.confidence.label,
                room.cited(t.source),
            )
            for t in each.threshold
        ]
        head = (
            _("指标"),
            _("阈值"),
            _("必须"),
            _("把握"),
            _("出处"),
        )
        drawn = (
            _("阈值取自：{data}").format(data=" ".join(each.drawn_from)) if each.drawn_from else ""
        )
        said = [
            part for part in (each.name, each.title, each.purpose.label, each.rule, drawn) if part
        ]
        line = "  ".join(said) if session.plain else "\n  ".join(show.filled(said, show.WIDTH - 2))
        blocks.append(
            "\n".join([line, *_cautioned(each.warning), _sourced(head, rows, plain=session.plain)])
        )
    session.emit(held, show.paragraphs(*blocks))
