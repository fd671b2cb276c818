"""Model levels, WRF's own output, versions, members and unsigned packing of NetCDF."""

from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr

from tests.weather.cases import case
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.columns.pipeline import compute
from wxmod.weather.fields import members_of
from wxmod.weather.readers.files import open_weather

LAT, LON = np.arange(36.0, 39.0), np.arange(112.0, 116.0)
TIMES = np.array(["2023-07-20T00", "2023-07-20T01"], "datetime64[ns]")
A_PA = np.array([0.0, 5000, 10_000, 8000, 5000])
B = np.array([0.99, 0.85, 0.6, 0.3, 0.05])
GROUND_PA = 95_000.0


def kelvin(hpa: np.ndarray) -> np.ndarray:
    """Linear in ln p, so that interpolation is exact."""
    return 290 + 40 * np.log(hpa / 1000)


def on_model_levels(path: Path, *, with_terms: bool = True) -> Path:
    hpa = (A_PA + B * GROUND_PA) / 100
    shape = (1, 5, 3, 4)
    values = np.broadcast_to(kelvin(hpa)[None, :, None, None], shape)
    level = {"standard_name": "atmosphere_hybrid_sigma_pressure_coordinate"}
    if with_terms:
        level["formula_terms"] = "ap: hyam b: hybm ps: aps"
    variables = {
        "t": (("time", "lev", "lat", "lon"), values, {"units": "K"}),
        "q": (("time", "lev", "lat", "lon"), values * 0 + 0.001, {"units": "kg kg-1"}),
    }
    if with_terms:
        ground = np.full((1, 3, 4), GROUND_PA)
        variables["hyam"] = (("lev",), A_PA)
        variables["hybm"] = (("lev",), B)
        variables["aps"] = (("time", "lat", "lon"), ground, {"units": "Pa"})
    coords = {"time": TIMES[:1], "lev": ("lev", np.arange(1.0, 6), level), "lat": LAT, "lon": LON}
    xr.Dataset(variables, coords).to_netcdf(path)
    return path


def test_model_levels_become_levels_of_pressure(tmp_path: Path) -> None:
    fields = open_weather([on_model_levels(tmp_path / "x")]).fields
    assert fields is not None
    level = fields["level"].values
    assert {900.0, 700.0, 500.0} <= {*level}
    held = fields["temperature_k"].values[0, :, 1, 1]
    within = np.isfinite(held)
    assert held[within] == pytest.approx(kelvin(level[within]), abs=0.01)
    # The lowest model level lies at 940 hPa: what is asked for below it is not made up.
    assert not within[level > 941].any()
    assert within[(level < 940) & (level > 98)].all()


