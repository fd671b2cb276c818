"""Chunks read where they lie give what the library gives, and what is not plain is left to the library."""

import zlib
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids import cf, chunks

SHAPE = (5, 7, 40, 50)
VALUES = np.random.default_rng(2).normal(280, 15, SHAPE)


def saved(path: Path, kind: str = "f4", **how: object) -> Path:
    with netCDF4.Dataset(path, "w") as file:
        dims = ("time", "level", "y", "x")
        for name, size in zip(dims, SHAPE, strict=True):
            file.createDimension(name, size)
        if kind.startswith(">"):
            how = {**how, "endian": "big"}
        variable = file.createVariable("t", kind, dims, **how)
        variable.set_auto_maskandscale(False)
        variable[:] = VALUES.astype(kind)
    return path


def by_library(path: Path) -> np.ndarray:
    with netCDF4.Dataset(path) as file:
        file.set_auto_maskandscale(False)
        return np.asarray(file["t"][:])


PLAIN = [
    {"zlib": True, "complevel": 1, "shuffle": True, "chunksizes": (1, 7, 40, 50)},
    {"zlib": True, "complevel": 9, "shuffle": False, "chunksizes": (2, 3, 17, 50)},
    {"zlib": True, "shuffle": True, "chunksizes": (5, 7, 40, 50)},
    {"zlib": True, "shuffle": True, "chunksizes": (1, 1, 40, 7)},
]
KEYS = [
    ...,
    (0, ...),
    (4, slice(None), slice(None), slice(None)),
    (-1, 2),
    (slice(1, 4), 3, slice(10, 31), slice(0, 50)),
    (2, 6, 39, 49),
]


@pytest.mark.parametrize("kind", ["f4", "f8", "i2", ">f4", ">i2", "u1"])
@pytest.mark.parametrize("how", PLAIN)
def test_plain_chunks_are_what_the_library_reads(
    tmp_path: Path, kind: str, how: dict[str, object]
) -> None:
    path = saved(tmp_path / "x", kind, **how)
    right = by_library(path)
    assert "t" in chunks.layouts(path)
    read = cf.variables(path)["t"].raw
    for key in KEYS:
        found = read(key)
        assert found.shape == right[key].shape
        assert np.array_equal(found, right[key]), key


@pytest.mark.parametrize("step", [slice(None, None, 2), slice(None, None, -1), [0, 2]])
def test_what_leaves_something_out_is_the_librarys(tmp_path: Path, step: object) -> None:
    path = saved(tmp_path / "x", **PLAIN[0])
    assert np.array_equal(cf.variables(path)["t"].raw((0, step)), by_library(path)[0][step])


@pytest.mark.parametrize(
    "how",
    [
        {"zlib": True, "fletcher32": True},
        {"compression": "zstd"},
        {"compression": "bzip2"},
        {},
    ],
)
def test_other_filters_are_left_to_the_library(tmp_path: Path, how: dict[str, object]) -> None:
    try:
        path = saved(tmp_path / "x", **how)
    except (RuntimeError, ValueError) as error:
        pytest.skip(f"the library cannot write it: {error}")
    assert chunks.layouts(path) == {}
    assert np.array_equal(cf.variables(path)["t"].raw(...), by_library(path))


def test_a_chunk_never_written_holds_the_fill_value(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("time", None)
        file.createDimension("x", 40_000)
        variable = file.createVariable(
            "t", "f4", ("time", "x"), zlib=True, fill_value=-7, chunksizes=(1, 40_000)
        )
        variable[0] = 1
        variable[2] = 3
    found = cf.variables(path)["t"]
    assert found.raw((1, ...))[5] == -7
    assert np.isnan(found.values((1, ...))).all()
    assert found.values((2, ...))[9] == 3


def test_a_damaged_chunk_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x", **PLAIN[0])
    place = chunks.layouts(path)["t"].stored[(3, 0, 0, 0)]
    content = bytearray(path.read_bytes())
    middle = place.offset + place.size // 2
    content[middle : middle + 64] = bytes(64)
    path.write_bytes(content)
    variable = cf.variables(path)["t"]
    assert np.isfinite(variable.values((2, ...))).all()
    with pytest.raises(UnreadableFileError):
        variable.values((3, ...))


def test_without_a_faster_library_the_figures_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "x", **PLAIN[0])
    plain = chunks._Inflater(zlib.decompress, zlib.error)
    monkeypatch.setattr(chunks, "_inflater", lambda: plain)
    assert np.array_equal(cf.variables(path)["t"].raw(...), by_library(path))


def test_numbers_of_any_width_are_put_together_again() -> None:
    for width in (1, 2, 4, 8):
        count = 11
        numbers = np.arange(width * count, dtype=np.uint8).reshape(count, width)
        shuffled = numbers.T.tobytes() + b"rest"[: width - 1]
        found = chunks._unshuffled(shuffled, width)
        assert bytes(found) == numbers.tobytes() + b"rest"[: width - 1]
