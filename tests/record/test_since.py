"""Verified from the seal: what was written since is checked, and what the seal carried must still lead to now."""

import sqlite3
from datetime import timedelta

import pytest

from tests.record.samples import DAY, corrected, draft, movement, operation, recorded, transferred
from wxmod.domain.ammunition.ledger import fold
from wxmod.domain.ammunition.periods import PeriodSealed, balances
from wxmod.store import chains, journal, tables
from wxmod.store.keeping.since import verify_since
from wxmod.store.pen import Store

UNTIL = DAY + timedelta(hours=2)


def sealed(store: Store) -> None:
    """Forty rounds received, nine used in an operation, sealed two hours later, four more received after that."""
    journal.append(
        store,
        draft(transferred(movement("maker/A", "site/140322003", 40))),
        now=DAY,
    )
    journal.append(store, draft(recorded(hour=1)), now=DAY)
    held = balances(fold(tables.ammunition.movements(store, until=UNTIL)).held)
    body = PeriodSealed(
        period="2024-05",
        until=UNTIL,
        balances=held,
        heads=tables.periods.heads(store),
    )
    journal.append(store, draft(body, witness="乙"), now=DAY)
    journal.append(
        store,
        draft(transferred(movement("maker/A", "depot/1", 4, hour=3))),
        now=DAY,
    )


def test_without_a_seal_nothing_is_vouched_for(store: Store) -> None:
    journal.append(store, draft(recorded()), now=DAY)
    assert verify_since(store)[1] is None


def test_what_was_written_since_the_seal_agrees(store: Store) -> None:
    sealed(store)
    found, row = verify_since(store)
    assert found.breaks == ()
    assert found.entries == 3
    assert row is not None
    assert row.ref == f"{store.chain}:3"


def test_late_and_corrected_entries_still_lead_to_what_is_held(store: Store) -> None:
    sealed(store)
    journal.append(
        store,
        draft(transferred(movement("maker/A", "depot/1", 5, hour=0.5))),
        now=DAY,
    )
    journal.append(
        store,
        draft(corrected("2024-001", operation(3, hour=1), base=2)),
        now=DAY,
    )
    assert verify_since(store)[0].breaks == ()
    row = tables.periods.last_seal(store)
    assert row is not None
    assert tables.periods.disturbed_lots(store, row.seal) == {"24-07"}


@pytest.mark.parametrize(
    ("edit", "check"),
    [
        (
            "UPDATE journal SET body = replace(body, '\"rounds\":4', '\"rounds\":5') WHERE seq = 4",
            "chain",
        ),
        (
            "UPDATE journal SET body = replace(body, '\"rounds\":8', '\"rounds\":7') WHERE seq = 2",
            "chain",
        ),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2", "chain"),
        ("DELETE FROM journal WHERE seq = 2", "chain"),
        ("DELETE FROM journal WHERE seq = 3", "chain"),
        ("UPDATE holding SET rounds = rounds + 1 WHERE place = 'depot/1'", "tables"),
        ("DELETE FROM movement WHERE seq = 4", "tables"),
    ],
)
def test_an_edit_at_the_seal_or_after_it_is_found(store: Store, edit: str, check: str) -> None:
    sealed(store)
    for name in ("journal_is_final", "journal_is_kept"):
        store.conn.execute(f"DROP TRIGGER {name}")
    store.conn.execute(edit)
    assert check in {each.check for each in verify_since(store)[0].breaks}


def test_an_entry_sealed_again_at_the_head_is_found(store: Store) -> None:
    """The head is rewritten with a seal of its own that fits; only what the period's seal keeps tells."""
    journal.append(store, draft(recorded(hour=1)), now=DAY)
    (entry,) = chains.entries(store)
    head = tables.periods.heads(store)[0]
    body = PeriodSealed(
        period="2024-05",
        until=UNTIL,
        balances=(),
        heads=(head.model_copy(update={"hash": "ab" * 32}),),
    )
    journal.append(store, draft(body, witness="乙"), now=DAY)
    assert journal.seal(entry) == entry.hash
    assert [b.what for b in verify_since(store)[0].breaks if b.check == "chain"] == [
        "与封账所记的散列不同"
    ]


def test_one_person_seals_nothing_even_past_wxmod(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="takes two people"):
        journal.append(
            store,
            draft(PeriodSealed(period="2024-05", until=UNTIL, balances=(), heads=())),
            now=DAY,
        )
