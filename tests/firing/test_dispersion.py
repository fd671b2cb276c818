"""Plumes against the closed-form solution of the diffusion equation."""

from itertools import pairwise
from math import exp, pi, sqrt
from typing import Any

import numpy as np
import pytest

from wxmod.planning.dispersion import (
    Air,
    Puffs,
    concentration,
    footprint,
    peak_m3,
    radius_m,
    releases,
)

STILL = Air(0, 0, 40, 20, 1e4, 1800)


def puffs(*rows: tuple[float, float, float, float]) -> Puffs:
    x, y, start, nuclei = (np.array(column, float) for column in zip(*rows, strict=True))
    return Puffs(x, y, start, nuclei)


def test_one_puff_holds_all_its_nuclei() -> None:
    """Integrated over the plane and, by the same Gaussian, over height, nothing is lost."""
    x = np.arange(-6000, 6000, 50.0)
    seen = concentration(puffs((0, 0, 0, 1e15)), STILL, x, x, 900)
    upright = sqrt(4 * pi * STILL.k_vertical_m2s * 900)
    assert seen.sum() * 50 * 50 * upright == pytest.approx(1e15, rel=1e-6)
    assert seen.max() == pytest.approx(peak_m3(1e15, STILL, 900), rel=1e-3)


def test_in_still_air_the_ground_is_the_widest_circle_of_the_closed_form() -> None:
    widest = max(radius_m(1e15, STILL, t) for t in np.linspace(1, 1800, 1800))
    seen = footprint(puffs((0, 0, 0, 1e15)), STILL)
    assert seen.km2 == pytest.approx(pi * widest**2 / 1e6, rel=0.01)


def test_a_weak_puff_is_widest_before_the_end() -> None:
    """r² = 6·K·t·ln(A/t) is greatest at t = A/e, where A is when the middle falls to the threshold."""
    weak = 1e12
    gone = (weak / (40 * sqrt(20) * 1e4)) ** (2 / 3) / (4 * pi)
    assert radius_m(weak, STILL, gone * 1.001) == 0
    widest = radius_m(weak, STILL, gone * exp(-1))
    assert widest**2 == pytest.approx(6 * 40 * gone * exp(-1))
    assert footprint(puffs((0, 0, 0, weak)), STILL).km2 == pytest.approx(
        pi * widest**2 / 1e6, rel=0.02
    )


def test_in_wind_the_ground_is_swept_by_the_growing_circle() -> None:
    """Much faster than it spreads, a puff sweeps ∫ 2·r(x/U) dx, with half a circle at the end."""
    air = STILL._replace(u_ms=15)
    seen = footprint(puffs((0, 0, 0, 1e15)), air)
    times = np.linspace(0.5, 1800, 3600)
    radii = np.array([radius_m(1e15, air, t) for t in times])
    swept = np.trapezoid(2 * radii, 15 * times) + pi * radii[-1] ** 2 / 2
    assert seen.km2 == pytest.approx(swept / 1e6, rel=0.03)
    assert seen.x_m[seen.reached.any(axis=0)].max() == pytest.approx(
        15 * 1800 + radii[-1], rel=0.02
    )


def test_a_line_of_puffs_is_the_closed_form_of_a_line_source() -> None:
    """Beside the middle of a long line the sum is Q / (4πt·√(Kh·Kz)) · exp(−y²/4Kh·t), Q nuclei a metre."""
    xs = np.linspace(-10_000, 10_000, 401)
    line = Puffs(
        xs,
        np.zeros(401),
        np.zeros(401),
        np.full(401, 1e14),
    )
    per_metre = 1e14 / (xs[1] - xs[0])
    seen = concentration(
        line,
        STILL,
        np.array([0.0]),
        np.array([0.0, 300.0]),
        1200,
    )[:, 0]
    told = [
        per_metre / (4 * pi * 1200 * sqrt(40 * 20)) * exp(-(y**2) / (4 * 40 * 1200))
        for y in (0, 300)
    ]
    assert seen == pytest.approx(told, rel=1e-4)


