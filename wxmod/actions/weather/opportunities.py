"""Favourable processes as both faces list them: those that files tell of, then those on record and what was done."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.weather.forecasts import AREA, Forecast, Found, State
from wxmod.actions.weather.reading import labels
from wxmod.domain.command.processes import Evidence, Hint, Origin, Process, SiteSpell, Trust
from wxmod.domain.errors import UnknownName
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Window
from wxmod.stops import aside, clauses, items
from wxmod.store import tables
from wxmod.weather.judging.criteria import load_criteria
from wxmod.wording import N_, _

COUNTY = "county"
MOST_CAUSES = 3


class Opportunity(NamedTuple):
    """One process to look at: detected in files, or on record.

    Attributes:
        known: Its id on record; "" if it is new.
        found: What was detected; None of one that stands on record alone.
        place: ``county``, or a site's code.
        source: On whose word it was written, where no fields told it.
        operations: Numbers of what was done in it.
    """

    known: str
    found: Found | None
    purposes: tuple[Purpose, ...]
    window: Window
    peak: datetime | None
    place: str
    criteria: str
    score: float | None
    area_fraction: float | None
    layer_msl_m: tuple[float, float] | None
    sites: tuple[SiteSpell, ...]
    trust: Trust | None
    reasons: tuple[str, ...]
    hints: tuple[Hint, ...]
    evidence: tuple[Evidence, ...]
    origins: tuple[Origin, ...]
    operations: tuple[str, ...]
    source: str = ""
    remarks: str = ""

    @property
    def state(self) -> State | None:
        """What the record knows of it; None of one that stands there alone."""
        return self.found.state if self.found else None

    @property
    def open(self) -> bool:
        """Whether confirming it would tell the record something."""
        return self.state in {State.NEW, State.NEWER}


def listed(desk: Desk, forecast: Forecast | None = None) -> list[Opportunity]:
    """What *forecast* found, oldest first, then what else is on record, newest first."""
    held = tables.command.processes(desk.store)
    done = _done(desk)
    found = [_found(each, done) for each in (forecast.found if forecast else ())]
    shown = {each.known for each in found}
    rest = sorted(
        (p for p in held.values() if p.id not in shown),
        key=lambda p: (p.window.start, p.id),
        reverse=True,
    )
    return [
        *found,
        *(_recorded(p, done) for p in rest),
    ]


def _done(desk: Desk) -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {}
    for row in tables.operations.operations(desk.store):
        if name := row.operation.process:
            told[name] = (*told.get(name, ()), row.no)
    return told


def _found(each: Found, done: Mapping[str, tuple[str, ...]]) -> Opportunity:
    p = each.process
    return Opportunity(
        each.known,
        each,
        (p.purpose,),
        p.window,
        p.peak,
        p.place,
        p.criteria,
        p.score,
        p.area_fraction,
        _layer(p.layer_base_msl_m, p.layer_top_msl_m),
        p.sites,
        p.trust,
        p.reasons,
        p.hints,
        each.evidence,
        each.origins,
        done.get(each.known, ()),
    )


def _recorded(p: Process, done: Mapping[str, tuple[str, ...]]) -> Opportunity:
    return Opportunity(
        p.id,
        None,
        p.purposes,
        p.window,
        p.peak,
        p.source if p.peak else COUNTY,
        p.criteria or "",
        p.score,
        p.area_fraction,
        _layer(p.layer_base_msl_m, p.layer_top_msl_m),
        p.sites,
        p.trust,
        (),
        p.hints,
        p.evidence,
        p.origins,
        done.get(p.id, ()),
        "" if p.peak else p.source,
        p.remarks,
    )


def _layer(base: float | None, top: float | None) -> tuple[float, float] | None:
    return None if base is None or top is None else (base, top)


def span(desk: Desk, window: Window) -> str:
    """A window on the county's clock, the day said once where it is one."""
    start = desk.local(window.start)
    end = desk.local(window.end)
    return (
        f"{start:%m-%d %H:%M}–{end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%m-%d %H:%M}–{end:%m-%d %H:%M}"
    )


def layer(each: Opportunity) -> str:
    """The layer to seed, in metres; "" where none is told."""
    return f"{each.layer_msl_m[0]:.0f}–{each.layer_msl_m[1]:.0f}" if each.layer_msl_m else ""


