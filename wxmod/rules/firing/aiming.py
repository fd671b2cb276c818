"""G51x, G52x and W60x: a firing solution, or a burner in a wind, before anyone goes by it."""

from collections.abc import Iterator

from wxmod.domain.firing.aiming import Aim, BurnerPlan, Cold, Planned, ZoneKind
from wxmod.domain.geodesy import distance_m, gap_m
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_

_FALL = N_("射界图保证残骸和哑弹落在无人区；越界会伤人。")
_TABLE = N_("没有本型号的射表，算出的诸元不可信，打出去会落错地方。")


@rule(
    "G511",
    "demonstration-table",
    on=Aim,
    severity=Severity.BLOCK,
    message=N_("{table} 是示范射表，不得据以发射"),
    why=_TABLE,
    remedy=N_("用 wxmod plan table import 导入厂家射表。"),
    basis="own-table",
)
def demonstration_table(aim: Aim, facts: Facts) -> Iterator[Found]:
    if aim.demonstration:
        yield found("table", table=aim.table)


def margin_m(aim: Aim, facts: Facts) -> float:
    """What a fall zone has to keep away from places; nothing where nobody has set it."""
    return facts.program.planning.fall_margin_m.value_on(facts.day(aim.at)) or 0.0


def _too_near(aim: Aim, facts: Facts, kind: ZoneKind) -> Iterator[tuple[str, float]]:
    """Names of places the fall zone of a kind comes too near to, and how near."""
    margin = margin_m(aim, facts)
    for zone in aim.zones:
        for place in facts.program.surroundings if zone.kind is kind else ():
            gap = max(0.0, gap_m(zone.outline, place.position) - place.radius_m)
            if gap <= margin:  # the law wants more than the margin
                yield place.name, gap


@rule(
    "G512",
    "place-in-residue-zone",
    on=Aim,
    severity=Severity.BLOCK,
    message=N_("残骸落区距 {place} {gap:.0f} m，间距应大于 {margin:g} m"),
    why=_FALL,
    remedy=N_("改方位或仰角，避开这里。"),
    basis="sector-margin",
)
def place_in_residue_zone(aim: Aim, facts: Facts) -> Iterator[Found]:
    margin = margin_m(aim, facts)
    for place, gap in _too_near(aim, facts, ZoneKind.RESIDUE):
        yield found("zones", place=place, gap=gap, margin=margin)


@rule(
    "G513",
    "place-in-dud-zone",
    on=Aim,
    severity=Severity.WARN,
    message=N_("哑弹可能落到 {place} 附近（{gap:.0f} m）"),
    why=_FALL,
    remedy=N_("能避则避；不能避的，由指挥员决定，并确认公告已覆盖该处。"),
    basis="sector-margin",
)
def place_in_dud_zone(aim: Aim, facts: Facts) -> Iterator[Found]:
    for place, gap in _too_near(aim, facts, ZoneKind.DUD):
        yield found("zones", place=place, gap=gap)


@rule(
    "G514",
    "surroundings-unknown",
    on=Aim,
    severity=Severity.NOTE,
    message=N_("没有登记居民点和重要设施，落区无从核对（未核实）"),
    why=_FALL,
    remedy=N_("在业务方案目录放 surroundings.csv：name,kind,lon,lat,radius_m,source,confidence。"),
    basis="sector-margin",
)
def surroundings_unknown(aim: Aim, facts: Facts) -> Iterator[Found]:
    if not facts.program.surroundings:
        yield found("site")


@rule(
    "G515",
    "path-outside-layer",
    on=Aim,
    severity=Severity.WARN,
    message=N_("播撒段离目标层 {miss:.0f} m"),
    why=N_("打不到过冷层，碘化银不起作用，白费弹药。"),
    remedy=N_("换弹药型号或作业点，或等云发展。"),
    basis="weigh-need-and-effect",
)
def path_outside_layer(aim: Aim, facts: Facts) -> Iterator[Found]:
    if aim.height_miss_m > 0:
        yield found("layer_msl_m", miss=aim.height_miss_m)


@rule(
    "G516",
    "path-above-clearance",
    on=Aim,
    severity=Severity.BLOCK,
    message=N_("弹道高 {top:.0f} m，高于空域批复的 {height:g} m"),
    why=N_("在批准的空域和时限之外发射，可能与航空器相遇，也违反管理条例。"),
    remedy=N_("减小仰角；需要更高的，先得到新的批复。"),
    basis="fire-within-clearance",
)
def path_above_clearance(aim: Aim, facts: Facts) -> Iterator[Found]:
    height = facts.clearance.max_height_msl_m if facts.clearance else None
    if height is not None and aim.top_msl_m > height:
        yield found("top_msl_m", top=aim.top_msl_m, height=height)


