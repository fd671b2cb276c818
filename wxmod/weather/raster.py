"""Values of any grid on a plain raster of a box, for maps in a terminal."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def raster(
    lat: Floats,
    lon: Floats,
    values: Floats,
    shape: tuple[int, int],
) -> tuple[Floats, tuple[float, ...]]:
    """The value of the nearest cell for each of *shape* (rows from north, columns from west).

    Returns:
        The raster, NaN off the grid, and its box (west, south, east, north).
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  MetPy brings it; a map needs it, nothing else here does

    lon = _unbroken(lon)
    box = (
        float(lon.min()),
        float(lat.min()),
        float(lon.max()),
        float(lat.max()),
    )
    rows, columns = shape
    squeeze = np.cos(np.deg2rad((box[1] + box[3]) / 2))
    south = box[3] - (np.arange(rows) + 0.5) / rows * (box[3] - box[1])
    east = box[0] + (np.arange(columns) + 0.5) / columns * (box[2] - box[0])
    north, across = np.meshgrid(south, east, indexing="ij")
    tree = cKDTree(np.column_stack([lat.ravel(), lon.ravel() * squeeze]))
    far, which = tree.query(np.column_stack([north.ravel(), across.ravel() * squeeze]))
    if tree.n > 1:
        width = 1.5 * float(np.median(tree.query(tree.data, k=2)[0][:, 1]))
    else:
        width = np.inf
    # A box at least as coarse as the cells: the width of its own pixels also counts as near.
    width = max(
        width,
        (box[3] - box[1]) / rows,
        (box[2] - box[0]) / columns * squeeze,
    )
    found = values.ravel()[np.minimum(which, values.size - 1)]
    return np.where(far <= width, found, np.nan).reshape(shape), box


def _unbroken(lon: Floats) -> Floats:
    """Longitudes of a region across the dateline as they run on, 179, 180, 181."""
    eastern = np.where(lon < 0, lon + 360, lon)
    if np.ptp(eastern) < np.ptp(lon):
        return np.asarray(eastern)
    return lon
