"""Gridded files as the canonical model, lazily: a time at a time, from the process that decodes them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wxmod.weather.fields import DIMS, MEMBER, moment, short_of
from wxmod.weather.readers.grids.apart import source

if TYPE_CHECKING:
    from xarray import Dataset

_NAT = np.iinfo("int64").min


def open_grid(files: Mapping[str, Sequence[Path]]) -> "Dataset":
    """Files by kind (``grib``, ``netcdf``; a Zarr folder is ``netcdf``) as the model of `wxmod.weather.fields`.

    Raises:
        UnreadableFileError: one is damaged, or together they hold nothing the model knows.
    """
    held = source(files)  # first: it starts while xarray loads
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    from wxmod.weather.readers.grids.lazy import lazy  # noqa: PLC0415  loads xarray

    told = held.told
    levels = np.asarray(told.levels, dtype=float)
    coordinates = {
        "time": np.asarray(told.times, "int64").astype("datetime64[ns]"),
        "level": levels,
        "lat": (DIMS[2:], held.lat),
        "lon": (DIMS[2:], held.lon),
    }
    if told.members:
        coordinates[MEMBER] = list(told.members)
    fields = xr.Dataset({name: lazy(held, name) for name in told.variables}, coordinates)
    notes = [*told.notes, *short_of(fields)]
    if told.run == _NAT:
        run = None
    else:
        run = moment(np.datetime64(int(told.run), "ns"))
    fields.attrs = {"notes": tuple(notes), "model": ""} | (
        {"run_at": run.isoformat()} if run else {}
    )
    return _with_hours(fields, told.hours)


def _with_hours(fields: "Dataset", hours: Sequence[float | None]) -> "Dataset":
    """Says of the rain since when it fell: for each time its hours and ISO start, None where the file does not."""
    if "precipitation_mm" in fields:
        ends = [moment(each) for each in fields["time"].values]
        starts = [
            None if end is None or told is None else (end.timestamp() - told * 3600)
            for end, told in zip(ends, hours, strict=True)
        ]
        fields["precipitation_mm"].attrs = {
            "units": "mm",
            "hours": tuple(hours),
            "accumulation_start": tuple(None if s is None else _iso(s) for s in starts),
        }
    return fields


def _iso(seconds: float) -> str:
    at = moment(np.datetime64(round(seconds), "s"))
    if at is None:
        return ""
    return at.isoformat()
