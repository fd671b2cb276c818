"""Scores, on tables whose answers are known."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from tests.weather.columns import isa, spc
from tests.weather.synthetic import SHIPPED
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.evaluation.observed import rain_on, running
from wxmod.evaluation.skill import Pairs, scored, scores, widened
from wxmod.evaluation.verification import Cases, against_hail, read_sizes
from wxmod.weather.judging.places import Meant, assess, by_metpy

ON = datetime(2023, 7, 19, tzinfo=UTC)


def pairs(said: list[int], came: list[int]) -> Pairs:
    shape = (1, 1, len(said))
    yes = np.array(said, np.int8).reshape(shape)
    return Pairs(
        yes,
        np.where(yes < 0, np.nan, yes.astype(float)),
        np.array(came, np.int8).reshape(shape),
    )


def test_finleys_tornadoes() -> None:
    # Finley 1884, the table every textbook scores: 28 hits, 23 misses, 72 false alarms, 2680 correct negatives.
    told = scores(np.array([28, 23, 72, 2680]))
    assert told == {
        "pod": pytest.approx(0.549, abs=1e-3),
        "far": pytest.approx(0.72, abs=1e-3),
        "csi": pytest.approx(0.228, abs=1e-3),
        "bias": pytest.approx(1.961, abs=1e-3),
        "hss": pytest.approx(0.355, abs=1e-3),
    }


def test_a_set_of_cases_only_has_no_false_alarm_to_count() -> None:
    told = scored(pairs([1, 1, 0], [1, 1, 1]))
    assert told.pod == pytest.approx(0.6667, abs=1e-4)
    assert told.correct_negatives == told.false_alarms == 0
    assert scored(pairs([0, 0], [0, 0])).pod is None
    assert scored(pairs([0, 0], [0, 0])).hss is None


def test_unknown_cells_are_counted_apart() -> None:
    told = scored(
        pairs(
            [1, -1, 0, 1],
            [1, 1, 0, -1],
        )
    )
    assert (told.n, told.unknown, told.hits, told.correct_negatives) == (2, 1, 1, 1)


@given(
    st.lists(
        st.tuples(
            st.integers(-1, 1),
            st.integers(-1, 1),
        ),
        min_size=1,
        max_size=60,
    ),
)
def test_the_table_holds_every_known_cell_once(cells: list[tuple[int, int]]) -> None:
    told = scored(
        pairs(
            [s for s, _c in cells],
            [c for _s, c in cells],
        ),
    )
    assert told.hits + told.misses + told.false_alarms + told.correct_negatives == told.n
    assert told.hits == sum(s == c == 1 for s, c in cells)


def test_a_near_miss_counts_in_a_neighbourhood() -> None:
    near = pairs(
        [1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0],
    )
    assert scored(near).hits == 0
    assert scored(near, neighbourhood=2).hits > 0
    assert scored(near, neighbourhood=2).far == 0
    assert widened(
        np.array([[[1, 0, -1, 0]]], np.int8),
        1,
    ).tolist() == [[[1, 1, -1, 0]]]


def test_perfect_scores_are_perfectly_reliable() -> None:
    said = np.tile(
        np.array([0, 1, 1, 0], np.int8),
        (5, 10, 5),
    )
    told = scored(Pairs(said, said.astype(float), said, np.arange(len(said))))
    assert (told.csi, told.hss, told.brier, told.far) == (1, 1, 0, 0)
    assert told.intervals["csi"] == (1, 1)
    assert [(b.score, b.observed) for b in told.reliability] == [(0, 0), (1, 1)]


def test_intervals_hold_the_score_and_repeat() -> None:
    rng = np.random.default_rng(1)
    came = (rng.random((12, 30, 30)) < 0.3).astype(np.int8)
    said = np.where(
        rng.random(came.shape) < 0.7,
        came,
        1 - came,
    ).astype(np.int8)
    days = np.arange(12) // 2
    told = scored(Pairs(said, said.astype(float), came, days))
    assert told.days == 6
    low, high = told.intervals["csi"]
    assert low < (told.csi or 0) < high
    assert told == scored(Pairs(said, said.astype(float), came, days))


@pytest.mark.parametrize(("days", "given"), [(4, False), (5, True)])
def test_a_few_days_give_no_interval_however_many_cells(days: int, given: bool) -> None:
    said = np.tile(np.array([0, 1, 1, 0], np.int8), (days * 24, 20, 5))
    came = np.roll(said, 1, axis=1)
    told = scored(Pairs(said, said.astype(float), came, np.arange(days * 24) // 24))
    assert told.days == days
    assert bool(told.intervals) is given


def test_beside_every_score_stands_what_costs_nothing() -> None:
    """Three hours at two cells.  Rain: cell a in hours 1 and 2, cell b in hour 2; said: cell a always, b never."""
    came = np.array([[[1, 0]], [[1, 1]], [[0, 0]]], np.int8)
    said = np.array([[[1, 0]], [[1, 0]], [[1, 0]]], np.int8)
    before = np.array([[[-1, -1]], [[1, 0]], [[1, 1]]], np.int8)
    told = scored(Pairs(said, said.astype(float), came, np.zeros(3, np.int64), before))
    assert (told.hits, told.misses, told.false_alarms, told.correct_negatives) == (2, 1, 1, 2)
    # Always yes: 3 hits and 3 false alarms.
    assert told.references["always"]["csi"] == 0.5
    assert told.references["always"]["hss"] == 0
    # What came the hour before, in the last two hours: 1 hit, 1 miss, 2 false alarms.
    assert told.references["persistence"]["csi"] == 0.25
    assert told.references["persistence"]["far"] == pytest.approx(2 / 3, abs=1e-4)


def test_what_is_left_out_is_counted_by_why() -> None:
    told = scored(pairs([1, -1, 0, 1], [1, 1, 0, -1]))
    assert (told.unknown, told.unobserved) == (1, 1)


def test_totals_since_the_start_are_taken_apart() -> None:
    """10 mm in the first hour, then none: a total of 10 mm at every hour since."""
    totals = np.array([10.0, 10.0, 12.5])[:, None, None] * np.ones((3, 2, 3))
    observed = grid(LAT, LON, [1, 2, 3], totals, hours=(1.0, 2.0, 3.0))
    assert running(observed)
    told = rain_on(grid(LAT, LON, [0, 1, 2]), observed, 1)
    assert told[:, 0, 0].tolist() == [10, 0, 2.5]
    hourly = grid(LAT, LON, [1, 2, 3], totals, hours=(1.0,) * 3)
    assert not running(hourly)


def test_totals_that_begin_anew_are_taken_apart_each_from_its_own_start() -> None:
    """0–3, 0–6, 6–9 and 6–12 h, as many models write them."""
    totals = np.array([3.0, 7.0, 2.0, 2.0])[:, None, None] * np.ones((4, 2, 3))
    observed = grid(LAT, LON, [3, 6, 9, 12], totals, hours=(3.0, 6.0, 3.0, 6.0))
    told = rain_on(grid(LAT, LON, [0, 3, 6, 9]), observed, 3)
    assert told[:, 0, 0].tolist() == [3, 4, 2, 0]


def grid(
    lat: np.ndarray,
    lon: np.ndarray,
    at_hours: list[int],
    rain: np.ndarray | None = None,
    **attrs: object,
) -> xr.Dataset:
    la, lo = np.meshgrid(lat, lon, indexing="ij")
    at = np.datetime64("2005-08-07", "ns") + np.array(at_hours) * np.timedelta64(1, "h")
    told = {} if rain is None else {"precipitation_mm": (("time", "y", "x"), rain, attrs)}
    return xr.Dataset(
        told,
        {
            "time": at,
            "lat": (("y", "x"), la),
            "lon": (("y", "x"), lo),
        },
    )


LAT, LON = np.array([38.0, 39.0]), np.array([113.0, 114.0, 115.0])


def test_rain_is_that_of_the_hours_after_a_time() -> None:
    rain = np.ones((5, 2, 3)) * np.arange(1, 6)[:, None, None]
    observed = grid(
        LAT,
        LON,
        [1, 2, 3, 4, 5],
        rain,
        hours=(1.0,) * 5,
    )
    told = rain_on(grid(LAT, LON, [0, 2, 3]), observed, 3)
    assert told[:, 0, 0].tolist()[:2] == [1 + 2 + 3, 3 + 4 + 5]
    assert np.isnan(told[2]).all()  # the sixth hour was not observed


def test_a_daily_total_speaks_for_the_times_within_it() -> None:
    observed = grid(
        LAT,
        LON,
        [24],
        np.full((1, 2, 3), 9.0),
        hours=(24.0,),
    )
    told = rain_on(grid(LAT, LON, [0, 23, 24]), observed, 3)
    assert told[:, 0, 0].tolist()[:2] == [9, 9]
    assert np.isnan(told[2]).all()


def test_finer_observations_are_averaged_into_a_cell() -> None:
    fine_lat, fine_lon = np.arange(37.75, 39.5, 0.5), np.arange(112.75, 115.5, 0.5)
    rain = np.zeros((1, 4, 6))
    rain[0, :2, :2] = [[0, 2], [4, 6]]
    told = rain_on(
        grid(LAT, LON, [0]),
        grid(fine_lat, fine_lon, [1], rain, hours=(1.0,)),
        1,
    )
    assert told[0, 0, 0] == pytest.approx(3)
    assert told[0, 1, 2] == 0


def test_rain_without_hours_is_refused() -> None:
    with pytest.raises(BadInput):
        rain_on(
            grid(LAT, LON, [0]),
            grid(LAT, LON, [1], np.ones((1, 2, 3))),
            1,
        )
    with pytest.raises(BadInput):
        rain_on(
            grid(LAT, LON, [0]),
            grid(LAT, LON, [1]),
            1,
        )


def test_the_kernel_can_be_held_against_metpy(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(spc(isa(depression=2)), "utf-8")
    kernel, metpy = assess([file], [], Meant(ON)).ingredients, by_metpy([file], None, None)
    assert metpy["precipitable_water_mm"] == pytest.approx(kernel["precipitable_water_mm"], abs=0.5)
    with pytest.raises(BadInput):
        by_metpy([SHIPPED], None, None)


def test_hail_cases_alone_tell_hits_and_by_size(tmp_path: Path) -> None:
    for name, shift in (("a.txt", 0.0), ("b.txt", 4.0)):
        (tmp_path / name).write_text(spc(isa(shift=shift)), "utf-8")
    (tmp_path / "broken.txt").write_text("not a sounding", "utf-8")
    (tmp_path / "sizes.csv").write_text("file,size_mm\na.txt,30\n", "utf-8")
    hail = [tmp_path / name for name in ("a.txt", "b.txt", "broken.txt")]
    cases = Cases(hail, (), read_sizes(tmp_path / "sizes.csv"))
    (told,) = against_hail(["hail-tianjin"], cases, ON)
    assert told.skill is None
    assert [(c.name, c.n) for c in told.classes] == [
        ("全部", 2),
        ("小冰雹", 0),
        ("中冰雹", 0),
        ("大冰雹", 1),
        ("特大冰雹", 0),
        ("大小不明", 1),
    ]
    assert any("1 份" in note for note in told.notes)
    both = against_hail(["hail-tianjin"], cases._replace(controls=hail[:1]), ON)
    assert both[0].skill is not None
    assert both[0].skill.n == 3
    with pytest.raises(UnreadableFileError):
        read_sizes(tmp_path / "a.txt")


def test_soundings_that_cannot_be_read_are_told_why(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.write_bytes(b"%PDF-1.7")
    good.write_text(spc(isa()), "utf-8")
    with pytest.raises(UnreadableFileError, match=r"bad.*PDF"):
        against_hail(["hail-kashi"], Cases([bad], [], {}), ON)
    (found,) = against_hail(["hail-kashi"], Cases([bad, good], [], {}), ON)
    assert any("PDF" in note for note in found.notes)
