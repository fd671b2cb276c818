"""`wxmod airspace` and `wxmod plan notice` on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wxmod import wording
from wxmod.cli.face import Session, build


def run(db: Path, *words: str) -> Any:
    ran = CliRunner().invoke(
        build(),
        [*words, "--db", str(db), "--json"],
        obj=Session(),
        catch_exceptions=False,
    )
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def said(db: Path, *words: str) -> str:
    ran = CliRunner().invoke(
        build(),
        [*words, "--db", str(db)],
        obj=Session(),
        catch_exceptions=False,
    )
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "w.db"
    CliRunner().invoke(
        build(),
        ["init", "--program", "yuxian", "--db", str(path)],
        obj=Session(),
    )
    return path


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_the_life_of_an_application(db: Path, lang: str) -> None:
    wording.use(lang)
    asked = (
        "airspace",
        "request",
        "--site",
        "东邢",
        "--start",
        "2099-07-20 19:00",
        "--end",
        "2099-07-20 20:00",
    )
    number = run(db, *asked, "--max-height", "7000")["name"]
    (made,) = run(db, "airspace", "list")
    assert made["equipment"] == ["gun"]  # what stands there
    assert run(db, "airspace", "delay", number, "--until", "2099-07-20 18:50")["name"] == number
    (held,) = run(db, "airspace", "watch")
    assert [d["due"] for d in held["deadlines"]] == ["answer"]
    window = ("--start", "2099-07-20 19:10", "--end", "2099-07-20 19:50")
    run(db, "airspace", "grant", number, *window, "--max-height", "6500", "--azimuth", "180", "300")
    (held,) = run(db, "airspace", "watch")
    assert [d["due"] for d in held["deadlines"]] == ["opens", "lapses", "end-report"]
    assert held["clearance"]["max_height_msl_m"] == 6500
    run(db, "airspace", "start", number)
    told = run(db, "airspace", "message", number, "--kind", "start")
    assert told["standard_read"] is False
    assert all(item["code"] is None for item in told["items"])
    words = said(db, "airspace", "message", number)
    assert ("空域申请" in words) == (lang == "zh")
    run(db, "airspace", "close", number)
    assert run(db, "airspace", "watch") == []


def test_a_notice_is_drafted_recorded_and_checked(db: Path) -> None:
    draft = run(db, "plan", "notice", "draft", "--first", "2099-05-01", "--phone", "0000")
    assert draft["missing"] == ["basis", "area", "effects", "contact"]
    given = (
        "--first",
        "2099-05-01",
        "--last",
        "2099-10-31",
        "--basis",
        "年度计划",
        "--area",
        "周边 8 km",
        "--effects",
        "勿拾残骸",
        "--contact",
        "值班室",
        "--phone",
        "0000",
        "--police",
        "今",
        "--purpose",
        "hail",
    )
    issued = run(db, "plan", "notice", "issue", *given)
    assert issued["findings"] == []
    assert [n["number"] for n in run(db, "plan", "notice", "list")] == ["GG2099-1"]
    assert "周边 8 km" in said(db, "plan", "notice", "show", "GG2099-1")
