"""Instructions: judged before they are given, acknowledged, revised, and held against what was done."""

from dataclasses import replace
from typing import Any

import pytest

from tests.duty_log import LOT, at, hail, ready
from wxmod.actions import Desk, Refused, year
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.command import instructions
from wxmod.actions.operations import recording
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.command.instructions import (
    Aspect,
    Instruction,
    InstructionAnswered,
    InstructionStatus,
)
from wxmod.domain.errors import BadInput
from wxmod.program import Counting, History
from wxmod.words.forms import operation_from_words, order_from_text


def clock(desk: Desk, text: str) -> Desk:
    moment = at(desk, text)
    return replace(desk, clock=lambda: moment)


def told(
    desk: Desk, order: str = "equipment=G1 rounds=9 azimuth=230,250 elevation=60", **more: Any
) -> Instruction:
    made = {
        "number": "ZL1",
        "site": "140322001",
        "purpose": "hail",
        "issued_by": "C1",
        "issued_at": desk.now(),
        "window": {"start": at(desk, "2023-07-20 15:00"), "end": at(desk, "2023-07-20 15:10")},
        "orders": [order_from_text(order)],
    }
    return Instruction.model_validate(made | more)


@pytest.fixture
def duty(desk: Desk) -> Desk:
    """Ten to three on the day the airspace is granted from."""
    ready(desk)
    return clock(desk, "2023-07-20 14:50")


def aspects(desk: Desk, no: str) -> dict[Aspect, bool | None]:
    return {
        d.aspect: d.within for d in instructions.compared(desk, recording.get(desk, no).operation)
    }


def test_an_instruction_finds_its_airspace_and_is_acknowledged(duty: Desk) -> None:
    outcome = instructions.issue(duty, told(duty))
    held = instructions.get(duty, outcome.name)
    assert (held.instruction.clearance, held.status) == ("KY1", InstructionStatus.ISSUED)
    instructions.answer(duty, "ZL1", "P11")
    held = instructions.get(duty, "ZL1")
    assert held.status is InstructionStatus.ACKNOWLEDGED
    assert held.answer is not None
    assert (held.answer.by, held.answer.revision) == ("P11", 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"window": ("2023-07-20 14:45", "2023-07-20 15:05")}, "A203"),
        ({"order": "equipment=G1 rounds=21 azimuth=230 elevation=60"}, "M301"),
        (
            {
                "order": "equipment=G1 rounds=9 azimuth=230 elevation=60",
                "purpose": "rain",
                "clearance": "KY8",
            },
            "A202",
        ),
        ({"order": "equipment=L1 rounds=2 azimuth=230 elevation=60"}, "P812"),
        ({"issued_by": "P11"}, "P811"),
        ({"window": ("2023-07-19 15:00", "2023-07-19 15:10")}, "P813"),
    ],
)
def test_what_the_rules_forbid_cannot_be_ordered(
    duty: Desk, change: dict[str, Any], code: str
) -> None:
    if "window" in change:
        start, end = (at(duty, text) for text in change["window"])
        change = {"window": {"start": start, "end": end}}
    with pytest.raises(Refused, match=code):
        instructions.issue(duty, told(duty, **change))
    assert instructions.listed(duty) == []


def test_two_orders_share_the_rounds_there_are(duty: Desk) -> None:
    second = LOT.model_copy(update={"no": "A-8"})
    stores.receive(
        duty,
        second,
        "county",
        10,
        Handover("K1", "K2", at=at(duty, "2023-05-20 09:00")),
    )
    stores.issue(
        duty,
        Held("county", "A-8"),
        "东邢",
        10,
        Handover("K1", "K2", at=at(duty, "2023-05-30 09:00")),
    )
    whole, half = (
        order_from_text(f"equipment=G1 rounds={n} azimuth=230 elevation=60") for n in (20, 10)
    )
    with pytest.raises(Refused, match="M301"):
        instructions.issue(duty, told(duty, orders=[whole, half, half]))
    assert instructions.issue(duty, told(duty, orders=[whole, half])).name == "ZL1"


