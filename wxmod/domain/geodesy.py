"""Points, sectors and areas on the WGS-84 ellipsoid (CGCS2000 agrees to centimetres).

Geodesics are pyproj's, polygons shapely's; both load only when a shape is asked for, so that logging a firing
never waits for them.  Coordinates from phone maps (GCJ-02) are some 500 m off here and are not accepted as such.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import floor, radians, sin, sqrt
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wxmod.domain.base import Value
from wxmod.domain.text import Real

if TYPE_CHECKING:
    from pyproj import Geod, Transformer
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

Longitude = Annotated[Real, Field(ge=-180, le=180)]
Latitude = Annotated[Real, Field(ge=-90, le=90)]
Azimuth = Annotated[Real, Field(ge=0, le=360)]
"""Degrees clockwise from true north."""
Elevation = Annotated[Real, Field(ge=0, le=90)]
"""Degrees above the horizon."""
Outline = tuple[tuple[float, float], ...]
"""A polygon's outer ring, (longitude, latitude) in degrees; first and last need not coincide."""

Degrees = Sequence[float]
Metres = Sequence[float]
"""Distances along one axis of a plane."""

WHOLE_CIRCLE = 360.0
ARC_STEP_DEG = 3.0  # chord error of a 10 km arc at 3°: 3.4 m
DECIMALS = 6
"""Of a longitude or latitude: about a decimetre."""
M2_PER_KM2 = 1e6


class Point(Value):
    """A place on the ground: degrees east and north, WGS-84."""

    lon: Longitude
    lat: Latitude


@cache
def _geod() -> "Geod":
    from pyproj import Geod  # noqa: PLC0415

    return Geod(ellps="WGS84")


@cache
def _plane(lon: float, lat: float) -> "Transformer":
    """Projection whose areas are true, centred on a place."""
    from pyproj import Transformer  # noqa: PLC0415

    laea = f"+proj=laea +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=m"
    return Transformer.from_crs("EPSG:4326", laea, always_xy=True)


def _shared_plane(lon: float, lat: float) -> "Transformer":
    """The plane of the nearest whole degree, so that near shapes share it."""
    return _plane(round(lon), round(lat))


def _outline(lons: Degrees, lats: Degrees) -> Outline:
    """Corners in degrees, rounded as they are kept."""
    corners = []
    for lon, lat in zip(lons, lats, strict=True):
        east = round(lon, DECIMALS)
        north = round(lat, DECIMALS)
        corners.append((east, north))
    return tuple(corners)


def distance_m(a: Point, b: Point) -> float:
    """Length of the geodesic from *a* to *b*."""
    _azimuth, metres = bearing(a, b)
    return float(metres)


def area_km2(outline: Outline) -> float:
    """Geodesic area inside *outline*, whichever way round it runs."""
    lons, lats = zip(*outline, strict=True)
    area_m2, _perimeter_m = _geod().polygon_area_perimeter(lons, lats)
    return abs(float(area_m2)) / M2_PER_KM2


def span_deg(from_deg: float, to_deg: float) -> float:
    """How far a sector opens, clockwise; only 0 to 360 is the whole circle, and equal azimuths open not at all."""
    span = to_deg - from_deg
    whole_circle = abs(span) >= WHOLE_CIRCLE
    if whole_circle:
        return WHOLE_CIRCLE
    return span % WHOLE_CIRCLE


def sector_outline(
    centre: Point,
    from_deg: float,
    to_deg: float,
    range_m: float,
) -> Outline:
    """The ground within *range_m* of *centre*, clockwise from azimuth *from_deg* to *to_deg*.

    Equal azimuths mean one direction, a line without width; 0 to 360 is the whole circle, and a sector may cross
    north (350° to 10°).
    """
    span = span_deg(from_deg, to_deg)
    steps = max(1, round(span / ARC_STEP_DEG))
    corners = steps + 1
    azimuths = [from_deg + span * step / steps for step in range(corners)]
    lons, lats, _back = _geod().fwd(
        [centre.lon] * corners,
        [centre.lat] * corners,
        azimuths,
        [range_m] * corners,
    )
    arc = _outline(lons, lats)
    if span == WHOLE_CIRCLE:
        # The last corner is the first again.
        return arc[:-1]
    return ((centre.lon, centre.lat), *arc)


