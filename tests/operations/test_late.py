"""Judged as it was: what is entered afterwards is shown as such and turns no verdict over in silence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.duty_log import at, hail, ready
from wxmod.actions import Desk
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import lots, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.registry import registers
from wxmod.actions.year import summary
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import BadInput
from wxmod.domain.registry.equipment import Inspection
from wxmod.domain.times import Window
from wxmod.rules import Finding, Severity

NO = "20230720-001-1"


@pytest.fixture
def fired(desk: Desk) -> Desk:
    """Nine rounds fired on 20 July 2023 from 15:00 to 15:06, as they should be."""
    ready(desk)
    recording.record(desk, hail(desk))
    return desk


def later(desk: Desk, days: float) -> Desk:
    now = desk.now() + timedelta(days=days)
    return replace(desk, clock=lambda: now)


def found(desk: Desk, no: str = NO) -> dict[str, Finding]:
    return {f.code: f for f in recording.findings_of(desk, recording.get(desk, no))}


def window(desk: Desk, start: str, end: str) -> Window:
    return Window(start=at(desk, f"2023-07-20 {start}"), end=at(desk, f"2023-07-20 {end}"))


def test_next_years_papers_say_nothing_of_this_year(fired: Desk) -> None:
    before, rate = found(fired), summary(fired, 2023).crew
    next_year = later(fired, 230)
    for person in registers.people(next_year):
        papers = {"trained_on": "2024-02-20", "examined_on": "2024-02-21", "filed_on": "2024-02-22"}
        told = type(person).model_validate(dict(person) | papers)
        registers.add_person(next_year, told)
    assert found(next_year) == before
    assert summary(next_year, 2023).crew == rate == (6, 6)


def test_what_becomes_of_a_unit_or_person_afterwards_says_nothing_of_the_past(fired: Desk) -> None:
    before, rate = found(fired), summary(fired, 2023).inspected
    next_year = later(fired, 230)
    for status in ("under-repair", "scrapped"):
        unit = registers.unit_at(next_year, "G1")
        assert unit
        told = type(unit).model_validate(dict(unit) | {"status": status})
        registers.register(next_year, told)
    person = registers.person_at(next_year, "C1")
    assert person
    registers.add_person(next_year, person.model_copy(update={"active": False}))
    assert found(next_year) == before
    assert summary(next_year, 2023).inspected == rate
    # In the year it was scrapped it was there for a time; in the year after it is due nothing.
    assert summary(later(next_year, 500), 2025).inspected.due == rate.due - 1


def test_a_later_answer_takes_nothing_from_what_was_fired_under_an_earlier_one(desk: Desk) -> None:
    """Granted 14:50–16:00 and fired 15:00–15:06; a second grant 17:00–17:30 made that A203."""
    ready(desk)
    clearances.request(desk, request(desk, "KY2"))
    first = window(desk, "14:50", "15:20")
    clearances.grant(desk, "KY2", first, at=at(desk, "2023-07-20 14:45"))
    recording.record(desk, hail(desk, clearance="KY2"))
    second = window(desk, "17:00", "17:30")
    clearances.grant(desk, "KY2", second, at=at(desk, "2023-07-20 16:50"))
    assert "A203" not in found(desk)
    assert clearances.get(desk, "KY2").granted == second


def request(desk: Desk, number: str) -> Clearance:
    return Clearance(
        number=number,
        sites=("140322001",),
        requested_at=at(desk, "2023-07-20 14:30"),
        requested_by="C1",
        wanted=window(desk, "14:50", "18:00"),
    )


def test_an_answer_entered_afterwards_does_not_make_a_firing_lawful_unseen(desk: Desk) -> None:
    ready(desk)
    clearances.request(desk, request(desk, "KY2"))
    recording.record(desk, hail(desk, clearance="KY2"))
    assert found(desk)["A202"].late is None
    evening = later(desk, 0.05)
    granted = at(desk, "2023-07-20 14:45")
    clearances.grant(evening, "KY2", window(desk, "14:50", "16:00"), at=granted)
    violation = found(evening)["A202"]
    assert violation.severity is Severity.BLOCK
    assert violation.late
    assert violation.late.lifted
    assert (violation.late.about, violation.late.recorded_at) == (granted, evening.now())
    # A correction of something else is no way round it.
    operation = recording.get(evening, NO).operation.model_copy(update={"remarks": "补充"})
    recording.correct(evening, NO, operation, reason="补充备注")
    assert found(evening)["A202"].late == violation.late


def test_an_answer_entered_after_the_firing_is_shown_with_both_times(desk: Desk) -> None:
    ready(desk)
    clearances.request(desk, request(desk, "KY2"))
    clearances.grant(desk, "KY2", window(desk, "14:50", "16:00"), at=at(desk, "2023-07-20 14:45"))
    recording.record(desk, hail(desk, clearance="KY2"))
    note = found(desk)["A213"]  # the desk's clock stands at 18:00
    assert "14:45" in note.message
    assert f"{desk.local(desk.now()):%H:%M}" in note.message
    assert note.severity is Severity.NOTE


def _recalled(desk: Desk) -> None:
    lots.stop(desk, "A-7", "质量通报", Handover("K1", at=at(desk, "2023-07-01 09:00")))


def _repaired(desk: Desk) -> None:
    unit = registers.unit_at(desk, "G1")
    assert unit
    told = type(unit).model_validate(dict(unit) | {"status": "under-repair"})
    registers.register(desk, told, since=at(desk, "2023-07-10 09:00"))


def _failed(desk: Desk) -> None:
    told = {
        "equipment": "G1",
        "year": 2023,
        "inspected_on": "2023-07-15",
        "valid_until": "2023-07-15",
        "result": "failed",
    }
    registers.inspect(desk, Inspection.model_validate(told))


@pytest.mark.parametrize(("code", "enter"), [("R402", _repaired), ("R401", _failed)])
def test_what_is_entered_afterwards_makes_no_lawful_act_unlawful(
    fired: Desk, code: str, enter: Callable[[Desk], None]
) -> None:
    assert code not in found(fired)
    evening = later(fired, 0.1)
    enter(evening)
    note = found(evening)[code]
    assert note.severity is Severity.NOTE
    assert note.late
    assert not note.late.lifted
    assert note.late.recorded_at == evening.now()
    # What is fired after it was entered is judged by it without more ado.
    another = hail(evening, start="15:30", end="15:36", clearance=None)
    done = recording.record(evening, another)
    blocks = {f.code for f in done.findings if f.severity is Severity.BLOCK}
    assert code in blocks


def test_papers_entered_late_stand_beside_the_verdict(fired: Desk) -> None:
    untrained = {"id": "N9", "name": "新人", "roles": ["crew"], "site": "140322001"}
    model = type(registers.people(fired)[0])
    registers.add_person(fired, model.model_validate(untrained))
    done = recording.record(
        fired, hail(fired, crew="N9 P11 P12 P13 P14", start="15:10", end="15:12")
    )
    assert {"R406", "R407", "R408"} <= set(found(fired, done.name))
    evening = later(fired, 0.1)
    papers = {"trained_on": "2023-05-01", "examined_on": "2023-05-02", "filed_on": "2023-05-03"}
    registers.add_person(evening, model.model_validate(untrained | papers))
    held = found(evening, done.name)
    for code in ("R406", "R407", "R408"):
        assert held[code].severity is Severity.BLOCK
        assert held[code].late
    assert summary(evening, 2023).crew == (7, 7)


def test_check_and_record_agree_on_rounds_loaded_in_the_gun(desk: Desk) -> None:
    ready(desk, rounds=9)
    hands = Handover("K1", "K2", at=at(desk, "2023-07-20 14:00"))
    stores.load(desk, Held("140322001", "A-7"), "G1", 9, hands)
    operation = hail(desk)
    told = recording.propose(desk, operation)
    done = recording.record(desk, operation)
    assert {f.code for f in told} == {f.code for f in done.findings}
    assert "M301" not in {f.code for f in told}
    # Corrected, it does not lack the very rounds it fired.
    changed = operation.model_copy(update={"remarks": "x"})
    assert "M301" not in {f.code for f in recording.judge(desk, changed, no=done.name)}
    assert recording.get(desk, done.name).operation.releases[0].place == "loaded/G1"


def test_a_void_operation_is_reopened_by_its_own_word_only(fired: Desk) -> None:
    recording.correct(fired, NO, None, reason="重复")
    eight = hail(fired, rounds="8")
    with pytest.raises(BadInput, match="reopen"):
        recording.correct(fired, NO, eight, reason="笔误")
    assert summary(fired, 2023).total.operations == 0
    recording.reopen(fired, NO, eight, reason="没有重复")
    total = summary(fired, 2023).total
    assert (total.operations, total.shells) == (1, 8)
    with pytest.raises(BadInput):
        recording.reopen(fired, NO, reason="再来")


def test_a_file_taken_in_again_adds_nothing(fired: Desk) -> None:
    operations = [hail(fired, start="16:00", end="16:05"), hail(fired, start="16:10", end="16:15")]
    told = [(operation, None) for operation in operations]
    keys = recording.file_keys(operations)
    first = recording.record_all(fired, told, keys=keys)
    again = recording.record_all(fired, told, keys=keys)
    assert [o.name for o in again] == [o.name for o in first]
    assert all(o.receipt.repeated for o in again)
    assert summary(fired, 2023).total.operations == 3
    # Twice within one file is two, and each is told so.
    twice = [operations[0], operations[0]]
    done = recording.record_all(fired, [(o, None) for o in twice], keys=recording.file_keys(twice))
    assert done[0].receipt.repeated
    assert "D711" in {f.code for f in done[1].findings}


def test_doubles_are_listed_in_the_year(fired: Desk) -> None:
    done = recording.record(fired, hail(fired))
    assert "D711" in {f.code for f in done.findings}
    held = summary(fired, 2023)
    assert held.doubtful == (NO, done.name)
    assert (
        found(fired)["D711"].severity is Severity.NOTE
    )  # the first was no double when it was told
    recording.correct(fired, done.name, None, reason="重复")
    assert summary(fired, 2023).doubtful == ()


def test_a_site_that_left_the_programme_is_shown_by_its_code(fired: Desk, tmp_path: Path) -> None:
    sites = tuple(s for s in fired.program.sites if s.code != "140322001")
    gone = replace(fired, program=fired.program.model_copy(update={"sites": sites}))
    assert gone.program.site_name("140322001") == "140322001"
    assert "D703" in found(gone)
    assert [line.key for line in summary(gone, 2023).by_site] == ["140322001"]
    recording.correct(gone, NO, None, reason="作废")


def edited(desk: Desk, **changes: Any) -> Desk:
    rows = tuple(
        type(unit).model_validate(dict(unit) | changes) if unit.id == "G1" else unit
        for unit in desk.program.equipment
    )
    return replace(desk, program=desk.program.model_copy(update={"equipment": rows}))


def test_an_edited_table_is_noticed_and_offered_once(fired: Desk) -> None:
    assert registers.edited(fired) == []
    desk = edited(fired, factory_no="7-123", camera=True)
    (offer,) = registers.edited(desk)
    assert offer.name == "G1"
    assert offer.fields == (("factory_no", "", "7-123"), ("camera", "", "True"))
    # What the register learned meanwhile is no edit of the table, and taking the table over keeps it.
    unit = registers.unit_at(desk, "G1")
    assert unit
    moved = type(unit).model_validate(dict(unit) | {"site": "140322002"})
    registers.register(later(desk, 1), moved)
    assert [f for f, _was, _now in registers.edited(desk)[0].fields] == ["factory_no", "camera"]
    registers.take_edits(later(desk, 2))
    assert registers.edited(desk) == []
    now = registers.unit_at(later(desk, 3), "G1")
    assert now
    assert (now.factory_no, now.camera, now.site) == ("7-123", True, "140322002")
    before = registers.unit_at(desk, "G1", datetime(2023, 7, 20, 15, tzinfo=desk.program.zone))
    assert before
    assert (before.factory_no, before.site) == ("", "140322001")
