"""A program that dies at the n-th thing it asks of the disk: creating, writing, syncing, naming, removing.

What SQLite asks comes through the traced VFS, what Python asks through the functions of `os` and through files opened
for writing.  Reading is not counted: it changes nothing a death could leave half done.
"""

import builtins
import io
import os
import signal
from collections.abc import Callable
from typing import Any

from tests.faults.traced import Call, Tracer

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
NAMING = (
    "fsync",
    "link",
    "rename",
    "replace",
    "unlink",
    "remove",
    "mkdir",
    "rmdir",
    "truncate",
    "chmod",
)


class Fate:
    """Counts what is asked and kills the process before the n-th; with 0 it only counts."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.asked: list[str] = []

    def ask(self, what: str) -> None:
        """Something is about to be done to the disk."""
        self.asked.append(what)
        if len(self.asked) == self.n:
            os.kill(
                os.getpid(),
                signal.SIGKILL,
            )


class _Noted(list[Call]):
    """Calls of SQLite, each of which may be the last."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    def append(self, call: Call) -> None:
        self._fate.ask(f"sqlite {call.what} {call.file}")


def install(fate: Fate) -> Tracer:
    """Let *fate* decide from now on; what comes back must be kept alive as long as the process."""
    tracer = Tracer()
    tracer.calls = _Noted(fate)
    for name in NAMING:
        setattr(
            os,
            name,
            _asking(fate, name, getattr(os, name)),
        )
    os.open = _opening(fate, os.open)  # type: ignore[assignment]
    os.write = _writing(fate, os.write)  # type: ignore[assignment]
    io.open = builtins.open = _file_opening(fate, io.open)  # type: ignore[assignment]
    return tracer


def _asking(fate: Fate, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*args: Any, **named: Any) -> Any:
        fate.ask(f"{name} {args[0]}")
        return real(*args, **named)

    return asked


def _opening(fate: Fate, real: Callable[..., int]) -> Callable[..., int]:
    def opened(path: Any, flags: int, *args: Any, **named: Any) -> int:
        if flags & _WRITING:
            fate.ask(f"open {path}")
        return real(path, flags, *args, **named)

    return opened


def _writing(fate: Fate, real: Callable[..., int]) -> Callable[..., int]:
    def written(held: int, content: Any) -> int:
        if held > 2:
            fate.ask(f"write {held}")
        return real(held, content)

    return written


def _file_opening(fate: Fate, real: Callable[..., Any]) -> Callable[..., Any]:
    class Raw(io.FileIO):
        def write(self, content: Any) -> int:
            fate.ask(f"write {self.name}")
            return super().write(content)

    def opened(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
        if not set(mode) & set("wax+"):
            return real(file, mode, *args, **named)
        fate.ask(f"open {file}")
        held = io.BufferedWriter(
            Raw(
                file,
                mode.replace("b", "").replace("t", ""),
            )
        )
        if "b" in mode:
            return held
        return io.TextIOWrapper(
            held,
            encoding=named.get("encoding"),
            newline=named.get("newline"),
        )

    return opened