def circle_outline(centre: Point, km2: float) -> Outline:
    """The circle about *centre* as a polygon whose area is *km2*."""
    corners = WHOLE_CIRCLE / ARC_STEP_DEG
    # A regular polygon of n corners covers n/2 r² sin(360°/n).
    corner_sine = sin(radians(ARC_STEP_DEG))
    radius_km = sqrt(2 * km2 / (corners * corner_sine))
    return sector_outline(centre, 0, 360, radius_km * 1000)


def azimuth_span(azimuths_deg: Degrees) -> tuple[float, float]:
    """The narrowest sector, clockwise from-to, that holds every azimuth.

    >>> azimuth_span([350.0, 5.0, 10.0])
    (350.0, 10.0)
    """
    round_the_compass = sorted(azimuth % 360 for azimuth in azimuths_deg)
    first = round_the_compass[0]
    round_the_compass.append(first + 360)
    # The sector is all but the widest gap between neighbours.
    widest = -1.0
    span = (first, first)
    for azimuth, following in pairwise(round_the_compass):
        gap = following - azimuth
        if gap > widest:
            widest = gap
            span = (following % 360, azimuth)
    return span


def within_span(azimuth_deg: float, from_deg: float, to_deg: float) -> bool:
    """Whether an azimuth lies in the sector that runs clockwise from *from_deg* to *to_deg*, ends included.

    >>> within_span(30, 210, 210), within_span(30, 0, 360)
    (False, True)
    """
    beyond_first = (azimuth_deg - from_deg) % 360
    return beyond_first <= span_deg(from_deg, to_deg)


def swept(from_deg: float, to_deg: float) -> tuple[float, ...]:
    """Both azimuths and every whole degree between them, clockwise: what a sweep from one to the other passes.

    >>> swept(358.5, 1)
    (358.5, 359.0, 0.0, 1)
    """
    span = span_deg(from_deg, to_deg)
    passed = [from_deg]
    azimuth = floor(from_deg) + 1
    while azimuth - from_deg < span:
        passed.append(float(azimuth % 360))
        azimuth += 1
    passed.append(to_deg)
    return tuple(passed)


def ends_of_runs(azimuths_deg: Degrees) -> list[float]:
    """Azimuths without those that lie between two others a degree or less away, as a sweep has them.

    >>> ends_of_runs([260.0, 261.0, 262.0, 280.0])
    [260.0, 262.0, 280.0]
    """
    last = len(azimuths_deg) - 1
    ends = []
    for n, azimuth in enumerate(azimuths_deg):
        if 0 < n < last:
            before, after = azimuths_deg[n - 1], azimuths_deg[n + 1]
            if _near(before, azimuth) and _near(azimuth, after):
                continue
        ends.append(azimuth)
    return ends


def _near(one_deg: float, other_deg: float) -> bool:
    """Whether two azimuths are a degree or less apart, across north too."""
    apart = (one_deg - other_deg + 180) % 360 - 180
    return abs(apart) <= 1


def hull_outline(
    centre: Point,
    offsets_m: Sequence[tuple[float, float]],
    margin_m: float,
) -> Outline:
    """The ground between points told as metres east and north of *centre*, and *margin_m* round it."""
    from shapely import MultiPoint  # noqa: PLC0415

    hull = MultiPoint(list(offsets_m)).convex_hull
    ground = hull.buffer(max(margin_m, 1.0))
    *corners, _first_again = ground.exterior.coords
    x_m, y_m = zip(*corners, strict=True)
    return unflat(centre, x_m, y_m)


