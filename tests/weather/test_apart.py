"""Files from outside may crash, hang or fill the memory of the process that decodes them; nothing else notices."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather import gribs
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.grids import apart

LAT, LON = np.arange(34.0, 38.0), np.arange(110.0, 115.0)
HUGE = '{"shape": [999999, 99999], "levels": [], "times": [0], "run": 0, "hours": [], "variables": [], "notes": []}'
GRID = gribs.latlon(LAT, LON)


def grib(path: Path) -> Path:
    found = [
        gribs.message(
            "t",
            np.full((4, 5), 250.0 + s),
            GRID,
            level=500,
            step=s,
        )
        for s in (0, 1)
    ]
    path.write_bytes(b"".join(found))
    return path


def child(path: Path) -> apart.Source:
    return apart.source({"grib": [path]})


def test_a_crash_while_reading_is_told_of_the_file(tmp_path: Path) -> None:
    path = grib(tmp_path / "x")
    fields = open_weather([path]).fields
    assert fields is not None
    os.kill(child(path)._child.pid, signal.SIGSEGV)
    with pytest.raises(UnreadableFileError, match=r"x.*读取进程"):
        fields["temperature_k"][1].load()


def test_values_may_be_asked_for_before_all_else(tmp_path: Path) -> None:
    """As a worker of a cluster does, to which the files came by name."""
    assert child(grib(tmp_path / "x")).step(
        "temperature_k",
        1,
        (1, 4, 5),
    ).mean() == pytest.approx(251, abs=0.1)


def test_what_was_given_up_is_refused_again_and_does_not_hang(tmp_path: Path) -> None:
    held = child(grib(tmp_path / "x"))
    os.kill(held._child.pid, signal.SIGKILL)
    for _again in range(2):
        with pytest.raises(UnreadableFileError):
            held.step("temperature_k", 0, (1, 4, 5))


def test_a_hang_is_ended_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_STARTED", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "SECONDS", 0.3)
    before = time.monotonic()
    with pytest.raises(UnreadableFileError, match="超过限时"):
        open_weather([grib(tmp_path / "x")])
    assert time.monotonic() - before < 30


@pytest.mark.parametrize(
    "said",
    [
        "print('nonsense'); import time; time.sleep(9)",
        "print('{}')",
        "print('[1]')",
        f"print({HUGE!r})",
    ],
)
def test_whatever_the_child_says_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(apart, "_STARTED", said)
    with pytest.raises(UnreadableFileError):
        open_weather([grib(tmp_path / "x")])


@pytest.mark.skipif(os.name == "nt", reason="no limit of memory there")
def test_a_file_that_swells_is_stopped_by_the_limit_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = (1, 20, 1000, 2000)
    even = np.broadcast_to(np.float32(250), shape)
    swollen = xr.Dataset(
        {"t": (("time", "level", "lat", "lon"), even, {"units": "K"})},
        {
            "time": [np.datetime64("2023-07-19", "ns")],
            "level": np.arange(20) * 40 + 100.0,
            "lat": np.linspace(0, 50, 1000),
            "lon": np.linspace(70, 150, 2000),
        },
    )
    path = tmp_path / "x"
    swollen.to_netcdf(
        path,
        encoding={"t": {"zlib": True, "chunksizes": (1, 1, 1000, 2000)}},
    )
    assert path.stat().st_size < 2_000_000
    monkeypatch.setattr(apart, "MEMORY_MB", 500)
    with pytest.raises(UnreadableFileError):
        open_weather([path])


def test_more_values_than_any_memory_should_hold_are_refused_unread(tmp_path: Path) -> None:
    import netCDF4  # noqa: PLC0415

    path = tmp_path / "x"
    with netCDF4.Dataset(path, "w") as held:
        for name, size, units in (("level", 20, "hPa"), ("lat", 20_000, ""), ("lon", 40_000, "")):
            held.createDimension(name, size)
            held.createVariable(name, "f4", (name,), zlib=True)[:] = np.linspace(1, 80, size)
            held[name].units = units
        held.createVariable("t", "f4", ("level", "lat", "lon"), zlib=True).units = "K"
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UnreadableFileError, match="20000"):
        open_weather([path])


def test_the_child_ends_with_what_it_served(tmp_path: Path) -> None:
    opened = open_weather([grib(tmp_path / "x")])
    running = child(tmp_path / "x")._child
    assert running.poll() is None
    del opened
    import gc  # noqa: PLC0415

    gc.collect()
    assert running.poll() is not None


def test_a_child_that_died_before_it_was_asked_is_ended_quietly(tmp_path: Path) -> None:
    held = child(grib(tmp_path / "x"))
    os.kill(held._child.pid, signal.SIGKILL)
    held._child.wait()
    assert held._child.stdin
    held._child.stdin.write(
        b"{}\n"
    )  # left in the buffer: closing must flush it into a pipe nobody reads
    apart._ended(held._child)
