"""Relative humidity is over water when it leaves the reader, whatever the file took it over."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather.cases import case
from wxmod.weather.columns.pipeline import compute
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.grids import phase
from wxmod.weather.readers.grids.pieces import Origin

LEVELS = np.array([850.0, 700, 600, 500, 400, 300, 250])
DEGC = np.array([14.0, 4, -3.33, -12, -24, -40, -46.7])


@pytest.mark.parametrize(
    ("kelvin", "expected_hpa"),
    [
        # Worked out apart with Teten's formula: over water at 0.01 °C, over ice at −23 °C and below, between them
        # the square of the share of the way: at −11.5 °C a quarter water.
        (273.16, 6.1121),
        (250.16, 0.7706),
        (233.15, 0.1282),
        (261.66, 2.3389),
    ],
)
def test_saturation_of_the_mixed_phase_is_that_of_the_ifs(
    kelvin: float, expected_hpa: float
) -> None:
    found = phase.saturation_hpa(np.array([kelvin]), phase.table().formulation["ifs"])
    assert float(found[0]) == pytest.approx(expected_hpa, rel=1e-3)


@pytest.mark.parametrize(
    ("origin", "on", "over"),
    [
        (Origin("ecmf", 157), date(2023, 7, 20), "ifs"),
        (Origin("ecmf", 260242), date(2023, 7, 20), None),
        (Origin("kwbc", 157), date(2021, 3, 21), "ncep"),
        (Origin("kwbc", 157), date(2021, 3, 22), "water"),
        (Origin("babj", 157), date(2023, 7, 20), None),
    ],
)
def test_the_table_goes_by_centre_parameter_and_date(
    origin: Origin, on: date, over: str | None
) -> None:
    found = phase.by_table(origin, on)
    assert (found and found.over) == over


@pytest.mark.parametrize(
    ("humidity_pct", "seen"),
    [
        # At −40 °C saturation over ice is 67 % over water.
        (30.0, "nothing"),
        (67.0, "water"),
        (79.0, "water"),
        (83.0, "mixed"),
        (104.0, "mixed"),
        (106.0, "impossible over water"),
    ],
)
def test_cold_moist_values_tell_the_phase(humidity_pct: float, seen: str) -> None:
    values = np.full((1, 5, 5), humidity_pct)
    assert phase.seen_in(values, np.full((1, 5, 5), 233.15))[0] == seen


def test_one_odd_cell_of_many_decides_nothing() -> None:
    values = np.full((1, 10, 10), 60.0)
    values[0, 0, 0] = 110
    assert phase.seen_in(values, np.full((1, 10, 10), 233.15))[0] == "water"


def test_values_impossible_over_water_overrule_the_table() -> None:
    cold = np.full((1, 5, 5), 233.15)
    decision = phase.decided(Origin("kwbc", 157), date(2023, 1, 1), np.full((1, 5, 5), 115.0), cold)
    assert decision.over == "ifs"
    assert "115" in decision.note


def forecast(path: Path, humidity: tuple[str, np.ndarray, str], **attrs: str) -> Path:
    name, values, units = humidity
    height = 44_330.8 * (1 - (LEVELS / 1013.25) ** 0.190263)
    shape = (1, LEVELS.size, 3, 3)
    dims = ("time", "level", "latitude", "longitude")

    def spread(column: np.ndarray) -> np.ndarray:
        return np.broadcast_to(column[None, :, None, None], shape).astype("float32")

    xr.Dataset(
        {
            "t": (dims, spread(DEGC + 273.15), {"units": "K"}),
            name: (dims, spread(values), {"units": units}),
            "u": (dims, spread(DEGC * 0 + 5), {"units": "m s-1"}),
            "v": (dims, spread(DEGC * 0 + 5), {"units": "m s-1"}),
            "z": (dims, spread(height * 9.80665), {"units": "m2 s-2"}),
        },
        {
            "time": np.array(["2023-07-20"], "datetime64[ns]"),
            "level": ("level", LEVELS, {"units": "hPa"}),
            "latitude": [37.0, 37.5, 38.0],
            "longitude": [113.0, 113.5, 114.0],
        },
        attrs,
    ).to_netcdf(path)
    return path


def test_the_same_air_as_q_and_as_mixed_phase_r_gives_the_same_column(tmp_path: Path) -> None:
    mixed = np.array([70.0, 80, 81, 79, 84, 90, 83])
    saturated = phase.saturation_hpa(DEGC + 273.15, phase.table().formulation["ifs"])
    vapour = mixed / 100 * saturated
    specific = 0.622 * vapour / (LEVELS - 0.378 * vapour)
    found = []
    for name, humidity in (("q", ("q", specific, "kg kg-1")), ("r", ("r", mixed, "%"))):
        opened = open_weather([forecast(tmp_path / name, humidity)])
        assert opened.fields is not None
        found.append(compute(opened.fields).isel(time=0, y=1, x=1))
    by_q, by_r = found
    for name in ("moist_layer_depth_m", "supercooled_layer_depth_m", "precipitable_water_mm"):
        assert float(by_r[name]) == pytest.approx(float(by_q[name]), rel=2e-3, abs=1)
    assert float(by_q["moist_layer_depth_m"]) == 0


def test_what_was_decided_is_said(tmp_path: Path) -> None:
    mixed = np.array([70.0, 80, 81, 79, 84, 90, 83])
    by_values = open_weather([forecast(tmp_path / "a", ("r", mixed, "%"))])
    assert any("IFS" in note and "90" in note for note in by_values.notes)
    dry = open_weather([forecast(tmp_path / "b", ("r", mixed / 3, "%"))])
    assert any("未核实" in note for note in dry.notes)
    named = open_weather(
        [
            forecast(
                tmp_path / "c",
                ("r", mixed / 3, "%"),
                institution="European Centre for Medium-Range Weather Forecasts",
            )
        ]
    )
    assert any("ecmf" in note for note in named.notes)


def test_humidity_of_the_case_is_that_of_its_truth() -> None:
    found = []
    for name in ("ec_q_truth.nc", "ec_r_mixed_phase.nc"):
        opened = open_weather([case(name)])
        assert opened.fields is not None
        found.append(compute(opened.fields).isel(time=0, y=2, x=2))
    assert float(found[0]["moist_layer_depth_m"]) == 0
    assert float(found[1]["moist_layer_depth_m"]) == 0
    water = [float(each["precipitable_water_mm"]) for each in found]
    assert water[1] == pytest.approx(water[0], rel=1e-3)
