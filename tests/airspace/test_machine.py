"""Airspace applications asked, answered, started, given up and given back in any order, several at once.

The model beside them is written from what `wxmod.actions.airspace.clearances` promises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.machines import MINUTES, SITE, DeskMachine, run
from wxmod.actions import Outcome, judging
from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import AS_ASKED, Limits
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.errors import UnknownName
from wxmod.domain.operations.operation import Operation, Purpose, Release
from wxmod.domain.times import Window
from wxmod.planning import airspace as planned
from wxmod.planning.airspace import Due
from wxmod.rules import check

ASKED, GRANTED, DELAYED = (
    ClearanceStatus.REQUESTED,
    ClearanceStatus.GRANTED,
    ClearanceStatus.DELAYED,
)
WAITING = {ASKED, DELAYED}
NUMBERS = st.sampled_from(["KY20230720-1", "KY20230720-2", "KY20230720-3", "KY-X"])
ANSWER, END_REPORT, LAPSE = (
    timedelta(minutes=15),
    timedelta(minutes=10),
    timedelta(minutes=30),
)  # as 盂县 has them
HEIGHT = 7000.0
JUDGED = {f"A20{n}" for n in range(1, 10)}


@dataclass
class Application:
    """What the model remembers of one."""

    asked: Clearance
    key: str | None
    status: ClearanceStatus = ASKED
    height: float = HEIGHT
    approval: str = ""
    not_before: datetime | None = None
    granted: Window | None = None
    started_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def unused(self) -> bool:
        """Open, and nothing was fired under it yet."""
        return self.status in {*WAITING, GRANTED} and self.started_at is None

    def due(self, now: datetime) -> Iterator[tuple[Due, datetime]]:
        """What somebody still waits for."""
        if self.status in WAITING:
            yield Due.ANSWER, self.not_before or self.asked.requested_at + ANSWER
        elif self.status is GRANTED and self.granted:
            if now < self.granted.start:
                yield Due.OPENS, self.granted.start
            if now <= self.granted.end:
                yield Due.LAPSES, self.granted.end
            yield Due.END_REPORT, self.granted.end + END_REPORT

    def warned(self, now: datetime) -> Iterator[str]:
        """What the watch says of it."""
        due = dict(self.due(now))
        if Due.ANSWER in due and now > due[Due.ANSWER]:
            yield "A231"
        if Due.LAPSES in due and Due.OPENS not in due and due[Due.LAPSES] - now < LAPSE:
            yield "A232"
        if Due.END_REPORT in due and now > due[Due.END_REPORT]:
            yield "A233"

    def faults(self, fired: Window, now: datetime) -> Iterator[str]:
        """What is wrong with firing then under it."""
        if self.granted is None:
            yield "A202"
        else:
            if fired.start < self.granted.start or self.granted.end < fired.end:
                yield "A203"
            if now <= self.granted.end and timedelta() <= self.granted.end - fired.end < LAPSE:
                yield "A206"
            if self.status is GRANTED and self.granted.end < now:
                yield "A208"
        if self.closed_at and self.closed_at < fired.end:
            yield "A209"


class Applications(DeskMachine):
    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, Application] = {}
        self.keys = count(1)

    def window(self, start: int, minutes: int) -> Window:
        return Window(start=self.after(start), end=self.after(start + minutes))

    @rule(
        number=NUMBERS | st.none(),
        start=st.integers(0, 60),
        minutes=MINUTES,
        keyed=st.booleans(),
    )
    def ask(
        self,
        number: str | None,
        start: int,
        minutes: int,
        keyed: bool,
    ) -> None:
        name = number or clearances.next_number(self.desk)
        asked = Clearance(
            number=name,
            sites=(SITE,),
            requested_at=self.now,
            requested_by="C1",
            wanted=self.window(start, minutes),
            max_height_msl_m=HEIGHT,
        )
        key = f"key-{next(self.keys)}" if keyed else None
        free = name not in self.held
        self.attempt(
            lambda: clearances.request(self.desk, asked, uid=key), allowed=free, match="已用过"
        )
        if free:
            self.held[name] = Application(asked, key)

    @rule(number=NUMBERS)
    def ask_once_more_under_the_same_key(self, number: str) -> None:
        told = self.held.get(number)
        if told and told.key:
            assert (
                self.repeated(lambda: clearances.request(self.desk, told.asked, uid=told.key))
                == number
            )

    @rule(
        number=NUMBERS,
        start=st.integers(-20, 40),
        minutes=MINUTES,
        height=st.sampled_from([None, 5500.0, 6500.0]),
        approval=st.sampled_from(["", "7", "8"]),
    )
    def grant(
        self,
        number: str,
        start: int,
        minutes: int,
        height: float | None,
        approval: str,
    ) -> None:
        told, window = self.held.get(number), self.window(start, minutes)
        allowed = told is not None and told.status in {*WAITING, GRANTED}
        limits = Limits(height) if height else AS_ASKED

        def answer() -> Outcome:
            return clearances.grant(self.desk, number, window, approval=approval, limits=limits)

        self.attempt(answer, allowed=allowed)
        if told and allowed:
            told.status, told.granted, told.height = GRANTED, window, height or told.height
            told.approval = approval or told.approval

    @rule(number=NUMBERS, minutes=MINUTES)
    def delay(self, number: str, minutes: int) -> None:
        told, until = self.held.get(number), self.after(minutes)
        allowed = told is not None and told.unused
        self.attempt(lambda: clearances.delay(self.desk, number, until), allowed=allowed)
        if told and allowed:
            told.status, told.granted, told.not_before, told.approval = DELAYED, None, until, ""

    @rule(number=NUMBERS)
    def refuse(self, number: str) -> None:
        told = self.held.get(number)
        allowed = told is not None and told.unused
        self.attempt(lambda: clearances.refuse(self.desk, number, reason="航班"), allowed=allowed)
        if told and allowed:
            told.status, told.granted, told.approval = ClearanceStatus.REFUSED, None, ""

    @rule(number=NUMBERS)
    def start(self, number: str) -> None:
        told = self.held.get(number)
        allowed = told is not None and told.status is GRANTED and told.started_at is None
        self.attempt(lambda: clearances.start(self.desk, number), allowed=allowed)
        if told and allowed:
            told.started_at = self.now

    @rule(number=NUMBERS)
    def cancel(self, number: str) -> None:
        told = self.held.get(number)
        allowed = told is not None and told.unused
        self.attempt(
            lambda: clearances.cancel(self.desk, number, reason="云系减弱"), allowed=allowed
        )
        if told and allowed:
            told.status, told.closed_at = ClearanceStatus.CANCELLED, self.now

    @rule(number=NUMBERS, ago=st.integers(0, 5))
    def close(self, number: str, ago: int) -> None:
        told, moment = self.held.get(number), self.after(-ago)
        allowed = (
            told is not None and told.status is GRANTED
        )  # also before a start that was noted late: it is a fact
        self.attempt(lambda: clearances.close(self.desk, number, at=moment), allowed=allowed)
        if told and allowed:
            told.status, told.closed_at = ClearanceStatus.CLOSED, moment

    @rule(
        number=NUMBERS | st.none(),
        start=st.integers(0, 40),
        minutes=st.integers(1, 10),
    )
    def judge_a_firing(self, number: str | None, start: int, minutes: int) -> None:
        """From now on: the model knows the last answer only, and one before now is held against the answer of then."""
        fired = self.window(start, minutes)
        release = Release(equipment="G1", start=fired.start, end=fired.end, rounds=3)
        told = Operation(
            site=SITE,
            purpose=Purpose.HAIL,
            clearance=number,
            releases=(release,),
            commander="C1",
        )
        found = {f.code for f in check(told, judging.for_operation(self.desk, told))} & JUDGED
        if number in self.held:
            assert found == set(self.held[number].faults(fired, self.now))
        else:
            assert found == {"A202" if number else "A201"}

    @invariant()
    def every_application_stands_where_the_model_has_it(self) -> None:
        stands = {
            c.number: (
                c.status,
                c.granted,
                c.started_at,
                c.closed_at,
                c.max_height_msl_m,
                c.approval,
            )
            for c in clearances.listed(self.desk)
            if c.number != "KY1"
        }
        assert stands == {
            number: (a.status, a.granted, a.started_at, a.closed_at, a.height, a.approval)
            for number, a in self.held.items()
        }

    @invariant()
    def the_open_ones_are_watched_the_most_pressing_first(self) -> None:
        watched = clearances.watch(self.desk)
        due = {
            number: sorted(a.due(self.now), key=lambda d: d[1]) for number, a in self.held.items()
        }
        assert {w.clearance.number: [(d.due, d.at) for d in w.deadlines] for w in watched} == {
            number: waits for number, waits in due.items() if waits
        }
        moments = [w.deadlines[0].at for w in watched]
        assert moments == sorted(moments)
        for each in watched:
            found = {f.code for f in each.findings}
            assert found == set(self.held[each.clearance.number].warned(self.now))

    @invariant()
    def what_is_over_waits_for_nothing(self) -> None:
        for number, told in self.held.items():
            if told.status not in {*WAITING, GRANTED}:
                held = clearances.get(self.desk, number)
                assert planned.deadlines(held, self.desk.program.planning, self.now) == ()

    @invariant()
    def the_next_number_is_free(self) -> None:
        with pytest.raises(UnknownName):
            clearances.get(self.desk, clearances.next_number(self.desk))


def test_applications_live_as_the_model_says() -> None:
    run(Applications)


def test_a_firing_before_the_answer_is_held_against_the_answer_there_was() -> None:
    """Granted for now and later; the round that left a minute before had no answer, and stays without one."""
    machine = Applications()
    try:
        machine.ask(keyed=False, minutes=1, number="KY20230720-1", start=0)
        machine.grant(approval="", height=None, minutes=1, number="KY20230720-1", start=0)
        fired = machine.window(-1, 1)
        release = Release(equipment="G1", start=fired.start, end=fired.end, rounds=3)
        told = Operation(
            site=SITE,
            purpose=Purpose.HAIL,
            clearance="KY20230720-1",
            releases=(release,),
            commander="C1",
        )
        found = {f.code for f in check(told, judging.for_operation(machine.desk, told))}
        assert found & {"A201", "A202", "A203"} == {"A202"}
    finally:
        machine.teardown()
