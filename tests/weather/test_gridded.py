"""NetCDF and Zarr under any usual names and units become one model, read a time at a time."""

import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.fields import times
from wxmod.weather.readers.files import Opened, open_weather

LAT, LON, LEVELS = np.arange(34.0, 38.0), np.arange(110.0, 115.0), np.array([850.0, 700, 500])
TIMES = np.array(["2023-07-19T00", "2023-07-19T01"], "datetime64[ns]")
SHAPE = (2, 3, 4, 5)
DIMS = ("time", "level", "lat", "lon")
TRUE = 250 + np.arange(np.prod(SHAPE), dtype=float).reshape(SHAPE) / 10


def saved(path: Path, variables: dict[str, Any], **coords: Any) -> Path:
    given = {"time": TIMES, "level": LEVELS, "lat": LAT, "lon": LON} | coords
    xr.Dataset(
        variables,
        {k: v for k, v in given.items() if v is not None},
    ).to_netcdf(path)
    return path


def fields(opened: Opened) -> xr.Dataset:
    assert opened.fields is not None
    return opened.fields


def test_units_orders_and_packing_come_out_the_same(tmp_path: Path) -> None:
    flipped = TRUE[:, ::-1, ::-1, :]
    plain = saved(tmp_path / "a", {"t": (DIMS, TRUE, {"units": "K"})})
    celsius = saved(
        tmp_path / "b",
        {
            "TMP": (
                ("lon", "time", "lat", "pl"),
                flipped.transpose(3, 0, 2, 1) - 273.15,
                {"units": "degC"},
            )
        },
        level=None,
        pl=("pl", LEVELS[::-1] * 100, {"units": "Pa"}),
        lat=LAT[::-1],
    )
    packed = tmp_path / "c"
    xr.Dataset(
        {"temperature": (DIMS, TRUE, {"units": "K"})},
        {"time": TIMES, "level": LEVELS, "lat": LAT, "lon": LON},
    ).to_netcdf(
        packed,
        encoding={
            "temperature": {
                "dtype": "int16",
                "scale_factor": 0.001,
                "add_offset": 255,
                "_FillValue": -32768,
            }
        },
    )
    for path in (plain, celsius, packed):
        read = fields(open_weather([path]))
        assert read["temperature_k"].values == pytest.approx(TRUE, abs=2e-3), path
        assert read["level"].values.tolist() == LEVELS.tolist()
        assert read["lat"].values[:, 0].tolist() == LAT.tolist()
        assert times(read) == [datetime(2023, 7, 19, h, tzinfo=UTC) for h in (0, 1)]


def test_missing_values_are_missing_and_unknown_units_are_left_out_aloud(tmp_path: Path) -> None:
    holed = TRUE.copy()
    holed[1, 2, 3, 4] = np.nan
    path = saved(
        tmp_path / "a",
        {
            "t": (DIMS, holed, {"units": "K", "missing_value": np.float64(-999)}),
            "u": (DIMS, TRUE, {"units": "furlongs"}),
            "q": (DIMS, TRUE / 100, {"units": "g kg**-1"}),
        },
    )
    read = open_weather([path])
    assert np.argwhere(np.isnan(fields(read)["temperature_k"].values)).tolist() == [[1, 2, 3, 4]]
    assert float(fields(read)["specific_humidity_kgkg"].values[0, 0, 0, 0]) == pytest.approx(0.0025)
    assert "wind_u_ms" not in fields(read)
    assert any("furlongs" in note for note in read.notes)


def test_what_no_atmosphere_holds_is_missing_aloud(tmp_path: Path) -> None:
    spoiled = TRUE.copy()
    spoiled[0, 1, 2, 3] = 9999
    read = open_weather([saved(tmp_path / "a", {"t": (DIMS, spoiled, {"units": "K"})})])
    assert np.argwhere(np.isnan(fields(read)["temperature_k"].values)).tolist() == [[0, 1, 2, 3]]
    assert any("temperature_k" in note and "1 个值" in note for note in read.notes)


