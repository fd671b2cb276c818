"""From verdicts per cell and time to favourable processes (有利天气过程): when, where, how strong, in which layer.

Pure and deterministic: the same verdicts give the same processes under the same names, however often they are asked.
A time stands until the next one; the last stands for itself alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.base import Instant, Value
from wxmod.domain.command.processes import Hint, SiteSpell, Trust
from wxmod.domain.errors import BadInput
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import Code, Name, Remark
from wxmod.domain.times import Window
from wxmod.weather.fields import times
from wxmod.weather.judging.criteria import DIGITS
from wxmod.weather.judging.verdicts import UNKNOWN, YES, Limits, decided, mean, shares
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

COUNTY = "county"
LAYER = ("seeding_base_msl_m", "seeding_top_msl_m")
Cells = NDArray[np.bool_]
_PURPOSES = {purpose.value: purpose for purpose in Purpose}


class Spelling(NamedTuple):
    """What makes a process of favourable hours.

    Attributes:
        gap_hours: Spells no farther apart are one process.
        limits: When the county is favourable at one time.
        hours_min: A shorter spell is none.
        unknown_max: Share of cells that may be unknown without being mentioned.
    """

    gap_hours: float
    limits: Limits
    hours_min: float
    unknown_max: float


class DetectedProcess(Value):
    """A process as the numbers tell it, before a person confirms it.

    Attributes:
        key: Purpose, onset and place; the same whenever the same fields are read.
        place: ``county``, ``area`` where one was typed instead, or the code of a site where that as a whole is not
            favourable.
        area_fraction: Share of the county's cells that are favourable, at *peak*.
        score: Mean score of the favourable cells at *peak*.
        layer_base_msl_m, layer_top_msl_m: Recommended layer at *peak*, mean of the favourable cells.
        reasons: Why it is trusted less.
    """

    key: Code
    purpose: Purpose
    criteria: Code
    place: Name
    window: Window
    peak: Instant
    area_fraction: float
    score: float
    layer_base_msl_m: float | None
    layer_top_msl_m: float | None
    sites: tuple[SiteSpell, ...]
    trust: Trust
    reasons: tuple[Remark, ...]
    hints: tuple[Hint, ...] = ()


class Series(NamedTuple):
    """Verdicts of one set over one area.

    Attributes:
        county: Cells of the county ``(y, x)``.
        sites: Row and column of each site's cell, by code.
        unverified: Whether most of the set's weight rests on unverified thresholds.
    """

    judged: "Dataset"
    layer: "Dataset"
    county: Cells
    sites: Mapping[str, tuple[int, int]]
    unverified: bool


def detect(series: Series, spelling: Spelling) -> tuple[DetectedProcess, ...]:
    """Processes over the county, and over single sites where the county as a whole is not favourable; oldest first.

    Raises:
        BadInput: the fields do not say when they are valid.
    """
    at = times(series.judged)
    if len(at) != series.judged.sizes["time"]:
        raise BadInput(N_("资料没有时次，不能归并过程"))
    yes = series.judged["favourable"].values == YES
    share, known = shares(series.judged["favourable"].values[:, series.county])
    county = decided(share, known, spelling.limits) == YES
    over = [
        _process(series, spelling, COUNTY, spell, share) for spell in spells(county, at, spelling)
    ]
    alone: list[DetectedProcess] = []
    for site, (j, i) in sorted(series.sites.items()):
        for spell in spells(
            yes[:, j, i],
            at,
            spelling,
        ):
            start = at[spell[0]]
            end = _ends(spell, at)
            if not any(p.window.start <= end and start <= p.window.end for p in over):
                alone.append(_process(series, spelling, site, spell, share))
    return tuple(
        sorted(
            [*over, *alone],
            key=lambda p: (p.window.start, p.place),
        )
    )


def spells(
    on: NDArray[np.bool_], at: Sequence[datetime], spelling: Spelling
) -> list[tuple[int, int]]:
    """First and last index of each run of *on*, merged over short gaps, short runs left out.

    Where there is only one time, nothing can be said of how long it lasts, and it is kept.
    """
    merged: list[tuple[int, int]] = []
    for first, last in _runs(on):
        gap = timedelta(hours=spelling.gap_hours)
        if merged and at[first] - _ends(merged[-1], at) <= gap:
            merged[-1] = (
                merged[-1][0],
                last,
            )
        else:
            merged.append((first, last))
    least = timedelta(hours=spelling.hours_min)
    return [s for s in merged if len(at) == 1 or _ends(s, at) - at[s[0]] >= least]


def _runs(on: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], on, [False])).astype(np.int8)))
    for first, beyond in edges.reshape(-1, 2):
        yield int(first), int(beyond) - 1


def _ends(spell: tuple[int, int], at: Sequence[datetime]) -> datetime:
    return at[
        min(
            spell[1] + 1,
            len(at) - 1,
        )
    ]


def _process(
    series: Series,
    spelling: Spelling,
    place: str,
    spell: tuple[int, int],
    share: NDArray[np.float64],
) -> DetectedProcess:
    at = times(series.judged)
    first, last = spell
    peak, area = _peak(series, place, spell)
    favourable = series.judged["favourable"].values[peak] == YES
    chosen = favourable & area
    base, top = (
        mean(series.layer[name].values[peak][chosen], 0) if name in series.layer else None
        for name in LAYER
    )
    purpose = _PURPOSES[series.judged.attrs["purpose"]]
    reasons = tuple(_reasons(series, spelling, spell, peak))
    return DetectedProcess(
        key=f"{purpose.value}-{at[first]:%Y%m%dT%H%MZ}-{place}",
        purpose=purpose,
        criteria=series.judged.attrs["criteria"],
        place=place,
        window=Window(
            start=at[first],
            end=_ends(spell, at),
        ),
        peak=at[peak],
        area_fraction=round(
            float(share[peak]),
            3,
        ),
        score=mean(
            series.judged["score"].values[peak][chosen].astype(float),
            DIGITS,
        )
        or 0.0,
        layer_base_msl_m=base,
        layer_top_msl_m=top,
        sites=tuple(_sites(series, (first, last), at)),
        trust=(Trust.HIGH, Trust.MEDIUM, Trust.LOW)[min(len(reasons), 2)],
        reasons=reasons,
    )


def _peak(series: Series, place: str, spell: tuple[int, int]) -> tuple[int, Cells]:
    """When most of the area is favourable (then the best score, then the earliest), and that area."""
    area = series.county
    if place != COUNTY:
        area = np.zeros_like(series.county)
        area[series.sites[place]] = True
    first, last = spell
    yes = series.judged["favourable"].values[first : last + 1][:, area] == YES
    score = np.where(
        yes,
        np.nan_to_num(series.judged["score"].values[first : last + 1][:, area]),
        0,
    ).sum(axis=1)
    return first + int(
        np.lexsort(
            (
                np.arange(len(score)),
                -score,
                -yes.sum(axis=1),
            )
        )[0]
    ), area


def _sites(series: Series, spell: tuple[int, int], at: Sequence[datetime]) -> Iterator[SiteSpell]:
    first, last = spell
    for site, (j, i) in sorted(series.sites.items()):
        hours = np.flatnonzero(series.judged["favourable"].values[first : last + 1, j, i] == YES)
        if hours.size:
            score = series.judged["score"].values[first : last + 1, j, i][hours]
            window = Window(
                start=at[first + int(hours[0])],
                end=_ends(
                    (
                        0,
                        first + int(hours[-1]),
                    ),
                    at,
                ),
            )
            yield SiteSpell(
                site=site,
                window=window,
                score=round(
                    float(score.max()),
                    3,
                ),
            )


def _reasons(
    series: Series,
    spelling: Spelling,
    spell: tuple[int, int],
    peak: int,
) -> Iterator[str]:
    """What makes it less certain; none is high, one medium, more low trust."""
    count = series.judged.sizes["time"]
    if count == 1:
        yield _(N_("只有一个时次，看不出持续多久"))
    elif spell[0] == 0 or spell[1] == count - 1:
        yield _(N_("过程到资料的首尾时次，可能更长"))
    unknown = float((series.judged["favourable"].values[peak][series.county] == UNKNOWN).mean())
    if unknown > spelling.unknown_max:
        yield _(N_("{share:.0%} 的格点无法判断")).format(share=unknown)
    if series.unverified:
        yield _(N_("判据多未核实"))
