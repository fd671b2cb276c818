"""Which kernel does the work: the plain one for a few columns, the compiled one for many.

A sounding, a county's few columns never wait: compiling takes as long as the plain kernel takes for thousands of
columns.  Where more is asked for, another process compiles while the plain kernel begins, and the compiled one takes
over as soon as it is kept on disk.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from wxmod.weather.columns import compiling
from wxmod.weather.columns.kernel import Run, kernel, plain, stamp

LOADING, COMPILING, WAITING = 4_000, 100_000, 60_000
"""Levels of columns that the plain kernel does (some 0.15 ms each) while the compiled one is loaded, while it is
compiled, and that nobody should wait for at once."""
GIVEN_UP_S = 300

Tell = Callable[[int], None]
"""Takes how many seconds compiling has been waited for; 0 when it begins."""


class Choice:
    """What has been asked of this process so far, and who compiles meanwhile."""

    def __init__(self) -> None:
        self.done = 0
        self.to_come = 0
        self.compiled: Run | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self.tell: list[Tell] = []

    def expect(self, work: int) -> None:
        """So many levels of columns are to come: begin to compile, should that pay."""
        self.to_come = work
        if self.compiled is None and self.done + work > COMPILING and not is_kept():
            self._begin()

    def kernel(self, work: int) -> Run:
        """The kernel for the next so many levels of columns."""
        self.done += work
        if self.compiled is not None:
            return self.compiled
        if self.done + self.to_come <= LOADING:
            return plain
        if is_kept():
            return self._load()
        if self.done > COMPILING:
            self._begin()
        if work <= WAITING and (self.child is None or self.child.poll() is None):
            return plain
        self._wait()
        return self._load()

    def _load(self) -> Run:
        """The compiled kernel, from where it is kept; compiled here where it is kept nowhere."""
        if self.compiled is None:
            if not is_kept():
                self._announce()
            self.compiled = kernel()
        return self.compiled

    def _begin(self) -> None:
        """Have another process compile, where there is a folder to keep the kernel in."""
        if self.child is not None or folder() is None:
            return
        root = str(Path(__file__).resolve().parents[3])
        paths = os.pathsep.join(
            p
            for p in (
                root,
                os.environ.get("PYTHONPATH", ""),
            )
            if p
        )
        code = "from wxmod.weather.columns.choosing import keep; keep()"
        self._announce()
        with suppress(OSError):
            self.child = subprocess.Popen(  # noqa: S603  this very interpreter
                [sys.executable, "-c", code],
                env=os.environ | {"PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # What it compiles is kept for the next time, even if this process is called off.
                start_new_session=True,
            )

    def _wait(self) -> None:
        """Until the other process has compiled; whatever became of it, this one can."""
        if self.child is None:
            self._begin()
        if self.child is None:
            return
        for second in range(GIVEN_UP_S):
            with suppress(subprocess.TimeoutExpired):
                self.child.wait(1)
                return
            self._announce(second + 1)

    def _announce(self, seconds: int = 0) -> None:
        for tell in self.tell:
            tell(seconds)

    @contextmanager
    def telling(self, tell: Tell) -> Iterator[None]:
        """Call *tell* when compiling begins, and every second that is waited for it."""
        self.tell.append(tell)
        try:
            yield
        finally:
            self.tell.remove(tell)


choice = Choice()
"""Of this process."""


@cache
def folder() -> Path | None:
    """Where the compiled kernel is kept; None where nothing can be written to."""
    return compiling.writable(
        partial(
            compiling.places,
            f"kernel-{stamp()[:12]}",
        )
    )


def _mark(where: Path) -> Path:
    """The file that says the kernel of these sources is kept for this machine and this Python."""
    parts = (
        stamp()[:12],
        sys.implementation.cache_tag,
        version("numba"),
        platform.machine(),
    )
    return where / f"kernel-{'-'.join(parts)}.kept"


def is_kept() -> bool:
    """Whether the compiled kernel only needs to be loaded."""
    where = folder()
    return where is not None and _mark(where).exists()


def keep() -> None:
    """Compile the kernel, keep it on disk and say so there."""
    from wxmod.weather.columns.step import one_column, through  # noqa: PLC0415  it asks this room

    through(kernel(), one_column())
    if (where := folder()) is not None:
        _mark(where).touch()
