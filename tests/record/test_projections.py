"""The tables are what the journal says, whatever was written in whatever order of time."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record.samples import (
    DAY,
    SITE,
    corrected,
    counted,
    draft,
    movement,
    operation,
    recorded,
    scanned,
    transferred,
)
from wxmod.domain.ammunition.accounts import UNBACKED, is_final, is_misfire, is_store
from wxmod.domain.ammunition.codes import Scanned, trace
from wxmod.domain.ammunition.ledger import Held, Movement, Shortfall, fold
from wxmod.domain.base import Value
from wxmod.domain.times import utc_text
from wxmod.store import journal, schema, tables
from wxmod.store.bodies import DiscrepancyExplained
from wxmod.store.database import in_memory
from wxmod.store.keeping.verify import rebuild, verify
from wxmod.store.pen import Store

LOTS = st.sampled_from(["24-07", "23-11"])
HOURS = st.integers(0, 6)
ROUNDS = st.integers(1, 30)
PLACES = st.lists(
    st.sampled_from(
        [
            "maker/A",
            "depot/1",
            "depot/2",
            f"site/{SITE}",
            "site/1",
            "vehicle/V1",
            "loaded/G1",
            "transit/T-1",
            f"dud/{SITE}",
            "handed/M",
            "end/lost",
            "end/fired",
            "end/destroyed",
            UNBACKED,
        ]
    ),
    min_size=2,
    max_size=2,
    unique=True,
).filter(lambda way: not is_final(way[0]) and (is_misfire(way[1]) or not is_misfire(way[0])))
SCANS = st.builds(
    scanned,
    st.lists(
        st.sampled_from(["C1", "C2", "C3"]),
        min_size=1,
        max_size=2,
    ),
    PLACES,
    HOURS,
    LOTS,
)
MOVES = st.builds(
    lambda way, n, hour, lot: movement(*way, n, hour=hour, lot=lot),
    PLACES,
    ROUNDS,
    HOURS,
    LOTS,
)
TELLINGS = st.one_of(
    st.tuples(
        st.just("record"),
        st.builds(
            lambda n, h, lot: operation(n, hour=h, lot=lot),
            ROUNDS,
            HOURS,
            LOTS | st.none(),
        ),
    ),
    st.tuples(
        st.just("correct"),
        st.tuples(
            st.integers(0, 9),
            st.builds(lambda n, h, lot: operation(n, hour=h, lot=lot), ROUNDS, HOURS, LOTS),
        ),
    ),
    st.tuples(st.just("void"), st.integers(0, 9)),
)
COMMANDS = st.one_of(
    TELLINGS,
    st.tuples(
        st.just("transfer"),
        st.lists(MOVES, min_size=1, max_size=3),
    ),
    st.tuples(st.just("count"), st.integers(0, 40)),
    st.tuples(st.just("explain"), MOVES),
    st.tuples(st.just("scan"), SCANS),
)


def bodies(commands: list[tuple[str, object]]) -> Iterator[Value]:
    """The bodies of random commands; corrections and voids are of operations there are, void ones too."""
    numbers: list[str] = []
    for what, how in commands:
        if what == "record":
            numbers.append(f"2024-{len(numbers):03}")
            yield recorded(numbers[-1]).model_copy(update={"operation": how})
        elif what in {"correct", "void"} and numbers:
            which, told = how if isinstance(how, tuple) else (how, None)
            yield corrected(numbers[which % len(numbers)], told)
        elif what == "transfer":
            yield transferred(*how)  # type: ignore[misc]
        elif what == "scan":
            assert isinstance(how, Scanned)
            yield how
        elif what == "count":
            yield counted(how)  # type: ignore[arg-type]
        elif what == "explain":
            assert isinstance(how, Movement)
            yield DiscrepancyExplained(stocktake="c:1", lot=how.lot, reason="查明", movement=how)


def booked_by(store: Store, end: datetime) -> list[Movement]:
    """What belongs to the time up to *end*, gone through one by one."""
    rows = store.conn.execute(
        "SELECT lot, source, target, rounds, at FROM movement WHERE booked_at <= ?",
        (utc_text(end),),
    )
    columns = ("lot", "source", "target", "rounds", "at")
    return [Movement.model_validate(dict(zip(columns, row, strict=True))) for row in rows]


def contents(store: Store) -> dict[str, list[object]]:
    return {t: store.conn.execute(f"SELECT * FROM {t}").fetchall() for t in schema.PROJECTIONS}  # noqa: S608


@given(st.lists(COMMANDS, max_size=14))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_tables_are_the_fold_of_the_journal(commands: list[tuple[str, object]]) -> None:
    store = in_memory(program="p")
    for body in bodies(commands):
        journal.append(store, draft(body, witness="乙"), now=DAY)
    ledger = fold(tables.ammunition.movements(store))
    assert tables.ammunition.holdings(store) == ledger.held
    assert sorted(tables.ammunition.shortfalls(store)) == sorted(ledger.shortfalls)
    assert all(
        n > 0 for here, n in tables.ammunition.holdings(store).items() if is_store(here.place)
    )
    for serial in tables.rounds.serials(store):
        assert serial.place == trace(tables.rounds.scans(store, serial.code)).place
    for hour in range(7):
        # Within an operation of three minutes, which belongs to the time before as a whole.
        end = DAY + timedelta(hours=hour, minutes=1)
        assert tables.rounds.balances_at(store, end) == fold(booked_by(store, end)).held
    per_lot = Counter[str]()
    for here, n in tables.ammunition.holdings(store).items():
        per_lot[here.lot] += n
    assert not any(per_lot.values())
    assert verify(store).breaks == ()
    kept = contents(store)
    rebuild(store)
    assert contents(store) == kept
    store.close()


def test_a_late_receipt_closes_the_gap_a_firing_left(store: Store) -> None:
    journal.append(store, draft(recorded(hour=3)), now=DAY)
    assert {(s.place, s.rounds) for s in tables.ammunition.shortfalls(store)} == {
        (f"site/{SITE}", 9)
    }
    journal.append(
        store,
        draft(transferred(movement("maker/A", f"site/{SITE}", 20, hour=1))),
        now=DAY,
    )
    assert tables.ammunition.shortfalls(store) == []
    assert tables.ammunition.holdings(store)[Held(f"site/{SITE}", "24-07")] == 11
    assert Held(UNBACKED, "24-07") not in tables.ammunition.holdings(store)


def test_rounds_counted_beyond_the_book_can_be_found_again(store: Store) -> None:
    found = DiscrepancyExplained(
        stocktake="c:1",
        lot="24-07",
        reason="漏记",
        movement=movement("end/lost", "depot/1", 3),
    )
    journal.append(store, draft(found, witness="乙"), now=DAY)
    assert tables.ammunition.holdings(store) == {
        Held("depot/1", "24-07"): 3,
        Held("end/lost", "24-07"): -3,
    }
    assert verify(store).breaks == ()


def test_a_count_asserts_and_moves_nothing(store: Store) -> None:
    journal.append(
        store,
        draft(transferred(movement("maker/A", "depot/1", 40))),
        now=DAY,
    )
    before = tables.ammunition.holdings(store)
    journal.append(store, draft(counted(3)), now=DAY)
    assert tables.ammunition.holdings(store) == before
    assert [(d.found.book, d.found.counted) for d in tables.discrepancies.unexplained(store)] == [
        (40, 3)
    ]


def test_correcting_the_lot_gives_the_old_lot_its_rounds_back(store: Store) -> None:
    moves = [
        movement(
            "maker/A",
            f"site/{SITE}",
            20,
            lot=lot,
        )
        for lot in ("24-07", "23-11")
    ]
    journal.append(store, draft(transferred(*moves)), now=DAY)
    journal.append(store, draft(recorded(hour=1)), now=DAY)
    journal.append(
        store,
        draft(corrected("2024-001", operation(8, hour=1, lot="23-11"))),
        now=DAY,
    )
    held = tables.ammunition.holdings(store, f"site/{SITE}")
    assert {here.lot: n for here, n in held.items()} == {"24-07": 20, "23-11": 11}


def test_the_file_itself_refuses_a_negative_store(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.conn.execute("INSERT INTO holding VALUES ('depot/1', '24-07', -1)")


def test_the_file_itself_refuses_a_misfire_that_comes_back(store: Store) -> None:
    row = (
        "INSERT INTO movement VALUES ('c', 1, 0, 'x', NULL, '24-07', ?, ?, 1,"
        " '2024-06-01T00:00:00Z', '2024-06-01T00:00:00Z')"
    )
    for way in (
        ("dud/1", "depot/1"),
        ("dud/1", "maker/A"),
        ("end/dud-lost", "site/1"),
        ("end/destroyed", "dud/1"),
        ("handed/M", "depot/1"),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            store.conn.execute(row, way)


def test_a_lot_is_followed_in_order_of_what_happened(store: Store) -> None:
    journal.append(
        store,
        draft(transferred(movement("depot/1", "site/1", 5, hour=4))),
        now=DAY,
    )
    journal.append(
        store,
        draft(transferred(movement("maker/A", "depot/1", 40, hour=2))),
        now=DAY,
    )
    assert [p.movement.source for p in tables.ammunition.postings(store, "24-07")] == [
        "maker/A",
        "depot/1",
    ]
    until = tables.ammunition.movements(
        store, lot="24-07", until=movement("depot/1", "site/1", 1, hour=3).at
    )
    assert [m.source for m in until] == ["maker/A"]
    assert tables.ammunition.postings(store, "'; DROP TABLE journal; --") == []
    gap = Shortfall("depot/1", "24-07", 0, DAY)
    assert gap not in tables.ammunition.shortfalls(store)


def test_numbers_are_found_by_their_start_and_hostile_starts_find_none(store: Store) -> None:
    for no in ("2024-001", "2024-002", "2025-001"):
        journal.append(store, draft(recorded(no)), now=DAY)
    assert tables.operations.operation_numbers(store, "2024-") == ["2024-001", "2024-002"]
    assert tables.operations.operation_numbers(store, "%") == []
    newest = tables.operations.operations(
        store,
        site=SITE,
        purposes=[operation().purpose],
        newest=2,
    )
    assert [row.no for row in newest] == ["2024-002", "2025-001"]
    assert tables.operations.operations(store, site="x' OR '1'='1") == []


def test_a_page_is_the_same_from_either_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(23):
        journal.append(store, draft(recorded(f"2024-{n:03}", hour=n // 2)), now=DAY)
    every = [row.no for row in tables.listing.page(store, (), 0, 100)]
    assert every == sorted(every, reverse=True)
    monkeypatch.setattr(tables.listing, "_FAR", 0)
    for first in range(25):
        found = [row.no for row in tables.listing.page(store, (), first, 5)]
        assert found == every[first : first + 5]
