"""The same history told on time and told late: the verdicts are the same, and only the marks of late entry differ."""

import random
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.year.county import ZONE, Clock, at
from wxmod.actions import Desk, Refused
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import lots, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.command import instructions, notices, suspension
from wxmod.actions.command.suspension import Look
from wxmod.actions.operations import recording
from wxmod.actions.record import setup
from wxmod.actions.registry import registers
from wxmod.actions.weather import reading
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.command.instructions import Instruction, Order
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.errors import BadInput
from wxmod.domain.operations.operation import Operation, Purpose
from wxmod.domain.registry.equipment import Inspection, InspectionResult
from wxmod.domain.times import Window
from wxmod.program import History, Program, load_program, program_folder
from wxmod.rules import Finding
from wxmod.store import database

FIRED = Window(start=at("2023-06-15 14:00"), end=at("2023-06-15 14:10"))
RECORDED = at("2023-06-15 14:30")
_SHOOT = timedelta(minutes=3)
MARKS = {"A213"}
"""Rules that say nothing but that something was entered late."""


class Fact(NamedTuple):
    """Something that happened, and how it is entered.

    Attributes:
        takes: How long it takes; what happened can be entered once it is over.
        once: Whether a history has one of its kind at most, named so.
    """

    at: datetime
    enter: Callable[[Desk, datetime], Any]
    takes: timedelta = timedelta()
    once: str = ""


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


def _announced(moment: datetime, purpose: str) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        told = {
            "number": f"GG-{since:%m%d}",
            "issued_on": since.astimezone(ZONE).date(),
            "issued_by": "气象局",
            "window": Window(start=since, end=FIRED.end + timedelta(days=90)),
            "sites": ("140322001",),
            "purposes": (purpose,),
            "equipment": ("gun",),
        }
        notices.issue(desk, PublicNotice.model_validate(told))

    return Fact(moment, enter)


def _moved(moment: datetime, rounds: int) -> Fact:
    """Rounds taken to the site, or fired there in an operation of another hour where *rounds* is below zero."""

    def enter(desk: Desk, since: datetime) -> None:
        if rounds > 0:
            hands = Handover("K1", "K2", at=since)
            stores.issue(desk, Held("county", "S-1"), "东邢", rounds, hands)
        else:
            recording.record(desk, _operation(since, -rounds, lot="S-1"))

    return Fact(moment, enter, _SHOOT)


def _beside(moment: datetime, site: str) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        elsewhere = _operation(since, 3).model_copy(update={"site": site})
        recording.record(desk, elsewhere)

    return Fact(moment, enter, _SHOOT)


def _operation(start: datetime, rounds: int, lot: str | None = None) -> Operation:
    release = {
        "equipment": "G1",
        "lot": lot,
        "start": start,
        "end": start + _SHOOT,
        "rounds": rounds,
    }
    told = {"site": "140322001", "purpose": "hail", "commander": "C2", "releases": [release]}
    return Operation.model_validate(told)


def _process(moment: datetime, purpose: str) -> Fact:
    """The process the operation names, confirmed then; at most one of them is of its day."""

    def enter(desk: Desk, since: datetime) -> None:
        window = Window(start=since, end=FIRED.end + timedelta(hours=1))
        reading.declare(desk, window, [Purpose(purpose)], reason="雷达回波")

    return Fact(moment, enter, once="process")


def _look(moment: datetime, *, tripped: bool) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        look = Look("值班员", tripped=tripped, at=since)
        suspension.evaluate(desk, "order", look)

    return Fact(moment, enter)


def _answered(moment: datetime, refused: str) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        instructions.answer(desk, "ZL1", "C1", refused=refused, at=since)

    return Fact(moment, enter)


def _called_off(moment: datetime) -> Fact:
    def enter(desk: Desk, since: datetime) -> None:
        instructions.cancel(desk, "ZL1", reason="回波东移", at=since)

    return Fact(moment, enter, once="end")


