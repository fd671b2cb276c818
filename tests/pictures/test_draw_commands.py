"""`wxmod draw`: every picture by a command, in ASCII without colour at 80 × 24, and into a file."""

import json
import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.warm import wxmod

FIELDS = str(Path(__file__).resolve().parents[2] / "data" / "examples" / "synthetic-stratiform.nc")
BARE = {"NO_COLOR": "1", "COLUMNS": "80", "LINES": "24"}
COMMANDS = {
    "map": ("map", "--year", "2023"),
    "timeline": ("timeline", "--only", "GC20230402"),
    "found": ("timeline", FIELDS),
    "section": ("section", FIELDS, "--at", "东邢"),
    "sounding": ("sounding", FIELDS, "--at", "东邢"),
    "hours": ("hours", FIELDS, "--step", "4"),
    "stock": ("stock",),
    "months": ("months", "2023"),
    "years": ("years", "2024"),
    "calendar": ("calendar", "2023"),
    "board": ("board", "--all"),
}
"""Each picture by what draws it."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_picture_answers_in_ascii_within_80_by_24(name: str, tmp_path: Path) -> None:
    words = ("--demo", "draw", *COMMANDS[name], "--ascii")
    done = wxmod(*words, cwd=tmp_path, env=os.environ | BARE)
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert "\x1b" not in done.stdout
    assert len(rows) < 24
    assert max(map(cell_len, rows)) <= 80
    assert not set("⠿█▀▄●✗") & set(done.stdout)


def test_the_dots_are_braille_unless_asked_otherwise(tmp_path: Path) -> None:
    words = ("--demo", "draw", "map")
    dots = wxmod(*words, cwd=tmp_path, env=os.environ | BARE).stdout
    blocks = wxmod(*words, "--signs", "block", cwd=tmp_path, env=os.environ | BARE).stdout
    assert any("\u2801" <= c <= "\u28ff" for c in dots)
    assert set("▀▄█") & set(blocks)
    assert not any("\u2801" <= c <= "\u28ff" for c in blocks)


def test_a_picture_as_json_is_its_value(tmp_path: Path) -> None:
    told = json.loads(wxmod("--demo", "draw", "months", "2023", "--json", cwd=tmp_path).stdout)
    june = told["picture"]["rows"][5]
    assert told["picture"]["purposes"] == ["rain", "snow", "hail"]
    assert june == {"key": 6, "operations": [3, 0, 6], "sum_km2": 360.0, "union_km2": 134.59}


def test_unknown_cells_of_a_field_are_null_in_json(tmp_path: Path) -> None:
    words = ("--demo", "draw", "hours", FIELDS, "--area", "all", "--json")
    told = json.loads(wxmod(*words, cwd=tmp_path).stdout)
    assert len(told["picture"]["hours"]) == 9
    assert {type(v) for row in told["picture"]["hours"][0]["cells"] for v in row} <= {
        float,
        type(None),
    }


def test_a_png_lands_where_it_was_asked_for(tmp_path: Path) -> None:
    done = wxmod("--demo", "draw", "stock", "--png", "库存.png", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "库存.png").read_bytes().startswith(b"\x89PNG")
    assert "库存.png" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("map", "--op", "没有"), 2),
        (("months", "99999"), 2),
        (("timeline", "--only", "没有"), 2),
        (("section", "nowhere.nc", "--at", "东邢"), 3),
        (("section", FIELDS, "--at", "没有"), 2),
        (("sounding", FIELDS), 2),
        (("stock", "--png", "nowhere/p.png"), 3),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_is_said_in_words(
    words: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    done = wxmod("--demo", "draw", *words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