def test_a_variable_on_its_own_levels_is_aligned_aloud(tmp_path: Path) -> None:
    wet = ("time", "isobaric5", "lat", "lon")
    humid = np.broadcast_to(
        np.array([80.0, 20.0])[None, :, None, None],
        (2, 2, 4, 5),
    )
    path = saved(
        tmp_path / "a",
        {
            "Temperature_isobaric": (DIMS, TRUE, {"units": "K"}),
            "Relative_humidity_isobaric": (wet, humid, {"units": "%"}),
        },
        isobaric5=("isobaric5", np.array([85_000.0, 60_000.0]), {"units": "Pa"}),
    )
    read = open_weather([path])
    told = fields(read)["relative_humidity_pct"].values[0, :, 0, 0]
    between = 80 - 60 * np.log(850 / 700) / np.log(850 / 600)
    assert told[:2] == pytest.approx([80, between])
    assert np.isnan(told[2])
    assert any("700 hPa" in note and "内插" in note for note in read.notes)
    assert any("500 hPa" in note and "缺测" in note for note in read.notes)


def test_curved_grids_single_levels_and_lead_times(tmp_path: Path) -> None:
    lat = LAT[:, None] + np.linspace(0, 0.5, LON.size)
    lon = LON[None, :] + np.zeros((LAT.size, 1))
    path = tmp_path / "a"
    xr.Dataset(
        {
            "t": (
                ("step", "south_north", "west_east"),
                TRUE[:, 0],
                {"units": "K", "coordinates": "XLAT XLONG isobaricInhPa"},
            )
        },
        {
            "XLAT": (("south_north", "west_east"), lat),
            "XLONG": (("south_north", "west_east"), lon),
            "isobaricInhPa": ((), 850.0, {"units": "hPa"}),
            "step": np.array([6, 9], "timedelta64[h]").astype("m8[ns]"),
            "time": ((), TIMES[0], {"standard_name": "forecast_reference_time"}),
        },
    ).to_netcdf(path)
    read = fields(open_weather([path]))
    assert times(read) == [datetime(2023, 7, 19, h, tzinfo=UTC) for h in (6, 9)]
    assert read.attrs["run_at"].startswith("2023-07-19T00")
    assert read["temperature_k"].values[:, 0] == pytest.approx(TRUE[:, 0], abs=1e-4)
    assert read["lat"].values == pytest.approx(lat)


def test_what_is_not_on_pressure_levels_is_named(tmp_path: Path) -> None:
    sigma = ("time", "bottom_top", "lat", "lon")
    path = saved(
        tmp_path / "a",
        {
            "T2": (("time", "lat", "lon"), TRUE[:, 0], {"units": "K"}),
            "U": (sigma, TRUE - 250, {"units": "m s-1"}),
        },
        level=None,
    )
    read = open_weather([path])
    assert set(fields(read).data_vars) == {"surface_temperature_k"}
    assert any("U 不在等压面上" in note for note in read.notes)


def test_one_file_a_time_and_a_still_ground(tmp_path: Path) -> None:
    paths = [
        saved(
            tmp_path / f"{n}",
            {"t": (DIMS, TRUE[n : n + 1], {"units": "K"})},
            time=TIMES[n : n + 1],
        )
        for n in (1, 0)
    ]
    ground = saved(
        tmp_path / "g",
        {
            "orog": (
                ("lat", "lon"),
                np.full((4, 5), 900.0),
                {"units": "m"},
            )
        },
        time=None,
    )
    read = fields(open_weather([*paths, ground]))
    assert read["temperature_k"].values == pytest.approx(TRUE, abs=1e-4)
    assert read["surface_height_msl_m"].values.tolist() == np.full((2, 4, 5), 900.0).tolist()


