"""What a seal saves: ``python -m pytest tests/bench -m bench -s``.  Verified from the seal against verified whole."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.samples import DAY, draft, movement, new_store, transferred
from wxmod.domain.ammunition.periods import PeriodSealed, balances
from wxmod.store import journal, tables
from wxmod.store.keeping.since import verify_since
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store

BEFORE, AFTER, AIM = 20_000, 500, 0.1

pytestmark = pytest.mark.bench


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def receive(store: Store, n: int) -> None:
    move = movement(
        "maker/A",
        f"site/{n % 40}",
        4,
        hour=n / 100,
        lot=f"L{n % 200}",
    )
    journal.append(store, draft(transferred(move), occurred_at=move.at), now=DAY)


def test_from_the_seal_it_takes_a_tenth_at_most(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.writing():
        for n in range(BEFORE):
            receive(store, n)
        until = DAY + timedelta(hours=BEFORE / 100)
        held = balances(tables.rounds.holdings_at(store, until))
        seal = PeriodSealed(
            period="2024-06",
            until=until,
            balances=held,
            heads=tables.periods.heads(store),
        )
        journal.append(store, draft(seal, witness="乙"), now=DAY)
        for n in range(BEFORE + 1, BEFORE + 1 + AFTER):
            receive(store, n)
    assert verify_since(store)[0].breaks == ()
    whole, since = timed(lambda: verify(store)), timed(lambda: verify_since(store))
    sys.stdout.write(f"\nwhole {whole:.2f} s, since the seal {since:.3f} s: {since / whole:.3f}\n")
    assert since / whole <= AIM
