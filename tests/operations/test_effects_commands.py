"""`wxmod plan effect` and `wxmod plan area` on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from wxmod.cli.face import Session, build
from wxmod.domain.errors import UnknownName

NO = "20230618-002-1"  # 08:00–08:12 at 西村, one launcher


def run(*words: str) -> Result:
    return CliRunner().invoke(build(), ["--demo", *words], obj=Session())


def told(*words: str) -> Any:
    ran = run(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


@pytest.fixture
def gauges(tmp_path: Path) -> Path:
    """Ten-minute rain at one gauge from 07:10 to 09:20, the zone not written."""
    rows = [
        f"GZ1,2023-06-18 {7 + m // 60:02d}:{m % 60:02d},{0.1 * (m // 10):.1f}"
        for m in range(10, 150, 10)
    ]
    path = tmp_path / "gauges.csv"
    path.write_text("\n".join(["station,time,rain_mm", *rows]), encoding="utf-8")
    return path


def test_rain_without_a_zone_is_on_the_countys_clock(gauges: Path) -> None:
    note = told("plan", "effect", "note", NO, "--gauges", str(gauges), "--period", "10")
    assert note["readings"] == 4, note["notes"]  # 30 and 60 minutes before and after
    assert any("Asia/Shanghai" in each for each in note["notes"])
    (line,) = [each for each in note["effect"]["lines"] if each["station"] == "GZ1"]
    assert line["values"]["-30"] == pytest.approx(0.4 + 0.5 + 0.6)  # 07:30–08:00


def test_a_gauge_the_table_does_not_have_is_named(gauges: Path) -> None:
    ran = run(
        "plan",
        "effect",
        "note",
        NO,
        "--gauges",
        str(gauges),
        "--period",
        "10",
        "--station",
        "GZ9",
    )
    assert isinstance(ran.exception, UnknownName)
    assert "GZ9" in str(ran.exception)
    assert "GZ1" in str(ran.exception)


def test_a_sector_out_to_a_range_somebody_gives() -> None:
    near, far = (
        told("plan", "area", NO, "--method", "sector", "--range", metres)
        for metres in ("3000", "6000")
    )
    assert far["sum_km2"] == pytest.approx(4 * near["sum_km2"], rel=0.01)


def test_an_operation_is_shown_by_the_beginning_of_its_number_where_only_one_begins_so() -> None:
    assert told("op", "show", "20230618-002")["no"] == NO
    several = run("op", "show", "2023061")
    assert isinstance(several.exception, UnknownName)
    assert NO in str(several.exception)
