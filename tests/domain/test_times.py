"""Moments as people type them, on the county's clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from wxmod.domain.base import Instant
from wxmod.domain.errors import BadInput
from wxmod.domain.times import (
    Beside,
    Season,
    Side,
    Window,
    from_utc_text,
    months,
    parse_day,
    parse_instant,
    span_words,
    utc_text,
    year_window,
)

COUNTY = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 5, 1, 0, 30, tzinfo=COUNTY)


def told(text: str, **more: Any) -> str:
    return parse_instant(text, zone=COUNTY, now=NOW, **more).isoformat()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:32", "2024-05-01T14:32:00+08:00"),
        ("1432", "2024-05-01T14:32:00+08:00"),
        ("１４：３２", "2024-05-01T14:32:00+08:00"),
        ("9:05:07", "2024-05-01T09:05:07+08:00"),
        ("24:00", "2024-05-02T00:00:00+08:00"),
        ("昨 2400", "2024-05-01T00:00:00+08:00"),
        ("2024年4月30日24时", "2024-05-01T00:00:00+08:00"),
        ("2024-12-31 24:00", "2025-01-01T00:00:00+08:00"),
        ("-5m", "2024-05-01T00:25:00+08:00"),
        ("-45m", "2024-04-30T23:45:00+08:00"),
        ("－１Ｈ", "2024-04-30T23:30:00+08:00"),
        ("+10m", "2024-05-01T00:40:00+08:00"),
        ("5分钟前", "2024-05-01T00:25:00+08:00"),
        ("2 小时后", "2024-05-01T02:30:00+08:00"),
        ("2024年4月2日14时32分", "2024-04-02T14:32:00+08:00"),
        ("２０２４年４月２日１４时３２分０５秒", "2024-04-02T14:32:05+08:00"),
        ("4月2日14点", "2024-04-02T14:00:00+08:00"),
        ("14时32分", "2024-05-01T14:32:00+08:00"),
        ("昨14:32", "2024-04-30T14:32:00+08:00"),
        ("明 14:32", "2024-05-02T14:32:00+08:00"),
        ("明天 0:00", "2024-05-02T00:00:00+08:00"),
        ("后天8时", "2024-05-03T08:00:00+08:00"),
        ("+1d 14:32", "2024-05-02T14:32:00+08:00"),
        ("tomorrow 1432", "2024-05-02T14:32:00+08:00"),
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
        "24:01",
        "14:60",
        "明 昨 10:00",
        "5分钟",
        "-5",
        "2023年2月29日14时",
        "24时1分",
        "后天",
        "25:00",
        "14h32",
        "2023-02-29 10:00",
        "2-30 10:00",
        "13-1 10:00",
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


@pytest.mark.parametrize(
    ("known", "side", "typed", "meant"),
    [
        # An end belongs to the day of its start, or to the next when it is earlier by the clock.
        ("2023-06-19T14:00+08:00", Side.AFTER, "14:10", "2023-06-19T14:10:00+08:00"),
        ("2023-06-19T14:00+08:00", Side.AFTER, "14:00", "2023-06-19T14:00:00+08:00"),
        ("2023-06-19T14:00+08:00", Side.AFTER, "13:59", "2023-06-20T13:59:00+08:00"),
        ("2024-04-30T23:50+08:00", Side.AFTER, "23:58", "2024-04-30T23:58:00+08:00"),
        ("2024-04-30T23:50+08:00", Side.AFTER, "00:15", "2024-05-01T00:15:00+08:00"),
        ("2024-12-31T23:50+08:00", Side.AFTER, "24:00", "2025-01-01T00:00:00+08:00"),
        # Typed to the minute after a start known to the second: the same minute, and no day later.
        ("2023-06-19T14:10:30+08:00", Side.AFTER, "14:10", "2023-06-19T14:10:00+08:00"),
        # An order comes before its firing.
        ("2024-05-01T00:10+08:00", Side.BEFORE, "00:05", "2024-05-01T00:05:00+08:00"),
        ("2024-05-01T00:10+08:00", Side.BEFORE, "23:55", "2024-04-30T23:55:00+08:00"),
        # What happened: tonight's hour just after midnight was last night's; by day it is simply still to come.
        ("2024-05-01T00:15+08:00", Side.PAST, "23:52", "2024-04-30T23:52:00+08:00"),
        ("2024-05-01T00:15+08:00", Side.PAST, "00:14", "2024-05-01T00:14:00+08:00"),
        ("2024-05-01T14:00+08:00", Side.PAST, "15:00", "2024-05-01T15:00:00+08:00"),
        ("2024-05-01T11:00+08:00", Side.PAST, "23:00", "2024-04-30T23:00:00+08:00"),
        ("2024-05-01T10:59+08:00", Side.PAST, "22:59", "2024-04-30T22:59:00+08:00"),
        ("2024-05-01T11:00+08:00", Side.PAST, "22:59", "2024-05-01T22:59:00+08:00"),
        # What is to come.
        ("2024-05-01T23:50+08:00", Side.AHEAD, "00:40", "2024-05-02T00:40:00+08:00"),
        ("2024-05-01T14:00+08:00", Side.AHEAD, "13:50", "2024-05-01T13:50:00+08:00"),
        ("2024-05-01T14:00+08:00", Side.AHEAD, "02:00", "2024-05-01T02:00:00+08:00"),
        ("2024-05-01T14:00+08:00", Side.AHEAD, "01:59", "2024-05-02T01:59:00+08:00"),
    ],
)
def test_a_bare_clock_time_knows_midnight(known: str, side: Side, typed: str, meant: str) -> None:
    beside = Beside(datetime.fromisoformat(known), side)
    assert told(typed, beside=beside) == meant


@pytest.mark.parametrize("side", list(Side))
def test_a_named_day_is_that_day_whatever_it_stands_beside(side: Side) -> None:
    beside = Beside(datetime.fromisoformat("2023-06-19T14:00+08:00"), side)
    assert told("昨 14:32", beside=beside) == "2024-04-30T14:32:00+08:00"


NEW_YORK = ZoneInfo("America/New_York")
SET_BACK = datetime(2024, 11, 3, 1, 50, tzinfo=NEW_YORK)
SET_FORWARD = datetime(2024, 3, 10, 1, 30, tzinfo=NEW_YORK)


def test_what_lasts_an_hour_lasts_an_hour_when_the_clock_is_set() -> None:
    """From half past one to half past three with two o'clock left out is one hour, not two."""
    night = Window(start=SET_FORWARD, end=SET_FORWARD.replace(hour=3))
    assert night.minutes == 60
    fall = Window(start=SET_BACK.replace(hour=0), end=SET_BACK.replace(hour=2))
    assert fall.minutes == 180
    assert night.covers(Window(start=SET_FORWARD, end=SET_FORWARD.replace(hour=3, minute=29)))


def test_an_end_in_the_hour_that_comes_twice_is_its_second_time() -> None:
    end = parse_instant("01:10", zone=NEW_YORK, now=SET_BACK, beside=Beside(SET_BACK, Side.AFTER))
    assert end.isoformat() == "2024-11-03T01:10:00-05:00"
    assert Window(start=SET_BACK, end=end).minutes == 20


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        ("2024-05-01T16:00+08:00", "14:00–16:00"),
        ("2024-05-02T00:10+08:00", "14:00–05-02 00:10"),
        ("2025-01-01T00:10+08:00", "14:00–2025-01-01 00:10"),
    ],
)
def test_a_window_shows_every_day_that_is_not_told_yet(end: str, shown: str) -> None:
    start = datetime.fromisoformat("2024-05-01T14:00+08:00")
    window = Window(start=start, end=datetime.fromisoformat(end))
    assert span_words(window, COUNTY, today=date(2024, 5, 1)) == shown
    assert span_words(window, COUNTY) == f"2024-05-01 {shown}"
    assert span_words(window, COUNTY, today=date(2024, 5, 2)).startswith("05-01 14:00–")


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
