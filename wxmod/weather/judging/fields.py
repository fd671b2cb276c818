"""Criteria held against whole fields of ingredients: every cell and time at once, exactly as `criteria.judge` would."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.judging.criteria import DIGITS, ROUNDING, Criteria, Threshold

if TYPE_CHECKING:
    from xarray import Dataset

Codes = NDArray[np.int8]
UNKNOWN, NO, YES = -1, 0, 1
NOTHING, OUT_OF_SEASON = -1, -2
PLACES = 4
"""Decimal places an ingredient is told to, as `wxmod.weather.columns.ingredients.of`."""


def judge_fields(ingredients: "Dataset", criteria: Criteria, days: Sequence[date]) -> "Dataset":
    """Hold *ingredients* ``(time, y, x)`` against *criteria*.

    Args:
        days: The day to judge by, on the county's clock, for each time.

    Returns:
        ``favourable`` int8 (1 yes, 0 no, -1 cannot be told), ``score`` float32 0–1 (NaN where nothing is known) and
        ``limiting`` int8: which of ``criteria.threshold`` decides against it (-1 none, -2 the month); lat, lon kept.
    """
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    shape = tuple(ingredients.sizes[dim] for dim in ("time", "y", "x"))
    verdicts = np.stack([_held(ingredients, each, days, shape) for each in criteria.threshold])
    score = _score(verdicts, criteria)
    favourable, limiting = _decided(verdicts, score, criteria)
    if criteria.months:
        out = np.array([day.month not in criteria.months for day in days])
        favourable[out], limiting[out] = NO, OUT_OF_SEASON
    told = {
        "favourable": favourable,
        "score": score.astype(np.float32),
        "limiting": limiting,
    }
    return xr.Dataset(
        {name: (("time", "y", "x"), values) for name, values in told.items()},
        {
            "time": ingredients["time"],
            "lat": ingredients["lat"],
            "lon": ingredients["lon"],
        },
        {"criteria": criteria.name, "purpose": criteria.purpose.value},
    )


def _held(
    ingredients: "Dataset",
    threshold: Threshold,
    days: Sequence[date],
    shape: tuple[int, ...],
) -> Codes:
    """What each cell says of one threshold."""
    if threshold.ingredient not in ingredients:
        return np.full(shape, UNKNOWN, np.int8)
    values = (
        ingredients[threshold.ingredient]
        .transpose("time", "y", "x")
        .values.astype(float)
        .round(PLACES)
    )
    met = np.stack(
        [_met(each, threshold, day.month) for each, day in zip(values, days, strict=True)]
    )
    return np.where(
        np.isfinite(values),
        met,
        UNKNOWN,
    ).astype(np.int8)


def _met(values: NDArray[np.float64], threshold: Threshold, month: int) -> NDArray[np.bool_]:
    bound = threshold.bound(month)
    if isinstance(bound, tuple):
        return np.asarray((values >= bound[0]) & (values <= bound[1]))
    return np.asarray(values >= bound if threshold.op == ">=" else values <= bound)


def _score(verdicts: Codes, criteria: Criteria) -> NDArray[np.float64]:
    """Weighted share met of what is known."""
    weights = np.array(
        [t.weight for t in criteria.threshold],
        float,
    )[:, None, None, None]
    known = (weights * (verdicts != UNKNOWN)).sum(axis=0)
    met = (weights * (verdicts == YES)).sum(axis=0)
    return np.asarray(
        np.where(
            known > 0,
            met / np.where(known > 0, known, 1),
            np.nan,
        ).round(DIGITS)
    )


def _decided(
    verdicts: Codes, score: NDArray[np.float64], criteria: Criteria
) -> tuple[Codes, Codes]:
    """As `criteria._decided`, the later lines overruling the earlier ones."""
    failed, unknown = verdicts == NO, verdicts == UNKNOWN
    shape = verdicts.shape[1:]
    favourable = np.full(shape, YES, np.int8)
    limiting = np.full(shape, NOTHING, np.int8)

    def rule(where: NDArray[np.bool_], says: int, because: NDArray[np.bool_]) -> None:
        favourable[where] = says
        limiting[where] = because.argmax(axis=0)[where]

    if criteria.combine == "any":
        met = (verdicts == YES).any(axis=0)
        rule(~met, NO, failed)
        rule(
            ~met & unknown.any(axis=0),
            UNKNOWN,
            unknown,
        )
        return favourable, limiting
    needed = np.array([criteria.needed(t) for t in criteria.threshold])[:, None, None, None]
    if criteria.combine == "score":
        rule(
            ~(score >= criteria.minimum - ROUNDING),
            NO,
            failed,
        )
    rule(
        np.isnan(score) | (2 * unknown.sum(axis=0) > len(verdicts)),
        UNKNOWN,
        unknown,
    )
    rule(
        (unknown & needed).any(axis=0),
        UNKNOWN,
        unknown & needed,
    )
    rule(
        (failed & needed).any(axis=0),
        NO,
        failed & needed,
    )
    return favourable, limiting
