"""What waits is told, who keeps a store is known, and a list drawn cannot be drawn again unseen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.duty_log import at, hail, ready
from wxmod.actions import Desk, Refused, year
from wxmod.actions.ammunition import custody, differences, seals, stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import keeping
from wxmod.domain.ammunition.custody import Pick, draw, population_digest
from wxmod.domain.ammunition.ledger import AmmunitionKind, Held
from wxmod.domain.errors import BadInput

TWO = Handover("K1", "K2")
HELD = st.builds(
    Held,
    st.sampled_from(["depot/1", "site/1", "site/2", "vehicle/V1"]),
    st.sampled_from("ABCDEFG"),
)


def later(desk: Desk, **more: float) -> Desk:
    now = desk.now() + timedelta(**more)
    return replace(desk, clock=lambda: now)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """The evening of 20 July: 80 rounds in the depot, 20 at 东邢."""
    ready(desk)
    return desk


def test_a_difference_is_overdue_after_a_day_until_it_is_explained(stocked: Desk) -> None:
    outcome, _gaps = stocktakes.count(stocked, "county", {"A-7": 79}, ("K1", "I1"))
    assert [c.subject for c in custody.cases(later(stocked, hours=24))] == ["A-7"]
    assert custody.due(later(stocked, hours=24)).cases == ()
    (case,) = custody.due(later(stocked, hours=25)).cases
    assert (case.ref, case.subject, [f.code for f in case.findings]) == (
        outcome.name,
        "A-7",
        ["M354"],
    )
    stocktakes.explain(stocked, outcome.name, "A-7", Handover("I1", reason="数错"))
    assert custody.due(later(stocked, hours=25)).cases == ()


def test_a_store_that_holds_rounds_is_counted_within_its_term(stocked: Desk) -> None:
    assert [s.place for s in custody.due(stocked).stores] == ["depot/county", "site/140322001"]
    stocktakes.count(stocked, "county", {"A-7": 80}, ("K1", "I1"))
    assert [s.place for s in custody.due(stocked).stores] == ["site/140322001"]
    assert [s.place for s in custody.due(later(stocked, days=30)).stores] == ["site/140322001"]
    assert [s.place for s in custody.due(later(stocked, days=31)).stores] == [
        "depot/county",
        "site/140322001",
    ]


def test_what_was_never_counted_is_counted_from_when_rounds_first_came_there(stocked: Desk) -> None:
    for place, rounds in (("county", 80), ("东邢", 20)):
        stocktakes.count(stocked, place, {"A-7": rounds}, ("K1", "I1"))
    stores.register_duds(stocked, Held("site/140322001", "A-7"), 1, Handover("K1"))
    assert custody.due(later(stocked, days=30)).stores == ()
    assert "dud/140322001" in [s.place for s in custody.due(later(stocked, days=31)).stores]


def test_a_count_of_an_hour_to_come_or_by_one_person_twice_silences_no_reminder(
    stocked: Desk,
) -> None:
    for people, hands in (
        (("K1", "I1"), Handover(at=stocked.now() + timedelta(days=900))),
        (("K1", "k1"), Handover()),
    ):
        with pytest.raises(BadInput):
            stocktakes.count(stocked, "county", {"A-7": 80}, people, hands)
        with pytest.raises(BadInput):
            custody.hand_over(stocked, "county", {"A-7": 80}, people, hands)
    ahead = later(stocked, days=900)  # a clock set forward for the count, and back again
    stocktakes.count(ahead, "county", {"A-7": 80}, ("K1", "I1"))
    assert "depot/county" in [s.place for s in custody.due(stocked).stores]
    with pytest.raises(Refused) as refused:
        stores.issue(
            stocked,
            Held("county", "A-7"),
            "西村",
            1,
            Handover("K1", "k1"),
        )
    assert [f.code for f in refused.value.findings] == ["M322", "M365"]


def test_a_store_is_handed_over_by_two_with_the_count_they_made(stocked: Desk) -> None:
    outcome, gaps = custody.hand_over(stocked, "county", {"A-7": 78}, ("K1", "K2"))
    assert [(gap.lot, gap.book, gap.counted) for gap in gaps] == [("A-7", 80, 78)]
    (state,) = [s for s in custody.stores(stocked) if s.place == "depot/county"]
    assert state.custodian is not None
    assert state.custodian == ("depot/county", "K2", "K1", outcome.receipt.ref)
    (open_,) = stocktakes.open_discrepancies(stocked)
    assert open_.stocktake == outcome.receipt.ref
    stocktakes.explain(
        stocked,
        outcome.receipt.ref,
        "A-7",
        Handover("K2", "I1", "缺两发"),
        adjust=True,
    )
    assert stocktakes.open_discrepancies(stocked) == []
    with pytest.raises(BadInput):
        custody.hand_over(stocked, "county", {"A-7": 78}, ("K1", "K1"))
    assert keeping.verify(stocked).breaks == ()


def test_months_that_wait_for_their_seal_are_told_once_until_a_seal_covers_them(
    stocked: Desk,
) -> None:
    august = later(stocked, days=22)
    assert custody.unsealed(august).periods == ("2023-05", "2023-06", "2023-07")
    (told,) = custody.due(august).months.findings
    assert "2023-05 至 2023-07 共 3 个月" in told.message
    seals.seal(august, "2023-06", TWO)
    (told,) = custody.due(august).months.findings
    assert told.message.startswith("2023-07 ")
    assert custody.due(later(stocked, days=21)).months.findings == ()


def test_a_list_is_drawn_from_the_journal_and_a_second_one_is_told(stocked: Desk) -> None:
    first = custody.spot_check(stocked, 1)
    again = custody.spot_check(stocked, 2)
    one, two = custody.spot_checks(stocked)
    assert (one.ref, two.ref) == (first.name, again.name)
    assert (one.nth, two.nth) == (1, 2)
    assert one.drawn.seed != two.drawn.seed
    assert one.reproduced
    assert two.reproduced
    assert not one.drawn.chosen
    assert {p.place for p in two.left} == {"depot/county", "site/140322001"}
    assert custody.due(stocked).spot_check == two
    stocktakes.count(
        later(stocked, hours=1),
        "county",
        {"A-7": 80},
        ("K1", "I1"),
    )
    stocktakes.count(
        later(stocked, hours=1),
        "东邢",
        {"A-7": 20},
        ("K1", "I1"),
    )
    assert custody.due(later(stocked, hours=1)).spot_check is None


def test_a_chosen_seed_is_kept_and_a_late_entry_shows_that_the_stock_was_told_otherwise(
    stocked: Desk,
) -> None:
    custody.spot_check(stocked, 1, seed="七月二十日")
    (drawn,) = custody.spot_checks(stocked)
    assert (drawn.drawn.seed, drawn.drawn.chosen, drawn.reproduced) == ("七月二十日", True, True)
    stores.issue(
        stocked,
        Held("county", "A-7"),
        "西村",
        5,
        TWO._replace(at=at(stocked, "2023-07-10 09:00")),
    )
    assert not custody.spot_checks(stocked)[0].reproduced


def test_the_same_command_draws_once_and_nothing_is_drawn_from_empty_stores(desk: Desk) -> None:
    with pytest.raises(BadInput, match="没有库存"):
        custody.spot_check(desk, 1)
    ready(desk)
    recording.record(desk, hail(desk))
    first = custody.spot_check(desk, 1, uid="u-1")
    assert custody.spot_check(desk, 1, uid="u-1").name == first.name
    assert len(custody.spot_checks(desk)) == 1
    with pytest.raises(BadInput, match="至少"):
        custody.spot_check(desk, 0)


@given(
    st.lists(HELD, min_size=1, max_size=20),
    st.text(max_size=9),
    st.integers(1, 9),
    st.data(),
)
def test_a_draw_is_its_seed_and_its_stock_and_nothing_else(
    held: list[Held],
    seed: str,
    n: int,
    data: st.DataObject,
) -> None:
    mixed = data.draw(st.permutations(held))
    drawn = draw(seed, held, n)
    assert draw(seed, mixed, n) == drawn
    assert draw(seed, held, n + 1)[:n] == drawn
    assert len(set(drawn)) == len(drawn) == min(n, len(set(held)))
    assert set(drawn) <= {Pick(place=h.place, lot=h.lot) for h in held}
    assert population_digest(mixed) == population_digest(held)


def test_rounds_fired_beyond_the_book_have_a_clock_and_are_answered_for_by_name(
    stocked: Desk,
) -> None:
    no = recording.record(stocked, hail(stocked, rounds=25)).name
    (name,) = stocktakes.unbacked(stocked)
    late = later(stocked, hours=25)
    assert [(c.ref, c.subject) for c in custody.due(late).cases] == [(name, "A-7")]
    with pytest.raises(BadInput):
        differences.answer(late, name, "A-7", Handover("K1", "K2", "x"), adjust=True)
    differences.answer(late, name, "A-7", Handover("K1", reason="到货单遗失，已报局里"))
    assert stocktakes.unbacked(late) == {}
    assert custody.due(late).cases == ()
    recording.correct(late, no, hail(stocked, rounds=27), reason="漏记两发")
    assert [s.rounds for s in stocktakes.unbacked(late).values()] == [
        7
    ]  # another gap takes another answer


def test_a_seal_says_where_operations_and_ledger_disagree(
    stocked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    august = later(stocked, days=22)
    monkeypatch.setattr(year, "_fired_by_book", lambda *_: {AmmunitionKind.SHELL: 1})
    said = seals.seal(august, "2023-06", TWO)
    assert [f.code for f in said.findings] == ["D708"]
    assert seals.seal(august, "2023-05", TWO).findings[0].details["other"] == 1
    monkeypatch.undo()
    assert seals.seal(august, "2023-07", TWO).findings == ()
