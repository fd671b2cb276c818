"""Laying a piece by its trajectory table: which elevation seeds the layer near the target, and what falls where."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import atan2, degrees
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.base import Confidence
from wxmod.domain.firing.aiming import Burst, FallZone, LowWind, ZoneKind
from wxmod.domain.firing.trajectories import MOMENTS, Spot, TrajectoryRow, TrajectoryTable
from wxmod.domain.geodesy import Point, ahead, hull_outline, sector_outline
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.planning.falling import Landing, Start, fragment, gusty, parachuted, terminal_ms
from wxmod.planning.winds import Winds, against, constant, whence
from wxmod.program import Planning
from wxmod.program.firing import Dose, Side
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
    """How far a path stays from what is wanted; 0 where it meets it.

    Attributes:
        share: How much of the burn lies inside the layer, 0 to 1.
    """

    height_m: float
    range_m: float
    share: float


def solve(
    table: TrajectoryTable,
    wanted: Wanted,
    allowed: Callable[[TrajectoryRow], bool],
) -> tuple[TrajectoryRow, Miss]:
    """The path of *table* with the greatest share of its burn inside the layer; then the nearest in height, in range.

    Shares are compared in tenths: a hair more of the layer is not worth hundreds of metres of range.

    Args:
        allowed: Whether a path is permitted; where none is, all are tried and the rules say so.
    """
    paths = list(_paths(table))
    kept = [path for path in paths if allowed(path)] or paths

    def rank(path: TrajectoryRow) -> tuple[float, float, float, float]:
        found = miss(path, wanted)
        return -round(found.share, 1), found.height_m, found.range_m, -path.elevation_deg

    best = min(kept, key=rank)
    return best, miss(best, wanted)


def top_m(path: TrajectoryRow) -> float:
    """The highest point above the launcher that a round on this path can reach, burst or not, as far as is told."""
    told = [path.apex_height_m, path.start_height_m, path.end_height_m, path.final_height_m]
    return max(height for height in told if height is not None)


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
    off = 0.0 if wanted.range_m is None else abs(middle - wanted.range_m)
    return Miss(height, off, _share(low, high, base, top))


def _share(low: float, high: float, base: float, top: float) -> float:
    """How much of the stretch from *low* to *high* lies between *base* and *top*; a point lies in or out."""
    if high == low:
        return float(base <= low <= top)
    return max(0.0, min(high, top) - max(low, base)) / (high - low)


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
    Side.FAR: N_("射程要缩短"),
    Side.NEAR: N_("射程要增加"),
}
CALM_MS = 0.5
"""Below this a part of the wind is not told; anemometers read no finer."""


def corrections(
    wind: LowWind,
    kind: EquipmentKind,
    planning: Planning,
    day: date,
) -> list[str]:
    """Which way the wind throws the round and which way to lay off, in words; how far is for the maker's table.

    The sense belongs to the weapon: an unpowered shell drifts with the wind, a burning rocket turns into it.
    """
    history = planning.wind_sense.get(kind)
    sense = history.value_on(day) if history else None
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
    """A piece laid by one path of its table.

    Attributes:
        altitude_m: Of the piece above sea level.
    """

    kind: EquipmentKind
    path: TrajectoryRow
    origin: Point
    altitude_m: float
    azimuth_deg: float
    table: TrajectoryTable


class Air(NamedTuple):
    """What the air does to whatever comes down.

    Attributes:
        winds: By height; None where nobody told.
        strongest_ms: The strongest wind that may be fired in: taken from any side where nobody told the wind.
    """

    winds: Winds | None
    strongest_ms: float | None


def zones(
    laid: Laid,
    planning: Planning,
    day: date,
    air: Air,
) -> tuple[FallZone, ...]:
    """Where residue of a good round and where a failed round may come down.

    Residue: everything between the landings of the lightest and heaviest fragment (or the slowest and fastest
    parachute), in the wind and in one stronger and weaker by its error, and the scatter of the piece round it.
    Duds: the sector of the azimuth with its slack, out to the range of the table, else to the danger radius of the
    notices.
    """
    found = [
        zone for zone in (_residue(laid, planning, day, air), _duds(laid, planning, day)) if zone
    ]
    return tuple(found)


def _duds(laid: Laid, planning: Planning, day: date) -> FallZone | None:
    slack = planning.deviation_azimuth_deg.value_on(day) or 0.0
    reach, source, confidence = laid.path.dud_range_m, laid.table.source, laid.table.confidence
    if reach is None:
        history = planning.danger_radius_m.get(laid.kind)
        held = history.on(day) if history else None
        if held is None or held.value is None:
            return None
        reach, source, confidence = held.value, held.source, held.confidence
    outline = sector_outline(
        laid.origin,
        (laid.azimuth_deg - slack) % 360,
        (laid.azimuth_deg + slack) % 360,
        reach,
    )
    return FallZone(kind=ZoneKind.DUD, outline=outline, basis=source, confidence=confidence)


def _residue(laid: Laid, planning: Planning, day: date, air: Air) -> FallZone | None:
    """None where the programme does not say how residue falls, or nobody knows a wind and none is too strong."""
    pieces = _pieces(laid.kind, planning, day)
    if pieces is None or (air.winds is None and air.strongest_ms is None):
        return None
    last = laid.path.spot("final") or seeded(laid.path)[1]
    below = ahead(laid.origin, laid.azimuth_deg, last.range_m)
    error = planning.wind_error.value_on(day) or 0.0
    calm = constant(0.0, 0.0, "")
    landings = []
    for wind in gusty(air.winds, error) if air.winds else (calm,):
        landings += pieces.fall(_start(laid, last), wind, laid.altitude_m)
    margin = last.range_m * _scatter(laid.kind, planning, day)
    if air.winds:
        blown = air.winds.source
    else:
        longest = max(landing.seconds for landing in landings)
        strongest = air.strongest_ms or 0.0
        margin += strongest * longest
        blown = _(N_("没有风的资料：按任何方向 {speed:g} m/s（可作业的最大风速）")).format(
            speed=strongest
        )
    points = [(landing.east_m, landing.north_m) for landing in landings]
    return FallZone(
        kind=ZoneKind.RESIDUE,
        outline=hull_outline(below, points, margin),
        basis=pieces.source,
        confidence=Confidence.UNVERIFIED,
        assumed=f"{pieces.assumed}; {blown}",
    )


def _scatter(kind: EquipmentKind, planning: Planning, day: date) -> float:
    history = planning.dispersion.get(kind)
    return (history.value_on(day) if history else None) or 0.0


def _start(laid: Laid, last: Spot) -> Start:
    """Where the fall begins, with the slope of the burn, or level where the table gives one point of it."""
    first, end = seeded(laid.path)
    climb = degrees(atan2(end.height_m - first.height_m, end.range_m - first.range_m))
    return Start(laid.altitude_m + last.height_m, 0.0, laid.azimuth_deg, climb)


class _Pieces(NamedTuple):
    """What comes down of a round, and the words for what is assumed of it."""

    fall: Callable[[Start, Winds, float], list[Landing]]
    source: str
    assumed: str


def _pieces(kind: EquipmentKind, planning: Planning, day: date) -> _Pieces | None:
    if kind is EquipmentKind.GUN:
        return _fragments(planning, day)
    return _body(planning, day)


def _fragments(planning: Planning, day: date) -> _Pieces | None:
    """A shell's splinters: some fly on as fast as the shell went, some are thrown back and fall where it burst."""
    grams, speed = planning.fragment_g.on(day), planning.burst_speed_ms.on(day)
    shape, drag = planning.fragment_shape_kgm3.value_on(day), planning.fragment_drag.value_on(day)
    if not (grams and grams.value and speed and speed.value and shape and drag):
        return None
    masses, fastest = grams.value, speed.value.high

    def fall(start: Start, winds: Winds, ground_m: float) -> list[Landing]:
        landings = []
        for mass_g in (masses.low, masses.high):
            falling_ms = terminal_ms(mass_g, shape, drag)
            for begun_ms in (0.0, fastest):
                begun = start._replace(speed_ms=begun_ms)
                landings.append(fragment(begun, falling_ms, winds, ground_m))
        return landings

    text = _(N_("假定碎片 {low:g}–{high:g} g，炸点存速至多 {speed:g} m/s"))
    assumed = text.format(low=masses.low, high=masses.high, speed=fastest)
    return _Pieces(fall, f"{grams.source}; {speed.source}", assumed)


def _body(planning: Planning, day: date) -> _Pieces | None:
    """A rocket's body under its parachute."""
    descent = planning.descent_ms.on(day)
    if descent is None or descent.value is None:
        return None
    speeds = descent.value

    def fall(start: Start, winds: Winds, ground_m: float) -> list[Landing]:
        return [parachuted(start, speed, winds, ground_m) for speed in (speeds.low, speeds.high)]

    text = _(N_("假定弹体开伞后以 {low:g}–{high:g} m/s 下降"))
    return _Pieces(fall, descent.source, text.format(low=speeds.low, high=speeds.high))


def doses(planning: Planning, kind: AmmunitionKind | None, day: date) -> Sequence[Dose]:
    """The dose table in force for a kind of ammunition: of each class the latest line."""
    latest = {
        d.cloud: d
        for d in sorted(planning.dose, key=lambda d: d.since)
        if d.kind is kind and d.since <= day
    }
    return tuple(latest.values())
