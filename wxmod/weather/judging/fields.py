"""Whole fields of ingredients judged, every cell and time at once."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from wxmod.weather.judging.criteria import Criteria
from wxmod.weather.judging.verdicts import Floats, hold

if TYPE_CHECKING:
    from xarray import Dataset

DIMS = ("time", "y", "x")


def values_of(ingredients: "Dataset", names: Sequence[str]) -> dict[str, Floats]:
    """Those of *names* that there are, as arrays ``(time, y, x)``."""
    found = {}
    for name in names:
        if name in ingredients:
            found[name] = ingredients[name].transpose(*DIMS).values.astype(float)
    return found


def judge_fields(ingredients: "Dataset", criteria: Criteria, days: Sequence[date]) -> "Dataset":
    """Hold *ingredients* ``(time, y, x)`` against *criteria*.

    Args:
        days: The day to judge by, on the county's clock, for each time.

    Returns:
        ``favourable`` int8 (1 yes, 0 no, -1 cannot be told), ``score`` float32 0–1 (NaN where nothing is known) and
        ``limiting`` int8: which of ``criteria.threshold`` decides against it (-1 none, -2 the month); lat, lon kept.
    """
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    values = values_of(
        ingredients,
        [t.ingredient for t in criteria.threshold],
    )
    if not values:
        # A set of which the fields hold nothing says nothing of any cell.
        shape = tuple(ingredients.sizes[dim] for dim in DIMS)
        values = {criteria.threshold[0].ingredient: np.full(shape, np.nan)}
    held = hold(values, criteria, days)
    return xr.Dataset(
        {
            "favourable": (DIMS, held.favourable),
            "score": (
                DIMS,
                held.score.astype(np.float32),
            ),
            "limiting": (DIMS, held.limiting),
        },
        {
            "time": ingredients["time"],
            "lat": ingredients["lat"],
            "lon": ingredients["lon"],
        },
        {
            "criteria": criteria.name,
            "purpose": criteria.purpose.value,
        },
    )
