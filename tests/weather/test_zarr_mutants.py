"""A Zarr folder is many small files, any of them damaged or put there by somebody: refused, or what could be."""

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.weather.test_fuzz import LAT, LEVELS, LON, VALUES, outcomes
from wxmod.domain.errors import WxmodError
from wxmod.weather.readers.files import open_weather

pytest.importorskip("zarr")

MUTANTS = 40


def whole(folder: Path, version: int) -> Path:
    """Temperatures on three levels, one chunk each, packed as the library does by default."""
    held = xr.Dataset(
        {"t": (("level", "lat", "lon"), VALUES, {"units": "K"})},
        {"level": LEVELS, "lat": LAT, "lon": LON, "time": np.datetime64("2023-07-19", "ns")},
    )
    path = folder / f"whole-{version}"
    encoding = {"t": {"chunks": (1, 4, 5)}}
    held.to_zarr(path, zarr_format=version, consolidated=False, encoding=encoding)  # type: ignore[call-overload]
    return path


def metadata(path: Path) -> list[Path]:
    """Every file that says what the values are."""
    return sorted(
        p for p in path.rglob("*") if p.name in {"zarr.json", ".zarray", ".zattrs", ".zgroup"}
    )


def chunks(path: Path) -> list[Path]:
    """Every file of values of the temperatures."""
    known = {"zarr.json", ".zarray", ".zattrs", ".zgroup"}
    return sorted(p for p in (path / "t").rglob("*") if p.is_file() and p.name not in known)


def of_array(path: Path) -> Path:
    """The file that describes the temperatures."""
    return next(p for p in metadata(path / "t") if p.name in {"zarr.json", ".zarray"})


Mutation = Callable[[Path, random.Random], None]


def cut(path: Path, chance: random.Random) -> None:
    file = chance.choice(chunks(path) + metadata(path))
    said = file.read_bytes()
    file.write_bytes(said[: chance.randrange(len(said))])


def flip(path: Path, chance: random.Random) -> None:
    file = chance.choice(chunks(path))
    said = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, 4)):
        said[chance.randrange(len(said))] ^= 1 << chance.randrange(8)
    file.write_bytes(said)


def misspell(path: Path, chance: random.Random) -> None:
    """A byte of the words."""
    file = chance.choice(metadata(path))
    said = bytearray(file.read_bytes())
    said[chance.randrange(len(said))] = chance.choice(b'0123456789{}[]",:nu-.eE \x00\xff')
    file.write_bytes(said)


def tell_otherwise(path: Path, chance: random.Random) -> None:
    """A value of the words replaced by another that is JSON all the same."""
    file = chance.choice(metadata(path))
    told: dict[str, Any] = json.loads(file.read_bytes())
    if told:
        name = chance.choice(sorted(told))
        told[name] = chance.choice([None, -1, 0, 10**12, [], {}, "", "x" * 1000, [[-1]], [0, 0, 0]])
    file.write_bytes(json.dumps(told).encode())


def swap(path: Path, chance: random.Random) -> None:
    one, other = chance.sample(chunks(path) + metadata(path), 2)
    one.write_bytes(other.read_bytes())


def remove(path: Path, chance: random.Random) -> None:
    chance.choice(metadata(path)).unlink()


MUTATIONS: tuple[Mutation, ...] = (cut, flip, misspell, tell_otherwise, swap, remove)


@pytest.mark.parametrize("version", [2, 3])
def test_a_mutant_is_refused_or_gives_what_could_be(tmp_path: Path, version: int) -> None:
    original = whole(tmp_path, version)
    chance = random.Random(version)
    paths = []
    for n in range(MUTANTS):
        path = tmp_path / f"mutant-{n}"
        shutil.copytree(original, path)
        MUTATIONS[n % len(MUTATIONS)](path, chance)
        paths.append(path)
    told = outcomes("netcdf", [original, *paths])
    assert told[str(original)]["seen"]["temperature_k"][0] == VALUES.size  # type: ignore[index]
    assert not [path for path, found in told.items() if "crashed" in found]
    refused = [str(found["refused"]) for found in told.values() if "refused" in found]
    assert len(refused) > MUTANTS // 4
    assert all(text.strip() for text in refused)


def describe(path: Path, **more: object) -> None:
    """Let the temperatures be described otherwise."""
    file = of_array(path)
    told = json.loads(file.read_bytes())
    file.write_bytes(json.dumps(told | more).encode())


def endless_shape(path: Path) -> None:
    describe(path, shape=[3, 4_000_000, 5_000_000])


def endless_chunk(path: Path) -> None:
    """A gigabyte and more for one small file."""
    sizes = [1, 40_000, 50_000]
    file = of_array(path)
    if file.name == ".zarray":
        describe(path, chunks=sizes)
    else:
        describe(path, chunk_grid={"name": "regular", "configuration": {"chunk_shape": sizes}})


def unknown_codec(path: Path) -> None:
    if of_array(path).name == ".zarray":
        describe(path, compressor={"id": "nobody-knows"})
    else:
        describe(path, codecs=[{"name": "nobody-knows", "configuration": {}}])


def bomb(path: Path) -> None:
    """A chunk that unpacks to a gigabyte."""
    if of_array(path).name == ".zarray":
        describe(path, compressor={"id": "gzip", "level": 5})
    else:
        plain = {"name": "bytes", "configuration": {"endian": "little"}}
        describe(path, codecs=[plain, {"name": "gzip", "configuration": {"level": 5}}])
    packed = gzip.compress(bytes(2**26), 9)
    for file in chunks(path):
        file.write_bytes(packed * 40)


def pipe(path: Path) -> None:
    """Whoever opens it waits for somebody who writes."""
    for file in chunks(path):
        file.unlink()
        os.mkfifo(file)


def endless_file(path: Path) -> None:
    for file in chunks(path):
        file.unlink()
        file.symlink_to("/dev/zero")


def circle(path: Path) -> None:
    """A folder that holds itself."""
    (path / "t" / "again").symlink_to(path)


ATTACKS = (endless_shape, endless_chunk, unknown_codec, pipe, endless_file, circle)


@pytest.mark.parametrize(
    ("attack", "version"),
    # Filling all the memory there may be takes seconds; once is enough.
    [*((attack, version) for attack in ATTACKS for version in (2, 3)), (bomb, 3)],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
def test_what_somebody_put_there_is_refused_in_words(
    tmp_path: Path, version: int, attack: Callable[[Path], None]
) -> None:
    path = whole(tmp_path, version)
    attack(path)
    with pytest.raises(WxmodError) as refused:
        open_weather([path])
    assert path.name in str(refused.value)


@pytest.mark.parametrize("version", [2, 3])
def test_a_chunk_that_is_not_there_is_no_value(tmp_path: Path, version: int) -> None:
    """Zarr leaves out what holds only the fill value, so a lost chunk cannot be told from one; it is never a number."""
    path = whole(tmp_path, version)
    for file in chunks(path):
        file.unlink()
    (found,) = outcomes("netcdf", [path]).values()
    size, missing, _most = found["seen"]["temperature_k"]  # type: ignore[index]
    assert size == missing == VALUES.size
