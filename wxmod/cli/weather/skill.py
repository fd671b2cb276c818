"""`wxmod weather verify`: how well the criteria did, against rain or hail that came."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions.weather import forecasts
from wxmod.actions.weather import skill as room
from wxmod.actions.weather.reading import labels
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.numbers import Number
from wxmod.cli.progress import counted
from wxmod.cli.weather.processes import over_area
from wxmod.domain.errors import BadInput
from wxmod.stops import aside, items
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
@click.option("--event", type=Number(), help=_("多少毫米算有雨（默认见 definitions.toml）"))
@click.option("--hours", type=Number(), help=_("每个时次之后多少小时的雨量（默认预报步长）"))
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
        show.paragraphs(*(_rain(session, each) for each in told), _notes(told[0].notes)),
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
    names = labels()
    why = [f"{names.get(n, n)} {share:.0%}" for n, share in each.undecided.items()]
    missing = _("无法判断的原因：{causes}").format(causes=items(why)) if why else ""
    return show.paragraphs(head, missing, _skill(session, each.skill))


def _skill(session: Session, skill: Any) -> str:
    """Counts, the table, every score beside what costs nothing, and how often each score came true."""
    table = show.table(
        ("", _("出现"), _("未出现")),
        [
            (_("有利"), skill.hits, skill.false_alarms),
            (_("不利"), skill.misses, skill.correct_negatives),
        ],
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
    brier = _("Brier {value}，只报本样本频率为 {climate}，技巧 {skill}").format(
        value=_number(skill.brier),
        climate=_number(skill.brier_climate),
        skill=_number(skill.brier_skill),
    )
    return show.paragraphs(_counts(skill), table, _scores(session, skill), brier, reliable)


def _counts(skill: Any) -> str:
    """How many, over how many days, and what was left out."""
    whole = skill.n + skill.unknown + skill.unobserved
    lines = [_("n = {n}，{days} 天").format(n=skill.n, days=skill.days)]
    if not skill.intervals:
        lines.append(_("只有 {days} 天，不给区间").format(days=skill.days))
    for count, said in (
        (skill.unknown, _("未计：{share:.0%}（{n}）判据无法判断")),
        (skill.unobserved, _("未计：{share:.0%}（{n}）没有实况")),
    ):
        if count:
            lines.append(said.format(share=count / whole, n=count))
    return "\n".join(lines)


def _scores(session: Session, skill: Any) -> str:
    """Every score with its interval, beside those of always saying yes and of persistence."""
    always = skill.references.get("always", {})
    persistence = skill.references.get("persistence", {})
    rows = [
        (
            name.upper(),
            _number(getattr(skill, name)),
            _interval(skill, name),
            _number(always.get(name)),
            _number(persistence.get(name)),
        )
        for name in NAMES
    ]
    head = (
        _("评分"),
        _("值"),
        _("5%–95%"),
        _("总报有"),
        _("持续性"),
    )
    return show.table(head, rows, plain=session.plain)


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
