"""Whole grids: the same numbers as column by column, in order, called off when asked, in any number of threads."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import metpy.calc as mpcalc
import numpy as np
import pytest
import xarray as xr
from metpy.units import units

from tests.weather.storms import fields
from wxmod.weather.columns import ingredients, moments, pipeline, step
from wxmod.weather.columns.moments import moment
from wxmod.weather.columns.names import CONVERGENCE, FIELD_NAMES, NAMES, TREND
from wxmod.weather.columns.names import unit as unit_of
from wxmod.weather.columns.neighbours import Sphere
from wxmod.weather.profile import Profile


def test_a_grid_tells_what_each_of_its_columns_tells_alone() -> None:
    grid = fields()
    whole = pipeline.compute(grid)
    assert set(whole.data_vars) == set(FIELD_NAMES)
    here = grid.isel(time=1, y=2, x=4)
    alone = ingredients.of(
        Profile(
            grid["level"].values,
            here["height_msl_m"].values.astype(float),
            here["temperature_k"].values.astype(float) - 273.15,
            here["dewpoint_k"].values.astype(float) - 273.15,
            here["wind_u_ms"].values.astype(float),
            here["wind_v_ms"].values.astype(float),
            omega_pa_s=here["omega_pa_s"].values.astype(float),
        )
    )[0]
    found = whole.isel(time=1, y=2, x=4)
    told = {name: alone[name] for name in NAMES if alone[name] is not None}
    assert len(told) > 45
    for name, value in told.items():
        assert float(found[name]) == pytest.approx(value, rel=2e-3, abs=0.02), name


def test_ground_above_the_lowest_levels_takes_them_away() -> None:
    whole = pipeline.compute(fields(1))
    assert float(whole["mu_start_hpa"][0, 0].max()) <= 950
    assert float(whole["mu_start_hpa"][0, 1].max()) > 950


def test_every_moment_comes_in_order_and_progress_is_told() -> None:
    grid, seen = fields(3), []
    parts = list(
        pipeline.stream(grid, ("k_index_degc",), progress=lambda done, of: seen.append((done, of)))
    )
    assert [p["time"].values[0] for p in parts] == list(grid["time"].values)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert list(parts[0].data_vars) == ["k_index_degc"]
    assert parts[0]["k_index_degc"].attrs["units"] == "degC"


def test_whoever_reads_is_one_of_those_who_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    grid, seen = fields(4), set()
    read, kernel = moments.moment, pipeline.columns

    def reading(*asked, **more):
        seen.add(threading.get_ident())
        return read(*asked, **more)

    def computing(here, pool, family):
        for each in [
            pool.submit(lambda: (time.sleep(0.01), threading.get_ident())[1]) for _part in range(6)
        ]:
            seen.add(each.result())
        return kernel(here, pool, family)

    monkeypatch.setattr(moments, "moment", reading)
    monkeypatch.setattr(pipeline, "columns", computing)
    assert pipeline.compute(grid, threads=2).sizes["time"] == 4
    assert len(seen - {threading.get_ident()}) == 1


def test_a_thread_that_still_reads_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    here, read = moment(fields(1), 0).step, threading.Event()
    alone = step.columns(here)
    monkeypatch.setattr(step, "CHUNK", 3)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read.wait, 10)
        beside = step.columns(here, pool)
        assert not reading.done()
        read.set()
        reading.result()
        together = step.columns(here, pool)
    np.testing.assert_array_equal(beside, alone)
    np.testing.assert_array_equal(together, alone)


def test_work_called_off_stops_after_the_moment_under_way() -> None:
    stop, got = threading.Event(), []
    parts = pipeline.stream(fields(4), ("ship",), stop=stop)
    got.append(next(parts))
    stop.set()
    with pytest.raises(pipeline.Cancelled):
        got.append(next(parts))
    assert len(got) == 1


def test_threads_change_nothing() -> None:
    grid = fields(1, 60, 80)
    xr.testing.assert_identical(pipeline.compute(grid), pipeline.compute(grid, threads=2))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        pipeline.compute(fields(1), ("nonsense",))


def test_how_humidity_is_given_changes_little() -> None:
    grid = fields(1)
    kelvin, dew = grid["temperature_k"], grid["dewpoint_k"]
    vapour, full = (6.112 * np.exp(17.67 * (t - 273.15) / (t - 29.65)) for t in (dew, kelvin))
    by = {
        "relative_humidity_pct": 100 * vapour / full,
        "specific_humidity_kgkg": 0.622 * vapour / (grid["level"] - 0.378 * vapour),
    }
    told = pipeline.compute(grid)
    for name, values in by.items():
        again = pipeline.compute(
            grid.drop_vars("dewpoint_k").assign({name: values.transpose(*kelvin.dims)})
        )
        for which in ("mu_cape_jkg", "precipitable_water_mm", "k_index_degc", CONVERGENCE):
            np.testing.assert_allclose(
                again[which],
                told[which],
                rtol=5e-3,
                atol=0.05,
                err_msg=which,
            )


def test_the_freezing_level_trend_is_its_change_per_hour() -> None:
    whole = pipeline.compute(fields(2), ("height_0c_msl_m", TREND))
    assert np.isnan(whole[TREND][0]).all()
    change = (whole["height_0c_msl_m"][1] - whole["height_0c_msl_m"][0]) / 6
    np.testing.assert_allclose(whole[TREND][1], change, rtol=1e-4)


def test_a_rotating_flow_gathers_nothing_and_a_radial_one_does() -> None:
    lat, lon = np.meshgrid(
        np.linspace(37, 39, 21),
        np.linspace(112, 114, 21),
        indexing="ij",
    )
    sphere = Sphere(lat, lon)
    north, east = (
        (lat - 38) * 111_195,
        (lon - 113)
        * 111_195
        * np.cos(
            np.deg2rad(lat),
        ),
    )
    turning, outward = sphere.divergence(-north, east), sphere.divergence(east, north)
    inner = (slice(2, -2), slice(2, -2))
    assert np.abs(turning[inner]).max() < 0.03
    np.testing.assert_allclose(outward[inner], 2.0, atol=0.03)


def test_divergence_is_metpys() -> None:
    rng = np.random.default_rng(2)
    lat, lon = np.linspace(37, 39, 15), np.linspace(112, 114, 17)
    wave = np.outer(
        np.sin(np.linspace(0, 3, 15)),
        np.cos(np.linspace(0, 4, 17)),
    )
    east, north = (
        10 * wave + rng.normal(0, 0.01, wave.shape),
        8 * wave.T[:15, :15].mean() + 5 * wave,
    )
    dx, dy = mpcalc.lat_lon_grid_deltas(lon, lat)
    theirs = mpcalc.divergence(
        east * units("m/s"),
        north * units("m/s"),
        dx=dx,
        dy=dy,
    ).m
    ours = Sphere(*np.meshgrid(lat, lon, indexing="ij")).divergence(east, north)
    turn = (
        north * np.tan(np.deg2rad(lat))[:, None] / 6_371_000
    )  # the sphere's own term, which dx and dy leave out
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_allclose((ours + turn)[inner], theirs[inner], atol=2e-6)


def test_every_ingredient_has_a_unit() -> None:
    assert {unit_of(name) for name in FIELD_NAMES} >= {"J kg-1", "hPa", "m", "degC", "mm"}


def test_a_file_without_vertical_motion_or_wind_says_nothing_of_them() -> None:
    bare = fields(1).drop_vars(["omega_pa_s", "wind_u_ms", "wind_v_ms"])
    whole = pipeline.compute(bare)
    for name in ("omega_seeding_pa_s", "shear_0_6km_ms", CONVERGENCE):
        assert np.isnan(whole[name]).all(), name
    assert np.isfinite(whole["mu_cape_jkg"]).all()


def test_a_moment_is_read_alone() -> None:
    assert moment(fields(3, 2, 2), 2).shape == (2, 2)


def test_the_kernel_loads_without_scipys_linear_algebra_and_leaves_numbas_own_whole() -> None:
    script = """
import sys, numba, numpy as np
from wxmod.weather.columns import pipeline
pipeline.warm_up()
assert "scipy.linalg" not in sys.modules
print(numba.njit(lambda a: np.dot(a, a))(np.eye(3)).sum())
"""
    told = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
    )
    assert float(told.stdout) == 3
