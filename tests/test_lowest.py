"""The lowest versions that pyproject.toml allows are versions that work."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORECAST = str(ROOT / "data" / "examples" / "synthetic-stratiform.nc")
COMMANDS = {
    "the record": ["--demo", "year", "2023", "--json"],
    "NetCDF, the kernel": ["--demo", "weather", "processes", FORECAST],
    "matplotlib": ["--demo", "weather", "map", FORECAST, "--png", "map.png"],
}
LIBRARIES = """
import cftime, eccodes, zarr
import numpy as np
eccodes.codes_get_api_version()
zarr.save("four.zarr", np.arange(4))
assert zarr.load("four.zarr")[3] == 3
from tui.app import WxmodApp
from wxmod.actions.record import setup
WxmodApp(setup.demo())
"""


@pytest.mark.skipif(
    not os.environ.get("WXMOD_LOWEST"),
    reason="installs another environment; .ci/run sets WXMOD_LOWEST",
)
def test_the_lowest_versions_allowed_start(tmp_path: Path) -> None:
    venv.create(tmp_path / "env")
    python = str(tmp_path / "env" / "bin" / "python")
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    lowest = subprocess.run(
        [*install, "--resolution", "lowest-direct", str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert lowest.returncode == 0, lowest.stderr
    for what, words in COMMANDS.items():
        ran = subprocess.run(
            [python, "-m", "wxmod", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{what}: {ran.stderr}"
        assert ran.stdout, what
    opened = subprocess.run(
        [python, "-c", LIBRARIES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert opened.returncode == 0, opened.stderr
