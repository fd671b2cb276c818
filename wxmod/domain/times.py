"""Moments, days of the year and the county's clock.  Stored in UTC, shown on the county's clock, never naive."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import FIRST_YEAR, LAST_YEAR, Instant, Value, settled
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.wording import N_

_DAY_WORDS = {
    **dict.fromkeys(("今", "今天", "今日", "today"), 0),
    **dict.fromkeys(("昨", "昨天", "昨日", "yesterday"), -1),
    **dict.fromkeys(("前天", "前日"), -2),
    **dict.fromkeys(("明", "明天", "明日", "tomorrow"), 1),
    **dict.fromkeys(("后天", "后日"), 2),
}
_NOW = frozenset({"now", "此刻", "现在"})
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_SOLID_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAYS_OFF = re.compile(r"([+-])(\d{1,3})d")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SOLID_CLOCK = re.compile(r"(\d{2})(\d{2})")
_CLOCK_IN_WORDS = re.compile(r"(\d{1,2})[时点](?:(\d{1,2})分?)?(?:(\d{1,2})秒)?")
_OFF_NOW = re.compile(r"([+-])(\d{1,4})([mh])")
_OFF_NOW_IN_WORDS = re.compile(r"(\d{1,4})(分钟|小时)(前|后)")
# A day written with 日 or named by a word needs no blank before the clock: 6月18日14时32分, 昨14:32.
_LONGEST_FIRST = sorted(map(re.escape, _DAY_WORDS), key=len, reverse=True)
_DAY_THEN_CLOCK = re.compile(rf"(.*日|{'|'.join(_LONGEST_FIRST)})\s*(\d.*)")
_ISO = re.compile(r"\d{4}[-\dW]*T", re.IGNORECASE)
_HOW = N_(
    "可写 14:32、1432、24:00、-5m（五分钟前）、昨 14:32、明 0:40、6月18日14时32分、"
    "2023-04-02 14:32 或带时区的 2023-04-02T14:32+08:00"
)
_NO_MOMENT = N_("没有这个时刻：{text}")
_HALF_A_DAY = timedelta(hours=12)
_DAY_LONG = timedelta(days=1)
_SIXTY = 60
_DAY_SECONDS = 24 * 60 * 60


def utc_text(at: datetime) -> str:
    """*at* as it is stored and sorted: ``2023-04-02T06:32:00Z``."""
    # A fifth of the time strftime takes.
    written = at.astimezone(UTC).isoformat(timespec="seconds")
    without_offset = written[:19]
    return without_offset + "Z"


def from_utc_text(text: str) -> datetime:
    """The moment that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def parse_day(text: str, today: date) -> date:
    """A day as people type it: ``2023-04-02``, ``4-2``, ``昨``, ``明``, ``-1d``.

    Raises:
        BadInput: no such day.
    """
    word = normalise(text).lower()
    if word in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS[word])
    off = _DAYS_OFF.fullmatch(word)
    if off:
        sign, number = off.groups()
        return today + timedelta(days=int(sign + number))
    written = _DAY.fullmatch(word) or _SOLID_DAY.fullmatch(word)
    if written:
        year, month, day = written.groups()
        try:
            return date(int(year or today.year), int(month), int(day))
        except ValueError:
            # Falls through to the one refusal: the calendar has no such day.
            written = None
    raise BadInput(
        N_("没有这一天：{text}"),
        remedy=N_("日期写作 2023-04-02、4-2、昨、明 或 -1d"),
        text=text,
    )


class Side(Enum):
    """Where a clock time without a day lies beside a moment that is known."""

    AFTER = "after"
    """The first such time from that moment on: an end after its start."""
    BEFORE = "before"
    """The last such time up to that moment: an order before its firing."""
    PAST = "past"
    """Something that happened by then: of today, or of last night when today's is still to come."""
    AHEAD = "ahead"
    """Something to come: of today, or past midnight when today's is long over."""


class Beside(NamedTuple):
    """What a clock time without a day is told beside."""

    at: datetime
    side: Side


