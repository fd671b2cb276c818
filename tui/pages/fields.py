"""The lines of the operation form, in the order a crew tells them."""

from typing import NamedTuple

from wxmod.wording import N_


class Field(NamedTuple):
    """One line.

    Attributes:
        name: Its name in the form.
        hint: What to type.
        needed: Whether a record is incomplete without it.
        long: Whether it holds a remark, which is gone on with and not typed over.
    """

    name: str
    label: str
    hint: str = ""
    needed: bool = False
    long: bool = False


REASON = Field("reason", N_("更正原因"), needed=True, long=True)
FIRST = (
    Field("site", N_("作业点"), N_("名称、拼音或首字母：dx"), needed=True),
    Field("purpose", N_("目的"), needed=True),
    Field("instruction_no", N_("作业指令"), N_("Ctrl+O 照指令填")),
    Field("day", N_("日期"), N_("今、昨、4-2、2023-04-02"), needed=True),
    Field("start", N_("首发"), N_("1432 或 14:32"), needed=True),
    Field("end", N_("末发"), N_("空着同首发")),
    Field("equipment", N_("装备"), needed=True),
    Field("lot", N_("批号"), needed=True),
    Field("rounds", N_("用弹量"), needed=True),
    Field("azimuths_deg", N_("方位角"), N_("度，可多个：150,180")),
    Field("elevations_deg", N_("仰角"), N_("度，可多个")),
    Field("duds", N_("故障弹")),
)
"""The place, the moment and the first release; further releases stand in a table under them."""
REST = (
    Field("clearance", N_("空域批复"), N_("烟炉不需要")),
    Field("commander", N_("指挥员"), N_("编号、姓名或首字母")),
    Field("crew", N_("人员"), N_("编号或姓名，空格分隔")),
    Field("recorder", N_("记录人")),
    Field("focus", N_("服务重点")),
    Field("process", N_("过程")),
    Field("joint", N_("联合作业"), N_("空着自动取名；各点一张表填完")),
    Field("before", N_("作业前"), long=True),
    Field("after", N_("作业后"), long=True),
    Field("effect", N_("效果"), long=True),
    Field("cloud_type", N_("云状")),
    Field("surface_wind_ms", N_("地面风"), "m/s"),
    Field("seeding_base_msl_m", N_("播撒层底"), N_("海拔 m")),
    Field("seeding_top_msl_m", N_("播撒层顶"), N_("海拔 m")),
    Field("area_km2", N_("影响面积"), N_("km²，空着按方案计算")),
    Field("reported_at", N_("上报时刻")),
    Field("remarks", N_("备注"), long=True),
)
FIELDS = (REASON, *FIRST, *REST)
LABELS = {field.name: field.label for field in FIELDS}
SEVERAL = frozenset({"crew"})

COLUMN_WIDTHS = {
    "site": 9,
    "equipment": 7,
    "lot": 14,
    "start": 8,
    "end": 8,
    "rounds": 7,
    "azimuths_deg": 10,
    "elevations_deg": 8,
    "duds": 6,
}
"""Cells of each column of the table of further releases; 80 hold them all."""