def _days(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Noon of a day so many days before the firing."""
    noon = at("2023-06-15 12:00")
    return st.integers(first, last).map(lambda n: noon - timedelta(days=n))


_MINUTES = st.integers(-20, 9).map(lambda n: FIRED.start + timedelta(minutes=n))
_RESULTS = st.sampled_from([InspectionResult.PASSED, InspectionResult.FAILED])
_TWO = st.booleans()
_REGISTERS = (
    st.builds(_status, _days(1, 90), st.sampled_from(["in-service", "under-repair"])),
    st.builds(_papers, _days(1, 500), st.sampled_from(["C1", "P11"])),
    st.builds(_inspection, _days(1, 500), _RESULTS),
)
_STOCK = (
    st.builds(lambda moment, stopped: _notice(moment, stopped=stopped), _days(1, 20), _TWO),
    st.builds(_moved, _days(1, 20), st.sampled_from([3, 5, 20, -4, -9])),
)
_AIR = (
    st.builds(_answer, _MINUTES, st.sampled_from([None, 5, 10, 60])),
    st.builds(_announced, _days(1, 60), st.sampled_from(["hail", "rain"])),
)
_DONE = (
    st.builds(_beside, _MINUTES, st.sampled_from(["140322001", "140322002"])),
    st.builds(_process, _MINUTES, st.sampled_from(["hail", "rain"])),
)
# A stop keeps an instruction from being acknowledged, so that a history has one or the other.
_STOPS = (st.builds(lambda moment, tripped: _look(moment, tripped=tripped), _MINUTES, _TWO),)
_ORDERS = (
    st.builds(_answered, _MINUTES, st.sampled_from(["", "回波东移"])),
    st.builds(_called_off, _MINUTES),
)


def _possible(facts: list[Fact]) -> bool:
    once = [fact.once for fact in facts if fact.once]
    return len(once) == len(set(once))


def _histories(*kinds: st.SearchStrategy[Fact]) -> st.SearchStrategy[list[Fact]]:
    several = st.lists(st.one_of(*kinds), max_size=7, unique_by=lambda fact: fact.at)
    return several.filter(_possible)


_FACTS = st.one_of(
    _histories(*_REGISTERS, *_STOCK, *_AIR),
    _histories(*_STOCK, *_AIR, *_DONE, *_STOPS),
    _histories(*_REGISTERS, *_DONE, *_ORDERS),
)


def _announcing(program: Program) -> Program:
    """The county, had public notices been kept here in that year already."""
    (entry,) = program.planning.public_notice.root
    earlier = History[bool]((entry.model_copy(update={"since": date(2023, 1, 1)}),))
    planning = program.planning.model_copy(update={"public_notice": earlier})
    return program.model_copy(update={"planning": planning})


def _county(folder: Path, clock: Clock) -> Desk:
    """A county two years before, its register, its rounds and the application for the firing."""
    clock.now = at("2021-06-01 09:00").astimezone(UTC)
    program = _announcing(load_program(program_folder("yuxian")))
    desk = Desk(database.create(folder / "r.db", program="yuxian"), program, "C1", clock)
    setup.enrol(desk)
    two = Handover("K1", "K2")
    stores.receive(desk, Lot(no="S-1", type="shell-37", maker="M"), "county", 500, two)
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
    ordered = Instruction(
        number="ZL1",
        site="140322001",
        purpose=Purpose.HAIL,
        window=FIRED,
        orders=(Order(equipment="G1", rounds=45, azimuths_deg=(240,), elevations_deg=(60,)),),
        issued_by="C1",
        issued_at=desk.now(),
    )
    desk.write("instruction.issued", ordered, at=desk.now())


OPERATION = Operation.model_validate(
    {
        "site": "140322001",
        "purpose": "hail",
        "clearance": "KY1",
        "commander": "C1",
        "crew": [{"person": "P11"}],
        "process": "GC20230615",
        "instruction_no": "ZL1",
        "reported_at": RECORDED,
        "releases": [
            {
                "equipment": "G1",
                "lot": "S-1",
                "start": FIRED.start,
                "end": FIRED.end,
                "rounds": 45,
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
    steps = [(fact.at + fact.takes, fact.at, fact.enter) for fact in facts]
    steps.append((ASKED, ASKED, lambda desk, _at: _request(desk)))
    for entered, moment, enter in sorted(steps, key=lambda step: step[0]):
        clock.now = entered.astimezone(UTC)
        try:
            enter(desk, moment)
        except (BadInput, Refused):
            # What would have been refused cannot have happened so.
            desk.store.close()
            reject()
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


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
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
