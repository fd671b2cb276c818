"""The README's examples run as they stand."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\$ (wxmod .+)$", TEXT, re.MULTILINE)


def test_there_are_ten_examples() -> None:
    assert len(EXAMPLES) == 10


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(example: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", *shlex.split(example)]
    env = os.environ | {"WXMOD_DB": str(tmp_path / "wxmod.db"), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=env, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


def test_the_test_command_is_what_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "python -m pytest -n 2" in TEXT
    assert "python -m pytest -n 2" in ci
