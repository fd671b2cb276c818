"""A burner's plume in a wind, judged before it is lit."""

from datetime import date, datetime
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.firing.aiming import judged, only, origin_of, site_at
from wxmod.actions.firing.winds import Column, read_column
from wxmod.domain.command.instructions import Order
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.firing.aiming import BurnerPlan
from wxmod.domain.geodesy import Point
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment, EquipmentKind
from wxmod.planning import burner
from wxmod.planning.solved import document, order_by
from wxmod.planning.winds import whence
from wxmod.program import Planning
from wxmod.program.firing import Span
from wxmod.rules import Finding, Severity
from wxmod.store import tables
from wxmod.wording import N_


class Question(NamedTuple):
    """What somebody wants of a burner.

    Attributes:
        unit: The only burner, if empty.
        wind: ``FROM,SPEED`` or a sounding file.
        rounds: Flares to be ordered.
        lift_ms: Upward air over the slope, where somebody knows.
        cold_msl_m: Height of −5 °C, where the wind is no sounding.
    """

    unit: str
    wind: str
    purpose: Purpose
    target: Point | None = None
    rounds: int = 1
    lift_ms: float = 0.0
    cold_msl_m: float | None = None
    altitude_msl_m: float | None = None
    at: datetime | None = None


class Burning(NamedTuple):
    """A plan with what the rules say of it."""

    plan: BurnerPlan
    purpose: Purpose
    order: Order
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether a rule blocks it."""
        return any(f.severity is Severity.BLOCK for f in self.findings)

    def as_dict(self) -> dict[str, object]:
        """The plan as `--json` prints it."""
        return {
            "refused": self.refused,
            **document(self.plan, self.order, self.purpose),
            "cold": self.plan.cold.value,
            "findings": [f.as_dict() for f in self.findings],
        }


def solve(desk: Desk, asked: Question) -> Burning:
    """Where the plume goes and how high it gets; nothing is written, and a refused plan is still shown.

    Raises:
        UnknownName: no such unit.
        BadInput: not a burner, no position, no settings, or a calm.
        UnreadableFileError: the sounding is none.
    """
    unit, column = _unit(desk, asked.unit), read_column(asked.wind)
    plan = _plan(desk, unit, asked, column)
    order = order_by(plan, asked.rounds)
    return Burning(
        plan,
        asked.purpose,
        order,
        judged(desk, plan, order, unit, asked.purpose),
    )


def _unit(desk: Desk, name: str) -> Equipment:
    units = tables.registry.equipment(desk.store)
    if not name:
        burners = [unit.id for unit in units.values() if unit.kind is EquipmentKind.BURNER]
        name = only(burners)
    if name not in units:
        raise UnknownName(N_("装备"), name, list(units))
    unit = units[name]
    if unit.kind is not EquipmentKind.BURNER:
        raise BadInput(N_("{unit} 不是烟炉"), remedy=N_("用 wxmod plan fire"), unit=name)
    return unit


class _Numbers(NamedTuple):
    """The settings a plume rests on, in force on the day."""

    across: Span
    up: Span
    minutes: float
    depth_m: float
    source: str


def _numbers(planning: Planning, day: date) -> _Numbers:
    """The settings, each of which must be there.

    Raises:
        BadInput: one is not.
    """
    across, up = (
        h.on(day) for h in (planning.diffusivity_horizontal_m2s, planning.burner_diffusivity_m2s)
    )
    minutes, depth = (h.value_on(day) for h in (planning.plume_minutes, planning.low_wind_depth_m))
    told = {
        "diffusivity_horizontal_m2s": across and across.value,
        "burner_diffusivity_m2s": up and up.value,
        "plume_minutes": minutes,
        "low_wind_depth_m": depth,
    }
    if lacking := next(
        (name for name, value in told.items() if value is None),
        None,
    ):
        raise BadInput(
            N_("没有设置 {name}，不能按扩散计算"),
            remedy=N_("写入业务方案 planning.toml"),
            name=lacking,
        )
    source = "；".join(dict.fromkeys(each.source for each in (across, up) if each))
    return _Numbers(across.value, up.value, minutes, depth, source)  # type: ignore[union-attr, arg-type]  # all there


class _Flight(NamedTuple):
    """How long the plume is under way, and how the target lies of it.

    Attributes:
        aside_m: Of the target from the middle of the plume; None where there is none, or it lies upwind.
    """

    seconds: float
    upwind: bool
    aside_m: float | None


def _flight(
    here: Point,
    target: Point | None,
    wind: tuple[float, float],
    minutes: float,
) -> _Flight:
    """To the target; for *minutes* where there is none, or the wind does not take the plume there."""
    if target is None:
        return _Flight(minutes * 60, upwind=False, aside_m=None)
    drift = burner.drift(here, target, wind)
    if drift.along_m <= 0:
        return _Flight(minutes * 60, upwind=True, aside_m=None)
    _from_deg, speed_ms = whence(*wind)
    return _Flight(drift.along_m / speed_ms, upwind=False, aside_m=round(drift.aside_m, 1))


def _plan(
    desk: Desk,
    unit: Equipment,
    asked: Question,
    column: Column,
) -> BurnerPlan:
    at = asked.at or desk.now()
    day = desk.local(at).date()
    site = site_at(desk, unit.site or "-", at)
    here, altitude = origin_of(site, asked.altitude_msl_m)
    numbers = _numbers(desk.program.planning, day)
    cold = asked.cold_msl_m if asked.cold_msl_m is not None else column.height_minus5c_msl_m
    top = max(cold or 0, altitude + numbers.depth_m)
    wind = column.winds.mean(altitude, top)
    if burner.is_calm(wind):
        raise BadInput(N_("静风，烟羽没有去向"), remedy=N_("等有风时再算；静风时烟羽停在烟炉附近"))
    from_deg, speed = whence(*wind)
    flight = _flight(here, asked.target, wind, numbers.minutes)
    plume = burner.reach(flight.seconds, asked.lift_ms, numbers.across, numbers.up)
    winds = desk.program.planning.burner_winds.get(site.code)
    return BurnerPlan(
        site=site.code,
        equipment=unit.id,
        at=at,
        wind_from_deg=round(from_deg, 1),
        wind_ms=round(speed, 2),
        wind_source=column.winds.source,
        wind_age_hours=column.age_hours(at),
        wind_distance_km=column.distance_km(here),
        wind_allowed=burner.allowed(wind, winds.value_on(day) if winds else None),
        target=asked.target,
        minutes=round(flight.seconds / 60, 1),
        travel_m=round(flight.seconds * speed),
        cold_msl_m=cold,
        upwind=flight.upwind,
        aside_m=flight.aside_m,
        half_width_m=round(plume.half_width_m, 1),
        top_msl_m=round(altitude + plume.top_m, 1),
        low_msl_m=round(altitude + plume.low_m, 1),
        high_msl_m=round(altitude + plume.high_m, 1),
        source=numbers.source,
    )
