"""A process through its stages: what is drafted, signed, cited, late, missing; and what stops work."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.duty_log import at, hail, ready
from wxmod.actions import Desk, Outcome, Refused
from wxmod.actions.command import signing, stages, suspension
from wxmod.actions.command.suspension import Light, Look
from wxmod.actions.operations import effects, recording
from wxmod.actions.weather import reading
from wxmod.domain.command.stages import Need
from wxmod.domain.command.suspension import SuspensionRule
from wxmod.domain.errors import BadInput, StoreUnavailable, UnknownName, UnreadableFileError
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Window
from wxmod.planning.stages import State, Step
from wxmod.program import History


def clock(desk: Desk, text: str) -> Desk:
    moment = at(desk, text)
    return replace(desk, clock=lambda: moment)


@pytest.fixture
def duty(desk: Desk) -> Desk:
    """Two days before a hail process expected from 14 to 20 on 20 July."""
    ready(desk)
    early = clock(desk, "2023-07-18 14:00")
    window = Window(start=at(desk, "2023-07-20 14:00"), end=at(desk, "2023-07-20 20:00"))
    reading.declare(early, window, [Purpose.HAIL], reason="省台指导：午后强对流")
    return early


GC = "GC20230720"


def steps(desk: Desk) -> dict[str, Step]:
    (mission,) = stages.board(desk)
    return {step.stage.code: step for step in mission.steps}


def following(desk: Desk, *schemes: tuple[str, str]) -> Desk:
    """The desk of a county that follows each of *schemes* (since when, and its code)."""
    told = [
        {"since": day, "value": code, "source": "示例", "confidence": "unverified"}
        for day, code in schemes
    ]
    held = desk.program.planning.model_copy(update={"scheme": History[str].model_validate(told)})
    return replace(desk, program=desk.program.model_copy(update={"planning": held}))


def sign(desk: Desk, stage: str, **change: object) -> Outcome:
    return signing.sign(
        desk,
        stages.draft_of(desk, GC, stage)._replace(**{"text": "一、按计划", **change}),
    )


def test_the_board_says_what_is_due_when_by_whom_and_what_is_missing(duty: Desk) -> None:
    first = steps(duty)["1"]
    assert (first.state, first.who) == (State.DUE, ("C1", "C2"))
    assert first.window is not None
    assert first.window.end == at(duty, "2023-07-19 14:00")
    assert first.missing == (Need.DEMAND, Need.GUIDANCE)
    assert {code: s.state for code, s in steps(duty).items() if code != "1"} == dict.fromkeys(
        "2345", State.WAITING
    )
    (mission,) = stages.board(duty)
    assert mission.next is not None
    assert mission.next.stage.code == "1"
    assert steps(clock(duty, "2023-07-19 14:01"))["1"].state is State.OVERDUE
    assert stages.board(clock(duty, "2023-08-01 14:01")) == []
    assert stages.board(clock(duty, "2023-08-01 14:01"), everything=True) != []


def test_what_is_attached_is_no_longer_missing_and_is_cited(duty: Desk, tmp_path: Path) -> None:
    file = tmp_path / "指导.txt"
    file.write_text("过冷水丰富区在西部", "utf-8")
    signing.attach(
        duty,
        {"process": GC, "kind": "cpas", "title": "云系结论", "issued_by": "省人影中心"},
        file,
    )
    signing.attach(duty, {"process": GC, "kind": "demand", "title": "旱情", "text": "轻旱"})
    assert steps(duty)["1"].missing == ()
    (cpas, _demand) = stages.guidance(duty, GC)
    assert cpas.sha256 is not None
    draft = stages.draft_of(duty, GC, "1")
    assert "过冷水丰富区在西部" in draft.text
    assert "轻旱" in draft.text
    assert draft.cites == (f"{GC}-ZD1", f"{GC}-ZD2")
    file.write_bytes("过冷水".encode("gb18030"))
    signing.attach(duty, {"process": GC, "kind": "cpas", "title": "另一种编码"}, file)
    assert stages.guidance(duty, GC)[-1].text == "过冷水"
    file.write_bytes(bytes(range(256)))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        signing.attach(duty, {"process": GC, "kind": "cpas", "title": "不是文字"}, file)
    with pytest.raises(BadInput, match="文字或文件"):
        signing.attach(duty, {"process": GC, "kind": "cpas", "title": "空的"})


def test_a_draft_says_what_is_on_record_and_leaves_the_rest_blank(duty: Desk) -> None:
    text = stages.draft_of(clock(duty, "2023-07-20 13:00"), GC, "3").text
    assert "省台指导：午后强对流" in text
    assert "KY1" in text
    assert "A-7  炮弹 20 发" in text
    assert "G1 东邢" in text
    assert text.count("（待填）") >= 7
    with pytest.raises(UnknownName):
        stages.draft_of(duty, GC, "9")


def test_later_stages_cite_earlier_ones_and_late_products_are_found(duty: Desk) -> None:
    first = sign(duty, "1")
    assert not first.findings
    later = clock(duty, "2023-07-20 12:00")
    late = sign(later, "2")
    assert {f.code for f in late.findings} == {"P821"}
    assert stages.product(later, late.name).cites == (first.name,)
    states = {code: s.state for code, s in steps(later).items()}
    assert (states["1"], states["2"], states["3"]) == (State.DONE, State.DONE_LATE, State.DUE)
    forgot = sign(later, "3", cites=())
    assert {f.code for f in forgot.findings} == {"P822"}
    with pytest.raises(Refused, match="P823"):
        sign(later, "3", cites=("GC20220720-1-1",))
    blank = sign(later, "3", text=stages.draft_of(later, GC, "3").text)
    assert "P825" in {f.code for f in blank.findings}


def test_only_who_may_sign_signs(duty: Desk) -> None:
    with pytest.raises(Refused, match="P824"):
        sign(replace(duty, actor="P11"), "1")
    assert stages.products(duty) == []


def test_the_last_stage_waits_for_the_written_reports_and_effect_checks(duty: Desk) -> None:
    evening = clock(duty, "2023-07-20 21:00")
    assert steps(evening)["5"].missing == (Need.OPERATION, Need.EFFECT, Need.REPORTED)
    row = recording.record(evening, hail(duty, process=GC).model_copy(update={"reported_at": None}))
    assert steps(evening)["5"].missing == (Need.EFFECT, Need.REPORTED)
    effects.note(evening, row.name, [], remarks="没有雷达产品")
    assert steps(evening)["5"].missing == (Need.REPORTED,)
    told = recording.get(evening, row.name).operation
    reported = told.model_copy(update={"reported_at": at(duty, "2023-07-20 20:30")})
    recording.correct(evening, row.name, reported, reason="补报")
    assert steps(evening)["5"].missing == ()
    assert row.name in stages.draft_of(evening, GC, "5").text


def test_a_county_may_follow_the_seven_columns_and_make_only_its_own(duty: Desk) -> None:
    other = following(duty, ("2023-01-01", "seven"))
    states = {code: s.state for code, s in steps(other).items()}
    assert [code for code, state in states.items() if state is not State.FROM_ABOVE] == [
        "4",
        "5",
        "7",
    ]
    assert all(step.window is None for step in steps(other).values())
    assert {
        code: s.who for code, s in steps(other).items() if s.state is State.FROM_ABOVE
    } == dict.fromkeys("1236", ())
    with pytest.raises(Refused, match="P826"):
        sign(other, "1")
    told = signing.attach(
        other,
        {"process": GC, "kind": "upper", "stage": "1", "title": "作业展望", "text": "有雨"},
    )
    one = steps(other)["1"]
    assert (one.state, one.product) == (State.RECEIVED, told.name)
    assert {f.code for f in sign(other, "4", cites=()).findings} == {"P822"}
    assert sign(other, "4").findings == ()
    with pytest.raises(UnknownName):
        signing.attach(
            other,
            {"process": GC, "kind": "upper", "stage": "9", "title": "作业展望", "text": "有雨"},
        )


def test_the_tenth_paper_of_a_stage_is_its_latest(duty: Desk) -> None:
    other = following(duty, ("2023-01-01", "seven"))
    told = {"process": GC, "kind": "upper", "stage": "1", "title": "作业展望", "text": "有雨"}
    names = [signing.attach(other, told).name for _each in range(10)]
    assert [g.number for g in stages.guidance(other, GC)] == names
    assert steps(other)["1"].product == names[-1]
    assert sign(other, "4", cites=names[-1:]).findings == ()
    assert {f.code for f in sign(other, "4", cites=names[:-1]).findings} == {"P822"}


def test_products_of_one_second_stand_in_the_order_they_were_signed(duty: Desk) -> None:
    names = [sign(duty, stage).name for stage in ("2", "1")]
    assert [p.number for p in stages.products(duty)] == names


def test_a_process_follows_the_scheme_of_its_day_and_counts_no_product_of_another(
    duty: Desk,
) -> None:
    first = sign(duty, "1")
    other = following(duty, ("2023-01-01", "seven"))
    assert (steps(other)["1"].state, steps(other)["4"].state) == (State.FROM_ABOVE, State.DUE)
    four = sign(other, "4")
    assert four.findings == ()
    assert stages.product(other, four.name).cites == (first.name,)
    back = steps(duty)
    assert (back["1"].product, back["4"].product) == (first.name, None)


def test_a_process_of_a_day_without_a_scheme_is_shown_without_stages(duty: Desk) -> None:
    later = following(duty, ("2023-07-21", "seven"))
    (mission,) = stages.board(later)
    assert (mission.process.id, mission.scheme, mission.steps, mission.next) == (GC, "", (), None)
    assert stages.board(clock(later, "2023-07-22 14:00")) == []
    with pytest.raises(BadInput, match="2023-07-20"):
        sign(later, "1")


def test_a_draft_never_overwrites_a_file(duty: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    stages.save("一", path)
    with pytest.raises(StoreUnavailable):
        stages.save("二", path)
    assert stages.read(path) == "一"


def test_signing_twice_under_one_key_writes_once(duty: Desk) -> None:
    edited = stages.draft_of(duty, GC, "1")._replace(text="一、按计划")
    once, again = (signing.sign(duty, edited, uid="k1") for _ in range(2))
    assert (again.receipt.repeated, again.name) == (True, once.name)
    assert len(stages.products(duty)) == 1


def test_rain_is_suspended_and_hail_goes_on(desk: Desk) -> None:
    ready(desk)
    noon = clock(desk, "2023-07-20 12:00")
    assert {line.light for line in suspension.board(noon)} == {Light.UNSEEN, Light.NO_LIMIT}
    suspension.evaluate(noon, "flood", Look("县防办山洪预警", tripped=True))
    stops = suspension.stopped(suspension.board(noon))
    assert [line.rule.code for line in stops[Purpose.RAIN]] == ["flood"]
    assert stops[Purpose.HAIL] == []
    later = clock(desk, "2023-07-20 14:55")
    with pytest.raises(Refused, match="P831"):
        recording.propose(later, hail(desk, purpose="增雨"))
    assert recording.propose(later, hail(desk)) is not None
    fired = recording.record(clock(desk, "2023-07-20 18:00"), hail(desk, purpose="增雨"))
    assert "P831" in {f.code for f in fired.findings}
    suspension.evaluate(clock(desk, "2023-07-20 14:00"), "flood", Look("预警解除", tripped=False))
    assert recording.propose(later, hail(desk, purpose="增雨")) is not None
    assert len(suspension.history(desk)) == 2


def test_a_limit_decides_and_without_one_nothing_is_decided(desk: Desk) -> None:
    with pytest.raises(BadInput, match="没有阈值"):
        suspension.evaluate(desk, "soil", Look("墒情站", observed=85))
    rules = tuple(
        SuspensionRule.model_validate(r.model_dump() | ({"limit": 80} if r.code == "soil" else {}))
        for r in desk.program.planning.suspension
    )
    held = desk.program.planning.model_copy(
        update={"suspension": rules, "zones": {"north": ("140322002",)}}
    )
    set_ = replace(desk, program=desk.program.model_copy(update={"planning": held}))
    with pytest.raises(BadInput, match="观测值"):
        suspension.evaluate(set_, "soil", Look("墒情站", tripped=True))
    suspension.evaluate(set_, "soil", Look("墒情站", zone="north", observed=80))
    suspension.evaluate(set_, "soil", Look("墒情站", observed=79.9))
    lights = {line.zone: line.light for line in suspension.board(set_) if line.rule.code == "soil"}
    assert lights == {"county": Light.GO, "north": Light.STOP}
    with pytest.raises(UnknownName):
        suspension.evaluate(set_, "soil", Look("墒情站", zone="south", observed=80))
    with pytest.raises(BadInput, match="是否暂停"):
        suspension.evaluate(set_, "order", Look("市指挥中心"))


def test_a_suspension_ends_by_itself_and_says_so(desk: Desk) -> None:
    until = at(desk, "2023-07-20 16:00")
    suspension.evaluate(
        clock(desk, "2023-07-20 12:00"), "order", Look("重大活动", tripped=True, until=until)
    )
    lights = {
        t: next(
            x.light
            for x in suspension.board(clock(desk, f"2023-07-20 {t}"))
            if x.rule.code == "order"
        )
        for t in ("11:59", "12:00", "16:00", "16:01")
    }
    assert lights == {
        "11:59": Light.UNSEEN,
        "12:00": Light.STOP,
        "16:00": Light.STOP,
        "16:01": Light.LAPSED,
    }
