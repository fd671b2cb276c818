"""Reading as ratios within one run: ``python -m pytest tests/bench/bench_reading.py -m bench -s``.

NetCDF: 8 hours of 6 variables × 30 levels × 200 × 260, deflated as xarray and CDO deflate it, against netCDF4 reading
the same values.  GRIB: 4 steps × 10 levels × 6 variables, CCSDS as ECMWF sends it, against eccodes decoding every
message.  WXMOD_BENCH_HOURS sets the hours.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from tests.weather import gribs
from wxmod.weather.columns.pipeline import compute, warm_up
from wxmod.weather.readers.gridded import open_grid
from wxmod.weather.readers.grids.cf import variables
from wxmod.weather.readers.grids.child import opened

HOURS = int(os.environ.get("WXMOD_BENCH_HOURS", "8"))
LEVELS, ROWS, COLUMNS, ROUNDS = 30, 200, 260, 5
NAMES = ("t", "q", "u", "v", "z", "w")
UNITS = {"t": "K", "q": "kg kg-1", "u": "m s-1", "v": "m s-1", "z": "m2 s-2", "w": "Pa s-1"}

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("ignore")]


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some rounds: others use this machine too."""
    took = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def say(text: str) -> None:
    sys.stdout.write(f"\n{text}\n")


def field(rng: np.random.Generator) -> np.ndarray:
    """Waves with noise on them: it deflates to half, as forecasts do."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    waves = np.sin(x / 17) * np.cos(y / 13) + np.sin((x + y) / 41)
    noise = rng.normal(0, 0.01, (LEVELS, ROWS, COLUMNS))
    return (waves + noise).astype("float32")


@pytest.fixture(scope="module")
def compressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reading") / "x.nc"
    level = np.linspace(1000, 100, LEVELS)
    height = 44_330.8 * (1 - (level / 1013.25) ** 0.190263)
    base = {
        "t": 300 - 0.0062 * height,
        "q": 0.014 * np.exp(-height / 2500),
        "z": height * 9.80665,
    }
    rng = np.random.default_rng(0)
    with netCDF4.Dataset(path, "w") as file:
        sizes = {"time": HOURS, "level": LEVELS, "latitude": ROWS, "longitude": COLUMNS}
        axes = {
            "time": (np.arange(HOURS), "hours since 2023-07-20 00:00:00"),
            "level": (level, "hPa"),
            "latitude": (np.linspace(30, 45, ROWS), "degrees_north"),
            "longitude": (np.linspace(105, 122, COLUMNS), "degrees_east"),
        }
        for name, size in sizes.items():
            file.createDimension(name, size)
            axis = file.createVariable(name, "f8", (name,))
            axis[:], axis.units = axes[name]
        chunk = (1, LEVELS, ROWS, COLUMNS)
        for name in NAMES:
            made = file.createVariable(
                name, "f4", tuple(sizes), zlib=True, complevel=1, chunksizes=chunk
            )
            made.units = UNITS[name]
            scale = 1e-5 if name == "q" else 1.0
            lowest = base.get(name, np.zeros(LEVELS))[:, None, None]
            for hour in range(HOURS):
                made[hour] = lowest + scale * field(rng)
    return path


def by_library(path: Path) -> list[np.ndarray]:
    with netCDF4.Dataset(path) as file:
        file.set_auto_maskandscale(False)
        return [np.asarray(file[name][hour]) for hour in range(HOURS) for name in NAMES]


def by_chunks(path: Path) -> list[np.ndarray]:
    held = variables(path)
    return [held[name].raw((hour, ...)) for hour in range(HOURS) for name in NAMES]


def test_chunks_take_at_most_six_tenths_of_the_library(compressed: Path) -> None:
    # HDF5 keeps what it decoded while a file is open anywhere in the process: the library gets a file of its own.
    apart = Path(shutil.copy(compressed, compressed.with_suffix(".copy")))
    warm_up()
    library = best(lambda: by_library(apart))
    for one, other in zip(by_library(apart), by_chunks(compressed), strict=True):
        assert np.array_equal(one, other)
    ours = best(lambda: by_chunks(compressed))
    flags = best(lambda: to_flags(compressed))
    say(
        f"NetCDF: library {library:.2f} s, chunks {ours:.2f} s, ratio {ours / library:.2f}; "
        f"from the file to all ingredients {flags:.2f} s, ratio {flags / library:.2f}"
    )
    assert ours <= 0.6 * library


def to_flags(path: Path) -> None:
    """Everything a forecaster's evidence is made of, from the file on."""
    compute(open_grid({"netcdf": [path]}), threads=2)


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import eccodes  # noqa: PLC0415  after PROJ, as in `gribs`

    path = tmp_path_factory.mktemp("reading") / "x.grib2"
    grid = gribs.latlon(np.linspace(30, 45, 121), np.linspace(105, 122, 137))
    rng = np.random.default_rng(0)
    base = {"t": 280.0, "q": 0.005, "gh": 3000.0}
    with path.open("wb") as file:
        for step in (0, 3, 6, 9):
            for level in (1000, 925, 850, 700, 600, 500, 400, 300, 250, 200):
                height = 44_330.8 * (1 - (level / 1013.25) ** 0.190263)
                for name in ("t", "q", "u", "v", "gh", "w"):
                    values = rng.normal(0, 0.05, (121, 137)) * (1e-3 if name == "q" else 1)
                    values += height if name == "gh" else base.get(name, 0.0)
                    plain = gribs.message(name, values, grid, level=level, step=step)
                    handle = eccodes.codes_new_from_message(plain)
                    kept = eccodes.codes_get_values(handle)
                    eccodes.codes_set(handle, "packingType", "grid_ccsds")
                    eccodes.codes_set(handle, "bitsPerValue", 16)
                    eccodes.codes_set_values(handle, kept)
                    file.write(eccodes.codes_get_message(handle))
                    eccodes.codes_release(handle)
    return path


def every_message(path: Path) -> None:
    import eccodes  # noqa: PLC0415  after PROJ, as in `gribs`

    with path.open("rb") as file:
        while (handle := eccodes.codes_grib_new_from_file(file)) is not None:
            eccodes.codes_get_values(handle)
            eccodes.codes_release(handle)


def one_time(path: Path) -> None:
    """What a county's evidence at one time takes: every header, the messages of that time."""
    (model,) = opened({"grib": [path]}).models
    for name in model.steps:
        model.read(name, 1)


def test_a_time_takes_at_most_seven_tenths_of_every_message(messages: Path) -> None:
    one_time(messages)
    library = best(lambda: every_message(messages))
    ours = best(lambda: one_time(messages))
    say(f"GRIB: every message {library:.2f} s, one time {ours:.2f} s, ratio {ours / library:.2f}")
    assert ours <= 0.7 * library
