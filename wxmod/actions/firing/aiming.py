"""Firing solutions, judged by the rules before anyone fires by them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from wxmod.actions.command import instructions
from wxmod.actions.command.readiness import granted
from wxmod.actions.desk import Desk
from wxmod.actions.firing.trajectories import table_for
from wxmod.actions.firing.winds import Column, read_column
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.command.instructions import Instruction, Order
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.firing.aiming import Aim, BurnerPlan
from wxmod.domain.firing.trajectories import TrajectoryRow, TrajectoryTable
from wxmod.domain.geodesy import Point, ahead, bearing
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.registry.people import Role
from wxmod.domain.registry.sites import Site
from wxmod.domain.times import Window
from wxmod.drawing import polar
from wxmod.planning import firing
from wxmod.planning.firing import Wanted
from wxmod.planning.solved import document, order_by
from wxmod.program.firing import Dose
from wxmod.rules import Finding, Severity
from wxmod.store import tables
from wxmod.wording import N_


class Question(NamedTuple):
    """What somebody wants to fire at.

    Attributes:
        unit: The only gun or launcher, if empty.
        site: Where the unit stands, if not given.
        target: A place; or only a direction and, if known, a range.
        layer_msl_m: Base and top of what is to be seeded.
        table: Name of a trajectory table, where not the one of the unit's ammunition.
        wind: ``FROM,SPEED`` or a sounding file; None if nobody knows.
        altitude_msl_m: Of the launcher, where the programme does not say.
        cloud: Class of cloud, for the dose.
        rounds: To be ordered; the least of the dose if not given, else one.
    """

    unit: str
    purpose: Purpose
    layer_msl_m: tuple[float, float]
    site: str | None = None
    target: Point | None = None
    azimuth_deg: float | None = None
    range_m: float | None = None
    table: str | None = None
    wind: str | None = None
    altitude_msl_m: float | None = None
    cloud: str | None = None
    rounds: int | None = None
    lightning_km: float | None = None
    at: datetime | None = None


class Solution(NamedTuple):
    """A solution with everything that speaks for and against it.

    Attributes:
        corrections: Which way to lay off for the wind, in words.
        doses: Lines of the dose table for this ammunition, of the class asked for if any.
        order: What an instruction by it would say, and what was judged.
        findings: What the rules say of it, the gravest first.
    """

    aim: Aim
    table: TrajectoryTable
    corrections: Sequence[str]
    doses: Sequence[Dose]
    purpose: Purpose
    order: Order
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether a rule blocks firing by it."""
        return any(f.severity is Severity.BLOCK for f in self.findings)

    def as_dict(self) -> dict[str, object]:
        """The solution as `--json` prints it."""
        return {
            "refused": self.refused,
            **document(self.aim, self.order, self.purpose),
            "table": {
                "name": self.table.name,
                "source": self.table.source,
                "dated": self.table.dated.isoformat(),
                "confidence": self.table.confidence.value,
                "demonstration": self.table.demonstration,
            },
            "corrections": list(self.corrections),
            "rounds": [d.model_dump(mode="json") for d in self.doses],
            "findings": [f.as_dict() for f in self.findings],
        }


def site_at(desk: Desk, name: str, at: datetime) -> Site:
    """A site by code or name, as it stands at a moment.

    Raises:
        UnknownName: the programme has no such site.
    """
    site = desk.program.site(name)
    return desk.program.site_on(site.code, desk.local(at).date()) or site


def origin_of(site: Site, altitude_msl_m: float | None) -> tuple[Point, float]:
    """Where the piece stands, and how high.

    Raises:
        BadInput: the programme does not say, nor the question.
    """
    altitude = altitude_msl_m if altitude_msl_m is not None else site.elevation_msl_m
    if site.position is None:
        raise BadInput(
            N_("作业点 {site} 没有坐标"), remedy=N_("填入业务方案 sites.csv"), site=site.name
        )
    if altitude is None:
        raise BadInput(
            N_("作业点 {site} 没有海拔高度"),
            remedy=N_("用 --altitude 给出米数，或填入业务方案 sites.csv"),
            site=site.name,
        )
    return site.position, altitude


