"""`wxmod plan table` and `wxmod plan fire` on the command line."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.duty_log import at, ready
from tests.firing.test_firing import table, written
from tests.weather import lists
from tests.weather.test_soundings import isa
from wxmod import wording
from wxmod.actions import Desk
from wxmod.cli import show
from wxmod.cli.face import Session, build
from wxmod.domain.errors import BadInput
from wxmod.domain.firing.surroundings import Surrounding
from wxmod.program import program_folder

FIRE = (
    "plan",
    "fire",
    "--site",
    "东邢",
    "--unit",
    "G1",
    "--layer",
    "4500,6000",
    "--altitude",
    "900",
)
EAST = ("--azimuth", "240", "--range", "2900", "--purpose", "hail")


def ran(desk: Desk, *words: str) -> Result:
    session = Session()
    session._desk = desk
    return CliRunner().invoke(build(), [*words], obj=session, catch_exceptions=False)


def told(desk: Desk, *words: str, code: int = 0) -> Any:
    result = ran(desk, *words, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def armed(desk: Desk) -> Desk:
    """The ready county on 20 July at 15:00, with a table for its gun."""
    ready(desk)
    moment = at(desk, "2023-07-20 15:00")
    county = desk.program.model_copy(update={"trajectories": (*desk.program.trajectories, table())})
    return replace(desk, program=county, clock=lambda: moment)


def codes(answer: Any, *, severity: str = "block") -> set[str]:
    return {f["code"] for f in answer["findings"] if f["severity"] == severity}


def test_a_unit_without_a_table_gets_no_solution(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"未核实：没有 rocket-JTZ-66-42 的射表[\s\S]*import"):
        ran(
            desk,
            "plan",
            "fire",
            "--site",
            "西村",
            "--unit",
            "L1",
            "--layer",
            "4500,6000",
            "--azimuth",
            "90",
        )


def test_the_demonstration_table_shows_and_never_fires(desk: Desk) -> None:
    answer = told(desk, *FIRE, *EAST, "--table", "demonstration", code=1)
    assert "G511" in codes(answer)
    assert answer["aim"]["elevation_deg"] == 65
    assert answer["aim"]["bursts"][0]["height_msl_m"] == 7500


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_a_solution_in_order_is_no_refusal(armed: Desk, lang: str) -> None:
    wording.use(lang)
    answer = told(armed, *FIRE, *EAST, "--wind", "270,6", "--cloud", "weak")
    assert not codes(answer)
    assert answer["aim"]["elevation_deg"] == 60
    assert answer["aim"]["range_miss_m"] == 0
    assert [d["least"] for d in answer["rounds"]] == [20]
    assert len(answer["corrections"]) == 2
    page = ran(armed, *FIRE, *EAST).output
    assert ("仰角" if lang == "zh" else "elevation") in page.lower()


def test_what_the_solution_meets_on_the_ground_and_in_the_air_is_found(armed: Desk) -> None:
    clear = told(armed, *FIRE, *EAST, "--wind", "270,14")
    (residue,) = (z["outline"] for z in clear["aim"]["zones"] if z["kind"] == "residue")
    lon, lat = (sum(corner[axis] for corner in residue) / len(residue) for axis in (0, 1))
    under_it = {"name": "甲村", "kind": "populated", "position": {"lon": lon, "lat": lat}}
    on_the_line = {
        "name": "乙村",
        "kind": "populated",
        "position": {"lon": 113.0405, "lat": 38.1874},
    }
    villages = tuple(Surrounding.model_validate(v) for v in (under_it, on_the_line))
    county = armed.program.model_copy(update={"surroundings": villages})
    near = replace(armed, program=county)
    answer = told(near, *FIRE, *EAST, "--wind", "270,14", code=1)
    assert codes(answer) == {"G512"}
    assert {"G513", "W602"} <= codes(answer, severity="warn")
    outside = told(
        armed,
        "plan",
        "fire",
        "--site",
        "东邢",
        "--unit",
        "G1",
        "--layer",
        "9000,9500",
        *EAST,
        "--altitude",
        "900",
    )
    assert "G515" in codes(outside, severity="warn")


def test_tables_are_imported_into_ones_own_programme_only(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="内置"):
        ran(desk, "plan", "table", "import", str(written(tmp_path)))
    own = tmp_path / "own"
    shutil.copytree(program_folder("yuxian"), own)
    answer = told(
        desk,
        "plan",
        "table",
        "import",
        str(written(tmp_path)),
        "--program",
        str(own),
    )
    assert answer["rows"] == 3
    assert (own / "trajectories" / "T.csv").is_file()
    with pytest.raises(BadInput, match=r"射表|型号"):
        ran(
            desk,
            "plan",
            "table",
            "import",
            str(written(tmp_path, ammunition="demonstration")),
            "--program",
            str(own),
        )


def test_an_empty_table_is_begun_for_a_known_ammunition_only(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "lf.csv"
    assert told(desk, "plan", "table", "blank", "rocket-LF-12", "--out", str(out))["path"] == str(
        out
    )
    assert "rocket-LF-12,rocket-LF-12," in out.read_text("utf-8-sig")
    for words, says in (
        (("rocket-LF-12", "--out", str(out)), "写不进去"),
        (("rocket-X",), "ammunition.csv"),
    ):
        with pytest.raises(BadInput, match=says):
            ran(desk, "plan", "table", "blank", *words)
    for lang, says in (("zh", "从发射点算起"), ("en", "metres from the launcher")):
        wording.use(lang)
        assert says in ran(desk, "plan", "table", "blank", "rocket-LF-12").output


def test_tables_are_listed_and_shown(armed: Desk) -> None:
    assert [t["name"] for t in told(armed, "plan", "table", "list")] == ["demonstration", "T"]
    assert "rocket-LF-12" in ran(armed, "plan", "table", "list").output
    assert "不得据以发射" in ran(armed, "plan", "table", "show", "demonstration").output


def test_the_plan_is_drawn_within_a_terminal_and_as_a_picture(armed: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "plan.png"
    page = ran(armed, *FIRE, *EAST, "--ascii", "--png", str(picture)).output
    drawn = page.split("\n\n")[1].splitlines()
    assert len(drawn) <= 22
    assert all(show.cells(line) <= 78 for line in drawn)
    middle = next(line for line in page.splitlines() if "@" in line[:47])
    assert show.cells(middle.split("@", maxsplit=1)[0]) == 23
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_how_old_and_how_far_the_sounding_is(armed: Desk, tmp_path: Path) -> None:
    """Of the day before at 00 UTC, 31 h earlier; by haversine on 6371 km, 67.3 km from the site."""
    near = tmp_path / "near.txt"
    near.write_text(lists.igra(isa()), "utf-8")
    answer = told(armed, *FIRE, *EAST, "--wind", str(near))
    assert answer["aim"]["wind_age_hours"] == 31
    assert answer["aim"]["wind_distance_km"] == pytest.approx(67.3, abs=0.3)
    warned = codes(answer, severity="warn")
    assert "G529" in warned
    assert "G530" not in warned
    assert "67 km" in ran(armed, *FIRE, *EAST, "--wind", str(near)).output

    far = tmp_path / "far.txt"
    far.write_text(lists.igra(isa()).replace(" 1125500", " 1105500"), "utf-8")
    answer = told(armed, *FIRE, *EAST, "--wind", str(far))
    assert answer["aim"]["wind_distance_km"] == pytest.approx(227.5, abs=1)
    assert "G530" in codes(answer, severity="warn")


def test_a_wind_that_was_typed_has_neither_age_nor_place(armed: Desk) -> None:
    answer = told(armed, *FIRE, *EAST, "--wind", "270,6")
    assert answer["aim"]["wind_age_hours"] is None
    assert answer["aim"]["wind_distance_km"] is None
    assert not codes(answer, severity="warn") & {"G529", "G530"}
