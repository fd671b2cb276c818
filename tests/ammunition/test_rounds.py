"""Places, notices, codes, missions and counters: each round has one place, and what does not agree stays open."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.duty_log import LOT, at, hail, ready
from wxmod.actions import Desk, Refused
from wxmod.actions.ammunition import codes as serials
from wxmod.actions.ammunition import (
    consignments,
    differences,
    lives,
    lots,
    match,
    missions,
    stocktakes,
    stores,
)
from wxmod.actions.ammunition.consignments import Route
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import keeping
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.ammunition.scanning import Reading, readings
from wxmod.domain.errors import BadInput, UnknownName, UnreadableFileError
from wxmod.domain.times import Window

SITE, TWO = "site/140322001", Handover("K1", "K2")


def held(desk: Desk) -> dict[str, int]:
    return {h.place: h.rounds for h in stores.stock(desk)}


def later(desk: Desk, **more: float) -> Desk:
    now = desk.now() + timedelta(**more)
    return replace(desk, clock=lambda: now)


def codes(*names: str) -> tuple[Reading, ...]:
    return tuple(Reading(name) for name in names)


def open_kinds(desk: Desk) -> list[tuple[str, str]]:
    return [(d.kind.value, d.subject) for d in differences.open_differences(desk)]


# Places


def test_a_consignment_stands_on_the_road_until_all_of_it_has_arrived(desk: Desk) -> None:
    ready(desk)
    route = Route("county", "西村", "V1")
    done = consignments.dispatch(desk, route, {"A-7": 30}, TWO)
    assert done.name == "county-20230720-1"
    assert held(desk) == {"depot/county": 50, "site/140322001": 20, f"transit/{done.name}": 30}
    consignments.arrive(desk, done.name, {"A-7": 28})
    assert [dict(each.rounds) for each in consignments.on_the_road(desk)] == [{"A-7": 2}]
    assert open_kinds(desk) == []
    tomorrow = later(desk, hours=25)
    assert [f.code for each in consignments.on_the_road(tomorrow) for f in each.findings] == [
        "M336"
    ]
    assert open_kinds(tomorrow) == [("overdue", done.name)]
    consignments.arrive(tomorrow, done.name)
    assert open_kinds(tomorrow) == []
    assert held(desk)["site/140322002"] == 30
    with pytest.raises(UnknownName):
        consignments.arrive(tomorrow, done.name)
    assert keeping.verify(desk).breaks == ()


def test_one_person_does_not_dispatch_and_more_than_was_sent_does_not_arrive(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(Refused):
        consignments.dispatch(
            desk,
            Route("county", "西村"),
            {"A-7": 3},
            Handover("K1"),
        )
    no = consignments.dispatch(desk, Route("county", "西村"), {"A-7": 3}, TWO).name
    with pytest.raises(Refused) as refused:
        consignments.arrive(desk, no, {"A-7": 4})
    assert [f.code for f in refused.value.findings] == ["M321"]


def test_the_same_dispatch_given_twice_is_sent_once(desk: Desk) -> None:
    ready(desk)
    hands = TWO._replace(uid="d-1")
    first = consignments.dispatch(desk, Route("county", "西村"), {"A-7": 3}, hands)
    again = consignments.dispatch(desk, Route("county", "西村"), {"A-7": 3}, hands)
    assert (again.name, again.receipt.repeated) == (first.name, True)
    assert held(desk)["depot/county"] == 77


def test_a_key_given_to_another_command_does_not_pass_for_it(desk: Desk) -> None:
    mission(desk)
    hands = TWO._replace(uid="k")
    first, second = (
        consignments.dispatch(
            desk,
            Route("county", "西村"),
            {"A-7": n},
            TWO._replace(uid=f"d{n}"),
        ).name
        for n in (2, 3)
    )
    no = recording.record(desk, hail(desk, lot=None), uid="op").name
    consignments.arrive(desk, first, None, hands)
    assert consignments.arrive(desk, first, None, hands).receipt.repeated
    with pytest.raises(BadInput, match="k"):
        consignments.arrive(desk, second, None, hands)
    for other in ("k", "d2"):
        with pytest.raises(BadInput, match=other):
            consignments.dispatch(
                desk,
                Route("county", "土塔"),
                {"A-7": 2},
                TWO._replace(uid=other),
            )
        with pytest.raises(BadInput, match=other):
            missions.close(desk, no, {}, Handover("K1", uid=other))
    assert held(desk)[f"transit/{second}"] == 3


def test_a_command_given_again_later_without_its_hour_is_the_same_command(desk: Desk) -> None:
    ready(desk)
    hands = TWO._replace(uid="again", reason="通报")
    twice = (desk, later(desk, minutes=5))
    done = [stores.issue(each, Held("county", "A-7"), "西村", 3, hands) for each in twice]
    counted = [
        stocktakes.count(
            each,
            "county",
            {"A-7": 77},
            ("K1", "I1"),
            Handover(uid="c"),
        )[0]
        for each in twice
    ]
    stopped = [lots.stop(each, "A-7", Handover("K1", reason="通报", uid="s")) for each in twice]
    assert [each.receipt.repeated for each in (*done, *counted, *stopped)] == [False, True] * 3
    assert held(desk)["depot/county"] == 77


def test_a_notice_for_a_lot_that_is_not_here_yet_stops_it_where_it_turns_up(desk: Desk) -> None:
    ready(desk)
    why = Handover("K1", reason="早炸通报")
    with pytest.raises(UnknownName):
        lots.stop(desk, "A-9", why)
    lots.stop(desk, "A-9", why, ahead=True)
    stores.receive(desk, LOT.model_copy(update={"no": "A-9"}), "county", 10)
    with pytest.raises(Refused) as refused:
        stores.issue(desk, Held("county", "A-9"), "西村", 1, TWO)
    assert "M323" in [f.code for f in refused.value.findings]


def test_what_is_loaded_is_fired_from_there_and_the_rest_is_unloaded(desk: Desk) -> None:
    ready(desk)
    stores.load(
        desk,
        Held("东邢", "A-7"),
        "G1",
        12,
        Handover("P11", at=at(desk, "2023-07-20 14:55")),
    )
    done = recording.record(desk, hail(desk, duds=1), uid="op-1")
    assert recording.get(desk, done.name).operation.releases[0].place == "loaded/G1"
    assert held(desk) == {"depot/county": 80, SITE: 8, "loaded/G1": 2, "dud/140322001": 1}
    assert recording.record(desk, hail(desk, duds=1), uid="op-1").receipt.repeated
    stores.unload(desk, Held("G1", "A-7"), "东邢", 2)
    assert held(desk) == {"depot/county": 80, SITE: 10, "dud/140322001": 1}
    assert keeping.verify(desk).breaks == ()


def test_a_rocket_is_not_loaded_into_a_gun(desk: Desk) -> None:
    ready(desk)
    stores.receive(
        desk,
        LOT.model_copy(update={"no": "R-1", "type": "rocket-LF-12"}),
        "东邢",
        4,
        TWO,
    )
    with pytest.raises(Refused) as refused:
        stores.load(desk, Held("东邢", "R-1"), "G1", 1)
    assert [f.code for f in refused.value.findings] == ["M335"]


def test_a_misfire_is_destroyed_or_handed_over_and_never_comes_back(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk, duds=3))
    dud = Held("dud/140322001", "A-7")
    for back in ("county", "东邢", "V1"):
        with pytest.raises(BadInput):
            stores.give_back(desk, dud, back, 1)
        with pytest.raises(BadInput):
            stores.issue(desk, dud, back, 1, TWO)
    with pytest.raises(BadInput):
        stores.load(desk, dud, "G1", 1)
    with pytest.raises(Refused):
        stores.hand_over(desk, dud, "排弹队", 1, Handover("K1"))
    stores.hand_over(desk, dud, "排弹队", 1, TWO)
    stores.dispose(desk, dud, 2, TWO._replace(reason="规程"))
    assert "dud/140322001" not in held(desk)
    with pytest.raises(UnknownName):
        stores.give_back(desk, Held("handed/排弹队", "A-7"), "county", 1)


def test_a_misfire_that_is_missing_is_lost_as_a_misfire(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk, duds=3))
    done, _gaps = stocktakes.count(desk, "dud/140322001", {"A-7": 2}, ("I1", "K2"))
    stocktakes.explain(desk, done.name, "A-7", Handover("K1", "K2", "丢失，已报公安"), adjust=True)
    last = lives.history(desk, "A-7")[-1].movement
    assert (last.source, last.target) == ("dud/140322001", "end/dud-lost")


# Lots


def test_a_notice_stops_a_lot_everywhere_from_its_moment_on_and_not_before(desk: Desk) -> None:
    ready(desk)
    before = recording.record(desk, hail(desk)).name
    lots.stop(
        desk,
        "A-7",
        Handover(
            "C1",
            reason="早炸",
            document="通报 3",
            at=at(desk, "2023-07-20 15:30"),
        ),
    )
    with pytest.raises(Refused) as refused:
        stores.issue(desk, Held("county", "A-7"), "西村", 1, TWO)
    assert {f.code for f in refused.value.findings} == {"M323"}
    stores.issue(
        desk,
        Held("county", "A-7"),
        "西村",
        1,
        TWO._replace(at=at(desk, "2023-07-20 15:29")),
    )
    after = recording.record(desk, hail(desk, start="15:40", end="15:45"))
    assert "M304" in {f.code for f in after.findings}
    told = recording.findings_of(desk, recording.get(desk, before))
    assert "M304" not in {f.code for f in told}
    notices = lots.standings(desk)["A-7"]
    assert lots.fitness(desk, "site/140322001", LOT, notices) == "stopped"
    for alone in (Handover("C1", reason="复检合格"), Handover("C1", "c1", "复检合格")):
        with pytest.raises(BadInput):
            lots.resume(desk, "A-7", alone)
    lots.resume(
        desk,
        "A-7",
        Handover("C1", "K1", "复检合格", at=at(desk, "2023-07-20 17:00")),
    )
    assert lots.fitness(desk, "site/140322001", LOT, lots.standings(desk)["A-7"]) == "good"
    stores.issue(desk, Held("county", "A-7"), "西村", 1, TWO)
    assert keeping.verify(desk).breaks == ()


def test_a_notice_needs_a_reason_and_has_happened(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(BadInput):
        lots.stop(desk, "A-7", Handover("C1"))
    with pytest.raises(BadInput):
        lots.stop(desk, "A-7", Handover("C1", reason="x", at=at(desk, "2023-07-21 09:00")))
    with pytest.raises(UnknownName):
        lots.stop(desk, "Z-9", Handover("C1", reason="x"))


def test_the_first_to_expire_goes_first(desk: Desk) -> None:
    ready(desk)
    newer = LOT.model_copy(update={"no": "A-9", "expires_on": date(2026, 9, 30)})
    stores.receive(
        desk,
        newer,
        "county",
        40,
        Handover("K1", "K2", at=at(desk, "2023-06-20 09:00")),
    )
    assert [(s.lot.no, s.rounds) for s in lots.suggest(desk, "county", "shell-37", 100)] == [
        ("A-7", 80),
        ("A-9", 20),
    ]
    assert lots.pick(desk, "county", "shell-37", 80) == "A-7"
    with pytest.raises(BadInput, match="A-7 x 80"):
        lots.pick(desk, "county", "shell-37", 81)
    with pytest.raises(Refused, match="M334"):
        stores.issue(desk, Held("county", "A-9"), "西村", 1, TWO)
    assert (
        stores.issue(
            desk,
            Held("county", "A-9"),
            "西村",
            1,
            TWO._replace(reason="A-7 待检"),
        ).findings
        == ()
    )
    lots.stop(desk, "A-7", Handover("C1", reason="早炸"))
    assert lots.pick(desk, "county", "shell-37", 5) == "A-9"


def test_what_expires_is_found_wherever_it_is(desk: Desk) -> None:
    ready(desk)
    stores.load(desk, Held("东邢", "A-7"), "G1", 2)
    consignments.dispatch(desk, Route("county", "西村"), {"A-7": 3}, TWO)
    recording.record(desk, hail(desk, duds=1))
    assert [h.place for h in lots.expiring(desk, 900)] == [
        "depot/county",
        "loaded/G1",
        SITE,
        "transit/county-20230720-1",
    ]
    assert lots.expiring(desk, 90) == []


def test_agent_is_unknown_until_somebody_reads_the_nameplate(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk))
    recording.record(desk, hail(desk, lot=None, start="15:10", end="15:12", rounds=2))
    found = {a.type: (a.logged, a.ledger, a.grams) for a in lots.agent(desk)}
    assert found == {"shell-37": (9, 9, None), "?": (2, 0, None)}
    read = tuple(a.model_copy(update={"agi_g": 1.0}) for a in desk.program.ammunition)
    told = replace(desk, program=desk.program.model_copy(update={"ammunition": read}))
    assert {a.type: a.grams for a in lots.agent(told)} == {"shell-37": 9.0, "?": None}


def test_a_lot_has_its_own_dud_rate_with_how_sure_it_is(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk, duds=1))
    rate = lots.dud_rates(desk)["A-7"]
    assert (rate.tried, rate.duds, rate.rate) == (10, 1, 0.1)
    assert rate.low < 0.1 < rate.high


# Codes


def received(desk: Desk, *names: str) -> None:
    lot = LOT.model_copy(update={"no": "A-8", "expires_on": date(2025, 1, 31)})
    hands = Handover(
        "K1",
        "K2",
        at=at(desk, "2023-05-21 09:00"),
        codes=readings("\n".join(names)),
    )
    stores.receive(
        desk,
        lot,
        "东邢",
        sum(n.startswith("02") for n in names),
        hands,
    )


def test_codes_go_along_from_the_box_to_the_shot(desk: Desk) -> None:
    ready(desk)
    received(desk, "03BOX1", "020001", "020002", "020003", "020004")
    hands = TWO._replace(at=at(desk, "2023-07-20 09:00"), codes=codes("03BOX1"))
    stores.issue(desk, Held("东邢", "A-8"), "V1", 4, hands)
    assert {
        s.place for s in serials.look_up(desk, codes("020001"))[0:1] for s in [s.serial] if s
    } == {"vehicle/V1"}
    check = serials.check(desk, "03BOX1", codes("020001", "020002", "020009"))
    assert (check.present, check.missing, check.extra) == (
        ("020001", "020002"),
        ("020003", "020004"),
        ("020009",),
    )
    no = recording.record(desk, hail(desk, lot="A-8", rounds=2, place="vehicle/V1")).name
    serials.use(desk, no, codes("020001", "020002"))
    traced, scans = serials.life(desk, "020001")
    assert (traced.place, traced.box, [s.target for s in scans]) == (
        "end/fired",
        "03BOX1",
        [SITE, "vehicle/V1", "end/fired"],
    )
    assert open_kinds(desk) == []
    assert keeping.verify(desk).breaks == ()


def test_codes_that_do_not_fit_the_intent_are_refused(desk: Desk) -> None:
    ready(desk)
    received(desk, "020001", "020002")
    for told, rounds in (("020001", 2), ("9999", 1), ("03NONE", 1)):
        with pytest.raises(BadInput):
            stores.issue(
                desk,
                Held("东邢", "A-8"),
                "西村",
                rounds,
                TWO._replace(codes=codes(told)),
            )
    assert held(desk)[SITE] == 2
    stores.issue(desk, Held("东邢", "A-8"), "西村", 2, TWO)


def test_a_round_that_is_elsewhere_or_gone_is_not_handed_out_again(desk: Desk) -> None:
    ready(desk)
    received(desk, "020001", "020002", "020003", "020004")
    first = TWO._replace(at=at(desk, "2023-07-20 09:00"), codes=codes("020001"))
    stores.issue(desk, Held("东邢", "A-8"), "西村", 1, first)
    for again in (
        first._replace(at=at(desk, "2023-07-20 09:30")),
        TWO._replace(codes=codes("020001")),
    ):
        with pytest.raises(BadInput, match="西村"):
            stores.issue(desk, Held("东邢", "A-8"), "土塔", 1, again)
    early = TWO._replace(at=at(desk, "2023-07-20 08:00"), codes=codes("020002"))
    stores.issue(desk, Held("东邢", "A-8"), "土塔", 1, early)
    no = recording.record(desk, hail(desk, lot="A-8", rounds=1)).name
    serials.use(desk, no, codes("020003"))
    with pytest.raises(BadInput, match="020003"):
        stores.issue(
            desk,
            Held("东邢", "A-8"),
            "土塔",
            1,
            TWO._replace(codes=codes("020003")),
        )


def test_codes_go_along_on_the_road_lot_by_lot(desk: Desk) -> None:
    ready(desk)
    received(desk, "03BOX1", "020001", "020002", "020003", "020004")
    road = Handover("K1", "K2", codes=codes("03BOX1"))
    some = road._replace(reason="一发留作复检")
    with pytest.raises(BadInput, match="4 发"):
        consignments.dispatch(
            desk,
            Route("东邢", "西村"),
            {"A-7": 1, "A-8": 3},
            some,
        )  # the box holds four
    with pytest.raises(BadInput, match="020099"):
        consignments.dispatch(
            desk,
            Route("东邢", "西村"),
            {"A-7": 1, "A-8": 4},
            TWO._replace(codes=codes("020099")),
        )
    no = consignments.dispatch(
        desk,
        Route("东邢", "西村"),
        {"A-7": 1, "A-8": 4},
        road,
    ).name
    assert serials.life(desk, "020003")[0].place == f"transit/{no}"
    with pytest.raises(BadInput, match="020003"):
        consignments.dispatch(
            desk,
            Route("东邢", "土塔"),
            {"A-7": 1},
            TWO._replace(codes=codes("020003"), reason="急用"),
        )
    consignments.arrive(
        desk,
        no,
        {"A-8": 2},
        Handover("P21", codes=codes("020003", "020004")),
    )
    where = {s.code: s.place for s in serials.in_box(desk, "03BOX1")}
    there = "site/140322002"
    assert where == {
        "020001": f"transit/{no}",
        "020002": f"transit/{no}",
        "020003": there,
        "020004": there,
    }
    assert open_kinds(desk) == []


def test_nothing_is_sent_to_where_it_is(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(BadInput):
        consignments.dispatch(desk, Route("county", "盂县弹药库"), {"A-7": 1}, TWO)


def test_a_delivery_entered_twice_is_seen_by_its_codes(desk: Desk) -> None:
    ready(desk)
    received(desk, "020001", "020002")
    assert open_kinds(desk) == []
    received(desk, "020002")
    assert open_kinds(desk) == [("code", "020002")]
    assert [f.kind.value for f in serials.life(desk, "020002")[0].faults] == ["received-twice"]


def test_a_round_fired_twice_is_an_open_difference_until_it_is_explained(desk: Desk) -> None:
    ready(desk)
    received(desk, "020001", "020002")
    first = recording.record(desk, hail(desk, lot="A-8", rounds=1)).name
    second = recording.record(
        desk, hail(desk, lot="A-8", rounds=1, start="15:20", end="15:21")
    ).name
    serials.use(desk, first, codes("020001"))
    serials.use(desk, first, codes("020001"))
    assert open_kinds(desk) == []
    done = serials.use(desk, second, codes("020001"))
    assert open_kinds(desk) == [("code", "020001")]
    assert serials.life(desk, "020001")[0].place == "end/fired"
    ref = done[0].receipt.ref
    with pytest.raises(BadInput):
        differences.answer(desk, ref, "020001", Handover("K1", "K2", " "))
    with pytest.raises(UnknownName, match=f"{ref} 020001"):  # what there is to explain is named
        differences.answer(desk, ref, "020002", Handover("K1", reason="扫错"))
    differences.answer(desk, ref, "020001", Handover("K1", reason="扫错，应为 020002"))
    assert open_kinds(desk) == []


def test_a_round_scanned_for_an_operation_that_was_none_is_where_it_was(desk: Desk) -> None:
    ready(desk)
    received(desk, "020001")
    no = recording.record(desk, hail(desk, lot="A-8", rounds=1)).name
    serials.use(desk, no, codes("020001", "020009"))
    recording.correct(desk, no, None, reason="记错作业点")
    assert open_kinds(desk) == [("codes-used", f"{no}/A-8")]
    assert [serials.life(desk, code)[0].place for code in ("020001", "020009")] == [SITE, SITE]
    assert serials.look_up(desk, codes("020001"))[0].serial == serials.Serial(
        "020001", "A-8", SITE, None
    )
    stores.issue(
        desk,
        Held("东邢", "A-8"),
        "土塔",
        1,
        TWO._replace(codes=codes("020001")),
    )
    assert serials.life(desk, "020001")[0].place == "site/140322005"


def test_a_round_scanned_where_it_was_not_and_too_few_codes_stay_open(desk: Desk) -> None:
    ready(desk)
    received(desk, "020001", "020002")
    no = recording.record(desk, hail(desk, lot="A-8", rounds=2)).name
    serials.use(desk, no, codes("020001"))
    assert open_kinds(desk) == [("codes-used", f"{no}/A-8")]
    serials.use(desk, no, codes("020002"))
    assert open_kinds(desk) == []
    serials.use(desk, no, codes("020003"))
    assert open_kinds(desk) == [("codes-used", f"{no}/A-8")]


def test_lots_and_numbers_do_without_codes(desk: Desk) -> None:
    ready(desk)
    bare = replace(desk, program=desk.program.model_copy(update={"codes": ()}))
    stores.issue(
        bare,
        Held("county", "A-7"),
        "西村",
        1,
        TWO._replace(codes=codes("ANY-1")),
    )
    assert serials.look_up(bare, codes("ANY-1"))[0].serial is not None


def test_a_box_is_found_by_its_code_and_a_round_moved_on_unscanned_is_doubted(desk: Desk) -> None:
    ready(desk)
    received(desk, "03BOX1", "020001", "020002", "020003", "020004")
    (box,) = serials.look_up(desk, codes("03BOX1"))
    assert [(s.code, s.place) for s in box.inside] == [(f"02000{n}", SITE) for n in (1, 2, 3, 4)]
    assert [s.code for s in serials.in_box(desk, "03BOX1")] == [
        "020001",
        "020002",
        "020003",
        "020004",
    ]
    here, _scans = serials.life(desk, "020001")
    assert serials.beyond(desk, here) is None
    stores.issue(desk, Held("东邢", "A-8"), "西村", 1, TWO)
    assert serials.beyond(desk, here) == (4, 3)
    assert serials.beyond(desk, here._replace(place="end/fired")) is None


def test_a_box_received_short_is_taken_and_told(desk: Desk) -> None:
    ready(desk)
    hands = TWO._replace(codes=codes("03BOX1", "020001", "020002", "020003"))
    done = stores.receive(desk, LOT, "county", 3, hands)
    assert [f.code for f in done.findings] == ["M337"]
    assert held(desk)["depot/county"] == 83


def test_all_rounds_of_a_lot_are_somewhere(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk, duds=1))
    assert lives.whereabouts(desk, "A-7") == {
        "depot/county": 80,
        SITE: 10,
        "end/fired": 9,
        "dud/140322001": 1,
    }


def test_places_are_understood_as_people_say_them_and_as_the_list_shows_them(desk: Desk) -> None:
    ready(desk)
    stores.load(desk, Held("东邢", "A-7"), "G1", 2)
    recording.record(desk, hail(desk, rounds=1, duds=1, place="G1"))
    assert held(desk)["dud/140322001"] == 1
    for said in ("dud/140322001", "dud/东邢", "东邢故障弹"):
        assert stores.place(desk, said) == "dud/140322001"
    stores.load(desk, Held("东邢", "A-7"), "G1", 2)
    for said in ("G1", "loaded/G1", "G1已装填"):
        assert stores.place(desk, said) == "loaded/G1"
    with pytest.raises(UnknownName, match="dud/140322001"):
        stores.place(desk, "nowhere")


# Lots


def test_a_date_read_later_is_filled_in_by_a_delivery_or_by_hand_and_changed_only_by_two(
    desk: Desk,
) -> None:
    bare = LOT.model_copy(update={"no": "A-6", "expires_on": None})
    done = stores.receive(desk, bare, "county", 5)
    assert [f.code for f in done.findings] == ["M327"]
    assert [(h.lot.no, h.rounds) for h in lots.undated(desk)] == [("A-6", 5)]
    with pytest.raises(BadInput):
        lots.amend(
            desk,
            "A-6",
            {"expires_on": date(2024, 9, 30)},
            Handover("K1"),
        )
    lots.amend(
        desk,
        "A-6",
        {"expires_on": date(2024, 9, 30)},
        Handover("K1", reason="看箱标"),
    )
    assert lots.undated(desk) == []
    for hands in (Handover("K1", reason="看错"), Handover("K1", "K1", "看错")):
        with pytest.raises(BadInput):
            lots.amend(desk, "A-6", {"expires_on": date(2029, 9, 30)}, hands)
    with pytest.raises(BadInput):
        lots.amend(
            desk,
            "A-6",
            {"expires_on": date(2024, 9, 30)},
            TWO._replace(reason="同前"),
        )
    lots.amend(
        desk,
        "A-6",
        {"expires_on": date(2025, 9, 30)},
        TWO._replace(reason="看错"),
    )
    made = bare.model_copy(update={"made_on": date(2022, 9, 30)})
    stores.receive(desk, made, "county", 5)
    (now,) = {h.lot for h in stores.stock(desk) if h.lot.no == "A-6"}
    assert (now.made_on, now.expires_on, now.remarks) == (
        date(2022, 9, 30),
        date(2025, 9, 30),
        "看箱标; 看错",
    )
    with pytest.raises(BadInput, match="另厂"):
        stores.receive(desk, bare.model_copy(update={"maker": "另厂"}), "county", 5)
    assert keeping.verify(desk).breaks == ()


# Missions


def mission(desk: Desk, rounds: int = 12) -> None:
    ready(desk, rounds=1)
    hands = Handover("K1", "K2", at=at(desk, "2023-07-20 13:00"), mission="ZL-1")
    stores.issue(desk, Held("county", "A-7"), "东邢", rounds, hands)


def test_an_operation_closes_only_when_its_mission_balances(desk: Desk) -> None:
    mission(desk)
    no = recording.record(desk, hail(desk, duds=1, instruction_no="ZL-1")).name
    found = missions.mission_balance(desk, "ZL-1").lots
    assert [(b.issued, b.fired, b.duds, b.missing) for b in found] == [(12, 9, 1, 2)]
    with pytest.raises(Refused) as refused:
        missions.close(desk, no, {})
    assert [f.code for f in refused.value.findings] == ["M341"]
    stores.give_back(
        desk,
        Held("东邢", "A-7"),
        "county",
        1,
        Handover("K1", mission="ZL-1"),
    )
    missions.close(desk, no, {"A-7": 1})
    assert missions.closed(desk) == {no}
    told = missions.mission_balance(desk, no)  # with what was counted in hand when it was closed
    assert ([lot.held for lot in told.lots], told.missing) == ([1], 0)
    home = Handover("K1", mission="ZL-1")
    stores.give_back(
        later(desk, hours=1),
        Held("东邢", "A-7"),
        "county",
        1,
        home,
    )
    told = missions.mission_balance(desk, no)
    assert ([lot.held for lot in told.lots], told.missing) == ([0], 0)
    assert open_kinds(desk) == []


def test_what_unbalances_a_closed_mission_later_is_recorded_and_stays_open(desk: Desk) -> None:
    mission(desk)
    no = recording.record(desk, hail(desk, instruction_no="ZL-1")).name
    missions.close(desk, no, {"A-7": 3})
    recording.correct(desk, no, hail(desk, rounds=8, instruction_no="ZL-1"), reason="数错")
    assert open_kinds(desk) == [("mission", f"{no}/A-7")]
    recording.correct(desk, no, hail(desk, rounds=9, instruction_no="ZL-1"), reason="没有数错")
    assert open_kinds(desk) == []


def test_what_is_still_loaded_is_accounted_for_and_what_is_on_the_road_is_not(desk: Desk) -> None:
    ready(desk, rounds=1)
    hands = Handover("K1", "K2", at=at(desk, "2023-07-20 12:00"), mission="ZL-1")
    road = consignments.dispatch(desk, Route("county", "东邢"), {"A-7": 12}, hands)
    assert missions.mission_balance(desk, "ZL-1").missing == 12
    consignments.arrive(desk, road.name, hands=Handover("P11", at=at(desk, "2023-07-20 13:00")))
    loading = Handover("P11", at=at(desk, "2023-07-20 14:50"), mission="ZL-1")
    stores.load(desk, Held("东邢", "A-7"), "G1", 12, loading)
    recording.record(desk, hail(desk, instruction_no="ZL-1"))
    found = missions.mission_balance(desk, "ZL-1")
    assert [(b.issued, b.fired, b.loaded, b.underway, b.missing) for b in found.lots] == [
        (12, 9, 3, 0, 0)
    ]


def test_firing_more_than_was_issued_for_the_mission_is_found_and_recorded(desk: Desk) -> None:
    mission(desk, 8)
    done = recording.record(desk, hail(desk, instruction_no="ZL-1"))
    assert "M342" in {f.code for f in done.findings}
    assert "M342" in {f.code for f in recording.findings_of(desk, recording.get(desk, done.name))}


def test_standing_stock_needs_no_mission(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    assert missions.mission_balance(desk, no).lots == ()
    missions.close(desk, no, {})
    with pytest.raises(UnknownName):
        missions.mission_balance(desk, "ZL-404")


# The counter


def counter(tmp_path: Path, text: str, name: str = "c.csv") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def matched(desk: Desk, path: Path) -> list[tuple[str, int, int, int, bool]]:
    read = match.read_counter(desk, path)
    match.record(desk, read)
    return [(m.no, m.logged, m.ledger, m.counter, m.agrees) for m in match.matched(desk, read)]


def test_log_ledger_and_counter_agree_to_the_round(desk: Desk, tmp_path: Path) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    head = "equipment,start,end,rounds\n"
    path = counter(
        tmp_path,
        head + "G1,2023-07-20 14:58,2023-07-20 15:03,5\nG1,2023-07-20 15:04,2023-07-20 15:09,4\n",
    )
    assert matched(desk, path) == [(no, 9, 9, 9, True)]
    assert open_kinds(desk) == []
    assert match.record(desk, match.read_counter(desk, path)).receipt.repeated


def test_one_shot_more_or_an_untold_shot_is_a_difference_until_log_or_word_mends_it(
    desk: Desk, tmp_path: Path
) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    shots = [{"equipment": "G1", "at": f"2023-07-20 15:0{n % 6}:00"} for n in range(10)]
    shots.append({"equipment": "G1", "at": "2023-07-20 16:30:00"})
    path = counter(tmp_path, json.dumps(shots), "c.json")
    assert matched(desk, path) == [(no, 9, 9, 10, False), ("", 0, 0, 1, False)]
    assert open_kinds(desk) == [("counter", f"{no}/G1"), ("counter", "20230720T1630/G1")]
    recording.correct(desk, no, hail(desk, rounds=10), reason="漏记一发")
    assert open_kinds(desk) == [("counter", "20230720T1630/G1")]
    ref = differences.open_differences(desk)[0].ref
    differences.answer(desk, ref, "20230720T1630/G1", Handover("C1", reason="检修试射空包"))
    assert open_kinds(desk) == []


def test_an_operation_the_counter_did_not_see_and_rounds_not_on_the_ledger_are_differences(
    desk: Desk, tmp_path: Path
) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    bare = recording.record(desk, hail(desk, lot=None, start="16:00", end="16:02", rounds=2)).name
    path = counter(tmp_path, "equipment,start,end,rounds\nG1,2023-07-20 16:00,2023-07-20 16:02,2\n")
    whole_day = Window(start=at(desk, "2023-07-20 00:00"), end=at(desk, "2023-07-20 17:00"))
    read = match.read_counter(desk, path, whole_day)
    found = [(m.no, m.logged, m.ledger, m.counter) for m in match.matched(desk, read)]
    assert found == [(no, 9, 9, 0), (bare, 2, 0, 2)]


def test_a_file_is_held_against_another_stretch_and_untold_shots_of_a_minute_are_one_difference(
    desk: Desk, tmp_path: Path
) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    shots = ("2023-07-20 16:30:05", "2023-07-20 16:30:40")
    path = counter(
        tmp_path,
        "equipment,at\n" + "".join(f"G1,{shot}\n" for shot in shots),
    )
    narrow = match.record(desk, match.read_counter(desk, path)).receipt
    assert [(d.subject, d.found) for d in differences.open_differences(desk)] == [
        ("20230720T1630/G1", "2")
    ]
    day = Window(start=at(desk, "2023-07-20 00:00"), end=at(desk, "2023-07-20 17:00"))
    wide = [match.record(desk, match.read_counter(desk, path, day)).receipt for _again in range(2)]
    assert [w.repeated for w in wide] == [False, True]
    assert wide[0].seq > narrow.seq
    assert ("counter", f"{no}/G1") in open_kinds(desk)


def test_a_counter_file_with_the_columns_of_an_office(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    text = "装备编号,首发时间,末发时间,发数\nG1,2023-07-20 15:00,2023-07-20 15:05,9\n"
    path.write_bytes(text.encode("gb18030"))
    (reading,) = match.read_counter(desk, path).readings
    assert (reading.equipment, reading.rounds) == ("G1", 9)
    assert reading.end == at(desk, "2023-07-20 15:05")


def test_a_counter_file_without_its_columns_says_which_it_needs(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="equipment, start, end, rounds"):
        match.read_counter(desk, counter(tmp_path, "何物,何时,几发\nG1,15:00,9\n"))


@pytest.mark.parametrize(
    "text",
    [
        "equipment,start,end,rounds\nG1,25:99,15:00,3\n",
        "equipment,at\n,2023-07-20 15:00\n",
        "equipment,start,end,rounds\nG1,2023-07-20 15:00,2023-07-20 15:01,-3\n",
        "equipment,start,end,rounds\nG1,2023-07-20 15:02,2023-07-20 15:01,3\n",
    ],
)
def test_a_counter_row_that_does_not_fit_is_named(desk: Desk, tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="第 1 行"):
        match.read_counter(desk, counter(tmp_path, text))
