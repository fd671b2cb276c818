"""Favourable hours become processes: merged, measured, named, the same every time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from wxmod.domain.command.processes import HintKind, Trust
from wxmod.domain.errors import BadInput
from wxmod.weather.judging.hints import hints
from wxmod.weather.judging.processes import DetectedProcess, Series, Spelling, detect, spells
from wxmod.weather.judging.verdicts import Limits

START = datetime(2023, 7, 20, tzinfo=UTC)
RULES = Spelling(
    gap_hours=3, limits=Limits(area_min=0.25, known_min=0.5), hours_min=2, unknown_max=0.2
)
SHAPE = (3, 4)


def series(
    favourable: np.ndarray,
    step_h: int = 1,
    *,
    score: np.ndarray | None = None,
    **more: Any,
) -> Series:
    """Verdicts over a county that is all but the last column of a small grid."""
    count = favourable.shape[0]
    lat, lon = np.meshgrid(
        38 + np.arange(SHAPE[0]) * 0.1,
        113 + np.arange(SHAPE[1]) * 0.1,
        indexing="ij",
    )
    at = np.datetime64("2023-07-20T00:00", "ns") + np.arange(count) * np.timedelta64(step_h, "h")
    coords = {
        "time": at,
        "lat": (("y", "x"), lat),
        "lon": (("y", "x"), lon),
    }
    dims = ("time", "y", "x")
    judged = xr.Dataset(
        {
            "favourable": (dims, favourable.astype(np.int8)),
            "score": (
                dims,
                (np.where(favourable > 0, 0.8, 0.2) if score is None else score).astype(np.float32),
            ),
        },
        coords,
        {"purpose": "rain", "criteria": "north-china-stratiform"},
    )
    base = np.broadcast_to(
        4000.0 + np.arange(count)[:, None, None] * 10,
        favourable.shape,
    )
    layer = xr.Dataset(
        {"seeding_base_msl_m": (dims, base), "seeding_top_msl_m": (dims, base + 1500)},
        coords,
    )
    county = np.ones(SHAPE, bool)
    county[:, -1] = False
    told = {"sites": {"A": (0, 0), "B": (2, 3)}, "unverified": False} | more
    return Series(judged, layer, county, **told)


def hours(*on: int, of: int = 24) -> np.ndarray:
    verdicts = np.zeros((of, *SHAPE), np.int8)
    verdicts[list(on)] = 1
    return verdicts


def spans(found: tuple[DetectedProcess, ...]) -> list[tuple[int, int]]:
    return [
        tuple(round((t - START).total_seconds() / 3600) for t in (p.window.start, p.window.end))
        for p in found
    ]  # type: ignore[misc]


def test_short_gaps_are_merged_and_short_spells_left_out() -> None:
    found = detect(
        series(hours(2, 3, 6, 7, 8, 15, 19, 20, 21)),
        RULES,
    )
    assert spans(found) == [(2, 9), (15, 22)]
    assert detect(series(hours(2)), RULES) == ()


def test_the_peak_is_where_most_of_the_county_is_favourable() -> None:
    verdicts = hours(4, 5, 6)
    verdicts[4, 1:, :] = 0
    verdicts[6, 2:, :] = 0
    (found,) = detect(series(verdicts), RULES)
    assert found.peak == START + timedelta(hours=5)
    assert found.area_fraction == 1
    assert (found.layer_base_msl_m, found.layer_top_msl_m) == (4050, 5550)
    assert found.score == pytest.approx(0.8)
    assert found.trust is Trust.HIGH


def test_too_small_an_area_is_no_process_but_a_site_under_it_is() -> None:
    verdicts = hours()
    verdicts[5:9, 0, 0] = 1
    (found,) = detect(series(verdicts), RULES)
    assert found.place == "A"
    assert [s.site for s in found.sites] == ["A"]
    assert found.area_fraction == pytest.approx(1 / 9, abs=1e-3)


def test_sites_have_their_own_windows() -> None:
    verdicts = hours(5, 6, 7, 8)
    verdicts[5:7, 0, 0] = 0
    (found,) = detect(series(verdicts), RULES)
    windows = {s.site: (s.window.start - START, s.window.end - START) for s in found.sites}
    assert windows == {
        "A": (timedelta(hours=7), timedelta(hours=9)),
        "B": (timedelta(hours=5), timedelta(hours=9)),
    }


def test_what_is_unknown_is_not_counted_and_is_said() -> None:
    verdicts = hours(5, 6, 7)
    verdicts[:, :2, :] = -1
    (found,) = detect(series(verdicts), RULES)
    assert found.area_fraction == 1
    assert found.trust is Trust.MEDIUM
    assert "67%" in found.reasons[0]
    verdicts[:] = -1
    assert detect(series(verdicts), RULES) == ()


def test_ends_of_the_data_and_unverified_thresholds_lower_the_trust() -> None:
    (found,) = detect(series(hours(20, 21, 22, 23), unverified=True), RULES)
    assert spans((found,)) == [(20, 23)]
    assert found.trust is Trust.LOW
    assert len(found.reasons) == 2
    (one,) = detect(series(hours(0, of=1)), RULES)
    assert one.window.start == one.window.end == START


def test_without_times_there_are_no_processes() -> None:
    told = series(hours(1))
    told.judged["time"] = np.full(24, np.datetime64("NaT", "ns"))
    with pytest.raises(BadInput):
        detect(told, RULES)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.booleans(), min_size=2, max_size=40),
    st.integers(0, 6),
    st.integers(0, 4),
)
def test_spells_are_apart_in_order_and_stable(on: list[bool], gap: int, least: int) -> None:
    at = [START + timedelta(hours=h) for h in range(len(on))]
    rules = Spelling(gap, 0.1, least, 0.2)
    found = spells(np.array(on), at, rules)
    assert found == spells(np.array(on), at, rules)
    for (_a, b), (c, _d) in pairwise(found):
        assert at[c] - at[b + 1] > timedelta(hours=gap)
    for first, last in found:
        assert on[first]
        assert on[last]
    if least <= 1:  # no favourable hour but the lone last one is lost
        covered = {h for first, last in found for h in range(first, last + 1)}
        assert {h for h, each in enumerate(on[:-1]) if each} <= covered


def test_later_hours_leave_the_name_of_a_process_alone() -> None:
    verdicts = hours(5, 6, 7, 8)
    (early,) = detect(series(verdicts[:8]), RULES)
    (late,) = detect(series(verdicts), RULES)
    assert early.key == late.key == "rain-20230720T0500Z-county"


def flow(**changed: np.ndarray) -> xr.Dataset:
    """A field of three levels whose flow is known."""
    lat, lon = np.meshgrid(
        np.arange(30, 47.0),
        np.arange(100, 127.0),
        indexing="ij",
    )
    shape = (1, 3, *lat.shape)
    zero = np.zeros(shape)
    told = {"wind_u_ms": zero + 10, "wind_v_ms": zero, "temperature_k": zero + 270} | changed
    return xr.Dataset(
        {
            name: (("time", "level", "y", "x"), np.broadcast_to(each, shape))
            for name, each in told.items()
        },
        {
            "time": [np.datetime64("2023-07-20", "ns")],
            "level": [850.0, 700.0, 500.0],
            "lat": (("y", "x"), lat),
            "lon": (("y", "x"), lon),
        },
    )


def kinds(fields: xr.Dataset) -> set[HintKind]:
    area = (np.abs(fields["lat"].values - 38) < 1) & (np.abs(fields["lon"].values - 113) < 1)
    return {h.kind for h in hints(fields, 0, area)}


def test_hints_name_the_flow() -> None:
    lon, lat = np.arange(100, 127.0), np.arange(30, 47.0)[:, None]
    assert kinds(flow()) == set()
    assert kinds(flow(wind_v_ms=20 * np.sin((lon - 111) / 4)[None, None, None, :])) >= {
        HintKind.TROUGH_500
    }
    colder_west = 270 + (lon - 113) * 1.0
    assert kinds(flow(temperature_k=colder_west)) == {HintKind.COLD_ADVECTION}
    assert kinds(flow(temperature_k=540 - colder_west)) == {HintKind.WARM_ADVECTION}
    assert kinds(flow(wind_u_ms=-5 * (lat - 38))) >= {HintKind.SHEAR_LINE}


@pytest.mark.parametrize(
    ("scores", "peak_hour"),
    [
        ({4: 0.9, 5: 0.6, 6: 0.7}, 4),
        ({4: 0.6, 5: 0.9, 6: 0.9}, 5),
    ],
    ids=["the best score", "of equal scores the earliest"],
)
def test_of_hours_with_equal_areas_the_score_decides(
    scores: dict[int, float], peak_hour: int
) -> None:
    verdicts = hours(4, 5, 6)
    score = np.full(verdicts.shape, 0.2)
    for hour, value in scores.items():
        score[hour] = value
    (found,) = detect(series(verdicts, score=score), RULES)
    assert found.peak == START + timedelta(hours=peak_hour)
    assert found.score == pytest.approx(scores[peak_hour])
    assert found.layer_base_msl_m == 4000 + 10 * peak_hour


def test_more_ground_beats_a_better_score() -> None:
    verdicts = hours(4, 5)
    verdicts[4, 1:, :] = 0
    score = np.full(verdicts.shape, 0.6)
    score[4] = 1.0
    (found,) = detect(series(verdicts, score=score), RULES)
    assert found.peak == START + timedelta(hours=5)
