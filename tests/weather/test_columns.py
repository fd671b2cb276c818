"""The kernel against MetPy, SHARPlib and the figures the Storm Prediction Center printed."""

import os
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.weather import sharp
from tests.weather.columns import isa
from tests.weather.storms import warm_column
from wxmod.weather.columns import ingredients, reference
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.maths import exp, ln, saturation
from wxmod.weather.columns.step import bridged, columns
from wxmod.weather.profile import Profile
from wxmod.weather.readers.soundings.lists import read_spc

SARS = (
    Path(
        os.environ.get(
            "WXMOD_SHARED",
            Path(__file__).resolve().parents[3] / "shared",
        )
    )
    / "data"
    / "soundings"
    / "sars_hail"
    / "hail"
)
needs_sars = pytest.mark.skipif(
    not SARS.exists(), reason="the SARS hail soundings are not beside the project"
)
CLOSE = {
    "cape_jkg": 125,
    "cin_jkg": 40,
    "index_degc": 0.15,
    "totals_degc": 0.01,
    "water_mm": 0.15,
    "shear": 0.05,
    "lapse_700": 0.01,
    "height_": 1,
    "wet_bulb_zero_msl": 6,
    "seeding_base": 130,
    "seeding_top": 65,
    "supercooled": 90,
}
"""How far the kernel may be from MetPy and plain NumPy: CAPE by the virtual temperature MetPy leaves out, layers by the
reference's 50 m steps, their base also by a level that only touches the temperature."""


def apart(profile: Profile) -> dict[str, tuple[float, float]]:
    """Difference from the reference and what is allowed, of everything both can tell."""
    ours, theirs = ingredients.of(profile)[0], reference.of(profile)[0]
    told = {}
    for name, value in theirs.items():
        allowed = next(
            (v for part, v in CLOSE.items() if part in name),
            None,
        )
        mine = ours.get(name)
        if allowed is not None and value is not None and mine is not None:
            told[name] = (abs(mine - value), allowed)
    return told


@pytest.mark.parametrize("seed", range(6))
def test_a_made_up_storm_reads_as_metpy_reads_it(seed: int) -> None:
    found = apart(warm_column(np.random.default_rng(seed)))
    assert len(found) > 20
    assert {name: pair for name, pair in found.items() if pair[0] > pair[1]} == {}


@needs_sars
def test_real_soundings_read_as_metpy_reads_them() -> None:
    files = sorted(SARS.iterdir())[::23]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [apart(read_spc(f.read_text(errors="replace"), f)) for f in files]
    assert len(found) == 30
    assert [pair for each in found for pair in each.items() if pair[1][0] > pair[1][1]] == []


def full_depth() -> list[tuple[Path, str]]:
    """Files in which NSHARP itself reached the equilibrium level and the greatest height of the parcel."""
    texts = [(f, f.read_text(errors="replace")) for f in sorted(SARS.iterdir())]
    return [
        (f, t)
        for f, t in texts
        if all(re.search(rf"\b{of}:\s+[1-9]\d*mb", t) for of in ("EL", "MPL"))
    ]


@needs_sars
def test_the_storm_prediction_center_printed_the_same_figures() -> None:
    energy, water = [], []
    for path, text in full_depth():
        found, _gaps = ingredients.of(read_spc(text, path), Family.WOBUS)
        printed = float(re.search(r"CAPE:\s+(\d+)", text)[1])
        energy.append(abs((found["mu_cape_jkg"] or 0) - printed))
        inches = re.search(r"Precip Water:\s+([\d.]+)", text)
        water.append(abs((found["precipitable_water_mm"] or 0) - float(inches[1]) * 25.4))
    assert len(energy) > 400
    assert np.mean(np.array(energy) <= 60) >= 0.95
    assert np.mean(np.array(water) <= 1.0) >= 0.95


@needs_sars
@pytest.mark.skipif(not sharp.AVAILABLE, reason="SHARPlib has no wheel for this machine")
def test_significant_hail_is_what_sharplib_says() -> None:
    gaps = []
    for path, text in full_depth()[::8]:
        profile = read_spc(text, path)
        gaps.append(
            abs(
                (ingredients.of(profile, Family.WOBUS)[0]["ship"] or 0)
                - sharp.most_unstable(profile)["ship"]
            )
        )
    assert np.mean(np.array(gaps) <= 0.2) >= 0.9


@pytest.mark.skipif(not sharp.AVAILABLE, reason="SHARPlib has no wheel for this machine")
@pytest.mark.parametrize("seed", range(4))
def test_a_made_up_storm_reads_as_sharplib_reads_it(seed: int) -> None:
    profile = warm_column(np.random.default_rng(seed))
    ours, theirs = ingredients.of(profile, Family.WOBUS)[0], sharp.most_unstable(profile)
    assert ours["mu_start_hpa"] == pytest.approx(theirs["start"], abs=0.1)
    assert ours["mu_cape_jkg"] == pytest.approx(theirs["cape"], abs=60)
    assert ours["ship"] == pytest.approx(theirs["ship"], abs=0.2)


