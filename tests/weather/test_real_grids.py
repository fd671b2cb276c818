"""The readers on files nobody here wrote, against what their own libraries or neighbours say."""

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather import gribs  # noqa: F401  loads PROJ before eccodes
from wxmod.domain.geodesy import Point
from wxmod.weather.fields import times
from wxmod.weather.judging.places import Meant, assess
from wxmod.weather.readers.files import Opened, open_weather

SHARED = (
    Path(
        os.environ.get(
            "WXMOD_SHARED",
            Path(__file__).resolve().parents[3] / "shared",
        )
    )
    / "data"
)
RUC = SHARED / "grids" / "wrf_ruc13_20050807"
ERA5 = SHARED / "grids" / "era5_asia_20160107"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real files lie outside the project"
)


def fields(opened: Opened) -> xr.Dataset:
    assert opened.fields is not None
    return opened.fields


def raw(
    path: Path,
    short: str,
    kind: str,
    level: int,
) -> np.ndarray:
    """A field as eccodes decodes it."""
    import eccodes  # noqa: PLC0415

    with path.open("rb") as file:
        while (handle := eccodes.codes_grib_new_from_file(file)) is not None:
            try:
                keys = ("shortName", "typeOfLevel", "level")
                if [eccodes.codes_get(handle, key) for key in keys] == [short, kind, level]:
                    return np.asarray(eccodes.codes_get_values(handle)).reshape(129, 185)
            finally:
                eccodes.codes_release(handle)
    raise AssertionError(short)


def test_the_ruc_forecast_is_whole_and_its_winds_are_true() -> None:
    read = open_weather([RUC])
    told = fields(read)
    assert times(told) == [datetime(2005, 8, 7, h, tzinfo=UTC) for h in (0, 3, 6, 9, 12)]
    assert told.sizes["level"] == 39
    path = RUC / "wrfprs_ruc13_06.tm00_G212.grb"
    along, across = (raw(path, name, "isobaricInhPa", 500) for name in "uv")
    inside = np.isfinite(told["wind_u_ms"].sel(level=500).values[2])
    eastward, northward = (
        told[n].sel(level=500).values[2][inside] for n in ("wind_u_ms", "wind_v_ms")
    )
    assert np.hypot(eastward, northward) == pytest.approx(np.hypot(along, across)[inside], abs=2e-3)
    # Tangent cone at 25°N about 95°W (the header): rows lean from east by sin 25° × (lon − 95°W).
    lean = np.sin(np.deg2rad(25)) * np.deg2rad(told["lon"].values[inside] + 95)
    assert eastward == pytest.approx(
        along[inside] * np.cos(lean) + across[inside] * np.sin(lean),
        abs=0.15,
    )
    assert northward == pytest.approx(
        across[inside] * np.cos(lean) - along[inside] * np.sin(lean),
        abs=0.15,
    )
    warm = told["temperature_k"].sel(level=500).values[2]
    assert warm[inside] == pytest.approx(raw(path, "t", "isobaricInhPa", 500)[inside], abs=1e-3)


def test_ruc_rain_and_stage_two_rain_say_over_which_hours() -> None:
    forecast = fields(open_weather([RUC]))["precipitation_mm"]
    assert forecast.attrs["hours"] == (0, 3, 3, 3, 3)
    seen = fields(open_weather([RUC / "ST2ml_obs"]))
    assert seen.sizes["time"] == 13
    assert set(seen["precipitation_mm"].attrs["hours"]) == {1}
    assert float(seen["precipitation_mm"].isel(time=3).max()) == pytest.approx(57.3, abs=0.01)
    assert seen["lat"].values == pytest.approx(fields(open_weather([RUC]))["lat"].values, abs=1e-3)


def test_daily_satellite_rain_ends_a_day_after_it_begins() -> None:
    seen = fields(open_weather([next(ERA5.glob("GPM*"))]))
    assert times(seen) == [datetime(2016, 1, 8, tzinfo=UTC)]
    assert seen["precipitation_mm"].attrs["accumulation_start"] == ("2016-01-07T00:00:00+00:00",)
    assert 150 < float(seen["precipitation_mm"].max()) < 200