def test_model_levels_without_their_terms_are_refused_with_what_to_convert(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        open_weather([on_model_levels(tmp_path / "x", with_terms=False)])
    assert "ml2pl" in refused.value.remedy


def wrfout(path: Path) -> Path:
    """Three rows, four columns, five layers; the air of `kelvin`, a wind of 10 m/s along the rows."""
    hpa = np.array([950.0, 850, 700, 500, 300])
    edges_m = np.array([300.0, 900, 2000, 4400, 7600, 11_000])
    with netCDF4.Dataset(path, "w") as file:
        sizes = {
            "Time": 1,
            "bottom_top": 5,
            "bottom_top_stag": 6,
            "south_north": 3,
            "south_north_stag": 4,
            "west_east": 4,
            "west_east_stag": 5,
            "DateStrLen": 19,
        }
        for name, size in sizes.items():
            file.createDimension(name, size)
        file.setncattr("SIMULATION_START_DATE", "2023-07-20_00:00:00")

        def put(name: str, dims: str, values: np.ndarray) -> None:
            variable = file.createVariable(name, "f4", dims.split())
            variable[:] = np.broadcast_to(values, variable.shape)

        aloft = "Time bottom_top south_north west_east"
        column = np.s_[None, :, None, None]
        put("P", aloft, np.float32(1000))
        put("PB", aloft, (hpa * 100 - 1000)[column])
        put("T", aloft, (kelvin(hpa) * (1000 / hpa) ** (2 / 7) - 300)[column])
        put("QVAPOR", aloft, np.float32(0.01))
        put("U", "Time bottom_top south_north west_east_stag", np.float32(10))
        put("V", "Time bottom_top south_north_stag west_east", np.float32(0))
        put("PH", "Time bottom_top_stag south_north west_east", np.float32(0))
        put(
            "PHB",
            "Time bottom_top_stag south_north west_east",
            (edges_m * 9.80665)[column],
        )
        ground = "Time south_north west_east"
        put("PSFC", ground, np.float32(97_000))
        put("HGT", ground, np.float32(300))
        put("RAINC", ground, np.float32(2))
        put("RAINNC", ground, np.float32(3))
        # Columns run to the north-east: the rows of the grid are turned by 45°.
        across, along = np.meshgrid(np.arange(4.0), np.arange(3.0))
        lat = 0.1 * (across + along)
        put("XLAT", ground, lat)
        put("XLONG", ground, 113 + 0.1 * (across - along))
        times = file.createVariable("Times", "S1", ("Time", "DateStrLen"))
        times[0] = np.array([*"2023-07-20_03:00:00"], "S1")
    return path


def test_what_wrf_writes_is_read(tmp_path: Path) -> None:
    fields = open_weather([wrfout(tmp_path / "wrfout_d01")]).fields
    assert fields is not None
    cell = fields.isel(time=0, y=1, x=1).sel(level=700)
    assert str(fields["time"].values[0]).startswith("2023-07-20T03:00")
    assert float(cell["temperature_k"]) == pytest.approx(float(kelvin(np.array(700.0))), abs=0.05)
    assert float(cell["specific_humidity_kgkg"]) == pytest.approx(0.01 / 1.01, rel=1e-4)
    assert float(cell["height_msl_m"]) == pytest.approx(3200, abs=1)
    turned = 10 / np.sqrt(2)
    assert float(cell["wind_u_ms"]) == pytest.approx(turned, abs=0.02)
    assert float(cell["wind_v_ms"]) == pytest.approx(turned, abs=0.02)
    assert float(cell["precipitation_mm"]) == pytest.approx(5)
    assert fields["precipitation_mm"].attrs["hours"] == (3.0,)


def curvilinear(path: Path, names: tuple[str, str]) -> Path:
    across, along = np.meshgrid(np.arange(4.0), np.arange(3.0))
    lat, lon = 0.1 * (across + along), 113 + 0.1 * (across - along)
    dims = ("time", "level", "y", "x")
    shape = (1, 2, 3, 4)
    xr.Dataset(
        {
            "t": (dims, np.full(shape, 280.0), {"units": "K"}),
            names[0]: (dims, np.full(shape, 10.0), {"units": "m s-1"}),
            names[1]: (dims, np.zeros(shape), {"units": "m s-1"}),
        },
        {
            "time": TIMES[:1],
            "level": ("level", [850.0, 700.0], {"units": "hPa"}),
            "latitude": (("y", "x"), lat),
            "longitude": (("y", "x"), lon),
        },
    ).to_netcdf(path)
    return path


def test_winds_along_the_grid_are_turned_or_their_direction_is_said(tmp_path: Path) -> None:
    along = open_weather([curvilinear(tmp_path / "a", ("x_wind", "y_wind"))])
    assert along.fields is not None
    east = float(along.fields["wind_u_ms"].values[0, 0, 1, 1])
    north = float(along.fields["wind_v_ms"].values[0, 0, 1, 1])
    assert (east, north) == pytest.approx((7.07, 7.07), abs=0.02)
    true = open_weather([curvilinear(tmp_path / "b", ("eastward_wind", "northward_wind"))])
    assert true.fields is not None
    assert float(true.fields["wind_u_ms"].values[0, 0, 1, 1]) == pytest.approx(10)
    silent = open_weather([curvilinear(tmp_path / "c", ("u", "v"))])
    assert any("正东正北" in note for note in silent.notes)


def stacked(path: Path, dim: str, values: np.ndarray, numbers: list[int] | None) -> Path:
    coords = {
        "time": TIMES,
        "level": ("level", [850.0, 700.0], {"units": "hPa"}),
        "lat": LAT,
        "lon": LON,
    }
    if numbers is not None:
        coords[dim] = numbers
    dims = ("time", dim, "level", "lat", "lon")
    xr.Dataset({"t": (dims, values, {"units": "K"})}, coords).to_netcdf(path)
    return path


def test_of_two_versions_each_value_comes_from_the_one_that_has_it(tmp_path: Path) -> None:
    values = np.full((2, 2, 2, 3, 4), np.nan)
    values[0, 0] = 280
    values[1, 1] = 281
    fields = open_weather([stacked(tmp_path / "x", "expver", values, [1, 5])]).fields
    assert fields is not None
    means = fields["temperature_k"].mean(("level", "y", "x")).values
    assert means == pytest.approx([280, 281])


@pytest.mark.parametrize("numbers", [[2, 5, 7], None])
def test_members_of_an_ensemble_are_read_one_by_one(
    tmp_path: Path, numbers: list[int] | None
) -> None:
    values = np.zeros((2, 3, 2, 3, 4)) + np.array([270, 280, 290])[None, :, None, None, None]
    fields = open_weather([stacked(tmp_path / "x", "number", values, numbers)]).fields
    assert fields is not None
    found = {n: float(one["temperature_k"].mean()) for n, one in members_of(fields)}
    assert found == pytest.approx(dict(zip(numbers or [0, 1, 2], (270, 280, 290), strict=True)))
    last = fields["temperature_k"].isel(member=2, time=1, level=0)
    assert float(last.mean()) == pytest.approx(290)


def test_unsigned_packing_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with netCDF4.Dataset(path, "w", format="NETCDF3_CLASSIC") as file:
        for name, values in (("lat", LAT), ("lon", LON), ("level", np.array([850.0, 700]))):
            file.createDimension(name, values.size)
            file.createVariable(name, "f8", (name,))[:] = values
        file["level"].units = "hPa"
        packed = file.createVariable("t", "i1", ("level", "lat", "lon"), fill_value=-1)
        packed.set_auto_maskandscale(False)
        packed.setncattr("_Unsigned", "true")
        packed.setncattr("scale_factor", 0.5)
        packed.setncattr("add_offset", 200.0)
        packed.setncattr("units", "K")
        raw = np.full((2, 3, 4), 200, "u1")
        raw[0, 0, 0] = 255
        packed[:] = raw.view("i1")
    fields = open_weather([path]).fields
    assert fields is not None
    held = fields["temperature_k"].values[0]
    assert np.isnan(held[0, 0, 0])
    assert held[1] == pytest.approx(300)


def test_a_geopotential_of_minus_9999_is_no_height(tmp_path: Path) -> None:
    dims = ("time", "level", "lat", "lon")
    levels = np.array([850.0, 700, 500])
    height = np.broadcast_to(np.array([1500.0, 3000, 5600])[None, :, None, None], (1, 3, 3, 4))
    geopotential = height * 9.80665
    geopotential[0, 1] = -9999
    xr.Dataset(
        {
            "t": (dims, np.full((1, 3, 3, 4), 270.0), {"units": "K"}),
            "z": (dims, geopotential, {"units": "m2 s-2"}),
        },
        {"time": TIMES[:1], "level": ("level", levels, {"units": "hPa"}), "lat": LAT, "lon": LON},
    ).to_netcdf(tmp_path / "x")
    opened = open_weather([tmp_path / "x"])
    assert opened.fields is not None
    held = opened.fields["height_msl_m"].values[0]
    assert np.isnan(held[1]).all()
    assert held[0] == pytest.approx(1500)
    assert any("height_msl_m" in note and "12" in note for note in opened.notes)


def test_the_cases_of_grids_give_their_right_values() -> None:
    at = {"y": 2, "x": 2}
    base = open_weather([case("base.nc")]).fields
    both = open_weather([case("expver.nc")]).fields
    filled = open_weather([case("fill_undeclared_9999.nc")]).fields
    assert base is not None
    assert both is not None
    assert filled is not None
    right = compute(base).isel(time=0, **at)
    assert float(right["precipitable_water_mm"]) == pytest.approx(45.36, abs=0.01)
    assert float(right["height_0c_msl_m"]) == pytest.approx(3783, abs=1)
    found = compute(both).isel(**at)
    for name in ("precipitable_water_mm", "mu_cape_jkg", "moist_layer_depth_m"):
        assert found[name].values == pytest.approx([float(right[name])] * 2, rel=1e-4)
    left_out = compute(filled).isel(time=0, **at)
    assert float(left_out["moist_layer_depth_m"]) == pytest.approx(6793, abs=1)


@pytest.mark.parametrize(
    "name", ["ensemble_first_member_dry.nc", "g_ensemble.grib2", "g_ensemble_from_1.grib2"]
)
def test_the_cases_of_ensembles_have_three_members_one_of_them_dry(name: str) -> None:
    fields = open_weather([case(name)]).fields
    assert fields is not None
    depths = [
        float(compute(one)["moist_layer_depth_m"].isel(time=0, y=2, x=2))
        for _number, one in members_of(fields)
    ]
    assert sum(depth > 5000 for depth in depths) == 2
    assert sum(depth < 500 for depth in depths) == 1
