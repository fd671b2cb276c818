"""Desks to work at, quick and thrown away."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual import _wait

from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.record import setup

MEMORY = Path("/dev/shm")  # noqa: S108  a file system in memory, not a name anyone could take
ROOM = 4 * 2**30

NOW = datetime.fromisoformat("2023-07-20T18:00:00+08:00")


_wait.SLEEP_GRANULARITY = (
    1 / 200
)  # Textual's tests look whether the app is idle; at 1/50 they mostly sleep
_wait.SLEEP_IDLE = 1 / 2000


def pytest_configure(config: pytest.Config) -> None:
    """Temporary records lie in memory where there is room.

    Tests ask for order, locks and words, not for a disk's patience with ten thousand flushes; benches and the long
    fault profile do.
    """
    quick = config.option.markexpr == "not bench" and "WXMOD_LONG_FAULTS" not in os.environ
    if quick and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test starts in Chinese, whatever the one before it spoke."""
    wording.use("zh")
    yield
    wording.use("zh")


@pytest.fixture(autouse=True)
def let_go(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what a test opened and left to the collector, of which Python 3.13 warns in some later test."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def kept(*args: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*args, **named))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", kept)
    yield
    for each in opened:
        with suppress(sqlite3.ProgrammingError):  # a thread's own, closed there
            each.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new record for 盂县 on the evening of 20 July 2023, equipment and people entered, nothing else."""
    made = setup.init(tmp_path / "wxmod.db", program="yuxian", actor="C1")
    yield replace(made, clock=lambda: NOW)
    made.store.close()


@pytest.fixture(scope="session")
def example() -> Iterator[Desk]:
    """The example year; only to be read."""
    made = setup.demo()
    yield made
    made.store.close()
