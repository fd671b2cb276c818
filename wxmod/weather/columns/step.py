"""From plain arrays to the kernel and back; no xarray here."""

from collections.abc import Mapping
from concurrent.futures import Executor
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wxmod.weather.columns import adiabats
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.choosing import choice
from wxmod.weather.columns.kernel import BLOCK, Run, plain
from wxmod.weather.columns.layers import Bounds
from wxmod.weather.columns.maths import Array, Tables
from wxmod.weather.columns.names import NAMES
from wxmod.weather.columns.rows import DEWPOINT, Step
from wxmod.weather.judging.criteria import definition

AIR = ("temperature", "humidity", "height", "east", "north")
GROUND = (
    "pressure_hpa",
    "temperature",
    "dewpoint",
    "height",
    "east",
    "north",
)
KELVIN = 273.15
CHUNK = 16 * BLOCK
"""Columns a thread takes at a time."""


def bounds() -> Bounds:
    """What moist, cloudy and seedable mean, from ``data/criteria/definitions.toml``."""
    return Bounds(
        moist=np.float32(definition("moist_rh_pct") / 100),
        icy=np.float32(definition("cloud_rhi_pct") / 100),
        warm=np.float32(definition("seeding_warm_degc") + KELVIN),
        cold=np.float32(definition("seeding_cold_degc") + KELVIN),
    )


@lru_cache(maxsize=8)
def tables(pressure_hpa: tuple[float, ...], family: Family = Family.PSEUDO) -> Tables:
    """The adiabats at the levels of the columns."""
    p = np.array(pressure_hpa)
    at = adiabats.at_levels(p, family)
    whole = adiabats.load(family)
    per_level = 1 / (whole.log_p[0] - whole.log_p[1])
    axes = (
        whole.log_p[0],
        per_level,
        whole.label_k[0],
        1 / adiabats.STEP_K,
    )
    return Tables(
        _flat(at),
        _flat(
            adiabats.virtual_k(
                at,
                p[:, None],
            )
        ),
        _flat(whole.temperature_k),
        _flat(adiabats.labels_by_temperature(family)),
        tuple(np.float32(a) for a in axes),  # type: ignore[arg-type]
        (
            whole.label_k.size,
            whole.log_p.size,
        ),
    )


def _flat(table: NDArray[np.float64]) -> Array:
    return np.ascontiguousarray(
        table,
        np.float32,
    ).ravel()


def bridged(values: Array, height: Array) -> Array:
    """*values* ``[level, column]`` with gaps between known levels filled, linear in *height*; the ends stay."""
    known = np.isfinite(values)
    broken = (known[:-1] & ~known[1:]).sum(0) + known[-1] > 1
    if not broken.any():
        return values
    filled = values.copy()
    for c in np.flatnonzero(broken):
        here = known[:, c]
        filled[:, c] = np.interp(
            height,
            height[here],
            values[here, c],
            left=np.nan,
            right=np.nan,
        )
    return filled


def columns(step: Step, pool: Executor | None = None, family: Family = Family.PSEUDO) -> Array:
    """Every ingredient ``[name, column]`` of one moment, in this thread and those of *pool* that have nothing to do."""
    count = step.surface.shape[1]
    run = choice.kernel(count * len(step.pressure))
    if pool is None or count <= CHUNK or run is plain:
        return through(run, step, family)
    out = np.empty(
        (len(NAMES), count),
        np.float32,
    )
    adiabats_ = tables(
        tuple(float(p) for p in step.pressure),
        family,
    )
    edges = bounds()
    starts = iter(range(0, count, CHUNK))

    def some() -> None:
        for n in starts:
            run(
                step,
                adiabats_,
                edges,
                out,
                n,
                min(
                    n + CHUNK,
                    count,
                ),
            )

    others = [pool.submit(some) for _each in range(CHUNK, count, CHUNK)]
    some()
    for other in others:
        # One that has not begun is not waited for: its thread may be reading.
        if not other.cancel():
            other.result()
    return out


def through(run: Run, step: Step, family: Family = Family.PSEUDO) -> Array:
    """Every ingredient ``[name, column]`` of one moment by one kernel, in this thread."""
    count = step.surface.shape[1]
    out = np.empty(
        (len(NAMES), count),
        np.float32,
    )
    levels = tuple(float(p) for p in step.pressure)
    run(
        step,
        tables(levels, family),
        bounds(),
        out,
        0,
        count,
    )
    return out


def one_column() -> Step:
    """Some column of air: to compile the kernel with."""
    pressure = np.array([1000.0, 500.0, 200.0])
    air = {
        name: np.full(
            (3, 1),
            250,
            np.float32,
        )
        for name in AIR
    }
    return one_moment(
        pressure,
        air,
        {},
        DEWPOINT,
    )


def one_moment(
    pressure_hpa: NDArray[np.float64],
    air: Mapping[str, Array],
    surface: Mapping[str, Array],
    humidity: int,
) -> Step:
    """Arrays by name, as the kernel wants them.

    Args:
        pressure_hpa: Falling.
        air: ``temperature humidity height east north omega``, each ``[level, column]``; the last three and height may
            be absent.
        surface: ``pressure_hpa temperature dewpoint height east north``, each ``[column]``; all may be absent.
        humidity: Which kind it is.
    """
    x = (-np.log(pressure_hpa)).astype(np.float32)
    shape = air["temperature"].shape
    absent = np.full(shape, np.nan, np.float32)
    parts = []
    for name in AIR:
        given = _plain(air[name]) if name in air else absent
        parts.append(bridged(given, x))
    omega = np.empty(
        (shape[0], 0),
        np.float32,
    )
    if "omega" in air:
        omega = _plain(air["omega"])
    ground = np.full(
        (len(GROUND), shape[1]),
        np.nan,
        np.float32,
    )
    for row, name in enumerate(GROUND):
        if name in surface:
            ground[row] = surface[name]
    return Step(
        pressure_hpa.astype(np.float32),
        x,
        (*parts, omega),  # type: ignore[arg-type]
        ground,
        humidity,
    )


def _plain(values: Array) -> Array:
    """Contiguous, writable float32: one type, so the kernel is compiled once."""
    return np.require(
        values,
        np.float32,
        ["C", "W"],
    )
