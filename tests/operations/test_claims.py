"""A sector of one direction is as wide as the piece scatters, and has no area where nobody knows that."""

from math import atan, degrees, pi

import pytest

from tests.duty_log import hail
from wxmod.actions import Desk
from wxmod.actions.operations.claims import claimed_area
from wxmod.domain.operations.affected_area import AreaMethod

RANGE_M = 4900


def area_km2(desk: Desk, unit: str, azimuths: str) -> float | None:
    operation = hail(desk, equipment=unit, azimuths_deg=azimuths)
    area = claimed_area(desk, operation, AreaMethod.SECTOR, range_m=RANGE_M)
    return None if area is None else area.km2


def test_one_direction_of_a_rocket_is_as_wide_as_its_scatter(desk: Desk) -> None:
    """Scatter is 1/20 of the range: 2.86° either way of 360°, not the 75 km² of the whole circle."""
    whole_circle = pi * (RANGE_M / 1000) ** 2
    share = 2 * degrees(atan(1 / 20)) / 360
    assert area_km2(desk, "L1", "210") == pytest.approx(whole_circle * share, abs=0.01)
    assert whole_circle * share < 1.3


def test_one_direction_of_a_gun_has_no_area(desk: Desk) -> None:
    assert area_km2(desk, "G1", "210") is None


def test_two_directions_are_what_lies_between(desk: Desk) -> None:
    expected = pi * (RANGE_M / 1000) ** 2 * 20 / 360
    assert area_km2(desk, "G1", "200,220") == pytest.approx(expected, rel=2e-3)
