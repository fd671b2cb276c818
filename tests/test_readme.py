"""The README's examples run as they stand."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.warm import wxmod

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
OWN = re.search(r"^```sh\n(wxmod init.*?)```", TEXT, re.MULTILINE | re.DOTALL)
EXAMPLES = re.findall(r"^\$ (wxmod .+)$", TEXT, re.MULTILINE)


def test_there_are_ten_examples_and_four_of_weather() -> None:
    assert len(EXAMPLES) == 14
    assert [example for example in EXAMPLES if "data/examples" in example] == EXAMPLES[10:]


def run(example: str, home: Path) -> str:
    if "data/" in example:
        shutil.copytree(ROOT / "data" / "examples", home / "data" / "examples")
    _program, *words = shlex.split(example, comments=True)
    env = os.environ | {
        "WXMOD_DB": str(home / "wxmod.db"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    ran = wxmod(*words, cwd=home, env=env)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(example: str, tmp_path: Path) -> None:
    assert run(example, tmp_path).strip()


def test_a_record_of_ones_own_goes_as_written(tmp_path: Path) -> None:
    assert OWN is not None
    said = [
        run(line, tmp_path)
        for line in OWN[1].replace("\\\n", " ").splitlines()
        if not line.startswith("wxmod  ")
    ]
    *_before, recorded, drilled = said
    assert len(said) == 6
    assert "M301" not in recorded, "the rounds fired were issued to the site"
    assert "已记录" in recorded
    assert "校验通过" in drilled


def test_the_test_command_is_what_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "python -m pytest -n 2" in TEXT
    assert "python -m pytest -n 2" in ci
