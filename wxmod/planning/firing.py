"""Laying a piece by its trajectory table: which elevation seeds the layer near the target, and what falls where."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import pi
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.firing.aiming import Burst, FallZone, LowWind, ZoneKind
from wxmod.domain.firing.trajectories import MOMENTS, Spot, TrajectoryRow, TrajectoryTable
from wxmod.domain.geodesy import Point, ahead, circle_outline, sector_outline
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.planning.winds import Winds, against, whence
from wxmod.program import Planning
from wxmod.program.firing import Dose, Side
from wxmod.program.history import Dated
from wxmod.wording import N_, _

STEP_DEG = 0.5
"""A mount is laid no finer than this."""


class Wanted(NamedTuple):
    """What is to be seeded.

    Attributes:
        layer_m: Base and top above the launcher.
        range_m: Of the target along the ground; None where only a direction is known.
    """

    layer_m: tuple[float, float]
    range_m: float | None


class Miss(NamedTuple):
    """How far a path stays from what is wanted; 0 where it meets it."""

    height_m: float
    range_m: float


def solve(
    table: TrajectoryTable, wanted: Wanted, allowed: Callable[[float], bool]
) -> tuple[TrajectoryRow, Miss]:
    """The path of *table* that comes nearest to *wanted*, height first, then range.

    Args:
        allowed: Whether an elevation is permitted; where none is, all are tried and the rules say so.
    """
    paths = list(_paths(table))
    kept = [path for path in paths if allowed(path.elevation_deg)] or paths
    best = min(kept, key=lambda path: (*miss(path, wanted), -path.elevation_deg))
    return best, miss(best, wanted)


def _paths(table: TrajectoryTable) -> Iterator[TrajectoryRow]:
    low, high = table.rows[0].elevation_deg, table.rows[-1].elevation_deg
    steps = int((high - low) / STEP_DEG)
    laid = {low + STEP_DEG * n for n in range(steps + 1)} | {
        row.elevation_deg for row in table.rows
    }
    for elevation in sorted(laid):
        if path := table.at(elevation):
            yield path


def seeded(path: TrajectoryRow) -> tuple[Spot, Spot]:
    """Where seeding begins and ends; the same point where the table gives only one."""
    end = Spot(path.end_height_m, path.end_range_m)
    return path.spot("start") or end, end


def miss(path: TrajectoryRow, wanted: Wanted) -> Miss:
    """How far the seeding path stays from the layer, and its middle from the target."""
    first, last = seeded(path)
    low, high = sorted((first.height_m, last.height_m))
    base, top = wanted.layer_m
    height = max(0.0, base - high, low - top)
    middle = (first.range_m + last.range_m) / 2
    return Miss(
        height,
        0.0 if wanted.range_m is None else abs(middle - wanted.range_m),
    )


def bursts(
    path: TrajectoryRow,
    origin: Point,
    altitude_m: float,
    azimuth_deg: float,
) -> tuple[Burst, ...]:
    """The points of the path the table gives, on the map and above sea level."""
    told = ((moment, path.spot(moment)) for moment in MOMENTS)
    return tuple(
        Burst(
            moment=moment,
            height_msl_m=round(spot.height_m + altitude_m, 1),
            range_m=round(spot.range_m, 1),
            position=ahead(origin, azimuth_deg, spot.range_m),
        )
        for moment, spot in told
        if spot
    )


def low_wind(
    winds: Winds,
    altitude_m: float,
    depth_m: float,
    azimuth_deg: float,
) -> LowWind:
    """Mean wind of the lowest *depth_m* against the line of fire."""
    u, v = winds.mean(altitude_m, altitude_m + depth_m)
    tail, right = against(azimuth_deg, u, v)
    from_deg, speed = whence(u, v)
    return LowWind(
        depth_m=depth_m,
        from_deg=round(from_deg, 1),
        speed_ms=round(speed, 2),
        tail_ms=round(tail, 2),
        right_ms=round(right, 2),
        source=winds.source,
    )


_AGAINST = {
    Side.UP: N_("仰角要减小"),
    Side.DOWN: N_("仰角要增大"),
    Side.LEFT: N_("方位要向右修正"),
    Side.RIGHT: N_("方位要向左修正"),
}
CALM_MS = 0.5
"""Below this a part of the wind is not told; anemometers read no finer."""


def corrections(wind: LowWind, planning: Planning, day: date) -> list[str]:
    """Which way the wind throws the round and which way to lay off, in words; how far is for the maker's table."""
    sense = planning.wind_sense.value_on(day)
    if sense is None:
        return []
    along = (
        sense.tail if wind.tail_ms > 0 else sense.head,
        abs(wind.tail_ms),
        _tail_word(wind.tail_ms),
    )
    across = (
        sense.from_right if wind.right_ms > 0 else sense.from_left,
        abs(wind.right_ms),
        _(N_("右侧风")) if wind.right_ms > 0 else _(N_("左侧风")),
    )
    said = _(N_("{wind} {speed:.1f} m/s：{side}，{lay}；修正量查厂家射表"))
    return [
        said.format(
            wind=word,
            speed=speed,
            side=side.label,
            lay=_(_AGAINST[side]),
        )
        for side, speed, word in (along, across)
        if speed >= CALM_MS
    ]


def _tail_word(tail_ms: float) -> str:
    return _(N_("顺风")) if tail_ms > 0 else _(N_("逆风"))


class Laid(NamedTuple):
    """A piece laid by one path of its table."""

    kind: EquipmentKind
    path: TrajectoryRow
    origin: Point
    azimuth_deg: float
    table: TrajectoryTable


def zones(
    laid: Laid,
    planning: Planning,
    day: date,
    azimuth_slack_deg: float,
) -> tuple[FallZone, ...]:
    """Where residue of a good round and where a failed round may come down.

    Residue: a circle about the last point the table gives, as wide as the round scatters.  Duds: the sector of the
    azimuth with its slack, out to the range of the table, else to the danger radius of the notices.
    """
    found = []
    if spread := planning.dispersion.on(day):
        found.append(_residue(laid, spread))
    table, reach = laid.table, laid.path.dud_range_m
    held = history.on(day) if (history := planning.danger_radius_m.get(laid.kind)) else None
    basis, sure = (
        (table.source, table.confidence)
        if reach
        else (held.source, held.confidence)
        if held
        else ("", None)
    )
    metres = reach or (held.value if held else None)
    if metres and sure:
        sides = laid.azimuth_deg - azimuth_slack_deg, laid.azimuth_deg + azimuth_slack_deg
        outline = sector_outline(laid.origin, *sides, metres)
        found.append(FallZone(kind=ZoneKind.DUD, outline=outline, basis=basis, confidence=sure))
    return tuple(found)


def _residue(laid: Laid, spread: Dated[float]) -> FallZone:
    last = laid.path.spot("final") or seeded(laid.path)[1]
    radius_km = max(last.range_m * (spread.value or 0), 1.0) / 1000
    centre = ahead(laid.origin, laid.azimuth_deg, last.range_m)
    outline = circle_outline(centre, pi * radius_km**2)
    return FallZone(
        kind=ZoneKind.RESIDUE,
        outline=outline,
        basis=spread.source,
        confidence=spread.confidence,
    )


def doses(planning: Planning, kind: AmmunitionKind | None, day: date) -> Sequence[Dose]:
    """The dose table in force for a kind of ammunition: of each class the latest line."""
    latest = {
        d.cloud: d
        for d in sorted(planning.dose, key=lambda d: d.since)
        if d.kind is kind and d.since <= day
    }
    return tuple(latest.values())