@rule(
    "G527",
    "apex-unknown",
    on=Aim,
    severity=Severity.WARN,
    message=N_("射表没有不炸弹丸的弹道顶点，无法与批复高度 {height:g} m 核对（未核实）"),
    why=N_("没有炸开的弹丸会越过炸点继续上升，可能高出批准的空域。"),
    remedy=N_("在射表 apex_height_m 列填厂家给的弹道最高点。"),
    basis="fire-within-clearance",
)
def apex_unknown(aim: Aim, facts: Facts) -> Iterator[Found]:
    height = facts.clearance.max_height_msl_m if facts.clearance else None
    if height is not None and aim.apex_msl_m is None:
        yield found("apex_msl_m", height=height)


@rule(
    "G528",
    "residue-zone-unknown",
    on=Aim,
    severity=Severity.WARN,
    message=N_("没有残骸下落的资料，算不出残骸落区（未核实）"),
    why=_FALL,
    remedy=N_("用 --wind 给出风；在业务方案 planning.toml 填碎片质量或开伞下降速度。"),
    basis="sector-margin",
)
def residue_zone_unknown(aim: Aim, facts: Facts) -> Iterator[Found]:
    if not any(zone.kind is ZoneKind.RESIDUE for zone in aim.zones):
        yield found("zones")


@rule(
    "G529",
    "sounding-too-old",
    on=Planned,
    severity=Severity.WARN,
    message=N_("探空与作业相隔 {hours:.1f} 小时，超过 {limit:g} 小时"),
    why=N_("风变了，落区和修正都不对。"),
    remedy=N_("换最近时次的探空或预报。"),
    basis="sounding-for-the-shot",
)
def sounding_too_old(plan: Planned, facts: Facts) -> Iterator[Found]:
    limit = facts.program.planning.sounding_hours.value_on(facts.day(plan.at))
    age = plan.wind_age_hours
    if age is not None and limit is not None and abs(age) > limit:
        yield found("wind_age_hours", hours=abs(age), limit=limit)


@rule(
    "G530",
    "sounding-too-far",
    on=Planned,
    severity=Severity.WARN,
    message=N_("探空在 {km:.0f} km 以外，超过 {limit:g} km"),
    why=N_("远处的风不是这里的风，落区和修正都不对。"),
    remedy=N_("换最近的探空站，或用预报的风。"),
    basis="sounding-for-the-shot",
)
def sounding_too_far(plan: Planned, facts: Facts) -> Iterator[Found]:
    limit = facts.program.planning.sounding_km.value_on(facts.day(plan.at))
    distance = plan.wind_distance_km
    if distance is not None and limit is not None and distance > limit:
        yield found("wind_distance_km", km=distance, limit=limit)


@rule(
    "G518",
    "people-at-the-piece",
    on=Aim,
    severity=Severity.BLOCK,
    message=N_("{place} 距发射点 {gap:.0f} m，{clear:g} m 内只许作业人员"),
    why=N_("发射点附近有炸膛和后喷伤人的危险。"),
    remedy=N_("清场，或换作业点。"),
    basis="keep-clear",
)
def people_at_the_piece(aim: Aim, facts: Facts) -> Iterator[Found]:
    clear = facts.program.planning.keep_clear_m.value_on(facts.day(aim.at))
    for place in facts.program.surroundings:
        gap = max(0.0, distance_m(aim.origin, place.position) - place.radius_m)
        # Within 50 m is 50 m too: 以内 counts the number itself (民法典第一千二百五十九条).
        if clear and gap <= clear:
            yield found("origin", place=place.name, gap=gap, clear=clear)


@rule(
    "W602",
    "low-wind-too-strong",
    on=Aim,
    severity=Severity.WARN,
    message=N_("低层 {depth:.0f} m 平均风 {wind:g} m/s，超过 {limit:g} m/s"),
    why=N_("低层风使火箭偏航，落点失控。"),
    remedy=N_("等风减弱，或按厂家手册修正。"),
    basis="wind-limit",
)
def low_wind_too_strong(aim: Aim, facts: Facts) -> Iterator[Found]:
    limit, wind = (
        facts.program.settings.surface_wind_max_ms.value_on(facts.day(aim.at)),
        aim.low_wind,
    )
    if wind and limit is not None and wind.speed_ms > limit:
        yield found("low_wind.speed_ms", depth=wind.depth_m, wind=wind.speed_ms, limit=limit)


@rule(
    "W603",
    "lightning-near",
    on=Aim,
    severity=Severity.BLOCK,
    message=N_("{km:g} km 处有雷电，限值 {limit:g} km"),
    why=N_("雷电和感应电会使电点火的火箭意外发射。"),
    remedy=N_("人员离开发射架，等雷电远去。"),
    basis="lightning",
)
def lightning_near(aim: Aim, facts: Facts) -> Iterator[Found]:
    limit = facts.program.planning.lightning_min_km.value_on(facts.day(aim.at))
    if aim.lightning_km is not None and limit is not None and aim.lightning_km < limit:
        yield found("lightning_km", km=aim.lightning_km, limit=limit)