def test_a_daily_rate_is_an_amount_that_ends_a_day_later(tmp_path: Path) -> None:
    rain = np.full((1, 4, 5), 12.0)
    path = saved(
        tmp_path / "a",
        {"preci": (("time", "lat", "lon"), rain, {"units": "mm/day"})},
        time=TIMES[:1],
    )
    read = fields(open_weather([path]))
    assert times(read) == [datetime(2023, 7, 20, tzinfo=UTC)]
    assert read["precipitation_mm"].attrs["hours"] == (24,)
    assert read["precipitation_mm"].attrs["accumulation_start"] == ("2023-07-19T00:00:00+00:00",)
    assert float(read["precipitation_mm"].max()) == 12


def test_zarr_tells_what_netcdf_tells(tmp_path: Path) -> None:
    rain = np.zeros((2, 4, 5), "float32")
    rain[1] = 3
    whole = xr.Dataset(
        {
            "t": (DIMS, TRUE.astype("float32"), {"units": "K"}),
            "tp": (("time", "lat", "lon"), rain, {"units": "mm"}),
        },
        {"time": TIMES, "level": LEVELS, "lat": LAT, "lon": LON},
    )
    whole.to_netcdf(tmp_path / "a.nc")
    whole.to_zarr(tmp_path / "two.zarr", zarr_format=2)
    whole.to_zarr(tmp_path / "three.zarr", zarr_format=3, consolidated=False)
    truth = fields(open_weather([tmp_path / "a.nc"]))
    for name in ("two.zarr", "three.zarr"):
        read = open_weather([tmp_path / name])
        assert read.files[0].reader == "zarr"
        assert fields(read).equals(truth)
    assert truth["precipitation_mm"].values[:, 0, 0].tolist() == [0, 3]


def test_a_region_across_the_meridian_runs_from_west_to_east(tmp_path: Path) -> None:
    lon = np.array([358.0, 359, 0, 1, 2])
    order = np.argsort(lon)
    path = saved(
        tmp_path / "a",
        {"t": (DIMS, TRUE[..., order], {"units": "K"})},
        lon=lon[order],
    )
    read = fields(open_weather([path]))
    assert read["lon"].values[0].tolist() == [-2, -1, 0, 1, 2]
    assert read["temperature_k"].values == pytest.approx(TRUE, abs=1e-4)


def test_values_come_when_asked_for_and_elsewhere_too(tmp_path: Path) -> None:
    read = fields(open_weather([saved(tmp_path / "a", {"t": (DIMS, TRUE, {"units": "K"})})]))
    assert float(read["temperature_k"][1, 2, 3, 4]) == pytest.approx(TRUE[1, 2, 3, 4], abs=1e-4)
    assert read["temperature_k"][:, 1, ::2, 1:3].values == pytest.approx(
        TRUE[:, 1, ::2, 1:3],
        abs=1e-4,
    )
    assert read["temperature_k"][[1, 0]].values == pytest.approx(TRUE[[1, 0]], abs=1e-4)
    moved = pickle.loads(pickle.dumps(read))  # noqa: S301  as a cluster would
    assert moved["temperature_k"].values == pytest.approx(TRUE, abs=1e-4)


@pytest.mark.parametrize("kind", ["NETCDF3_CLASSIC", "NETCDF3_64BIT", "NETCDF4_CLASSIC", "NETCDF4"])
def test_every_flavour_of_netcdf_whole_is_read_and_cut_is_refused(
    tmp_path: Path, kind: Any
) -> None:
    path = tmp_path / "a"
    whole = xr.Dataset(
        {"t": (DIMS, TRUE, {"units": "K"})},
        {"time": TIMES, "level": LEVELS, "lat": LAT, "lon": LON},
    )
    for unlimited in ([], ["time"]):
        whole.to_netcdf(path, format=kind, unlimited_dims=unlimited)
        assert fields(open_weather([path]))["temperature_k"].values == pytest.approx(TRUE, abs=1e-4)
        text = path.read_bytes()
        path.write_bytes(text[: len(text) - 40])
        with pytest.raises(UnreadableFileError):
            open_weather([path])