def test_puffs_add_up_and_late_ones_count_late() -> None:
    x = np.array([0.0])
    one = concentration(puffs((0, 0, 0, 1e13)), STILL, x, x, 600)
    assert concentration(
        puffs((0, 0, 0, 1e13), (0, 0, 0, 1e13)),
        STILL,
        x,
        x,
        600,
    ) == pytest.approx(2 * one)
    assert concentration(
        puffs((0, 0, 0, 1e13), (0, 0, 700, 1e13)),
        STILL,
        x,
        x,
        600,
    ) == pytest.approx(one)


def test_a_puff_counts_for_its_life_and_no_longer() -> None:
    x = np.array([0.0])
    assert concentration(puffs((0, 0, 0, 1e13)), STILL, x, x, 1800) > 0
    assert concentration(puffs((0, 0, 0, 1e13)), STILL, x, x, 1801) == 0


def test_two_hours_of_release_reach_no_farther_down_the_wind_than_a_minute() -> None:
    """Every puff ends `life_s` after its release, wherever the release began."""
    air = STILL._replace(u_ms=6)
    starts = np.arange(0, 7201, 60.0)
    long = Puffs(
        np.zeros(starts.size),
        np.zeros(starts.size),
        starts,
        np.full(starts.size, 1e14),
    )
    seen = (
        footprint(long, air),
        footprint(puffs((0, 0, 0, 1e14)), air),
    )
    far = [each.x_m[each.reached.any(axis=0)].max() for each in seen]
    assert far[0] == pytest.approx(6 * 1800, rel=0.15)
    assert far[0] == pytest.approx(far[1], rel=0.05)


def test_below_the_threshold_nothing_is_claimed() -> None:
    assert footprint(puffs((0, 0, 0, 1.0)), STILL).km2 == 0.0


@pytest.mark.parametrize("change", [{"nuclei": 2.0}, {"threshold_m3": 0.5}])
def test_more_agi_or_a_lower_threshold_never_claims_less(change: dict[str, Any]) -> None:
    areas = []
    for n in range(4):
        factor = {name: base**n for name, base in change.items()}
        air = STILL._replace(u_ms=5, threshold_m3=1e4 * factor.get("threshold_m3", 1))
        areas.append(
            footprint(
                puffs((0, 0, 0, 1e14 * factor.get("nuclei", 1))),
                air,
            ).km2
        )
    assert all(b > a for a, b in pairwise(areas))


@pytest.mark.parametrize("speed", [0.0, 6.0, 15.0])
@pytest.mark.parametrize("minutes", [5, 60])
def test_a_steady_release_is_cut_finely_enough(speed: float, minutes: int) -> None:
    """Lumped into few puffs, it would hold the threshold where a steady plume is too thin."""
    air, moments = STILL._replace(u_ms=speed), releases(0, minutes * 60, speed)
    finer = np.linspace(0, minutes * 60, 2 * moments.size - 1)
    found = [
        footprint(
            Puffs(
                np.zeros(n.size),
                np.zeros(n.size),
                n,
                np.full(n.size, 1e15 / n.size),
            ),
            air,
        ).km2
        for n in (moments, finer)
    ]
    assert found[0] == pytest.approx(found[1], rel=0.02)


def test_a_steady_plume_is_as_wide_as_its_closed_form() -> None:
    """Q/(4πKh·√(Kz/Kh)·x)·exp(−U·y²/4Kh·x): the continuous point source with drift much faster than spread."""
    air, rate = STILL._replace(u_ms=6), 1e12
    moments = releases(0, 3600, 6)
    still = np.zeros(moments.size)
    row = Puffs(still, still, moments, still + rate * 3600 / moments.size)
    ys = np.array([0.0, 200.0, 400.0])
    seen = concentration(row, air, np.array([6000.0]), ys, 1900)[:, 0]
    spread = sqrt(air.k_horizontal_m2s * air.k_vertical_m2s)
    told = rate / (4 * pi * spread * 6000) * np.exp(-6 * ys**2 / (4 * air.k_horizontal_m2s * 6000))
    assert seen == pytest.approx(told, rel=0.03)
