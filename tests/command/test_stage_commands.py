"""`wxmod plan board|product|guidance|suspension` on the command line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.duty_log import at, ready
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.weather import reading
from wxmod.cli.face import Session, build
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Window


def run(desk: Desk, *words: str, as_json: bool = True) -> Any:
    session = Session()
    session._desk = desk
    given = [*words, *(["--json"] if as_json else [])]
    ran = CliRunner().invoke(build(), given, obj=session, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout) if as_json else ran.output


def clock(desk: Desk, text: str) -> Desk:
    moment = at(desk, text)
    return replace(desk, clock=lambda: moment)


GC = "GC20230720"


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_from_guidance_to_a_signed_product(desk: Desk, tmp_path: Path, lang: str) -> None:
    wording.use(lang)
    ready(desk)
    early = clock(desk, "2023-07-18 14:00")
    assert run(early, "plan", "board") == []
    window = Window(start=at(desk, "2023-07-20 14:00"), end=at(desk, "2023-07-20 20:00"))
    reading.declare(early, window, [Purpose.HAIL], reason="省台指导")
    attach = (
        "plan",
        "guidance",
        "attach",
        GC,
        "--kind",
        "upper",
        "--title",
        "会商",
        "--text",
        "午后强对流",
    )
    number = run(early, *attach, "--issued-by", "省台")["name"]
    assert [g["number"] for g in run(early, "plan", "guidance", "list", GC)] == [number]
    file = tmp_path / "1.txt"
    made = run(early, "plan", "product", "draft", GC, "--stage", "1", "--out", str(file))
    assert made["cites"] == [number]
    assert file.read_text("utf-8") == made["text"]
    file.write_text("一、按计划", "utf-8")
    name = run(early, "plan", "product", "sign", GC, "--stage", "1", "--file", str(file))["name"]
    assert run(early, "plan", "product", "show", name)["cites"] == [number]
    assert [p["number"] for p in run(early, "plan", "product", "list", GC)] == [name]
    (mission,) = run(early, "plan", "board")
    assert (mission["steps"][0]["state"], mission["next"]) == ("done", "2")
    words = run(early, "plan", "board", as_json=False)
    assert name in words
    assert ("作业预案" in words) == (lang == "zh")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_the_suspension_board(desk: Desk, lang: str) -> None:
    wording.use(lang)
    look = ("plan", "suspension", "evaluate")
    run(desk, *look, "flood", "--stop", "--source", "县防办")
    run(desk, *look, "safety", "--go", "--source", "值班员", "--until", "21:00")
    told = run(desk, "plan", "suspension", "board")
    assert told["stopped"] == {"rain": ["flood"], "snow": ["flood"], "hail": []}
    assert {line["rule"]: line["light"] for line in told["lines"]} == {
        "flood": "stop",
        "severe": "unseen",
        "order": "unseen",
        "safety": "go",
        "soil": "no-limit",
    }
    assert [e["tripped"] for e in run(desk, "plan", "suspension", "history")] == [True, False]
    assert ("汛情" in run(desk, "plan", "suspension", "board", as_json=False)) == (lang == "zh")


def test_help_is_headed_in_words_of_its_own() -> None:
    wording.use("en")
    ran = CliRunner().invoke(build(), ["plan", "--help"], obj=Session())
    assert "Commands:" in ran.output
