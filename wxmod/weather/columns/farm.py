"""The same ingredients on a Dask cluster: past one machine, cut by time.

A worker opens the file itself and reads only its own moments, so the files must lie where every worker sees them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from logging import CRITICAL
from typing import TYPE_CHECKING

import numpy as np

from wxmod.domain.errors import BadInput
from wxmod.weather.columns import pipeline
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.moments import wanted
from wxmod.weather.columns.names import TREND, unit
from wxmod.wording import N_

if TYPE_CHECKING:
    from xarray import DataArray, Dataset

_ZERO = "height_0c_msl_m"
DIMS = ("time", "y", "x")
WAIT_S = 10
# Threads are enough: files are read by processes of their own anyway, and the kernel leaves the others running.
_OWN = {
    "processes": False,
    "dashboard_address": None,
    "silence_logs": CRITICAL,
}


def lazily(
    fields: "Dataset",
    names: tuple[str, ...] | None = None,
    *,
    times: int = 1,
    family: Family = Family.PSEUDO,
) -> "Dataset":
    """Ingredients ``(time, y, x)`` of *fields* that are computed when asked for: ``.compute()``, ``.to_zarr(...)``.

    Args:
        names: Those wanted; all if not given.
        times: Moments a task takes.
        family: Which pseudo-adiabats parcels rise along.

    Raises:
        KeyError: no such ingredient.
    """
    import dask.array as da  # noqa: PLC0415  only where a cluster is asked for
    import xarray as xr  # noqa: PLC0415

    told = wanted(names)
    alone = [name for name in told if name != TREND]
    if TREND in told and _ZERO not in alone:
        alone.append(_ZERO)
    shape = tuple(fields.sizes[d] for d in DIMS)
    blank = da.empty(shape, dtype=np.float32, chunks=(times, -1, -1))
    place = {
        "time": fields["time"],
        "lat": fields["lat"],
        "lon": fields["lon"],
    }
    like = xr.Dataset(
        {name: (DIMS, blank, {"units": unit(name)}) for name in alone},
        place,
    )
    found = xr.map_blocks(
        _part,
        fields.chunk(time=times),
        kwargs={"names": tuple(alone), "family": family},
        template=like,
    )
    if TREND in told:
        found[TREND] = _trend(found[_ZERO])
    return found[list(told)]


def _part(fields: "Dataset", names: tuple[str, ...], family: Family) -> "Dataset":
    # Clusters give a task one thread; the kernel takes no more.
    return pipeline.compute(
        fields,
        names,
        family=family,
    )


def _trend(zero: "DataArray") -> "DataArray":
    """As `columns.neighbours.trend`, across the cuts."""
    passed = np.diff(zero["time"].values) / np.timedelta64(1, "h")
    hours = zero["time"].copy(data=np.concatenate([[np.nan], passed]).astype(np.float32))
    change = (zero - zero.shift(time=1)) / hours.where(hours > 0)
    return change.astype(np.float32).assign_attrs(units=unit(TREND))


def compute(
    fields: "Dataset",
    names: tuple[str, ...] | None = None,
    *,
    scheduler: str | None = None,
    times: int = 1,
    family: Family = Family.PSEUDO,
) -> "Dataset":
    """Ingredients of all times, by the cluster at *scheduler* (``tcp://host:port``) or one of this machine's own.

    Raises:
        BadInput: Dask's scheduler is not installed, or none answers there.
        KeyError: no such ingredient.
    """
    try:
        from distributed import Client  # noqa: PLC0415  an extra of its own: pip install 'wxmod[scale]'
    except ImportError:
        raise BadInput(
            N_("没有安装 Dask 调度器"),
            remedy=N_("安装 wxmod[scale]"),
        ) from None
    with ExitStack() as stack:
        try:
            connect: Callable[..., AbstractContextManager[object]] = Client  # untyped upstream
            stack.enter_context(
                connect(scheduler, timeout=WAIT_S) if scheduler else connect(**_OWN)
            )
        except (OSError, ValueError) as error:
            raise BadInput(
                N_("连接不上调度器 {address}"),
                remedy=N_("核对地址，形如 tcp://主机:8786"),
                address=scheduler or "-",
            ) from error
        return lazily(
            fields,
            names,
            times=times,
            family=family,
        ).compute()
