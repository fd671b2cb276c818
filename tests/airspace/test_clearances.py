"""An application's life: asked, put off, granted, started, closed; what is due when, and the words to say."""

from dataclasses import replace
from datetime import date

import pytest

from tests.duty_log import at, hail, ready
from wxmod.actions import Desk, Refused
from wxmod.actions.airspace import clearances
from wxmod.actions.airspace.clearances import Limits
from wxmod.actions.command import notices
from wxmod.actions.operations import recording
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.errors import BadInput
from wxmod.domain.firing.surroundings import Territory
from wxmod.domain.times import Window
from wxmod.planning.airspace import Due, MessageKind
from wxmod.program import History, Neighbour


def window(desk: Desk, start: str, end: str) -> Window:
    return Window(
        start=at(desk, f"2023-07-20 {start}"),
        end=at(desk, f"2023-07-20 {end}"),
    )


def clock(desk: Desk, text: str) -> Desk:
    moment = at(desk, f"2023-07-20 {text}")
    return replace(desk, clock=lambda: moment)


def asked(desk: Desk, number: str = "KY9", **more: object) -> Clearance:
    told = {
        "number": number,
        "sites": ["140322001"],
        "requested_at": at(desk, "2023-07-20 18:00"),
        "requested_by": "C1",
        "wanted": window(desk, "19:00", "20:00"),
        "max_height_msl_m": 7000,
        "azimuth_from_deg": 180,
        "azimuth_to_deg": 300,
    }
    made = Clearance.model_validate(told | more)
    clearances.request(desk, made)
    return made


def due(desk: Desk) -> list[tuple[Due, int]]:
    (only,) = clearances.watch(desk)
    return [(d.due, round(d.minutes_left(desk.now()))) for d in only.deadlines]


def codes(desk: Desk) -> set[str]:
    return {f.code for each in clearances.watch(desk) for f in each.findings}


def test_an_application_says_what_it_waits_for_all_its_life(desk: Desk) -> None:
    asked(desk)
    assert due(desk) == [(Due.ANSWER, 15)]
    assert codes(clock(desk, "18:16")) == {"A231"}
    clearances.delay(desk, "KY9", at(desk, "18:30"), reason="航班")
    assert due(clock(desk, "18:20")) == [(Due.ANSWER, 10)]
    clearances.grant(
        desk,
        "KY9",
        window(desk, "19:10", "19:50"),
        approval="批 7",
        limits=Limits(6500),
    )
    assert due(clock(desk, "19:00")) == [(Due.OPENS, 10), (Due.LAPSES, 50), (Due.END_REPORT, 60)]
    assert not codes(clock(desk, "19:15"))
    clearances.start(clock(desk, "19:15"), "KY9")
    assert codes(clock(desk, "19:40")) == {"A232"}
    assert due(clock(desk, "19:55")) == [(Due.END_REPORT, 5)]
    assert codes(clock(desk, "20:01")) == {"A233"}
    clearances.close(clock(desk, "20:02"), "KY9")
    assert clearances.watch(desk) == []
    held = clearances.get(desk, "KY9")
    assert (held.max_height_msl_m, held.azimuth_from_deg, held.started_at) == (
        6500,
        180,
        at(desk, "2023-07-20 19:15"),
    )


def test_what_is_over_takes_no_further_answer(desk: Desk) -> None:
    asked(desk)
    with pytest.raises(BadInput, match="不能报开始"):
        clearances.start(desk, "KY9")
    clearances.cancel(desk, "KY9", reason="云系减弱")
    assert clearances.get(desk, "KY9").status is ClearanceStatus.CANCELLED
    with pytest.raises(BadInput, match="不能再答复"):
        clearances.grant(desk, "KY9", window(desk, "19:10", "19:50"))
    asked(desk, "KY10")
    clearances.grant(desk, "KY10", window(desk, "19:00", "20:00"))
    clearances.start(desk, "KY10")
    with pytest.raises(BadInput, match="已报过"):
        clearances.start(desk, "KY10")
    with pytest.raises(BadInput, match="不能撤销"):
        clearances.cancel(desk, "KY10", reason="不做了")


