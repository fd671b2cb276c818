"""Sticks that are not there, folders written with a tilde, and encodings that lack a letter."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import OPERATION, Run, run, told
from wxmod.cli import face
from wxmod.files import refuse_missing_folder

__all__ = ["run"]


def test_a_backup_to_a_stick_that_is_not_plugged_in_makes_nothing(run: Run, tmp_path: Path) -> None:
    run("init")
    ran = run("backup", "media/usb/copy.db", "--json")
    assert ran.returncode == 3
    assert "没有这个目录" in told(ran)["message"]
    assert not (tmp_path / "media").exists()
    refuse_missing_folder(Path("copy.db"))


def test_a_backup_beside_the_record_is_said_to_be_on_the_same_disk(run: Run) -> None:
    run("init")
    ran = run("backup", "copy.db", "--json")
    assert (ran.returncode, told(ran)["same_disk"]) == (0, True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setenv("HOME", str(made))
    return made


def test_a_tilde_is_the_own_folder(home: Path, run: Run, tmp_path: Path) -> None:
    assert run("init", "--db", "~/mine.db").returncode == 0
    assert run("--db", "~/mine.db", "backup", "~/copy.db").returncode == 0
    assert run("--db", "~/mine.db", "export", "~/out").returncode == 0
    assert {"mine.db", "copy.db", "out"} <= {path.name for path in home.iterdir()}
    assert not (tmp_path / "~").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii", "latin-1", "utf-16"])
def test_json_is_json_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    given = [*OPERATION, "--remarks", "雨量 m² 𠮷 ℃"]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "WXMOD_DB": str(tmp_path / "x.db")}
    heard = b""
    for words in (["init"], ["op", "record", *given], ["op", "list", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "wxmod", *words],
            env=environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        heard = done.stdout
    document = json.loads(heard.decode(encoding))
    assert "雨量 m² 𠮷 ℃" in json.dumps(document, ensure_ascii=False)


def test_a_log_is_its_owner_s_alone(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "wxmod.log"
    log.parent.mkdir()
    log.write_text("earlier\n")
    log.chmod(0o644)
    face._note(log, "later\n")
    assert log.read_text() == "earlier\nlater\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_an_operation_is_declared_void_once(run: Run) -> None:
    run("init")
    no = told(run("op", "record", *OPERATION, "--json"))["name"]
    assert run("op", "correct", no, "--void", "--reason", "记重").returncode == 0
    again = run("op", "correct", no, "--void", "--reason", "记重", "--json")
    assert (again.returncode, told(again)["error"]) == (2, "BadInput")
    assert "已作废" in told(again)["message"]
    assert told(run("op", "show", no, "--json"))["versions"] == 2


def test_a_failed_export_leaves_nothing_that_looks_whole(run: Run, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    ran = run("export", "out")
    assert ran.returncode == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    assert run("export", "away/out").returncode == 3
    assert not (tmp_path / "away").exists()


@pytest.mark.parametrize(
    "change",
    [
        "crew.x=P1",
        "crew.99=P1",
        "crew.-1=P1",
        "releases.x.rounds=1",
        "releases.9.rounds=1",
        "site.x=1",
    ],
)
def test_a_field_that_is_not_there_is_told_and_nothing_is_written(run: Run, change: str) -> None:
    run("init")
    no = told(run("op", "record", *OPERATION, "--crew", "P11 P12", "--json"))["name"]
    refused = run("op", "correct", no, "--set", change, "--reason", "x")
    assert refused.returncode == 2, refused.stderr
    assert change.partition("=")[0] in refused.stderr
    crew = told(run("op", "show", no, "--json"))["operation"]["crew"]
    assert [each["person"] for each in crew] == ["P11", "P12"]


def test_a_member_of_the_crew_is_set_by_its_place(run: Run) -> None:
    run("init")
    no = told(run("op", "record", *OPERATION, "--crew", "P11 P12", "--json"))["name"]
    done = run("op", "correct", no, "--set", "crew.1=P13", "--reason", "x", "--json")
    assert done.returncode == 0, done.stderr
    crew = told(run("op", "show", no, "--json"))["operation"]["crew"]
    assert [each["person"] for each in crew] == ["P11", "P13"]
