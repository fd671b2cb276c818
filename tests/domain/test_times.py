"""Moments as people type them, on the county's clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from wxmod.domain.base import Instant
from wxmod.domain.errors import BadInput
from wxmod.domain.times import (
    Season,
    Window,
    from_utc_text,
    months,
    parse_day,
    parse_instant,
    utc_text,
    year_window,
)

COUNTY = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 5, 1, 0, 30, tzinfo=COUNTY)


def told(text: str, **more: date) -> str:
    return parse_instant(text, zone=COUNTY, now=NOW, **more).isoformat()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:32", "2024-05-01T14:32:00+08:00"),
        ("1432", "2024-05-01T14:32:00+08:00"),
        ("１４：３２", "2024-05-01T14:32:00+08:00"),
        ("9:05:07", "2024-05-01T09:05:07+08:00"),
        ("昨 14:32", "2024-04-30T14:32:00+08:00"),
        ("昨\u3000１４：３２", "2024-04-30T14:32:00+08:00"),
        ("昨\t14:32", "2024-04-30T14:32:00+08:00"),
        ("-1d 1432", "2024-04-30T14:32:00+08:00"),
        ("前天 0:00", "2024-04-29T00:00:00+08:00"),
        ("yesterday 14:32", "2024-04-30T14:32:00+08:00"),
        ("Today 14:32:00", "2024-05-01T14:32:00+08:00"),
        ("4月2日 14:32", "2024-04-02T14:32:00+08:00"),
        ("2023-04-02 14:32", "2023-04-02T14:32:00+08:00"),
        ("2023/4/2 1432", "2023-04-02T14:32:00+08:00"),
        ("2023年4月2日 14:32", "2023-04-02T14:32:00+08:00"),
        ("20230402 1432", "2023-04-02T14:32:00+08:00"),
        ("2023-04-02T14:32", "2023-04-02T14:32:00+08:00"),
        ("2023-04-02t06:32:09.9z", "2023-04-02T06:32:09+00:00"),
        ("2023-04-02T14:32+05:00", "2023-04-02T14:32:00+05:00"),
        ("此刻", "2024-05-01T00:30:00+08:00"),
    ],
)
def test_a_moment_is_understood_as_people_type_it(typed: str, meant: str) -> None:
    assert told(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "\u3000",
        "24:00",
        "2400",
        "14:60",
        "25:00",
        "14h32",
        "2023-02-29 10:00",
        "2-30 10:00",
        "13-1 10:00",
        "明天 10:00",
        "2023-04-02",
        "2023-04-02T25:00",
        "2023-04-02Tnoon",
        "0023-04-02 14:32",
        "0001-01-01T00:00+08:00",
        "9999-12-31T23:59-12:00",
        "昨 今 10:00",
        "14:32\x1b[2J",
        "-9999d 10:00",
        "9" * 400,
    ],
)
def test_a_moment_that_is_none_is_refused_with_the_forms_that_are(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        told(typed)
    assert "→" in str(refused.value)
    assert "\x1b" not in str(refused.value)


# Hypothesis wants bounds without a zone.
FIRST_NAIVE, LAST_NAIVE = datetime(1950, 1, 2), datetime(2199, 12, 30)  # noqa: DTZ001


@given(st.text(max_size=24) | st.from_regex(r"[\d:T/.年月日 +Zd今昨-]{0,24}", fullmatch=True))
def test_whatever_is_typed_is_a_storable_moment_or_refused(typed: str) -> None:
    try:
        at = parse_instant(typed, zone=COUNTY, now=NOW)
    except BadInput:
        return
    assert from_utc_text(utc_text(at)) == at


def test_an_hour_the_clock_never_showed_is_refused() -> None:
    with pytest.raises(BadInput):  # summer time began: 02:00 became 03:00
        told("1986-05-04 02:30")
    assert told("1986-05-04 03:30") == "1986-05-04T03:30:00+09:00"


def test_a_bare_clock_time_belongs_to_the_day_of_the_form() -> None:
    assert told("14:32", day=date(2023, 4, 2)) == "2023-04-02T14:32:00+08:00"


def test_today_is_the_countys_day_and_not_greenwichs() -> None:
    assert NOW.astimezone(UTC).date() == date(2024, 4, 30)
    assert told("今 00:10") == "2024-05-01T00:10:00+08:00"


def test_a_day_without_year_is_this_years() -> None:
    assert parse_day("4-2", date(2024, 5, 1)) == date(2024, 4, 2)
    with pytest.raises(BadInput):
        parse_day("2-29", date(2023, 5, 1))


@given(
    st.datetimes(
        FIRST_NAIVE,
        LAST_NAIVE,
        timezones=st.timezones(),
    )
)
def test_a_moment_survives_storage_to_the_second(at: datetime) -> None:
    assert from_utc_text(utc_text(at)) == at.astimezone(UTC).replace(microsecond=0)


@given(
    st.lists(
        st.datetimes(
            FIRST_NAIVE,
            LAST_NAIVE,
            timezones=st.just(UTC),
        ),
        min_size=2,
    )
)
def test_stored_moments_sort_as_they_happened(ats: list[datetime]) -> None:
    assert sorted(map(utc_text, ats)) == [utc_text(at) for at in sorted(ats)]


@pytest.mark.parametrize(
    "bad",
    [
        20230402,
        0,
        True,
        1.5,
        "20230402",
        "1432",
        "2023-04-02",
        "2023-04-02T14:32",
        "0023-04-02T14:32Z",
        "9999-12-31T23:59-12:00",
        "2023-02-29T10:00Z",
        date(2023, 4, 2),
        datetime(2023, 4, 2, 1),  # noqa: DTZ001
    ],
)
def test_an_instant_is_no_bare_number_knows_its_offset_and_has_a_likely_year(bad: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_python(bad)


def test_a_season_spans_new_year() -> None:
    season = Season(first="11-15", last="02-29")  # type: ignore[arg-type]
    inside = [
        date(2023, 11, 15),
        date(2023, 12, 31),
        date(2024, 1, 1),
        date(2024, 2, 29),
    ]
    outside = [
        date(2023, 11, 14),
        date(2024, 3, 1),
        date(2024, 7, 1),
    ]
    assert all(map(season.includes, inside))
    assert not any(map(season.includes, outside))


@given(st.dates(), st.dates(), st.dates())
def test_a_day_lies_in_a_season_or_in_the_rest_of_the_year(
    first: date, last: date, day: date
) -> None:
    season = Season(first=(first.month, first.day), last=(last.month, last.day))
    assert season.includes(first)
    assert season.includes(last)
    if (day.month, day.day) not in {season.first, season.last} and season.first != season.last:
        rest = Season(first=season.last, last=season.first)
        assert season.includes(day) is not rest.includes(day)


@pytest.mark.parametrize(
    "bad",
    [
        "13-01",
        "02-30",
        "W01-1",
        "0501",
        "",
        (13, 45),
        (2, 30),
        5,
        (1, 2, 3),
        None,
        "5-x",
    ],
)
def test_a_season_starts_on_a_real_day(bad: object) -> None:
    with pytest.raises(ValidationError):
        Season(first=bad, last="10-01")  # type: ignore[arg-type]


def test_a_season_survives_storage() -> None:
    season = Season(first="5-1", last="０９－３０")  # type: ignore[arg-type]
    assert Season.model_validate_json(season.model_dump_json()) == season
    assert str(season) == "05-01…09-30"


def test_a_window_never_ends_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="window_backwards"):
        Window(start=NOW, end=NOW - timedelta(seconds=1))
    assert Window(start=NOW, end=NOW).minutes == 0


def test_a_window_covers_itself_and_nothing_past_its_ends() -> None:
    window = Window(start=NOW, end=NOW + timedelta(hours=1))
    assert window.covers(window)
    assert not window.covers(Window(start=NOW, end=NOW + timedelta(hours=1, seconds=1)))
    assert not window.covers(Window(start=NOW - timedelta(seconds=1), end=NOW))


def test_the_year_starts_at_the_countys_midnight() -> None:
    year = year_window(2024, COUNTY)
    assert (utc_text(year.start), utc_text(year.end)) == (
        "2023-12-31T16:00:00Z",
        "2024-12-31T15:59:59Z",
    )


def test_the_months_tile_the_year() -> None:
    spans = list(months(2024))
    assert [a for _, _, a in spans[:-1]] == [b for _, b, _ in spans[1:]]
    assert (spans[0][1], spans[-1][2]) == (date(2024, 1, 1), date(2025, 1, 1))
