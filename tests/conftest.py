"""Desks to work at, quick and thrown away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from wxmod import wording
from wxmod.actions import Desk, setup

NOW = datetime.fromisoformat("2023-07-20T18:00:00+08:00")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test starts in Chinese, whatever the one before it spoke."""
    wording.use("zh")
    yield
    wording.use("zh")


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