def test_of_a_winter_morning_the_wet_south_is_favourable_as_warm_cloud_and_the_county_is_not() -> (
    None
):
    def told(lon: float, lat: float) -> dict[str, bool | None]:
        sets = ["north-china-stratiform", "warm-cloud"]
        found = assess(
            [ERA5], sets, Meant(point=Point(lon=lon, lat=lat), on=datetime(2016, 1, 7, tzinfo=UTC))
        )
        return {each.criteria: each.favourable for each in found.judgements}

    assert told(120, 21) == {"north-china-stratiform": False, "warm-cloud": True}
    assert told(113.4, 38.1) == {"north-china-stratiform": False, "warm-cloud": False}


def test_a_column_of_the_ruc_forecast_can_be_judged() -> None:
    found = assess(
        [RUC],
        [],
        Meant(
            point=Point(lon=-95.0, lat=40.0),
            on=datetime(2005, 8, 7, tzinfo=UTC),
            when=datetime(2005, 8, 7, 6, tzinfo=UTC),
        ),
    )
    assert found.valid_at == datetime(2005, 8, 7, 6, tzinfo=UTC)
    zero = found.ingredients["height_0c_msl_m"]
    assert zero is not None
    assert 4000 < zero < 5500  # a summer night over Missouri
    assert any("静力" in note for note in found.notes)


def test_open_data_of_the_ifs_keeps_every_level_and_names_what_lacks() -> None:
    read = open_weather([SHARED / "grib" / "20240101000000-0h-oper-fc.grib2.0-10"])
    assert fields(read)["level"].values.tolist() == [925, 850, 700, 500, 300, 250, 200]
    assert any("temperature_k" in note for note in read.notes)
    same = fields(open_weather(sorted((SHARED / "nwp").iterdir())))
    near = fields(read).sel(level=700)["height_msl_m"].values[0]
    j, i = (
        np.argmin(abs(fields(read)[n].values.T[0] - 38.0)) if n == "lat" else 0
        for n in ("lat", "lon")
    )
    assert same["lat"].values.max() <= 60
    assert near.shape == (451, 900)
    rows = np.argmin(abs(same["lat"].values[:, 0] - fields(read)["lat"].values[j, 0]))
    column = int(np.argmin(abs(fields(read)["lon"].values[0] - same["lon"].values[0, 0])))
    assert same.sel(level=700)["height_msl_m"].values[0][rows, 0] == pytest.approx(
        near[j, column], abs=0.5
    )
    assert i == 0


def test_humidity_of_the_gfs_is_brought_to_the_levels_of_temperature() -> None:
    read = open_weather([SHARED / "grids" / "metpy" / "GFS_test.nc"])
    assert fields(read).sizes["level"] == 26
    assert any("relative_humidity_pct" in note and "20 hPa" in note for note in read.notes)
    assert {"surface_temperature_k", "surface_wind_u_ms"} <= set(fields(read).data_vars)


def test_an_ensemble_and_a_climatology_are_read_with_what_was_left_out() -> None:
    members = open_weather([SHARED / "grids" / "cfgrib" / "era5-levels-members.grib"])
    assert members.fields is not None
    assert members.fields.sizes == {"member": 10, "time": 4, "level": 2, "y": 61, "x": 120}
    assert any("10 个成员" in note for note in members.notes)
    months = open_weather([SHARED / "grids" / "xarray" / "eraint_uvz.nc"])
    assert any("month" in note for note in months.notes)


def test_heights_worked_out_agree_with_the_heights_of_the_reanalysis() -> None:
    names = ["ERA5_T_2016_01_07.nc", "ERA5_Q_2016_01_07.nc", "ERA5_SP_2016_01_07.nc"]
    found = fields(open_weather([ERA5 / n for n in names]))["height_msl_m"].values[0]
    truth = fields(open_weather([ERA5]))["height_msl_m"].values[0]
    thickness = (found[7:] - found[3:4]) - (truth[7:] - truth[3:4])
    assert np.median(abs(thickness)) < 8
    assert (
        np.median(abs(found[5] - truth[5])) < 150
    )  # the anchor: pressure altitude is not altitude
