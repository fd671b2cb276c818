"""The year's area on the ground: overlaps once, what lies beyond the county not at all.

Every rectangle is bounded by meridians and parallels; what each covers is worked out here from the ellipsoid, by the
closed form of the area between two parallels, and not by the product's own geometry.
"""

from datetime import UTC, datetime, timedelta
from math import atanh, pi, radians, sin, sqrt

import pytest

from wxmod.documents.year import Counted, Rate, Source, summarise
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.geodesy import Outline
from wxmod.domain.operations.affected_area import AffectedArea, AreaMethod
from wxmod.domain.operations.operation import Operation

SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257223563
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))
SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)


def rectangle(west: float, south: float, east: float, north: float) -> Outline:
    """Many points along the parallels, so that straight edges stay close to them."""
    steps = [west + (east - west) * n / 50 for n in range(51)]
    return (
        *((lon, south) for lon in steps),
        *((lon, north) for lon in reversed(steps)),
    )


def _zone(lat_deg: float) -> float:
    """Area from the equator to a parallel, over the whole circle, in m² (Snyder 1987, eq. 3-12)."""
    s = sin(radians(lat_deg))
    es = ECCENTRICITY * s
    return pi * SEMI_MINOR_M**2 * (s / (1 - es**2) + atanh(es) / ECCENTRICITY)


def covered_km2(west: float, south: float, east: float, north: float) -> float:
    return (_zone(north) - _zone(south)) * (east - west) / 360 / 1e6


def counted(no: str, outline: Outline, km2: float) -> Counted:
    at = datetime(2023, 7, 20, 6, tzinfo=UTC)
    operation = Operation.model_validate(
        {
            "site": "140322001",
            "purpose": "hail",
            "releases": [
                {
                    "equipment": "G1",
                    "lot": "A-7",
                    "rounds": 9,
                    "start": at,
                    "end": at + timedelta(minutes=6),
                }
            ],
        }
    )
    area = AffectedArea(
        method=AreaMethod.MANUAL,
        km2=km2,
        outline=outline,
        source="试验",
    )
    whole = operation.model_copy(update={"area": area})
    return Counted(no, 7, whole, {AmmunitionKind.SHELL: 9}, 0)


COUNTY = (113.0, 38.0, 113.4, 38.3)
INSIDE = (113.1, 38.1, 113.2, 38.2)
OVERLAPPING = (113.15, 38.1, 113.25, 38.2)
HALF_OUTSIDE = (113.35, 38.1, 113.45, 38.2)


def union_of(*boxes: tuple[float, float, float, float]) -> float:
    operations = [counted(str(n), rectangle(*box), 80.0) for n, box in enumerate(boxes)]
    source = Source(
        year=2023,
        operations=operations,
        processes=(),
        boundary=rectangle(*COUNTY),
        boundary_source="试验",
        inspected=Rate(0, 0),
        crew=Rate(0, 0),
        open_discrepancies=0,
    )
    total = summarise(source).total
    assert total.area_km2 == 80.0 * len(boxes)
    return total.union_km2


def test_what_lies_inside_counts_whole() -> None:
    assert union_of(INSIDE) == pytest.approx(covered_km2(*INSIDE), rel=1e-4)


def test_an_overlap_counts_once() -> None:
    both = covered_km2(113.1, 38.1, 113.25, 38.2)
    assert union_of(INSIDE, OVERLAPPING) == pytest.approx(both, rel=1e-4)


def test_what_lies_beyond_the_county_does_not_count() -> None:
    inside = covered_km2(113.35, 38.1, 113.4, 38.2)
    assert union_of(HALF_OUTSIDE) == pytest.approx(inside, rel=1e-4)
    assert union_of((113.5, 38.1, 113.6, 38.2)) == 0
