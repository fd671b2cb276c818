"""What nobody may set aside, what takes two people, and where it stays written."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.command.test_instructions import clock, told
from tests.duty_log import at, hail, ready, set_pins
from wxmod.actions import Desk, Refused, year
from wxmod.actions.ammunition import differences
from wxmod.actions.ammunition.differences import DifferenceKind
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.command import instructions
from wxmod.actions.operations import recording
from wxmod.actions.registry import pins, registers
from wxmod.actions.waiver import Waiver
from wxmod.domain.errors import BadInput
from wxmod.domain.registry import pins as kept
from wxmod.domain.registry.people import Person, Role
from wxmod.rules import Severity, rules
from wxmod.rules.waivers import Hold, waiving, waivings
from wxmod.store import tables

PINS = {"C1": "271828", "C2": "314159", "B1": "161803"}
WHY = {"M301": "另有九发在途，已电话确认"}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs that cost little: what is tested is who may, not how slow guessing is."""
    monkeypatch.setattr(kept, "LOG2_COST", 4)


@pytest.fixture
def duty(desk: Desk) -> Desk:
    """Ten to three; two commanders and the bureau have PINs; there are twenty rounds at the site."""
    ready(desk)
    bureau = Person(id="B1", name="局长", roles=(Role.BUREAU,))
    registers.add_person(desk, bureau)
    set_pins(desk, PINS)
    return clock(desk, "2023-07-20 14:50")


def both(desk: Desk, *people: str) -> frozenset[str]:
    return pins.prove(desk, {who: PINS[who] for who in people})


def one_too_many(desk: Desk) -> Any:
    """Twenty-one rounds ordered of the twenty there are: M301, and nothing else."""
    return told(desk, "equipment=G1 rounds=21 azimuth=230 elevation=60")


def journal(desk: Desk) -> int:
    return int(desk.store.conn.execute("SELECT count(*) FROM journal").fetchone()[0])


def test_every_block_holds_in_one_way_and_nothing_else_is_listed() -> None:
    blocks = {rule.code for rule in rules() if rule.severity is Severity.BLOCK}
    listed = [code for group in waivings("cn") for code in group.codes]
    assert sorted(listed) == sorted(blocks)
    assert all(group.source.strip() for group in waivings("cn"))


@pytest.mark.parametrize(
    ("code", "hold"),
    [
        ("A201", Hold.NEVER),
        ("A202", Hold.NEVER),
        ("A203", Hold.NEVER),
        ("A207", Hold.NEVER),
        ("A211", Hold.NEVER),
        ("G501", Hold.NEVER),
        ("G511", Hold.NEVER),
        ("P831", Hold.NEVER),
        ("R401", Hold.TWO),
        ("A241", Hold.TWO),
        ("M322", Hold.ONE),
        ("X999", Hold.TWO),
    ],
)
def test_how_a_block_holds(code: str, hold: Hold) -> None:
    assert waiving(code, "cn", date(2026, 1, 1)).hold is hold


def test_where_a_jurisdiction_says_nothing_every_block_takes_two() -> None:
    assert waiving("A201", "nowhere", date(2026, 1, 1)).hold is Hold.TWO


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start": "14:45"}, "A203"),
        ({"order": "equipment=L1 rounds=2 azimuth=230 elevation=60"}, "P812"),
    ],
)
def test_two_people_with_pins_cannot_set_aside_what_nobody_may(
    duty: Desk, change: dict[str, str], code: str
) -> None:
    more: dict[str, Any] = {}
    if "start" in change:
        start, end = at(duty, f"2023-07-20 {change['start']}"), at(duty, "2023-07-20 15:05")
        more["window"] = {"start": start, "end": end}
    order = change.get("order", "equipment=G1 rounds=9 azimuth=230 elevation=60")
    asked = told(duty, order, **more)
    everything = {rule.code: "急" for rule in rules()}
    waiver = Waiver(everything, "C1", "C2", both(duty, "C1", "C2"))
    before = journal(duty)
    with pytest.raises(Refused, match=code) as refused:
        instructions.issue(duty, asked, waive=waiver)
    assert refused.value.holds[code] is Hold.NEVER
    assert "不得豁免" in str(refused.value)
    assert journal(duty) == before


@pytest.mark.parametrize(
    ("witness", "proven"),
    [
        (None, ("C1",)),
        ("C1", ("C1",)),
        ("c1", ("C1",)),
        ("C2", ()),
        ("C2", ("C1",)),
        ("C2", ("C2",)),
        ("B1", ("C1", "C2")),
    ],
)
def test_what_takes_two_is_not_set_aside_by_fewer(
    duty: Desk, witness: str | None, proven: tuple[str, ...]
) -> None:
    waiver = Waiver(WHY, "C1", witness, both(duty, *proven))
    before = journal(duty)
    with pytest.raises(BadInput, match="两人凭口令"):
        instructions.issue(duty, one_too_many(duty), waive=waiver)
    assert journal(duty) == before


