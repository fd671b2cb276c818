"""How what is left of a round comes down: fragments of a shell, a body under its parachute, carried by the wind.

A fragment is a point mass with quadratic drag: it decelerates by g·(ρ/ρ₀)·(v/v_t)² against the air that moves past it,
v_t being the speed it falls at near the ground.  A parachuted body falls at a steady speed and goes with the wind.
"""

from collections.abc import Callable, Iterator
from math import cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from wxmod.planning.winds import Winds

GRAVITY_MS2 = 9.80665
SEA_LEVEL_KGM3 = 1.225
"""Density of the standard atmosphere (ISO 2533) at sea level."""
PART_OF_A_RELAXATION = 0.05
"""Step of the integration against the time drag needs to stop a fragment; halving it moves a landing by under 1 m."""
LONGEST_STEP_S = 0.5


class Landing(NamedTuple):
    """Where something comes down, metres east and north of where its fall began, and how long it fell."""

    east_m: float
    north_m: float
    seconds: float


class Start(NamedTuple):
    """Where a fall begins, and how fast the piece is going then.

    Attributes:
        azimuth_deg: Of the line of fire.
        climb_deg: Of the path at that point; negative on the way down.
    """

    height_msl_m: float
    speed_ms: float
    azimuth_deg: float
    climb_deg: float


def terminal_ms(mass_g: float, shape_kgm3: float, drag: float) -> float:
    """How fast a fragment falls near the ground, m/s: √(2·m·g / (ρ₀·C·A)) with A = (m/B)^(2/3).

    Args:
        shape_kgm3: Shape factor B that relates mass and presented area of a tumbling fragment.
        drag: Drag coefficient C.
    """
    mass_kg = mass_g / 1000
    area_m2 = (mass_kg / shape_kgm3) ** (2 / 3)
    return sqrt(2 * mass_kg * GRAVITY_MS2 / (SEA_LEVEL_KGM3 * drag * area_m2))


def thinned(height_msl_m: float) -> float:
    """Density of the standard atmosphere below 11 km, as a share of that at sea level."""
    share: float = (1 - 2.25577e-5 * height_msl_m) ** 4.25588
    return share


def fragment(start: Start, speed_ms: float, winds: Winds, ground_msl_m: float) -> Landing:
    """Where a fragment that falls at *speed_ms* near the ground comes down."""
    level = start.speed_ms * cos(radians(start.climb_deg))
    east = level * sin(radians(start.azimuth_deg))
    north = level * cos(radians(start.azimuth_deg))
    up = start.speed_ms * sin(radians(start.climb_deg))
    x = y = seconds = 0.0
    height = start.height_msl_m
    wind = _wind_at(winds)
    while height > ground_msl_m:
        u, v = wind(height)
        slip = hypot(east - u, north - v, up)
        # What drag takes in a second, as a share of the speed against the air.
        rate = GRAVITY_MS2 * thinned(height) * slip / speed_ms**2
        step = min(LONGEST_STEP_S, PART_OF_A_RELAXATION / max(rate, 1e-6))
        east -= rate * (east - u) * step
        north -= rate * (north - v) * step
        up -= (rate * up + GRAVITY_MS2) * step
        x += east * step
        y += north * step
        height += up * step
        seconds += step
    return Landing(x, y, seconds)


def parachuted(start: Start, descent_ms: float, winds: Winds, ground_msl_m: float) -> Landing:
    """Where a body under its parachute comes down: it goes with the wind of each layer for as long as it is in it."""
    seconds = max(0.0, start.height_msl_m - ground_msl_m) / descent_ms
    u, v = winds.mean(ground_msl_m, start.height_msl_m)
    return Landing(u * seconds, v * seconds, seconds)


def _wind_at(winds: Winds) -> Callable[[float], tuple[float, float]]:
    """Eastward and northward wind at a height, looked up by layers of 100 m."""
    kept: dict[int, tuple[float, float]] = {}

    def at(height_msl_m: float) -> tuple[float, float]:
        layer = round(height_msl_m / 100)
        if layer not in kept:
            kept[layer] = winds.mean(layer * 100.0, layer * 100.0)
        return kept[layer]

    return at


def gusty(winds: Winds, error: float) -> Iterator[Winds]:
    """The wind as told, and weaker and stronger by its error."""
    for share in (1 - error, 1.0, 1 + error):
        yield winds._replace(u_ms=winds.u_ms * share, v_ms=winds.v_ms * share)
