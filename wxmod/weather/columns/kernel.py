"""The kernel: every ingredient of many columns, in blocks small enough for the cache.

`plain` is the code as it is written, at hand at once and some ten thousand times slower than `kernel`, which is the
same code compiled (half a minute, once on a machine) and kept on disk; both tell the same figures.  The compiled one
releases the interpreter, so threads run side by side.  It uses no ``parallel=True``: numba's own thread layer aborts
when two threads call it.
"""

import hashlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np

from wxmod.weather.columns import compiling
from wxmod.weather.columns.block import everything, labelled, room
from wxmod.weather.columns.layers import Bounds
from wxmod.weather.columns.maths import Array, Tables
from wxmod.weather.columns.rows import Step

BLOCK = 512
FEW = 2_000
"""So many levels of columns take no longer as they are than the compiler takes: a sounding, a county's few columns."""

Run = Callable[
    [
        Step,
        Tables,
        Bounds,
        Array,
        int,
        int,
    ],
    None,
]


def _maker() -> Run:
    """The kernel as it is written: fills ``out[ingredient, column]`` of columns from *start* to *stop*."""
    sources = stamp()

    def run(step: Step, tables: Tables, bounds: Bounds, out: Array, start: int, stop: int) -> None:
        # The seal is part of the kept kernel's name only where the kernel mentions it.
        if sources == "":
            return
        columns = min(BLOCK, max(stop - start, 1))
        work = room(step.pressure.shape[0] + 1, columns)
        for begin in range(start, stop, BLOCK):
            n = min(BLOCK, stop - begin)
            high = labelled(step, begin, n)
            place = (begin, n, high)
            everything(step, tables, bounds, work, out, place)

    return run


def plain(step: Step, tables: Tables, bounds: Bounds, out: Array, start: int, stop: int) -> None:
    """The kernel without a compiler; what divides by nothing is no number, as in the compiled one."""
    with np.errstate(all="ignore"):
        _maker()(
            step,
            tables,
            bounds,
            out,
            start,
            stop,
        )


@cache
def stamp() -> str:
    """Seal of the sources; numba itself looks only at the file of the function it keeps."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def kernel() -> Run:
    """The compiled kernel, kept on disk where some folder can be written to, else compiled anew by every process."""
    name = f"kernel-{stamp()[:12]}"
    folder = compiling.writable(partial(compiling.places, name))
    return compiling.twin(_maker(), folder)
