"""A firing solution or a burner's plan asked for in words, and told in words: for the flags and the app's window."""

from typing import Any

from wxmod.actions.desk import Desk
from wxmod.actions.firing import burner
from wxmod.actions.firing.aiming import Question, Solution
from wxmod.actions.firing.burner import Burning
from wxmod.actions.weather import reading as weather
from wxmod.domain.base import Confidence
from wxmod.domain.errors import BadInput
from wxmod.domain.firing.aiming import Burst, Planned
from wxmod.domain.firing.trajectories import MOMENTS
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.times import Side
from wxmod.domain.typed import choice, pair, whole
from wxmod.planning.solved import Solved
from wxmod.program.firing import Dose
from wxmod.wording import N_, _
from wxmod.words.reading import Reading, Words, optional

_BURST = N_("{moment}：海拔 {height:.0f} m，水平 {metres:.0f} m")
_BASED = N_("{what}：{basis}（把握：{sure}）")
LAYER = N_("层应写作 底高,顶高（海拔米）：{text}")


def question(desk: Desk, words: Words) -> Question:
    """What is asked, as typed; rain where no purpose is said.

    Args:
        words: ``unit``, ``site``, ``purpose``, ``layer``, ``target`` or ``azimuth`` and ``range_m``, ``wind``,
            ``table``, ``cloud``, ``rounds``, ``altitude``, ``lightning_km`` and ``at``.

    Raises:
        FormFaults: something does not fit.
    """
    asked = Reading(desk, words, Side.AHEAD)
    purpose = _purpose(asked)
    layer = asked.settle(
        "layer",
        lambda: _layer(asked.text("layer")),
    )
    numbers = {name: asked.first_number(name) for name in _NUMBERS}
    both = _asked_of_both(asked)
    asked.done()
    fields: dict[str, Any] = both | {"purpose": purpose, "layer_msl_m": layer}
    return Question(
        normalise(asked.text("unit")),
        site=optional(asked.text("site")),
        table=asked.text("table") or None,
        wind=asked.text("wind") or None,
        cloud=asked.text("cloud") or None,
        azimuth_deg=numbers["azimuth"],
        range_m=numbers["range_m"],
        altitude_msl_m=numbers["altitude"],
        lightning_km=numbers["lightning_km"],
        **fields,
    )


def _purpose(asked: Reading) -> Purpose | None:
    typed = asked.text("purpose") or Purpose.RAIN.value
    return asked.settle(
        "purpose",
        lambda: choice(Purpose, typed),
    )


def _asked_of_both(asked: Reading) -> dict[str, Any]:
    """What both questions may say: where to, how many rounds, when."""
    desk = asked.desk
    return {
        "target": asked.typed(
            "target",
            lambda text: weather.point(desk, text),
        ),
        "rounds": asked.typed("rounds", _rounds),
        "at": asked.maybe("at"),
    }


_NUMBERS = ("azimuth", "range_m", "altitude", "lightning_km")


def _layer(text: str) -> tuple[float, float]:
    base, top = pair(text, LAYER)
    if top < base:
        raise BadInput(LAYER, text=text)
    return base, top


def _rounds(text: str) -> int:
    if (n := whole(text)) < 1:
        raise BadInput(N_("应不小于 {ge}"), ge=1)
    return n


def plume(desk: Desk, words: Words) -> burner.Question:
    """What is asked of a burner, as typed; rain where no purpose is said.

    Args:
        words: ``unit``, ``wind``, ``purpose``, ``target``, ``lift``, ``cold``, ``altitude``, ``rounds`` and ``at``.

    Raises:
        FormFaults: something does not fit.
    """
    asked = Reading(desk, words, Side.AHEAD)
    numbers = {name: asked.first_number(name) for name in ("lift", "cold", "altitude")}
    fields: dict[str, Any] = _asked_of_both(asked) | {
        "purpose": _purpose(asked),
        "wind": asked.settle(
            "wind",
            lambda: _wind(asked.text("wind")),
        ),
    }
    fields["rounds"] = fields["rounds"] or 1
    asked.done()
    return burner.Question(
        normalise(asked.text("unit")),
        lift_ms=numbers["lift"] or 0.0,
        cold_msl_m=numbers["cold"],
        altitude_msl_m=numbers["altitude"],
        **fields,
    )