def test_a_revision_has_to_be_acknowledged_anew_and_the_first_telling_stays(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    instructions.answer(duty, "ZL1", "P11")
    later = told(duty, "equipment=G1 rounds=12 azimuth=240 elevation=65")
    with pytest.raises(BadInput, match="原因"):
        instructions.revise(duty, later)
    instructions.revise(duty, later.model_copy(update={"reason": "回波东移"}))
    held = instructions.get(duty, "ZL1")
    assert (held.status, held.instruction.revision, held.answer) == (
        InstructionStatus.ISSUED,
        2,
        None,
    )
    with pytest.raises(BadInput, match="已被修订"):
        instructions.revise(duty, later.model_copy(update={"reason": "按第一版再改"}))
    kinds = [
        k
        for (k,) in duty.store.conn.execute(
            "SELECT kind FROM journal WHERE kind LIKE 'instruction.%'"
        )
    ]
    assert kinds == ["instruction.issued", "instruction.answered", "instruction.revised"]


def test_an_answer_to_a_telling_that_was_replaced_changes_nothing(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    instructions.revise(duty, told(duty, reason="回波东移"))
    stale = InstructionAnswered(number="ZL1", revision=1, by="P11", at=duty.now())
    duty.write("instruction.answered", stale)
    assert instructions.get(duty, "ZL1").status is InstructionStatus.ISSUED


def test_a_site_may_say_that_it_cannot(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    instructions.answer(duty, "ZL1", "P11", refused="炮闩故障")
    assert instructions.get(duty, "ZL1").status is InstructionStatus.DECLINED


def test_what_is_cancelled_stays_cancelled_and_firing_under_it_is_found(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    instructions.answer(duty, "ZL1", "P11")
    instructions.cancel(duty, "ZL1", reason="航班进入")
    for again in (
        lambda: instructions.answer(duty, "ZL1", "P11"),
        lambda: instructions.cancel(duty, "ZL1", reason="x"),
        lambda: instructions.revise(duty, told(duty, reason="x")),
    ):
        with pytest.raises(BadInput, match="已撤销"):
            again()
    outcome = recording.record(clock(duty, "2023-07-20 18:00"), hail(duty, instruction_no="ZL1"))
    assert "P803" in {f.code for f in outcome.findings}


@pytest.mark.parametrize(
    ("called_off", "broken"),
    [("15:03", True), ("15:30", False)],
)
def test_only_what_was_called_off_before_the_last_round_was_fired_without(
    duty: Desk, called_off: str, broken: bool
) -> None:
    """Rounds flew from 15:00 to 15:06."""
    instructions.issue(duty, told(duty))
    instructions.answer(duty, "ZL1", "P11")
    instructions.cancel(clock(duty, f"2023-07-20 {called_off}"), "ZL1", reason="航班进入")
    held = instructions.get(duty, "ZL1")
    assert held.cancelled
    assert held.cancelled.reason == "航班进入"
    outcome = recording.record(clock(duty, "2023-07-20 18:00"), hail(duty, instruction_no="ZL1"))
    assert ("P803" in {f.code for f in outcome.findings}) is broken


@pytest.mark.parametrize(
    ("answers", "broken"),
    [
        ([("14:55", "")], False),
        ([("15:30", "")], True),
        ([("14:52", "炮闩故障"), ("14:58", "")], False),
        ([("14:55", ""), ("15:30", "炮闩故障")], False),
        ([("14:55", "炮闩故障"), ("15:30", "")], True),
    ],
)
def test_work_is_held_against_what_the_site_had_answered_by_then(
    duty: Desk, answers: list[tuple[str, str]], broken: bool
) -> None:
    """Rounds flew from 15:00 to 15:06."""
    instructions.issue(duty, told(duty))
    for moment, refused in answers:
        then = clock(duty, f"2023-07-20 {moment}")
        instructions.answer(then, "ZL1", "P11", refused=refused)
    outcome = recording.record(clock(duty, "2023-07-20 18:00"), hail(duty, instruction_no="ZL1"))
    assert ("P803" in {f.code for f in outcome.findings}) is broken


def test_the_same_command_under_its_key_writes_once_and_names_what_it_wrote(duty: Desk) -> None:
    instructions.issue(duty, told(duty, number="ZL20230720-2"), uid="k1")
    assert instructions.next_number(duty) == "ZL20230720-3"
    again = instructions.issue(duty, told(duty, number="ZL20230720-3"), uid="k1")
    assert (again.name, again.receipt.repeated) == ("ZL20230720-2", True)
    instructions.answer(duty, again.name, "P11", uid="k2")
    later = clock(duty, "2023-07-20 14:55")
    assert instructions.answer(later, again.name, "P11", uid="k2").receipt.repeated
    instructions.cancel(later, again.name, reason="航班进入")
    assert instructions.answer(later, again.name, "P11", uid="k2").receipt.repeated
    assert [i.instruction.number for i in instructions.listed(duty)] == ["ZL20230720-2"]


def test_the_form_opens_filled_in_and_what_was_typed_stands(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    typed = {"commander": "C2", "start": "15:02", "end": "15:06", "lot": "A-7", "rounds": "7"}
    words, rows = instructions.prefill(duty, "ZL1", typed)
    made = operation_from_words(duty, words, rows)
    (release,) = made.releases
    assert (made.site, made.clearance, made.commander, made.instruction_no) == (
        "140322001",
        "KY1",
        "C2",
        "ZL1",
    )
    assert (release.equipment, release.rounds, release.azimuths_deg) == ("G1", 7, (230, 250))
    _words, (blank,) = instructions.prefill(duty, "ZL1", {})
    assert not {"start", "end", "lot"} & blank.keys()


def test_work_is_held_against_its_instruction(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    instructions.answer(duty, "ZL1", "P11")
    later = clock(duty, "2023-07-20 18:00")
    as_ordered = recording.record(
        later, hail(duty, instruction_no="ZL1", azimuths_deg="228,240", end="15:12")
    )
    assert set(aspects(later, as_ordered.name).values()) == {True}
    assert not {"P801", "P803"} & {f.code for f in as_ordered.findings}
    off = recording.record(
        later,
        hail(
            duty,
            instruction_no="ZL1",
            azimuths_deg="256",
            elevations_deg="64",
            rounds=8,
            end="15:16",
        ),
    )
    assert {a for a, within in aspects(later, off.name).items() if not within} == {
        Aspect.AZIMUTH,
        Aspect.ELEVATION,
        Aspect.ROUNDS,
        Aspect.TIME,
    }
    assert sum(f.code == "P801" for f in off.findings) == 4
    assert set(instructions.carried_out(later, "ZL1")) == {as_ordered.name, off.name}


def test_the_year_tells_how_much_was_done_as_instructed_and_by_which_definition(duty: Desk) -> None:
    instructions.issue(duty, told(duty))
    later = clock(duty, "2023-07-20 18:00")
    recording.record(later, hail(duty, instruction_no="ZL1"))
    off = recording.record(later, hail(duty, instruction_no="ZL1", elevations_deg="64"))
    recording.record(later, hail(duty, start="15:07", end="15:08"))
    found = year.summary(later, 2023).precision
    assert found is not None
    assert (found.precise, found.counted, found.percent, found.uninstructed) == (1, 2, 50, 1)
    assert found.imprecise == (off.name,)
    assert (found.confidence, found.target_percent) == ("unverified", None)
    by_all = History[Counting].model_validate(
        [{"since": "2023-01-01", "value": "all", "source": "示例", "confidence": "unverified"}]
    )
    azimuth = History[tuple[Aspect, ...]].model_validate(
        [
            {
                "since": "2023-01-01",
                "value": ["azimuth"],
                "source": "示例",
                "confidence": "unverified",
            }
        ]
    )
    held = later.program.planning.model_copy(
        update={"precision_counting": by_all, "precision_aspects": azimuth}
    )
    other = replace(later, program=later.program.model_copy(update={"planning": held}))
    redefined = year.summary(other, 2023).precision
    assert redefined is not None
    assert (redefined.precise, redefined.counted, redefined.aspects) == (2, 3, ("azimuth",))
