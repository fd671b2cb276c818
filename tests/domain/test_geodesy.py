"""Points, sectors and areas, held against pyproj.Geod."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pyproj import Geod

from wxmod.domain.base import Confidence
from wxmod.domain.geodesy import (
    Outline,
    Point,
    area_km2,
    azimuth_span,
    circle_outline,
    contains,
    distance_m,
    sector_outline,
    union_km2,
    within_span,
)
from wxmod.domain.operations.affected_area import nominal, sector

HERE = Point(lon=113.41, lat=38.09)
WGS84 = Geod(ellps="WGS84")


def square(lon: float, lat: float, size: float = 0.1) -> Outline:
    return (
        (lon, lat),
        (lon + size, lat),
        (lon + size, lat + size),
        (lon, lat + size),
    )


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (181, 0),
        (-181, 0),
        (0, 91),
        (float("nan"), 0),
        (True, 0),
        ("东经113", 38),
    ],
)
def test_a_point_lies_on_the_earth(lon: object, lat: object) -> None:
    with pytest.raises(ValidationError):
        Point(lon=lon, lat=lat)  # type: ignore[arg-type]


def test_a_degree_of_latitude_is_as_long_as_the_ellipsoid_says() -> None:
    there = Point(lon=113.41, lat=39.09)
    assert distance_m(HERE, there) == pytest.approx(WGS84.inv(113.41, 38.09, 113.41, 39.09)[2])
    assert distance_m(HERE, there) == pytest.approx(111_000, rel=2e-3)


@given(
    st.floats(0, 360),
    st.floats(0, 360),
    st.floats(500, 15_000),
)
@settings(max_examples=60)
def test_a_sector_has_the_area_of_its_share_of_the_circle(
    start: float, stop: float, range_m: float
) -> None:
    span = 360.0 if abs(stop - start) == 360 else (stop - start) % 360
    outline = sector_outline(HERE, start, stop, range_m)
    assert area_km2(outline) == pytest.approx(
        math.pi * range_m**2 / 1e6 * span / 360,
        rel=2e-3,
        abs=1e-3,
    )


def test_a_sector_across_north_lies_to_the_north() -> None:
    outline = sector_outline(HERE, 350, 10, 8000)
    azimuths = [WGS84.inv(HERE.lon, HERE.lat, lon, lat)[0] % 360 for lon, lat in outline[1:]]
    assert all(a >= 349.99 or a <= 10.01 for a in azimuths)
    assert contains(outline, Point(lon=HERE.lon, lat=HERE.lat + 0.05))
    assert not contains(outline, Point(lon=HERE.lon, lat=HERE.lat - 0.05))


def test_every_point_of_the_arc_is_at_the_range() -> None:
    for lon, lat in sector_outline(HERE, 30, 120, 8000)[1:]:
        assert distance_m(HERE, Point(lon=lon, lat=lat)) == pytest.approx(8000, abs=0.2)


@pytest.mark.parametrize("km2", [1.0, 50.0, 280.0])
def test_a_circle_has_the_area_asked_for(km2: float) -> None:
    assert area_km2(circle_outline(HERE, km2)) == pytest.approx(km2, rel=1e-4)
    claimed = nominal(HERE, km2, source="x", confidence=Confidence.REPORTED)
    assert claimed.outline is not None
    assert union_km2([claimed.outline]) == pytest.approx(km2, rel=1e-4)


def test_an_area_is_the_same_whichever_way_round_it_runs() -> None:
    ring = square(113, 38)
    lons, lats = zip(*ring, strict=True)
    assert (
        area_km2(ring)
        == area_km2(ring[::-1])
        == pytest.approx(abs(WGS84.polygon_area_perimeter(lons, lats)[0]) / 1e6)
    )


def test_overlaps_are_covered_once() -> None:
    a, b, far = square(113, 38), square(113.05, 38), square(114, 38)
    whole = area_km2(square(113, 38))
    assert union_km2([a, a]) == pytest.approx(whole, rel=1e-3)
    assert union_km2([a, b]) == pytest.approx(1.5 * whole, rel=2e-3)
    assert union_km2([a, far]) == pytest.approx(2 * whole, rel=2e-3)
    assert union_km2([]) == 0


def test_what_lies_outside_the_county_is_clipped() -> None:
    county = square(113, 38)
    assert union_km2([square(113.05, 38)], within=county) == pytest.approx(
        area_km2(county) / 2, rel=2e-3
    )
    assert union_km2([square(115, 38)], within=county) == 0


def test_a_ring_that_crosses_itself_or_shrinks_to_a_point_still_has_an_area() -> None:
    bow = ((113.0, 38.0), (113.1, 38.1), (113.1, 38.0), (113.0, 38.1))
    assert union_km2([bow]) == pytest.approx(area_km2(square(113, 38)) / 2, rel=5e-3)
    assert union_km2([circle_outline(HERE, 0)]) == 0


@given(st.lists(st.floats(0, 360), min_size=1, max_size=8))
def test_the_narrowest_sector_holds_every_azimuth(azimuths: list[float]) -> None:
    first, last = azimuth_span(azimuths)
    slack = 1e-6
    assert all(within_span(a, first - slack, last + slack) for a in azimuths)
    if len({a % 360 for a in azimuths}) > 1:
        assert (last - first) % 360 <= 360 * (1 - 1 / len(azimuths)) + slack


@pytest.mark.parametrize(
    ("azimuth", "inside"),
    [
        (350, True),
        (0, True),
        (360, True),
        (10, True),
        (11, False),
        (349, False),
        (180, False),
    ],
)
def test_a_span_across_north_includes_its_ends(azimuth: float, inside: bool) -> None:
    assert within_span(azimuth, 350, 10) is inside


def test_equal_azimuths_are_one_direction() -> None:
    assert [a for a in range(360) if within_span(a, 90, 90)] == [90]


def test_a_claimed_sector_keeps_what_it_was_made_from() -> None:
    claim = sector(HERE, (350, 10), 8000, source="射表")
    assert claim.inputs == {"azimuth_from_deg": "350", "azimuth_to_deg": "10", "range_m": "8000"}
    assert claim.km2 == pytest.approx(math.pi * 64 * 20 / 360, abs=0.02)