def _direction(origin: Point, asked: Question) -> tuple[float, float | None]:
    if asked.target:
        azimuth, metres = bearing(origin, asked.target)
        return round(azimuth, 1), metres
    if asked.azimuth_deg is None:
        raise BadInput(N_("不知往哪里打"), remedy=N_("给出 --target LON,LAT，或 --azimuth 度数"))
    return asked.azimuth_deg, asked.range_m


def solve(desk: Desk, asked: Question) -> Solution:
    """A firing solution for *asked*, judged; nothing is written, and a refused one is still shown.

    Raises:
        BadInput: no table, no position, no direction; or a burner, which does not fire.
        UnknownName: no such site or unit.
    """
    unit = _unit(desk, asked.unit)
    at = asked.at or desk.now()
    site = site_at(desk, asked.site or unit.site or "-", at)
    held = table_for(desk, unit, asked.table, at)
    aim = _aim(desk, site, unit, held, asked._replace(at=at))
    planning, day = desk.program.planning, desk.local(at).date()
    corrections: Sequence[str] = ()
    if aim.low_wind:
        corrections = firing.corrections(aim.low_wind, unit.kind, planning, day)
    doses = firing.doses(planning, _kind(desk, unit, held), day)
    chosen = tuple(d for d in doses if asked.cloud in {None, d.cloud})
    if asked.cloud and not chosen:
        raise UnknownName(N_("云的类别"), asked.cloud, [d.cloud for d in doses])
    order = order_by(
        aim,
        asked.rounds or max(1, min((d.least for d in chosen), default=1)),
    )
    return Solution(
        aim,
        held,
        corrections,
        chosen,
        asked.purpose,
        order,
        judged(desk, aim, order, unit, asked.purpose),
    )


def only(units: Sequence[str]) -> str:
    """The unit meant where nobody names one.

    Raises:
        BadInput: none to choose from, or several; names them.
    """
    if len(units) != 1:
        raise BadInput(
            N_("须写明用哪件装备（--unit）"),
            remedy=N_("可用：{known}"),
            known=" ".join(units) or "-",
        )
    return units[0]


def _unit(desk: Desk, name: str) -> Equipment:
    known = tables.registry.equipment(desk.store)
    name = name or only([unit.id for unit in known.values() if unit.kind.fires])
    if name not in known:
        raise UnknownName(N_("装备"), name, list(known))
    if not known[name].kind.fires:
        raise BadInput(N_("{unit} 是烟炉，不发射"), remedy=N_("用 wxmod plan burner"), unit=name)
    return known[name]


def _kind(
    desk: Desk,
    unit: Equipment,
    held: TrajectoryTable,
) -> AmmunitionKind | None:
    known = {a.code: a for a in desk.program.ammunition}
    codes = [c for c in (held.ammunition, *unit.accepts) if c in known]
    return known[codes[0]].kind if codes else None


def _aim(
    desk: Desk,
    site: Site,
    unit: Equipment,
    held: TrajectoryTable,
    asked: Question,
) -> Aim:
    origin, altitude = origin_of(site, asked.altitude_msl_m)
    azimuth, metres = _direction(origin, asked)
    at = asked.at or desk.now()
    path, miss = _path(desk, site, unit, held, asked)
    planning, day = desk.program.planning, desk.local(at).date()
    laid = firing.Laid(unit.kind, path, origin, altitude, azimuth, held)
    column = read_column(asked.wind) if asked.wind else None
    depth = planning.low_wind_depth_m.value_on(day)
    low_wind = None
    if column and depth:
        low_wind = firing.low_wind(column.winds, altitude, depth, azimuth)
    target = asked.target
    if target is None and metres is not None:
        target = ahead(origin, azimuth, metres)
    return Aim(
        site=site.code,
        equipment=unit.id,
        kind=unit.kind,
        ammunition=held.ammunition,
        table=held.name,
        demonstration=held.demonstration,
        at=at,
        origin=origin,
        azimuth_deg=azimuth,
        target=target,
        elevation_deg=path.elevation_deg,
        layer_msl_m=asked.layer_msl_m,
        bursts=firing.bursts(path, origin, altitude, azimuth),
        zones=firing.zones(laid, planning, day, _air(desk, column, day)),
        height_miss_m=round(miss.height_m, 1),
        range_miss_m=None if metres is None else round(miss.range_m, 1),
        layer_share=round(miss.share, 3),
        top_msl_m=round(firing.top_m(path) + altitude, 1),
        apex_msl_m=_apex(path, altitude),
        low_wind=low_wind,
        wind_age_hours=column.age_hours(at) if column else None,
        wind_distance_km=column.distance_km(origin) if column else None,
        lightning_km=asked.lightning_km,
    )


