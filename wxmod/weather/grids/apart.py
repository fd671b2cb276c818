"""The other side of `wxmod.weather.grids.child`: starts it, asks it, watches the clock, survives it."""

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any, NoReturn

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.grids.pieces import Floats, bounded
from wxmod.wording import N_, _, language

MEMORY_MB = 4096
SECONDS = 60.0
SECONDS_PER_GB = 60.0
_LONGEST_LINE = 64 << 20
_STARTED = "from wxmod.weather.grids.child import main; main()"

_open: "weakref.WeakValueDictionary[tuple[Any, ...], Source]" = weakref.WeakValueDictionary()


def source(files: Mapping[str, Sequence[Path]]) -> "Source":
    """The process that reads *files* (by kind), started if none does yet; it is not waited for."""
    key = tuple((kind, tuple(str(p) for p in paths)) for kind, paths in sorted(files.items()))
    stamps = tuple(_stamp(p) for paths in files.values() for p in paths)
    found = _open.get((key, stamps))
    if found is None:
        found = _open[key, stamps] = Source({kind: tuple(paths) for kind, paths in files.items()})
    return found


def _stamp(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size


class Source:
    """One child and what it told.

    The last time read of every variable is kept: a county asks for many columns of one time.
    """

    def __init__(self, files: Mapping[str, Sequence[Path]]) -> None:
        self.files, self._lock, self._last = files, Lock(), dict[str, tuple[int, Floats]]()
        self._at = next(p for paths in files.values() for p in paths)
        self._child = _started()
        weakref.finalize(self, _ended, self._child)
        self._write({"open": {k: [str(p) for p in v] for k, v in files.items()}, "language": language(),
                     "memory_mb": MEMORY_MB})  # fmt: skip

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """What the files hold, as `wxmod.weather.grids.child.described`; waits for the child.

        Raises:
            UnreadableFileError: they cannot be read within the limits.
        """
        with self._lock:
            header = self._listen()
            rows, columns = (int(n) for n in header["shape"])
            bounded(self._at, rows, columns, max(1, len(header["levels"])))
            lat, lon = (np.frombuffer(self._bytes(rows * columns * 8), float) for _ in range(2))
            return {**header, "lat": lat.reshape(rows, columns), "lon": lon.reshape(rows, columns)}

    def __reduce__(self) -> tuple[Any, ...]:
        """Elsewhere (a worker of a cluster) the files are opened again."""
        return source, (self.files,)

    def step(self, name: str, time: int, shape: tuple[int, ...]) -> Floats:
        """One variable at one time, *shape* being what it must have.

        Raises:
            UnreadableFileError: the file is damaged there, or the child did not survive it.
        """
        with self._lock:
            at, values = self._last.get(name, (-1, None))
            if values is None or at != time:
                self._write({"name": name, "time": time})
                header = self._listen()
                size = int(np.prod(shape)) * 4
                if int(header["bytes"]) != size:
                    self._lost(N_("答非所问"))
                values = np.frombuffer(self._bytes(size), np.float32).reshape(shape)
                self._last[name] = (time, values)
            return values

    def _write(self, request: Mapping[str, Any]) -> None:
        try:
            _pipe(self._child.stdin).write(json.dumps(request).encode() + b"\n")
            _pipe(self._child.stdin).flush()
        except OSError:
            self._lost(N_("读取进程已退出"))

    def _listen(self) -> dict[str, Any]:
        """The next answer; the clock starts again with every file that is reached."""
        while True:
            line = self._within(_pipe(self._child.stdout).readline, _LONGEST_LINE)
            try:
                header: dict[str, Any] = json.loads(line)
            except ValueError:
                self._lost(self._why())
            if "refused" in header:
                raise self._refusal(header["refused"])
            if "at" not in header:
                return header
            self._at = Path(header["at"])

    def _bytes(self, size: int) -> bytes:
        got = self._within(_pipe(self._child.stdout).read, size)
        if len(got) < size:
            self._lost(self._why())
        return got

    def _within(self, read: Any, size: int) -> bytes:
        seconds = SECONDS + SECONDS_PER_GB * _stamp(self._at)[1] / (1 << 30)
        clock = Timer(seconds, self._child.kill)
        clock.daemon = True
        clock.start()
        try:
            return bytes(read(size))
        finally:
            clock.cancel()

    def _why(self) -> str:
        """What became of the child."""
        try:
            code = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return N_("读取进程的回答不成句")
        return _(N_("读取进程意外结束（{code}）：文件已坏，或读取超过限时、限内存")).format(code=code)

    def _lost(self, why: str) -> NoReturn:
        _ended(self._child)
        raise UnreadableFileError(
            self._at, expected=N_("限时、限内存内能读完的文件"), found=why, remedy=N_("重新取一份，或先裁剪到本地区")
        )

    def _refusal(self, told: Mapping[str, str]) -> UnreadableFileError:
        where = told.get("where", "").removeprefix(" @")
        return UnreadableFileError(
            told.get("path", self._at), expected=told.get("expected", N_("限时、限内存内能读完的文件")),
            found=told["found"], offset=int(where) if where.isdigit() else None,
            remedy=told.get("remedy", N_("重新取一份，或先裁剪到本地区")),
        )  # fmt: skip


def _started() -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(p for p in sys.path if p)
    return subprocess.Popen(  # noqa: S603  this very interpreter
        [sys.executable, "-P", "-c", _STARTED], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip


def _ended(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _pipe(pipe: "IO[bytes] | None") -> "IO[bytes]":
    assert pipe is not None  # noqa: S101  both were asked for
    return pipe
