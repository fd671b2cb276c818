"""A validation error of pydantic, said in the user's language with the field it is about."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from wxmod.domain.base import YEARS
from wxmod.domain.text import CODE_PATTERN, UNSEEN
from wxmod.domain.visible import visible
from wxmod.wording import N_, _

_SENTENCES = {
    "missing": N_("必填"),
    "extra_forbidden": N_("没有这个字段"),
    "int_from_float": N_("应为整数"),
    "int_parsing": N_("应为整数"),
    "int_type": N_("应为整数"),
    "int_parsing_size": N_("数字太大"),
    "float_parsing": N_("应为数字"),
    "float_type": N_("应为数字"),
    "finite_number": N_("应为有限的数字"),
    "bool_parsing": N_("应为 true 或 false"),
    "greater_than": N_("应大于 {gt}"),
    "greater_than_equal": N_("应不小于 {ge}"),
    "less_than": N_("应小于 {lt}"),
    "less_than_equal": N_("应不大于 {le}"),
    "too_short": N_("至少要有 {min_length} 项"),
    "string_too_short": N_("不能为空"),
    "string_too_long": N_("最多 {max_length} 个字"),
    "string_pattern_mismatch": N_("写法不符（{pattern}）"),
    "string_type": N_("应为文字"),
    "string_unicode": N_("应为文字"),
    "too_long": N_("最多 {max_length} 项"),
    "bool_type": N_("应为 true 或 false"),
    "tuple_type": N_("应为列表"),
    "dict_type": N_("应为按字段给出的内容"),
    "mapping_type": N_("应为按字段给出的内容"),
    "model_type": N_("应为按字段给出的内容"),
    "model_attributes_type": N_("应为按字段给出的内容"),
    "json_invalid": N_("不是 JSON"),
    "enum": N_("应为下列之一：{expected}"),
    "timezone_aware": N_("时刻须带时区"),
    "datetime_from_date_parsing": N_("没有这个时刻"),
    "datetime_parsing": N_("没有这个时刻"),
    "datetime_type": N_("没有这个时刻"),
    "date_from_datetime_parsing": N_("没有这一天"),
    "datetime_object_invalid": N_("没有这个时刻"),
    "date_type": N_("没有这一天"),
    "date_parsing": N_("没有这一天"),
    "date_from_datetime_inexact": N_("没有这一天"),
    "year": YEARS,
    "month_day": N_("应为月-日，如 05-01"),
    "elevations_not_rising": N_("仰角须逐行增大"),
    "not_metres": N_("播撒终点最高只有 {top} m：高度和距离须以米计，不是千米"),
    "not_monotone": N_("仰角 {below}° 到 {above}°：高度应增加、距离应减小"),
    "apex_below_path": N_("仰角 {elevation}°：弹道最高点低于路径上的 {top} m"),
    "path_backwards": N_("仰角 {elevation}°：距离应依次增大：起点、终点、自毁或开伞"),
    "window_backwards": N_("结束早于开始"),
    "moves_nowhere": N_("来源与去向相同"),
    "comes_back": N_("已销毁或已移交的弹药不能再出现"),
    "misfire_returns": N_("故障弹不能再变回可用弹药，只能销毁、移交或移到另一故障弹存放处"),
    "pattern": N_("不是可用的正则表达式：{why}"),
    "one_person": N_("须由两个不同的人清点"),
    "lot_twice": N_("同一批号清点了两次"),
    "clearance_window": N_("已批准的申请须有批准时段，其他状态不得有"),
    "timezone": N_("没有这个时区"),
    "history_order": N_("同一设置须按生效日从早到晚排列，且每日只有一个值"),
    "stage_twice": N_("一个业务流程里同一阶段代码写了两次"),
    "no_moment": N_("minutes 不能为 0：作业前为负，作业后为正"),
    "no_gauge": N_("雨量须写明站号"),
    "below_zero": N_("不能为负"),
    "drawn_twice": N_("同一批号抽中了两次"),
    "digest": N_("文件与摘要不符"),
    "law_text": N_("法条须为引文、未读、本单位规定三者之一；未读的把握须为未核实"),
    "nothing_noted": N_("既没有读数，也没有文字"),
    "unseen": UNSEEN,
}


Fault = Mapping[str, Any]
"""A fault as pydantic tells it."""
_QUOTED = 60
_CODE = N_("只能用文字、数字和 . _ / # : ( ) + -，文字或数字开头，中间不留空格")


def explain(error: ValidationError) -> str:
    """Every fault in *error*, one to a line: field, what is wrong, what was given."""
    lines = [_line(fault) for fault in _faults(error)]
    return "\n".join(lines)


def faults(error: ValidationError) -> dict[str, str]:
    """What is wrong, by dotted field name; a form shows each beside its field."""
    by_field = {}
    for fault in _faults(error):
        field = _field(fault)
        by_field[field] = _why(fault)
    return by_field


def _faults(error: ValidationError) -> Iterator[Fault]:
    """Every fault once; pydantic also calls a list too short when its items were given but are faulty themselves."""
    for fault in error.errors(include_url=False):
        if fault["type"] == "too_short" and _long_enough(fault):
            continue
        yield fault


def _long_enough(fault: Fault) -> bool:
    given = fault["input"]
    if not isinstance(given, list | tuple):
        return False
    least: int = fault["ctx"]["min_length"]
    return len(given) >= least


def _field(fault: Fault) -> str:
    steps = [str(step) for step in fault["loc"]]
    return visible(".".join(steps))


def _why(fault: Fault) -> str:
    context = fault.get("ctx", {})
    sentence = _sentence(fault, context)
    if sentence is None:
        return str(fault["msg"])
    return _(sentence).format(**context)


def _sentence(fault: Fault, context: Mapping[str, Any]) -> str | None:
    """What to say of a fault; None where there are only pydantic's own words for it."""
    if context.get("pattern") == CODE_PATTERN:
        return _CODE
    kind = fault["type"]
    given = fault.get("input")
    # A text too short is said otherwise than a list too short.
    if isinstance(given, str) and kind in {"too_short", "too_long"}:
        kind = f"string_{kind}"
    return _SENTENCES.get(kind)


def _line(fault: Fault) -> str:
    line = _why(fault)
    given = fault.get("input")
    if isinstance(given, str | int | float):
        quoted = visible(str(given))[:_QUOTED]
        line = f"{line} ← {quoted}"
    field = _field(fault)
    if field:
        return f"{field}: {line}"
    return line
