"""Processes a month, on calendars counted by hand."""

from datetime import date, timedelta

import pytest

from wxmod.domain.operations.operation import Purpose
from wxmod.evaluation.climatology import Began, counted

RAIN = Purpose.RAIN


def month(year: int, number: int, days: int) -> list[date]:
    return [date(year, number, 1) + timedelta(days=n) for n in range(days)]


def test_processes_are_counted_by_month_over_the_years() -> None:
    """July 2020: 3, July 2021: none, July 2022: 1, so 4/3 on average, with sqrt(7/3) = 1.53 from year to year."""
    days = [d for year in (2020, 2021, 2022) for d in month(year, 7, 31)]
    began = [Began(RAIN, date(2020, 7, n)) for n in (2, 9, 30)] + [Began(RAIN, date(2022, 7, 31))]
    (july,) = counted(began, days, [RAIN], 0.8).months
    assert (july.month, july.years, july.least, july.greatest) == (7, 3, 0, 3)
    assert july.mean == pytest.approx(1.33)
    assert july.spread == pytest.approx(1.53)


@pytest.mark.parametrize(("days", "counts"), [(24, True), (23, False)])
def test_a_month_counts_where_enough_of_its_days_are_known(days: int, counts: bool) -> None:
    """June has thirty days, of which four fifths are twenty-four."""
    found = counted([], month(2020, 6, days), [RAIN], 0.8)
    assert bool(found.months) is counts
    assert found.left_out == (() if counts else ("2020-06",))
    if counts:
        assert found.months[0].spread is None, "one year has no spread"


def test_every_time_of_a_day_is_one_day() -> None:
    assert counted([], [date(2020, 6, 1)] * 30, [RAIN], 0.8).months == ()
