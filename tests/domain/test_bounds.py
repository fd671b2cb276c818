"""The first and last of what is taken, and the one beyond."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from wxmod.domain.ammunition.periods import period_window
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.exchange import Head
from wxmod.domain.geodesy import Point, ends_of_runs
from wxmod.domain.ground import geojson
from wxmod.domain.times import year_window

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("year", [1950, 2023, 2199])
def test_a_year_from_its_first_second_to_its_last(year: int) -> None:
    window = year_window(year, SHANGHAI)
    assert window.start == datetime(year, 1, 1, tzinfo=SHANGHAI)
    assert window.end == datetime(year, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.mark.parametrize("year", [-1, 0, 1949, 2200, 99_999])
def test_a_year_no_record_can_hold(year: int) -> None:
    with pytest.raises(BadInput):
        year_window(year, SHANGHAI)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("1950-01", date(1950, 1, 1), date(1950, 1, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2198-12", date(2198, 12, 1), date(2198, 12, 31)),
        ("２０２３-１１", date(2023, 11, 1), date(2023, 11, 30)),
    ],
)
def test_a_period_from_its_first_day_to_its_last(text: str, start: date, end: date) -> None:
    window = period_window(text, UTC)
    assert (window.start.date(), window.end.date()) == (start, end)
    assert (window.start.hour, window.end.hour) == (0, 23)


@pytest.mark.parametrize("text", ["", "23", "1949", "2199", "9999-01", "2023-00", "2023-13", "x"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(BadInput):
        period_window(text, UTC)


@pytest.mark.parametrize(
    ("seq", "is_one"), [(0, False), (1, True), (2**53 - 1, True), (2**53, False)]
)
def test_the_numbers_an_entry_may_have(seq: int, *, is_one: bool) -> None:
    told = {"chain": "c-00000000", "seq": seq, "hash": "0" * 64}
    try:
        Head.model_validate(told)
    except ValidationError:
        assert not is_one
    else:
        assert is_one


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_value_of_the_domain_is_a_number(number: float) -> None:
    with pytest.raises(ValidationError):
        Point(lon=number, lat=0)


@pytest.mark.parametrize(
    ("swept", "ends"),
    [
        ([], []),
        ([10.0], [10.0]),
        ([10.0, 11.0], [10.0, 11.0]),
        ([10.0, 11.0, 12.0], [10.0, 12.0]),
        ([10.0, 10.5, 12.5, 13.5, 14.5], [10.0, 10.5, 12.5, 14.5]),
        ([359.0, 0.0, 1.0], [359.0, 1.0]),
        # The first and the last are ends, however near the other one lies.
        ([0.0, 1.0, 2.0, 1.0, 0.0], [0.0, 0.0]),
    ],
)
def test_the_ends_of_what_was_swept(swept: list[float], ends: list[float]) -> None:
    assert ends_of_runs(swept) == ends


SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1], (*SQUARE, SQUARE[0])])
def test_an_outline_is_closed_and_runs_against_the_clock(ring: tuple[tuple[float, float]]) -> None:
    (feature,) = geojson([([ring], {"n": 1})])["features"]  # type: ignore[misc,index]
    assert feature["geometry"]["type"] == "Polygon"
    (corners,) = feature["geometry"]["coordinates"]
    assert corners[0] == corners[-1]
    assert len(corners) == 5
    at = corners.index([0.0, 0.0])
    assert corners[(at + 1) % 4] == [2.0, 0.0]


def test_two_parts_are_one_shape() -> None:
    apart = tuple((x + 5, y) for x, y in SQUARE)
    (feature,) = geojson([([SQUARE, apart], {})])["features"]  # type: ignore[misc]
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert [len(rings) for rings in feature["geometry"]["coordinates"]] == [1, 1]


@pytest.mark.parametrize(("offset", "where"), [(None, "f："), (0, "f @0："), (7, "f @7：")])
def test_a_fault_in_a_file_says_where_if_it_is_known(offset: int | None, where: str) -> None:
    error = UnreadableFileError("f", expected="x", found="y", offset=offset)
    assert str(error).startswith(where)
