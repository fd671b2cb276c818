"""What is left of a round comes down where the wind takes it.

The right values: a parachuted body from 6600 m at 8 m/s in a wind of 10 m/s drifts 6600 / 8 × 10 m; a fragment falls,
far below its burst, at the speed where drag carries its weight; and the orders of size found by a ballistic study of
37 mm shells: 250–670 m on along the line of fire, 680–1130 m aside in 8 m/s.
"""

from math import sqrt

import pytest

from wxmod.planning.falling import (
    Start,
    fragment,
    gusty,
    parachuted,
    terminal_ms,
    thinned,
)
from wxmod.planning.winds import constant

SHAPE_KGM3, DRAG = 2610, 1.0
CALM = constant(0, 0, "")
WESTERLY = constant(270, 8, "")
BURST = Start(height_msl_m=4500, speed_ms=350, azimuth_deg=0, climb_deg=0)
LIGHT, HEAVY = (terminal_ms(grams, SHAPE_KGM3, DRAG) for grams in (5, 150))


def test_a_fragment_falls_as_fast_as_drag_lets_it() -> None:
    mass_kg, area_m2 = 0.005, (0.005 / SHAPE_KGM3) ** (2 / 3)
    weight = mass_kg * 9.80665
    drag = 0.5 * 1.225 * DRAG * area_m2 * LIGHT**2
    assert drag == pytest.approx(weight, rel=1e-9)
    assert pytest.approx((150 / 5) ** (1 / 6), rel=1e-9) == HEAVY / LIGHT


@pytest.mark.parametrize(("height_m", "share"), [(0, 1.0), (5000, 0.6012), (10000, 0.3376)])
def test_air_is_as_thin_as_the_standard_atmosphere_has_it(height_m: float, share: float) -> None:
    """ISO 2533: 0.73643 kg/m³ at 5 km, 0.41351 at 10 km, of 1.225."""
    assert thinned(height_m) == pytest.approx(share, abs=1e-3)


def test_in_still_air_it_comes_down_on_the_line_of_fire() -> None:
    for speed in (LIGHT, HEAVY):
        landing = fragment(BURST, speed, CALM, 500)
        assert landing.east_m == pytest.approx(0, abs=1e-6)
        assert 200 < landing.north_m < 750


def test_the_heavy_one_flies_on_farther_and_the_light_one_drifts_farther() -> None:
    light, heavy = (fragment(BURST, speed, WESTERLY, 500) for speed in (LIGHT, HEAVY))
    assert light.north_m < heavy.north_m
    assert 600 < heavy.east_m < 800
    assert 1000 < light.east_m < 1400


def test_long_under_way_it_drifts_as_fast_as_the_wind() -> None:
    low, high = (
        fragment(BURST._replace(height_msl_m=height, speed_ms=0), LIGHT, WESTERLY, 0)
        for height in (2000, 3000)
    )
    assert high.east_m - low.east_m == pytest.approx(8 * (high.seconds - low.seconds), rel=0.01)
    steady_ms = LIGHT / sqrt(thinned(2500))
    assert 1000 / (high.seconds - low.seconds) == pytest.approx(steady_ms, rel=0.01)


def test_a_body_under_its_parachute_goes_with_the_wind() -> None:
    start = Start(6600, 0, 0, 0)
    landing = parachuted(start, 8, constant(270, 10, ""), 0)
    assert landing.east_m == pytest.approx(8250)
    assert landing.north_m == pytest.approx(0, abs=1e-6)
    assert landing.seconds == 825
    from_a_hill = parachuted(start, 8, constant(270, 10, ""), 600)
    assert from_a_hill.east_m == pytest.approx(7500)


def test_the_wind_may_be_weaker_and_stronger_by_its_error() -> None:
    speeds = [float(abs(wind.u_ms[0])) for wind in gusty(WESTERLY, 0.25)]
    assert speeds == pytest.approx([6, 8, 10])
