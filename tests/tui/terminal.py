"""The real program in a terminal of its own: typed into, killed, and asked by its record what it took in."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.children import ROOT
from wxmod.actions import Desk
from wxmod.actions.record import drafts

PATIENCE_S = 90.0
TYPIST = ROOT / "tests" / "faults" / "typist.py"
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
F2, F5 = b"\x1bOQ", b"\x1b[15~"
CTRL_S, CTRL_Z = b"\x13", b"\x1a"


class Terminal:
    """One program at one keyboard.

    Attributes:
        painted: All that it has painted, without what moves the cursor.
    """

    def __init__(self, record: Path, *, columns: int = 80, rows: int = 24) -> None:
        self._screen, keyboard = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, size)
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
        }
        self.program = subprocess.Popen(
            [sys.executable, str(TYPIST), str(record)],
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            env=environment,
        )
        os.close(keyboard)
        self.painted = b""

    def paint(self, seconds: float) -> bool:
        """Let it paint for so long; a terminal that is not read from stops it.  Whether it did."""
        until, painted = time.monotonic() + seconds, False
        while (left := until - time.monotonic()) > 0:
            if select.select([self._screen], [], [], left)[0]:
                try:
                    self.painted += _ESCAPES.sub(b"", os.read(self._screen, 65536))
                except OSError:  # it has ended
                    return painted
                painted = True
        return painted

    def until(self, met: Callable[[], bool]) -> None:
        """Wait for something to come to pass."""
        end = time.monotonic() + PATIENCE_S
        while not met():
            assert self.program.poll() is None, self.painted[-2000:].decode("utf-8", "replace")
            assert time.monotonic() < end, self.painted[-2000:].decode("utf-8", "replace")
            self.paint(0.05)

    def until_shown(self, word: str) -> None:
        """Wait until a word was painted since the last keys."""
        self.until(lambda: word.encode() in self.painted)

    def rest(self, quiet: float = 0.4) -> None:
        """Wait until it has nothing more to paint."""
        self.until(lambda: not self.paint(quiet))

    def type(self, keys: bytes, pause: float = 0.0) -> None:
        """Press keys, so many seconds apart; 0 sends them in one batch, as SSH may."""
        self.painted = b""
        if not pause:
            os.write(self._screen, keys)
            return
        for character in keys.decode():
            os.write(self._screen, character.encode())
            self.paint(pause)

    def answer(self, key: bytes, done: Callable[[], bool]) -> None:
        """Press a key until it is heeded: a question takes none that was pressed before it could be read."""
        self.type(key)
        end = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < end, self.painted[-2000:].decode("utf-8", "replace")
            if not self.paint(1.0) and not done():
                self.type(key)

    def kill(self) -> None:
        """End it as a dropped line or the power does."""
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()

    def close(self) -> None:
        """Let go of the keyboard."""
        if self.program.poll() is None:
            self.kill()
        os.close(self._screen)


@contextmanager
def terminal(desk: Desk) -> Iterator[Terminal]:
    """The program over the desk's record, once it has painted."""
    opened = Terminal(desk.store.path)
    try:
        opened.until_shown("F10")
        opened.rest()
        yield opened
    finally:
        opened.close()


def all_typed(desk: Desk, window: str) -> list[dict[str, str]]:
    """What every draft of a window says, whoever keeps it."""
    from wxmod.store import drafts as table  # noqa: PLC0415

    found = table.named(desk.store, f"{drafts.ROOM}\tC1\t{window}\t")
    return [drafts._kept(body).words for _saved, body in found.values()]


def typed(desk: Desk, window: str) -> dict[str, str]:
    """What the one draft of a window says; nothing where there is none."""
    return (all_typed(desk, window) or [{}])[0]