def place(desk: Desk, text: str) -> str:
    """The county, the area asked for, or a site by name."""
    if text in {COUNTY, AREA}:
        return _("全县") if text == COUNTY else _("所选范围")
    return next(
        (s.name for s in desk.program.sites if s.code == text),
        text,
    )


def mark(each: Opportunity) -> str:
    """Its id on record and what is to be done with it: ``+`` confirm, ``↑`` update."""
    return {
        None: each.known,
        State.NEW: _("+ 新"),
        State.NEWER: f"↑ {each.known}",
    }.get(
        each.state,
        each.known,
    )


def told(desk: Desk, each: Opportunity) -> Iterator[str]:
    """Everything but its evidence, a line each."""
    yield _heading(desk, each)
    figures = "  ".join(_figures(each))
    if figures:
        yield figures
    if each.layer_msl_m:
        yield _("建议层 {layer} m（海拔）").format(layer=layer(each))
    if each.sites:
        spells = [_spell(desk, spell) for spell in each.sites]
        yield _("作业点：{spells}").format(spells=clauses(spells))
    if each.hints:
        hints = [f"{hint.kind.label} {hint.value:+.1f}" for hint in each.hints]
        yield _("形势提示（不是判据）：{hints}").format(hints=" ".join(hints))
    yield from _standing(desk, each)


def _heading(desk: Desk, each: Opportunity) -> str:
    """For what, where and when."""
    year = desk.local(each.window.start).year
    purposes = [purpose.label for purpose in each.purposes]
    parts = [
        " ".join(purposes),
        place(desk, each.place),
        f"{year}-{span(desk, each.window)}",
    ]
    if each.peak:
        peak = desk.local(each.peak)
        parts.append(_("最强 {at:%m-%d %H:%M}").format(at=peak))
    return "  ".join(filter(None, parts))


def _spell(desk: Desk, spell: SiteSpell) -> str:
    """A site with when it lies in favourable cells, and how favourable."""
    parts = [
        place(desk, spell.site),
        span(desk, spell.window),
        f"{spell.score:.2f}",
    ]
    return " ".join(parts)


def _figures(each: Opportunity) -> Iterator[str]:
    if each.criteria:
        yield title(each.criteria)
    if each.score is not None:
        yield _("得分 {score:.2f}").format(score=each.score)
    if each.area_fraction is not None:
        yield _("满足面积 {share:.0%}").format(share=each.area_fraction)
    if each.trust:
        why = aside(clauses(each.reasons))
        yield _("可信度 {trust}").format(trust=each.trust.label) + why


def _standing(desk: Desk, each: Opportunity) -> Iterator[str]:
    """What the record knows of it, and what was done in it."""
    if each.state is not None:
        said = {
            State.NEW: N_("记录中没有"),
            State.NEWER: N_("比记录中的 {known} 新，可更新"),
            State.SAME: N_("已按同样的资料记录为 {known}"),
            State.OLDER: N_("记录中的 {known} 依据更晚的起报"),
        }[each.state]
        yield _(said).format(known=each.known)
    if each.operations:
        yield _("作业：{numbers}").format(numbers=" ".join(each.operations))
    elif each.known:
        over = each.window.end < desk.now()
        yield _("没有作业，已错过") if over else _("还没有作业")
    if each.source:
        yield _("来源：{text}").format(text=each.source)
    if each.remarks:
        yield _("备注：{text}").format(text=each.remarks)


def title(criteria: str) -> str:
    """A set by its title; a set that is no longer shipped by its name."""
    try:
        return load_criteria(criteria).title
    except UnknownName:
        return criteria


def against(forecast: Forecast) -> list[str]:
    """Of each set that was asked, what spoke against it most, a line each."""
    names = labels() | {"month": _("不在适用月份")}
    lines = []
    for criteria, shares in forecast.limits.items():
        causes = []
        for name, share in islice(shares.items(), MOST_CAUSES):
            label = names.get(name, name)
            causes.append(f"{label} {share:.0%}")
        if causes:
            line = _("{criteria}：不利的格点和时次受限于 {causes}").format(
                criteria=title(criteria),
                causes=items(causes),
            )
            lines.append(line)
    return lines
