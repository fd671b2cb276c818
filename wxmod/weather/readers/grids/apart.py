"""The other side of `wxmod.weather.readers.grids.child`: starts it, asks it, watches the clock, survives it."""

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any, NoReturn

import numpy as np

from wxmod.domain.base import Value
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids.pieces import Floats, bounded
from wxmod.wording import N_, _, language

MEMORY_MB = 4096
SECONDS = 60.0
SECONDS_PER_GB = 60.0
# Memory let go is kept for the next step: asking the system for it anew costs as much as inflating (glibc; others
# pass it over).
_MEMORY_KEPT = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "1073741824"}
_LONGEST_LINE = 64 << 20
_STARTED = "from wxmod.weather.readers.grids.child import main; main()"

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


class Told(Value):
    """What the child says of the files before it is asked for values.

    Attributes:
        shape: Rows and columns.
        levels: hPa, falling.
        times: Nanoseconds since 1970, UTC; the least integer for NaT, as numpy has it.
        run: When the forecast started, the same way.
        hours: Over which the rain of each time fell.
        members: Numbers of the members of an ensemble; empty where there is none.
    """

    shape: tuple[int, int]
    levels: tuple[float, ...]
    times: tuple[int, ...]
    run: int
    hours: tuple[float | None, ...]
    variables: tuple[str, ...]
    notes: tuple[str, ...]
    members: tuple[int, ...] = ()


class Source:
    """One child and what it told.

    The last time read of every variable is kept: a county asks for many columns of one time.
    """

    def __init__(self, files: Mapping[str, Sequence[Path]]) -> None:
        self.files = files
        self._lock = Lock()
        self._last = dict[str, tuple[tuple[int, int], Floats]]()
        self._told: Told | None = None
        self._at = next(p for paths in files.values() for p in paths)
        self._child = _started()
        weakref.finalize(self, _ended, self._child)
        self._write(
            {
                "open": {k: [str(p) for p in v] for k, v in files.items()},
                "language": language(),
                "memory_mb": MEMORY_MB,
            }
        )

    @property
    def told(self) -> Told:
        """What the files hold; waits for the child.

        Raises:
            UnreadableFileError: they cannot be read within the limits.
        """
        with self._lock:
            return self._heard()

    def _heard(self) -> Told:
        """The child's first answer; asked for by whoever holds the lock."""
        if self._told is None:
            try:
                told = Told.model_validate(
                    {k: v for k, v in self._listen().items() if k != "bytes"}
                )
            except ValueError:
                self._lost(N_("读取进程的回答不成句"))
            bounded(
                self._at,
                *told.shape,
                max(1, len(told.levels)),
            )
            self.lat, self.lon = (self._values(np.empty(told.shape)) for _ in range(2))
            self._told = told
        return self._told

    def __reduce__(self) -> tuple[Any, ...]:
        """Elsewhere (a worker of a cluster) the files are opened again."""
        return source, (self.files,)

    def step(self, name: str, time: int, shape: tuple[int, ...], member: int = 0) -> Floats:
        """One variable at one time, of the *member*-th member of an ensemble, *shape* being what it must have.

        Raises:
            UnreadableFileError: the file is damaged there, or the child did not survive it.
        """
        with self._lock:
            # A worker of a cluster may want values before all else.
            self._heard()
            wanted = (member, time)
            kept = self._last.get(name)
            if kept is not None and kept[0] == wanted:
                return kept[1]
            self._write({"name": name, "time": time, "member": member})
            header = self._listen()
            values = np.empty(shape, np.float32)
            if header.get("bytes") != values.nbytes:
                self._lost(N_("答非所问"))
            self._values(values)
            self._last[name] = (wanted, values)
            return values

    def _write(self, request: Mapping[str, Any]) -> None:
        try:
            _pipe(self._child.stdin).write(json.dumps(request).encode() + b"\n")
            _pipe(self._child.stdin).flush()
        except (OSError, ValueError):  # gone, or given up before
            self._lost(N_("读取进程已退出"))

    def _listen(self) -> dict[str, Any]:
        """The next answer; the clock starts again with every file that is reached."""
        while True:
            with self._watched():
                line = _pipe(self._child.stdout).readline(_LONGEST_LINE)
            try:
                header = json.loads(line)
            except ValueError:
                self._lost(self._why())
            if not isinstance(header, dict):
                self._lost(N_("读取进程的回答不成句"))
            if "refused" in header:
                raise self._refusal(header["refused"])
            if "at" not in header:
                return header
            self._at = Path(header["at"])

    def _values(self, into: Floats) -> Floats:
        """*into*, filled with the numbers that come next."""
        left = into.view("uint8").reshape(-1).data
        with self._watched():
            while left and (got := _pipe(self._child.stdout).readinto(left)):  # type: ignore[attr-defined]
                left = left[got:]
        if left:
            self._lost(self._why())
        return into

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """The child lives no longer than it may take over one answer."""
        clock = Timer(
            SECONDS + SECONDS_PER_GB * _stamp(self._at)[1] / (1 << 30),
            self._child.kill,
        )
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _why(self) -> str:
        """What became of the child."""
        try:
            code = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return N_("读取进程的回答不成句")
        return _(N_("读取进程意外结束（{code}）：文件已坏，或读取超过限时、限内存")).format(
            code=code
        )

    def _lost(self, why: str) -> NoReturn:
        _ended(self._child)
        raise UnreadableFileError(
            self._at,
            expected=N_("限时、限内存内能读完的文件"),
            found=why,
            remedy=N_("重新取一份，或先裁剪到本地区"),
        )

    def _refusal(self, told: Mapping[str, str]) -> UnreadableFileError:
        where = told.get("where", "").removeprefix(" @")
        return UnreadableFileError(
            told.get("path", self._at),
            expected=told.get("expected", N_("限时、限内存内能读完的文件")),
            found=told["found"],
            offset=int(where) if where.isdigit() else None,
            remedy=told.get("remedy", N_("重新取一份，或先裁剪到本地区")),
        )


def _started() -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(p for p in sys.path if p)
    return subprocess.Popen(  # noqa: S603  this very interpreter
        [sys.executable, "-P", "-c", _STARTED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**_MEMORY_KEPT, **os.environ, "PYTHONPATH": paths},
    )


def _ended(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):  # what it no longer reads cannot be flushed
                pipe.close()


def _pipe(pipe: "IO[bytes] | None") -> "IO[bytes]":
    assert pipe is not None  # noqa: S101  both were asked for
    return pipe
