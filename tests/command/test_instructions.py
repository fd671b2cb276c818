"""Instructions: judged before they are given, acknowledged, revised, and held against what was done."""

from dataclasses import replace
from typing import Any

import pytest

from tests.duty_log import LOT, at, hail, ready
from wxmod.actions import Desk, Refused, year
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.command import filling, instructions, suspension
from wxmod.actions.command.suspension import Look
from wxmod.actions.operations import recording
from wxmod.documents.year import Precision
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.command.instructions import (
    Aspect,
    Instruction,
    InstructionAnswered,
    InstructionStatus,
)
from wxmod.domain.errors import BadInput
from wxmod.domain.times import Window
from wxmod.domain.typed import FormFaults
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
    found = instructions.compared(desk, recording.get(desk, no).operation, no)
    return {each.aspect: each.within for each in found}


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
    words, rows = filling.prefill(duty, "ZL1", typed)
    made = operation_from_words(duty, words, rows)
    (release,) = made.releases
    assert (made.site, made.clearance, made.commander, made.instruction_no) == (
        "140322001",
        "KY1",
        "C2",
        "ZL1",
    )
    assert (release.equipment, release.rounds, release.azimuths_deg) == ("G1", 7, (230, 250))
    _words, (blank,) = filling.prefill(duty, "ZL1", {})
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
    instructions.issue(duty, told(duty, number="ZL2", **between(duty, "15:10", "15:18")))
    instructions.answer(duty, "ZL2", "P11")
    off = recording.record(
        later,
        hail(
            duty,
            instruction_no="ZL2",
            azimuths_deg="256",
            elevations_deg="64",
            rounds=8,
            start="15:10",
            end="15:24",
        ),
    )
    assert {a for a, within in aspects(later, off.name).items() if not within} == {
        Aspect.AZIMUTH,
        Aspect.ELEVATION,
        Aspect.ROUNDS,
        Aspect.TIME,
    }
    assert sum(f.code == "P801" for f in off.findings) == 4
    assert set(instructions.carried_out(later, "ZL1")) == {as_ordered.name}


def between(desk: Desk, start: str, end: str) -> dict[str, Any]:
    first, last = at(desk, f"2023-07-20 {start}"), at(desk, f"2023-07-20 {end}")
    return {"window": {"start": first, "end": last}}


def ordered(desk: Desk, number: str = "ZL1", **more: Any) -> None:
    """Given and taken down."""
    instructions.issue(desk, told(desk, number=number, **more))
    instructions.answer(desk, number, "P11")


FOUR = "equipment=G1 rounds=4 azimuth=230,250 elevation=60"
BEARING = "equipment=G1 rounds=9"


def precision(desk: Desk) -> Precision:
    found = year.summary(desk, 2023).precision
    assert found is not None
    return found


def test_an_order_fired_in_two_parts_is_carried_out(duty: Desk) -> None:
    ordered(duty, order=FOUR)
    later = clock(duty, "2023-07-20 18:00")
    first = recording.record(later, hail(duty, instruction_no="ZL1", rounds=2, end="15:02"))
    assert [f.message for f in first.findings if f.code == "P801"] == [
        "G1 用弹量偏离指令 ZL1：指令 4，实际 2"
    ]
    second = recording.record(
        later, hail(duty, instruction_no="ZL1", rounds=2, start="15:05", end="15:07")
    )
    assert "P801" not in {f.code for f in second.findings}
    assert aspects(later, first.name)[Aspect.ROUNDS] is True
    assert (precision(later).precise, precision(later).counted) == (2, 2)
    one_more = hail(duty, instruction_no="ZL1", rounds=1, start="15:08", end="15:09")
    recording.record(later, one_more)
    assert (precision(later).precise, precision(later).counted) == (0, 3)


