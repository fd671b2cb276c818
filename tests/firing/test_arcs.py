"""Equal azimuths are one direction; only 0 to 360 is the whole circle; a sweep passes all between its ends."""

from math import pi

import pytest

from wxmod.domain.geodesy import (
    Point,
    area_km2,
    ends_of_runs,
    hull_outline,
    sector_outline,
    span_deg,
    swept,
    within_span,
)

HERE = Point(lon=113.4, lat=38.1)


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [(210, 210, 0), (0, 360, 360), (350, 10, 20), (10, 350, 340), (0, 0, 0), (360, 0, 360)],
)
def test_how_far_a_sector_opens(first: float, last: float, span: float) -> None:
    assert span_deg(first, last) == span


@pytest.mark.parametrize(
    ("azimuth", "first", "last", "inside"),
    [
        (30, 210, 210, False),
        (210, 210, 210, True),
        (210.1, 210, 210, False),
        (30, 0, 360, True),
        (359, 350, 10, True),
        (10, 350, 10, True),
        (10.1, 350, 10, False),
    ],
)
def test_a_direction_is_inside_or_not(
    azimuth: float, first: float, last: float, *, inside: bool
) -> None:
    assert within_span(azimuth, first, last) is inside


def test_one_direction_covers_no_ground_and_the_circle_all() -> None:
    assert area_km2(sector_outline(HERE, 210, 210, 4900)) == pytest.approx(0, abs=1e-6)
    whole = area_km2(sector_outline(HERE, 0, 360, 4900))
    assert whole == pytest.approx(pi * 4.9**2, rel=2e-3)


def test_a_sweep_passes_every_degree_between_its_ends() -> None:
    assert swept(250, 253) == (250, 251, 252, 253)
    assert swept(358.5, 1) == (358.5, 359, 0, 1)
    assert swept(210, 210) == (210, 210)
    assert [a for a in swept(250, 310) if 260 <= a <= 300] == [float(a) for a in range(260, 301)]


def test_of_a_run_its_ends_are_told() -> None:
    run = [float(a) for a in range(260, 301)]
    assert ends_of_runs(run) == [260, 300]
    assert ends_of_runs([150.0, 180.0]) == [150, 180]
    assert ends_of_runs([359.0, 0.0, 1.0]) == [359, 1]


def test_the_ground_between_landings_and_round_them() -> None:
    square = [(0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0), (0.0, 1000.0)]
    km2 = area_km2(hull_outline(HERE, square, 100))
    assert km2 == pytest.approx(1 + 4 * 0.1 + pi * 0.1**2, rel=2e-3)
    alone = area_km2(hull_outline(HERE, [(0.0, 0.0)], 100))
    assert alone == pytest.approx(pi * 0.1**2, rel=0.01)