def test_wobus_gives_the_greater_energy() -> None:
    profile = warm_column(np.random.default_rng(3))
    pseudo, wobus = (ingredients.of(profile, family)[0]["mu_cape_jkg"] for family in Family)
    assert pseudo is not None
    assert wobus is not None
    assert 1.02 < wobus / pseudo < 1.15


def test_a_column_reads_alike_alone_and_in_any_place_of_a_crowd() -> None:
    rng = np.random.default_rng(5)
    steps = [
        ingredients.step(warm_column(rng, ground_degc=20 + rng.uniform(0, 12)))
        for _each in range(7)
    ]
    many = steps[0]._replace(
        air=tuple(
            np.tile(
                np.concatenate([s.air[i] for s in steps], 1),
                (1, 200),
            )
            for i in range(6)
        ),
        surface=np.tile(
            np.concatenate([s.surface for s in steps], 1),
            (1, 200),
        ),
    )
    together = columns(many)
    assert together.shape[1] == 1400
    for c in (0, 5, 511, 512, 513, 1023, 1024, 1399):
        np.testing.assert_array_equal(
            together[:, c],
            columns(steps[c % 7])[:, 0],
        )


@pytest.mark.parametrize(
    ("spoil", "lost", "kept"),
    [
        (lambda p: replace(p, wind_u_ms=p.wind_u_ms * np.nan), "shear_0_6km_ms", "mu_cape_jkg"),
        (
            lambda p: replace(p, dewpoint_degc=p.dewpoint_degc * np.nan),
            "mu_cape_jkg",
            "height_0c_msl_m",
        ),
        (lambda p: p.kept(p.pressure_hpa > 450), "mu_cape_jkg", "lapse_700_500_ckm"),
        (lambda p: replace(p, omega_pa_s=None), "omega_seeding_pa_s", "ship"),
    ],
    ids=["no wind", "no humidity", "stops early", "no vertical motion"],
)
def test_what_is_missing_is_named_and_never_zero(
    spoil: Callable[[Profile], Profile], lost: str, kept: str
) -> None:
    found, gaps = ingredients.of(spoil(warm_column(np.random.default_rng(1))))
    assert found[lost] is None
    assert gaps[lost]
    assert found[kept] is not None


def test_gaps_between_known_levels_are_bridged_and_the_ends_are_not() -> None:
    height = np.arange(5, dtype=np.float32)
    nan = np.float32(np.nan)
    values = np.array(
        [
            [nan, 1],
            [2, 2],
            [nan, nan],
            [4, nan],
            [nan, nan],
        ],
        np.float32,
    )
    np.testing.assert_array_equal(
        bridged(values, height).T,
        [[nan, 2, 3, 4, nan], [1, 2, nan, nan, nan]],
    )


def test_arithmetic_of_the_kernel_is_close_to_the_librarys() -> None:
    x = np.geomspace(1e-6, 1100, 400, dtype=np.float32)
    np.testing.assert_allclose(
        [ln(v) for v in x],
        np.log(x),
        atol=2e-6,
    )
    y = np.linspace(-20, 20, 400, dtype=np.float32)
    np.testing.assert_allclose(
        [exp(v) for v in y],
        np.exp(y),
        rtol=1e-5,
    )
    assert saturation(np.float32(0)) == pytest.approx(6.112, rel=1e-5)


def test_dry_air_has_no_energy_rather_than_none_told() -> None:
    found, gaps = ingredients.of(isa(20_000, depression=30))
    assert found["mu_cape_jkg"] == 0
    assert "mu_cape_jkg" not in gaps
    assert found["mu_lfc_hpa"] is None
    assert gaps["mu_lfc_hpa"]


def test_of_two_buoyant_layers_the_larger_gives_the_levels() -> None:
    profile = warm_column(np.random.default_rng(1))
    lid = (profile.pressure_hpa <= 300) & (profile.pressure_hpa > 250)
    warm = replace(profile, temperature_degc=profile.temperature_degc + np.where(lid, 25.0, 0.0))
    whole, found = (ingredients.of(p)[0] for p in (profile, warm))
    assert found["mu_el_hpa"] is not None
    assert whole["mu_el_hpa"] is not None
    assert 300 < found["mu_el_hpa"] < 400
    assert whole["mu_el_hpa"] < 250
    assert 0.4 < (found["mu_cape_jkg"] or 0) / (whole["mu_cape_jkg"] or 1) < 0.95


def test_a_column_that_stops_low_tells_no_depth_of_moist_air() -> None:
    depths = ("moist_layer_depth_m", "supercooled_layer_depth_m")
    for top, told in (
        (3000.0, False),
        (5500.0, True),
        (12_000.0, True),
    ):  # 5.5 km: -20.75 °C at 505 hPa
        column = isa(top, depression=1.0)
        for found in (ingredients.of(column)[0], reference.of(column)[0]):
            assert [found[name] is not None for name in depths] == [told] * 2, top
    assert "hPa" in ingredients.of(isa(3000.0))[1][depths[0]]


def test_a_parcel_that_starts_at_500_hpa_is_not_lifted_to_it() -> None:
    column = isa(15_000.0)
    high = column.kept(column.pressure_hpa <= 500)
    high.pressure_hpa[0] = 500.0
    found, gaps = ingredients.of(high)
    assert found["lifted_index_degc"] is None
    assert "500" in gaps["lifted_index_degc"]
