"""What a long history costs whoever looks at today: ``python -m pytest tests/bench/bench_history.py -m bench -s``.

``WXMOD_OPERATIONS`` sets the size; against a tenth of it every page must cost the same.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from tests.bench.history import grow
from tests.conftest import NOW
from wxmod.actions import Desk, duty
from wxmod.actions.ammunition import stores
from wxmod.actions.command import readiness, stages
from wxmod.actions.operations import recording
from wxmod.actions.record import setup
from wxmod.words import defaults

OPERATIONS = int(os.environ.get("WXMOD_OPERATIONS", "5000"))
SECONDS, MOST = 0.3, 3.0

pytestmark = pytest.mark.bench

LOOKS: dict[str, Callable[[Desk], object]] = {
    "the mission board": stages.board,
    "the duty page": duty.page,
    "the stock": lambda desk: stores.stock(desk, None),
    "readiness now and tonight": readiness.readiness,
    "what the form offers": lambda desk: defaults.options(desk, "140322001"),
    "the operation written last": recording.last_recorded,
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """One county after a tenth of its history and after all of it."""
    made = []
    for operations in (OPERATIONS // 10, OPERATIONS):
        folder = tmp_path_factory.mktemp(f"after-{operations}")
        made.append(county(folder, operations))
    yield made[0], made[1]
    for desk in made:
        desk.store.close()


def county(folder: Path, operations: int) -> Desk:
    desk = setup.init(folder / "wxmod.db", program="yuxian", actor="C1")
    grow(desk, operations)
    return replace(desk, clock=lambda: NOW)


def seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(7):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return median(found)


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_at_today_costs_the_same_after_ten_times_the_history(
    desks: tuple[Desk, Desk], name: str
) -> None:
    short, long = desks
    few, many = (seconds(lambda desk=desk: LOOKS[name](desk)) for desk in (short, long))  # type: ignore[misc]
    sys.stdout.write(
        f"\n{name}: {many * 1e3:.1f} ms after {OPERATIONS} operations, {few * 1e3:.1f} ms after a tenth\n"
    )
    assert many <= SECONDS
    assert many <= max(MOST * few, 0.01)
