"""A site that is moved, or whose sectors are drawn anew, is judged by how it stood on the day."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.warm import wxmod
from wxmod.program import load_program, program_folder
from wxmod.program.settings import Program

SITES = """\
code,name,town,kind,lon,lat,position_confidence,source,since
140322001,东邢,西烟镇,fixed,113.09,38.21,unverified,示例,
140322001,东邢,西烟镇,fixed,113.19,38.11,confirmed,示例,2026-03-01
140322002,西村,西烟镇,fixed,113.07,38.20,unverified,示例,2025-01-01
"""
SECTORS = """\
site,azimuth_from_deg,azimuth_to_deg,elevation_min_deg,elevation_max_deg,drawn_on,source,confidence,since
140322001,0,90,45,80,2020-05-01,示例,confirmed,
140322001,200,250,45,80,2020-05-01,示例,confirmed,
140322001,180,270,50,80,2026-05-20,示例,confirmed,2026-06-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "county"
    shutil.copytree(program_folder("yuxian"), made, ignore=shutil.ignore_patterns("example-*"))
    (made / "sites.csv").write_text(SITES, "utf-8")
    (made / "sectors.csv").write_text(SECTORS, "utf-8")
    # Only what stands at the two sites that are left.
    for name in ("equipment.csv", "people.csv"):
        lines = (made / name).read_text("utf-8").splitlines(keepends=True)
        gone = ("140322003", "140322004", "140322005")
        kept = [line for line in lines if not any(code in line for code in gone)]
        (made / name).write_text("".join(kept), "utf-8")
    return made


@pytest.fixture
def county(folder: Path) -> Program:
    return load_program(folder)


@pytest.mark.parametrize(
    ("day", "lon", "sectors"),
    [
        (date(2026, 2, 28), 113.09, [(0, 90), (200, 250)]),
        (date(2026, 3, 1), 113.19, [(0, 90), (200, 250)]),
        (date(2026, 5, 31), 113.19, [(0, 90), (200, 250)]),
        (date(2026, 6, 1), 113.19, [(180, 270)]),
        (date(2031, 1, 1), 113.19, [(180, 270)]),
        (date(1999, 1, 1), 113.09, [(0, 90), (200, 250)]),
    ],
)
def test_a_site_stands_where_it_stood_with_the_sectors_of_the_day(
    county: Program, day: date, lon: float, sectors: list[tuple[int, int]]
) -> None:
    site = county.site_on("140322001", day)
    assert site
    assert site.position
    assert site.position.lon == lon
    assert [(each.azimuth_from_deg, each.azimuth_to_deg) for each in site.sectors] == sectors


@pytest.mark.parametrize(
    ("day", "is_there"), [(date(2024, 12, 31), False), (date(2025, 1, 1), True)]
)
def test_a_site_is_not_there_before_its_first_day(
    county: Program, day: date, *, is_there: bool
) -> None:
    assert (county.site_on("140322002", day) is not None) is is_there


def test_it_is_offered_once_and_as_it_stands_last(county: Program) -> None:
    assert [site.code for site in county.sites] == ["140322001", "140322002"]
    position = county.site("东邢").position
    assert position
    assert position.lon == 113.19


def test_two_lines_for_one_day_are_found(folder: Path) -> None:
    again = "140322002,西村,西烟镇,fixed,113.08,38.20,unverified,示例,2025-01-01\n"
    (folder / "sites.csv").write_text(SITES + again, "utf-8")
    done = wxmod("program", "check", str(folder), "--lang", "zh", cwd=folder)
    assert "140322002" in done.stdout + done.stderr
    assert "重复" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("day", "azimuth", "is_outside"),
    [
        ("2026-05-31", "45", False),
        ("2026-05-31", "260", True),
        ("2026-06-01", "45", True),
        ("2026-06-01", "260", False),
    ],
)
def test_a_direction_is_held_against_the_chart_of_its_day(
    folder: Path, tmp_path: Path, day: str, azimuth: str, *, is_outside: bool
) -> None:
    record = tmp_path / "r.db"
    made = wxmod("--db", record, "init", "--program", str(folder), cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    words = ["--site", "东邢", "--purpose", "hail", "--equipment", "G1", "--rounds", "3"]
    times = ["--start", f"{day} 14:00", "--end", f"{day} 14:02"]
    laid = ["--azimuth", azimuth, "--elevation", "60"]
    done = wxmod("--db", record, "op", "check", *words, *times, *laid, cwd=tmp_path)
    assert ("G501" in done.stdout + done.stderr) is is_outside
