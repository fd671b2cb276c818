"""Every setting of a programme by the name people give it: the one list the app's settings page is made from."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel

from wxmod.program import Dated, Program
from wxmod.program.firing import Span
from wxmod.program.history import History
from wxmod.stops import items
from wxmod.wording import N_, Term, _


class Setting(NamedTuple):
    """One setting as it stands on a day.

    Attributes:
        name: How the programme's file names it, which is told beside the label and not instead of it.
        of: What it is for, where it is told by kind, purpose or place.
        now: What is in force; None where nobody has said.
        history: All that was and will be, oldest first.
    """

    group: str
    label: str
    unit: str
    name: str
    of: str
    now: Dated[object] | None
    history: tuple[Dated[object], ...]

    @property
    def value(self) -> str:
        """What is in force, in words."""
        return said(self.now.value) if self.now else ""


SEASON, UNITS, AIRSPACE, ROUNDS, AREA, SKY, FIRING, COMMAND, RECORD = (
    N_("作业期"),
    N_("装备与人员"),
    N_("空域"),
    N_("弹药"),
    N_("影响面积"),
    N_("天气"),
    N_("射击"),
    N_("指挥"),
    N_("记录库"),
)
DAYS, HOURS, MINUTES, METRES = N_("天"), N_("小时"), N_("分钟"), "m"

LABELS: Mapping[str, tuple[str, str, str]] = {
    "season": (SEASON, N_("作业期"), ""),
    "night_starts_hour": (SEASON, N_("夜间自"), N_("时")),
    "night_ends_hour": (SEASON, N_("夜间至"), N_("时")),
    "inspection_valid_days": (UNITS, N_("年检有效期"), DAYS),
    "inspection_warning_days": (UNITS, N_("年检提前提醒"), DAYS),
    "training_valid_days": (UNITS, N_("训练有效期"), DAYS),
    "examination_valid_days": (UNITS, N_("考核有效期"), DAYS),
    "filing_valid_days": (UNITS, N_("备案有效期"), DAYS),
    "crew_minimum": (UNITS, N_("最少作业人数"), N_("人")),
    "longest_minutes": (UNITS, N_("一次作业最长"), MINUTES),
    "rounds_per_minute": (UNITS, N_("每分钟最多发射"), N_("发")),
    "duties": (UNITS, N_("各事项的职责"), ""),
    "airspace_lapse_minutes": (AIRSPACE, N_("空域批复失效"), MINUTES),
    "airspace_answer_minutes": (AIRSPACE, N_("空域批复时限"), MINUTES),
    "airspace_end_report_minutes": (AIRSPACE, N_("结束报告时限"), MINUTES),
    "airspace_start_report": (AIRSPACE, N_("须报作业开始"), ""),
    "border": (AIRSPACE, N_("可及的邻省"), ""),
    "report_hours": (COMMAND, N_("作业报告时限"), HOURS),
    "expiry_warning_days": (ROUNDS, N_("弹药到期提前提醒"), DAYS),
    "store_capacity_rounds": (ROUNDS, N_("库容"), N_("发")),
    "store_kinds": (ROUNDS, N_("可存弹种"), ""),
    "kinds_apart": (ROUNDS, N_("不得同库的弹种"), ""),
    "transit_hours": (ROUNDS, N_("在途最长"), HOURS),
    "counter_slack_minutes": (ROUNDS, N_("计数器时钟容差"), MINUTES),
    "discrepancy_hours": (ROUNDS, N_("差异解释时限"), HOURS),
    "count_within_days": (ROUNDS, N_("盘点间隔"), DAYS),
    "seal_within_days": (ROUNDS, N_("月底后封账时限"), DAYS),
    "area_method": (AREA, N_("影响面积算法"), ""),
    "area_nominal_km2": (AREA, N_("每次作业标称面积"), "km²"),
    "area_per_round_km2": (AREA, N_("每发面积"), "km²"),
    "sector_range_m": (AREA, N_("扇形算法半径"), METRES),
    "diffusivity_horizontal_m2s": (AREA, N_("水平扩散系数"), "m²/s"),
    "diffusivity_vertical_m2s": (AREA, N_("垂直扩散系数"), "m²/s"),
    "burner_diffusivity_m2s": (AREA, N_("烟炉下垂直扩散系数"), "m²/s"),
    "nuclei_per_g": (AREA, N_("每克 AgI 成冰核"), N_("个")),
    "agi_activity": (AREA, N_("AgI 成核率随温度"), ""),
    "threshold_per_l": (AREA, N_("影响阈值"), N_("个/L")),
    "plume_minutes": (AREA, N_("烟羽有效时长"), MINUTES),
    "wind_error": (AREA, N_("风的误差"), ""),
    "burner_winds": (AREA, N_("烟炉可用风向"), ""),
    "criteria": (SKY, N_("天气判据集"), ""),
    "process_gap_hours": (SKY, N_("相隔多久算同一过程"), HOURS),
    "process_area_pct": (SKY, N_("过程最少有利面积"), "%"),
    "process_hours": (SKY, N_("过程最短"), HOURS),
    "parcel_family": (SKY, N_("气块绝热线"), ""),
    "surface_wind_max_ms": (SKY, N_("地面风上限"), "m/s"),
    "lightning_min_km": (SKY, N_("雷电最近距离"), "km"),
    "sector_map_valid_days": (FIRING, N_("安全射界图有效期"), DAYS),
    "elevation_min_deg": (FIRING, N_("最低仰角"), "°"),
    "fall_margin_m": (FIRING, N_("落区安全距离"), METRES),
    "sector_least": (FIRING, N_("射界最小尺寸"), METRES),
    "danger_radius_m": (FIRING, N_("哑弹危险半径"), METRES),
    "keep_clear_m": (FIRING, N_("警戒半径"), METRES),
    "dispersion": (FIRING, N_("散布占射程"), ""),
    "low_wind_depth_m": (FIRING, N_("低层风厚度"), METRES),
    "wind_sense": (FIRING, N_("风对弹道的影响"), ""),
    "fragment_g": (FIRING, N_("破片质量"), "g"),
    "fragment_shape_kgm3": (FIRING, N_("破片形状系数"), "kg/m³"),
    "fragment_drag": (FIRING, N_("破片阻力系数"), ""),
    "burst_speed_ms": (FIRING, N_("炸点弹速"), "m/s"),
    "descent_ms": (FIRING, N_("残骸下降速度"), "m/s"),
    "sounding_hours": (FIRING, N_("探空最旧"), HOURS),
    "sounding_km": (FIRING, N_("探空最远"), "km"),
    "dose": (FIRING, N_("用弹量表"), ""),
    "clock_tolerance_minutes": (COMMAND, N_("两人时钟容差"), MINUTES),
    "public_notice": (COMMAND, N_("须有公告"), ""),
    "contact": (COMMAND, N_("联系人"), ""),
    "phone": (COMMAND, N_("电话"), ""),
    "instruction_required": (COMMAND, N_("须有作业指令"), ""),
    "deviation_minutes": (COMMAND, N_("允许偏差：时间"), MINUTES),
    "deviation_azimuth_deg": (COMMAND, N_("允许偏差：方位"), "°"),
    "deviation_elevation_deg": (COMMAND, N_("允许偏差：仰角"), "°"),
    "deviation_rounds": (COMMAND, N_("允许偏差：用弹"), N_("发")),
    "precision_aspects": (COMMAND, N_("精准率看哪几项"), ""),
    "precision_counting": (COMMAND, N_("精准率的分母"), ""),
    "precision_barred_by": (COMMAND, N_("不算精准的禁止项"), ""),
    "precision_target_percent": (COMMAND, N_("精准率目标"), "%"),
    "scheme": (COMMAND, N_("业务流程"), ""),
    "schemes": (COMMAND, N_("各业务流程"), ""),
    "report": (COMMAND, N_("书面报告"), ""),
    "effect_minutes": (COMMAND, N_("前后对比看多久"), MINUTES),
    "zones": (COMMAND, N_("片区"), ""),
    "suspension": (COMMAND, N_("暂停理由"), ""),
    "pins_required": (RECORD, N_("须输口令"), ""),
    "pin_tries": (RECORD, N_("口令连错几次须等"), N_("次")),
    "pin_wait_seconds": (RECORD, N_("口令等待"), N_("秒")),
    "pin_most_wrong": (RECORD, N_("口令连错几次锁定"), N_("次")),
    "break_glass": (RECORD, N_("一人可破例"), ""),
    "copies_daily": (RECORD, N_("每日备份留几份"), N_("份")),
    "copies_monthly": (RECORD, N_("每月备份留几份"), N_("份")),
    "verify_every_days": (RECORD, N_("校验间隔"), DAYS),
    "disk_free_mb": (RECORD, N_("磁盘最少剩余"), "MB"),
}
"""By the programme's own name: group, label, unit."""

