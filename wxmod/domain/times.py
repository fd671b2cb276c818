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
_DAY_THEN_CLOCK = re.compile(
    rf"(.*日|{'|'.join(sorted(map(re.escape, _DAY_WORDS), key=len, reverse=True))})\s*(\d.*)"
)
_ISO = re.compile(r"\d{4}[-\dW]*T", re.IGNORECASE)
_HOW = N_(
    "可写 14:32、1432、24:00、-5m（五分钟前）、昨 14:32、明 0:40、6月18日14时32分、"
    "2023-04-02 14:32 或带时区的 2023-04-02T14:32+08:00"
)
_NO_MOMENT = N_("没有这个时刻：{text}")
_HALF_A_DAY = timedelta(hours=12)
_DAY_LONG = timedelta(days=1)


def utc_text(at: datetime) -> str:
    """*at* as it is stored and sorted: ``2023-04-02T06:32:00Z``."""
    # A fifth of the time strftime takes.
    return at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


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
    if off := _DAYS_OFF.fullmatch(word):
        days = int(off[2])
        return today + timedelta(days=days if off[1] == "+" else -days)
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
    if off := _off_now(word.lower()):
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
    return _shown(at if at.tzinfo else at.replace(tzinfo=zone), text)


def _off_now(word: str) -> timedelta | None:
    """``-5m`` and ``5分钟前`` as what is added to now; None for anything else."""
    if found := _OFF_NOW.fullmatch(word):
        sign, number, unit = found.groups()
        back, hours = sign == "-", unit == "h"
    elif found := _OFF_NOW_IN_WORDS.fullmatch("".join(word.split())):
        number, unit, side = found.groups()
        back, hours = side == "前", unit == "小时"
    else:
        return None
    minutes = int(number) * (60 if hours else 1)
    return timedelta(minutes=-minutes if back else minutes)


def _day_and_clock(word: str) -> tuple[str, str]:
    """What was typed, parted into its day ("" for none) and its time."""
    if joined := _DAY_THEN_CLOCK.fullmatch(word):
        return joined[1], joined[2]
    *named, clock = word.rsplit(maxsplit=1) or [""]
    return (named[0] if named else ""), clock


def _clock(word: str) -> int | None:
    """Seconds after midnight; 24:00 is the midnight that ends the day.  None where it is no time."""
    for form in (_CLOCK, _SOLID_CLOCK, _CLOCK_IN_WORDS):
        if found := form.fullmatch(word):
            break
    else:
        return None
    parts = [int(part or 0) for part in found.groups()]
    hour, minute, second = (*parts, 0)[:3]
    last_midnight = (hour, minute, second) == (24, 0, 0)
    if (hour > 23 and not last_midnight) or minute > 59 or second > 59:  # noqa: PLR2004  a clock's face
        return None
    return (hour * 60 + minute) * 60 + second


def _on(
    day: date,
    seconds: int,
    zone: tzinfo,
    text: str,
    fold: int = 0,
) -> datetime:
    """That time of that day; the first of the two where the clock was set back."""
    days, rest = divmod(seconds, 24 * 60 * 60)
    hours, left = divmod(rest, 60 * 60)
    clock = time(hours, left // 60, left % 60, fold=fold)
    try:
        at = datetime.combine(day + timedelta(days=days), clock, tzinfo=zone)
    except OverflowError:
        raise BadInput(_NO_MOMENT, remedy=_HOW, text=text) from None
    return _shown(at, text)


def _beside(seconds: int, beside: Beside, zone: tzinfo, text: str) -> datetime:
    known = beside.at
    day = known.astimezone(zone).date()
    here = _on(day, seconds, zone, text)
    if beside.side is Side.AFTER:
        # Within one minute the seconds are what nobody typed: 14:10 after 14:10:30 is no other day.
        if here.replace(second=59) >= known:
            return here
        # The clock was set back in between, and this is its second time round.
        again = _on(day, seconds, zone, text, fold=1)
        return again if again >= known else _on(day + _DAY_LONG, seconds, zone, text)
    if beside.side is Side.BEFORE:
        return here if here <= known else _on(day - _DAY_LONG, seconds, zone, text)
    if beside.side is Side.PAST:
        last_night = _on(day - _DAY_LONG, seconds, zone, text)
        return last_night if here > known and known - last_night <= _HALF_A_DAY else here
    return here if known - here <= _HALF_A_DAY else _on(day + _DAY_LONG, seconds, zone, text)


def _shown(at: datetime, text: str) -> datetime:
    """*at* to the second, unless no clock ever showed it or its year is a slip of the finger."""
    at = at.replace(microsecond=0)
    likely = FIRST_YEAR <= at.year <= LAST_YEAR
    if likely and at.astimezone(UTC).astimezone(at.tzinfo) == at.replace(fold=0):
        return settled(at)
    raise BadInput(_NO_MOMENT, remedy=_HOW, text=text)


def span_words(
    window: "Window",
    zone: tzinfo,
    *,
    today: date | None = None,
) -> str:
    """From when to when on the county's clock; each end shows its day unless that is *today* or told already."""
    first, last = window.start.astimezone(zone), window.end.astimezone(zone)
    return f"{_dated(first, today)}–{_dated(last, first.date(), today)}"


def _dated(at: datetime, *known: date | None) -> str:
    if at.date() in known:
        return f"{at:%H:%M}"
    years = {day.year for day in known if day}
    return f"{at:%m-%d %H:%M}" if years == {at.year} else f"{at:%Y-%m-%d %H:%M}"


def _month_day(value: Any) -> tuple[int, int]:
    try:
        month, day = normalise(value).split("-") if isinstance(value, str) else value
        found = date(2000, int(month), int(day))
    except (TypeError, ValueError):
        raise PydanticCustomError("month_day", "not a day of the year, MM-DD") from None
    return found.month, found.day


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
        return here >= self.first or here <= self.last

    def __str__(self) -> str:
        return f"{self.first[0]:02}-{self.first[1]:02}…{self.last[0]:02}-{self.last[1]:02}"


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
        return self.start <= other.start and other.end <= self.end

    @property
    def minutes(self) -> float:
        """How long it lasts."""
        return (self.end - self.start).total_seconds() / 60


def months(year: int) -> Iterator[tuple[int, date, date]]:
    """Each month of *year* with its first day and the first day of the next."""
    for month in range(1, 13):
        yield (
            month,
            date(year, month, 1),
            date(year + month // 12, month % 12 + 1, 1),
        )


def year_window(year: int, zone: tzinfo) -> Window:
    """The civil year on the county's clock.

    Raises:
        BadInput: no such year can be in a record.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(N_("没有这一年：{year}"), year=str(year)[:12])
    start = datetime(year, 1, 1, tzinfo=zone)
    return Window(start=start, end=datetime(year + 1, 1, 1, tzinfo=zone) - timedelta(seconds=1))
