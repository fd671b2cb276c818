"""A burner's plume: where the wind takes it, how wide and how high it is when it gets there.

Gaussian spread by eddy diffusion, σ = √(2·K·t), from the ground, on top of whatever lift the person tells of.  At
2.15 σ a Gaussian holds a tenth of what it holds in the middle: that is taken as the edge.
"""

from math import cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from wxmod.domain.geodesy import Point, bearing, within_span
from wxmod.planning.winds import whence
from wxmod.program.firing import Directions, Span

EDGE = 2.15
CALM_MS = 0.5
"""Slower air takes a plume nowhere in particular."""


class Drift(NamedTuple):
    """Where a target lies of the plume's axis.

    Attributes:
        along_m: Down the wind; negative is upwind.
        aside_m: Off the axis.
    """

    along_m: float
    aside_m: float


class Reach(NamedTuple):
    """The plume after some time: half width, and top above the burner with the ends of its range; metres."""

    half_width_m: float
    top_m: float
    low_m: float
    high_m: float


def drift(burner: Point, target: Point, wind: tuple[float, float]) -> Drift:
    """Where *target* lies of the plume of a burner in a wind (eastward, northward)."""
    azimuth, metres = bearing(burner, target)
    downwind, _speed = whence(-wind[0], -wind[1])
    off = radians(azimuth - downwind)
    return Drift(
        metres * cos(off),
        abs(metres * sin(off)),
    )


def reach(
    seconds: float,
    lift_ms: float,
    across: Span,
    up: Span,
) -> Reach:
    """The plume after *seconds* in air that rises with *lift_ms*."""
    risen = lift_ms * seconds

    def edge(k_m2s: float) -> float:
        return EDGE * sqrt(2 * k_m2s * seconds)

    return Reach(
        edge(across.value),
        risen + edge(up.value),
        risen + edge(up.low),
        risen + edge(up.high),
    )


def allowed(wind: tuple[float, float], directions: Directions | None) -> bool | None:
    """Whether a burner may work in a wind; None where nobody has said which it may."""
    from_deg, _speed = whence(*wind)
    return within_span(from_deg, directions.from_deg, directions.to_deg) if directions else None


def is_calm(wind: tuple[float, float]) -> bool:
    """Whether the wind takes a plume nowhere."""
    return hypot(*wind) < CALM_MS
