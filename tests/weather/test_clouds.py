"""Clouds as layers, the tropopause over them, and humidity that ends low: made-up columns whose truth is known.

The cases in ``../shared/data/cases/weather`` are judged too, where they are at hand.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wxmod.weather.columns import ingredients
from wxmod.weather.columns.clouds import cloud_layers
from wxmod.weather.columns.reference import saturation_hpa
from wxmod.weather.profile import Profile
from wxmod.weather.readers.files import open_weather

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "cases" / "weather"
shared = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/data/cases")
STEP_M = 100.0


def dewpoint(vapour_hpa: np.ndarray) -> np.ndarray:
    """Bolton (1980), inverted."""
    share = np.log(vapour_hpa / 6.112)
    return np.asarray(243.5 * share / (17.67 - share))


def air(
    top_m: float = 16_000.0,
    *,
    humid: "dict[tuple[float, float], float] | None" = None,
    iced: "tuple[float, float] | None" = None,
    tropopause_m: float = 11_000.0,
) -> Profile:
    """10 °C at the ground, 6.5 K/km up to the tropopause and none above it, 30 % humid.

    Args:
        humid: Relative humidity over water (%) from one height to another.
        iced: From where to where the air is just saturated over ice.
    """
    z = np.arange(0.0, top_m + 1, STEP_M)
    degc = 10 - 0.0065 * np.minimum(z, tropopause_m)
    pressure = 1000 * np.exp(-z / 7800)
    vapour = 0.3 * saturation_hpa(degc)
    for (low, high), rh in (humid or {}).items():
        inside = (z >= low) & (z <= high)
        vapour[inside] = rh / 100 * saturation_hpa(degc)[inside]
    if iced:
        inside = (z >= iced[0]) & (z <= iced[1])
        vapour[inside] = saturation_hpa(degc, over_ice=True)[inside]
    wind = np.full(z.size, 5.0)
    return Profile(pressure, z, degc, dewpoint(vapour), wind, wind, place="made up")


def test_thin_layers_are_no_thick_cloud() -> None:
    """Five layers of 400 m at 98 %: 85 % is crossed 80.9 % of a step away on both sides."""
    edges = {(z, z + 400.0): 98.0 for z in (1000.0, 2000.0, 3000.0, 4000.0, 5000.0)}
    found, _gaps = ingredients.of(air(humid=edges))
    beyond = STEP_M * (98 - 85) / (98 - 30)
    assert found["moist_layer_depth_m"] == pytest.approx(400 + 2 * beyond, abs=2)
    assert 400 < found["cloud_depth_m"] < 400 + 2 * STEP_M, "over ice it reaches a little farther"


def test_the_cloud_of_seeding_temperatures_is_judged_not_the_deepest() -> None:
    """-5 °C lies at 2308 m, -20 °C at 4615 m: the upper cloud is thinner, and the one that can be seeded."""
    found, _gaps = ingredients.of(air(humid={(200.0, 2000.0): 95.0, (3000.0, 4000.0): 95.0}))
    assert 2880 < found["cloud_base_msl_m"] < 3000
    assert 4000 < found["cloud_top_msl_m"] < 4100
    assert found["seeding_base_msl_m"] == pytest.approx(found["cloud_base_msl_m"], abs=1)
    assert found["seeding_top_msl_m"] == pytest.approx(found["cloud_top_msl_m"], abs=1)
    assert 1800 < found["moist_layer_depth_m"] < 1950


def test_without_seeding_temperatures_the_deepest_is_judged() -> None:
    found, _gaps = ingredients.of(air(humid={(200.0, 700.0): 95.0, (1000.0, 1900.0): 95.0}))
    assert 900 < found["cloud_base_msl_m"] < 1000
    assert found["seeding_base_msl_m"] == pytest.approx(15 / 6.5 * 1000, abs=1), "the window alone"


def test_cold_cloud_is_saturated_over_ice() -> None:
    """Saturated over ice up to 8000 m (-42 °C), where that is 67 % over water."""
    found, _gaps = ingredients.of(air(humid={(1500.0, 3000.0): 97.0}, iced=(3100.0, 8000.0)))
    assert found["cloud_top_msl_m"] == pytest.approx(8005, abs=10)
    assert found["cloud_top_temperature_degc"] == pytest.approx(-42, abs=0.2)


def test_a_cloud_beyond_the_tropopause_ends_at_it() -> None:
    profile = air(iced=(3000.0, 15_000.0), tropopause_m=9000.0)
    found, _gaps = ingredients.of(profile)
    assert found["tropopause_msl_m"] == pytest.approx(9000)
    assert found["cloud_top_msl_m"] == pytest.approx(9000)


@pytest.mark.parametrize(("lapse_kkm", "there"), [(1.9, True), (2.0, True), (2.1, False)], ids=str)
def test_the_tropopause_begins_where_lapse_falls_to_two_kelvin_a_kilometre(
    lapse_kkm: float, there: bool
) -> None:
    profile = air()
    above = np.maximum(profile.height_msl_m - 11_000, 0)
    degc = profile.temperature_degc - lapse_kkm / 1000 * above
    found, gaps = ingredients.of(replace(profile, temperature_degc=degc))
    if there:
        assert found["tropopause_msl_m"] == pytest.approx(11_000)
    else:
        assert found["tropopause_msl_m"] is None
        assert gaps["tropopause_msl_m"]


def test_a_thin_stable_layer_is_no_tropopause() -> None:
    """Isothermal from 7000 to 7500 m, then 6.5 K/km again: 2 km above, more than 2 K/km on average."""
    profile = air()
    z = profile.height_msl_m
    degc = profile.temperature_degc + 0.0065 * np.clip(z - 7000, 0, 500)
    found, _gaps = ingredients.of(replace(profile, temperature_degc=degc))
    assert found["tropopause_msl_m"] == pytest.approx(11_000)


def test_warm_air_above_the_tropopause_is_no_seeding_layer() -> None:
    """As analyses up to 1 hPa have it: -20 to -5 °C again in the upper stratosphere."""
    profile = air(48_000.0)
    z = profile.height_msl_m
    degc = profile.temperature_degc + 0.0018 * np.maximum(z - 20_000, 0)
    found, _gaps = ingredients.of(replace(profile, temperature_degc=degc))
    assert degc[-1] > -20
    assert found["seeding_top_msl_m"] == pytest.approx(30 / 6.5 * 1000, abs=1)


def dry_above(profile: Profile, height_m: float) -> Profile:
    """*profile* with its dew point lost from *height_m* on."""
    lost = profile.height_msl_m >= height_m
    return replace(profile, dewpoint_degc=np.where(lost, np.nan, profile.dewpoint_degc))


@pytest.mark.parametrize(
    ("name", "least_m"),
    [
        # The ground is at 1000 hPa; 700 hPa lies at 2782 m, 500 hPa at 5407 m, -20 °C at 4615 m.
        ("mu_cape_jkg", 2782),
        ("best_lifted_index_degc", 2782),
        ("dcape_jkg", 5407),
        ("ice_supersaturation_pct", 4615),
        ("cloud_depth_m", 4615),
    ],
)
def test_what_needs_humidity_is_absent_where_it_ends_lower(name: str, least_m: float) -> None:
    whole = air()
    above, _gaps = ingredients.of(dry_above(whole, least_m + 2.1 * STEP_M))
    assert above[name] is not None
    below, gaps = ingredients.of(dry_above(whole, least_m - 1.1 * STEP_M))
    assert below[name] is None
    assert "湿度只到" in gaps[name]


def test_wet_bulb_zero_is_absent_where_humidity_ends_below_it() -> None:
    whole = air()
    true, _gaps = ingredients.of(whole)
    height = true["wet_bulb_zero_msl_m"]
    above, _gaps = ingredients.of(dry_above(whole, height + 2 * STEP_M))
    assert above["wet_bulb_zero_msl_m"] == height
    below, gaps = ingredients.of(dry_above(whole, height - STEP_M))
    assert below["wet_bulb_zero_msl_m"] is None
    assert "湿度只到" in gaps["wet_bulb_zero_msl_m"]


def test_without_wind_at_the_ground_there_is_no_shear_from_it() -> None:
    profile = air()
    lost = profile.height_msl_m < STEP_M
    found, gaps = ingredients.of(
        replace(profile, wind_u_ms=np.where(lost, np.nan, profile.wind_u_ms))
    )
    assert found["shear_0_6km_ms"] is None
    assert "地面没有风" in gaps["shear_0_6km_ms"]


def test_the_layers_are_listed_with_gaps_and_the_judged_one_is_named() -> None:
    profile = air(humid={(200.0, 2000.0): 95.0, (3000.0, 4000.0): 95.0})
    found, _gaps = ingredients.of(profile)
    low, high = cloud_layers(profile, found["tropopause_msl_m"], found["cloud_base_msl_m"])
    assert (low.judged, high.judged) == (False, True)
    assert low.gap_m is None
    assert high.gap_m == pytest.approx(high.base_msl_m - low.top_msl_m, abs=1)
    assert high.depth_m == pytest.approx(found["cloud_depth_m"], abs=2)
    assert high.top_degc == pytest.approx(found["cloud_top_temperature_degc"], abs=0.1)


def case(name: str) -> dict[str, float | None]:
    profile = open_weather([CASES / name]).profile
    assert profile is not None
    return ingredients.of(profile)[0]


@shared
def test_the_shared_cases_of_layers_and_humidity() -> None:
    assert case("c_deep_ice_cloud_top_minus50.txt")["cloud_top_temperature_degc"] < -48
    thin = case("c_five_thin_layers.txt")
    assert thin["moist_layer_depth_m"] == pytest.approx(834, abs=1)
    assert thin["cloud_depth_m"] < 2000
    assert case("s_to_1hPa.txt")["seeding_top_msl_m"] == pytest.approx(6878, abs=2)
    high, low = case("s_no_dewpoint_above_300.txt"), case("s_dewpoint_only_surface.txt")
    assert high["wet_bulb_zero_msl_m"] == pytest.approx(3767, abs=1)
    assert high["dcape_jkg"] == pytest.approx(1151, abs=1)
    assert case("s_no_dewpoint_above_500.txt")["dcape_jkg"] is None
    assert [low[n] for n in ("wet_bulb_zero_msl_m", "dcape_jkg", "mu_cape_jkg")] == [None] * 3
    assert case("s_no_surface_wind.txt")["shear_0_6km_ms"] is None
