"""Variables of NetCDF and Zarr alike, by the CF conventions: packing, missing values, time."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from json import JSONDecodeError
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.base import FIRST_YEAR, LAST_YEAR
from wxmod.domain.errors import UnreadableFileError, reason
from wxmod.weather.readers.grids import chunks, classic
from wxmod.weather.readers.grids.pieces import Floats
from wxmod.wording import N_

BROKEN = (
    OSError,
    ValueError,
    RuntimeError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    AttributeError,
)
_SAID = {  # what the libraries say in English only
    "HDF error": N_("HDF5 结构损坏"),
    "Unknown file format": N_("不是 NetCDF"),
    "Attribute not found": N_("属性损坏"),
    "decompress": N_("压缩的数据损坏"),
    "Can't open HDF5 attribute": N_("属性损坏"),
    "Invalid argument": N_("内容自相矛盾"),
}
_HDF5 = b"\x89HDF\r\n\x1a\n"
_MISSING = ("_FillValue", "missing_value")
_PER = {"d": 86_400e9, "h": 3600e9, "m": 60e9, "s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1.0}


@dataclass(frozen=True)
class Variable:
    """A variable as the file holds it."""

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    attrs: Mapping[str, Any]
    raw: Callable[[Any], Any] = field(repr=False)
    path: Path

    def said(self, attribute: str) -> str:
        """An attribute as text, empty if absent."""
        return str(self.attrs.get(attribute, ""))

    def values(self, key: Any = ...) -> Floats:
        """Unpacked values at *key*, NaN where missing.

        Raises:
            UnreadableFileError: the file breaks off or cannot be decompressed there.
        """
        try:
            raw = self._unsigned(np.asarray(self.raw(key)))
            missing = self._missing(raw)
            scale, offset = (
                float(self.attrs.get(k, d)) for k, d in (("scale_factor", 1), ("add_offset", 0))
            )
            kind: Any = np.float64
            if raw.dtype.kind == "f":
                kind = np.result_type(raw.dtype, np.float32)
            # What is changed below must not be what is kept elsewhere; the usual file needs no copy.
            values = raw.astype(kind, copy=missing is not None)
        except BROKEN as error:
            raise broken(self.path, error) from error
        if (scale, offset) != (1, 0):
            values = values * scale + offset
        if missing is not None:
            values[missing] = np.nan
        return values

    def _unsigned(self, raw: NDArray[Any]) -> NDArray[Any]:
        """Classic NetCDF has no unsigned integers: ``_Unsigned`` says that these are."""
        if raw.dtype.kind == "i" and self.said("_Unsigned").lower() == "true":
            return raw.view(raw.dtype.str.replace("i", "u"))
        return raw

    def _missing(self, raw: NDArray[Any]) -> NDArray[np.bool_] | None:
        """Where *raw* stands for nothing; None if nowhere, so that the usual file costs no more passes than it must."""
        said = [
            np.atleast_1d(np.asarray(self.attrs[name])) for name in _MISSING if name in self.attrs
        ]
        marks = {
            each.item() for several in said for each in self._unsigned(several) if np.isfinite(each)
        }
        found = None
        for mark in marks:
            here = raw == mark
            if here.any():
                if found is None:
                    found = here
                else:
                    found = found | here
        return found


def broken(path: Path, error: Exception) -> UnreadableFileError:
    """What to say of a file the library gave up on."""
    said = reason(error).splitlines()[0]
    found = next(
        (word for mark, word in _SAID.items() if mark in said),
        said[:120],
    )
    if isinstance(error, JSONDecodeError):  # of Zarr
        found = N_("元数据不是完好的 JSON")
    return UnreadableFileError(
        path,
        expected=N_("完整的 NetCDF 或 Zarr"),
        found=found,
        remedy=N_("文件可能被截断；重新取一份"),
    )


class File(NamedTuple):
    """What a file holds, and what it says of itself."""

    variables: Mapping[str, Variable]
    attrs: Mapping[str, Any]


def variables(path: Path) -> Mapping[str, Variable]:
    """Every variable of *path* by name.

    Raises:
        UnreadableFileError: it is neither NetCDF nor Zarr, or is damaged.
    """
    return opened(path).variables


@lru_cache(maxsize=64)
def opened(path: Path) -> File:
    """The file at *path*, which stays open.

    Raises:
        UnreadableFileError: it is neither NetCDF nor Zarr, or is damaged.
    """
    try:
        if path.is_dir():
            return _zarr(path)
        return _netcdf(path)
    except BROKEN as error:
        raise broken(path, error) from error


def _netcdf(path: Path) -> File:
    import netCDF4  # noqa: PLC0415  only where there is NetCDF

    classic.whole(path)
    held = netCDF4.Dataset(path)
    held.set_auto_maskandscale(False)
    held.set_auto_chartostring(False)
    found = {}
    stored = _stored(path)
    for name, variable in held.variables.items():
        if not isinstance(variable.dtype, np.dtype):
            continue
        read = variable.__getitem__
        if name in stored and stored[name].shape == tuple(variable.shape):
            read = chunks.Chunked(path, stored[name], read).__getitem__
        found[name] = Variable(
            name,
            tuple(variable.dimensions),
            tuple(variable.shape),
            variable.__dict__,
            read,
            path,
        )
    return File(found, {name: held.getncattr(name) for name in held.ncattrs()})


def _stored(path: Path) -> Mapping[str, chunks.Layout]:
    """How the compressed variables of *path* lie in it; none for classic files, which are not compressed."""
    with path.open("rb") as file:
        if file.read(len(_HDF5)) != _HDF5:
            return {}
    return chunks.layouts(path)


def _refuse_irregular(folder: Path) -> None:
    """Demand that all in an archive are files: a pipe in a chunk's place would be waited for, a device never ends.

    Raises:
        UnreadableFileError: something is neither file nor folder.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            # Asked of where a link leads, not of the link.
            if entry.is_dir():
                _refuse_irregular(Path(entry.path))
            elif not entry.is_file():
                raise UnreadableFileError(
                    Path(entry.path),
                    expected=N_("普通文件"),
                    found=N_("设备、管道或目录"),
                )