def _wind(text: str) -> str:
    if not text:
        raise BadInput(N_("没有风就没有去向"), remedy=N_("写来向,风速，或探空文件"))
    return text


def solved(found: Solution | Burning) -> Solved:
    """What an instruction follows from."""
    return Solved(
        found.plan if isinstance(found, Burning) else found.aim,
        found.order,
        found.purpose,
    )


def plume_told(found: Burning) -> list[tuple[str, object]]:
    """A burner's plan in words, name and value; empty values tell nothing."""
    plan = found.plan
    cold = (
        plan.cold.label
        if plan.cold_msl_m is None
        else f"{plan.cold_msl_m:.0f} m  {plan.cold.label}"
    )
    toward = _("{deg:.0f}°，{minutes:g} 分钟 {km:.1f} km").format(
        deg=(plan.wind_from_deg + 180) % 360,
        minutes=plan.minutes,
        km=plan.travel_m / 1000,
    )
    return [
        (
            _("风"),
            f"{plan.wind_from_deg:.0f}° {plan.wind_ms:.1f} m/s  {plan.wind_source}",
        ),
        (_("探空"), _sounding(plan)),
        (_("烟羽去向"), toward),
        (_("烟羽半宽"), f"{plan.half_width_m:.0f} m"),
        (
            _("偏离目标"),
            "" if plan.aside_m is None else f"{plan.aside_m:.0f} m",
        ),
        (
            _("烟羽顶"),
            _("海拔 {top:.0f} m（{low:.0f}–{high:.0f}）").format(
                top=plan.top_msl_m,
                low=plan.low_msl_m,
                high=plan.high_msl_m,
            ),
        ),
        (_("-5 ℃ 层高度"), cold),
        (_("出处"), plan.source),
    ]


def told(found: Solution) -> list[tuple[str, object]]:
    """The solution in words, name and value; empty values tell nothing."""
    aim, table = found.aim, found.table
    azimuth = _("{azimuth:g}°（真北起；罗盘须作磁偏角改正）").format(azimuth=aim.azimuth_deg)
    aside = "" if aim.range_miss_m is None else f"{aim.range_miss_m:.0f} m"
    based = _based(table.name, table.source, table.confidence)
    return [
        (_("方位角"), azimuth),
        (_("仰角"), f"{aim.elevation_deg:g}°"),
        (_("射表"), based),
        *((_("弹道"), _burst(burst)) for burst in aim.bursts),
        (_("离目标层"), f"{aim.height_miss_m:.0f} m"),
        (_("离目标"), aside),
        (_("拟用弹量"), found.order.rounds),
        *((_("落区"), _based(z.kind.label, z.basis, z.confidence)) for z in aim.zones),
        *((_("弹量建议"), _dose(dose)) for dose in found.doses),
        *((_("风"), correction) for correction in found.corrections),
        (_("探空"), _sounding(aim)),
    ]


def _sounding(plan: Planned) -> str:
    """How old and how far off the sounding is; nothing where the wind was typed."""
    if plan.wind_age_hours is None and plan.wind_distance_km is None:
        return ""
    age = _("时刻不明")
    if plan.wind_age_hours is not None:
        text = _("早 {hours:.1f} 小时") if plan.wind_age_hours >= 0 else _("晚 {hours:.1f} 小时")
        age = text.format(hours=abs(plan.wind_age_hours))
    distance = _("地点不明")
    if plan.wind_distance_km is not None:
        distance = _("距作业点 {km:.0f} km").format(km=plan.wind_distance_km)
    return f"{age}  {distance}"


def _based(what: str, basis: str, sure: Confidence) -> str:
    return _(_BASED).format(what=what, basis=basis, sure=sure.label)


def _burst(burst: Burst) -> str:
    return _(_BURST).format(
        moment=_(MOMENTS[burst.moment]),
        height=burst.height_msl_m,
        metres=burst.range_m,
    )


def _dose(dose: Dose) -> str:
    return _("{cloud} {least}–{most}（{sure}：{source}）").format(
        cloud=dose.label,
        least=dose.least,
        most=dose.most,
        sure=dose.confidence.label,
        source=dose.source,
    )