def test_one_person_under_two_numbers_is_one(duty: Desk) -> None:
    first = tables.registry.people(duty.store)["C1"]
    vouched = Waiver(by="C1", witness="C2", proven=both(duty, "C1", "C2"))
    registers.add_person(duty, first.model_copy(update={"id": "C9"}), vouched=vouched)
    pins.set_pin(duty, "C9", "141421", vouched=vouched)
    proven = pins.prove(duty, {"C1": PINS["C1"], "C9": "141421"})
    with pytest.raises(BadInput, match="两人凭口令"):
        instructions.issue(duty, one_too_many(duty), waive=Waiver(WHY, "C1", "C9", proven))


def test_a_block_that_was_not_named_is_not_set_aside_with_the_others(duty: Desk) -> None:
    waiver = Waiver({"R401": "证在途"}, "C1", "C2", both(duty, "C1", "C2"))
    with pytest.raises(Refused, match="M301"):
        instructions.issue(duty, one_too_many(duty), waive=waiver)


@pytest.mark.parametrize(("waived", "left"), [("M301", "P811"), ("P811", "M301")])
def test_one_of_two_blocks_set_aside_leaves_the_other(duty: Desk, waived: str, left: str) -> None:
    """Twenty-one rounds of twenty, ordered by one who is no commander."""
    asked = told(duty, "equipment=G1 rounds=21 azimuth=230 elevation=60", issued_by="P11")
    waiver = Waiver({waived: "已电话确认"}, "C1", "C2", both(duty, "C1", "C2"))
    before = journal(duty)
    with pytest.raises(Refused) as refused:
        instructions.issue(duty, asked, waive=waiver)
    blocks = {f.code for f in refused.value.findings if f.severity is Severity.BLOCK}
    assert blocks == {"M301", "P811"}
    assert left in refused.value.holds
    assert journal(duty) == before


def test_two_blocks_set_aside_are_written_each_with_its_own_reason(duty: Desk) -> None:
    asked = told(duty, "equipment=G1 rounds=21 azimuth=230 elevation=60", issued_by="P11")
    reasons = {"M301": "另有九发在途", "P811": "代理指挥，任命在途"}
    instructions.issue(duty, asked, waive=Waiver(reasons, "C1", "C2", both(duty, "C1", "C2")))
    written = [each.waiver for each in tables.waivers.waivers(duty.store)]
    assert {each.rule: each.reason for each in written} == reasons


def waived_order(duty: Desk) -> None:
    waiver = Waiver(WHY, "C1", "C2", both(duty, "C1", "C2"))
    instructions.issue(duty, one_too_many(duty), waive=waiver)


def test_a_waiver_by_two_stays_on_the_operation_and_the_year(duty: Desk) -> None:
    waived_order(duty)
    (each,) = tables.waivers.waivers(duty.store)
    assert (each.waiver.rule, each.waiver.subject, each.people) == ("M301", "ZL1", ("C1", "C2"))
    evening = clock(duty, "2023-07-20 18:00")
    done = recording.record(evening, hail(evening, instruction_no="ZL1"))
    (note,) = [f for f in done.findings if f.code == "P841"]
    assert "M301" in note.message
    assert "C1 C2" in note.message
    assert WHY["M301"] in note.message
    other = recording.record(evening, hail(evening, start="15:20", end="15:21"))
    assert "P841" not in {f.code for f in other.findings}
    assert year.summary(evening, 2023).waived == ("M301 ZL1 C1 C2",)
    assert year.summary(evening, 2022).waived == ()


def test_the_bureau_closes_a_waiver_and_not_who_stood_for_it(duty: Desk) -> None:
    waived_order(duty)
    (found,) = [d for d in differences.open_differences(duty) if d.kind is DifferenceKind.WAIVED]
    assert (found.subject, found.what) == ("M301/ZL1", "C1 C2")
    for who in ("C1", "C2", "K1"):
        with pytest.raises(BadInput, match="局管理员"):
            differences.answer(duty, found.ref, found.subject, Handover(who, reason="已查"))
    differences.answer(duty, found.ref, found.subject, Handover("B1", reason="到货单已核"))
    assert differences.open_differences(duty) == []


def test_who_stood_for_it_does_not_close_it_as_the_bureau(duty: Desk) -> None:
    waiver = Waiver(WHY, "C1", "B1", both(duty, "C1", "B1"))
    instructions.issue(duty, one_too_many(duty), waive=waiver)
    (found,) = differences.open_differences(duty)
    with pytest.raises(BadInput, match="不得是本人"):
        differences.answer(duty, found.ref, found.subject, Handover("B1", reason="已查"))


def test_what_was_set_aside_once_is_set_aside_anew_for_a_revision(duty: Desk) -> None:
    waived_order(duty)
    again = one_too_many(duty).model_copy(update={"reason": "改时刻"})
    with pytest.raises(Refused, match="M301"):
        instructions.revise(replace(duty, actor="C2"), again)
