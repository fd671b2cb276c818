"""G5xx: directions a site may fire in, and wind at the muzzle."""

from collections.abc import Iterator
from itertools import zip_longest

from wxmod.domain.base import Confidence
from wxmod.domain.geodesy import ends_of_runs
from wxmod.domain.operations.operation import Operation, Release
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_

_FALL = N_("射界图保证残骸和哑弹落在无人区；越界会伤人。")


def _firings(operation: Operation, facts: Facts) -> Iterator[tuple[int, Release]]:
    for n, release in enumerate(operation.releases):
        unit = facts.equipment.get(release.equipment)
        if unit and unit.kind.fires:
            yield n, release


def _directions(release: Release) -> Iterator[tuple[float, float]]:
    """Azimuth with elevation; the last one given stands for those that follow."""
    if release.azimuths_deg and release.elevations_deg:
        last = (release.azimuths_deg[-1], release.elevations_deg[-1])
        for azimuth, elevation in zip_longest(release.azimuths_deg, release.elevations_deg):
            yield (
                last[0] if azimuth is None else azimuth,
                last[1] if elevation is None else elevation,
            )


@rule(
    "G501",
    "direction-outside-sector",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("方位 {azimuth:g}°、仰角 {elevation:g}° 在射界之外"),
    why=_FALL,
    remedy=N_("核对方位角和仰角；只在安全射界图允许的方向发射。"),
    basis="sector-of-the-site",
)
def direction_outside_sector(operation: Operation, facts: Facts) -> Iterator[Found]:
    site = facts.site(operation.site, operation.window.start)
    if site is None or not site.sectors:
        return
    for n, release in _firings(operation, facts):
        outside: dict[float, list[float]] = {}
        for azimuth, elevation in _directions(release):
            if not any(sector.permits(azimuth, elevation) for sector in site.sectors):
                outside.setdefault(elevation, []).append(azimuth)
        for elevation, azimuths in outside.items():
            for azimuth in ends_of_runs(azimuths):
                yield found(f"releases.{n}.azimuths_deg", azimuth=azimuth, elevation=elevation)


@rule(
    "G502",
    "no-sector-map",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("作业点 {site} 没有登记安全射界图，方向无从核对（未核实）"),
    why=_FALL,
    remedy=N_("把射界图的允许方位和仰角填入业务方案 sectors.csv。"),
    basis="sector-of-the-site",
)
def no_sector_map(operation: Operation, facts: Facts) -> Iterator[Found]:
    site = facts.site(operation.site, operation.window.start)
    if site and not site.sectors and any(_firings(operation, facts)):
        yield found("site", site=site.name)


@rule(
    "G503",
    "sector-map-too-old",
    on=Operation,
    severity=Severity.WARN,
    message=N_("作业点 {site} 的射界图绘于 {drawn}，已超过 {days} 天"),
    why=N_("居民点和设施会变，旧图不可靠。"),
    remedy=N_("重绘射界图并更新业务方案。"),
    basis="sector-map-age",
)
def sector_map_too_old(operation: Operation, facts: Facts) -> Iterator[Found]:
    start = operation.window.start
    site, day = facts.site(operation.site, start), facts.day(start)
    days = facts.program.settings.sector_map_valid_days.value_on(day)
    drawn = min((s.drawn_on for s in site.sectors if s.drawn_on), default=None) if site else None
    if (
        site
        and drawn
        and days is not None
        and (day - drawn).days > days
        and any(_firings(operation, facts))
    ):
        yield found("site", site=site.name, drawn=drawn, days=days)


@rule(
    "G504",
    "elevation-too-low",
    on=Operation,
    severity=Severity.WARN,
    message=N_("仰角 {elevation:g}° 低于 {lowest:g}°"),
    why=N_("低仰角落点远，落区难以控制。"),
    remedy=N_("核对仰角；没有射界图时不要低于此值。"),
    basis="elevation-least",
)
def elevation_too_low(operation: Operation, facts: Facts) -> Iterator[Found]:
    lowest = facts.program.settings.elevation_min_deg.value_on(facts.day(operation.window.start))
    site = facts.site(operation.site, operation.window.start)
    if lowest is None or (site and site.sectors):
        return
    for n, release in _firings(operation, facts):
        if release.elevations_deg and min(release.elevations_deg) < lowest:
            yield found(
                f"releases.{n}.elevations_deg", elevation=min(release.elevations_deg), lowest=lowest
            )


@rule(
    "G505",
    "direction-not-recorded",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{equipment} 没有记方位角或仰角"),
    why=N_("没有方向，落区和影响区都无从追查。"),
    remedy=N_("补记每次发射的方位角和仰角。"),
    basis="record-operations",
)
def direction_not_recorded(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in _firings(operation, facts):
        if release.rounds and not (release.azimuths_deg and release.elevations_deg):
            yield found(f"releases.{n}.azimuths_deg", equipment=release.equipment)


@rule(
    "G506",
    "site-position-unverified",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("作业点 {site} 的坐标未核实"),
    why=N_("影响区和落区都从坐标算起。"),
    remedy=N_("实测后改业务方案 sites.csv，并把 position_confidence 写为 confirmed。"),
    basis="approved-sites",
)
def site_position_unverified(operation: Operation, facts: Facts) -> Iterator[Found]:
    site = facts.site(operation.site, operation.window.start)
    sure = site and site.position is not None and site.position_confidence is Confidence.CONFIRMED
    if site and not sure and operation.position is None:
        yield found("site", site=site.name)


@rule(
    "W601",
    "surface-wind-too-strong",
    on=Operation,
    severity=Severity.WARN,
    message=N_("地面风 {wind:g} m/s，超过 {limit:g} m/s"),
    why=N_("低层风使火箭偏航，落点失控。"),
    remedy=N_("等风减弱，或按厂家手册修正。"),
    basis="wind-limit",
)
def surface_wind_too_strong(operation: Operation, facts: Facts) -> Iterator[Found]:
    wind = operation.weather.surface_wind_ms
    limit = facts.program.settings.surface_wind_max_ms.value_on(facts.day(operation.window.start))
    if wind is not None and limit is not None and wind > limit and any(_firings(operation, facts)):
        yield found("weather.surface_wind_ms", wind=wind, limit=limit)
