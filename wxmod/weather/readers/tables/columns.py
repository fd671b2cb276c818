"""What the columns of a table of measurements hold: names and units as people write them, in Chinese and English."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wxmod.wording import N_

KNOT_MS, FOOT_M, INCH_MM, KELVIN = 0.514444, 0.3048, 25.4, 273.15


class Column(NamedTuple):
    """One column: what it holds, and how its numbers become that: ``value × factor + offset``.

    Attributes:
        assumed: The unit taken because none was written; empty where one was, or none is needed.
    """

    name: str
    factor: float = 1.0
    offset: float = 0.0
    assumed: str = ""


KEYS = ("station", "name", "time", "year", "month", "day", "hour", "minute")
"""Columns that say where and when; the rest are numbers."""
_WORDS: Mapping[str, str] = {
    "station": "区站号 站号 台站号 站点编号 测站 station station_id stationid stid id station_id_c station_id_d site",
    "name": "站名 台站名称 name station_name",
    "time": "时间 日期时间 观测时间 资料时间 时次 日期 time datetime date valid valid_time valid_at obs_time date_time",
    "year": "年 year year_data",
    "month": "月 month mon mon_data",
    "day": "日 day day_data",
    "hour": "时 小时 hour hour_data",
    "minute": "分 minute min min_data",
    "lon": "经度 lon longitude long",
    "lat": "纬度 lat latitude",
    "altitude_m": "海拔 海拔高度 拔海高度 测站高度 alt alti altitude elev elevation",
    "pressure_hpa": "气压 本站气压 p pressure pres press prs prs_hwc",
    "height_msl_m": "高度 位势高度 geopotential_height height hght gph hgt z h gh",
    "temperature_degc": "温度 气温 temperature temp tmpc tmpf tem t t2m air_temperature",
    "dewpoint_degc": "露点 露点温度 dew_point_temperature dewpoint dew_point dwpc dwpf dwpt dpt td",
    "relative_humidity_pct": "相对湿度 湿度 relative_humidity rh relh rhu",
    "wind_direction_deg": "风向 wind_direction direction drct wdir wind_dir win_d dir wd",
    "wind_speed_ms": "风速 wind_speed speed sknt sped spd wspd win_s ws",
    "precipitation_mm": "降水 降水量 雨量 小时雨量 1小时降水 rain rainfall precipitation precip pre pre_1h p01m",
    "elapsed_s": "时间偏移 施放后秒数 秒 time_dev_wq time_dev elapsed elapsed_time seconds sec flight_time",
    "hail_mm": "冰雹 冰雹直径 雹径 最大雹径 hail hail_size hail_diameter",
}
_NAMES = {word: name for name, words in _WORDS.items() for word in words.split()}
# names that say their unit; those of the CMA order have the units of its own element table
_SPOKEN_UNITS = {
    "sknt": "kt",
    "tmpf": "f",
    "dwpf": "f",
    "tmpc": "c",
    "dwpc": "c",
    "prs_hwc": "hpa",
    "gph": "gpm",
    "win_d": "deg",
    "win_s": "m/s",
    "tem": "c",
    "dpt": "c",
    "time_dev_wq": "s",
}
_USUAL = {
    "hpa": "hPa",
    "m": "m",
    "degc": "°C",
    "pct": "%",
    "deg": "°",
    "ms": "m/s",
    "mm": "mm",
    "s": "s",
}
_UNITS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "hpa": {
        "hpa": (1, 0),
        "百帕": (1, 0),
        "mb": (1, 0),
        "mbar": (1, 0),
        "pa": (0.01, 0),
        "kpa": (10, 0),
    },
    "m": {
        "m": (1, 0),
        "米": (1, 0),
        "gpm": (1, 0),
        "位势米": (1, 0),
        "dagpm": (10, 0),
        "位势什米": (10, 0),
        "km": (1000, 0),
        "ft": (FOOT_M, 0),
    },
    "degc": {
        "c": (1, 0),
        "°c": (1, 0),
        "degc": (1, 0),
        "℃": (1, 0),
        "摄氏度": (1, 0),
        "0.1c": (0.1, 0),
        "0.1℃": (0.1, 0),
        "0.1°c": (0.1, 0),
        "k": (1, -KELVIN),
        "f": (5 / 9, -160 / 9),
        "°f": (5 / 9, -160 / 9),
        "℉": (5 / 9, -160 / 9),
    },
    "pct": {
        "%": (1, 0),
        "％": (1, 0),
        "pct": (1, 0),
        "percent": (1, 0),
    },
    "deg": {
        "°": (1, 0),
        "deg": (1, 0),
        "degree": (1, 0),
        "degrees": (1, 0),
        "度": (1, 0),
    },
    "ms": {
        "m/s": (1, 0),
        "米/秒": (1, 0),
        "米每秒": (1, 0),
        "ms": (1, 0),
        "m·s-1": (1, 0),
        "ms-1": (1, 0),
        "0.1m/s": (0.1, 0),
        "kt": (KNOT_MS, 0),
        "kts": (KNOT_MS, 0),
        "knot": (KNOT_MS, 0),
        "knots": (KNOT_MS, 0),
        "节": (KNOT_MS, 0),
        "km/h": (1 / 3.6, 0),
        "mph": (0.44704, 0),
    },
    "s": {
        "s": (1, 0),
        "秒": (1, 0),
        "sec": (1, 0),
        "min": (60, 0),
        "分": (60, 0),
    },
    "mm": {
        "mm": (1, 0),
        "毫米": (1, 0),
        "cm": (10, 0),
        "厘米": (10, 0),
        "0.1mm": (0.1, 0),
        "in": (INCH_MM, 0),
        "inch": (INCH_MM, 0),
    },
}
_BRACKETED = re.compile(r"^(.*?)\s*[(（\[【]\s*(.*?)\s*[)）\]】]\s*$")


def column(written: str) -> Column | str | None:
    """What a column called *written* holds; None where the name is unknown, the reason where its unit is."""
    plain = written.strip().strip('"').lower().lstrip("\ufeff")
    bracketed = _BRACKETED.match(plain)
    name, unit = (bracketed[1], bracketed[2]) if bracketed else (plain, "")
    name = re.sub(r"[\s_-]+", "_", name.strip())
    found = _NAMES.get(name)
    if found is None and not bracketed and "_" in name:
        name, unit = name.rsplit("_", 1)
        found = _NAMES.get(name)
    if found is None or found in KEYS:
        if found is None:
            return None
        return Column(found)
    if found in {"lon", "lat"}:
        return Column(found)
    return _measured(found, unit or _SPOKEN_UNITS.get(name, ""))


def _measured(name: str, unit: str) -> Column | str:
    kind = name.rsplit("_", 1)[1]
    if not unit:
        return Column(name, assumed=_USUAL[kind])
    known = _UNITS[kind].get(unit.replace(" ", ""))
    if known:
        return Column(name, *known)
    return unit


def columns(header: Sequence[str]) -> tuple[list[Column | None], list[str], list[str]]:
    """The columns of *header* (None where unused), the names unused, and ``name: unit`` where the unit is unknown.

    A second column of the same kind is unused: the first counts.
    """
    found: list[Column | None] = []
    unused = []
    strange = []
    for written in header:
        each = column(written)
        if isinstance(each, str):
            strange.append(written.strip())
        if isinstance(each, Column) and all(c is None or c.name != each.name for c in found):
            known = each
        else:
            known = None
        if known is None and not isinstance(each, str):
            unused.append(written.strip())
        found.append(known)
    return found, unused, strange


STRANGE_UNIT = N_("不认识的单位：{names}")
