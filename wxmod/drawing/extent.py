"""Ground to be drawn: its middle, how far it reaches from there, and where its places lie on a canvas."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from wxmod.domain.geodesy import Outline, Point, flat
from wxmod.drawing.axes import Plane
from wxmod.drawing.canvas import Dot, between

Metres = tuple[float, float]
"""East and north of the middle."""


class Extent(NamedTuple):
    """Where the middle of a map lies and how far it reaches from there."""

    middle: Point
    across_m: float
    up_m: float


def extent(places: Sequence[tuple[float, float]]) -> Extent:
    """The ground that holds every one of *places*, told as longitude and latitude."""
    lons, lats = zip(*places, strict=True)
    lon = min(lons) + max(lons)
    lat = min(lats) + max(lats)
    middle = Point(lon=lon / 2, lat=lat / 2)
    xs, ys = flat(middle, lons, lats)
    across = max(abs(x) for x in xs)
    up = max(abs(y) for y in ys)
    return Extent(middle, across, up)


class Laid(NamedTuple):
    """Metres from the middle, laid on the dots of a canvas."""

    middle: Point
    plane: Plane

    def metres(self, outline: Outline) -> list[Metres]:
        """Corners of an outline in metres."""
        lons, lats = zip(*outline, strict=True)
        xs, ys = flat(self.middle, lons, lats)
        return list(zip(xs, ys, strict=True))

    def place(self, point: Point) -> Metres:
        """One place in metres."""
        (found,) = self.metres(((point.lon, point.lat),))
        return found

    def dot(self, x_m: float, y_m: float) -> tuple[int, int]:
        """The dot of a place in metres, on the canvas or not."""
        x, y = self.plane.at(x_m, y_m)
        return round(x), round(y)

    def covered(self, ring: Sequence[Metres]) -> set[tuple[int, int]]:
        """Dots whose middle lies inside a ring of places; that of its own middle at least."""
        import numpy as np  # noqa: PLC0415  only surfaces need it
        from shapely import Polygon, contains_xy  # noqa: PLC0415

        shape = Polygon(ring)
        middle = shape.centroid
        west, south, east, north = shape.bounds
        left, top = self.dot(west, north)
        right, bottom = self.dot(east, south)
        columns = [x for x in self.plane.columns if left <= x <= right]
        rows = [y for y in self.plane.rows if top <= y <= bottom]
        across = [self.plane.values(x, 0)[0] for x in columns]
        up = [self.plane.values(0, y)[1] for y in rows]
        # All at once: a county's year has tens of areas of thousands of dots.
        xs, ys = np.meshgrid(across, up)
        found = {self.dot(middle.x, middle.y)}
        for row, column in np.argwhere(contains_xy(shape, xs, ys)):
            found.add((columns[column], rows[row]))
        return found

    def walked(self, outline: Outline) -> Iterator[tuple[int, int]]:
        """Dots along an outline, closed."""
        corners: list[Dot] = [self.plane.at(x, y) for x, y in self.metres(outline)]
        corners += corners[:1]
        for start, end in pairwise(corners):
            for x, y in between(start, end):
                yield round(x), round(y)
