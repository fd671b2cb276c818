"""Starting the programs that are raced, killed and crowded."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONG = bool(
    os.environ.get("WXMOD_LONG_FAULTS")
)  # the longer profile: hours for a machine, not for a person


def child(name: str, *words: object) -> subprocess.Popen[bytes]:
    """``tests/faults/NAME.py WORDS…`` with its pipes in our hands."""
    command = [
        sys.executable,
        str(ROOT / "tests" / "faults" / f"{name}.py"),
        *map(str, words),
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def whole_lines(said: bytes) -> list[list[str]]:
    return [line.split() for line in said.decode().split("\n")[:-1]]