def _zarr(path: Path) -> File:
    import zarr  # noqa: PLC0415  only where there is Zarr

    found = {}
    _refuse_irregular(path)
    group = zarr.open_group(str(path), mode="r")
    for name, array in group.arrays():
        attrs = dict(array.attrs)
        dims: Any = (
            getattr(array.metadata, "dimension_names", None) or attrs.get("_ARRAY_DIMENSIONS") or ()
        )
        if not isinstance(attrs.get("_FillValue"), int | float):  # absent, or as xarray encodes it
            attrs.pop("_FillValue", None)
            if array.fill_value:  # 0 is what Zarr puts where nobody said: a value, not a gap
                attrs["_FillValue"] = array.fill_value
        if array.dtype.kind in "iufb" and len(dims) == array.ndim:
            found[name] = Variable(
                name,
                tuple(dims),
                tuple(array.shape),
                attrs,
                array.__getitem__,
                path,
            )
    return File(found, dict(group.attrs))


def moments(variable: Variable) -> "NDArray[np.datetime64]":
    """Times as they are, NaT where calendar or year is none of ours or the file does not say.

    Raises:
        UnreadableFileError: the file breaks off.
    """
    import cftime  # noqa: PLC0415  comes with netCDF4

    values = variable.values()
    units = variable.said("units")
    never = np.full(values.shape, "NaT", "datetime64[ns]")
    if " since " not in units or not np.isfinite(values).all():
        return never
    try:
        said = cftime.num2date(
            values,
            units,
            variable.said("calendar") or "standard",
            only_use_cftime_datetimes=False,
            only_use_python_datetimes=True,
        )
    except (
        ValueError,
        OverflowError,
        TypeError,
    ):  # cftime's own ways of not making sense of a date
        return never
    found = [
        np.datetime64(at if FIRST_YEAR <= at.year <= LAST_YEAR else "NaT", "ns")
        for at in np.ravel(said)
    ]
    return np.array(found).reshape(values.shape if variable.dims else ())


def lapses(variable: Variable) -> "NDArray[np.timedelta64]":
    """Lead times; NaT where the unit is not one of time."""
    word = variable.said("units").lower()
    short = re.match(r"(ms|us|ns)$|(?:milli|micro|nano)sec|[dhms]", word)
    values = variable.values()
    if short is None or not np.isfinite(values).all():
        return np.full(values.shape, "NaT", "timedelta64[ns]")
    unit = {"mil": "ms", "mic": "us", "nan": "ns"}.get(
        short[0][:3],
        short[0],
    )
    return np.asarray((values * _PER[unit]).astype("int64").astype("timedelta64[ns]"))
