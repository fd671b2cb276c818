"""A pytest plugin: which tests run which lines of the rooms asked for, and how long each takes.

``WXMOD_TOUCHED=FILE WXMOD_TOUCHED_ROOMS=domain,rules pytest -p tests.mutation.touched …`` writes FILE as JSON:
``{"lines": {"wxmod/rules/x.py": {"12": [0, 5]}}, "tests": [["tests/…::test_…", seconds], …]}``.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

ROOT = Path.cwd()
TAKEN: dict[str, float] = {}


def _measuring() -> coverage.Coverage:
    rooms = os.environ["WXMOD_TOUCHED_ROOMS"].split(",")
    include = [str(ROOT / "wxmod" / room / "*") for room in rooms]
    return coverage.Coverage(data_file=None, include=include, config_file=False)


MEASURED = _measuring()


def pytest_configure() -> None:
    MEASURED.start()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Fixtures are the test's too: what they build is what it looks at."""
    MEASURED.switch_context(item.nodeid)
    begun = time.monotonic()
    yield
    TAKEN[item.nodeid] = time.monotonic() - begun
    MEASURED.switch_context("")


def pytest_unconfigure() -> None:
    MEASURED.stop()
    data = MEASURED.get_data()
    tests = sorted(TAKEN)
    number = {name: at for at, name in enumerate(tests)}
    lines: dict[str, dict[int, list[int]]] = {}
    for path in data.measured_files():
        contexts: dict[int, Any] = data.contexts_by_lineno(path)
        lines[Path(path).relative_to(ROOT).as_posix()] = {
            line: sorted(number[name] for name in names if name) for line, names in contexts.items()
        }
    held = {"lines": lines, "tests": [[name, round(TAKEN[name], 3)] for name in tests]}
    Path(os.environ["WXMOD_TOUCHED"]).write_text(json.dumps(held), "utf-8")
