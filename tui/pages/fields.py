"""The lines of the operation form, in the order a crew tells them."""

from typing import NamedTuple

from wxmod.wording import N_


class Field(NamedTuple):
    """One line: its name in the form, label, what to type, and whether a record is incomplete without it."""

    name: str
    label: str
    hint: str = ""
    needed: bool = False


FIELDS = (
    Field("reason", N_("更正原因"), needed=True),
    Field("site", N_("作业点"), needed=True),
    Field("purpose", N_("目的"), needed=True),
    Field("instruction_no", N_("作业指令"), N_("Ctrl+O 照指令填")),
    Field("day", N_("日期"), N_("今、昨、4-2、2023-04-02"), needed=True),
    Field("start", N_("首发"), N_("1432 或 14:32"), needed=True),
    Field("end", N_("末发"), N_("空着同首发")),
    Field("equipment", N_("装备"), needed=True),
    Field("lot", N_("批号"), needed=True),
    Field("rounds", N_("用弹量"), needed=True),
    Field("duds", N_("故障弹")),
    Field("azimuths_deg", N_("方位角"), N_("度，可多个：150,180")),
    Field("elevations_deg", N_("仰角"), N_("度，可多个")),
    Field("clearance", N_("空域批复"), N_("烟炉不需要")),
    Field("commander", N_("指挥员")),
    Field("crew", N_("人员"), N_("编号或姓名，空格分隔")),
    Field("recorder", N_("记录人")),
    Field("focus", N_("服务重点")),
    Field("process", N_("过程")),
    Field("joint", N_("联合作业"), N_("各点填同一名称")),
    Field("before", N_("作业前")),
    Field("after", N_("作业后")),
    Field("effect", N_("效果")),
    Field("cloud_type", N_("云状")),
    Field("surface_wind_ms", N_("地面风"), "m/s"),
    Field("seeding_base_msl_m", N_("播撒层底"), N_("海拔 m")),
    Field("seeding_top_msl_m", N_("播撒层顶"), N_("海拔 m")),
    Field("area_km2", N_("影响面积"), N_("km²，空着按方案计算")),
    Field("reported_at", N_("上报时刻")),
    Field("release2", N_("再次发射"), N_("equipment=G1 lot=… start=… rounds=…")),
    Field("release3", N_("再次发射"), N_("equipment=G1 lot=… start=… rounds=…")),
    Field("remarks", N_("备注")),
)
_NAMES = {field.name for field in FIELDS}


def field_of(dotted: str) -> str:
    """The form's line for a dotted field of an operation, such as ``releases.0.lot`` or ``weather.before``."""
    parts = dotted.split(".")
    if parts[0] == "releases":
        if len(parts) > 1 and parts[1] in {"1", "2"}:
            return f"release{int(parts[1]) + 1}"
        return parts[2] if len(parts) > 2 and parts[2] in _NAMES else "rounds"  # noqa: PLR2004
    if parts[0] == "area":
        return "area_km2"
    return next((part for part in parts if part in _NAMES), "remarks")
