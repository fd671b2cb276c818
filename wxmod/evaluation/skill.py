"""How well verdicts did against what was observed: the usual scores of yes/no forecasts, with intervals.

Scores after Jolliffe & Stephenson (Forecast Verification, 2012): POD, FAR, CSI, HSS, frequency bias, Brier score and
reliability.  A neighbourhood compares the greatest value within so many cells on both sides (minimum coverage; Ebert
2008).  Intervals are the 5th and 95th percentile of a bootstrap of blocks of cells and times, for neighbouring cells
tell the same; the seed is fixed, so a re-run prints the same.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.base import Value

BINS = 5
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
        intervals: 5th and 95th percentile by name of score; empty where there are too few blocks.
        brier: Mean squared distance of the score (as if a probability) from what came.
        brier_climate: The same of always saying the observed frequency.
    """

    n: int
    hits: int
    misses: int
    false_alarms: int
    correct_negatives: int
    unknown: int
    pod: float | None
    far: float | None
    csi: float | None
    hss: float | None
    bias: float | None
    brier: float | None
    brier_climate: float | None
    reliability: tuple[Bin, ...]
    intervals: Mapping[str, tuple[float, float]]
    blocks: int


class Pairs(NamedTuple):
    """What was said and what came, cell by cell ``(time, y, x)``.

    Attributes:
        said: 1 yes, 0 no, -1 cannot be told.
        score: 0–1, NaN where unknown.
        came: 1 yes, 0 no, -1 not observed.
    """

    said: NDArray[np.int8]
    score: Floats
    came: NDArray[np.int8]


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


def scored(pairs: Pairs, *, neighbourhood: int = 0, block: int = 1) -> Skill:
    """Scores of *pairs*.

    Args:
        neighbourhood: How many cells away still counts, for yes and no; the score is held against the cell itself.
        block: Cells along the side of a block of the bootstrap.
    """
    said, came = (
        widened(each, neighbourhood) if neighbourhood else each for each in (pairs.said, pairs.came)
    )
    known = (said >= 0) & (came >= 0)
    table = _tables(said, came, known, block)
    total = table.sum(axis=0)
    told = scores(total)
    sure = (pairs.came >= 0) & np.isfinite(pairs.score)
    brier, climate, bins = _probability(
        pairs.score[sure],
        pairs.came[sure] == 1,
    )
    return Skill(
        n=int(known.sum()),
        unknown=int((~known & (came >= 0)).sum()),
        hits=int(total[0]),
        misses=int(total[1]),
        false_alarms=int(total[2]),
        correct_negatives=int(total[3]),
        **told,
        brier=brier,
        brier_climate=climate,
        reliability=bins,
        intervals=_intervals(table),
        blocks=len(table),
    )


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
    known: NDArray[np.bool_],
    block: int,
) -> Counts:
    """One table a block ``[block, 4]``, blocks without any known cell left out."""
    time, y, x = np.nonzero(known)
    key = (time * (said.shape[1] // block + 1) + y // block) * (
        said.shape[2] // block + 1
    ) + x // block
    _names, place = np.unique(key, return_inverse=True)
    kind = np.where(
        came[known] == 1,
        np.where(
            said[known] == 1,
            0,
            1,
        ),
        np.where(
            said[known] == 1,
            2,
            3,
        ),
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
    """Percentiles over resampled blocks; nothing where fewer than ten blocks could say."""
    least = 10
    if len(table) < least:
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
