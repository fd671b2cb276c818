"""One delivery entered at two records, one lot in two letter cases: shown, never joined."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.record.samples import DAY, draft, movement, transferred
from wxmod.domain.ammunition.codes import Scanned
from wxmod.domain.ammunition.ledger import Lot
from wxmod.domain.exchange import ConflictResolved
from wxmod.store import chains, journal, tables
from wxmod.store.database import in_memory
from wxmod.store.entries import Draft, decode
from wxmod.store.exchange.conflicts import conflicts
from wxmod.store.pen import Store
from wxmod.store.tables.by_kind import project


def record(*drafts: Draft) -> Store:
    store = in_memory(program="p")
    for each in drafts:
        journal.append(store, each, now=DAY)
    return store


def joined(*stores: Store) -> Store:
    """A record that holds everything of several."""
    bureau = in_memory(program="b")
    with bureau.writing():
        for store in stores:
            for entry in chains.entries(store):
                bureau.conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry)
                project(bureau.conn, entry, decode(entry))
    return bureau


def received(
    rounds: int = 40, *, hour: float = 0, document: str = "", number: str = "24-07"
) -> Draft:
    move = movement("maker/A", "depot/1", rounds, hour=hour, lot=number)
    return draft(transferred(move).model_copy(update={"document": document}))


def coded(*codes: str) -> Draft:
    return draft(Scanned(lot="24-07", codes=codes, target="depot/1", at=DAY))


def found(store: Store) -> list[tuple[str, str]]:
    every = [(each.kind, each.subject) for each in conflicts(store)]
    return [each for each in every if each[0].endswith("-alike")]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (received(), received(), True),
        (received(document="D-1"), received(document="D-1"), True),
        (received(document="D-1"), received(), True),
        (received(), received(document="D-1"), True),
        (received(document="D-1"), received(document="D-2"), False),
        (received(), received(41), False),
        (received(), received(number="24-08"), False),
        (received(hour=1), received(hour=2), True),
        (received(hour=1), received(hour=25), False),
    ],
)
def test_a_delivery_entered_twice_is_shown(first: Draft, second: Draft, alike: bool) -> None:
    bureau = joined(record(first), record(second))
    assert found(bureau) == ([("delivery-alike", "24-07 40")] if alike else [])


def test_one_record_may_receive_the_same_again() -> None:
    assert found(record(received(), received())) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        (["020001"], ["020002"], False),
        (["020001"], ["020001", "020002"], True),
        (["020001"], [], True),
        ([], [], True),
    ],
)
def test_rounds_with_codes_of_their_own_are_others(
    ours: Sequence[str], theirs: Sequence[str], alike: bool
) -> None:
    told = [[received(), *([coded(*codes)] if codes else [])] for codes in (ours, theirs)]
    assert bool(found(joined(*(record(*each) for each in told)))) is alike


def test_the_order_bundles_came_in_changes_nothing() -> None:
    one, other = record(received()), record(received())
    assert conflicts(joined(one, other)) == conflicts(joined(other, one))


def test_a_person_settles_it() -> None:
    bureau = joined(record(received()), record(received()))
    (each,) = conflicts(bureau)
    journal.append(
        bureau,
        draft(ConflictResolved(conflict=each.name, reason="确是两车，各 40 发")),
        now=DAY + timedelta(days=1),
    )
    assert conflicts(bureau) == []
    assert sum(tables.ammunition.holdings(bureau, "depot/1").values()) == 80


def test_a_lot_in_another_letter_case_is_shown() -> None:
    known = Lot(no="A-7", type="shell-37", maker="M")
    ours = record(draft(known.model_copy(update={"no": "A-7"})))
    theirs = record(draft(known.model_copy(update={"no": "a-7"})))
    other = record(draft(known.model_copy(update={"no": "A-8"})))
    assert found(joined(ours, theirs, other)) == [("lot-alike", "A-7 a-7")]
    assert found(joined(ours, other)) == []
