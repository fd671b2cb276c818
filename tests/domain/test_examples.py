"""The examples in docstrings are true."""

import doctest
import importlib
from pathlib import Path

import pytest

from wxmod import wording

ROOT = Path(__file__).resolve().parents[2]
WITH_EXAMPLES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "wxmod").rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


def test_there_are_examples() -> None:
    assert len(WITH_EXAMPLES) > 10


@pytest.mark.parametrize("path", WITH_EXAMPLES)
def test_examples_hold(path: str) -> None:
    wording.use("zh")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0
