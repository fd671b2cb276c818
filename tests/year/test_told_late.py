"""The same history told on time and told late: the verdicts are the same, and only the marks of late entry differ."""

import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.year.county import ZONE, Clock, at
from wxmod.actions import Desk
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import lots, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import setup
from wxmod.actions.registry import registers
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Inspection, InspectionResult
from wxmod.domain.times import Window
from wxmod.program import load_program, program_folder
from wxmod.rules import Finding
from wxmod.store import database

FIRED = Window(start=at("2023-06-15 14:00"), end=at("2023-06-15 14:10"))
RECORDED = at("2023-06-15 14:30")
MARKS = {"A213"}
"""Rules that say nothing but that something was entered late."""


class Fact(NamedTuple):
    """Something that happened, and how it is entered."""

    at: datetime
    enter: Callable[[Desk, datetime], Any]


def _status(moment: datetime, status: str) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        unit = registers.unit_at(desk, "G1", since)
        assert unit
        changed = {"status": status, "stated": ("status",)}
        registers.register(desk, type(unit).model_validate(dict(unit) | changed), since=since)

    return Fact(moment, enter)


def _papers(moment: datetime, person: str) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        held = registers.person_at(desk, person, since)
        assert held
        names = ("trained_on", "examined_on", "filed_on")
        papers = dict.fromkeys(names, since.astimezone(ZONE).date())
        told = held.model_copy(update={**papers, "stated": names})
        registers.add_person(desk, told, since=since)

    return Fact(moment, enter)


def _inspection(moment: datetime, result: InspectionResult) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        day = since.astimezone(ZONE).date()
        told = Inspection(
            equipment="G1",
            year=day.year,
            inspected_on=day,
            valid_until=registers.valid_until(desk, day, result),
            result=result,
        )
        registers.inspect(desk, told)

    return Fact(moment, enter)


def _notice(moment: datetime, *, stopped: bool) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        hands = Handover("K1", "K2", reason="质量通报", at=since)
        (lots.stop if stopped else lots.resume)(desk, "S-1", hands)

    return Fact(moment, enter)


def _answer(moment: datetime, minutes: int | None) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        if minutes is None:
            clearances.delay(desk, "KY1", since + timedelta(minutes=5), at=since)
        else:
            start = FIRED.start - timedelta(minutes=30)
            given_ = Window(start=start, end=FIRED.start + timedelta(minutes=minutes))
            clearances.grant(desk, "KY1", given_, at=since)

    return Fact(moment, enter)


def _days(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Noon of a day so many days before the firing."""
    noon = at("2023-06-15 12:00")
    return st.integers(first, last).map(lambda n: noon - timedelta(days=n))


_MINUTES = st.integers(-20, 9).map(lambda n: FIRED.start + timedelta(minutes=n))
_RESULTS = st.sampled_from([InspectionResult.PASSED, InspectionResult.FAILED])
_FACTS = st.lists(
    st.one_of(
        st.builds(_status, _days(1, 90), st.sampled_from(["in-service", "under-repair"])),
        st.builds(_papers, _days(1, 500), st.sampled_from(["C1", "P11"])),
        st.builds(_inspection, _days(1, 500), _RESULTS),
        st.builds(
            lambda moment, stopped: _notice(moment, stopped=stopped), _days(1, 20), st.booleans()
        ),
        st.builds(_answer, _MINUTES, st.sampled_from([None, 5, 10, 60])),
    ),
    max_size=7,
    unique_by=lambda fact: fact.at,
)


def _county(folder: Path, clock: Clock) -> Desk:
    """A county two years before, its register, its rounds and the application for the firing."""
    clock.now = at("2021-06-01 09:00").astimezone(UTC)
    program = load_program(program_folder("yuxian"))
    desk = Desk(database.create(folder / "r.db", program="yuxian"), program, "C1", clock)
    setup.enrol(desk)
    two = Handover("K1", "K2")
    stores.receive(desk, Lot(no="S-1", type="shell-37", maker="M"), "county", 50, two)
    clock.now = at("2021-06-01 10:00").astimezone(UTC)
    stores.issue(desk, Held("county", "S-1"), "东邢", 40, two)
    return desk


def _request(desk: Desk) -> None:
    asked = Clearance(
        number="KY1",
        sites=("140322001",),
        requested_at=desk.now(),
        requested_by="C1",
        wanted=FIRED,
    )
    clearances.request(desk, asked, waive={"A222": "试"})


OPERATION = Operation.model_validate(
    {
        "site": "140322001",
        "purpose": "hail",
        "clearance": "KY1",
        "commander": "C1",
        "crew": [{"person": "P11"}],
        "reported_at": RECORDED,
        "releases": [
            {
                "equipment": "G1",
                "lot": "S-1",
                "start": FIRED.start,
                "end": FIRED.end,
                "rounds": 5,
                "azimuths_deg": [240],
                "elevations_deg": [60],
            }
        ],
    }
)
ASKED = at("2023-06-15 13:30")


def _told_on_time(folder: Path, facts: list[Fact]) -> tuple[Finding, ...]:
    clock = Clock()
    desk = _county(folder, clock)
    steps = [*((fact.at, fact.enter) for fact in facts), (ASKED, lambda desk, _at: _request(desk))]
    for moment, enter in sorted(steps, key=lambda step: step[0]):
        clock.now = moment.astimezone(UTC)
        enter(desk, moment)
    clock.now = RECORDED.astimezone(UTC)
    no = recording.record(desk, OPERATION).name
    return _findings(desk, no)


def _told_late(folder: Path, facts: list[Fact]) -> tuple[Finding, ...]:
    """The operation first; what was there before it is entered one after the other in the days that follow."""
    clock = Clock()
    desk = _county(folder, clock)
    clock.now = ASKED.astimezone(UTC)
    _request(desk)
    clock.now = RECORDED.astimezone(UTC)
    no = recording.record(desk, OPERATION).name
    for fact in facts:
        clock.now += timedelta(hours=1)
        fact.enter(desk, fact.at)
    return _findings(desk, no)


def _findings(desk: Desk, no: str) -> tuple[Finding, ...]:
    found = recording.findings_of(desk, recording.get(desk, no))
    desk.store.close()
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_FACTS, st.integers(0, 1000))
def test_told_late_the_verdicts_are_those_told_on_time(facts: list[Fact], seed: int) -> None:
    shuffled = sorted(facts, key=lambda fact: fact.at)
    random.Random(seed).shuffle(shuffled)
    with tempfile.TemporaryDirectory() as on_time, tempfile.TemporaryDirectory() as late:
        first = _told_on_time(Path(on_time), facts)
        then = _told_late(Path(late), shuffled)
    assert not [f for f in first if f.late]
    today = {(f.code, f.field) for f in then if not (f.late and f.late.lifted)}
    assert today - _of(MARKS, then) == {(f.code, f.field) for f in first}
    # What holds only because of a late entry, or would hold but for one, is marked with both times.
    for finding in then:
        if finding.late:
            assert finding.late.recorded_at > RECORDED
            assert finding.late.about <= FIRED.end


def _of(codes: set[str], findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.code, f.field) for f in findings if f.code in codes}
