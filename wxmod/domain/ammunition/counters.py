"""Shots as a launcher, gun or sound sensor counted them, matched with what the log and the ledger say; tolerance 0."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Instant, Value
from wxmod.domain.text import Code, Name, Natural, Whole


class Reading(Value):
    """Shots one unit's counter saw in a stretch of time."""

    equipment: Code
    start: Instant
    end: Instant
    rounds: Annotated[Whole, Field(ge=0, le=100_000)]

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("window_backwards", "ends before it starts")
        return self


class CounterRead(Value):
    """The readings of one counter or telemetry file; they assert and change no stock.

    Attributes:
        start, end: What the file covers; operations of its units in between that it does not show are differences.
        slack_minutes: How far the counter's clock may be off.
    """

    file: Name
    sha256: Code
    start: Instant
    end: Instant
    slack_minutes: Natural = 0
    readings: tuple[Reading, ...] = Field(min_length=1)


class UnitLog(NamedTuple):
    """What the record says one unit fired in one operation."""

    no: str
    equipment: str
    start: datetime
    end: datetime
    logged: int
    ledger: int


class UnitMatch(NamedTuple):
    """Three accounts of the same shots; ``no`` is "" for shots no operation tells of."""

    no: str
    equipment: str
    at: datetime
    logged: int
    ledger: int
    counter: int

    @property
    def agrees(self) -> bool:
        return self.logged == self.ledger == self.counter

    @property
    def subject(self) -> str:
        """How an explanation names it: ``OPERATION/EQUIPMENT``, or the hour of shots without operation."""
        what = self.no
        if not what:
            what = f"{self.at:%Y%m%dT%H%M}"
        return f"{what}/{self.equipment}"


def match(logs: Iterable[UnitLog], read: CounterRead) -> tuple[UnitMatch, ...]:
    """Every unit of every operation, and every reading no operation tells of, in order of time.

    A reading belongs to the operation of its unit it lies nearest to, within the slack.
    """
    units = {reading.equipment for reading in read.readings}
    due = [log for log in logs if log.equipment in units]
    counted, stray = _assigned(due, read)
    matches = []
    for log in due:
        counter = counted[log]
        matches.append(_told(log, counter))
    for (at, unit), counter in stray.items():
        untold = _untold(at, unit, counter)
        matches.append(untold)
    matches.sort(key=_in_time)
    return tuple(matches)


def _assigned(
    due: Sequence[UnitLog],
    read: CounterRead,
) -> tuple[Counter[UnitLog], Counter[tuple[datetime, str]]]:
    """Shots by the firing they belong to, and those of no operation by minute and unit."""
    slack = timedelta(minutes=read.slack_minutes)
    counted: Counter[UnitLog] = Counter()
    stray: Counter[tuple[datetime, str]] = Counter()
    for reading in read.readings:
        rounds = reading.rounds
        nearest = _nearest(due, reading)
        if nearest and _apart(reading, nearest) <= slack:
            counted[nearest] += rounds
        elif rounds:
            # By the minute: an explanation names shots without operation so, and must not cover others of that minute.
            minute = reading.start.replace(second=0, microsecond=0)
            stray[minute, reading.equipment] += rounds
    return counted, stray


def _untold(at: datetime, unit: str, counter: int) -> UnitMatch:
    """Shots that no operation tells of."""
    return UnitMatch(
        "",
        unit,
        at,
        logged=0,
        ledger=0,
        counter=counter,
    )


def _told(log: UnitLog, counter: int) -> UnitMatch:
    """What an operation tells of a unit, beside what its counter saw."""
    return UnitMatch(
        log.no,
        log.equipment,
        log.start,
        log.logged,
        log.ledger,
        counter,
    )


def _in_time(each: UnitMatch) -> tuple[datetime, str, str]:
    return each.at, each.no, each.equipment


def _nearest(logs: Iterable[UnitLog], reading: Reading) -> UnitLog | None:
    """The firing of a reading's unit that lies nearest to it; the first of two equally near."""
    nearest = None
    least = timedelta.max
    for log in logs:
        if log.equipment != reading.equipment:
            continue
        apart = _apart(reading, log)
        if apart < least:
            nearest = log
            least = apart
    return nearest


def _apart(reading: Reading, log: UnitLog) -> timedelta:
    """How far apart the reading and a firing lie; zero where they overlap."""
    after = log.start - reading.end
    before = reading.start - log.end
    return max(after, before, timedelta(0))


def differences(matches: Sequence[UnitMatch]) -> tuple[UnitMatch, ...]:
    """The ones on which log, ledger and counter do not agree."""
    return tuple(each for each in matches if not each.agrees)
