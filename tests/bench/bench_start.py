"""How soon words and the first screen appear, as ratios to a bare program in the same run.

``python -m pytest tests/bench -m bench -s``
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BARE = "import click; click.Group('x')(['--help'], standalone_mode=False)"
ROUNDS = 7


def seconds(words: list[str]) -> float:
    begun = time.perf_counter()
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - begun


FIRST_PAINT = """
import asyncio
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("x")
async def go(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
"""


@pytest.mark.bench
@pytest.mark.parametrize(
    ("name", "ours", "bare", "most"),
    [
        ("wxmod --help against bare click help", ["-m", "wxmod", "--help"], ["-c", BARE], 4),
        (
            "app with the example year against a bare Textual app",
            [
                "-c",
                FIRST_PAINT
                + "from wxmod.actions.record import setup\nfrom tui.app import WxmodApp\n"
                "asyncio.run(go(WxmodApp(setup.demo())))",
            ],
            ["-c", FIRST_PAINT + "asyncio.run(go(Bare()))"],
            5,
        ),
    ],
)
def test_start(
    name: str,
    ours: list[str],
    bare: list[str],
    most: float,
) -> None:
    pairs = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, other = (statistics.median(each) for each in zip(*pairs, strict=True))
    sys.stdout.write(f"\n{name}: {mine * 1000:.0f} ms / {other * 1000:.0f} ms = {ratio:.2f}x\n")
    assert ratio < most
