"""Points, sectors and areas on the WGS-84 ellipsoid (CGCS2000 agrees to centimetres).

Geodesics are pyproj's, polygons shapely's; both load only when a shape is asked for, so that logging a firing
never waits for them.  Coordinates from phone maps (GCJ-02) are some 500 m off here and are not accepted as such.
"""

from collections.abc import Sequence
from functools import cache
from math import ceil, floor, radians, sin, sqrt
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wxmod.domain.base import Value
from wxmod.domain.text import Real

if TYPE_CHECKING:
    from pyproj import Geod, Transformer
    from shapely import Geometry

Longitude = Annotated[Real, Field(ge=-180, le=180)]
Latitude = Annotated[Real, Field(ge=-90, le=90)]
Azimuth = Annotated[Real, Field(ge=0, le=360)]
"""Degrees clockwise from true north."""
Elevation = Annotated[Real, Field(ge=0, le=90)]
"""Degrees above the horizon."""
Outline = tuple[tuple[float, float], ...]
"""A polygon's outer ring, (longitude, latitude) in degrees; first and last need not coincide."""

WHOLE_CIRCLE = 360.0
ARC_STEP_DEG = 3.0  # chord error of a 10 km arc at 3°: 3.4 m


class Point(Value):
    """A place on the ground: degrees east and north, WGS-84."""

    lon: Longitude
    lat: Latitude


@cache
def _geod() -> "Geod":
    from pyproj import Geod  # noqa: PLC0415

    return Geod(ellps="WGS84")


@cache
def _equal_area(lon: int, lat: int) -> "Transformer":
    """Projection whose areas are true, centred on a whole degree so that near shapes share it."""
    from pyproj import Transformer  # noqa: PLC0415

    laea = f"+proj=laea +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=m"
    return Transformer.from_crs("EPSG:4326", laea, always_xy=True)


def distance_m(a: Point, b: Point) -> float:
    """Length of the geodesic from *a* to *b*."""
    return float(_geod().inv(a.lon, a.lat, b.lon, b.lat)[2])


def area_km2(outline: Outline) -> float:
    """Geodesic area inside *outline*, whichever way round it runs."""
    lons, lats = zip(*outline, strict=True)
    return abs(float(_geod().polygon_area_perimeter(lons, lats)[0])) / 1e6


def span_deg(from_deg: float, to_deg: float) -> float:
    """How far a sector opens, clockwise; only 0 to 360 is the whole circle, and equal azimuths open not at all."""
    if abs(to_deg - from_deg) >= WHOLE_CIRCLE:
        return WHOLE_CIRCLE
    return (to_deg - from_deg) % WHOLE_CIRCLE


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
    steps = max(2, round(span / ARC_STEP_DEG) + 1)
    azimuths = [from_deg + span * i / (steps - 1) for i in range(steps)]
    n = len(azimuths)
    lons, lats, _ = _geod().fwd(
        [centre.lon] * n,
        [centre.lat] * n,
        azimuths,
        [range_m] * n,
    )
    arc = tuple(
        zip(
            (round(x, 6) for x in lons),
            (round(y, 6) for y in lats),
            strict=True,
        )
    )
    return arc[:-1] if span == WHOLE_CIRCLE else ((centre.lon, centre.lat), *arc)


def circle_outline(centre: Point, km2: float) -> Outline:
    """The circle about *centre* as a polygon whose area is *km2*."""
    corners = 360 / ARC_STEP_DEG
    return sector_outline(
        centre,
        0,
        360,
        sqrt(2 * km2 / (corners * sin(radians(ARC_STEP_DEG)))) * 1000,
    )


def azimuth_span(azimuths_deg: Sequence[float]) -> tuple[float, float]:
    """The narrowest sector, clockwise from-to, that holds every azimuth.

    >>> azimuth_span([350.0, 5.0, 10.0])
    (350.0, 10.0)
    """
    round_the_compass = sorted(a % 360 for a in azimuths_deg)
    following = [*round_the_compass[1:], round_the_compass[0] + 360]
    gaps = [b - a for a, b in zip(round_the_compass, following, strict=True)]
    widest = gaps.index(max(gaps))
    return following[widest] % 360, round_the_compass[widest]


def within_span(azimuth_deg: float, from_deg: float, to_deg: float) -> bool:
    """Whether an azimuth lies in the sector that runs clockwise from *from_deg* to *to_deg*, ends included.

    >>> within_span(30, 210, 210), within_span(30, 0, 360)
    (False, True)
    """
    return (azimuth_deg - from_deg) % 360 <= span_deg(from_deg, to_deg)


def swept(from_deg: float, to_deg: float) -> tuple[float, ...]:
    """Both azimuths and every whole degree between them, clockwise: what a sweep from one to the other passes.

    >>> swept(358.5, 1)
    (358.5, 359.0, 0.0, 1)
    """
    span = span_deg(from_deg, to_deg)
    between = [floor(from_deg) + n for n in range(1, ceil(span) + 1)]
    passed = [float(azimuth % 360) for azimuth in between if azimuth - from_deg < span]
    return (from_deg, *passed, to_deg)


