"""Moments, days of the year and the county's clock.  Stored in UTC, shown on the county's clock, never naive."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import FIRST_YEAR, LAST_YEAR, Instant, Value
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.wording import N_

_DAY = re.compile(r"^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$|^(\d{2})(\d{2})$")
_ISO = re.compile(r"^\d{4}[-\dW]*T", re.IGNORECASE)
_DAYS_AGO = re.compile(r"^-(\d{1,3})d$")
_WORDS = {"今": 0, "今天": 0, "today": 0, "昨": 1, "昨天": 1, "yesterday": 1, "前天": 2}
_HOW = N_(
    "可写 14:32、1432、昨 14:32、-1d 14:32、2023-04-02 14:32 或带时区的 2023-04-02T14:32+08:00"
)


def utc_text(at: datetime) -> str:
    """*at* as it is stored and sorted: ``2023-04-02T06:32:00Z``."""
    return at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"  # a fifth of strftime's time


def from_utc_text(text: str) -> datetime:
    """The moment that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def parse_day(text: str, today: date) -> date:
    """A day as people type it: ``2023-04-02``, ``4-2``, ``昨``, ``-1d``.

    Raises:
        BadInput: no such day.
    """
    word = normalise(text).lower()
    if word in _WORDS:
        return today - timedelta(days=_WORDS[word])
    if ago := _DAYS_AGO.match(word):
        return today - timedelta(days=int(ago[1]))
    try:
        if found := _DAY.match(word):
            return date(
                int(found[1] or today.year),
                int(found[2]),
                int(found[3]),
            )
        if re.fullmatch(r"\d{8}", word):
            return date(
                int(word[:4]),
                int(word[4:6]),
                int(word[6:]),
            )
    except ValueError:
        pass
    raise BadInput(
        N_("没有这一天：{text}"), remedy=N_("日期写作 2023-04-02、4-2、昨 或 -1d"), text=text
    )


def parse_instant(
    text: str,
    *,
    zone: tzinfo,
    now: datetime,
    day: date | None = None,
) -> datetime:
    """A moment as people type it on the county's clock; see the error for the forms.

    Args:
        text: What was typed; full-width digits and colons are welcome.
        zone: The county's clock.
        now: The moment it was typed; ``now`` and ``此刻`` mean this, and relative days count from it.
        day: The day a bare clock time belongs to; the day of *now* if not given.

    Raises:
        BadInput: not a moment, or one that never was on this clock.
    """
    word = normalise(text)
    if word.lower() in {"now", "此刻", "现在"}:
        return now.astimezone(zone).replace(microsecond=0)
    if _ISO.match(word):
        try:
            at = datetime.fromisoformat(word.upper())
        except ValueError:
            raise BadInput(N_("没有这个时刻：{text}"), remedy=_HOW, text=text) from None
        return _real(at if at.tzinfo else at.replace(tzinfo=zone), text)
    today = now.astimezone(zone).date()
    *on, last = word.rsplit(maxsplit=1) or [""]
    clock = _clock(last)
    if clock is None:
        raise BadInput(N_("没有这个时刻：{text}"), remedy=_HOW, text=text)
    return _real(
        datetime.combine(
            parse_day(on[0], today) if on else day or today,
            clock,
            tzinfo=zone,
        ),
        text,
    )


def _real(at: datetime, text: str) -> datetime:
    """*at* to the second, unless no clock ever showed it or its year is a slip of the finger."""
    at = at.replace(microsecond=0)
    if FIRST_YEAR <= at.year <= LAST_YEAR and at.astimezone(UTC).astimezone(
        at.tzinfo
    ) == at.replace(fold=0):
        return at
    raise BadInput(N_("没有这个时刻：{text}"), remedy=_HOW, text=text)


def _clock(word: str) -> time | None:
    found = _CLOCK.match(word)
    if not found:
        return None
    try:
        if found[4]:
            return time(int(found[4]), int(found[5]))
        return time(
            int(found[1]),
            int(found[2]),
            int(found[3] or 0),
        )
    except ValueError:
        return None


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
        yield month, date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def year_window(year: int, zone: tzinfo) -> Window:
    """The civil year on the county's clock.

    Raises:
        BadInput: no such year can be in a record.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(N_("没有这一年：{year}"), year=str(year)[:12])
    start = datetime(year, 1, 1, tzinfo=zone)
    return Window(
        start=start,
        end=datetime(year + 1, 1, 1, tzinfo=zone) - timedelta(seconds=1),
    )