@rule(
    "W604",
    "lightning-limit-unknown",
    on=Aim,
    severity=Severity.WARN,
    message=N_("{km:g} km 处有雷电，没有人定过限值（未核实）"),
    why=N_("雷电和感应电会使电点火的火箭意外发射。"),
    remedy=N_("由指挥员决定；在业务方案 planning.toml 写 lightning_min_km。"),
    basis="lightning",
)
def lightning_limit_unknown(aim: Aim, facts: Facts) -> Iterator[Found]:
    known = facts.program.planning.lightning_min_km.value_on(facts.day(aim.at))
    if aim.lightning_km is not None and known is None and aim.kind is EquipmentKind.LAUNCHER:
        yield found("lightning_km", km=aim.lightning_km)


_PLUME = N_("烟羽到不了目标上空的过冷层，碘化银不起作用。")


@rule(
    "G521",
    "burner-wind-not-allowed",
    on=BurnerPlan,
    severity=Severity.BLOCK,
    message=N_("风从 {wind:.0f}° 来，不在 {site} 烟炉可作业的风向内"),
    why=_PLUME,
    remedy=N_("等风向转入，或换烟炉。"),
    basis="weigh-need-and-effect",
)
def burner_wind_not_allowed(plan: BurnerPlan, facts: Facts) -> Iterator[Found]:
    if plan.wind_allowed is False:
        yield found("wind_from_deg", wind=plan.wind_from_deg, site=_name(plan, facts))


@rule(
    "G522",
    "burner-winds-unknown",
    on=BurnerPlan,
    severity=Severity.NOTE,
    message=N_("没有登记 {site} 烟炉可作业的风向（未核实）"),
    why=_PLUME,
    remedy=N_("在业务方案 planning.toml 写 burner_winds。"),
    basis="weigh-need-and-effect",
)
def burner_winds_unknown(plan: BurnerPlan, facts: Facts) -> Iterator[Found]:
    if plan.wind_allowed is None:
        yield found("site", site=_name(plan, facts))


def _name(plan: BurnerPlan, facts: Facts) -> str:
    site = facts.site(plan.site, plan.at)
    return site.name if site else plan.site


@rule(
    "G523",
    "plume-misses-target",
    on=BurnerPlan,
    severity=Severity.WARN,
    message=N_("烟羽不经过目标：偏离 {aside:.0f} m，半宽 {half:.0f} m"),
    why=_PLUME,
    remedy=N_("等风向转变，或换烟炉。"),
    basis="weigh-need-and-effect",
)
def plume_misses_target(plan: BurnerPlan, facts: Facts) -> Iterator[Found]:
    if plan.aside_m is not None and plan.aside_m > plan.half_width_m:
        yield found("target", aside=plan.aside_m, half=plan.half_width_m)


@rule(
    "G524",
    "plume-below-cold-level",
    on=BurnerPlan,
    severity=Severity.WARN,
    message=N_("烟羽顶约 {top:.0f} m（{low:.0f}–{high:.0f}），-5 ℃ 层 {cold:.0f} m：{reach}"),
    why=_PLUME,
    remedy=N_("等上升气流增强或冷层降低；地形抬升用 --lift 给出。"),
    basis="weigh-need-and-effect",
)
def plume_below_cold_level(plan: BurnerPlan, facts: Facts) -> Iterator[Found]:
    if plan.cold in {Cold.OPEN, Cold.SHORT}:
        heights = {
            "top": plan.top_msl_m,
            "low": plan.low_msl_m,
            "high": plan.high_msl_m,
            "cold": plan.cold_msl_m,
        }
        yield found("top_msl_m", **heights, reach=plan.cold.label)


@rule(
    "G525",
    "cold-level-unknown",
    on=BurnerPlan,
    severity=Severity.NOTE,
    message=N_("不知 -5 ℃ 层高度，烟羽能否达到无从判断"),
    why=_PLUME,
    remedy=N_("用 --wind 给出探空文件，或用 --cold 给出高度。"),
    basis="weigh-need-and-effect",
)
def cold_level_unknown(plan: BurnerPlan, facts: Facts) -> Iterator[Found]:
    if plan.cold is Cold.UNKNOWN:
        yield found("cold_msl_m")


@rule(
    "G526",
    "target-upwind",
    on=BurnerPlan,
    severity=Severity.WARN,
    message=N_("目标在上风方，烟羽不往那里去"),
    why=_PLUME,
    remedy=N_("等风向转变，或换烟炉。"),
    basis="weigh-need-and-effect",
)
def target_upwind(plan: BurnerPlan, facts: Facts) -> Iterator[Found]:
    if plan.upwind:
        yield found("target")
