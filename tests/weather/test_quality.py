"""Rows that no ascent through one column of air has are left out and named; those of real ones stay."""

from pathlib import Path

import numpy as np
import pytest

from tests.weather.cases import case
from wxmod.weather.columns import ingredients
from wxmod.weather.profile import Profile
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.soundings import quality

MISSING = -9999.0
HPA = np.array(
    [950, 925, 900, 850, 800, 750, 700, 650, 600, 550, 500, 450, 400, 350, 300, 250, 200.0]
)


def column() -> np.ndarray:
    """Rows of pressure, height, temperature, dew point, direction, speed: 6.5 K/km from 28 °C at 550 m."""
    rows = []
    height, kelvin = 550.0, 301.15
    for n, hpa in enumerate(HPA):
        if n:
            # dT/dz = −6.5 K/km makes T a power of the pressure.
            cooler = 301.15 * (hpa / HPA[0]) ** (0.0065 * 287.05 / 9.80665)
            height += (kelvin - cooler) / 0.0065
            kelvin = cooler
        rows.append([hpa, height, kelvin - 273.15, kelvin - 273.15 - 5, 180.0, 10.0])
    return np.array(rows)


def spc(path: Path, rows: np.ndarray) -> Path:
    lines = [",".join(f"{value:.2f}" for value in row) for row in rows]
    head = "%TITLE%\n 54511   230720/0000\n\n%RAW%\n"
    path.write_text(head + "\n".join(lines) + "\n%END%\n")
    return path


def opened(path: Path) -> Profile:
    found = open_weather([path]).profile
    assert found is not None
    return found


def zero_m(profile: Profile) -> float:
    found, _gaps = ingredients.of(profile)
    height = found["height_0c_msl_m"]
    assert height is not None
    return height


def with_rows(after: int, *extra: tuple[float, float, float]) -> np.ndarray:
    """`column` with rows of pressure, height and temperature after its row *after*."""
    added = [[*row, MISSING, MISSING, MISSING] for row in extra]
    return np.insert(column(), after + 1, added, axis=0)


RIGHT_ZERO_M = 550 + 28 / 0.0065


@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("degc", [-89.7, 50.1, -20.0, 28.0])
def test_wrong_rows_in_a_run_are_left_out_and_named(
    tmp_path: Path, count: int, degc: float
) -> None:
    wrong = [(748.0 - 2 * n, 2560.0 + 20 * n, degc) for n in range(count)]
    profile = opened(spc(tmp_path / "x", with_rows(5, *wrong)))
    assert profile.pressure_hpa.tolist() == HPA.tolist()
    assert zero_m(profile) == pytest.approx(RIGHT_ZERO_M, abs=3)
    assert any(f"{count} 层与上下层不合" in note and "748" in note for note in profile.notes)


@pytest.mark.parametrize(
    ("from_surface_k", "kept"),
    [
        # Dry air cools by 0.9 K in the 92 m between 950 and 940 hPa; 12 K more is what a screen may be above it.
        (-12.5, True),
        (-13.5, False),
        # Strong inversions: 10 K and 0.08 K for each metre.
        (16.0, True),
        (19.0, False),
    ],
)
def test_bounds_of_a_layer_at_the_surface(from_surface_k: float, *, kept: bool) -> None:
    pressure = np.array([950.0, 940.0])
    temperature = np.array([20.0, 20.0 + from_surface_k])
    nothing = np.full(2, np.nan)
    found = quality.one_ascent(quality.Ascent(pressure, nothing, temperature, nothing))
    assert (found.rows.size == 2) is kept


@pytest.mark.parametrize(
    ("rise_m", "kept"), [(90.0, True), (-19.0, False), (180.0, True), (215.0, False)]
)
def test_a_thickness_that_temperature_does_not_make_is_no_layer(
    rise_m: float, *, kept: bool
) -> None:
    # From 950 to 940 hPa at 20 °C: 90.2 m; 100 m and the rounding of two pressures (11 m) are let pass.
    pressure = np.array([950.0, 940.0])
    height = np.array([550.0, 550.0 + rise_m])
    nothing = np.full(2, np.nan)
    ascent = quality.Ascent(pressure, height, np.full(2, 20.0), nothing)
    assert (quality.one_ascent(ascent).rows.size == 2) is (kept or rise_m == -19.0)


def test_a_balloon_coming_down_is_told_from_a_second_list(tmp_path: Path) -> None:
    rows = column()
    down = rows[[-4, -6, -9, -12]] + np.array([5.0, 0, -6, -6, 0, 0])
    profile = opened(spc(tmp_path / "down", np.vstack([rows, down])))
    assert profile.pressure_hpa.tolist() == HPA.tolist()
    assert any("下降段 4 层" in note for note in profile.notes)
    # Mandatory levels first, significant ones after: all of them are the ascent.
    twice = np.vstack([rows[::2], rows[1::2]])
    profile = opened(spc(tmp_path / "twice", twice))
    assert profile.pressure_hpa.tolist() == HPA.tolist()
    assert not any("下降段" in note for note in profile.notes)
    from_above = opened(spc(tmp_path / "above", rows[::-1]))
    assert from_above.pressure_hpa.tolist() == HPA.tolist()


