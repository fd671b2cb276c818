"""Where seeded air goes: puffs carried by the wind and spread by diffusion, and the ground under enough nuclei.

One puff of N nuclei in still, endless air (the closed-form solution of diffusion) holds, at its own height,

    c(r, t) = N / ((4πt)^1.5 · Kh · √Kz) · exp(−r² / (4·Kh·t))

nuclei per m³ at distance r after t seconds.  A round is a row of puffs along its path; what the ground saw is the
greatest sum of them at any time.  Method as in 周毓荃、朱冰 (2014, 气象 40(8), abstract): point and
line sources by the analytical solution.  The puff is not lost to the ground nor to rain, and the wind does not turn.
Each puff counts for a while after its own release, so that an hour of burning is no longer a way than a minute of it.
"""

from collections.abc import Iterator
from math import ceil, exp, log, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
CELLS = 200
"""Cells along the longer side of the grid; twice as many change an area by less than 3 % (see the tests)."""
APART_S, APART_M = 60.0, 250.0
"""Half of either changes an area by less than 2 % (see the tests)."""
MOMENTS = 60
"""Least number of moments looked at."""


class Puffs(NamedTuple):
    """Where and when nuclei are released: metres east and north, seconds, and how many."""

    x_m: Numbers
    y_m: Numbers
    start_s: Numbers
    nuclei: Numbers


class Air(NamedTuple):
    """What carries and spreads them.

    Attributes:
        threshold_m3: Nuclei per m³ from which ground counts.
        life_s: How long a puff counts after its release.
    """

    u_ms: float
    v_ms: float
    k_horizontal_m2s: float
    k_vertical_m2s: float
    threshold_m3: float
    life_s: float


class Footprint(NamedTuple):
    """The affected cells of a grid.

    Attributes:
        x_m, y_m: Middles of the columns and rows.
        reached: By row and column.
    """

    x_m: Numbers
    y_m: Numbers
    reached: NDArray[np.bool_]

    @property
    def km2(self) -> float:
        """Area of the cells."""
        if self.reached.size < 4:  # noqa: PLR2004  no grid
            return 0.0
        return float(
            self.reached.sum() * (self.x_m[1] - self.x_m[0]) * (self.y_m[1] - self.y_m[0]) / 1e6
        )


def releases(first_s: float, last_s: float, speed_ms: float) -> Numbers:
    """Moments a steady release is cut into: puffs at most `APART_S` and, down the wind, `APART_M` from each other."""
    apart = min(APART_S, APART_M / speed_ms) if speed_ms else APART_S
    return np.linspace(
        first_s,
        last_s,
        ceil((last_s - first_s) / apart) + 1,
    )


def peak_m3(nuclei: float, air: Air, seconds: float) -> float:
    """Nuclei per m³ in the middle of one puff."""
    room = float((4 * pi * seconds) ** 1.5)
    return nuclei / (room * air.k_horizontal_m2s * sqrt(air.k_vertical_m2s))


def radius_m(nuclei: float, air: Air, seconds: float) -> float:
    """How far from its middle one puff holds the threshold; 0 once it is spread too thin."""
    share = peak_m3(nuclei, air, seconds) / air.threshold_m3
    return sqrt(4 * air.k_horizontal_m2s * seconds * log(share)) if share > 1 else 0.0


def _widest_m(nuclei: float, air: Air) -> float:
    """The greatest `radius_m` of its life: where its derivative by time is zero, or at the end."""
    share = nuclei / (air.k_horizontal_m2s * sqrt(air.k_vertical_m2s) * air.threshold_m3)
    gone = float(share ** (2 / 3)) / (4 * pi)
    return radius_m(
        nuclei,
        air,
        min(air.life_s, gone * exp(-1)),
    )


def footprint(puffs: Puffs, air: Air) -> Footprint:
    """The ground that saw the threshold at any moment."""
    x, y = _grid(puffs, air)
    if not x.size:
        return Footprint(x, y, np.zeros((0, 0), dtype=bool))
    most = np.zeros((y.size, x.size))
    for seconds in _moments(puffs, air, x[1] - x[0]):
        np.maximum(most, concentration(puffs, air, x, y, seconds), out=most)
    return Footprint(x, y, most >= air.threshold_m3)


def concentration(
    puffs: Puffs,
    air: Air,
    x_m: Numbers,
    y_m: Numbers,
    seconds: float,
) -> Numbers:
    """Nuclei per m³ on a grid (rows by *y_m*, columns by *x_m*) at one moment, of the puffs that count then."""
    out = (seconds > puffs.start_s) & (seconds <= puffs.start_s + air.life_s)
    age = seconds - puffs.start_s[out]
    peak = puffs.nuclei[out] / (
        (4 * pi * age) ** 1.5 * air.k_horizontal_m2s * sqrt(air.k_vertical_m2s)
    )
    wide = 4 * air.k_horizontal_m2s * age
    east = np.exp(-((x_m[:, None] - puffs.x_m[out] - air.u_ms * age) ** 2) / wide)
    north = np.exp(-((y_m[:, None] - puffs.y_m[out] - air.v_ms * age) ** 2) / wide)
    total: Numbers = (north * peak) @ east.T
    return total


def _grid(puffs: Puffs, air: Air) -> tuple[Numbers, Numbers]:
    """Cells that hold every place the sum of all puffs could reach; none where it never does."""
    reach = _widest_m(float(puffs.nuclei.sum()), air)
    if reach == 0:
        return np.zeros(0), np.zeros(0)
    drift_x, drift_y = air.u_ms * air.life_s, air.v_ms * air.life_s
    west, east = (
        (puffs.x_m.min() + min(0, drift_x) - reach),
        (puffs.x_m.max() + max(0, drift_x) + reach),
    )
    south, north = (
        (puffs.y_m.min() + min(0, drift_y) - reach),
        (puffs.y_m.max() + max(0, drift_y) + reach),
    )
    step = max(east - west, north - south) / CELLS
    return np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)


def _moments(puffs: Puffs, air: Air, step_m: float) -> Iterator[float]:
    """Times close enough that nothing jumps over a cell."""
    first, last = float(puffs.start_s.min()), float(puffs.start_s.max()) + air.life_s
    drift = sqrt(air.u_ms**2 + air.v_ms**2) * (last - first)
    steps = max(MOMENTS, int(drift / (2 * step_m)) + 1)
    yield from (first + (last - first) * n / steps for n in range(1, steps + 1))
