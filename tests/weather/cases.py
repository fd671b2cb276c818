"""Where the small inputs with right values lie that are not part of this repository."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("WXMOD_SHARED", Path(__file__).resolve().parents[3] / "shared"))
CASES = SHARED / "data" / "cases" / "weather"


def case(name: str) -> Path:
    """The input *name*; the test is skipped where it is not there."""
    path = CASES / name
    if not path.is_file():
        pytest.skip(f"needs {name} of shared/data/cases/weather")
    return path
