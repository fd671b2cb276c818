"""A burner's plume against the closed form: where it goes, how wide it is, how high it gets."""

from math import exp, hypot, sqrt

import pytest

from wxmod.domain.geodesy import Point, ahead
from wxmod.planning import burner, winds
from wxmod.program.firing import Directions, Span

HERE = Point(lon=113.4, lat=38.1)
ACROSS, UP = Span(low=10, value=40, high=100), Span(low=10, value=50, high=150)


def test_the_half_width_is_where_the_gaussian_has_fallen_to_a_tenth() -> None:
    """σ² = 2·K·t, and exp(−y²/2σ²) = 0.1 at the edge."""
    seen = burner.reach(1800, 0, ACROSS, UP)
    for edge, k in (
        (seen.half_width_m, 40),
        (seen.low_m, 10),
        (seen.top_m, 50),
        (seen.high_m, 150),
    ):
        assert exp(-(edge**2) / (4 * k * 1800)) == pytest.approx(0.1, rel=0.01)


def test_four_times_as_long_is_twice_as_wide_and_lift_adds_its_own_way() -> None:
    early, late = burner.reach(600, 0, ACROSS, UP), burner.reach(2400, 0, ACROSS, UP)
    assert late.half_width_m == pytest.approx(2 * early.half_width_m)
    lifted = burner.reach(600, 0.5, ACROSS, UP)
    assert lifted.top_m - early.top_m == pytest.approx(300)
    assert lifted.half_width_m == early.half_width_m
    assert lifted.low_m < lifted.top_m < lifted.high_m


def test_a_plume_at_its_source_has_no_size() -> None:
    assert burner.reach(0, 0.5, ACROSS, UP) == (0, 0, 0, 0)


@pytest.mark.parametrize("from_deg", [0.0, 37.0, 90.0, 200.0, 355.0])
def test_straight_down_the_wind_is_all_along_and_nothing_aside(from_deg: float) -> None:
    wind = winds.parts(from_deg, 6)
    lee = burner.drift(
        HERE,
        ahead(HERE, (from_deg + 180) % 360, 8000),
        wind,
    )
    assert lee == (pytest.approx(8000, abs=1), pytest.approx(0, abs=1))
    luff = burner.drift(HERE, ahead(HERE, from_deg, 8000), wind)
    assert luff == (pytest.approx(-8000, abs=1), pytest.approx(0, abs=1))


def test_a_target_off_the_axis_keeps_its_distance() -> None:
    """West wind, target in the north-east: as far along as aside, √2 from the burner."""
    seen = burner.drift(
        HERE,
        ahead(HERE, 45, 5000),
        winds.parts(270, 6),
    )
    assert seen.along_m == pytest.approx(5000 / sqrt(2), abs=1)
    assert hypot(*seen) == pytest.approx(5000, abs=1)


def test_winds_a_burner_may_work_in_go_round_by_north() -> None:
    north = Directions(from_deg=330, to_deg=30)
    assert [burner.allowed(winds.parts(deg, 5), north) for deg in (0, 345, 25, 40, 180)] == [
        True
    ] * 3 + [False] * 2
    assert burner.allowed(winds.parts(0, 5), None) is None


def test_a_calm_goes_nowhere() -> None:
    assert burner.is_calm(winds.parts(270, 0.4))
    assert not burner.is_calm(winds.parts(270, 0.6))