def test_a_number_is_asked_for_once_whatever_key_it_comes_under(desk: Desk) -> None:
    first = asked(desk)
    clearances.grant(desk, "KY9", window(desk, "19:00", "20:00"))
    with pytest.raises(BadInput, match="已用过"):
        clearances.request(desk, first, uid="k1")
    assert clearances.get(desk, "KY9").status is ClearanceStatus.GRANTED
    other = first.model_copy(update={"number": "KY20230720-2"})
    clearances.request(desk, other, uid="k2")
    clearances.cancel(desk, other.number, reason="云系减弱")
    assert clearances.request(desk, other, uid="k2").receipt.repeated
    assert clearances.get(desk, other.number).status is ClearanceStatus.CANCELLED
    with pytest.raises(BadInput, match="另一内容"):
        clearances.request(desk, first.model_copy(update={"number": "KY10"}), uid="k2")
    assert clearances.next_number(desk) == "KY20230720-3"


def test_an_extension_keeps_the_height_flight_control_gave(desk: Desk) -> None:
    asked(desk)
    clearances.grant(desk, "KY9", window(desk, "19:00", "19:30"), limits=Limits(6500))
    clearances.grant(desk, "KY9", window(desk, "19:00", "20:00"))
    assert clearances.get(desk, "KY9").max_height_msl_m == 6500


def test_airspace_taken_back_after_the_start_is_closed_not_refused(desk: Desk) -> None:
    asked(desk)
    clearances.grant(desk, "KY9", window(desk, "19:00", "20:00"))
    clearances.start(clock(desk, "19:02"), "KY9")
    for answer in (
        lambda: clearances.refuse(desk, "KY9", reason="航班"),
        lambda: clearances.delay(desk, "KY9", at(desk, "2023-07-20 19:30")),
    ):
        with pytest.raises(BadInput, match="close"):
            answer()
    clearances.grant(desk, "KY9", window(desk, "19:00", "20:15"))
    held = clearances.get(desk, "KY9")
    assert held.granted == window(desk, "19:00", "20:15")
    assert held.started_at == at(desk, "2023-07-20 19:02")


def test_an_intent_outside_what_was_granted_is_refused_and_the_fact_is_found(desk: Desk) -> None:
    ready(desk)
    clearances.request(
        desk,
        Clearance(
            number="KY2",
            sites=("140322001",),
            requested_at=desk.now(),
            requested_by="C1",
            wanted=window(desk, "18:00", "19:00"),
            max_height_msl_m=6000,
            azimuth_from_deg=180,
            azimuth_to_deg=300,
        ),
    )
    clearances.grant(desk, "KY2", window(desk, "18:00", "18:30"))
    within = {"clearance": "KY2", "start": "18:05", "end": "18:10"}
    assert recording.propose(desk, hail(desk, **within)) is not None
    for wrong, code in (
        ({"end": "18:31"}, "A203"),
        ({"azimuths_deg": "20"}, "A207"),
        ({"seeding_top_msl_m": 6500}, "A211"),
    ):
        with pytest.raises(Refused, match=code):
            recording.propose(desk, hail(desk, **within | wrong))
    fired = recording.record(
        clock(desk, "18:40"),
        hail(desk, **within | {"seeding_top_msl_m": 6500, "reported_at": "18:35"}),
    )
    assert "A211" in {f.code for f in fired.findings}


def test_a_sector_towards_another_province_is_flagged(desk: Desk) -> None:
    told = {
        "since": "2023-01-01",
        "value": {"name": "河北省平山县", "azimuth_from_deg": 20, "azimuth_to_deg": 100},
        "source": "示例",
        "confidence": "unverified",
    }
    border = {"140322001": History[Neighbour].model_validate([told])}
    near = desk.program.planning.model_copy(update={"border": border})
    border_desk = replace(desk, program=desk.program.model_copy(update={"planning": near}))
    east = Clearance(
        number="KY1",
        sites=("140322001",),
        requested_at=desk.now(),
        requested_by="C1",
        wanted=window(desk, "19:00", "20:00"),
        azimuth_from_deg=80,
        azimuth_to_deg=120,
    )
    outcome = clearances.request(border_desk, east)
    assert [f.details["neighbour"] for f in outcome.findings if f.code == "A224"] == [
        "河北省平山县"
    ]
    west = east.model_copy(update={"number": "KY2", "azimuth_from_deg": 180, "azimuth_to_deg": 270})
    assert "A224" not in {f.code for f in clearances.request(border_desk, west).findings}