def union_km2(outlines: Sequence[Outline], within: Outline | None = None) -> float:
    """Area covered by at least one of *outlines*, overlaps counted once, clipped to *within* if given."""
    from shapely import union_all  # noqa: PLC0415

    if not outlines:
        return 0.0
    anchor = within or outlines[0]
    plane = _shared_plane(*anchor[0])
    shapes = [_shape_on(plane, outline) for outline in outlines]
    covered = union_all(shapes)
    if within:
        county = _shape_on(plane, within)
        covered = covered.intersection(county)
    return float(covered.area) / M2_PER_KM2


def _shape_on(plane: "Transformer", outline: Outline) -> "BaseGeometry":
    """An outline as a shape on a plane; one that crosses itself is parted where it does."""
    from shapely import make_valid  # noqa: PLC0415

    return make_valid(_polygon_on(plane, outline))


def _polygon_on(plane: "Transformer", outline: Outline) -> "Polygon":
    from shapely import Polygon  # noqa: PLC0415

    lons, lats = zip(*outline, strict=True)
    x_m, y_m = plane.transform(lons, lats)
    corners = zip(x_m, y_m, strict=True)
    return Polygon(list(corners))


def contains(outline: Outline, point: Point) -> bool:
    """Whether *point* lies inside *outline*."""
    from shapely import Polygon  # noqa: PLC0415

    ground = Polygon(outline)
    return bool(ground.contains(_flat_point(point.lon, point.lat)))


def _flat_point(x: float, y: float) -> "BaseGeometry":
    from shapely import Point as FlatPoint  # noqa: PLC0415

    return FlatPoint(x, y)


def meet(a: Outline, b: Outline) -> bool:
    """Whether two outlines have ground in common."""
    return bool(_shape(a).intersects(_shape(b)))


def covers(outer: Outline, inner: Outline) -> bool:
    """Whether all ground inside *inner* is inside *outer*."""
    return bool(_shape(outer).covers(_shape(inner)))


def _shape(outline: Outline) -> "BaseGeometry":
    """An outline as a shape in degrees."""
    from shapely import Polygon, make_valid  # noqa: PLC0415

    return make_valid(Polygon(outline))


def ahead(origin: Point, azimuth_deg: float, metres: float) -> Point:
    """The place *metres* from *origin* in a direction."""
    lon, lat, _back = _geod().fwd(
        origin.lon,
        origin.lat,
        azimuth_deg,
        metres,
    )
    return Point(lon=round(lon, DECIMALS), lat=round(lat, DECIMALS))


def bearing(origin: Point, target: Point) -> tuple[float, float]:
    """Azimuth in degrees and distance in metres from *origin* to *target*."""
    azimuth, _back, metres = _geod().inv(
        origin.lon,
        origin.lat,
        target.lon,
        target.lat,
    )
    return azimuth % 360, metres


def gap_m(outline: Outline, point: Point) -> float:
    """Distance from *point* to the nearest ground inside *outline*; 0 inside it."""
    plane = _shared_plane(point.lon, point.lat)
    ground = _polygon_on(plane, outline)
    x_m, y_m = plane.transform(point.lon, point.lat)
    return float(ground.distance(_flat_point(x_m, y_m)))


def flat(
    centre: Point,
    lons: Degrees,
    lats: Degrees,
) -> tuple[Metres, Metres]:
    """Metres east and north of *centre* on a plane whose areas are true."""
    plane = _plane(centre.lon, centre.lat)
    x_m, y_m = plane.transform(lons, lats)
    return x_m, y_m


def unflat(centre: Point, x_m: Metres, y_m: Metres) -> Outline:
    """What `flat` made, back as longitudes and latitudes."""
    plane = _plane(centre.lon, centre.lat)
    lons, lats = plane.transform(x_m, y_m, direction="INVERSE")
    return _outline(lons, lats)
