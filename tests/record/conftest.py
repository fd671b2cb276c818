from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.record.samples import new_store
from wxmod.store.pen import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path)
    yield opened
    opened.close()