def _apex(path: TrajectoryRow, altitude_m: float) -> float | None:
    """The highest point of a round that does not burst, where the table tells it."""
    return None if path.apex_height_m is None else path.apex_height_m + altitude_m


def _air(desk: Desk, column: Column | None, day: date) -> firing.Air:
    """The wind as far as it is known, and the strongest that may be fired in."""
    strongest = desk.program.settings.surface_wind_max_ms.value_on(day)
    return firing.Air(column.winds if column else None, strongest)


def _path(
    desk: Desk,
    site: Site,
    unit: Equipment,
    held: TrajectoryTable,
    asked: Question,
) -> tuple[TrajectoryRow, firing.Miss]:
    """The path to fire on: inside the site's sectors and below the height that was granted, where there is one."""
    origin, altitude = origin_of(site, asked.altitude_msl_m)
    azimuth, metres = _direction(origin, asked)
    base, top = asked.layer_msl_m
    ceiling = _ceiling(desk, unit, asked.at or desk.now())

    def allowed(path: TrajectoryRow) -> bool:
        if ceiling is not None and firing.top_m(path) + altitude > ceiling:
            return False
        return any(sector.permits(azimuth, path.elevation_deg) for sector in site.sectors)

    wanted = Wanted((base - altitude, top - altitude), metres)
    return firing.solve(held, wanted, allowed)


def _ceiling(desk: Desk, unit: Equipment, at: datetime) -> float | None:
    """The height flight control granted for that minute; None where nothing or no height was."""
    cleared = granted(desk, unit, Window(start=at, end=at + timedelta(minutes=1)))
    return cleared.max_height_msl_m if cleared else None


def judged(
    desk: Desk,
    plan: Aim | BurnerPlan,
    order: Order,
    unit: Equipment,
    purpose: Purpose,
) -> tuple[Finding, ...]:
    """What the rules say of a plan, and of an order by it, each thing once, the gravest first."""
    window = Window(start=plan.at, end=plan.at + timedelta(minutes=1))
    cleared = granted(desk, unit, window) if unit.kind.fires else None
    imagined = Instruction(
        number="plan",
        site=plan.site,
        purpose=purpose,
        window=window,
        orders=(order,),
        issued_by=_commander(desk),
        issued_at=min(desk.now(), plan.at),
        clearance=cleared.number if cleared else None,
    )
    found = {(f.code, f.message): f for f in instructions.findings_of(desk, imagined, plan)}
    gravity = list(Severity)
    return tuple(
        sorted(
            found.values(),
            key=lambda f: (gravity.index(f.severity), f.code, f.field),
        )
    )


def _commander(desk: Desk) -> str:
    """Who would give the order: a commander on the roster, whoever is at the desk."""
    return next(
        (p.id for p in tables.registry.people(desk.store).values() if Role.COMMANDER in p.roles),
        desk.actor,
    )


def draw(desk: Desk, told: Solution, *, ascii_only: bool = False) -> str:
    """The solution from above, as lines for a terminal."""
    return "\n".join(polar.lines(picture(desk, told), ascii_only=ascii_only))


def draw_png(desk: Desk, told: Solution, path: Path) -> None:
    """The solution from above, as a picture.

    Raises:
        StoreUnavailable: it cannot be written there.
    """
    from wxmod.drawing import sheet  # noqa: PLC0415  only files need it

    sheet.save(picture(desk, told).png(), path)


def picture(desk: Desk, told: Solution) -> polar.Plan:
    """The solution from above, as a frozen value that draws itself."""
    site = site_at(desk, told.aim.site, told.aim.at)
    return polar.Plan(
        site=site.name,
        aim=told.aim,
        sectors=site.sectors,
        places=desk.program.surroundings,
    )
