"""Registers through time: a row as it stood at a moment, whenever its changes were entered."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxmod.domain.registry.equipment import (
    Equipment,
    Fitness,
    Inspection,
    inspected,
)
from wxmod.domain.registry.people import PAPERS, Person
from wxmod.domain.registry.versions import EVER, Horizon, Register, Row, Telling, Written

BORN = datetime(2026, 12, 1, 9, tzinfo=UTC)


def day(month: int, of_month: int = 1, year: int = 2026) -> datetime:
    return datetime(year, month, of_month, tzinfo=UTC)


def unit(**changes: Any) -> Equipment:
    base = {"id": "G1", "kind": "gun", "model": "M", "site": "1"}
    return Equipment.model_validate(base | changes)


def told(body: Any, since: datetime, entered: datetime | None = None, seq: int = 1) -> Any:
    written = Written(since, entered or since, "c", seq)
    return Telling(body, written, dated=entered is not None and entered != since)


def row(*tellings: Any) -> Row[Any]:
    return Row(tellings, zone=UTC, papers=PAPERS)


def test_what_is_entered_today_says_nothing_of_yesterday() -> None:
    held = row(told(unit(), BORN), told(unit(status="scrapped"), BORN + timedelta(days=30), seq=2))
    assert held.at(BORN + timedelta(days=29)).status == "in-service"
    assert held.at(BORN + timedelta(days=30)).status == "scrapped"
    assert held.at(day(1, year=2022)).status == "in-service"  # the programme's row held all along


def test_a_repair_entered_late_holds_from_its_own_day_and_to_this_day() -> None:
    repair = told(unit(status="under-repair"), day(3), BORN + timedelta(hours=1), seq=2)
    held = row(told(unit(), BORN), repair)
    assert held.at(day(2, 28)).status == "in-service"
    assert held.at(day(3)).status == "under-repair"
    assert held.at(EVER).status == "under-repair"


def test_a_late_change_of_one_field_leaves_the_others_as_told_since() -> None:
    moved = told(unit(site="2"), BORN + timedelta(days=1), seq=2)
    # Whoever enters the repair late sees the row as it stood in March: at its first site.
    repair = told(unit(status="under-repair"), day(3), BORN + timedelta(days=2), seq=3)
    held = row(told(unit(), BORN), moved, repair)
    assert (held.at(day(4)).site, held.at(day(4)).status) == ("1", "under-repair")
    assert (held.at(EVER).site, held.at(EVER).status) == ("2", "under-repair")


def person(**changes: Any) -> Person:
    base = {"id": "C1", "name": "甲", "roles": ["commander"], "trained_on": "2026-01-10"}
    return Person.model_validate(base | changes)


def test_a_training_holds_from_its_day_whenever_it_is_entered() -> None:
    renewed = told(person(trained_on="2027-02-20"), day(3, 1, 2027), seq=2)
    held = row(told(person(), day(1, 15)), renewed)
    assert held.at(day(7, 1)).trained_on == date(2026, 1, 10)
    assert held.at(day(2, 19, 2027)).trained_on == date(2026, 1, 10)
    assert held.at(day(2, 20, 2027)).trained_on == date(2027, 2, 20)


def test_an_earlier_day_entered_undated_corrects_a_slip() -> None:
    slip = told(person(trained_on="2026-11-10"), day(11, 12), seq=2)
    right = told(person(trained_on="2026-10-10"), day(11, 13), seq=3)
    held = row(told(person(), day(1, 15)), slip, right)
    assert held.at(day(11, 30)).trained_on == date(2026, 10, 10)
    assert held.at(day(10, 9)).trained_on == date(2026, 1, 10)


def test_what_the_record_knew_is_told_by_its_own_entries_and_others_hours() -> None:
    own, other = Written(BORN, BORN, "c", 7), Written(BORN, BORN, "d", 99)
    assert Horizon(BORN, "c", 7).covers(own)
    assert not Horizon(BORN, "c", 6).covers(own)
    assert Horizon(BORN, "c", 1).covers(other)
    assert not Horizon(BORN - timedelta(seconds=1), "c", 1).covers(other)


def test_only_what_changed_something_by_then_is_late() -> None:
    renewed = told(person(trained_on="2027-02-20"), day(3, 1, 2027), seq=9)
    paper = told(person(trained_on="2026-06-01"), day(12, 1), seq=8)
    tellings = {"C1": [told(person(), day(1, 15)), paper, renewed]}
    register = Register(tellings, zone=UTC, papers=PAPERS)
    horizon = Horizon(day(7, 1), "c", 2)
    assert [w.seq for w in register.late(horizon, day(7, 1), ["C1"])] == [8]
    assert register.late(horizon, day(5, 31), ["C1"]) == []


CHANGES = st.lists(
    st.tuples(
        st.integers(1, 300),
        st.sampled_from(("status", "site", "model")),
        st.sampled_from("abcd"),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda change: change[0],
)
_STATUS = dict(
    zip("abcd", ("in-service", "under-repair", "out-of-service", "scrapped"), strict=True)
)


@given(CHANGES, st.randoms())
def test_the_same_changes_told_late_in_any_order_come_to_the_same(
    changes: list[tuple[int, str, str]], random: Any
) -> None:
    """As `equipment add --since` tells them: each on top of the row as it stood at its own moment."""

    def tell(order: list[tuple[int, str, str]], entered: int | None) -> Row[Any]:
        tellings = [told(unit(), day(1))]
        for seq, (number, field, value) in enumerate(order, 2):
            since = day(1) + timedelta(days=number)
            now = since if entered is None else day(1) + timedelta(days=entered + seq)
            changed = {field: _value(field, value), "stated": [field]}
            body = Equipment.model_validate(dict(Row(tellings, zone=UTC).at(since)) | changed)
            tellings.append(told(body, since, now, seq))
        return Row(tellings, zone=UTC)

    shuffled = list(changes)
    random.shuffle(shuffled)
    on_time, late = tell(sorted(changes), None), tell(shuffled, 400)
    stands = {"status": "in-service", "site": "1", "model": "M"}
    for number, field, value in sorted(changes):
        stands[field] = _value(field, value)
        moment = day(1) + timedelta(days=number)
        for held in (on_time.at(moment), late.at(moment)):
            assert {name: getattr(held, name) for name in stands} == stands


def _value(field: str, letter: str) -> str:
    return _STATUS[letter] if field == "status" else letter


def inspection(on: str, result: str, until: str = "2027-10-01", organiser: str = "") -> Inspection:
    return Inspection.model_validate(
        {
            "equipment": "G1",
            "year": int(on[:4]),
            "inspected_on": on,
            "valid_until": until,
            "result": result,
            "organiser": organiser,
        }
    )


@pytest.mark.parametrize(
    ("on", "fitness", "left"),
    [
        (date(2026, 9, 30), Fitness.NEVER, None),
        (date(2026, 10, 1), Fitness.FIT, 365),
        (date(2026, 10, 31), Fitness.FIT, 335),
        (date(2026, 11, 1), Fitness.FAILED, None),
        (date(2027, 10, 2), Fitness.FAILED, None),
    ],
)
def test_the_latest_inspection_decides(on: date, fitness: Fitness, left: int | None) -> None:
    held = [inspection("2026-10-01", "passed"), inspection("2026-11-01", "failed", "2026-11-01")]
    standing = inspected(held, on)
    assert (standing.fitness, standing.days_left) == (fitness, left)


@pytest.mark.parametrize(
    ("on", "fitness"), [(date(2027, 10, 1), Fitness.FIT), (date(2027, 10, 2), Fitness.LAPSED)]
)
def test_an_inspection_lapses_after_its_last_day(on: date, fitness: Fitness) -> None:
    assert inspected([inspection("2026-10-01", "passed")], on).fitness is fitness


def test_opposite_results_of_one_day_are_a_conflict() -> None:
    held = [
        inspection("2026-10-01", "passed", organiser="县局"),
        inspection("2026-10-01", "failed", "2026-10-01", organiser="市局"),
    ]
    assert inspected(held, date(2026, 10, 2)).fitness is Fitness.CONFLICT
