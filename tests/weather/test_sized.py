"""Units told wrongly are found out by size, aloud; what may well be right is left alone."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather.synthetic import SHIPPED
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.grids.sized import Sized, sized

LEVELS = np.array([850.0, 500.0])
GRAVITY = 9.80665


def made(path: Path, change: dict[str, tuple[float, float]]) -> xr.Dataset:
    """The example with variables scaled and shifted under units that stay, read again."""
    with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
        held = whole.load().copy()
    for name in held.variables:
        held[name].encoding = {}
    for name, (scale, offset) in change.items():
        held[name] = held[name].copy(data=held[name].values * scale + offset)
    held.to_netcdf(path, engine="netcdf4")
    fields = open_weather([path]).fields
    assert fields is not None
    return fields


@pytest.mark.parametrize(
    ("change", "name", "close"),
    [
        ({"t": (1, -273.15)}, "temperature_k", 0.1),
        ({"t": (1, 273.15)}, "temperature_k", 0.1),
        ({"r": (0.01, 0)}, "relative_humidity_pct", 0.1),
        ({"z": (1 / GRAVITY, 0)}, "height_msl_m", 800),
        ({"z": (GRAVITY, 0)}, "height_msl_m", 1),
    ],
)
def test_a_lying_unit_is_mended_aloud(
    tmp_path: Path,
    change: dict[str, tuple[float, float]],
    name: str,
    close: float,
) -> None:
    whole, mended = made(tmp_path / "a.nc", {}), made(tmp_path / "b.nc", change)
    assert not any(name in note for note in whole.attrs["notes"])
    assert any(name in note for note in mended.attrs["notes"])
    for time in (0, 5):
        assert np.nanmax(np.abs(mended[name].values[time] - whole[name].values[time])) < close


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("specific_humidity_kgkg", 5, "g/kg"),
        ("specific_humidity_kgkg", 0.012, ""),
        ("surface_pressure_pa", 950, "hPa"),
        ("surface_pressure_pa", 95_000, ""),
        ("temperature_k", 230, ""),
        ("relative_humidity_pct", 2, ""),
        ("wind_u_ms", 40, ""),
    ],
)
def test_only_what_can_be_nothing_else_is_taken_for_it(name: str, value: float, unit: str) -> None:
    values = np.full((2, 3, 3), value, "float32")
    values[0, 0, 0] = 1e38  # a mark of a missing value says nothing
    assert sized(name, values, LEVELS) == Sized(*_how(unit), unit)
    assert (
        sized(
            name,
            np.full((2, 3, 3), np.nan, "float32"),
            LEVELS,
        )
        is None
    )


def _how(unit: str) -> tuple[float, float]:
    return {"g/kg": (1e-3, 0.0), "hPa": (100.0, 0.0)}.get(
        unit,
        (1.0, 0.0),
    )


def test_a_level_told_twice_is_refused(tmp_path: Path) -> None:
    with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
        levels = whole["pressure_level"] * 0 + 500
        whole.assign_coords(pressure_level=levels).to_netcdf(tmp_path / "a.nc", engine="netcdf4")
    with pytest.raises(UnreadableFileError, match="500 hPa × 13"):
        open_weather([tmp_path / "a.nc"])
