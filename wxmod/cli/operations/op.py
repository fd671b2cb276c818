"""`wxmod op`: what was done."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk, Outcome
from wxmod.actions.ammunition import missions
from wxmod.actions.command import filling
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.cli import show
from wxmod.cli.ammunition.options import counts, done, handover, hands
from wxmod.cli.face import Session
from wxmod.domain.airspace import Clearance
from wxmod.domain.errors import BadInput
from wxmod.domain.operations.affected_area import AffectedArea
from wxmod.domain.operations.operation import Operation, Purpose, Release
from wxmod.domain.text import normalise
from wxmod.domain.times import Side, Window, parse_day, span_words, year_window
from wxmod.domain.typed import choice, release_from_text
from wxmod.wording import N_, _
from wxmod.words.changes import changed
from wxmod.words.forms import (
    clearance_from_record,
    operation_from_record,
    operation_from_words,
    read_records,
)

FIELDS = (
    ("site", "site", N_("作业点编码或名称")),
    ("purpose", "purpose", N_("目的：rain 增雨 / snow 增雪 / hail 防雹")),
    ("focus", "focus", N_("服务重点：agriculture、drought、forest-fire、air-quality 等")),
    ("joint", "joint", N_("联合作业名称（各点相同）")),
    ("process", "process", N_("天气过程编号")),
    ("day", "day", N_("日期；只写时分的时刻都属于这一天")),
    ("equipment", "equipment", N_("装备编号")),
    ("lot", "lot", N_("弹药批号")),
    ("rounds", "rounds", N_("用弹量")),
    ("duds", "duds", N_("故障弹数（不含在用弹量内）")),
    ("start", "start", N_("首发时刻，如 14:32、昨 14:32、2023-04-02 14:32")),
    ("end", "end", N_("末发时刻")),
    ("azimuth", "azimuths_deg", N_("方位角，可多个：150,180")),
    ("elevation", "elevations_deg", N_("仰角，可多个")),
    ("place", "place", N_("弹药取自哪个库或装备（默认：装填在该装备上的，否则作业点自有库）")),
    ("clearance", "clearance", N_("空域批复号")),
    ("commander", "commander", N_("指挥员")),
    ("crew", "crew", N_("作业人员，可多个")),
    ("recorder", "recorder", N_("记录人")),
    ("approver", "approver", N_("审批人")),
    ("instruction-no", "instruction_no", N_("作业指令号")),
    ("instructed-at", "instructed_at", N_("指令时刻")),
    ("seeding-base", "seeding_base_msl_m", N_("播撒层底高（海拔 m）")),
    ("seeding-top", "seeding_top_msl_m", N_("播撒层顶高（海拔 m）")),
    ("cloud", "cloud_type", N_("云状")),
    ("before", "before", N_("作业前天气")),
    ("after", "after", N_("作业后天气")),
    ("effect", "effect", N_("作业效果")),
    ("hail-observed", "hail_observed", N_("是否降雹：true / false")),
    ("rain-mm", "rain_mm", N_("降水量 mm")),
    ("damage", "damage", N_("灾情")),
    ("wind", "surface_wind_ms", N_("地面风速 m/s")),
    ("wind-from", "surface_wind_from_deg", N_("地面风向")),
    ("max-dbz", "max_reflectivity_dbz", N_("最大回波强度 dBZ")),
    ("echo-top-km", "echo_top_km", N_("回波顶高 km")),
    ("vil", "vil_kgm2", N_("垂直液态水含量 kg/m²")),
    ("area", "area_km2", N_("人工填报的影响面积 km²")),
    ("reported-at", "reported_at", N_("书面上报时刻")),
    ("remarks", "remarks", N_("备注")),
)
ALIASES = {flag: name for flag, name, _help in FIELDS}


@click.group(help=_("作业：记录、检查、查询、更正。"))
def op() -> None:
    pass


def _fields(command: Any) -> Any:
    """The flags of the operation form, its file argument and its repeated releases."""
    for flag, name, said in reversed(FIELDS):
        command = click.option(f"--{flag}", name, help=_(said))(command)
    told = _("按这条作业指令预填作业点、装备、弹量、方位、仰角等；首末发时刻和批号照实填写")
    command = click.option("--instruction", metavar="NO", help=told)(command)
    release = _(
        "再加一段发射：equipment=G1 lot=A-1 start=14:32 end=14:40 rounds=9 azimuth=150 elevation=60"
    )
    command = click.option("--release", "releases", multiple=True, help=release)(command)
    path = click.Path(dir_okay=False, path_type=Path)
    return click.argument("file", required=False, type=path)(command)


def _told(
    desk: Desk,
    file: Path | None,
    releases: tuple[str, ...],
    words: dict[str, Any],
    *,
    side: Side = Side.PAST,
) -> Iterator[tuple[Operation, Clearance | None]]:
    """Each operation told by file or flags, with the clearance told along with it.

    Args:
        side: Whether it is done or meant to be done.
    """
    number = words.pop("instruction", None)
    if file is None:
        given, more = _given(words), [release_from_text(text) for text in releases]
        if number:
            given, more = filling.prefill(desk, normalise(number), given, more)
        yield operation_from_words(desk, given, more, side), None
        return
    if _given(words) or releases or number:
        raise BadInput(N_("文件和字段选项不能同时给出"), remedy=N_("把内容都写进文件，或都用选项"))
    for record in read_records(file):
        airspace = record.get("airspace") or {}
        named = (
            record
            if "clearance" in record or not airspace
            else record | {"clearance": airspace.get("number")}
        )
        operation = operation_from_record(desk, named, side)
        yield operation, clearance_from_record(desk, named, operation)


def _given(words: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in words.items() if text is not None}


@op.command(help=_("记录一次已发生的作业。违反规则也会写入，并给出校验结果。"))
@_fields
@click.option("--uid", help=_("操作编号：同一编号只写一次，可放心重试"))
@click.pass_obj
def record(
    session: Session,
    /,
    file: Path | None,
    releases: tuple[str, ...],
    uid: str | None,
    **words: Any,
) -> None:
    desk = session.desk
    told = list(_told(desk, file, releases, words))
    keys = recording.file_keys([operation for operation, _clearance in told]) if file else ()
    done = recording.record_all(desk, told, uid=uid, keys=keys)
    session.emit(
        [o.as_dict() for o in done] if file else done[0].as_dict(),
        "\n\n".join(_acknowledged(desk, each) for each in done),
    )


def _acknowledged(desk: Desk, outcome: Outcome) -> str:
    """What was written, with the day every time was taken to be of, and what the rules say."""
    window = recording.get(desk, outcome.name).operation.window
    when = span_words(window, desk.program.zone)
    said = (
        _("已有记录，没有重复写入：{no}  {mark}")
        if outcome.receipt.repeated
        else _("已记录：{no}  {mark}")
    )
    return show.paragraphs(
        said.format(no=outcome.name, mark=outcome.receipt.mark) + f"\n{when}",
        show.findings(outcome.findings) or _("校验：无问题"),
    )


@op.command(help=_("检查一次拟作业是否合规，不写入；有禁止项时退出码为 1。"))
@_fields
@click.pass_obj
def check(
    session: Session,
    /,
    file: Path | None,
    releases: tuple[str, ...],
    **words: Any,
) -> None:
    desk = session.desk
    found = [
        f
        for operation, clearance in _told(desk, file, releases, words, side=Side.AHEAD)
        for f in recording.propose(desk, operation, clearance=clearance)
    ]
    session.emit(
        {"findings": [f.as_dict() for f in found]},
        show.findings(found) or _("校验：无问题"),
    )


@op.command("list", help=_("列出作业。"))
@click.option("--year", type=int, help=_("年份"))
@click.option("--from", "since", help=_("自哪一天"))
@click.option("--to", "until", help=_("到哪一天"))
@click.option("--site", help=_("作业点编码或名称"))
@click.option("--purpose", help=_("目的（rain 含增雪）"))
@click.option("--newest", type=click.IntRange(1, 100_000), help=_("只列最近几次"))
@click.pass_obj
def list_(
    session: Session,
    /,
    year: int | None,
    since: str | None,
    until: str | None,
    **only: Any,
) -> None:
    desk = session.desk
    purpose = choice(Purpose, only["purpose"]) if only["purpose"] else None
    window = _window(desk, year, since, until)
    rows = recording.find(
        desk,
        window,
        site=only["site"],
        purpose=purpose,
        newest=only["newest"],
    )
    head = (
        _("编号"),
        _("时间"),
        _("作业点"),
        _("目的"),
        _("用弹量"),
        _("面积 km²"),
        _("过程"),
    )
    session.emit(
        [_brief(row) for row in rows],
        show.table(head, [_line(desk, r) for r in rows], plain=session.plain),
    )


def _window(
    desk: Desk,
    year: int | None,
    since: str | None,
    until: str | None,
) -> Window | None:
    if year:
        return year_window(year, desk.program.zone)
    if not since and not until:
        return None
    zone, today = desk.program.zone, desk.today()
    first = parse_day(since, today) if since else datetime(1970, 1, 1, tzinfo=zone).date()
    last = parse_day(until, today) if until else today
    return Window(
        start=datetime.combine(first, time(), zone),
        end=datetime.combine(last, time(23, 59, 59), zone),
    )


def _line(desk: Desk, row: OperationRow) -> tuple[object, ...]:
    told = row.operation
    rounds = sum(r.rounds for r in told.releases)
    area = f"{told.area.km2:g}" if told.area else ""
    site = desk.program.site_name(told.site)
    return (
        row.no,
        show.clock(desk, told.window.start),
        site,
        told.purpose.label,
        rounds,
        area,
        told.process or "",
    )


def _brief(row: OperationRow) -> dict[str, Any]:
    return {
        "no": row.no,
        "ref": row.ref,
        "versions": row.versions,
        "voided": row.voided,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "operation": row.operation.model_dump(mode="json"),
    }


@op.command("show", help=_("显示一次作业：全部字段、校验结果、弹药流转和历次更正。"))
@click.argument("no")
@click.pass_obj
def show_(session: Session, /, no: str) -> None:
    desk = session.desk
    no = recording.number(desk, normalise(no))
    row = recording.get(desk, no)
    found, told = recording.findings_of(desk, row), recording.versions(desk, no)
    history = [
        {
            "version": v.version,
            "ref": v.ref,
            "at": v.recorded_at,
            "by": v.recorded_by,
            "reason": v.reason,
        }
        for v in told
    ]
    document = _brief(row) | {"findings": [f.as_dict() for f in found], "history": history}
    lines = [
        (
            v.version,
            v.ref,
            show.clock(desk, v.recorded_at),
            v.recorded_by,
            v.reason or "-",
        )
        for v in told
    ]
    head = (
        _("版本"),
        _("流水号"),
        _("记录时刻"),
        _("记录人"),
        _("更正原因"),
    )
    voided = _("此作业已作废") if row.voided else ""
    text = show.paragraphs(
        voided,
        show.pairs(_told_fields(desk, row)),
        show.findings(found) or _("校验：无问题"),
        show.table(head, lines, plain=session.plain),
    )
    session.emit(document, text)


def _told_fields(desk: Desk, row: OperationRow) -> Iterator[tuple[str, object]]:
    """An operation by name and value; empty values are left out where they are shown."""
    told = row.operation
    site = desk.program.site_name(told.site)
    start = show.clock(desk, told.window.start)
    end = show.clock(desk, told.window.end)
    crew = [member.person for member in told.crew]
    weather = (told.weather.before, told.weather.after)
    yield _("编号"), row.no
    yield _("作业点"), f"{site} {told.site}"
    yield _("目的"), _purpose_words(told)
    yield _("时间"), f"{start} – {end}"
    for release in told.releases:
        yield release.equipment, _fired_words(release)
    yield _("空域"), told.clearance
    yield _("过程"), told.process
    yield _("指挥员"), told.commander
    yield _("作业人员"), " ".join(crew)
    yield _("天气"), " → ".join(filter(None, weather))
    if told.area:
        yield _("影响面积"), _area_words(told.area)
    yield _("性质"), f"{told.provenance.label} {told.source}"
    yield _("备注"), told.remarks


def _purpose_words(told: Operation) -> str:
    labels = [told.purpose.label, told.focus.label, told.mode.label]
    return f"{' · '.join(labels)} {told.joint or ''}"


def _fired_words(release: Release) -> str:
    """What a unit fired, and where to."""
    azimuths = _angles(release.azimuths_deg)
    elevations = _angles(release.elevations_deg) or "-"
    fired = _("{rounds} 发（故障 {duds}）").format(
        rounds=release.rounds,
        duds=release.duds,
    )
    return f"{release.lot or '-'}  {fired}  {azimuths} ∠{elevations}"


def _angles(degrees: Sequence[float]) -> str:
    return "/".join(f"{angle:g}°" for angle in degrees)


def _area_words(area: AffectedArea) -> str:
    parts = [
        f"{area.km2:g} km²",
        area.method.label,
        area.confidence.label,
        area.source,
    ]
    return " · ".join(parts)


@op.command(help=_("更正一次作业；原记录保留。"))
@click.argument("no")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="FIELD=VALUE",
    help=_("改一个字段，如 rounds=8、end=15:08"),
)
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help=_("更正后的全部内容"))
@click.option("--void", is_flag=True, help=_("作废：没有这次作业"))
@click.option("--reopen", is_flag=True, help=_("恢复已作废的作业，可同时用 --set、--file 更正"))
@click.option("--reason", required=True, help=_("更正原因"))
@click.pass_obj
def correct(
    session: Session,
    /,
    no: str,
    changes: tuple[str, ...],
    file: Path | None,
    void: bool,
    reopen: bool,
    reason: str,
) -> None:
    desk = session.desk
    no = recording.number(desk, normalise(no))
    ways = sum((bool(changes), file is not None, void))
    if ways > 1 or (ways == 0 and not reopen) or (void and reopen):
        raise BadInput(N_("--set、--file、--void 须且只须给出一种"))
    told = None
    was = recording.get(desk, no).operation if file or changes else None
    if file:
        told = operation_from_record(desk, read_records(file)[0], was=was)
    elif was:
        told = operation_from_record(desk, changed(desk, was, changes, ALIASES), was=was)
    if reopen:
        outcome = recording.reopen(desk, no, told, reason=reason)
    else:
        outcome = recording.correct(desk, no, told, reason=reason)
    session.emit(outcome.as_dict(), _acknowledged(desk, outcome))


@op.command("close", help=_("结束一次作业：为任务领出的弹药须全部有下落，否则不能结束。"))
@click.argument("no")
@click.option(
    "--held",
    multiple=True,
    metavar="LOT=ROUNDS",
    help=_("清点在手的批号和数量，可重复"),
)
@hands
@click.pass_obj
def close(
    session: Session,
    /,
    no: str,
    held: tuple[str, ...],
    **words: Any,
) -> None:
    desk = session.desk
    outcome = missions.close(
        desk,
        normalise(no),
        counts(held),
        handover(desk, words),
    )
    done(session, outcome, _("作业已结束：{name}  {mark}"))