_ACTS = {
    "issue": N_("出库"),
    "return": N_("退库"),
    "dispose": N_("销毁"),
    "handover": N_("移交"),
    "count": N_("盘点"),
    "seal": N_("封账"),
}


def listed(program: Program, day: date) -> list[Setting]:
    """Every setting of a programme as it stands on a day, group by group."""
    found = [*_of(program, program.settings, day), *_of(program, program.planning, day)]
    groups = list(dict.fromkeys(group for group, _label, _unit in LABELS.values()))
    return sorted(found, key=lambda each: groups.index(each.group))


def _of(program: Program, model: BaseModel, day: date) -> Iterator[Setting]:
    for name in LABELS:
        held = getattr(model, name, None)
        if isinstance(held, History):
            yield _setting(name, "", held, day)
        elif isinstance(held, Mapping):
            for key, history in held.items():
                if isinstance(history, History):
                    yield _setting(name, _key(program, key), history, day)


def _setting(name: str, of: str, held: History[object], day: date) -> Setting:
    group, label, unit = LABELS[name]
    return Setting(group, label, unit, name, of, held.on(day), held.root)


def _key(program: Program, key: object) -> str:
    """What a setting is for: a kind or purpose by its label, a place by its name, an act by what it does."""
    if isinstance(key, Term):
        return key.label
    code = str(key)
    if code in _ACTS:
        return _(_ACTS[code])
    if "/" in code:
        return program.place_name(code)
    return program.site_name(code)


def said(value: object) -> str:
    """A value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Term):
        return value.label
    if isinstance(value, tuple):
        return items(said(each) for each in value)
    return _figure(value)


def _figure(value: object) -> str:
    if isinstance(value, Span):
        return f"{value.value:g} ({value.low:g}–{value.high:g})"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, BaseModel) and type(value).__str__ is BaseModel.__str__:
        return " ".join(said(getattr(value, name)) for name in type(value).model_fields)
    return str(value)
