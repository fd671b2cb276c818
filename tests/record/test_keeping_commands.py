"""Looking after the record from the command line."""

import json
import os
import subprocess
from pathlib import Path

from tests import warm
from tests.record.old import old_record, raw
from wxmod.store import schema

ROOT = Path(__file__).resolve().parents[2]


def wxmod(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a user starts it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WXMOD_")}
    return warm.wxmod(*words, cwd=ROOT, env=kept | {"LC_ALL": "zh_CN.UTF-8"} | environment)


def test_an_old_record_is_brought_up_aloud_and_read_only_it_is_not(tmp_path: Path) -> None:
    path = old_record(tmp_path)
    looked = wxmod(
        "--db",
        path,
        "--program",
        "yuxian",
        "--no-migrate",
        "op",
        "list",
        "--json",
    )
    assert looked.returncode == 0, looked.stderr
    assert len(json.loads(looked.stdout)) == 1
    assert "只读" in looked.stderr
    assert raw(path, "PRAGMA user_version") == [(1,)]
    opened = wxmod(
        "--db",
        path,
        "--program",
        "yuxian",
        "op",
        "list",
        "--json",
    )
    assert json.loads(opened.stdout) == json.loads(looked.stdout)
    assert "升级到第" in opened.stderr
    assert raw(path, "PRAGMA user_version") == [(schema.VERSION,)]
    assert (
        "升级到第"
        not in wxmod(
            "--db",
            path,
            "--program",
            "yuxian",
            "op",
            "list",
        ).stderr
    )


def test_the_days_copy_is_made_after_the_answer_and_a_drill_tries_it_out(tmp_path: Path) -> None:
    path = tmp_path / "wxmod.db"
    assert wxmod("--db", path, "init").returncode == 0
    assert wxmod("--db", path, "op", "list").returncode == 0
    (copy,) = (tmp_path / "backups").iterdir()
    drilled = wxmod("--db", path, "drill", "--json")
    assert drilled.returncode == 0, drilled.stderr
    assert json.loads(drilled.stdout)["path"] == str(copy)
    assert json.loads(drilled.stdout)["behind"] == 0
    again = tmp_path / "again.db"
    assert wxmod("--db", again, "restore", copy).returncode == 0
    english = wxmod(
        "--db",
        path,
        "--lang",
        "en",
        "drill",
        tmp_path / "absent.db",
    )
    assert english.returncode == 3
    assert "no such record" in english.stderr.lower()


def test_a_head_noted_on_paper_shows_a_record_made_anew(tmp_path: Path) -> None:
    path, forged, noted = tmp_path / "a.db", tmp_path / "b.db", tmp_path / "noted.txt"
    for each in (path, forged):
        assert wxmod("--db", each, "init").returncode == 0
    told = wxmod("--db", path, "verify")
    head = told.stdout.splitlines()[-1]
    noted.write_text(told.stdout, "utf-8")
    for anchor in (head, noted):
        assert wxmod("--db", path, "verify", "--anchor", anchor).returncode == 0
        found = wxmod(
            "--db",
            forged,
            "verify",
            "--anchor",
            anchor,
            "--json",
        )
        assert found.returncode == 4
        assert {b["check"] for b in json.JSONDecoder().raw_decode(found.stdout)[0]["breaks"]} == {
            "anchor"
        }
    assert wxmod("--db", path, "verify", "--anchor", "12").returncode == 2
