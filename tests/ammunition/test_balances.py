"""Running balances against the plain sum: whatever comes late, is taken back or counted, in whatever order."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record.samples import DAY, draft, movement, recorded, transferred
from wxmod.domain.ammunition.ledger import Held, Movement, Stocktake, discrepancies, fold, lacking
from wxmod.store import journal, schema, tables
from wxmod.store.database import in_memory
from wxmod.store.keeping.replay import replay
from wxmod.store.pen import Store
from wxmod.store.tables.balances import Change, Day, at_moment, settle

PLACES = ("maker/A", "depot/1", "site/1", "site/2", "end/fired")
DERIVED = ("balance", "holding", "shortfall", "discrepancy")

moves = st.builds(
    lambda pair, rounds, hour, lot: movement(*pair, rounds, hour=hour, lot=lot),
    st.tuples(st.sampled_from(PLACES[:-1]), st.sampled_from(PLACES[1:])).filter(
        lambda pair: pair[0] != pair[1]
    ),
    st.integers(1, 9),
    # Few hours over several days, so that moments, days and shortfalls meet.
    st.sampled_from([0, 1, 2, 5, 16, 17, 24, 30, 41, 70]),
    st.sampled_from(["A-7", "B-1"]),
)


def write(store: Store, told: Sequence[Movement]) -> None:
    for move in told:
        journal.append(store, draft(transferred(move)), now=DAY)


def counts(hour: int, place: str, rounds: int) -> Stocktake:
    return Stocktake.model_validate(
        {
            "place": place,
            "at": DAY + timedelta(hours=hour),
            "counts": [{"lot": "A-7", "rounds": rounds}],
            "counted_by": ["甲", "乙"],
        }
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(moves, max_size=14), st.lists(st.integers(0, 60), min_size=1, max_size=3))
def test_balances_are_the_plain_sum(told: list[Movement], hours: list[int]) -> None:
    store = in_memory(program="p")
    taken = [counts(hour, "depot/1", hour % 7) for hour in hours]
    half = len(told) // 2
    write(store, told[:half])
    for count in taken:
        journal.append(store, draft(count), now=DAY)
    write(store, told[half:])
    whole = fold(told)
    assert tables.ammunition.holdings(store) == dict(sorted(whole.held.items()))
    assert sorted(tables.ammunition.shortfalls(store)) == sorted(whole.shortfalls)
    for hour in (-1, 0, 1, 16, 20, 24, 40, 69, 70, 90):
        at = DAY + timedelta(hours=hour)
        book = fold([move for move in told if move.at <= at]).held
        assert at_moment(store.conn, at) == dict(book)
    open_now = [(each.at, each.found) for each in tables.discrepancies.unexplained(store)]
    due = [
        (count.at, found)
        for count in taken
        for found in discrepancies(fold([m for m in told if m.at <= count.at]).held, count)
    ]
    assert sorted(open_now) == sorted(due)
    fresh = replay(store)
    for table in DERIVED:
        every = f"SELECT * FROM {table}"  # noqa: S608
        assert set(store.conn.execute(every)) == set(fresh.conn.execute(every)), table


@settings(max_examples=150, deadline=None)
@given(st.lists(moves, max_size=12), st.lists(moves, min_size=1, max_size=2))
def test_what_would_lack_is_foreseen(told: list[Movement], wanted: list[Movement]) -> None:
    store = in_memory(program="p")
    write(store, told)
    assert tables.ammunition.lacking(store, wanted) == lacking(told, wanted)


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=8), moves)
def test_an_operation_about_to_be_corrected_is_thought_away(
    told: list[Movement], wanted: Movement
) -> None:
    store = in_memory(program="p")
    write(store, told)
    journal.append(store, draft(recorded("2024-001", hour=3, lot="A-7")), now=DAY)
    assert tables.ammunition.lacking(store, [wanted], without="2024-001") == lacking(told, [wanted])


def test_a_day_keeps_its_end_and_its_lowest() -> None:
    changes = [Change("2024-06-01T08", 5), Change("2024-06-01T09", -4), Change("2024-06-01T10", 2)]
    assert settle(changes, 0, runs_out=True) == ([Day("2024-06-01", "2024-06-01T10", 3, 1)], [])


@pytest.mark.parametrize(("taken", "missing"), [(4, 0), (5, 0), (6, 1)])
def test_more_than_there_is_leaves_nothing_and_a_gap(taken: int, missing: int) -> None:
    days, shorts = settle([Change("2024-06-01T08", -taken)], 5, runs_out=True)
    assert days[0].held == max(5 - taken, 0)
    assert shorts == ([Change("2024-06-01T08", missing)] if missing else [])


def test_makers_go_below_zero() -> None:
    days, shorts = settle([Change("2024-06-01T08", -4)], 0, runs_out=False)
    assert (days[0].held, shorts) == (-4, [])


def test_a_late_receipt_fills_the_gap_and_no_more() -> None:
    store = in_memory(program="p")
    write(store, [movement("depot/1", "site/1", 8, hour=30, lot="A-7")])
    assert [s.rounds for s in tables.ammunition.shortfalls(store)] == [8]
    write(store, [movement("maker/A", "depot/1", 11, hour=1, lot="A-7")])
    assert tables.ammunition.shortfalls(store) == []
    assert tables.ammunition.holdings(store) == {
        Held("depot/1", "A-7"): 3,
        Held("maker/A", "A-7"): -11,
        Held("site/1", "A-7"): 8,
    }


def test_the_tables_that_are_compared_are_all_there() -> None:
    assert set(DERIVED) <= schema.PROJECTIONS.keys()
