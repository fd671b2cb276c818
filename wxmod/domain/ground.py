"""Shapes on the ground out of cells, their union and their part within a county."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from wxmod.domain.geodesy import Outline

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Rectangle = tuple[float, float, float, float]
"""West, south, east, north."""
Ring = list[tuple[float, float]]
Properties = dict[str, object]


def shape_of(rectangles: Sequence[Rectangle]) -> "BaseGeometry":
    """The union of rectangles on a plane."""
    from shapely import box, union_all  # noqa: PLC0415

    return union_all([box(*each) for each in rectangles])


def rings(shape: "BaseGeometry", slack_m: float) -> list[Ring]:
    """The outer rings of a shape on a plane, the largest in front, corners less than *slack_m* cut off."""
    parts = []
    for part in getattr(shape, "geoms", [shape]):
        # Shapes that only touch leave lines and points between them.
        if part.area > 0:
            simpler = part.simplify(slack_m)
            parts.append(simpler)
    parts.sort(key=_area, reverse=True)
    return [list(part.exterior.coords) for part in parts]


def _area(part: "BaseGeometry") -> float:
    return float(part.area)


def geojson(features: Sequence[tuple[Sequence[Outline], Properties]]) -> Properties:
    """Shapes of one or more parts as a GeoJSON collection (RFC 7946: WGS-84, longitude first, closed rings)."""
    listed = []
    for parts, properties in features:
        feature = _feature(parts, properties)
        listed.append(feature)
    return {"type": "FeatureCollection", "features": listed}


def _feature(parts: Sequence[Outline], properties: Properties) -> Properties:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": _geometry(parts),
    }


def _geometry(parts: Sequence[Outline]) -> Properties:
    polygons = [_polygon(outline) for outline in parts]
    if len(polygons) != 1:
        return {"type": "MultiPolygon", "coordinates": polygons}
    (polygon,) = polygons
    return {"type": "Polygon", "coordinates": polygon}


def _polygon(outline: Outline) -> list[object]:
    """The one ring of a part without holes."""
    ring = [list(corner) for corner in _closed(outline)]
    return [ring]


def _closed(outline: Outline) -> Outline:
    """First and last the same, counter-clockwise."""
    first = outline[0]
    ring = outline
    if outline[-1] != first:
        ring = (*outline, first)
    if _twice_area(ring) > 0:
        return ring
    return ring[::-1]


def _twice_area(ring: Outline) -> float:
    """Positive where the ring runs counter-clockwise (the shoelace formula)."""
    total = 0.0
    for (x, y), (next_x, next_y) in pairwise(ring):
        total += x * next_y - next_x * y
    return total
