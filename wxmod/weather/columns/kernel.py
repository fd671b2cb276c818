"""The kernel: every ingredient of many columns, in blocks small enough for the cache.

Compiled once and kept on disk; releases the interpreter, so threads run side by side.  It uses no ``parallel=True``:
numba's own thread layer aborts when two threads call it.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

from numba import njit

from wxmod.weather.columns.block import everything, labelled, room
from wxmod.weather.columns.layers import Bounds
from wxmod.weather.columns.maths import Array, Tables
from wxmod.weather.columns.rows import Step

BLOCK = 512


Run = Callable[[Step, Tables, Bounds, Array, int, int], None]


def stamp() -> str:
    """Seal of the sources; numba itself looks only at the file of the function it keeps."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def arrays_without_scipy() -> None:
    """Load numba's array functions, which import all of ``scipy.linalg`` (0.2 s) to learn whether it is there.

    The kernel has no linear algebra; whoever compiles some meets numba's own question, put back, a moment later.
    """
    from numba.np import linalg  # noqa: PLC0415  the kernel's first call would load it

    asked: Any = getattr(linalg, "ensure_blas", None)
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath  # noqa: F401, PLC0415
    finally:
        linalg.ensure_blas = asked


@cache
def kernel() -> Run:
    """The compiled kernel: fills ``out[ingredient, column]`` of columns from *start* to *stop*.

    Kept on disk where numba finds a folder it may write to, else compiled anew by every process.
    """
    sources = stamp()
    arrays_without_scipy()

    def run(step: Step, tables: Tables, bounds: Bounds, out: Array, start: int, stop: int) -> None:
        # The seal is part of the kept kernel's name only where the kernel mentions it.
        if sources == "":
            return
        columns = min(BLOCK, max(stop - start, 1))
        work = room(step.pressure.shape[0] + 1, columns)
        for begin in range(start, stop, BLOCK):
            n = min(BLOCK, stop - begin)
            high = labelled(step, begin, n)
            everything(
                step,
                tables,
                bounds,
                work,
                out,
                (begin, n, high),
            )

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        return cast("Run", njit(cache=True, **options)(run))
    except RuntimeError:  # numba: no folder for the kept kernel can be written to
        return cast("Run", njit(**options)(run))
