"""tests/sabotage.md names lines that stand where it says, once, and tests there are."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"\| `(?P<file>[^`]+)`: `(?P<line>.+)` \| `(?P<test>[^`]+)::(?P<name>\w+)` \|")


def test_every_row_names_a_line_that_stands_once_and_a_test_there_is() -> None:
    rows = [line for line in (ROOT / "tests/sabotage.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    wrong = []
    for row in rows:
        told = ROW.fullmatch(row)
        assert told, row
        line = told["line"].replace(r"\|", "|")
        if (ROOT / told["file"]).read_text("utf-8").count(line) != 1:
            wrong.append(f"not there once: {row}")
        if f"def {told['name']}(" not in (ROOT / told["test"]).read_text("utf-8"):
            wrong.append(f"no such test: {row}")
    assert wrong == []
    assert len(set(rows)) == len(rows)
