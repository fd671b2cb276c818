"""Fields to ingredients, one moment after another: one thread reads ahead while others compute.

HDF5 decodes in one thread whatever one does, so a second reader gains nothing; the kernel lets go of the interpreter,
so reading and computing run side by side.  The thread that reads computes when it has read: one thread more than cores
would take its time from the reader, and where reading decides, that is time lost.  Memory holds two moments, however
long the file.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from wxmod.domain.errors import BadInput
from wxmod.weather.columns import liquid, moments, neighbours
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.choosing import choice
from wxmod.weather.columns.kernel import kernel
from wxmod.weather.columns.maths import Array
from wxmod.weather.columns.moments import Moment
from wxmod.weather.columns.names import CONVERGENCE, LIQUID, TREND
from wxmod.weather.columns.step import bounds, columns, one_column, through
from wxmod.wording import N_

if TYPE_CHECKING:
    from xarray import Dataset

Progress = Callable[[int, int], None]
_ZERO = "height_0c_msl_m"


class Cancelled(BadInput):
    """The work was called off; what had been given out before stands."""

    def __init__(self) -> None:
        super().__init__(N_("已取消"))


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stream(
    fields: "Dataset",
    names: tuple[str, ...] | None = None,
    *,
    threads: int = 1,
    progress: Progress | None = None,
    stop: Event | None = None,
    family: Family = Family.PSEUDO,
) -> "Iterator[Dataset]":
    """Ingredients ``(time, y, x)`` of *fields*, a Dataset a moment, in order.

    Args:
        names: Those wanted; all if not given.
        threads: How many compute: the caller's, and of two or more, others that read first; with one, another only
            reads.
        progress: Told how many moments are done, of how many.
        stop: Set from another thread to call the work off.
        family: Which pseudo-adiabats parcels rise along.

    Raises:
        Cancelled: *stop* was set.
        KeyError: no such ingredient.
    """
    told = moments.wanted(names)
    count = fields.sizes["time"]
    sphere = None
    if CONVERGENCE in told:
        sphere = neighbours.Sphere(fields["lat"].values, fields["lon"].values)
    cells = fields.sizes["y"] * fields.sizes["x"]
    choice.expect(count * cells * fields.sizes["level"])
    before = None
    with ThreadPoolExecutor(max(1, threads - 1), "wxmod-weather") as workers:
        pool = workers if threads > 1 else None
        read = partial(moments.moment, fields, liquid=LIQUID in told)
        ahead = workers.submit(read, 0)
        for index in range(count):
            if stop is not None and stop.is_set():
                raise Cancelled
            here = ahead.result()
            if index + 1 < count:
                ahead = workers.submit(read, index + 1)
            found = _told(here, sphere, pool, family)
            passed = neighbours.hours_between(fields, index)
            found[TREND] = neighbours.trend(before, found[_ZERO], passed)
            before = found[_ZERO]
            yield moments.as_dataset(fields, index, {name: found[name] for name in told})
            if progress is not None:
                progress(index + 1, count)


def _told(
    here: Moment,
    sphere: neighbours.Sphere | None,
    pool: Executor | None,
    family: Family,
) -> dict[str, Array]:
    found = moments.by_name(columns(here.step, pool, family))
    edges = bounds()
    ceiling = found["tropopause_hpa"]
    found[LIQUID] = np.full(
        ceiling.shape,
        np.nan,
        np.float32,
    )
    if here.cloud_water is not None:
        found[LIQUID] = liquid.supercooled(
            here.step,
            here.cloud_water,
            float(edges.cold),
            ceiling,
        )
    if sphere is not None:
        window = (
            float(edges.cold),
            float(edges.warm),
        )
        found[CONVERGENCE] = neighbours.moisture_convergence(
            here.step, sphere, here.shape, window, ceiling
        )
    return found


def compute(
    fields: "Dataset",
    names: tuple[str, ...] | None = None,
    *,
    threads: int = 1,
    progress: Progress | None = None,
    stop: Event | None = None,
    family: Family = Family.PSEUDO,
) -> "Dataset":
    """Ingredients of all times at once; as `stream`."""
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    each = stream(
        fields,
        names,
        threads=threads,
        progress=progress,
        stop=stop,
        family=family,
    )
    parts = list(each)
    if len(parts) == 1:
        return parts[0]
    return xr.concat(
        parts,
        "time",
        data_vars="all",
        coords="different",
        compat="equals",
    )


def warm_up() -> None:
    """Have the compiled kernel at hand: read back from where it is kept, or compiled, half a minute once a machine."""
    through(kernel(), one_column())
