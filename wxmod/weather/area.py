"""Which cells of a field are meant: a county, a box, sites; and the part of the field that holds them."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.geodesy import Outline, Point
from wxmod.weather.fields import nearest

if TYPE_CHECKING:
    from xarray import Dataset

Mask = NDArray[np.bool_]
_DATELINE = 180.0


def inside(fields: "Dataset", outline: Outline) -> Mask:
    """Cells ``(y, x)`` whose centres lie inside *outline*; the one nearest to its middle if there are none.

    Raises:
        BadInput: the field does not reach there.
    """
    from shapely import Polygon, contains_xy, prepare  # noqa: PLC0415

    shape = Polygon(outline)
    prepare(shape)
    lon = fields["lon"].values
    lat = fields["lat"].values
    mask = np.asarray(contains_xy(shape, lon, lat))
    west, _south, east, _north = shape.bounds
    # An outline over the dateline runs on beyond 180°, where the cells begin anew at −180°.
    if east > _DATELINE:
        mask |= contains_xy(shape, lon + 360, lat)
    if west < -_DATELINE:
        mask |= contains_xy(shape, lon - 360, lat)
    if not mask.any():
        lons, lats = zip(*outline, strict=True)
        middle = (sum(lons) / len(lons) + 180) % 360 - 180
        mask[nearest(fields, Point(lon=middle, lat=sum(lats) / len(lats)))] = True
    return mask


def at(fields: "Dataset", point: Point) -> Mask:
    """The one cell nearest to *point*.

    Raises:
        BadInput: the point lies outside the field.
    """
    mask = np.zeros(fields["lat"].shape, dtype=bool)
    mask[nearest(fields, point)] = True
    return mask


def box(
    west: float,
    south: float,
    east: float,
    north: float,
) -> Outline:
    """A box of degrees as an outline; one whose west lies east of its *east* goes over the dateline."""
    if west > east:
        east += 360
    return ((west, south), (east, south), (east, north), (west, north))


def cropped(fields: "Dataset", mask: Mask, margin: int = 1) -> "tuple[Dataset, Mask]":
    """The rows and columns that hold *mask* and *margin* cells round it, for what needs neighbours."""
    rows, columns = (_span(np.asarray(mask.any(axis=axis)), margin) for axis in (1, 0))
    return fields.isel(y=rows, x=columns), mask[rows, columns]


def _span(held: Mask, margin: int) -> slice:
    (where,) = np.nonzero(held)
    return slice(
        max(int(where[0]) - margin, 0),
        int(where[-1]) + margin + 1,
    )