def parse_instant(
    text: str,
    *,
    zone: tzinfo,
    now: datetime,
    day: date | None = None,
    beside: Beside | None = None,
) -> datetime:
    """A moment as people type it on the county's clock; see the error for the forms.

    Args:
        text: What was typed; full-width digits and colons are welcome.
        zone: The county's clock.
        now: The moment it was typed; ``now`` and ``此刻`` mean this, and relative days and minutes count from it.
        day: The day a bare clock time belongs to; the day of *now* if neither this nor *beside* is given.
        beside: What else tells the day of a bare clock time; *day* goes before it.

    Raises:
        BadInput: not a moment, or one that never was on this clock.
    """
    word = normalise(text)
    if word.lower() in _NOW:
        return settled(now.astimezone(zone))
    if _ISO.match(word):
        return _iso(word, zone, text)
    off = _off_now(word.lower())
    if off:
        return settled((now + off).astimezone(zone))
    named, clock = _day_and_clock(word)
    seconds = _clock(clock)
    if seconds is None:
        raise BadInput(_NO_MOMENT, remedy=_HOW, text=text)
    today = now.astimezone(zone).date()
    if named:
        return _on(parse_day(named, today), seconds, zone, text)
    if day or beside is None:
        return _on(day or today, seconds, zone, text)
    return _beside(seconds, beside, zone, text)


def _iso(word: str, zone: tzinfo, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(word.upper())
    except ValueError:
        raise BadInput(_NO_MOMENT, remedy=_HOW, text=text) from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    return _shown(at, text)


def _off_now(word: str) -> timedelta | None:
    """``-5m`` and ``5分钟前`` as what is added to now; None for anything else."""
    signed = _OFF_NOW.fullmatch(word)
    if signed:
        sign, number, unit = signed.groups()
        back = sign == "-"
        in_hours = unit == "h"
    else:
        in_words = _OFF_NOW_IN_WORDS.fullmatch("".join(word.split()))
        if not in_words:
            return None
        number, unit, side = in_words.groups()
        back = side == "前"
        in_hours = unit == "小时"
    off = timedelta(minutes=int(number))
    if in_hours:
        off = timedelta(hours=int(number))
    if back:
        return -off
    return off


def _day_and_clock(word: str) -> tuple[str, str]:
    """What was typed, parted into its day ("" for none) and its time."""
    joined = _DAY_THEN_CLOCK.fullmatch(word)
    if joined:
        day, clock = joined.groups()
        return day, clock
    parts = word.rsplit(maxsplit=1)
    if not parts:
        return "", ""
    *days, clock = parts
    return "".join(days), clock


def _clock(word: str) -> int | None:
    """Seconds after midnight; 24:00 is the midnight that ends the day.  None where it is no time."""
    for form in (_CLOCK, _SOLID_CLOCK, _CLOCK_IN_WORDS):
        match = form.fullmatch(word)
        if match:
            parts = [int(part or 0) for part in match.groups()]
            # Some forms have no seconds.
            hour, minute, second = (*parts, 0)[:3]
            return _seconds(hour, minute, second)
    return None


def _seconds(hour: int, minute: int, second: int) -> int | None:
    """Seconds after midnight; None where a clock's face cannot show them."""
    if minute >= _SIXTY or second >= _SIXTY:
        return None
    seconds = (hour * _SIXTY + minute) * _SIXTY + second
    if seconds > _DAY_SECONDS:
        return None
    return seconds


def _on(
    day: date,
    seconds: int,
    zone: tzinfo,
    text: str,
    fold: int = 0,
) -> datetime:
    """That time of that day; the first of the two where the clock was set back."""
    days, seconds = divmod(seconds, _DAY_SECONDS)
    minutes, second = divmod(seconds, _SIXTY)
    hour, minute = divmod(minutes, _SIXTY)
    clock = time(hour, minute, second, fold=fold)
    try:
        at = datetime.combine(day + timedelta(days=days), clock, tzinfo=zone)
    except OverflowError:
        raise BadInput(_NO_MOMENT, remedy=_HOW, text=text) from None
    return _shown(at, text)


def _beside(
    seconds: int,
    beside: Beside,
    zone: tzinfo,
    text: str,
) -> datetime:
    """That time of the day on which it lies beside what is known."""
    known = beside.at
    if beside.side is Side.AFTER:
        return _after(known, seconds, zone, text)
    day = known.astimezone(zone).date()
    here = _on(day, seconds, zone, text)
    if beside.side is Side.AHEAD:
        if known - here <= _HALF_A_DAY:
            return here
        return _on(day + _DAY_LONG, seconds, zone, text)
    if here <= known:
        return here
    last_night = _on(day - _DAY_LONG, seconds, zone, text)
    if beside.side is Side.PAST and known - last_night > _HALF_A_DAY:
        # Too long ago for last night: it is told of today, a little ahead of the clock.
        return here
    return last_night


def _after(
    known: datetime,
    seconds: int,
    zone: tzinfo,
    text: str,
) -> datetime:
    """The first such time from a moment on."""
    day = known.astimezone(zone).date()
    here = _on(day, seconds, zone, text)
    # Within one minute the seconds are what nobody typed: 14:10 after 14:10:30 is no other day.
    if here.replace(second=59) >= known:
        return here
    # The clock was set back in between, and this is its second time round.
    again = _on(day, seconds, zone, text, fold=1)
    if again >= known:
        return again
    return _on(day + _DAY_LONG, seconds, zone, text)


def _shown(at: datetime, text: str) -> datetime:
    """*at* to the second, unless no clock ever showed it or its year is a slip of the finger."""
    at = at.replace(microsecond=0)
    if FIRST_YEAR <= at.year <= LAST_YEAR:
        # In the hour that a clock is set forward over, going to UTC and back comes out elsewhere.
        there_and_back = at.astimezone(UTC).astimezone(at.tzinfo)
        if there_and_back == at.replace(fold=0):
            return settled(at)
    raise BadInput(_NO_MOMENT, remedy=_HOW, text=text)


def span_words(
    window: "Window",
    zone: tzinfo,
    *,
    today: date | None = None,
) -> str:
    """From when to when on the county's clock; each end shows its day unless that is *today* or told already."""
    first = window.start.astimezone(zone)
    last = window.end.astimezone(zone)
    start = _dated(first, today)
    end = _dated(last, first.date(), today)
    return f"{start}–{end}"


def _dated(at: datetime, *told: date | None) -> str:
    """The clock alone on a day that is told already; the year only where it is another one."""
    if at.date() in told:
        return f"{at:%H:%M}"
    years = {day.year for day in told if day}
    if years == {at.year}:
        return f"{at:%m-%d %H:%M}"
    return f"{at:%Y-%m-%d %H:%M}"


def _month_day(value: Any) -> tuple[int, int]:
    parts = value
    if isinstance(value, str):
        parts = normalise(value).split("-")
    try:
        month, day = parts
        # A leap year, so that 29 February is a day of some year.
        found = date(2000, int(month), int(day))
    except (TypeError, ValueError):
        raise PydanticCustomError("month_day", "not a day of the year, MM-DD") from None
    return found.month, found.day


def _written(day: tuple[int, int]) -> str:
    month, day_of_month = day
    return f"{month:02}-{day_of_month:02}"


MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day)]
"""A day of any year, ``(month, day)``; written ``"05-01"``."""


