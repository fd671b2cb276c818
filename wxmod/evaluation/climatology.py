"""How many favourable processes a month brings: counted over years of analyses, with their spread."""

import calendar
from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import fmean, stdev
from typing import NamedTuple

from wxmod.domain.base import Value
from wxmod.domain.operations.operation import Purpose


class Began(NamedTuple):
    """A process, by the day it began on the county's clock."""

    purpose: Purpose
    day: date


class MonthOfYears(Value):
    """One month of the year over all the years that tell of it.

    Attributes:
        years: Those in which enough days of the month are known.
        mean: Processes a month on average.
        spread: Standard deviation from year to year; None of a single year.
    """

    purpose: Purpose
    month: int
    years: int
    mean: float
    least: int
    greatest: int
    spread: float | None


class Climatology(NamedTuple):
    """What analyses tell of every month.

    Attributes:
        left_out: Months of which too few days are known, as ``2016-01``.
    """

    months: tuple[MonthOfYears, ...]
    left_out: tuple[str, ...]


def counted(
    began: Sequence[Began],
    days: Sequence[date],
    purposes: Sequence[Purpose],
    covered_min: float,
) -> Climatology:
    """Count the processes of every month that is known well enough; a month without any counts as none.

    Args:
        days: Every day of which there are analyses.
        covered_min: Share of a month's days that must be known.
    """
    known = Counter((day.year, day.month) for day in set(days))
    whole = [at for at, count in known.items() if count >= covered_min * _length(*at)]
    left_out = sorted(f"{year}-{month:02d}" for year, month in known if (year, month) not in whole)
    found = []
    for purpose in purposes:
        for month in sorted({month for _year, month in whole}):
            years = [year for year, other in whole if other == month]
            counts = [
                _count(
                    began,
                    purpose,
                    year,
                    month,
                )
                for year in years
            ]
            found.append(_month(purpose, month, counts))
    return Climatology(
        tuple(found),
        tuple(left_out),
    )


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _count(began: Sequence[Began], purpose: Purpose, year: int, month: int) -> int:
    same = [
        b
        for b in began
        if (
            b.day.year,
            b.day.month,
        )
        == (year, month)
    ]
    return sum(b.purpose is purpose for b in same)


def _month(purpose: Purpose, month: int, counts: Sequence[int]) -> MonthOfYears:
    several = len(counts) > 1
    return MonthOfYears(
        purpose=purpose,
        month=month,
        years=len(counts),
        mean=round(
            fmean(counts),
            2,
        ),
        least=min(counts),
        greatest=max(counts),
        spread=round(stdev(counts), 2) if several else None,
    )
