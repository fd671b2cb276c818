"""Shots as a launcher, gun or sound sensor counted them, matched with what the log and the ledger say; tolerance 0."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
        return f"{self.no or self.at.strftime('%Y%m%dT%H%M')}/{self.equipment}"


def match(logs: Iterable[UnitLog], read: CounterRead) -> tuple[UnitMatch, ...]:
    """Every unit of every operation, and every reading no operation tells of, in order of time.

    A reading belongs to the operation of its unit it lies nearest to, within the slack.
    """
    units = {r.equipment for r in read.readings}
    due = [log for log in logs if log.equipment in units]
    counted: Counter[UnitLog] = Counter()
    # By the minute: an explanation names shots without operation so, and must not cover others of that minute.
    stray: Counter[tuple[datetime, str]] = Counter()
    for reading in read.readings:
        nearest = min(
            (log for log in due if log.equipment == reading.equipment),
            key=_apart(reading),
            default=None,
        )
        if nearest and _apart(reading)(nearest) <= timedelta(minutes=read.slack_minutes):
            counted[nearest] += reading.rounds
        elif reading.rounds:
            stray[reading.start.replace(second=0, microsecond=0), reading.equipment] += (
                reading.rounds
            )
    told = [
        UnitMatch(
            g.no,
            g.equipment,
            g.start,
            g.logged,
            g.ledger,
            counted[g],
        )
        for g in due
    ]
    untold = [UnitMatch("", unit, at, 0, 0, rounds) for (at, unit), rounds in stray.items()]
    return tuple(sorted([*told, *untold], key=lambda m: (m.at, m.no, m.equipment)))


def _apart(reading: Reading) -> Callable[[UnitLog], timedelta]:
    """How far apart the reading and a firing lie; zero where they overlap."""
    return lambda log: max(
        log.start - reading.end,
        reading.start - log.end,
        timedelta(0),
    )


def differences(matches: Sequence[UnitMatch]) -> tuple[UnitMatch, ...]:
    """The ones on which log, ledger and counter do not agree."""
    return tuple(m for m in matches if not m.agrees)