def test_seconds_since_the_start_part_ascent_from_descent(tmp_path: Path) -> None:
    rows = column()
    down = rows[[-3, -6, -9]] + np.array([3.0, 0, -1, -1, 0, 0])
    both = np.vstack([rows, down])
    seconds = np.arange(len(both)) * 60
    mixed = np.random.default_rng(3).permutation(len(both))
    head = "站号,时间偏移(s),气压(hPa),高度(m),温度(℃),露点(℃),风向(°),风速(m/s)"
    lines = [f"54511,{seconds[i]}," + ",".join(f"{value:.2f}" for value in both[i]) for i in mixed]
    path = tmp_path / "x.csv"
    path.write_text("\n".join([head, *lines]))
    profile = opened(path)
    assert profile.pressure_hpa.tolist() == HPA.tolist()
    assert any("下降段 3 层" in note for note in profile.notes)


def test_levels_under_the_ground_are_left_out(tmp_path: Path) -> None:
    under = np.array([[1000.0, 105.0, 31.0, 24.0, MISSING, MISSING]])
    profile = opened(spc(tmp_path / "x", np.vstack([under, column()])))
    assert profile.pressure_hpa[0] == 950
    assert any("地面以下外推的 1 层" in note for note in profile.notes)
    calm = column()
    calm[0, 4:] = MISSING
    profile = opened(spc(tmp_path / "y", calm))
    assert profile.pressure_hpa[0] == 950, "a surface without wind is still the surface"
    assert any("925 hPa 以下没有风" in note for note in profile.notes)


@pytest.mark.parametrize(
    ("factor", "unit"), [(0.1, "dagpm"), (0.001, "km"), (1 / 0.3048, "ft"), (9.80665, "m²/s²")]
)
def test_heights_in_other_units_are_known_by_their_pressure(
    tmp_path: Path, factor: float, unit: str
) -> None:
    rows = column()
    rows[:, 1] *= factor
    lines = [",".join(f"{value:.4f}" for value in row) for row in rows]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(["气压,高度,温度,露点,风向,风速", *lines]))
    profile = opened(path)
    assert zero_m(profile) == pytest.approx(RIGHT_ZERO_M, abs=5)
    assert any(unit in note for note in profile.notes)


def test_kelvin_and_pascal_are_known_by_their_values(tmp_path: Path) -> None:
    rows = column()
    rows[:, 0] *= 100
    rows[:, 2:4] += 273.15
    profile = opened(spc(tmp_path / "x", rows))
    assert zero_m(profile) == pytest.approx(RIGHT_ZERO_M, abs=5)


def test_heights_that_fit_nowhere_are_given_up_before_the_air_is(tmp_path: Path) -> None:
    rows = column()
    rows[:, 1] = np.random.default_rng(1).uniform(600, 12_000, len(rows))
    profile = opened(spc(tmp_path / "x", rows))
    assert profile.pressure_hpa.tolist() == HPA.tolist()
    assert any("处处不合" in note for note in profile.notes)


def test_humidity_that_ends_low_is_said(tmp_path: Path) -> None:
    rows = column()
    rows[HPA < 500, 3] = MISSING
    profile = opened(spc(tmp_path / "x", rows))
    assert profile.moist_top_hpa == 500
    assert any("露点只到 500 hPa" in note for note in profile.notes)


@pytest.mark.parametrize(
    "name",
    [
        "s_base.txt",
        "s_pressure_bounce_dup.txt",
        "s_1000_below_ground_no_T.txt",
        "s_1000_below_ground_extrapolated_T.txt",
        "s_garbage_run1_cold.txt",
        "s_garbage_run2_cold.txt",
        "s_garbage_run3_cold.txt",
        "s_garbage_run2_hot.txt",
        "s_descent_after_burst.txt",
        "s_csv_height_dagpm.csv",
        "s_csv_short_names.csv",
        "s_csv_gempak.csv",
        "s_to_1hPa.txt",
    ],
)
def test_the_cases_of_soundings_give_their_right_values(name: str) -> None:
    profile = opened(case(name))
    found, _gaps = ingredients.of(profile)
    assert found["height_0c_msl_m"] == pytest.approx(4168, abs=1)
    assert found["height_minus20c_msl_m"] == pytest.approx(6877, abs=1)
    assert found["wet_bulb_zero_msl_m"] == pytest.approx(3767, abs=1)
    assert found["mu_cape_jkg"] == pytest.approx(5029, abs=3)
    assert found["dcape_jkg"] == pytest.approx(1151, abs=3)
    assert profile.notes or name in {"s_base.txt", "s_to_1hPa.txt"}