class Season(Value):
    """The part of each year in which a kind of work is done; both ends belong to it, and it may span New Year."""

    first: MonthDay
    last: MonthDay

    def includes(self, day: date) -> bool:
        """Whether *day* lies in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        # It spans New Year: what lies outside is the stretch between its last and its first day.
        return here >= self.first or here <= self.last

    def __str__(self) -> str:
        return f"{_written(self.first)}…{_written(self.last)}"


class Window(Value):
    """A stretch of time, its ends included.

    Raises:
        ValidationError: type ``window_backwards``; it ends before it starts.
    """

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("window_backwards", "ends before it starts")
        return self

    def covers(self, other: "Window") -> bool:
        """Whether all of *other* lies in this window."""
        if other.start < self.start:
            return False
        return other.end <= self.end

    @property
    def minutes(self) -> float:
        """How long it lasts."""
        lasts = self.end - self.start
        return lasts.total_seconds() / 60


def months(year: int) -> Iterator[tuple[int, date, date]]:
    """Each month of *year* with its first day and the first day of the next."""
    first = date(year, 1, 1)
    while first.year == year:
        # No month is longer than 31 days, none shorter than 28.
        following = (first + timedelta(days=31)).replace(day=1)
        yield first.month, first, following
        first = following


def year_window(year: int, zone: tzinfo) -> Window:
    """The civil year on the county's clock.

    Raises:
        BadInput: no such year can be in a record.
    """
    if FIRST_YEAR <= year <= LAST_YEAR:
        start = datetime(year, 1, 1, tzinfo=zone)
        return up_to(start, start.replace(year=year + 1))
    raise BadInput(N_("没有这一年：{year}"), year=str(year)[:12])


def up_to(start: datetime, after: datetime) -> Window:
    """From a moment to the last second before another."""
    last_second = after - timedelta(seconds=1)
    return Window(start=start, end=last_second)
