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
        where = names.sites.get(
            told.site,
            told.site,
        )
        yield f"{each.no}  {where}  {told.purpose.label}/{told.focus.label}  {_span(told.window, names.zone)}"
        yield from (f"  {_release(release, names)}" for release in told.releases)
        yield f"  {_airspace(each, names)}"
        yield f"  {_area(told)}"
        before, after = told.weather.before or _(BLANK), told.weather.after or _(BLANK)
        yield f"  {_(N_('天气：作业前 {before}；作业后 {after}')).format(before=before, after=after)}"
    if done:
        yield _totals(
            [each.operation for each in done],
            names,
        )


def _release(release: Release, names: Names) -> str:
    unit, kind = names.equipment.get(release.equipment), names.kinds.get(release.lot or "")
    what = f"{release.equipment} {unit.kind.label if unit else ''}".rstrip()
    lot = _(N_("批号 {lot}")).format(lot=release.lot or _(BLANK))
    parts = [
        what,
        lot,
        kind.counted(release.rounds) if kind else f"{release.rounds}",
    ]
    if release.duds:
        parts.append(_(N_("故障弹 {n}")).format(n=release.duds))
    parts.append(_hours(release, names.zone))
    if unit is None or unit.kind.fires:
        azimuths = _degrees(azimuth_span(release.azimuths_deg) if release.azimuths_deg else ())
        parts.append(
            _(N_("方位 {azimuths} 仰角 {elevations}")).format(
                azimuths=azimuths or _(BLANK),
                elevations=_degrees(sorted(release.elevations_deg)) or _(BLANK),
            )
        )
    return "  ".join(parts)


def _degrees(values: Sequence[float]) -> str:
    ends = dict.fromkeys((values[0], values[-1])) if values else ()
    return "–".join(f"{value:g}°" for value in ends)


def _hours(release: Release, zone: tzinfo) -> str:
    return f"{release.start.astimezone(zone):%H:%M}–{release.end.astimezone(zone):%H:%M}"


def _airspace(each: Done, names: Names) -> str:
    held = each.clearance
    if held is None:
        units = [names.equipment.get(r.equipment) for r in each.operation.releases]
        needless = all(unit and not unit.kind.fires for unit in units)
        return _(N_("空域：烟炉不发射，不需要")) if needless else _(N_("空域：没有登记的批复"))
    granted = _span(held.granted, names.zone) if held.granted else _(BLANK)
    said = _(N_("空域：{number} 批复 {approval}  {granted}"))
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
    used: Counter[str] = Counter()
    for release in (r for operation in told for r in operation.releases):
        kind = names.kinds.get(release.lot or "")
        used[kind.value if kind else ""] += release.rounds
    parts = [kind.counted(used[kind.value]) for kind in AmmunitionKind if used[kind.value]]
    parts += [_(N_("批号不明 {n} 发")).format(n=used[""])] if used[""] else []
    km2 = sum(operation.area.km2 for operation in told if operation.area)
    parts.append(_(N_("累计影响面积 {km2:g} km²")).format(km2=km2))
    return _(N_("合计 {n} 点次")).format(n=len(told)) + "  " + "  ".join(parts)


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
    blank = _(BLANK)
    values = [
        f"{moment_words(m)} {blank if v is None else f'{v:g}'}" for m, v in line.values.items()
    ]
    apart = [
        _(N_("差（{m} 分钟）{d:+g}")).format(
            m=m,
            d=d,
        )
        for m, d in line.differences.items()
    ]
    return "  ".join(
        [
            f"{line.quantity.label} {line.station}".rstrip(),
            *values,
            *apart,
        ]
    )


def moment_words(minutes: int) -> str:
    """Minutes before or after, in words."""
    return _(N_("前 {m}′") if minutes < 0 else N_("后 {m}′")).format(m=abs(minutes))


def _span(window: Window, zone: tzinfo) -> str:
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    return (
        f"{start:%Y-%m-%d %H:%M} – {end:%H:%M}"
        if start.date() == end.date()
        else (f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}")
    )
