"""Known air gives known numbers; what cannot be told is absent with its reason, never zero."""

from datetime import date

import numpy as np
import pytest

from tests.weather.columns import isa
from wxmod import wording
from wxmod.domain.command.processes import Verdict
from wxmod.weather.columns import ingredients
from wxmod.weather.judging.criteria import Criteria, Judgement, list_criteria, load_criteria
from wxmod.weather.judging.verdicts import judge
from wxmod.weather.labels import LABELS


def test_isotherms_of_the_standard_atmosphere() -> None:
    found, _gaps = ingredients.of(isa())
    assert found["height_0c_msl_m"] == pytest.approx(2307.7, abs=0.2)
    assert found["height_minus20c_msl_m"] == pytest.approx(5384.6, abs=0.2)


def test_shear_lapse_and_indices_by_hand() -> None:
    found, _gaps = ingredients.of(isa())
    assert found["shear_0_6km_ms"] == pytest.approx(30, abs=0.01)
    assert found["lapse_700_500_ckm"] == pytest.approx(6.5, abs=0.05)
    column = isa()
    t = {
        p: np.interp(
            -np.log(p),
            -np.log(column.pressure_hpa),
            column.temperature_degc,
        )
        for p in (850, 700, 500)
    }
    assert found["k_index_degc"] == pytest.approx(
        t[850] - t[500] + t[850] - 10 - 10,
        abs=0.05,
    )
    assert found["total_totals_degc"] == pytest.approx(
        2 * t[850] - 10 - 2 * t[500],
        abs=0.05,
    )


def test_water_and_wet_bulb_agree_with_a_hand_integral() -> None:
    column = isa()
    found, _gaps = ingredients.of(column)
    vapour = 6.112 * np.exp(17.67 * column.dewpoint_degc / (column.dewpoint_degc + 243.5))
    mixing = 0.622 * vapour / (column.pressure_hpa - vapour)
    mean = (mixing[1:] + mixing[:-1]) / 2
    millimetres = float((mean * -np.diff(column.pressure_hpa)).sum() * 100 / 9.80665)
    assert found["precipitable_water_mm"] == pytest.approx(millimetres, rel=0.02)
    assert found["wet_bulb_zero_msl_m"] is not None
    assert 1000 < found["wet_bulb_zero_msl_m"] < 2307


def test_a_saturated_cold_column_is_moist_supercooled_and_ice_supersaturated() -> None:
    found, _gaps = ingredients.of(isa(depression=0.0, shift=-8))
    assert found["supercooled_layer_depth_m"] is not None
    assert found["supercooled_layer_depth_m"] == pytest.approx(20 / 6.5 * 1000, abs=101)
    assert found["ice_supersaturation_pct"] == pytest.approx(21, abs=2)
    dry, gaps = ingredients.of(isa(depression=25.0))
    assert dry["supercooled_layer_depth_m"] == 0
    assert dry["cloud_top_msl_m"] is None
    assert gaps["cloud_top_msl_m"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "碘化银无效"), ("en", "silver iodide does nothing")],
)
def test_a_warm_cloud_is_favourable_only_where_thick_and_warm_to_its_top_and_says_what_it_does_not_look_at(
    lang: str, said: str
) -> None:
    wording.use(lang)
    warm, january = load_criteria("warm-cloud"), date(2016, 1, 7)

    def told(depth: float, top: float | None) -> Judgement:
        return judge({"cloud_depth_m": depth, "cloud_top_temperature_degc": top}, {}, warm, january)

    assert [
        told(1300, 4.0).favourable,
        told(900, 4.0).favourable,
        told(1300, -3.0).favourable,
    ] == [
        True,
        False,
        False,
    ]
    assert told(1300, None).favourable is None
    assert said in told(1300, 4.0).caution


def test_a_sounding_that_stops_early_tells_no_energy() -> None:
    found, gaps = ingredients.of(isa(8_000.0))
    assert found["mu_cape_jkg"] is None
    assert "中断" in gaps["mu_cape_jkg"]


def test_high_ground_has_no_850() -> None:
    column = isa()
    high = column.kept(column.pressure_hpa < 800)
    found, gaps = ingredients.of(high)
    assert found["k_index_degc"] is None
    assert "850" in gaps["k_index_degc"]


def test_frozen_ground_has_no_wet_bulb_zero() -> None:
    found, gaps = ingredients.of(isa(shift=-30))
    assert found["wet_bulb_zero_msl_m"] is None
    assert found["height_0c_msl_m"] is None
    assert gaps["wet_bulb_zero_msl_m"]


def test_every_ingredient_has_a_word_and_is_absent_or_told() -> None:
    found, gaps = ingredients.of(isa())
    assert set(found) == set(LABELS)
    assert {name for name, value in found.items() if value is None} == set(gaps)
    assert gaps["omega_seeding_pa_s"]


@pytest.mark.parametrize("criteria", list_criteria(), ids=lambda c: c.name)
def test_shipped_criteria_use_known_ingredients_and_name_their_sources(criteria: Criteria) -> None:
    for threshold in criteria.threshold:
        assert threshold.ingredient in LABELS
        assert threshold.source


def test_a_missing_ingredient_is_unknown_and_a_required_one_leaves_the_verdict_open() -> None:
    criteria = load_criteria("hail-tianjin")
    told = {
        "precipitable_water_mm": 20.0,
        "best_lifted_index_degc": -3.0,
        "wet_bulb_zero_msl_m": None,
    }
    judged = judge(told, {"wet_bulb_zero_msl_m": "缺露点"}, criteria, date(2023, 6, 5))
    assert judged.favourable is None
    assert judged.limiting == "wet_bulb_zero_msl_m"
    unknown = next(e for e in judged.evidence if e.value is None)
    assert (unknown.verdict, unknown.reason) == (Verdict.UNKNOWN, "缺露点")


def test_a_threshold_follows_the_month() -> None:
    criteria = load_criteria("hail-tianjin")
    told: dict[str, float | None] = {
        "precipitable_water_mm": 20.0,
        "best_lifted_index_degc": -3.0,
        "wet_bulb_zero_msl_m": 3700.0,
    }
    assert judge(told, {}, criteria, date(2023, 6, 5)).favourable is True
    assert judge(told, {}, criteria, date(2023, 5, 5)).favourable is False
    assert judge(told, {}, criteria, date(2023, 1, 5)).favourable is False


def test_a_score_counts_the_weight_of_what_is_known() -> None:
    criteria = load_criteria("hail-kashi")
    told: dict[str, float | None] = {
        "total_totals_degc": 50.0,
        "k_index_degc": 30.0,
        "showalter_index_degc": 3.0,
        "height_0c_msl_m": 4000.0,
        "height_minus20c_msl_m": None,
    }
    judged = judge(told, {}, criteria, date(2023, 6, 5))
    assert (judged.score, judged.favourable) == (0.75, True)
    assert (
        judge(
            told | {"k_index_degc": 10.0},
            {},
            criteria,
            date(2023, 6, 5),
        ).favourable
        is False
    )


def test_criteria_load_nothing_heavy() -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    heavy = {"xarray", "metpy", "pandas", "numpy"}
    code = (
        f"import sys, wxmod.weather.judging.criteria; print(sorted({heavy} & sys.modules.keys()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
