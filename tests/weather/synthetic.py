"""A made-up forecast over 盂县, so that examples and tests need no one's data: ``python tests/weather/synthetic.py``.

A band of stratiform cloud with ascent crosses the county from the west in a day.  Nothing of it was ever observed.
"""

from pathlib import Path

import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "data" / "examples" / "synthetic-stratiform.nc"
LEVELS = np.array(
    [925, 850, 800, 750, 700, 650, 600, 550, 500, 450, 400, 300, 200],
    float,
)
LAT, LON = np.arange(37.5, 39.01, 0.25), np.arange(112.5, 114.51, 0.25)
HOURS = np.arange(0, 25, 3)
SPEED_DEG_H, HALF_WIDTH_DEG = 0.15, 0.9


def forecast(
    *, later_h: float = 0, run: str = "2023-07-20T00:00", moist: bool = True
) -> xr.Dataset:
    """Fields named as ERA5 names them; the band arrives *later_h* hours later; without *moist* there is no cloud."""
    height = 44_330.8 * (1 - (LEVELS / 1013.25) ** 0.190263)
    degc = 22.0 - 0.0052 * height
    at = np.datetime64(run, "ns") + HOURS * np.timedelta64(1, "h")
    hours, level, _lat, lon = np.meshgrid(HOURS, np.arange(len(LEVELS)), LAT, LON, indexing="ij")
    middle = 111.6 + SPEED_DEG_H * (hours - later_h)
    band = np.exp(-(((lon - middle) / HALF_WIDTH_DEG) ** 2)) * moist
    cloudy = (degc > -18)[level]
    humidity = np.where(
        cloudy,
        45 + 53 * np.clip(band * 1.6, 0, 1),
        30,
    )
    shape = hours.shape
    whole = {
        "t": (degc + 273.15)[level],
        "r": humidity,
        "u": np.full(shape, 12.0),
        "v": np.full(shape, 4.0),
        "z": (height * 9.80665)[level],
        "w": -0.4 * band,
    }
    units = {"t": "K", "r": "%", "u": "m s-1", "v": "m s-1", "z": "m2 s-2", "w": "Pa s-1"}
    dims = ("valid_time", "pressure_level", "latitude", "longitude")
    made = xr.Dataset(
        {
            name: (
                dims,
                values.astype("float32").round(3),
                {"units": units[name]},
            )
            for name, values in whole.items()
        },
        {
            "valid_time": at,
            "pressure_level": ("pressure_level", LEVELS, {"units": "hPa"}),
            "latitude": LAT,
            "longitude": LON,
        },
        {"title": "SYNTHETIC: made by tests/weather/synthetic.py, never observed"},
    )
    return made.assign_coords(forecast_reference_time=np.datetime64(run, "ns"))


def write(made: xr.Dataset, path: Path) -> Path:
    """*made* as compressed NetCDF."""
    packed = {"dtype": "int16", "zlib": True, "complevel": 9, "_FillValue": -32768}
    encoding = {}
    for name, values in made.data_vars.items():
        low, high = float(values.min()), float(values.max())
        encoding[name] = packed | {
            "scale_factor": max(high - low, 1e-3) / 60_000,
            "add_offset": (low + high) / 2,
        }
    made.to_netcdf(path, encoding=encoding, engine="netcdf4")
    return path


if __name__ == "__main__":
    write(forecast(), SHIPPED)
