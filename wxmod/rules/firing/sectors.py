"""G517 and G53x: whether the permitted sector is large enough, and far enough from people, for rounds that fail."""

from collections.abc import Iterator
from math import radians

from wxmod.domain.firing.aiming import Aim
from wxmod.domain.geodesy import gap_m, sector_outline, span_deg
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.registry.sites import Sector, Site
from wxmod.program.firing import Least
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.rules.firing.aiming import margin_m
from wxmod.wording import N_

_FALL = N_("射界图保证残骸和哑弹落在无人区；越界会伤人。")


def _permitting(site: Site, aim: Aim) -> list[Sector]:
    """The sectors of the site that hold the direction."""
    return [s for s in site.sectors if s.permits(aim.azimuth_deg, aim.elevation_deg)]


def _least(site: Site, aim: Aim, facts: Facts) -> Least | None:
    """How large the sector of a gun at that height must be; None for other pieces and where nobody has said."""
    rows = facts.program.planning.sector_least.value_on(facts.day(aim.at))
    if aim.kind is not EquipmentKind.GUN or not rows or site.elevation_msl_m is None:
        return None
    fitting = [row for row in rows if site.elevation_msl_m > row.above_msl_m]
    return fitting[-1] if fitting else None


@rule(
    "G517",
    "sector-too-small",
    on=Aim,
    severity=Severity.WARN,
    message=N_("射界宽 {angle:g}°，在 {radial:g} m 处宽 {width:.0f} m，小于 {least:g} m"),
    why=_FALL,
    remedy=N_("核对射界图；达不到最小射界的方向不宜使用。"),
    basis="sector-least",
)
def sector_too_small(aim: Aim, facts: Facts) -> Iterator[Found]:
    site = facts.site(aim.site, aim.at)
    least = _least(site, aim, facts) if site else None
    if site is None or least is None:
        return
    for sector in _permitting(site, aim):
        angle = span_deg(sector.azimuth_from_deg, sector.azimuth_to_deg)
        width = radians(angle) * least.radial_m
        if width < least.tangential_m:
            yield found(
                "azimuth_deg",
                angle=angle,
                width=width,
                radial=least.radial_m,
                least=least.tangential_m,
            )


def _landings(sector: Sector, aim: Aim, facts: Facts) -> tuple[float, float] | None:
    """Nearest and farthest the maker's table lets an unexploded round of a sector come down."""
    for table in facts.program.trajectories:
        if table.name == aim.table:
            return table.dud_ranges(sector.elevation_min_deg, sector.elevation_max_deg)
    return None


@rule(
    "G531",
    "sector-too-shallow",
    on=Aim,
    severity=Severity.WARN,
    message=N_(
        "射界仰角 {low:g}°–{high:g}°，哑弹落在 {near:.0f}–{far:.0f} m，"
        "径向只有 {depth:.0f} m，小于 {least:g} m（条文读法未核实）"
    ),
    why=_FALL,
    remedy=N_("核对射界图；放宽仰角范围，达不到最小射界的方向不宜使用。"),
    basis="sector-least",
)
def sector_too_shallow(aim: Aim, facts: Facts) -> Iterator[Found]:
    site = facts.site(aim.site, aim.at)
    least = _least(site, aim, facts) if site else None
    if site is None or least is None:
        return
    for sector in _permitting(site, aim):
        landings = _landings(sector, aim, facts)
        if landings is None:
            continue
        near, far = landings
        if far - near < least.radial_m:
            yield found(
                "elevation_deg",
                low=sector.elevation_min_deg,
                high=sector.elevation_max_deg,
                near=near,
                far=far,
                depth=far - near,
                least=least.radial_m,
            )


@rule(
    "G532",
    "sector-depth-unknown",
    on=Aim,
    severity=Severity.NOTE,
    message=N_("射表没有射界各仰角的哑弹射程，径向范围和射界边界无从核对（未核实）"),
    why=_FALL,
    remedy=N_("在射表 dud_range_m 列填厂家或 GB/T 39782 附录 B 的未炸弹丸射程。"),
    basis="sector-least",
)
def sector_depth_unknown(aim: Aim, facts: Facts) -> Iterator[Found]:
    site = facts.site(aim.site, aim.at)
    if site is None or _least(site, aim, facts) is None:
        return
    if any(_landings(sector, aim, facts) is None for sector in _permitting(site, aim)):
        yield found("table")


@rule(
    "G533",
    "place-at-the-sector",
    on=Aim,
    severity=Severity.WARN,
    message=N_(
        "{place} 距射界边界 {gap:.0f} m，应大于 {margin:g} m：射界按哑弹射程画到 {far:.0f} m"
    ),
    why=_FALL,
    remedy=N_("重绘射界图，缩小方位范围或提高最低仰角，避开这里。"),
    basis="sector-margin",
)
def place_at_the_sector(aim: Aim, facts: Facts) -> Iterator[Found]:
    site = facts.site(aim.site, aim.at)
    margin = margin_m(aim, facts)
    for sector in _permitting(site, aim) if site else ():
        landings = _landings(sector, aim, facts)
        if landings is None:
            continue
        _near, far = landings
        ground = sector_outline(aim.origin, sector.azimuth_from_deg, sector.azimuth_to_deg, far)
        for place in facts.program.surroundings:
            gap = max(0.0, gap_m(ground, place.position) - place.radius_m)
            if gap <= margin:
                yield found("azimuth_deg", place=place.name, gap=gap, margin=margin, far=far)
