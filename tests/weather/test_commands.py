"""`wxmod weather` over fields: processes, maps, verification, and what is refused."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warm import wxmod
from tests.weather.synthetic import SHIPPED
from wxmod.cli import show

ROOT = Path(__file__).resolve().parents[2]
GRIDS = ROOT.parent / "shared" / "data" / "grids"
SOUNDINGS = ROOT.parent / "shared" / "data" / "soundings" / "sars_hail" / "hail"
Run = Callable[..., subprocess.CompletedProcess[str]]
RAIN = ("--criteria", "north-china-stratiform")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs wxmod with a record of its own."""
    env = os.environ | {
        "WXMOD_DB": str(tmp_path / "w.db"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "WXMOD_ACTOR": "C1",
    }

    def go(*words: str) -> subprocess.CompletedProcess[str]:
        return wxmod(*words, cwd=tmp_path, env=env)

    return go


def told(ran: subprocess.CompletedProcess[str]) -> Any:
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_processes_of_a_file_are_confirmed_once(run: Run) -> None:
    run("init")
    first = told(run("weather", "processes", str(SHIPPED), *RAIN, "--confirm", "--json"))
    assert [o["name"] for o in first["confirmed"]] == ["GC20230720"]
    again = run("weather", "processes", str(SHIPPED), *RAIN, "--confirm", "--lang", "en")
    assert "on record" in again.stdout
    held = told(run("weather", "processes", "--json"))
    assert [p["id"] for p in held] == ["GC20230720"]
    assert held[0]["layer_base_msl_m"] > 0
    assert run("verify").returncode == 0


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_tells_what_this_machine_tells(run: Run) -> None:
    distributed = pytest.importorskip(
        "distributed", reason="the extra wxmod[scale] is not installed"
    )
    words = ("--demo", "weather", "processes", str(SHIPPED), *RAIN, "--json")
    alone = told(run(*words))
    assert alone["processes"]
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        dashboard_address=None,
    ) as cluster:
        assert told(run(*words, "--scheduler", cluster.scheduler_address)) == alone
    assert told(run(*words, "--scheduler", "local")) == alone


INTERRUPTED = """
import sys, time
from wxmod.weather.judging import areas
def compute(*_words, **_more):
    sys.stdout.write("begun\\n"); sys.stdout.flush()
    time.sleep(60)
areas.compute = compute
from wxmod.cli import main
sys.argv = ["wxmod", *sys.argv[1:]]
main()
"""


def interruptible() -> None:
    """A suite started in the background ignores Ctrl+C, and its children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_work_in_a_line_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    run("init")
    env = os.environ | {
        "WXMOD_DB": str(tmp_path / "w.db"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            INTERRUPTED,
            "weather",
            "processes",
            str(SHIPPED),
            *RAIN,
            "--confirm",
        ],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=interruptible,  # noqa: PLW1509  one thread, and nothing but a signal is set
    ) as begun:
        assert begun.stdout
        assert begun.stdout.readline() == "begun\n"
        # As a terminal does it: to the process that reads the file too.
        os.killpg(begun.pid, signal.SIGINT)
        said, wrong = begun.communicate(timeout=30)
    assert begun.returncode == 130
    assert said == ""
    assert wrong.strip() == "已取消"
    assert told(run("weather", "processes", "--json")) == []
    assert run("verify").returncode == 0


def test_one_place_is_judged_at_the_time_asked_for(run: Run) -> None:
    words = ("--demo", "weather", "flag", str(SHIPPED), *RAIN, "--at", "113.4,38.1", "--json")
    first, later = told(run(*words)), told(run(*words, "--time", "2023-07-20 17:00"))
    assert (first["valid_at"], later["valid_at"]) == (
        "2023-07-20T00:00:00Z",
        "2023-07-20T09:00:00Z",
    )
    assert (
        first["judgements"][0]["favourable"],
        later["judgements"][0]["favourable"],
    ) == (
        False,
        True,
    )
    assert later["ingredients"]["height_0c_trend_mh"] is not None, "there is a time before"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_evidence_fits_a_narrow_terminal_with_units_in_one_language(run: Run, lang: str) -> None:
    for words in (("flag", str(SHIPPED), "--time", "2023-07-20 17:00"), ("criteria",)):
        ran = run("--demo", "--lang", lang, "weather", *words)
        assert ran.returncode == 0, ran.stderr
        assert max(show.cells(line) for line in ran.stdout.splitlines()) <= show.WIDTH
        assert " m " in ran.stdout
        assert re.search("[℃°]", ran.stdout)
        assert lang == "zh" or not re.search(r"[\u3000-\u9fff\uff00-\uffef]", ran.stdout)


def test_a_map_in_plain_characters(run: Run) -> None:
    ran = run(
        "--demo", "weather", "map", str(SHIPPED), *RAIN, "--ascii", "--time", "2023-07-20 17:00"
    )
    assert ran.returncode == 0, ran.stderr
    assert "天地图" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert "##" in ran.stdout


def test_what_cannot_be_verified_is_told(run: Run) -> None:
    ran = run("--demo", "weather", "verify")
    assert ran.returncode == 2, ran.stderr
    assert "--rain" in ran.stderr


@pytest.mark.skipif(not GRIDS.is_dir(), reason="needs ../shared/data")
def test_a_winter_morning_was_not_favourable_over_the_county(run: Run) -> None:
    files = [str(p) for p in sorted((GRIDS / "era5_asia_20160107").glob("ERA5*.nc"))]
    assert told(run("--demo", "weather", "processes", *files, "--json"))["processes"] == []


@pytest.mark.skipif(not GRIDS.is_dir(), reason="needs ../shared/data")
def test_rain_that_was_forecast_is_verified_against_rain_that_fell(run: Run) -> None:
    folder = GRIDS / "wrf_ruc13_20050807"
    files = [str(p) for p in sorted(folder.glob("*.grb"))]
    (found,) = told(
        run(
            "--demo",
            "weather",
            "verify",
            *files,
            "--rain",
            str(folder / "ST2ml_obs"),
            "--area",
            "all",
            "--criteria",
            "convective-rain",
            "--json",
        )
    )
    assert (
        found["n"]
        == found["hits"] + found["misses"] + found["false_alarms"] + found["correct_negatives"]
    )
    # Thirteen hours of one day are one draw of the weather: a score, and no interval.
    assert found["hss"] > 0
    assert found["intervals"] == {}


@pytest.mark.skipif(not SOUNDINGS.is_dir(), reason="needs ../shared/data")
def test_hail_soundings_tell_hits_and_say_what_they_cannot_tell(run: Run) -> None:
    (found,) = told(run("--demo", "weather", "verify", "--hail", str(SOUNDINGS), "--json"))
    assert found["skill"] is None
    assert found["classes"][0]["n"] == 689
    assert any("对照" in note for note in found["notes"])
