"""What the state machines share: a record that begins afresh, a clock that only goes forward, and refusals."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.duty_log import ready
from wxmod.actions import Desk, Outcome
from wxmod.actions.record import setup
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.program import Program
from wxmod.store import schema
from wxmod.store.database import in_memory
from wxmod.store.keeping.replay import replay
from wxmod.store.pen import Store

SITE = "140322001"
START = datetime.fromisoformat("2023-07-20T16:10:00+08:00")
MINUTES = st.integers(1, 40)
Tables = dict[str, set[tuple[object, ...]]]


def run(machine: type[RuleBasedStateMachine], *, lives: int = 30) -> None:
    """So many lives, each of some dozens of steps."""
    without = [
        phase for phase in Phase if phase is not Phase.explain
    ]  # which takes longer than it tells
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=lives, stateful_step_count=25, deadline=None, phases=without
        ),
    )


@cache
def _ready() -> tuple[bytes, Program]:
    """The ready county as the bytes of its record: an open one would be closed after the test that made it."""
    with tempfile.TemporaryDirectory() as folder:
        made = setup.init(Path(folder) / "wxmod.db", program="yuxian", actor="C1")
        ready(replace(made, clock=lambda: START))
        kept = made.store.conn.serialize()
        made.store.close()
    return kept, made.program


class DeskMachine(RuleBasedStateMachine):
    """A desk over a record of its own in memory, and what holds whatever is done there."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        kept, program = _ready()
        empty = in_memory(program="yuxian")
        empty.conn.deserialize(kept)
        self._folded: tuple[int, Tables] = (0, {})
        self.desk = Desk(Store(empty.conn, empty.path), program, "C1", lambda: self.now)

    def teardown(self) -> None:
        self.desk.store.close()

    def after(self, minutes: float) -> datetime:
        return self.now + timedelta(minutes=minutes)

    def entries(self) -> int:
        return int(self.desk.store.conn.execute("SELECT count(*) FROM journal").fetchone()[0])

    def attempt(
        self,
        act: Callable[[], Any],
        *,
        allowed: bool,
        match: str | None = None,
        refusal: type[WxmodError] = BadInput,
    ) -> Any:
        """Do it: one entry more where the model allows it, else a refusal and not one entry; what came of it."""
        before = self.entries()
        if allowed:
            done = act()
            assert self.entries() == before + 1
            return done
        with pytest.raises(refusal, match=match) as refused:
            act()
        assert self.entries() == before
        return refused.value

    def repeated(self, act: Callable[[], Outcome]) -> str:
        """Do it once more under its key, as where the line broke before the receipt came: nothing is written twice."""
        before = self.entries()
        done = act()
        assert done.receipt.repeated
        assert self.entries() == before
        return done.name

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now = self.after(minutes)

    @invariant()
    def the_tables_are_the_fold_of_the_journal(self) -> None:
        """Folded anew whenever an entry was written; what wrote none may not have touched them either."""
        if (written := self.entries()) != self._folded[0]:
            fresh = replay(self.desk.store)
            self._folded = written, _tables(fresh)
            fresh.close()
        assert _tables(self.desk.store) == self._folded[1]


def _tables(store: Store) -> Tables:
    return {t: set(store.conn.execute(f"SELECT * FROM {t}")) for t in schema.PROJECTIONS}  # noqa: S608
