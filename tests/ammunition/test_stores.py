"""Stores: two people, nothing below zero, blind counts, and gaps that stay open until somebody answers."""

import pytest

from tests.duty_log import LOT, at, hail, ready
from wxmod.actions import Desk, Refused
from wxmod.actions.ammunition import lives, stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import keeping
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import BadInput, UnknownName


def test_an_issue_of_more_than_is_there_is_refused_and_nothing_written(desk: Desk) -> None:
    ready(desk)
    before = keeping.verify(desk).entries
    with pytest.raises(Refused) as refused:
        stores.issue(
            desk,
            Held("county", "A-7"),
            "西村",
            81,
            Handover("K1", "K2"),
        )
    assert [f.code for f in refused.value.findings] == ["M321"]
    assert keeping.verify(desk).entries == before


def test_a_lot_or_a_store_told_in_another_width_or_size_is_the_same(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(
        BadInput, match="A-7"
    ):  # it would be out of reach of the notices and dates of A-7
        stores.receive(desk, LOT.model_copy(update={"no": "a-7"}), "county", 1)
    stores.receive(desk, LOT, " 盂县　弹药库 ", 1)
    assert {h.place: h.rounds for h in stores.stock(desk)}["depot/county"] == 81


def test_a_late_issue_cannot_take_rounds_that_were_already_gone(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk))
    with pytest.raises(Refused):
        stores.give_back(
            desk,
            Held("东邢", "A-7"),
            "county",
            12,
            Handover("K1", at=at(desk, "2023-07-01 09:00")),
        )


def test_one_person_cannot_issue_unless_it_is_waived_with_a_reason(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(Refused):
        stores.issue(desk, Held("county", "A-7"), "西村", 1, Handover("K1"))
    done = stores.issue(
        desk,
        Held("county", "A-7"),
        "西村",
        1,
        Handover("K1", waive={"M322": "夜间一人在岗"}),
    )
    assert [f.code for f in done.findings] == ["M322"]
    kinds = [
        row[0]
        for row in desk.store.conn.execute("SELECT kind FROM journal ORDER BY seq DESC LIMIT 2")
    ]
    assert kinds == ["ammunition.transferred", "rule.waived"]


def test_a_count_asserts_and_changes_no_stock(desk: Desk) -> None:
    ready(desk)
    done, gaps = stocktakes.count(desk, "东邢", {"A-7": 18}, ("I1", "K2"))
    assert [(g.lot, g.book, g.counted) for g in gaps] == [("A-7", 20, 18)]
    assert stores.stock(desk, "site/140322001")[0].rounds == 20
    assert [d.stocktake for d in stocktakes.open_discrepancies(desk)] == [done.name]


def test_a_lot_nobody_counted_is_a_gap(desk: Desk) -> None:
    ready(desk)
    _done, gaps = stocktakes.count(desk, "东邢", {}, ("I1", "K2"))
    assert [(g.book, g.counted) for g in gaps] == [(20, 0)]


def test_a_gap_closes_by_explanation_adjustment_or_a_late_entry(desk: Desk) -> None:
    ready(desk)
    done, _gaps = stocktakes.count(desk, "东邢", {"A-7": 18}, ("I1", "K2"))
    with pytest.raises(BadInput):
        stocktakes.explain(desk, done.name, "A-7", Handover("K1", reason="丢失"), adjust=True)
    stocktakes.explain(desk, done.name, "A-7", Handover("K1", "K2", "丢失，已报公安"), adjust=True)
    assert stocktakes.open_discrepancies(desk) == []
    assert stores.stock(desk, "site/140322001")[0].rounds == 18
    again, _gaps = stocktakes.count(desk, "东邢", {"A-7": 16}, ("I1", "K2"))
    hands = Handover("K1", at=at(desk, "2023-07-19 09:00"))
    stores.give_back(desk, Held("东邢", "A-7"), "county", 2, hands)
    assert again.name not in {d.stocktake for d in stocktakes.open_discrepancies(desk)}
    assert keeping.verify(desk).breaks == ()


def test_one_person_cannot_count(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(BadInput):
        stocktakes.count(desk, "东邢", {"A-7": 20}, ("K1", "K1"))


def test_a_known_lot_keeps_its_particulars(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(BadInput):
        stores.receive(desk, LOT.model_copy(update={"maker": "N"}), "county", 1)
    with pytest.raises(UnknownName):
        stores.receive(
            desk,
            LOT.model_copy(update={"no": "Z", "type": "shell-57"}),
            "county",
            1,
        )


def test_the_life_of_a_lot_ends_at_the_shot(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    told = [(p.cause, p.operation) for p in lives.history(desk, "A-7")]
    assert told == [("receive", None), ("issue", None), ("firing", no)]


def test_an_explanation_covers_the_difference_it_was_given_for_and_no_other(desk: Desk) -> None:
    ready(desk)
    noon = Handover(at=at(desk, "2023-07-20 12:00"))
    done, _gaps = stocktakes.count(desk, "东邢", {"A-7": 19}, ("I1", "K2"), noon)
    stocktakes.explain(desk, done.name, "A-7", Handover("K1", reason="数错"))
    assert stocktakes.open_discrepancies(desk) == []
    stores.give_back(
        desk,
        Held("东邢", "A-7"),
        "county",
        5,
        Handover("K1", at=at(desk, "2023-07-20 11:00")),
    )
    assert [(d.found.book, d.found.counted) for d in stocktakes.open_discrepancies(desk)] == [
        (15, 19)
    ]


def test_rounds_of_a_lot_nobody_entered_are_counted_and_stand_open(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(UnknownName):
        stocktakes.count(desk, "东邢", {"A-7": 20, "Q-1": 5}, ("I1", "K2"))
    found = Handover(unlisted=frozenset({"Q-1"}))
    done, gaps = stocktakes.count(
        desk,
        "东邢",
        {"A-7": 20, "Q-1": 5},
        ("I1", "K2"),
        found,
    )
    assert [(g.lot, g.book, g.counted) for g in gaps] == [("Q-1", 0, 5)]
    stocktakes.explain(desk, done.name, "Q-1", Handover("K1", "K2", "旧弹"), adjust=True)
    assert {(h.lot.no, h.lot.type): h.rounds for h in stores.stock(desk, "site/140322001")}[
        "Q-1", "?"
    ] == 5
    assert keeping.verify(desk).breaks == ()


def test_a_dud_of_a_lot_nobody_entered_does_not_hide_the_store(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk, lot="Q-2", rounds=1, duds=2))
    assert {h.lot.no: h.rounds for h in stores.stock(desk, "dud/140322001")} == {"Q-2": 2}
