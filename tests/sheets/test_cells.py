"""Days, times and counts in every habit an office has."""

from datetime import date, datetime, time

import pytest

from wxmod.domain.errors import BadInput
from wxmod.sheets.cells import clock_of, counts_of, day_of, span_of, text_of
from wxmod.sheets.tables import Cell

MAY_12 = date(2022, 5, 12)


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2022, 5, 12),  # noqa: DTZ001  as Excel keeps it
        date(2022, 5, 12),
        44693,
        44693.0,
        44693.6,
        "2022-05-12",
        "2022/5/12",
        "2022.5.12",
        "2022年5月12日",
        "２０２２年５月１２日",
        " 2022 年 5 月 12 日 ",
        "5月12日",
        "5/12",
        "5.12",
        "05-12",
    ],
)
def test_one_day_in_every_habit(cell: Cell) -> None:
    assert day_of(cell, 2022) == MAY_12


@pytest.mark.parametrize(
    ("cell", "day"),
    [(18_264, date(1950, 1, 1)), (60_000, date(2064, 4, 8)), (109_574, date(2199, 12, 31))],
)
def test_days_as_excel_counts_them(cell: int, day: date) -> None:
    """Counted by hand from 1899-12-30: 18264 = 50 × 365 + 12 leap days + 2."""
    assert day_of(cell) == day


@pytest.mark.parametrize(
    "cell",
    [None, "", "昨", "2022/13/5", "2022-02-29", "20220512", 18_263, 109_575, 0.5, "5月", True],
)
def test_what_is_no_day(cell: Cell) -> None:
    with pytest.raises(BadInput):
        day_of(cell, 2022)


def test_a_day_without_a_year_needs_one() -> None:
    with pytest.raises(BadInput, match="没有年份：5月12日"):
        day_of("5月12日")
    assert day_of("2021年5月12日", 2022) == date(2021, 5, 12)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        (time(14, 20), "14:20"),
        (datetime(1900, 1, 1, 14, 20), "14:20"),  # noqa: DTZ001
        (0.0, "00:00"),
        (0.5972222, "14:20"),
        ("14:20", "14:20"),
        ("14：20", "14:20"),
        ("1420", "14:20"),
        ("930", "09:30"),
        ("14时20分", "14:20"),
        ("14时", "14:00"),
        (14, "14:00"),
        ("9点半", "09:30"),
        ("上午9点", "09:00"),
        ("下午3点", "15:00"),
        ("下午3点20", "15:20"),
        ("晚上11点半", "23:30"),
        ("中午12点", "12:00"),
        ("下午12点", "12:00"),
        ("凌晨2点", "02:00"),
        ("24:00", "24:00"),
        ("0:05", "00:05"),
    ],
)
def test_one_time_in_every_habit(cell: Cell, clock: str) -> None:
    assert clock_of(cell) == clock


@pytest.mark.parametrize(
    "cell", ["随时", "", "14:60", "25:00", "24:01", "14:20:30:10", 1.0, -0.1, None]
)
def test_what_is_no_time(cell: Cell) -> None:
    with pytest.raises(BadInput):
        clock_of(cell)


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("14:20-14:35", ("14:20", "14:35")),
        ("23:50—00:20", ("23:50", "00:20")),
        ("23:50——00:20", ("23:50", "00:20")),
        ("14:20～14:35", ("14:20", "14:35")),
        ("9时30分至11:00", ("09:30", "11:00")),
        ("下午3点-3点20分", ("15:00", "15:20")),
        ("下午3点到4点半", ("15:00", "16:30")),
        ("上午11点-下午1点", ("11:00", "13:00")),
        ("晚上11点-1点", ("23:00", "01:00")),
        ("14:20", ("14:20", "14:20")),
        (time(14, 20), ("14:20", "14:20")),
    ],
)
def test_start_and_end_in_one_cell(cell: Cell, span: tuple[str, str]) -> None:
    assert span_of(cell) == span


@pytest.mark.parametrize("cell", ["", "-", "1:00-2:00-3:00", "14:20-随时"])
def test_what_is_no_span(cell: Cell) -> None:
    with pytest.raises(BadInput):
        span_of(cell)


@pytest.mark.parametrize(
    ("cell", "counts"),
    [
        (20, {"": 20}),
        (20.0, {"": 20}),
        ("20", {"": 20}),
        ("20发", {"shells": 20}),
        ("4 枚", {"rockets": 4}),
        ("3根", {"flares": 3}),
        ("20发/4枚", {"shells": 20, "rockets": 4}),
        ("20发、4枚、2支", {"shells": 20, "rockets": 4, "flares": 2}),
        ("10发+10发", {"shells": 20}),
        ("6个", {"": 6}),
        ("0", {"": 0}),
    ],
)
def test_rounds_with_their_measure_word(cell: Cell, counts: dict[str, int]) -> None:
    assert counts_of(cell) == counts


@pytest.mark.parametrize("cell", ["很多", "20.5", "-3", "20发/", "", None, "发"])
def test_what_is_no_count(cell: Cell) -> None:
    with pytest.raises(BadInput):
        counts_of(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (210.0, "210"),
        (39.5, "39.5"),
        (" 东邢 ", "东邢"),
        (datetime(2022, 5, 12), "2022-05-12"),  # noqa: DTZ001
        (datetime(2022, 5, 12, 9, 5), "2022-05-12 09:05"),  # noqa: DTZ001
        (time(9, 5), "09:05"),
    ],
)
def test_a_cell_as_somebody_would_type_it(cell: Cell, text: str) -> None:
    assert text_of(cell) == text