def test_ground_of_a_neighbour_within_reach_is_flagged_where_the_site_has_a_place(
    desk: Desk,
) -> None:
    hebei = Territory(
        name="河北省",
        outlines=(((113.1, 38.2), (113.2, 38.2), (113.2, 38.3)),),
        source="示例",
    )
    placed = replace(desk, program=desk.program.model_copy(update={"neighbours": (hebei,)}))
    homeless = tuple(site.model_copy(update={"position": None}) for site in desk.program.sites)
    unplaced = replace(desk, program=placed.program.model_copy(update={"sites": homeless}))
    asked = Clearance(
        number="KY1",
        sites=("140322001",),
        requested_at=desk.now(),
        requested_by="C1",
        wanted=window(desk, "19:00", "20:00"),
        azimuth_from_deg=80,
        azimuth_to_deg=120,
    )
    assert [f.details for f in clearances.request(placed, asked).findings if f.code == "A224"] == [
        {"site": "东邢", "neighbour": "河北省"}
    ]
    again = asked.model_copy(update={"number": "KY2"})
    assert {f.code for f in clearances.request(unplaced, again).findings}.isdisjoint(
        {"A224", "A226"}
    )


def test_messages_say_what_is_known_and_leave_blank_what_is_not(desk: Desk) -> None:
    asked(desk)
    told = clearances.message(desk, "KY9", MessageKind.REQUEST)
    form = {item.name: item.value for item in told.items}
    assert form["window"] == "2023-07-20 19:00 – 2023-07-20 20:00"
    assert (form["minutes"], form["height"], form["azimuths"]) == ("60", "7000", "180°–300°")
    assert "东邢 140322001" in form["sites"]
    assert (
        "未核实" in form["sites"]
    )  # the example's position is a guess, and flight control should know
    assert {"contact", "phone"} <= set(told.unknown)
    assert {item.code for item in told.items} == {
        None
    }  # the code table of the standard was not read
    clearances.grant(desk, "KY9", window(desk, "19:00", "20:00"), approval="批 7")
    clearances.start(clock(desk, "19:05"), "KY9")
    clearances.close(clock(desk, "19:20"), "KY9")
    said = clearances.message(desk, "KY9", MessageKind.END).text
    assert "2023-07-20 19:05" in said
    assert "2023-07-20 19:20" in said
    assert "批 7" in said


def test_from_the_day_notices_are_kept_firing_without_one_is_refused(desk: Desk) -> None:
    ready(desk)
    kept = History[bool].model_validate(
        [{"since": "2023-01-01", "value": True, "source": "示例", "confidence": "unverified"}]
    )
    program = desk.program.model_copy(
        update={"planning": desk.program.planning.model_copy(update={"public_notice": kept})}
    )
    strict = replace(desk, program=program)
    with pytest.raises(Refused, match="A241"):
        recording.propose(strict, hail(desk))
    told = notices.draft(
        strict,
        {
            "first": date(2023, 5, 1),
            "issued_on": date(2023, 4, 20),
            "phone": "0000",
        },
    )
    outcome = notices.issue(strict, told)
    assert {f.code for f in outcome.findings} == {"A242", "A244"}
    assert recording.propose(strict, hail(desk)) is not None
    with pytest.raises(BadInput, match="已经登记"):
        notices.issue(strict, told)


def test_a_notice_names_the_sites_that_fire_and_says_what_is_blank(desk: Desk) -> None:
    told = notices.draft(desk, {})
    assert (told.number, told.window.start) == ("GG2023-1", at(desk, "2023-07-21 00:00"))
    assert told.sites == (
        "140322001",
        "140322004",
        "140322002",
        "140322003",
    )  # the burner at 140322005 fires nothing
    said = notices.words(desk, told)
    assert said.startswith("盂县气象局人工影响天气作业公告")
    assert "联系电话：（待填）" in said
    assert said.count("特此公告。") == 1
