from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.samples import new_store
from wxmod.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path)
    yield opened
    opened.close()
