"""What was done, in the words of a product: every operation with its rounds, airspace, deviations, effect, findings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple

from wxmod.documents.effects import CAUTION, Effect, Line
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.command.instructions import Aspect, Deviation
from wxmod.domain.geodesy import azimuth_span
from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.times import Window
from wxmod.rules import Finding, Severity
from wxmod.rules.command.instructions import clock_span
from wxmod.rules.command.stages import BLANK
from wxmod.wording import N_, _


class Done(NamedTuple):
    """An operation on record with all that is known of it."""

    no: str
    operation: Operation
    clearance: Clearance | None
    deviations: tuple[Deviation, ...]
    findings: tuple[Finding, ...]
    effect: Effect


class Names(NamedTuple):
    """Words for codes: sites, equipment, kind of ammunition by lot; and the county's clock."""

    sites: Mapping[str, str]
    equipment: Mapping[str, Equipment]
    kinds: Mapping[str, AmmunitionKind]
    zone: tzinfo


def operations(done: Sequence[Done], names: Names) -> Iterator[str]:
    """Each operation in a paragraph, then the totals; nothing where nothing was done."""
    for each in done:
        told = each.operation
        where = names.sites.get(told.site, told.site)
        yield f"{each.no}  {where}  {told.purpose.label}/{told.focus.label}  {_span(told.window, names.zone)}"
        yield from (f"  {_release(release, names)}" for release in told.releases)
        yield f"  {_airspace(each, names)}"
        yield f"  {_area(told)}"
        before = told.weather.before or _(BLANK)
        after = told.weather.after or _(BLANK)
        weather = _("天气：作业前 {before}；作业后 {after}")
        yield "  " + weather.format(before=before, after=after)
    if done:
        everything = [each.operation for each in done]
        yield _totals(everything, names)


def _release(release: Release, names: Names) -> str:
    unit = names.equipment.get(release.equipment)
    what = release.equipment
    if unit:
        what = f"{release.equipment} {unit.kind.label}"
    lot = _("批号 {lot}")
    parts = [what, lot.format(lot=release.lot or _(BLANK)), _rounds(release, names)]
    if release.duds:
        duds = _("故障弹 {n}")
        parts.append(duds.format(n=release.duds))
    hours = _hours(release, names.zone)
    parts.append(hours)
    if unit is None or unit.kind.fires:
        parts.append(_aim(release))
    return "  ".join(parts)


def _rounds(release: Release, names: Names) -> str:
    kind = names.kinds.get(release.lot or "")
    if kind:
        return kind.counted(release.rounds)
    return f"{release.rounds}"


def _aim(release: Release) -> str:
    azimuths = ""
    if release.azimuths_deg:
        span = azimuth_span(release.azimuths_deg)
        azimuths = _degrees(span)
    elevations = sorted(release.elevations_deg)
    text = _("方位 {azimuths} 仰角 {elevations}")
    return text.format(
        azimuths=azimuths or _(BLANK),
        elevations=_degrees(elevations) or _(BLANK),
    )


def _degrees(values: Sequence[float]) -> str:
    ends = dict.fromkeys((values[0], values[-1])) if values else ()
    return "–".join(f"{value:g}°" for value in ends)


def _hours(release: Release, zone: tzinfo) -> str:
    start = release.start.astimezone(zone)
    end = release.end.astimezone(zone)
    return f"{start:%H:%M}–{end:%H:%M}"


def _airspace(each: Done, names: Names) -> str:
    held = each.clearance
    if held is None:
        units = [names.equipment.get(r.equipment) for r in each.operation.releases]
        if all(unit and not unit.kind.fires for unit in units):
            return _("空域：烟炉不发射，不需要")
        return _("空域：没有登记的批复")
    granted = _(BLANK)
    if held.granted:
        granted = _span(held.granted, names.zone)
    said = _("空域：{number} 批复 {approval}  {granted}")
    return said.format(
        number=held.number,
        approval=held.approval or _(BLANK),
        granted=granted,
    )


