"""`wxmod weather verify`: how well the criteria did, against rain or hail that came."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions.weather import forecasts
from wxmod.actions.weather import skill as room
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.progress import counted
from wxmod.cli.weather.processes import over_area
from wxmod.domain.errors import BadInput
from wxmod.stops import aside
from wxmod.wording import N_, _

_PATHS = click.Path(path_type=Path)
NAMES = ("pod", "far", "csi", "hss", "bias")


@click.command(
    help=_(
        "检验：判据与实况雨量（--rain）或雹日探空（--hail）对照，给出 POD、FAR、CSI、HSS 等及其区间。"
    )
)
@click.argument("files", nargs=-1, type=_PATHS)
@over_area
@click.option(
    "--rain",
    multiple=True,
    type=_PATHS,
    help=_("实况雨量文件或目录，可重复"),
)
@click.option("--event", type=float, help=_("多少毫米算有雨（默认见 definitions.toml）"))
@click.option("--hours", type=float, help=_("每个时次之后多少小时的雨量（默认预报步长）"))
@click.option(
    "--neighbourhood",
    type=click.IntRange(0, 50),
    default=0,
    help=_("相距多少格以内也算"),
)
@click.option(
    "--hail",
    multiple=True,
    type=_PATHS,
    help=_("雹日探空文件或目录，可重复"),
)
@click.option(
    "--controls",
    multiple=True,
    type=_PATHS,
    help=_("无雹对照探空，可重复"),
)
@click.option("--sizes", type=_PATHS, help=_("冰雹直径表 CSV：file,size_mm"))
@click.option("--dataset", default="", help=_("检验资料的名称；阈值取自它的判据拒绝检验"))
@click.pass_obj
def verify(session: Session, /, files: tuple[Path, ...], **words: Any) -> None:
    if words["hail"]:
        found = room.hail(
            session.desk,
            words["hail"],
            criteria=words["criteria"],
            controls=words["controls"],
            sizes=words["sizes"],
            dataset=words["dataset"],
        )
        session.emit(
            [each.as_dict() for each in found],
            show.paragraphs(*(_hail(session, each) for each in found)),
        )
        return
    if not files or not words["rain"]:
        raise BadInput(
            N_("检验要有预报文件和 --rain，或 --hail"), remedy=N_("看 wxmod weather verify --help")
        )
    terms = room.terms(
        words["event"],
        words["hours"],
        words["neighbourhood"],
        words["dataset"],
    )
    with counted() as progress:
        wanted = forecasts.Wanted(
            files,
            words["criteria"],
            words["area"],
            progress,
            scheduler=words["scheduler"],
            family=words["family"],
        )
        told = room.rain(session.desk, wanted, words["rain"], terms)
    session.emit(
        [each.as_dict() for each in told],
        show.paragraphs(
            *(_rain(session, each) for each in told),
            _notes(told[0].notes),
        ),
    )


def _notes(notes: Sequence[str]) -> str:
    return "\n".join(f"- {note}" for note in notes)


def _source(criteria: Any) -> str:
    if not criteria.drawn_from:
        return _("阈值不取自观测资料")
    return _("阈值取自：{data}").format(data=" ".join(criteria.drawn_from))


def _rain(session: Session, each: Any) -> str:
    head = (
        f"{each.criteria.title}{aside(each.criteria.name)}  {each.event}\n{_source(each.criteria)}"
    )
    return show.paragraphs(head, _skill(session, each.skill))


def _skill(session: Session, skill: Any) -> str:
    table = show.table(
        ("", _("出现"), _("未出现")),
        [
            (_("有利"), skill.hits, skill.false_alarms),
            (_("不利"), skill.misses, skill.correct_negatives),
        ],
        plain=session.plain,
    )
    rows = [
        (
            name.upper(),
            _number(getattr(skill, name)),
            _interval(skill, name),
        )
        for name in NAMES
    ]
    rows.append(
        (
            "Brier",
            _number(skill.brier),
            _("只报气候频率为 {value}").format(value=_number(skill.brier_climate)),
        )
    )
    scores = show.table(
        (_("评分"), _("值"), _("5%–95%")),
        rows,
        plain=session.plain,
    )
    bins = [
        (
            f"{b.score:.2f}",
            f"{b.observed:.3f}",
            b.n,
        )
        for b in skill.reliability
    ]
    reliable = show.table(
        (_("平均得分"), _("实况频率"), "n"),
        bins,
        plain=session.plain,
    )
    counts = _("n = {n}（{blocks} 块），无法判断 {unknown}").format(
        n=skill.n,
        blocks=skill.blocks,
        unknown=skill.unknown,
    )
    return show.paragraphs(counts, table, scores, reliable)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(skill: Any, name: str) -> str:
    low_high = skill.intervals.get(name)
    return f"{low_high[0]:.3f}–{low_high[1]:.3f}" if low_high else ""


def _hail(session: Session, each: Any) -> str:
    rows = [
        (
            c.name,
            c.n,
            c.favourable,
            c.unknown,
            _number(c.favourable / (c.n - c.unknown) if c.n > c.unknown else None),
        )
        for c in each.classes
    ]
    table = show.table(
        (_("大小"), "n", _("有利"), _("无法判断"), "POD"),
        rows,
        plain=session.plain,
    )
    head = f"{each.criteria.title}{aside(each.criteria.name)}  {_source(each.criteria)}"
    return show.paragraphs(
        head,
        table,
        _skill(session, each.skill) if each.skill else "",
        _notes(each.notes),
    )


COMMANDS = [verify]
