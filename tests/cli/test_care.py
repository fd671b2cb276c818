"""Looking after the record from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.store.old import old_record, raw
from wxmod.store import schema

ROOT = Path(__file__).resolve().parents[2]


def wxmod(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a user starts it."""

    command = [sys.executable, "-m", "wxmod", *map(str, words)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WXMOD_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"LC_ALL": "zh_CN.UTF-8"} | environment,
    )


def test_an_old_record_is_brought_up_aloud_and_read_only_it_is_not(tmp_path: Path) -> None:
    path = old_record(tmp_path)
    looked = wxmod("--db", path, "--program", "yuxian", "--no-migrate", "op", "list", "--json")
    assert looked.returncode == 0, looked.stderr
    assert len(json.loads(looked.stdout)) == 1
    assert "只读" in looked.stderr
    assert raw(path, "PRAGMA user_version") == [(1,)]
    opened = wxmod("--db", path, "--program", "yuxian", "op", "list", "--json")
    assert json.loads(opened.stdout) == json.loads(looked.stdout)
    assert "升级到第" in opened.stderr
    assert raw(path, "PRAGMA user_version") == [(schema.VERSION,)]
    assert "升级到第" not in wxmod("--db", path, "--program", "yuxian", "op", "list").stderr
