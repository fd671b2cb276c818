"""A firing solution or a burner's plan asked for in words, and told in words: for the flags and the app's window."""

from collections.abc import Iterable

from wxmod.actions.desk import Desk
from wxmod.actions.firing import burner
from wxmod.actions.firing.aiming import Question, Solution
from wxmod.actions.firing.burner import Burning
from wxmod.actions.weather import reading as weather
from wxmod.domain.base import Confidence
from wxmod.domain.errors import BadInput
from wxmod.domain.firing.aiming import Aim, Burst, FallZone, Planned
from wxmod.domain.firing.trajectories import MOMENTS, TrajectoryTable
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.times import Side
from wxmod.domain.typed import pair, whole
from wxmod.planning.solved import Solved
from wxmod.program.firing import Dose
from wxmod.wording import N_, _
from wxmod.words.reading import Fields, Reading, Words, optional

_BURST = N_("{moment}：海拔 {height:.0f} m，水平 {metres:.0f} m")
_BASED = N_("{what}：{basis}（把握：{sure}）")
LAYER = N_("层应写作 底高,顶高（海拔米）：{text}")


_NUMBERS = ("azimuth", "range_m", "altitude", "lightning_km")
Line = tuple[str, object]
"""The name of a value, and the value."""


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
    typed = asked.text("layer")
    layer = asked.settle("layer", _layer, typed)
    numbers = {name: asked.first_number(name) for name in _NUMBERS}
    both = _asked_of_both(asked)
    asked.done()
    both |= {"purpose": purpose, "layer_msl_m": layer}
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
        **both,
    )


def plume(desk: Desk, words: Words) -> burner.Question:
    """What is asked of a burner, as typed; rain where no purpose is said.

    Args:
        words: ``unit``, ``wind``, ``purpose``, ``target``, ``lift``, ``cold``, ``altitude``, ``rounds`` and ``at``.

    Raises:
        FormFaults: something does not fit.
    """
    asked = Reading(desk, words, Side.AHEAD)
    lift = asked.first_number("lift")
    cold = asked.first_number("cold")
    altitude = asked.first_number("altitude")
    both = _asked_of_both(asked)
    if not both["rounds"]:
        both["rounds"] = 1
    both["purpose"] = _purpose(asked)
    wind = asked.text("wind")
    both["wind"] = asked.settle("wind", _wind, wind)
    asked.done()
    return burner.Question(
        normalise(asked.text("unit")),
        lift_ms=lift or 0.0,
        cold_msl_m=cold,
        altitude_msl_m=altitude,
        **both,
    )


def _asked_of_both(asked: Reading) -> Fields:
    """What both questions may say: where to, how many rounds, when."""
    desk = asked.desk
    return {
        "target": asked.typed("target", lambda text: weather.point(desk, text)),
        "rounds": asked.typed("rounds", _rounds),
        "at": asked.maybe("at"),
    }


def _purpose(asked: Reading) -> Purpose | None:
    if not asked.text("purpose"):
        return Purpose.RAIN
    return asked.one_of("purpose", Purpose)


def _layer(text: str) -> tuple[float, float]:
    base, top = pair(text, LAYER)
    if top < base:
        raise BadInput(LAYER, text=text)
    return base, top


def _rounds(text: str) -> int:
    rounds = whole(text)
    if rounds < 1:
        raise BadInput(N_("应不小于 {ge}"), ge=1)
    return rounds


def _wind(text: str) -> str:
    if not text:
        raise BadInput(N_("没有风就没有去向"), remedy=N_("写来向,风速，或探空文件"))
    return text


def solved(found: Solution | Burning) -> Solved:
    """What an instruction follows from."""
    if isinstance(found, Burning):
        return Solved(found.plan, found.order, found.purpose)
    return Solved(found.aim, found.order, found.purpose)


def plume_told(found: Burning) -> list[Line]:
    """A burner's plan in words, name and value; empty values tell nothing."""
    plan = found.plan
    blowing = f"{plan.wind_from_deg:.0f}° {plan.wind_ms:.1f} m/s"
    wind = f"{blowing}  {plan.wind_source}"
    toward = _("{deg:.0f}°，{minutes:g} 分钟 {km:.1f} km").format(
        deg=(plan.wind_from_deg + 180) % 360,
        minutes=plan.minutes,
        km=plan.travel_m / 1000,
    )
    top = _("海拔 {top:.0f} m（{low:.0f}–{high:.0f}）").format(
        top=plan.top_msl_m,
        low=plan.low_msl_m,
        high=plan.high_msl_m,
    )
    cold = plan.cold.label
    if plan.cold_msl_m is not None:
        cold = f"{plan.cold_msl_m:.0f} m  {cold}"
    return [
        (_("风"), wind),
        (_("探空"), _sounding(plan)),
        (_("烟羽去向"), toward),
        (_("烟羽半宽"), _metres(plan.half_width_m)),
        (_("偏离目标"), _metres(plan.aside_m)),
        (_("烟羽顶"), top),
        (_("-5 ℃ 层高度"), cold),
        (_("出处"), plan.source),
    ]


def _metres(length_m: float | None) -> str:
    """A length in words; empty where there is none."""
    if length_m is None:
        return ""
    return f"{length_m:.0f} m"


def told(found: Solution) -> list[Line]:
    """The solution in words, name and value; empty values tell nothing."""
    return [
        *_aim_lines(found.aim, found.table),
        (_("拟用弹量"), found.order.rounds),
        *_named_alike(_("落区"), map(_zone, found.aim.zones)),
        *_named_alike(_("弹量建议"), map(_dose, found.doses)),
        *_named_alike(_("风"), found.corrections),
        (_("探空"), _sounding(found.aim)),
    ]


def _aim_lines(aim: Aim, table: TrajectoryTable) -> list[Line]:
    """Where the gun or launcher points, and how that misses what was asked for."""
    azimuth = _("{azimuth:g}°（真北起；罗盘须作磁偏角改正）").format(azimuth=aim.azimuth_deg)
    elevation = f"{aim.elevation_deg:g}°"
    trajectory = _based(table.name, table.source, table.confidence)
    return [
        (_("方位角"), azimuth),
        (_("仰角"), elevation),
        (_("射表"), trajectory),
        *_named_alike(_("弹道"), map(_burst, aim.bursts)),
        (_("离目标层"), _metres(aim.height_miss_m)),
        (_("离目标"), _metres(aim.range_miss_m)),
    ]


def _named_alike(name: str, values: Iterable[str]) -> list[Line]:
    """A line of one name for each of the values."""
    return [(name, value) for value in values]


def _zone(zone: FallZone) -> str:
    return _based(zone.kind.label, zone.basis, zone.confidence)


def _sounding(plan: Planned) -> str:
    """How old and how far off the sounding is; nothing where the wind was typed."""
    if plan.wind_age_hours is None and plan.wind_distance_km is None:
        return ""
    age = _age(plan.wind_age_hours)
    distance = _("地点不明")
    if plan.wind_distance_km is not None:
        distance = _("距作业点 {km:.0f} km").format(km=plan.wind_distance_km)
    return f"{age}  {distance}"


def _age(hours: float | None) -> str:
    """How long before or after the work a sounding was taken."""
    if hours is None:
        return _("时刻不明")
    text = _("早 {hours:.1f} 小时")
    if hours < 0:
        text = _("晚 {hours:.1f} 小时")
    return text.format(hours=abs(hours))


def _based(what: str, basis: str, sure: Confidence) -> str:
    """What rests on a source, with how sure that is."""
    return _(_BASED).format(
        what=what,
        basis=basis,
        sure=sure.label,
    )


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
