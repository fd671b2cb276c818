"""How well verdicts did against what was observed: the usual scores of yes/no forecasts, with intervals.

Scores after Jolliffe & Stephenson (Forecast Verification, 2012): POD, FAR, CSI, HSS, frequency bias, Brier score and
reliability, each beside what costs nothing: always saying yes, and saying what came the time before.  A neighbourhood
compares the greatest value within so many cells on both sides (minimum coverage; Ebert 2008).  Intervals are the 5th
and 95th percentile of a bootstrap of whole days, for the cells and hours of one weather system tell the same; the seed
is fixed, so a re-run prints the same.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.base import Value

BINS = 5
FEWEST_DAYS = 5
"""An interval from fewer days says more of the days than of the criteria."""
SAMPLES, SEED, PERCENT = 400, 20_050_807, (5, 95)
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class Bin(Value):
    """Cells whose score lay in one fifth: what was said on average, and how often it came true."""

    score: float
    observed: float
    n: int


class Skill(Value):
    """Scores; None where they are not defined, as without events or without non-events.

    Attributes:
        unknown: Cells where something was observed and the set could not tell.
        unobserved: Cells where the set could tell and nothing was observed.
        intervals: 5th and 95th percentile by name of score; empty where there are too few days.
        references: The same scores of always saying yes, and of saying what came the time before.
        brier: Mean squared distance of the score (as if a probability) from what came.
        brier_climate: The same of always saying the observed frequency.
        brier_skill: By how much less it is than that, as a share of it.
        days: How many days, each resampled as a whole.
    """

    n: int
    hits: int
    misses: int
    false_alarms: int
    correct_negatives: int
    unknown: int
    unobserved: int
    pod: float | None
    far: float | None
    csi: float | None
    hss: float | None
    bias: float | None
    brier: float | None
    brier_climate: float | None
    brier_skill: float | None
    reliability: tuple[Bin, ...]
    intervals: Mapping[str, tuple[float, float]]
    references: Mapping[str, Mapping[str, float | None]]
    days: int


class Pairs(NamedTuple):
    """What was said and what came, cell by cell ``(time, y, x)``.

    Attributes:
        said: 1 yes, 0 no, -1 cannot be told.
        score: 0–1, NaN where unknown.
        came: 1 yes, 0 no, -1 not observed.
        days: Number of the day of each time; those of one number are resampled together.
        before: What came in the time before, as *came*; None where there is no such time.
    """

    said: NDArray[np.int8]
    score: Floats
    came: NDArray[np.int8]
    days: NDArray[np.int64] | None = None
    before: NDArray[np.int8] | None = None


def widened(values: NDArray[np.int8], cells: int) -> NDArray[np.int8]:
    """The greatest of each cell and those within *cells* rows and columns of it."""
    found = values
    for axis in (1, 2):
        padded = np.pad(
            found,
            [(0, 0) if n != axis else (cells, cells) for n in range(3)],
            constant_values=-1,
        )
        windows = np.lib.stride_tricks.sliding_window_view(
            padded,
            2 * cells + 1,
            axis=axis,
        )
        found = windows.max(axis=-1)
    return np.where(
        values < 0,
        values,
        found,
    ).astype(np.int8)


def scored(pairs: Pairs, *, neighbourhood: int = 0) -> Skill:
    """Scores of *pairs*.

    Args:
        neighbourhood: How many cells away still counts, for yes and no; the score is held against the cell itself.
    """
    said, came = pairs.said, pairs.came
    if neighbourhood:
        said, came = widened(said, neighbourhood), widened(came, neighbourhood)
    known = (said >= 0) & (came >= 0)
    days = (
        np.zeros(
            len(said),
            np.int64,
        )
        if pairs.days is None
        else pairs.days
    )
    table = _tables(said, came, days)
    total = table.sum(axis=0)
    sure = (pairs.came >= 0) & np.isfinite(pairs.score)
    brier, climate, bins = _probability(
        pairs.score[sure],
        pairs.came[sure] == 1,
    )
    return Skill(
        n=int(known.sum()),
        unknown=int(((said < 0) & (came >= 0)).sum()),
        unobserved=int(((said >= 0) & (came < 0)).sum()),
        hits=int(total[0]),
        misses=int(total[1]),
        false_alarms=int(total[2]),
        correct_negatives=int(total[3]),
        **scores(total),
        brier=brier,
        brier_climate=climate,
        brier_skill=round(1 - brier / climate, 4) if brier is not None and climate else None,
        reliability=bins,
        intervals=_intervals(table),
        references=_references(pairs, known, came),
        days=len(table),
    )


def _references(
    pairs: Pairs,
    known: NDArray[np.bool_],
    came: NDArray[np.int8],
) -> dict[str, dict[str, float | None]]:
    """Scores on the same cells of what needs no criteria."""
    always = np.where(
        known,
        1,
        -1,
    ).astype(np.int8)
    found = {"always": scores(_table(always, came))}
    if pairs.before is not None:
        before = np.where(
            known,
            pairs.before,
            -1,
        ).astype(np.int8)
        # The first time has nothing before it; with nothing at all there is no such reference.
        if (before >= 0).any():
            found["persistence"] = scores(_table(before, came))
    return found


def _table(said: NDArray[np.int8], came: NDArray[np.int8]) -> Counts:
    """Hits, misses, false alarms and correct negatives where both are known."""
    one_day = np.zeros(
        len(said),
        np.int64,
    )
    return np.asarray(_tables(said, came, one_day).sum(axis=0))


def scores(table: Counts) -> dict[str, float | None]:
    """POD, FAR, CSI, HSS and bias of hits, misses, false alarms and correct negatives."""
    a, c, b, d = (float(n) for n in table)
    n = a + b + c + d
    chance = (a + c) * (a + b) + (b + d) * (c + d)
    return {
        "pod": _share(a, a + c),
        "far": _share(b, a + b),
        "csi": _share(
            a,
            a + b + c,
        ),
        "bias": _share(
            a + b,
            a + c,
        ),
        "hss": _share(
            (a + d) * n - chance,
            n * n - chance,
        )
        if a + c > 0
        else None,
    }


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _tables(
    said: NDArray[np.int8],
    came: NDArray[np.int8],
    days: NDArray[np.int64],
) -> Counts:
    """One table a day ``[day, 4]``, days without any known cell left out."""
    known = (said >= 0) & (came >= 0)
    time = np.nonzero(known)[0]
    _names, place = np.unique(
        days[time],
        return_inverse=True,
    )
    yes = said[known] == 1
    kind = np.where(
        came[known] == 1,
        np.where(yes, 0, 1),
        np.where(yes, 2, 3),
    )
    count = int(place.max()) + 1 if place.size else 0
    return np.bincount(
        place * 4 + kind,
        minlength=count * 4,
    ).reshape(
        count,
        4,
    )


def _intervals(table: Counts) -> dict[str, tuple[float, float]]:
    """Percentiles over resampled days; nothing where there are too few."""
    if len(table) < FEWEST_DAYS:
        return {}
    picks = np.random.default_rng(SEED).integers(
        0,
        len(table),
        (SAMPLES, len(table)),
    )
    drawn = [scores(table[pick].sum(axis=0)) for pick in picks]
    told: dict[str, tuple[float, float]] = {}
    for name in drawn[0]:
        values = [value for each in drawn if (value := each[name]) is not None]
        if values:
            low, high = np.percentile(values, PERCENT)
            told[name] = (
                round(float(low), 4),
                round(float(high), 4),
            )
    return told


def _probability(
    score: Floats, came: NDArray[np.bool_]
) -> tuple[float | None, float | None, tuple[Bin, ...]]:
    """Brier score, that of the observed frequency, and reliability by fifths of the score."""
    if not score.size:
        return None, None, ()
    fifth = np.minimum(
        (score * BINS).astype(int),
        BINS - 1,
    )
    bins = tuple(
        Bin(
            score=round(
                float(score[fifth == n].mean()),
                3,
            ),
            observed=round(
                float(came[fifth == n].mean()),
                4,
            ),
            n=int((fifth == n).sum()),
        )
        for n in range(BINS)
        if (fifth == n).any()
    )
    rate = float(came.mean())
    return (
        round(
            float(((score - came) ** 2).mean()),
            4,
        ),
        round(
            rate * (1 - rate),
            4,
        ),
        bins,
    )
