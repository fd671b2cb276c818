"""What was typed into the form is there again after the app was killed."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from tests.faults.children import ROOT
from wxmod.actions import Desk
from wxmod.words import defaults

pytestmark = pytest.mark.slow

PATIENCE_S = 60


def shown(screen: int, seconds: float) -> None:
    """Let the app draw for a while; a terminal that is not read from stops it."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if select.select([screen], [], [], left)[0]:
            os.read(screen, 65536)


def test_a_half_filled_form_survives_a_kill(desk: Desk) -> None:
    screen, keyboard = pty.openpty()
    fcntl.ioctl(
        screen,
        termios.TIOCSWINSZ,
        struct.pack("HHHH", 24, 80, 0, 0),
    )
    command = [
        sys.executable,
        str(ROOT / "tests" / "faults" / "typist.py"),
        str(desk.store.path),
    ]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
    }
    with subprocess.Popen(
        command, stdin=keyboard, stdout=keyboard, stderr=keyboard, env=environment
    ) as app:
        os.close(keyboard)
        until = time.monotonic() + PATIENCE_S
        while (
            not (kept := defaults.draft(desk)) and time.monotonic() < until and app.poll() is None
        ):
            os.write(screen, b"\x1bOQ")  # F2: the form, unless it is open
            shown(screen, 0.5)
            os.write(screen, b"9")
            shown(screen, 0.7)
        app.send_signal(signal.SIGKILL)
    os.close(screen)
    assert app.returncode == -signal.SIGKILL
    assert kept is not None
    assert "9" in "".join(kept[0].values())
