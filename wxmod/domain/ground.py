"""Shapes on the ground out of cells, their union and their part within a county."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from wxmod.domain.geodesy import Outline

if TYPE_CHECKING:
    from shapely import Geometry

Rectangle = tuple[float, float, float, float]
"""West, south, east, north."""


def shape_of(rectangles: Sequence[Rectangle]) -> "Geometry":
    """The union of rectangles on a plane."""
    from shapely import box, union_all  # noqa: PLC0415

    return union_all([box(*each) for each in rectangles])


def rings(shape: "Geometry", slack_m: float) -> list[list[tuple[float, float]]]:
    """The outer rings of a shape on a plane, the largest in front, corners less than *slack_m* cut off."""
    parts = getattr(shape, "geoms", [shape])
    kept = [part.simplify(slack_m) for part in parts if part.area > 0]
    return [list(part.exterior.coords) for part in sorted(kept, key=lambda part: -part.area)]


def geojson(features: Sequence[tuple[Sequence[Outline], dict[str, object]]]) -> dict[str, object]:
    """Shapes of one or more parts as a GeoJSON collection (RFC 7946: WGS-84, longitude first, closed rings)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": told, "geometry": _geometry(parts)}
            for parts, told in features
        ],
    }


def _geometry(parts: Sequence[Outline]) -> dict[str, object]:
    polygons = [[[list(place) for place in _closed(ring)]] for ring in parts]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _closed(ring: Outline) -> Outline:
    """First and last the same, counter-clockwise."""
    whole = ring if ring[0] == ring[-1] else (*ring, ring[0])
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(whole))
    return whole if twice > 0 else whole[::-1]
