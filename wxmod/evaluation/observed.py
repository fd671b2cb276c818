"""Observed rain brought to the cells and times of a forecast; sounding sets with their hail."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import BadInput
from wxmod.weather.fields import times
from wxmod.wording import N_

if TYPE_CHECKING:
    from xarray import Dataset

RAIN = "precipitation_mm"
EARTH_KM = 6371.0
Floats = NDArray[np.float64]


def rain_on(forecast: "Dataset", observed: "Dataset", hours: float) -> Floats:
    """Rain (mm) of the *hours* after each time of *forecast*, on its cells ``(time, y, x)``; NaN where not observed.

    An observation over a longer spell (a daily total) is taken whole for the times within it.  Where several observed
    cells lie nearest to one of the forecast their mean is taken; where none does, the nearest within a cell's width.

    Raises:
        BadInput: the observation holds no rain, or does not say over which hours.
    """
    if RAIN not in observed:
        raise BadInput(N_("观测资料没有雨量"))
    spells, amounts = _apart(
        _spells(observed),
        observed[RAIN].values.astype(float),
    )
    summed = np.stack([_after(at, hours, spells, amounts) for at in times(forecast)])
    return _on_cells(forecast, observed, summed)


def _spells(observed: "Dataset") -> list[tuple[datetime, datetime]]:
    """From when to when each observed amount fell."""
    lengths = observed[RAIN].attrs.get("hours")
    ends = times(observed)
    if lengths is None or len(ends) != observed.sizes["time"]:
        raise BadInput(N_("观测雨量没有写明时段"))
    each = [
        float(h)
        for h in np.broadcast_to(
            np.asarray(lengths, float),
            (len(ends),),
        )
    ]
    if not all(h > 0 for h in each):
        raise BadInput(N_("观测雨量没有写明时段"))
    return [
        (
            end - timedelta(hours=h),
            end,
        )
        for end, h in zip(ends, each, strict=True)
    ]


def running(observed: "Dataset") -> bool:
    """Whether some of the amounts are totals that go on from an earlier one."""
    spells = _spells(observed)
    return len({start for start, _end in spells}) < len(spells)


def _apart(
    spells: list[tuple[datetime, datetime]], amounts: Floats
) -> tuple[list[tuple[datetime, datetime]], Floats]:
    """Totals that began at one moment taken apart: each less the one that ended before it.

    A running total speaks for its last spell alone; held whole against every hour, one shower would rain all day.
    """
    found, parts = [], []
    for n, (start, end) in enumerate(spells):
        within = [m for m, other in enumerate(spells) if other[0] == start and other[1] < end]
        last = max(
            within,
            key=lambda m: spells[m][1],
            default=None,
        )
        if last is None:
            found.append((start, end))
            parts.append(amounts[n])
            continue
        found.append(
            (
                spells[last][1],
                end,
            )
        )
        # Packing and rounding may make a total fall a little.
        parts.append(
            np.maximum(
                amounts[n] - amounts[last],
                0.0,
            )
        )
    return found, np.stack(parts)


def _after(
    at: datetime,
    hours: float,
    spells: list[tuple[datetime, datetime]],
    amounts: Floats,
) -> Floats:
    """Rain of the *hours* after *at*; NaN unless all of them were observed."""
    window = timedelta(hours=hours)
    for n, (start, end) in enumerate(spells):
        if end - start > window and start <= at < end:
            return np.asarray(amounts[n])
    within = [n for n, (start, end) in enumerate(spells) if at <= start and end <= at + window]
    covered = sum(
        ((spells[n][1] - spells[n][0]) for n in within),
        timedelta(),
    )
    return (
        np.asarray(amounts[within].sum(axis=0))
        if covered == window
        else np.full(
            amounts.shape[1:],
            np.nan,
        )
    )


def _on_cells(forecast: "Dataset", observed: "Dataset", values: Floats) -> Floats:
    """*values* ``(time, y, x)`` of the observed grid, on the cells of the forecast."""
    ours, theirs = _places(forecast), _places(observed)
    if _same_places(ours, theirs):
        return values
    flat = values.reshape(
        len(values),
        -1,
    )
    found = np.stack([_means(ours, theirs, each) for each in flat])
    fill = _nearest(ours, theirs, flat)
    return np.where(
        np.isnan(found),
        fill,
        found,
    ).reshape(
        len(values),
        *ours[0].shape,
    )


def _places(fields: "Dataset") -> tuple[Floats, Floats]:
    return fields["lat"].values.astype(float), fields["lon"].values.astype(float)


def _same_places(ours: tuple[Floats, Floats], theirs: tuple[Floats, Floats]) -> bool:
    if ours[0].shape != theirs[0].shape:
        return False
    return all(np.allclose(a, b, atol=1e-3) for a, b in zip(ours, theirs, strict=True))


def _means(ours: tuple[Floats, Floats], theirs: tuple[Floats, Floats], values: Floats) -> Floats:
    """Mean of the observed cells that lie nearest to each cell of the forecast; NaN where none does."""
    from scipy.spatial import cKDTree  # noqa: PLC0415  MetPy brings it; only for other grids

    count = ours[0].size
    tree = cKDTree(_sphere(*ours))
    far, nearest = tree.query(
        _sphere(*theirs),
        distance_upper_bound=_width(*ours),
    )
    good = np.isfinite(far) & np.isfinite(values)
    total = np.bincount(
        nearest[good],
        values[good],
        count,
    )
    held = np.bincount(
        nearest[good],
        minlength=count,
    )
    return np.asarray(
        np.where(
            held > 0,
            total / np.maximum(held, 1),
            np.nan,
        )
    )


def _nearest(ours: tuple[Floats, Floats], theirs: tuple[Floats, Floats], flat: Floats) -> Floats:
    """The nearest observed cell, where it is no farther than a cell's width."""
    from scipy.spatial import cKDTree  # noqa: PLC0415

    gap, other = cKDTree(_sphere(*theirs)).query(_sphere(*ours))
    wide = max(
        _width(*ours),
        _width(*theirs),
    )
    return np.asarray(
        np.where(
            gap[None] <= wide,
            flat[:, other],
            np.nan,
        )
    )


def _sphere(lat: Floats, lon: Floats) -> Floats:
    """Places as points in space (km), so that distances are true everywhere."""
    north = np.deg2rad(lat.ravel())
    east = np.deg2rad(lon.ravel())
    return EARTH_KM * np.stack(
        [
            np.cos(north) * np.cos(east),
            np.cos(north) * np.sin(east),
            np.sin(north),
        ],
        axis=1,
    )


def _width(lat: Floats, lon: Floats) -> float:
    """Typical distance between neighbouring cells, km."""
    corner = _sphere(
        lat[:2, :2],
        lon[:2, :2],
    )
    return float(np.linalg.norm(corner[-1] - corner[0])) if lat.size > 1 else EARTH_KM
