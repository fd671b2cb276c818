"""`wxmod plan area` on the command line."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.duty_log import hail, ready
from tests.firing.test_aiming_commands import ran, told
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import plume, recording
from wxmod.domain.ammunition.ledger import Lot
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import area_km2
from wxmod.planning.dispersion import Air, Footprint

PLUME = ("--method", "plume", "--wind", "240,10", "--range", "4900", "--agi-g", "10")


def rockets(desk: Desk) -> list[str]:
    """Two operations with rockets, whose directions are on record."""
    found = [
        row.no
        for row in recording.find(desk)
        if row.operation.releases[0].equipment.startswith("L") and row.operation.azimuths_deg
    ]
    return found[:2]


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_a_plume_says_how_far_it_may_be_off_and_what_it_rests_on(
    example: Desk, lang: str, tmp_path: Path
) -> None:
    wording.use(lang)
    layer = tmp_path / "a.geojson"
    (no, _other) = rockets(example)
    answer = told(example, "plan", "area", no, *PLUME, "--geojson", str(layer))
    (claim,) = answer["claims"]
    assert claim["low_km2"] < claim["area"]["km2"] < claim["high_km2"]
    assert claim["area"]["method"] == "plume"
    assert claim["area"]["confidence"] == "unverified"
    assert "未见权威数值" in claim["area"]["source"]
    assert claim["area"]["inputs"]["wind_ms"] == "10.0"
    (feature,) = json.loads(layer.read_text("utf-8"))["features"]
    told_there = feature["properties"]
    assert (told_there["low_km2"], told_there["high_km2"]) == (claim["low_km2"], claim["high_km2"])
    assert (told_there["operation"], told_there["seeded_at"]) == (no, "4900m")
    ring = feature["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert area_km2(tuple(map(tuple, ring))) == pytest.approx(claim["area"]["km2"], rel=0.005)
    assert "km²" in ran(example, "plan", "area", no).output


def test_joint_operations_have_a_sum_and_a_union(example: Desk) -> None:
    (no, other) = rockets(example)
    answer = told(example, "plan", "area", no, other, no, "--method", "nominal")
    assert len(answer["claims"]) == 2
    assert answer["sum_km2"] == 80
    assert answer["inside_km2"] <= answer["union_km2"] + 0.01 <= 80.02


def test_a_plume_in_two_parts_loses_neither(desk: Desk, tmp_path: Path) -> None:
    """Fired north-west and south: the parts together are the area, on the map, in the union and in the file."""
    ready(desk)
    no = recording.record(desk, hail(desk, azimuths_deg="180,330")).name
    layer = tmp_path / "a.geojson"
    answer = told(desk, "plan", "area", no, *PLUME, "--geojson", str(layer))
    (claim,) = answer["claims"]
    km2 = claim["area"]["km2"]
    assert (claim["area"]["inputs"]["parts"], len(claim["outlines"])) == ("2", 2)
    assert answer["union_km2"] == pytest.approx(km2, rel=0.005)
    (feature,) = json.loads(layer.read_text("utf-8"))["features"]
    assert feature["geometry"]["type"] == "MultiPolygon"
    rings = [ring for (ring,) in feature["geometry"]["coordinates"]]
    assert sum(area_km2(tuple(map(tuple, ring))) for ring in rings) == pytest.approx(km2, rel=0.005)
    for ring in rings:  # RFC 7946: closed, counter-clockwise
        assert ring[0] == ring[-1]
        assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_a_method_that_does_not_fit_is_named_with_the_operation(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk, azimuths_deg="", elevations_deg="")).name
    with pytest.raises(BadInput, match=f"{no} 不能用“扇形”"):
        ran(desk, "plan", "area", no, "--method", "sector")


def test_what_nobody_knows_is_asked_for(example: Desk) -> None:
    (no, _other) = rockets(example)
    lacking: list[tuple[tuple[Any, ...], str]] = [
        (("--method", "plume", "--range", "4900", "--agi-g", "10"), "风"),
        (("--method", "plume", "--range", "4900", "--wind", "240,10"), "克碘化银"),
        (("--method", "plume", "--agi-g", "10", "--wind", "240,10"), "射表"),
        (("--method", "plume", "--range", "4900", "--agi-g", "10", "--wind", "west"), "来向"),
    ]
    for words, says in lacking:
        with pytest.raises(BadInput, match=says):
            ran(example, "plan", "area", no, *words)


def test_the_per_round_method_multiplies_and_says_so(example: Desk) -> None:
    (no, _other) = rockets(example)
    (claim,) = told(example, "plan", "area", no, "--method", "per-round")["claims"]
    rounds = int(claim["area"]["inputs"]["rocket_rounds"])
    assert claim["area"]["km2"] == pytest.approx(rounds * 12.56)
    assert "推算" in claim["area"]["source"]


def test_every_kind_of_ammunition_counts_in_the_per_round_method(desk: Desk) -> None:
    """Nine shells of 4.41 km² (39.69) and two rockets of 12.56 km² (25.12) are 64.81 km²."""
    ready(desk)
    rocket_lot = Lot(no="R-7", type="rocket-JTZ-66-42", maker="M", expires_on=date(2025, 9, 30))
    stores.receive(desk, rocket_lot, "county", 10, Handover("K1", "K2"))
    shells = {"equipment": "G1", "lot": "A-7", "start": "15:00", "end": "15:06", "rounds": 9}
    rocket = {"equipment": "L1", "lot": "R-7", "start": "15:07", "end": "15:08", "rounds": 2}
    no = recording.record(desk, hail(desk, releases=[shells, rocket])).name
    (claim,) = told(desk, "plan", "area", no, "--method", "per-round")["claims"]
    assert claim["area"]["km2"] == pytest.approx(64.81)
    assert claim["area"]["inputs"] == {
        "shell_rounds": "9",
        "shell_km2_per_round": "4.41",
        "rocket_rounds": "2",
        "rocket_km2_per_round": "12.56",
    }


def test_the_range_is_the_widest_of_every_combination(
    example: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings that work against one another: the extremes are not at all low or all high."""
    areas = {}

    def measured(_puffs: object, air: Air) -> Footprint:
        seen = (round(air.u_ms, 6), air.k_horizontal_m2s, air.k_vertical_m2s)
        # Wind widens it and spreading upwards thins it: 1 km² for each m/s, less for each m²/s.
        side = 2000 * (abs(air.u_ms) + air.k_horizontal_m2s / 10 - air.k_vertical_m2s / 10)
        areas[seen] = side
        return Footprint(
            np.array([0.0, side]), np.array([0.0, 500.0]), np.ones((2, 2), dtype=np.bool_)
        )

    monkeypatch.setattr(plume, "footprint", measured)
    (no, _other) = rockets(example)
    words = ("--method", "plume", "--wind", "270,10", "--range", "4900", "--agi-g", "10")
    (claim,) = told(example, "plan", "area", no, *words)["claims"]
    # 10 m/s give or take a fifth; across 10, 40, 100 and upwards 5, 20, 50 m²/s: four cells of side by 500 m.
    assert len(areas) == 27
    assert claim["low_km2"] == pytest.approx(4 * 500 * 2000 * (8 + 1 - 5) / 1e6)
    assert claim["high_km2"] == pytest.approx(4 * 500 * 2000 * (12 + 10 - 0.5) / 1e6)
    assert claim["area"]["km2"] == pytest.approx(4 * 500 * 2000 * (10 + 4 - 2) / 1e6)


def test_the_nuclei_are_those_of_the_layer_s_temperature(example: Desk) -> None:
    (no, _other) = rockets(example)

    def inputs(*words: str) -> dict[str, str]:
        (claim,) = told(example, "plan", "area", no, *PLUME, *words)["claims"]
        found: dict[str, str] = claim["area"]["inputs"]
        return found

    assert inputs("--temperature=-7")["nuclei_per_g"] == "1e+14"
    assert inputs("--temperature=-15")["nuclei_per_g"] == "1e+15"
    assert inputs("--temperature=-15")["layer_temperature_c"] == "-15.0"
    plain = inputs()
    assert plain["nuclei_per_g"] == "1e+14"
    assert "不知道" in plain["layer_temperature_c"]
    with pytest.raises(BadInput, match=r"-6\.9"):
        ran(example, "plan", "area", no, *PLUME, "--temperature=-6.9")
