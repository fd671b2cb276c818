"""Which cells of a field are meant: a county, a box, sites; and the part of the field that holds them."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.geodesy import Outline, Point
from wxmod.weather.fields import nearest

if TYPE_CHECKING:
    from xarray import Dataset

Mask = NDArray[np.bool_]


def inside(fields: "Dataset", outline: Outline) -> Mask:
    """Cells ``(y, x)`` whose centres lie inside *outline*; the one nearest to its middle if there are none.

    Raises:
        BadInput: the field does not reach there.
    """
    from shapely import Polygon, contains_xy, prepare  # noqa: PLC0415

    shape = Polygon(outline)
    prepare(shape)
    mask = np.asarray(contains_xy(shape, fields["lon"].values, fields["lat"].values))
    if not mask.any():
        lons, lats = zip(*outline, strict=True)
        mask[nearest(fields, Point(lon=sum(lons) / len(lons), lat=sum(lats) / len(lats)))] = True
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
    """A box of degrees as an outline."""
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
