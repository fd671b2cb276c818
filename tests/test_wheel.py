"""What is installed is whole: every data file opens and the example runs, away from the checkout."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OPENS_EVERYTHING = """
import json, tomllib, csv, pathlib, wxmod
from wxmod.resources import data
from wxmod.program import load_program
root = data()
assert "site-packages" in str(root), root
files = [p for p in root.rglob("*") if p.is_file()]
for path in files:
    if path.suffix == ".toml": tomllib.loads(path.read_text("utf-8"))
    elif path.suffix == ".csv": list(csv.reader(path.open(encoding="utf-8")))
    else: path.read_bytes()
for name in ("yuxian",): load_program(root / "programs" / name)
print(len(files))
"""


@pytest.mark.skipif(
    not os.environ.get("WXMOD_WHEEL"),
    reason="builds and installs a wheel; .ci/run sets WXMOD_WHEEL",
)
def test_the_wheel_is_whole(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", wheel], check=True, capture_output=True)
    opened = subprocess.run(
        [python, "-c", OPENS_EVERYTHING],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert opened.returncode == 0, opened.stderr
    committed = subprocess.run(
        ["git", "ls-files", "data"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(opened.stdout) >= len(committed.stdout.split())
    year = [python, "-m", "wxmod", "--demo", "year", "2023", "--lang", "zh"]
    ran = subprocess.run(year, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "55" in ran.stdout