def test_a_revision_made_afterwards_changes_nothing_of_what_was_fired(duty: Desk) -> None:
    ordered(duty)
    later = clock(duty, "2023-07-20 18:00")
    fired = recording.record(later, hail(duty, instruction_no="ZL1", azimuths_deg="256"))
    before = [f.message for f in fired.findings if f.code in {"P801", "P803"}]
    assert len(before) == 1
    held = instructions.get(later, "ZL1").instruction
    window = {"start": at(duty, "2023-07-20 18:00"), "end": at(duty, "2023-07-20 18:10")}
    as_done = told(later, "equipment=G1 rounds=9 azimuth=256 elevation=60", window=window)
    again = as_done.model_copy(update={"revision": held.revision, "reason": "按实际"})
    tables_only = again.model_copy(update={"revision": 2})
    later.write("instruction.revised", tables_only)
    with pytest.raises(FormFaults) as refused:
        instructions.answer(later, "ZL1", "P11", at=at(duty, "2023-07-20 14:55"))
    assert set(refused.value.by_field) == {"at"}
    instructions.answer(later, "ZL1", "P11")
    row = recording.get(later, fired.name)
    now = [f.message for f in recording.findings_of(later, row) if f.code in {"P801", "P803"}]
    assert now == before
    assert precision(later).precise == 0


def test_nothing_is_ordered_before_it_was_known(duty: Desk) -> None:
    early = told(duty).model_copy(update={"issued_at": at(duty, "2023-07-20 14:44")})
    with pytest.raises(BadInput, match="下达以登记为准"):
        instructions.issue(duty, early)
    ahead = told(duty).model_copy(update={"issued_at": at(duty, "2023-07-20 14:56")})
    with pytest.raises(FormFaults, match="还没有到"):
        instructions.issue(duty, ahead)
    instructions.issue(duty, told(duty))


def test_an_instruction_nobody_carried_out_counts_and_is_named(duty: Desk) -> None:
    ordered(duty)
    ordered(duty, "ZL2", **between(duty, "15:10", "15:13"))
    ordered(duty, "ZL3", **between(duty, "15:13", "15:16"))
    instructions.cancel(duty, "ZL3", reason="云系减弱")
    ordered(duty, "ZL4", **between(duty, "15:16", "15:20"))
    later = clock(duty, "2023-07-20 15:18")
    fired = {"instruction_no": "ZL1", "reported_at": "15:17"}
    recording.record(later, hail(duty, **fired))
    found = precision(later)
    assert found.unexecuted == ("ZL2",)
    assert (found.precise, found.counted, found.percent) == (1, 2, 50)


def test_agreeing_with_its_order_does_not_make_up_for_a_block_of_airspace(duty: Desk) -> None:
    ordered(duty)
    later = clock(duty, "2023-07-20 18:00")
    fired = recording.record(later, hail(duty, instruction_no="ZL1", clearance=None))
    assert "A201" in {f.code for f in fired.findings}
    assert set(aspects(later, fired.name).values()) == {True}
    found = precision(later)
    assert (found.precise, found.counted, found.barred) == (0, 1, (fired.name,))


def test_an_order_without_a_direction_is_not_judged_on_it_and_says_so(duty: Desk) -> None:
    outcome = instructions.issue(duty, told(duty, BEARING))
    assert "P815" in {f.code for f in outcome.findings}
    instructions.answer(duty, "ZL1", "P11")
    later = clock(duty, "2023-07-20 18:00")
    fired = recording.record(later, hail(duty, instruction_no="ZL1"))
    judged = aspects(later, fired.name)
    assert (judged[Aspect.AZIMUTH], judged[Aspect.ELEVATION]) == (None, None)
    found = precision(later)
    assert (found.precise, found.unjudged) == (1, (fired.name,))


def test_a_unit_is_not_ordered_twice_at_one_time(duty: Desk) -> None:
    ordered(duty)
    with pytest.raises(Refused, match="P814"):
        instructions.issue(duty, told(duty, number="ZL2", **between(duty, "15:09", "15:15")))
    instructions.cancel(duty, "ZL1", reason="改派")
    instructions.issue(duty, told(duty, number="ZL2", **between(duty, "15:09", "15:15")))


def stop(desk: Desk, *, on: bool, zone: str = "county") -> None:
    suspension.evaluate(desk, "order", Look("省人影中心", zone, tripped=on))


