"""One verdict wherever it is asked for; members of an ensemble; families of adiabats."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather.columns import isa
from tests.weather.storms import fields
from tests.weather.synthetic import forecast
from wxmod.actions import Desk
from wxmod.actions.weather import forecasts, grids, maps, reading
from wxmod.domain.geodesy import Point
from wxmod.weather.columns import ingredients
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.judging import areas, members, processes
from wxmod.weather.judging.criteria import load_criteria
from wxmod.weather.judging.places import Meant, assess
from wxmod.weather.judging.verdicts import NO, UNKNOWN, YES, Limits, judge
from wxmod.weather.readers.files import open_weather

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "cases" / "weather"
shared = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/data/cases")
RAIN = "north-china-stratiform"
ON = datetime(2023, 7, 20, tzinfo=UTC)
HERE = Point(lon=113.4, lat=38.0)


def written(made: xr.Dataset, path: Path) -> Path:
    made.to_netcdf(path)
    return path


def holed(made: xr.Dataset, known: int) -> xr.Dataset:
    """*made* with temperature in the first *known* cells alone, row by row from the south west."""
    lost = made.copy(deep=True)
    shape = (lost.sizes["latitude"], lost.sizes["longitude"])
    cells = np.arange(shape[0] * shape[1]).reshape(shape) >= known
    for name in ("t", "r"):
        lost[name] = lost[name].where(~xr.DataArray(cells, dims=("latitude", "longitude")))
    return lost


@pytest.mark.parametrize("known", [8, 40, 63])
def test_county_grid_and_processes_say_the_same(desk: Desk, tmp_path: Path, known: int) -> None:
    """However many cells can be told, the verdict of every hour is one."""
    path = written(holed(forecast(), known), tmp_path / "f.nc")
    wanted = forecasts.Wanted([path], [RAIN], "112.4,37.4,114.6,39.1")
    hours = grids.grid(desk, wanted).hours
    outline = forecasts.outline(desk, wanted.area)
    for hour in hours:
        meant = Meant(ON, outline=outline, when=hour.at, area_min=reading.area_min(desk))
        (one,) = assess([path], [RAIN], meant).judgements
        assert (one.favourable, one.area_fraction) == (hour.verdict, hour.favourable), hour.at
        assert one.score == hour.score
    found = [f.process for f in forecasts.look(desk, wanted).found if f.process.place == "area"]
    inside = {h.at for h in hours for p in found if p.window.start <= h.at < p.window.end}
    assert {h.at for h in hours if h.verdict} >= inside
    if known == 8:
        assert {h.verdict for h in hours} == {None}, "one cell in eight says nothing of the area"
    assert bool(found) is (known > 63 / 2)


def test_the_map_breaks_where_favourable_begins_and_a_failed_requirement_is_no_score(
    desk: Desk, tmp_path: Path
) -> None:
    sinking = forecast()
    sinking["w"] = -sinking["w"] + 0.1
    path = written(sinking, tmp_path / "f.nc")
    when = datetime(2023, 7, 20, 9, tzinfo=UTC)
    chart = maps.chart(desk, forecasts.Wanted([path], [RAIN]), "score", when)
    assert chart.edges == (0, 0.35, 0.7, 0.85, 1)
    assert np.nanmax(chart.values) < 0.7, "sinking air is never drawn as favourable"
    rising = maps.chart(
        desk, forecasts.Wanted([written(forecast(), tmp_path / "g.nc")], [RAIN]), "score", when
    )
    assert np.nanmax(rising.values) >= 0.7
    hail = maps.chart(desk, forecasts.Wanted([tmp_path / "g.nc"], ["hail-tianjin"]), "score", when)
    assert hail.edges[-2:] == (0.999, 1), "where all must be met, nothing less is favourable"


def codes(favourable: list[int], score: list[float]) -> xr.Dataset:
    shape = (1, 1, len(favourable))
    dims = ("time", "y", "x")
    return xr.Dataset(
        {
            "favourable": (dims, np.array(favourable, np.int8).reshape(shape)),
            "score": (dims, np.array(score, np.float32).reshape(shape)),
            "limiting": (dims, np.where(np.array(favourable) == YES, -1, 0).reshape(shape)),
        }
    )


def test_members_are_judged_apart_and_together_by_how_many_agree() -> None:
    """Four cells, three members: 2 of 3, 1 of 3, 1 of 2 that can tell, 1 of 3 that can tell at all."""
    said = [
        codes([YES, YES, YES, YES], [0.8, 0.9, 0.7, 0.7]),
        codes([YES, NO, NO, UNKNOWN], [1.0, 0.2, 0.1, np.nan]),
        codes([NO, NO, UNKNOWN, UNKNOWN], [0.3, 0.4, np.nan, np.nan]),
    ]
    apart = [members.Member(xr.Dataset({"a": s["score"]}), {"x": s}) for s in said]
    together = members.together(apart)["x"]
    assert together["favourable"].values.ravel().tolist() == [YES, NO, YES, UNKNOWN]
    assert together["probability"].values.ravel()[:3] == pytest.approx([2 / 3, 1 / 3, 1 / 2])
    assert together["score"].values.ravel()[:3] == pytest.approx([0.9, 0.3, 0.7])
    first = np.array([[True, False, False, False]])
    chance = members.chance(apart, "x", first, Limits(0.1, 0.5))
    assert (chance.members, chance.probability) == (3, 0.667)
    assert chance.spread["a"] == pytest.approx((0.3, 1.0))


def test_another_family_of_adiabats_can_be_asked_for(desk: Desk, tmp_path: Path) -> None:
    profile = isa(depression=1.0, shift=12.0)
    usual, _gaps = ingredients.of(profile)
    wobus, _gaps = ingredients.of(profile, Family.WOBUS)
    assert abs(wobus["mu_cape_jkg"] / usual["mu_cape_jkg"] - 1) > 0.02
    assert wobus["precipitable_water_mm"] == usual["precipitable_water_mm"], "no parcel in that"
    path = written(forecast(), tmp_path / "f.nc")
    asked = forecasts.asked(desk, forecasts.Wanted([path], family="wobus"))
    assert asked.family is Family.WOBUS
    assert forecasts.asked(desk, forecasts.Wanted([path])).family is Family.PSEUDO


def test_stable_ground_under_unstable_air_is_judged_by_the_best_lifted_index() -> None:
    hail = load_criteria("hail-tianjin")
    calm = {"wet_bulb_zero_msl_m": 3400.0, "precipitable_water_mm": 25.0, "lifted_index_degc": 6.0}
    day = datetime(2023, 7, 20, tzinfo=UTC).date()
    assert judge(calm | {"best_lifted_index_degc": 2.8}, {}, hail, day).favourable is True
    assert judge(calm | {"best_lifted_index_degc": 2.9}, {}, hail, day).favourable is False
    assert judge(calm, {}, hail, day).necessary


@pytest.mark.parametrize(
    ("k_index", "best_lifted", "verdict"),
    [(28, 0, True), (27.9, 0, False), (None, 0, True), (None, 0.1, False), (None, None, None)],
)
def test_where_850_hpa_lies_under_the_ground_the_others_decide(
    k_index: float | None, best_lifted: float | None, verdict: bool | None
) -> None:
    found = {
        "k_index_degc": k_index,
        "best_lifted_index_degc": best_lifted,
        "precipitable_water_mm": 30.0,
        "mu_cape_jkg": 800.0,
        "supercooled_layer_depth_m": 600.0,
    }
    convective = load_criteria("convective-rain")
    assert judge(found, {}, convective, ON.date()).favourable is verdict


def test_sinking_air_never_passes() -> None:
    """All else met and nine tenths of the score."""
    found = {
        "cloud_depth_m": 3000.0,
        "ice_supersaturation_pct": 5.0,
        "supercooled_layer_depth_m": 900.0,
        "omega_seeding_pa_s": 0.0,
        "precipitable_water_mm": 30.0,
        "cloud_top_temperature_degc": -15.0,
        "supercooled_water_mm": 0.2,
    }
    rain = load_criteria(RAIN)
    assert judge(found, {}, rain, ON.date()).favourable is True
    sinking = judge(found | {"omega_seeding_pa_s": 0.01}, {}, rain, ON.date())
    assert sinking.favourable is False
    assert sinking.limiting == "omega_seeding_pa_s"


@pytest.mark.parametrize(("ship", "verdict"), [(1.0, True), (0.9999, False), (None, None)])
def test_ship_is_judged_by_the_published_value(ship: float | None, verdict: bool | None) -> None:
    assert judge({"ship": ship}, {}, load_criteria("hail-ship"), ON.date()).favourable is verdict


def test_supercooled_water_is_summed_between_its_temperatures() -> None:
    """0.2 g/kg at the two levels of 600 and 500 hPa, each standing for 100 hPa: 2 x 0.0002 x 10000 / 9.80665 kg/m²."""
    few = fields(1, 1, 1).sel(level=[900, 700, 600, 500, 400, 300])
    kelvin = np.array([290, 280, 270, 260, 250, 230], np.float32)
    few["temperature_k"] = few["temperature_k"].copy(data=kelvin.reshape(1, 6, 1, 1))
    water = np.full((1, 6, 1, 1), 2e-4, np.float32)
    few["cloud_water_kgkg"] = (few["temperature_k"].dims, water)
    found = areas.compute(few, ("supercooled_water_mm",))
    assert float(found["supercooled_water_mm"].item()) == pytest.approx(0.4079, abs=1e-3)
    without = areas.compute(few.drop_vars("cloud_water_kgkg"), ("supercooled_water_mm",))
    assert np.isnan(without["supercooled_water_mm"]).all()


def at(name: str, criteria: str, **meant: object) -> object:
    place = Point(lon=113.4, lat=38.0)
    return assess([CASES / name], [criteria], Meant(ON, point=place, **meant))  # type: ignore[arg-type]


@shared
@pytest.mark.parametrize("name", ["base.nc", "levels_to_1hPa.nc"])
def test_the_column_of_the_shared_grids(name: str) -> None:
    found = at(name, RAIN).ingredients  # type: ignore[attr-defined]
    assert found["precipitable_water_mm"] == pytest.approx(45.36, abs=0.01)
    assert found["height_0c_msl_m"] == pytest.approx(3783, abs=1)
    assert found["mu_cape_jkg"] == pytest.approx(751, abs=1)
    assert found["moist_layer_depth_m"] == pytest.approx(6793, abs=1)
    assert found["omega_seeding_pa_s"] == pytest.approx(-0.30, abs=1e-3)
    layer = (found["seeding_base_msl_m"], found["seeding_top_msl_m"])
    assert layer == pytest.approx((4619, 6878), abs=1)


@shared
@pytest.mark.parametrize("name", ["ec_q_truth.nc", "ec_r_mixed_phase.nc"])
def test_the_same_air_has_the_same_verdict_however_humidity_is_given(name: str) -> None:
    found = at(name, RAIN)
    assert found.judgements[0].favourable is False  # type: ignore[attr-defined]
    assert found.ingredients["moist_layer_depth_m"] == 0  # type: ignore[attr-defined]


@shared
@pytest.mark.parametrize(
    "name", ["g_ensemble.grib2", "g_ensemble_from_1.grib2", "ensemble_first_member_dry.nc"]
)
def test_two_wet_members_of_three_are_a_probability_of_two_thirds(name: str) -> None:
    (one,) = at(name, RAIN).judgements  # type: ignore[attr-defined]
    assert (one.members, one.probability) == (3, 0.667)
    low, high = one.spread["cloud_depth_m"]
    assert low == 0
    assert high > 2000


@shared
def test_soundings_of_the_shared_cases_are_judged_by_layers_and_by_the_best_index() -> None:
    def favourable(name: str, criteria: str) -> tuple[bool | None, dict[str, float | None]]:
        profile = open_weather([CASES / name]).profile
        assert profile is not None
        found, gaps = ingredients.of(profile)
        return judge(found, gaps, load_criteria(criteria), ON.date()).favourable, dict(found)

    thin, _found = favourable("c_five_thin_layers.txt", RAIN)
    assert thin is False
    _verdict, night = favourable("c_nocturnal_inversion_elevated_instability.txt", "hail-tianjin")
    assert night["mu_cape_jkg"] == pytest.approx(3183, abs=3)
    assert night["lifted_index_degc"] > 2.8
    assert night["best_lifted_index_degc"] <= 2.8


def test_what_a_process_rests_on_is_decided_by_its_cells(desk: Desk, tmp_path: Path) -> None:
    path = written(forecast(), tmp_path / "f.nc")
    found = forecasts.look(desk, forecasts.Wanted([path], [RAIN]))
    assert found.found
    for each in found.found:
        required = {t.ingredient for t in load_criteria(RAIN).threshold if t.required}
        met = {e.ingredient for e in each.evidence if e.verdict.value == "met"}
        assert required <= met
    assert processes.COUNTY == "county"
