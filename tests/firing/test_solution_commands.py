"""From `plan fire --json` to an instruction, without typing a figure twice."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.duty_log import at
from tests.firing.test_aiming_commands import EAST, FIRE, armed, ran, told
from wxmod import wording
from wxmod.actions import Desk, Refused
from wxmod.domain.errors import BadInput
from wxmod.domain.firing.surroundings import Surrounding
from wxmod.planning.solved import read

__all__ = ["armed"]
WHEN = ("--start", "15:05", "--end", "15:15")


def solved(
    desk: Desk,
    path: Path,
    *words: str,
    code: int = 0,
    **changes: Any,
) -> str:
    """A solution in a file, with parts of its document changed."""
    answer = told(desk, *FIRE, *EAST, *words, code=code)
    path.write_text(json.dumps(answer | changes, ensure_ascii=False), "utf-8")
    return str(path)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_what_was_worked_out_is_what_is_ordered(armed: Desk, lang: str, tmp_path: Path) -> None:
    wording.use(lang)
    number = told(
        armed,
        "plan",
        "instruction",
        "issue",
        "--from-solution",
        solved(armed, tmp_path / "s.json", "--rounds", "12"),
        *WHEN,
    )["name"]
    held = told(armed, "plan", "instruction", "show", number)["instruction"]
    assert held["orders"] == [
        {"equipment": "G1", "rounds": 12, "azimuths_deg": [240], "elevations_deg": [60]}
    ]
    assert (held["site"], held["purpose"], held["clearance"]) == ("140322001", "hail", "KY1")
    assert " T" in held["remarks"]
    assert "2023-07-20 15:00" in held["remarks"]


def test_the_least_of_the_dose_is_ordered_where_nobody_says(armed: Desk) -> None:
    assert told(armed, *FIRE, *EAST, "--cloud", "weak")["order"]["rounds"] == 20
    assert "--out" in ran(armed, *FIRE, *EAST).output


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_a_solution_kept_is_ordered_by_its_file_and_its_moment(
    armed: Desk, lang: str, tmp_path: Path
) -> None:
    """Nothing is typed twice: not the site, where the unit stands at it, nor when it begins."""
    wording.use(lang)
    kept = tmp_path / "s.json"
    words = [
        w
        for w in (*FIRE, *EAST, "--at", "15:05", "--out", str(kept))
        if w not in {"--site", "东邢"}
    ]
    assert f"--from-solution {kept}" in ran(armed, *words).output
    number = told(
        armed, "plan", "instruction", "issue", "--from-solution", str(kept), "--end", "15:15"
    )["name"]
    held = told(armed, "plan", "instruction", "show", number)["instruction"]
    assert (held["site"], held["window"]["start"][11:16]) == ("140322001", "15:05")


def test_a_solution_refused_now_is_kept_for_when_it_is_not(armed: Desk, tmp_path: Path) -> None:
    """Airspace may be granted after the piece is laid; its file is judged again then and begins no earlier."""
    kept = tmp_path / "s.json"
    early = replace(armed, clock=lambda: at(armed, "2023-07-20 14:35"))
    page = ran(early, *FIRE, *EAST, "--at", "14:45", "--out", str(kept))
    assert (page.exit_code, "A201" in page.output, "不必重算" in page.output) == (1, True, True)
    issue = ("plan", "instruction", "issue", "--from-solution", str(kept), "--end", "15:10")
    with pytest.raises(Refused, match="A203"):
        ran(early, *issue)
    number = told(armed, *issue)["name"]
    assert (
        told(armed, "plan", "instruction", "show", number)["instruction"]["window"]["start"][11:16]
        == "15:00"
    )


def test_a_revision_takes_a_new_solution(armed: Desk, tmp_path: Path) -> None:
    issue = ("plan", "instruction", "issue", "--from-solution")
    number = told(
        armed,
        *issue,
        solved(armed, tmp_path / "a.json", "--rounds", "9"),
        *WHEN,
    )["name"]
    later = solved(armed, tmp_path / "b.json", "--rounds", "9", "--azimuth", "250")
    told(
        armed,
        "plan",
        "instruction",
        "revise",
        number,
        "--reason",
        "回波南移",
        "--from-solution",
        later,
    )
    held = told(armed, "plan", "instruction", "show", number)["instruction"]
    assert (held["revision"], held["orders"][0]["azimuths_deg"]) == (2, [250])
    for _again in range(2):  # typed by hand, it rests on the solution no more
        told(
            armed,
            "plan",
            "instruction",
            "revise",
            number,
            "--reason",
            "再南移",
            "--order",
            "equipment=G1 rounds=9 azimuth=255 elevation=60",
        )
    remarks = told(armed, "plan", "instruction", "show", number)["instruction"]["remarks"]
    assert remarks.count("人工改定") == 1


def test_what_speaks_against_the_solution_speaks_against_the_instruction(
    armed: Desk, tmp_path: Path
) -> None:
    """A refused solution is not ordered by piping it on, and a village entered since is found."""
    refused = solved(armed, tmp_path / "s.json", "--table", "demonstration", code=1)
    with pytest.raises(Refused, match="G511"):
        ran(armed, "plan", "instruction", "issue", "--from-solution", refused, *WHEN)
    good = solved(armed, tmp_path / "s.json", "--rounds", "9")
    village = {"name": "甲村", "kind": "populated", "position": {"lon": 113.0405, "lat": 38.1874}}
    county = armed.program.model_copy(
        update={"surroundings": (Surrounding.model_validate(village),)}
    )
    with pytest.raises(Refused, match="G512"):
        ran(
            replace(armed, program=county),
            "plan",
            "instruction",
            "issue",
            "--from-solution",
            good,
            *WHEN,
        )


def test_a_solution_changed_by_hand_or_meant_for_something_else_is_no_order(
    armed: Desk, tmp_path: Path
) -> None:
    path, changed = tmp_path / "s.json", tmp_path / "changed.json"
    order = {"equipment": "G1", "rounds": 9, "azimuths_deg": [200], "elevations_deg": [60]}
    issue = ("plan", "instruction", "issue", *WHEN, "--from-solution")
    for words, says in (
        ((*issue, solved(armed, changed, order=order)), "前后不一致"),
        ((*issue, solved(armed, path), "--purpose", "rain"), "诸元是给"),
        ((*issue, solved(armed, path), "--site", "西村"), "诸元是给"),
        ((*issue, solved(armed, path), "--order", "equipment=G1 rounds=9"), "只能用一个"),
        (("plan", "instruction", "issue", *WHEN), "一份诸元"),
    ):
        with pytest.raises(BadInput, match=says):
            ran(armed, *words)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", "{}", '{"aim": 1}', '{"aim": {}, "order": {}}', "[" * 99_999, "\x00"],
)
def test_what_is_no_solution_is_told_so(text: str, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, "utf-8")
    with path.open(encoding="utf-8") as document, pytest.raises(BadInput, match="不是诸元文件"):
        read(document)
