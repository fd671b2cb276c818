"""Whole fields are judged exactly as one column is."""

from datetime import date

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from wxmod.weather.judging.criteria import Criteria, judge, list_criteria
from wxmod.weather.judging.fields import OUT_OF_SEASON, judge_fields

SAYS = {True: 1, False: 0, None: -1}
NAMES = ("precipitable_water_mm", "k_index_degc", "mu_cape_jkg", "ship")


def field(values: dict[str, np.ndarray], times: int = 1) -> xr.Dataset:
    """Ingredients ``(time, y, x)`` on a small grid."""
    shape = next(iter(values.values())).shape
    lat, lon = np.meshgrid(
        np.arange(shape[1]) * 0.1 + 38,
        np.arange(shape[2]) * 0.1 + 113,
        indexing="ij",
    )
    at = np.datetime64("2023-07-20T00:00", "ns") + np.arange(times) * np.timedelta64(1, "h")
    return xr.Dataset(
        {name: (("time", "y", "x"), each.astype("float32")) for name, each in values.items()},
        {
            "time": at,
            "lat": (("y", "x"), lat),
            "lon": (("y", "x"), lon),
        },
    )


@st.composite
def sets(draw: st.DrawFn) -> Criteria:
    names = draw(
        st.lists(
            st.sampled_from(NAMES),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    bounds = st.integers(-2, 2)
    thresholds = []
    for name in names:
        op = draw(st.sampled_from([">=", "<=", "between"]))
        low = draw(bounds)
        value = (low, low + draw(st.integers(0, 2))) if op == "between" else low
        more = {7: value} if draw(st.booleans()) else {}
        thresholds.append(
            {
                "ingredient": name,
                "op": op,
                "value": value,
                "months": more,
                "weight": draw(st.sampled_from([0.5, 1, 2])),
                "required": draw(st.booleans()),
                "source": "试",
                "confidence": "unverified",
            }
        )
    return Criteria.model_validate(
        {
            "name": "x",
            "zh": "试",
            "en": "x",
            "purpose": "rain",
            "region": "-",
            "threshold": thresholds,
            "months": draw(st.sampled_from([(), (6,), (6, 7)])),
            "combine": draw(st.sampled_from(["all", "any", "score"])),
            "minimum": draw(st.sampled_from([0.5, 0.667, 0.7, 1])),
        }
    )


VALUES = st.one_of(
    st.none(),
    st.integers(-3, 3).map(float),
    st.sampled_from([0.1, -0.3, 1.99999]),
)


@settings(max_examples=150, deadline=None)
@given(
    sets(),
    st.lists(
        st.tuples(*[VALUES] * len(NAMES)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([6, 7]),
)
def test_a_field_is_judged_as_its_columns(
    criteria: Criteria, cells: list[tuple[float | None, ...]], month: int
) -> None:
    day = date(2023, month, 20)
    arrays = {
        name: np.array(
            [[[np.nan if c[n] is None else c[n] for c in cells]]],
            np.float32,
        )
        for n, name in enumerate(NAMES)
    }
    told = judge_fields(field(arrays), criteria, [day])
    for i in range(len(cells)):
        known = {name: float(a[0, 0, i]) for name, a in arrays.items()}
        column = {n: None if np.isnan(v) else round(v, 4) for n, v in known.items()}
        alone = judge(column, {}, criteria, day)
        assert told["favourable"].values[0, 0, i] == SAYS[alone.favourable]
        score = float(told["score"].values[0, 0, i])
        assert (alone.score is None and np.isnan(score)) or score == pytest.approx(
            alone.score, abs=1e-6
        )
        limiting = int(told["limiting"].values[0, 0, i])
        if limiting == OUT_OF_SEASON:
            assert criteria.months
            assert month not in criteria.months
        else:
            assert alone.limiting == (
                criteria.threshold[limiting].ingredient if limiting >= 0 else ""
            )


def test_each_time_is_judged_by_its_own_month() -> None:
    criteria = next(c for c in list_criteria() if c.name == "hail-tianjin")
    cell = np.full((2, 1, 1), 3700.0)
    told = judge_fields(
        field(
            {
                "wet_bulb_zero_msl_m": cell,
                "precipitable_water_mm": cell * 0 + 20,
                "lifted_index_degc": cell * 0 - 2,
            },
            2,
        ),
        criteria,
        [date(2023, 5, 31), date(2023, 6, 1)],
    )
    assert told["favourable"].values[:, 0, 0].tolist() == [0, 1]
    assert told["limiting"].values[:, 0, 0].tolist() == [0, -1]


def test_what_a_field_does_not_hold_is_unknown() -> None:
    criteria = next(c for c in list_criteria() if c.name == "hail-tianjin")
    told = judge_fields(
        field({"precipitable_water_mm": np.full((1, 1, 2), 20.0)}),
        criteria,
        [date(2023, 6, 1)],
    )
    assert (told["favourable"].values == -1).all()


def test_every_set_says_how_it_combines_and_where_its_numbers_come_from() -> None:
    from wxmod.weather.labels import LABELS  # noqa: PLC0415

    for criteria in list_criteria():
        assert criteria.rule
        assert all(t.source and t.ingredient in LABELS for t in criteria.threshold), criteria.name