def ends_of_runs(azimuths_deg: Sequence[float]) -> list[float]:
    """Azimuths without those that lie between two others a degree or less away, as a sweep has them.

    >>> ends_of_runs([260.0, 261.0, 262.0, 280.0])
    [260.0, 262.0, 280.0]
    """

    def near(a: float, b: float) -> bool:
        return abs((a - b + 180) % 360 - 180) <= 1

    kept = []
    for n, azimuth in enumerate(azimuths_deg):
        inside = 0 < n < len(azimuths_deg) - 1
        if inside and near(azimuth, azimuths_deg[n - 1]) and near(azimuth, azimuths_deg[n + 1]):
            continue
        kept.append(azimuth)
    return kept


def hull_outline(
    centre: Point, offsets_m: Sequence[tuple[float, float]], margin_m: float
) -> Outline:
    """The ground between points told as metres east and north of *centre*, and *margin_m* round it."""
    from shapely import MultiPoint  # noqa: PLC0415

    ground = MultiPoint(list(offsets_m)).convex_hull.buffer(max(margin_m, 1.0))
    x, y = ground.exterior.coords.xy
    return unflat(centre, list(x)[:-1], list(y)[:-1])


def union_km2(outlines: Sequence[Outline], within: Outline | None = None) -> float:
    """Area covered by at least one of *outlines*, overlaps counted once, clipped to *within* if given."""
    from shapely import union_all  # noqa: PLC0415

    if not outlines:
        return 0.0
    lon, lat = (within or outlines[0])[0]
    project = _equal_area(round(lon), round(lat))

    def flat(outline: Outline) -> "Geometry":
        from shapely import Polygon, make_valid  # noqa: PLC0415

        lons, lats = zip(*outline, strict=True)
        x, y = project.transform(lons, lats)
        return make_valid(Polygon(list(zip(x, y, strict=True))))

    covered = union_all([flat(o) for o in outlines])
    return float((covered.intersection(flat(within)) if within else covered).area) / 1e6


def contains(outline: Outline, point: Point) -> bool:
    """Whether *point* lies inside *outline*."""
    from shapely import Point as FlatPoint  # noqa: PLC0415
    from shapely import Polygon  # noqa: PLC0415

    return bool(Polygon(outline).contains(FlatPoint(point.lon, point.lat)))


def meet(a: Outline, b: Outline) -> bool:
    """Whether two outlines have ground in common."""
    from shapely import Polygon, make_valid  # noqa: PLC0415

    return bool(make_valid(Polygon(a)).intersects(make_valid(Polygon(b))))


def covers(outer: Outline, inner: Outline) -> bool:
    """Whether all ground inside *inner* is inside *outer*."""
    from shapely import Polygon, make_valid  # noqa: PLC0415

    return bool(make_valid(Polygon(outer)).covers(make_valid(Polygon(inner))))


def ahead(origin: Point, azimuth_deg: float, metres: float) -> Point:
    """The place *metres* from *origin* in a direction."""
    lon, lat, _ = _geod().fwd(origin.lon, origin.lat, azimuth_deg, metres)
    return Point(lon=round(lon, 6), lat=round(lat, 6))


def bearing(origin: Point, target: Point) -> tuple[float, float]:
    """Azimuth in degrees and distance in metres from *origin* to *target*."""
    azimuth, _back, metres = _geod().inv(origin.lon, origin.lat, target.lon, target.lat)
    return azimuth % 360, metres


def gap_m(outline: Outline, point: Point) -> float:
    """Distance from *point* to the nearest ground inside *outline*; 0 inside it."""
    from shapely import Point as FlatPoint  # noqa: PLC0415
    from shapely import Polygon  # noqa: PLC0415

    project = _equal_area(round(point.lon), round(point.lat))
    lon, lat = zip(*outline, strict=True)
    x, y = project.transform(lon, lat)
    here = FlatPoint(*project.transform(point.lon, point.lat))
    return float(Polygon(list(zip(x, y, strict=True))).distance(here))


def flat(
    centre: Point, lons: Sequence[float], lats: Sequence[float]
) -> tuple[Sequence[float], Sequence[float]]:
    """Metres east and north of *centre* on a plane whose areas are true."""
    x, y = _plane(centre.lon, centre.lat).transform(lons, lats)
    return x, y


def unflat(centre: Point, x_m: Sequence[float], y_m: Sequence[float]) -> Outline:
    """What `flat` made, back as longitudes and latitudes."""
    lons, lats = _plane(centre.lon, centre.lat).transform(x_m, y_m, direction="INVERSE")
    return tuple(
        zip(
            (round(x, 6) for x in lons),
            (round(y, 6) for y in lats),
            strict=True,
        )
    )


@cache
def _plane(lon: float, lat: float) -> "Transformer":
    from pyproj import Transformer  # noqa: PLC0415

    laea = f"+proj=laea +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=m"
    return Transformer.from_crs("EPSG:4326", laea, always_xy=True)
