"""The ammunition ledger: every round is always somewhere, in whatever order it was told."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wxmod.domain.ammunition.accounts import (
    DESTROYED,
    DUD_LOST,
    FIRED,
    LOST,
    UNBACKED,
    is_final,
    is_misfire,
    is_store,
)
from wxmod.domain.ammunition.ledger import (
    Discrepancy,
    Held,
    Movement,
    Shortfall,
    Stocktake,
    discrepancies,
    firings,
    fold,
    lacking,
    would_lack,
)
from wxmod.domain.operations.operation import Operation

DAY = datetime(2024, 6, 1, tzinfo=UTC)
PLACES = (
    "maker/A",
    "depot/1",
    "depot/2",
    "site/03",
    "site/04",
    "vehicle/V1",
    "loaded/L1",
    "transit/T-1",
    "dud/03",
    "dud/04",
    "handed/M",
    FIRED,
    LOST,
    DESTROYED,
    DUD_LOST,
)


def moved(
    source: str,
    target: str,
    rounds: int,
    hour: float = 0,
    lot: str = "24-07",
) -> Movement:
    return Movement(
        lot=lot,
        source=source,
        target=target,
        rounds=rounds,
        at=DAY + timedelta(hours=hour),
    )


def permitted(way: list[str]) -> bool:
    return not is_final(way[0]) and (is_misfire(way[1]) or not is_misfire(way[0]))


def movement() -> st.SearchStrategy[Movement]:
    ends = st.lists(
        st.sampled_from(PLACES),
        min_size=2,
        max_size=2,
        unique=True,
    ).filter(permitted)
    return st.builds(
        lambda way, n, hour, lot: moved(way[0], way[1], n, hour, lot),
        ends,
        st.integers(1, 30),
        st.integers(0, 5),
        st.sampled_from(["24-07", "23-11"]),
    )


movements = st.lists(movement(), max_size=20)


@given(movements)
def test_no_round_is_made_or_lost(told: list[Movement]) -> None:
    per_lot: Counter[str] = Counter()
    for held, rounds in fold(told).held.items():
        per_lot[held.lot] += rounds
    assert not any(per_lot.values())


@given(movements)
def test_no_store_is_negative_at_any_moment(told: list[Movement]) -> None:
    for hour in range(6):
        until = [m for m in told if m.at <= DAY + timedelta(hours=hour)]
        assert all(n > 0 for here, n in fold(until).held.items() if is_store(here.place))


@given(movements, st.integers(0, 5))
def test_misfires_never_become_fewer(told: list[Movement], hour: int) -> None:
    def misfires(moves: list[Movement], lot: str) -> int:
        return sum(
            n for held, n in fold(moves).held.items() if held.lot == lot and is_misfire(held.place)
        )

    earlier = [m for m in told if m.at <= DAY + timedelta(hours=hour)]
    for lot in ("24-07", "23-11"):
        assert misfires(told, lot) >= misfires(earlier, lot) >= 0


@given(st.data(), movements)
def test_the_ledger_is_the_same_in_whatever_order_it_was_told(
    data: st.DataObject, told: list[Movement]
) -> None:
    assert fold(data.draw(st.permutations(told))) == fold(told)


@given(movements)
def test_what_is_unbacked_is_the_sum_of_the_shortfalls(told: list[Movement]) -> None:
    ledger = fold(told)
    for lot in ("24-07", "23-11"):
        assert -ledger.held.get(Held(UNBACKED, lot), 0) == sum(
            s.rounds for s in ledger.shortfalls if s.lot == lot
        )


@given(movements, movement())
def test_what_can_be_carried_out_makes_no_gap_then_or_later(
    told: list[Movement], wanted: Movement
) -> None:
    gaps = Counter({(s.place, s.lot, s.at): s.rounds for s in fold(told).shortfalls})
    after = Counter({(s.place, s.lot, s.at): s.rounds for s in fold([*told, wanted]).shortfalls})
    if not would_lack(told, wanted):
        assert after.total() <= gaps.total()
    assert set(lacking(told, [wanted])) <= {Held(wanted.source, wanted.lot)}


@given(movements, movement())
def test_what_would_lack_is_the_lowest_later_balance_short_of_what_is_wanted(
    told: list[Movement], wanted: Movement
) -> None:
    here = Held(wanted.source, wanted.lot)
    if not is_store(here.place) or any((s.place, s.lot) == here for s in fold(told).shortfalls):
        return
    moments = {wanted.at} | {m.at for m in told if m.at > wanted.at}
    lowest = min(
        fold([m for m in told if m.at <= moment]).held.get(
            here,
            0,
        )
        for moment in moments
    )
    assert would_lack(told, wanted) == max(0, wanted.rounds - lowest)


def test_a_late_issue_cannot_take_rounds_that_were_already_gone() -> None:
    told = [moved("maker/A", "depot/1", 40), moved("depot/1", "site/03", 35, 5)]
    assert would_lack(told, moved("depot/1", "site/04", 10, 2)) == 5
    assert would_lack(told, moved("depot/1", "site/04", 5, 2)) == 0


def test_several_wishes_are_weighed_together() -> None:
    told = [moved("maker/A", "depot/1", 10)]
    wishes = [moved("depot/1", "site/03", 6, 1), moved("depot/1", "site/04", 6, 2)]
    assert lacking(told, wishes) == {Held("depot/1", "24-07"): 2}


def test_a_late_receipt_dissolves_the_gap() -> None:
    fired = moved("site/03", FIRED, 8, 3)
    gap = fold([fired])
    assert gap.shortfalls == (Shortfall("site/03", "24-07", 8, fired.at),)
    assert gap.held == {Held(UNBACKED, "24-07"): -8, Held(FIRED, "24-07"): 8}
    mended = fold(
        [
            fired,
            moved("depot/1", "site/03", 8, 1),
            moved("maker/A", "depot/1", 8, 0),
        ]
    )
    assert not mended.shortfalls
    assert Held(UNBACKED, "24-07") not in mended.held


def test_a_receipt_after_the_shot_does_not_dissolve_its_gap() -> None:
    ledger = fold([moved("site/03", FIRED, 8, 3), moved("maker/A", "site/03", 8, 4)])
    assert [s.rounds for s in ledger.shortfalls] == [8]
    assert ledger.held[Held("site/03", "24-07")] == 8


@pytest.mark.parametrize("back", [False, True])
def test_a_return_and_an_issue_noted_for_the_same_minute_make_no_false_gap(back: bool) -> None:
    start = moved("maker/A", "site/03", 10)
    told = [moved("depot/1", "site/04", 10, 1), moved("site/03", "depot/1", 10, 1)]
    assert not fold([start, *(told[::-1] if back else told)]).shortfalls


def test_noon_is_the_same_moment_on_every_clock() -> None:
    here = Movement.model_validate(
        {
            "lot": "1",
            "source": "maker/A",
            "target": "site/1",
            "rounds": 5,
            "at": "2024-06-01T20:00+08:00",
        }
    )
    fired = moved("site/1", FIRED, 5, 12, "1")
    assert not fold([fired, here]).shortfalls


@pytest.mark.parametrize(
    "bad",
    [0, -1, True, 2.5, "2.5", 1_000_001, "八", None],
)
def test_rounds_are_counted_in_whole_numbers(bad: object) -> None:
    with pytest.raises(ValidationError):
        Movement(lot="1", source="depot/1", target="site/1", rounds=bad, at=DAY)  # type: ignore[arg-type]


def test_rounds_may_be_typed_full_width() -> None:
    assert Movement(lot="1", source="depot/1", target="site/1", rounds="１２", at=DAY).rounds == 12  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["dud/03", DUD_LOST])
@pytest.mark.parametrize(
    "target",
    ["depot/1", "site/03", "vehicle/V1", "loaded/L1", "transit/T-1", "maker/A", LOST, FIRED],
)
def test_a_misfire_never_becomes_a_good_round(source: str, target: str) -> None:
    with pytest.raises(ValidationError, match="misfire_returns"):
        moved(source, target, 1)


@pytest.mark.parametrize("target", ["dud/04", "handed/M", DESTROYED, DUD_LOST])
def test_a_misfire_is_kept_handed_over_destroyed_or_lost(target: str) -> None:
    assert moved("dud/03", target, 1).target == target


@pytest.mark.parametrize("source", [DESTROYED, "handed/M"])
def test_what_was_destroyed_or_handed_over_does_not_come_back(source: str) -> None:
    with pytest.raises(ValidationError, match="comes_back"):
        moved(source, "dud/03", 1)


@pytest.mark.parametrize(
    "bad",
    [
        "depot",
        "depot/",
        "shed/1",
        "end/sold",
        "end/",
        "depot/a b",
        "DEPOT/1",
        "site/[/]",
        "end/fired2",
    ],
)
def test_rounds_go_only_to_accounts_there_are(bad: str) -> None:
    with pytest.raises(ValidationError):
        Movement(lot="1", source="maker/A", target=bad, rounds=1, at=DAY)


def test_a_movement_goes_somewhere() -> None:
    with pytest.raises(ValidationError, match="moves_nowhere"):
        Movement(lot="1", source="depot/1", target="ｄｅｐｏｔ／１", rounds=1, at=DAY)


def count(**more: Any) -> Stocktake:
    said = {
        "place": "depot/1",
        "at": DAY,
        "counts": ({"lot": "24-07", "rounds": 30},),
        "counted_by": ("甲", "乙"),
    }
    return Stocktake.model_validate(said | more)


@pytest.mark.parametrize(
    "pair",
    [
        ("甲", "甲"),
        ("甲", " 甲 "),
        ("p1", "ｐ１"),
        ("甲",),
        ("甲", ""),
        ("甲", "乙", "丙"),
    ],
)
def test_two_different_people_count(pair: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        count(counted_by=pair)


def test_a_lot_is_counted_once() -> None:
    with pytest.raises(ValidationError, match="lot_twice"):
        count(counts=({"lot": "24-07", "rounds": 3}, {"lot": "２４-07", "rounds": 4}))


def test_a_count_that_agrees_is_no_discrepancy() -> None:
    assert (
        discrepancies(
            {Held("depot/1", "24-07"): 30, Held("depot/2", "x"): 9},
            count(),
        )
        == ()
    )


def test_a_lot_on_the_book_that_nobody_counted_is_a_discrepancy() -> None:
    book = {Held("depot/1", "24-07"): 30, Held("depot/1", "23-11"): 4}
    assert discrepancies(book, count()) == (Discrepancy("depot/1", "23-11", 4, 0),)


def test_a_lot_on_the_shelf_that_is_not_on_the_book_is_a_discrepancy() -> None:
    assert discrepancies({}, count()) == (Discrepancy("depot/1", "24-07", 0, 30),)
    assert discrepancies({}, count(counts=({"lot": "24-07", "rounds": 0},))) == ()


def operation(**release: Any) -> Operation:
    told = {
        "equipment": "G1",
        "lot": "24-07",
        "start": DAY,
        "end": DAY + timedelta(minutes=3),
        "rounds": 8,
        "duds": 2,
    }
    return Operation.model_validate(
        {"site": "140322003", "purpose": "hail", "releases": [told | release]}
    )


def test_fired_rounds_leave_the_site_and_duds_stay_there_as_duds() -> None:
    assert [(m.source, m.target, m.rounds) for m in firings(operation())] == [
        ("site/140322003", FIRED, 8),
        ("site/140322003", "dud/140322003", 2),
    ]


@pytest.mark.parametrize("place", ["depot/1", "vehicle/V1", "loaded/G1"])
def test_rounds_brought_from_elsewhere_are_taken_from_there(place: str) -> None:
    assert {m.source for m in firings(operation(place=place))} == {place}


def test_a_release_without_a_lot_or_without_rounds_moves_nothing() -> None:
    assert firings(operation(lot=None)) == ()
    assert firings(operation(rounds=0, duds=0)) == ()


@pytest.mark.parametrize("bad", ["弹药库", "maker/A", "end/fired", "dud/140322003", "site/"])
def test_rounds_are_fired_only_from_a_store_of_good_rounds(bad: str) -> None:
    with pytest.raises(ValidationError):
        operation(place=bad)
