"""Files cut anywhere or with bytes changed, are refused or give what could be; nothing hangs or dies unseen."""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather import gribs
from tests.weather.columns import isa, spc, wyoming
from wxmod.domain.errors import WxmodError
from wxmod.weather.readers.files import open_weather

LAT, LON, LEVELS = np.arange(34.0, 38.0), np.arange(110.0, 115.0), np.array([850.0, 700, 500])
VALUES = 250 + np.arange(60, dtype=float).reshape(3, 4, 5) / 10
CUTS, FLIPS = 25, 60
READ_ALL = """
import json, sys
import numpy as np
from pathlib import Path
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids.child import confine, opened
confine(2000)
kind, *paths = sys.argv[1:]
for path in paths:
    try:
        held = opened({kind: [Path(path)]})
        model = held.models[0]
        seen = {}
        for name in model.steps:
            values = model.read(name, 0)
            seen[name] = [float(values.size), float(np.isnan(values).sum()), float(np.nan_to_num(values).max())]
        told = {"levels": list(model.levels), "lat": float(np.abs(model.grid.lat).max()), "seen": seen}
    except (UnreadableFileError, MemoryError) as error:
        told = {"refused": str(error)}
    print(json.dumps({"path": path, **told}), flush=True)
"""


def samples(folder: Path) -> dict[str, tuple[str, bytes]]:
    """One whole file of every kind, with what decodes it."""
    held = xr.Dataset(
        {"t": (("level", "lat", "lon"), VALUES, {"units": "K"})},
        {"level": LEVELS, "lat": LAT, "lon": LON, "time": np.datetime64("2023-07-19", "ns")},
    )
    found = {}
    for name, kind in (
        ("classic", "NETCDF3_CLASSIC"),
        ("wide", "NETCDF3_64BIT"),
        ("hdf", "NETCDF4"),
    ):
        held.to_netcdf(folder / name, format=kind)
        found[name] = ("netcdf", (folder / name).read_bytes())
    held.to_netcdf(
        folder / "packed",
        encoding={
            "t": {
                "zlib": True,
                "dtype": "int16",
                "scale_factor": 0.01,
                "add_offset": 250.0,
                "_FillValue": -1,
            }
        },
    )
    found["packed"] = ("netcdf", (folder / "packed").read_bytes())
    for edition in (1, 2):
        grid = gribs.latlon(LAT, LON)
        messages = [
            gribs.message("t", v, grid, edition=edition, level=int(p))
            for p, v in zip(LEVELS, VALUES, strict=True)
        ]
        found[f"grib{edition}"] = ("grib", b"".join(messages))
        winds = [
            gribs.message(n, np.full(108, 5.0), gribs.LAMBERT, edition=edition, level=500)
            for n in "uv"
        ]
        found[f"lambert{edition}"] = ("grib", b"".join(winds))
    return found


def outcomes(kind: str, paths: list[Path]) -> dict[str, dict[str, object]]:
    """What the decoder makes of each file; where it dies, that file crashed it and another goes on behind it."""
    told: dict[str, dict[str, object]] = {}
    left = [str(p) for p in paths]
    while left:
        ran = subprocess.run(
            [sys.executable, "-c", READ_ALL, kind, *left],
            capture_output=True,
            timeout=120,
            check=False,
        )
        lines = [
            json.loads(line)
            for line in ran.stdout.decode().splitlines()
            if line.startswith('{"path"')
        ]
        told |= {line["path"]: line for line in lines}
        left = left[len(lines) :]
        if left:
            assert ran.returncode < 0, ran.stderr.decode()[
                -2000:
            ]  # a signal, never an exception of ours
            told[left.pop(0)] = {"crashed": ran.returncode}
    return told


@pytest.mark.parametrize(
    "name",
    ["classic", "wide", "hdf", "packed", "grib1", "grib2", "lambert1", "lambert2"],
)
def test_a_damaged_field_is_refused_or_gives_what_could_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "whole").mkdir()
    kind, whole = samples(tmp_path / "whole")[name]
    chance = random.Random(name)
    cut, flipped = [], []
    for n in range(CUTS):
        cut.append(tmp_path / f"cut{n}")
        cut[-1].write_bytes(whole[: 4 + n * (len(whole) - 5) // CUTS])
    for n in range(FLIPS):
        text = bytearray(whole)
        for _ in range(chance.choice((1, 1, 4))):
            text[chance.randrange(4, min(len(text), 600) if n % 2 else len(text))] = (
                chance.randrange(256)
            )
        flipped.append(tmp_path / f"flip{n}")
        flipped[-1].write_bytes(bytes(text))
    told = outcomes(kind, [*cut, *flipped])
    assert len(told) == CUTS + FLIPS
    at_border = kind == "grib"  # a file of whole messages is a whole file
    for path in cut:
        assert at_border or {"refused", "crashed"} & told[str(path)].keys(), told[str(path)]
    for each in told.values():
        if seen := each.get("seen"):
            assert isinstance(seen, dict)
            assert all(0 < level <= 1100 for level in each["levels"])  # type: ignore[attr-defined]
            assert all(-250 <= most <= 100_000 for _size, _missing, most in seen.values())


@pytest.mark.parametrize(
    "text",
    [spc(isa()), wyoming(isa())],
    ids=["spc", "wyoming"],
)
def test_a_damaged_sounding_is_refused_or_stays_a_column(tmp_path: Path, text: str) -> None:
    chance = random.Random(text)
    whole = text.encode()
    path = tmp_path / "x"
    refused = 0
    for n in range(CUTS + FLIPS):
        damaged = bytearray(whole[: n * len(whole) // CUTS] if n < CUTS else whole)
        if n >= CUTS:
            for _ in range(8):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        try:
            profile = open_weather([path]).profile
        except WxmodError:
            refused += 1
            continue
        assert profile is not None
        assert (np.diff(profile.pressure_hpa) < 0).all()
        assert profile.pressure_hpa.size >= 5
    assert refused


def test_a_damaged_file_through_the_front_door_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    held = samples(tmp_path / "whole")
    for name, (_kind, whole) in ((name, held[name]) for name in ("classic", "hdf", "grib2")):
        path = tmp_path / name
        path.write_bytes(whole[: len(whole) * 2 // 3 - 7])
        with pytest.raises(WxmodError) as caught:
            open_weather([path])
        assert name in str(caught.value)