def test_a_stop_order_suspends_what_is_outstanding_and_lifting_it_brings_it_back(
    duty: Desk,
) -> None:
    instructions.issue(duty, told(duty))
    ordered(duty, "ZL2", **between(duty, "15:10", "15:20"))
    stop(duty, on=True)
    for number in ("ZL1", "ZL2"):
        held = instructions.get(duty, number)
        assert held.status is InstructionStatus.SUSPENDED
        assert held.stopped
        assert instructions.steps(held) == ("cancel", "decline")
        with pytest.raises(BadInput, match="已暂停"):
            instructions.answer(duty, number, "P11")
    with pytest.raises(Refused, match="P831"):
        instructions.issue(duty, told(duty, number="ZL3", **between(duty, "15:20", "15:30")))
    stop(duty, on=False)
    statuses = {i.instruction.number: i.status for i in instructions.listed(duty)}
    assert statuses == {"ZL1": InstructionStatus.ISSUED, "ZL2": InstructionStatus.ACKNOWLEDGED}
    instructions.answer(duty, "ZL1", "P11")


def test_a_stop_in_another_zone_or_for_another_purpose_suspends_nothing(duty: Desk) -> None:
    planning = duty.program.planning.model_copy(update={"zones": {"north": ("140322002",)}})
    zoned = replace(duty, program=duty.program.model_copy(update={"planning": planning}))
    instructions.issue(zoned, told(zoned))
    stop(zoned, on=True, zone="north")
    suspension.evaluate(zoned, "flood", Look("防汛办", tripped=True))
    assert instructions.get(zoned, "ZL1").status is InstructionStatus.ISSUED
    assert [(h.purpose.value, h.where) for h in suspension.halts(zoned)] == [
        ("rain", "全县"),
        ("snow", "全县"),
        ("hail", "north"),
    ]


def test_what_is_over_stays_as_it_was_whatever_is_stopped_later(duty: Desk) -> None:
    ordered(duty)
    later = clock(duty, "2023-07-20 15:11")
    stop(later, on=True)
    assert instructions.get(later, "ZL1").status is InstructionStatus.ACKNOWLEDGED


def test_open_airspace_shows_the_stop(duty: Desk) -> None:
    window = Window.model_validate(between(duty, "15:30", "15:50")["window"])
    clearances.request(
        duty,
        Clearance(
            number="KY9",
            sites=("140322001",),
            requested_at=duty.now(),
            requested_by="C1",
            wanted=window,
        ),
    )
    stop(duty, on=True)
    (watched,) = clearances.watch(duty)
    assert "P832" in {f.code for f in watched.findings}
    stop(duty, on=False)
    (watched,) = clearances.watch(duty)
    assert "P832" not in {f.code for f in watched.findings}


def test_an_answer_told_late_is_marked_and_takes_nothing_back(duty: Desk) -> None:
    """Told on time there is nothing to find; told late, the finding stands, marked with both times."""
    instructions.issue(duty, told(duty))
    evening = clock(duty, "2023-07-20 18:00")
    fired = recording.record(evening, hail(duty, instruction_no="ZL1"))
    assert "P803" in {f.code for f in fired.findings}
    night = clock(duty, "2023-07-20 20:00")
    instructions.answer(night, "ZL1", "P11", at=at(duty, "2023-07-20 14:55"))
    row = recording.get(night, fired.name)
    (found,) = [f for f in recording.findings_of(night, row) if f.code == "P803"]
    assert found.late
    assert found.late.lifted


def test_the_year_tells_how_much_was_done_as_instructed_and_by_which_definition(duty: Desk) -> None:
    ordered(duty)
    ordered(duty, "ZL2", **between(duty, "15:10", "15:20"))
    later = clock(duty, "2023-07-20 18:00")
    recording.record(later, hail(duty, instruction_no="ZL1"))
    second = {"instruction_no": "ZL2", "start": "15:11", "end": "15:14", "elevations_deg": "64"}
    off = recording.record(later, hail(duty, **second))
    recording.record(later, hail(duty, start="15:16", end="15:17"))
    found = precision(later)
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