def _area(told: Operation) -> str:
    if told.area is None:
        return _(N_("影响面积：没有填报"))
    words = {
        "km2": told.area.km2,
        "method": told.area.method.label,
        "source": told.area.source or _(BLANK),
    }
    said = _(N_("影响面积：{km2:g} km²（{method}；{source}；{sure}）"))
    return said.format(
        **words,
        sure=told.area.confidence.label,
    )


def _totals(told: Sequence[Operation], names: Names) -> str:
    used: Counter[AmmunitionKind | None] = Counter()
    for operation in told:
        for release in operation.releases:
            kind = names.kinds.get(release.lot or "")
            used[kind] += release.rounds
    total = _("合计 {n} 点次")
    parts = [total.format(n=len(told))]
    for known in AmmunitionKind:
        if used[known]:
            counted = known.counted(used[known])
            parts.append(counted)
    if used[None]:
        unknown = _("批号不明 {n} 发")
        parts.append(unknown.format(n=used[None]))
    km2 = sum(operation.area.km2 for operation in told if operation.area)
    area = _("累计影响面积 {km2:g} km²")
    parts.append(area.format(km2=km2))
    return "  ".join(parts)


def deviations(done: Sequence[Done], names: Names) -> Iterator[str]:
    """What was not done as ordered, what cannot be judged, and what was done without an order."""
    for each in done:
        if not each.deviations:
            yield f"{each.no}  {_(N_('没有登记的指令，不能比较'))}"
            continue
        off = [d for d in each.deviations if d.within is not True]
        yield from (f"{each.no}  {_deviation(d, names.zone)}" for d in off)
        if not off:
            yield f"{each.no}  {_(N_('各项都在偏差限内'))}"


def _deviation(each: Deviation, zone: tzinfo) -> str:
    told = [
        each.ordered,
        each.done or "-",
    ]
    if each.aspect is Aspect.TIME:
        told = [clock_span(words, zone) for words in told]
    if each.within is False:
        sentence = _(N_("{aspect} {unit}：指令 {ordered}，实际 {done}"))
    elif each.ordered:
        sentence = _(N_("{aspect} {unit}：指令 {ordered}，实际 {done}（没有偏差限，不判断）"))
    else:
        sentence = _(N_("{aspect} {unit}：指令没有写，实际 {done}（不判断）"))
    return sentence.format(
        aspect=each.aspect.label,
        unit=each.equipment or "",
        ordered=told[0],
        done=told[1],
    )


def findings(done: Sequence[Done]) -> Iterator[str]:
    """What the rules say of each operation, notes left out."""
    for each in done:
        grave = [f for f in each.findings if f.severity is not Severity.NOTE]
        yield from (f"{each.no}  {f.code} {f.severity.label}  {f.message}" for f in grave)
        if not grave:
            yield f"{each.no}  {_(N_('没有禁止或警告'))}"


def effects(done: Sequence[Done]) -> Iterator[str]:
    """The before-and-after tables, what nobody noted as a blank, and that nothing is proved by them."""
    for each in done:
        yield f"{each.no}  {each.operation.weather.effect}".rstrip()
        yield from (f"  {effect_words(line)}" for line in each.effect.lines)
        yield from (f"  {remark}" for remark in each.effect.remarks)
    yield _(CAUTION)


def effect_words(line: Line) -> str:
    """One quantity in words: before, after, and the differences there are."""
    name = f"{line.quantity.label} {line.station}"
    parts = [name.rstrip()]
    for minutes, value in line.values.items():
        noted = _(BLANK)
        if value is not None:
            noted = f"{value:g}"
        moment = moment_words(minutes)
        parts.append(f"{moment} {noted}")
    text = _("差（{m} 分钟）{d:+g}")
    for minutes, difference in line.differences.items():
        words = text.format(m=minutes, d=difference)
        parts.append(words)
    return "  ".join(parts)


def moment_words(minutes: int) -> str:
    """Minutes before or after, in words."""
    text = _("后 {m}′")
    if minutes < 0:
        text = _("前 {m}′")
    return text.format(m=abs(minutes))


def _span(window: Window, zone: tzinfo) -> str:
    start = window.start.astimezone(zone)
    end = window.end.astimezone(zone)
    if start.date() == end.date():
        return f"{start:%Y-%m-%d %H:%M} – {end:%H:%M}"
    return f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"
