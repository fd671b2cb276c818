"""docs/glossary.md and the code use the same words."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(
    r"^\| (?P<word>[a-z ]+) \| (?P<zh>[^|]+) \| [^|]+ \| `(?P<path>[\w.]+)` \|$", re.MULTILINE
)
ROWS = [match.groupdict() for match in ROW.finditer((ROOT / "docs/glossary.md").read_text("utf-8"))]
MATTERS = {
    "operations",
    "ammunition",
    "airspace",
    "firing",
    "command",
    "weather",
    "registry",
    "record",
    "year",
    "pictures",
}
LAYERS = ("wxmod/domain", "wxmod/rules", "wxmod/actions", "wxmod/cli", "tests")


def plain(word: str) -> str:
    """Letters alone, small, British or American."""
    return re.sub(r"[^a-z]", "", word.lower())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["word"])
def test_a_word_stands_in_the_code_as_it_stands_here(row: dict[str, str]) -> None:
    module, _dot, name = row["path"].rpartition(".")
    assert hasattr(import_module(module), name), row["path"]
    assert plain(name).startswith(plain(row["word"]))


def test_a_word_has_one_meaning_and_one_place() -> None:
    assert len(ROWS) > 30
    for column in ("word", "zh", "path"):
        assert len({row[column] for row in ROWS}) == len(ROWS), column


def test_no_name_of_the_glossary_is_given_twice() -> None:
    """`Clearance` means the value of the domain wherever it is written."""
    names = {row["path"].rpartition(".")[2]: row["path"] for row in ROWS}
    for path in (ROOT / "wxmod").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name in re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE):
            if name in names:
                assert f"{module}.{name}" == names[name]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_folder_of_a_layer_is_a_matter(layer: str) -> None:
    folders = {
        path.name
        for path in (ROOT / layer).iterdir()
        if path.is_dir() and any(path.rglob("*.py")) and path.name != "__pycache__"
    }
    others = {
        "cli",
        "tui",
        "rules",
        "domain",
        "program",
        "sheets",
        "bench",
        "faults",
        "scenarios",
        "mutation",
    }
    assert folders <= (MATTERS | others if layer == "tests" else MATTERS)
