"""Whole fields are judged exactly as one column is."""

from datetime import date

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from wxmod.weather.judging.criteria import Criteria, list_criteria
from wxmod.weather.judging.fields import judge_fields
from wxmod.weather.judging.verdicts import (
    NO,
    NOTHING,
    OUT_OF_SEASON,
    UNKNOWN,
    YES,
    Held,
    Limits,
    OverArea,
    judge,
    over,
)

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
                "where_told": draw(st.booleans()),
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


def by_hand(  # noqa: C901, PLR0911, PLR0912  every rule in the order of the design
    criteria: Criteria, values: dict[str, float | None], month: int
) -> tuple[int, float | None, str]:
    """Verdict, score and what decides, one threshold after another: told anew from the words of the design."""
    met: dict[str, bool | None] = {}
    for each in criteria.threshold:
        value, bound = values[each.ingredient], each.months.get(month, each.value)
        if value is None:
            met[each.ingredient] = None
        elif isinstance(bound, tuple):
            met[each.ingredient] = bound[0] <= value <= bound[1]
        else:
            met[each.ingredient] = value >= bound if each.op == ">=" else value <= bound
    weight = {t.ingredient: t.weight for t in criteria.threshold}
    known = [n for n in met if met[n] is not None]
    total = sum(weight[n] for n in known)
    score = round(sum(weight[n] for n in known if met[n]) / total, 3) if total else None
    failed = [n for n in met if met[n] is False]
    unknown = [n for n in met if met[n] is None]
    if criteria.months and month not in criteria.months:
        return NO, score, "month"
    if criteria.combine == "any":
        if any(met.values()):
            return YES, score, ""
        return (UNKNOWN, score, unknown[0]) if unknown else (NO, score, failed[0])
    needed = [
        t.ingredient
        for t in criteria.threshold
        if criteria.combine == "all" or (criteria.combine == "score" and t.required)
    ]
    for name in needed:
        if met[name] is False:
            return NO, score, name
    excused = [t.ingredient for t in criteria.threshold if t.where_told]
    for name in needed:
        if met[name] is None and name not in excused:
            return UNKNOWN, score, name
    if score is None or len(unknown) * 2 > len(met):
        return UNKNOWN, score, unknown[0]
    if criteria.combine == "score" and score < criteria.minimum - 1e-9:
        return NO, score, failed[0]
    return YES, score, ""


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
def test_a_field_and_a_column_are_judged_as_by_hand(
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
    found = judge_fields(field(arrays), criteria, [day])
    for i in range(len(cells)):
        known = {name: float(a[0, 0, i]) for name, a in arrays.items()}
        column = {n: None if np.isnan(v) else round(v, 4) for n, v in known.items()}
        verdict, score, limiting = by_hand(criteria, column, month)
        assert found["favourable"].values[0, 0, i] == verdict
        told = float(found["score"].values[0, 0, i])
        assert (score is None and np.isnan(told)) or told == pytest.approx(score, abs=1e-6)
        code = int(found["limiting"].values[0, 0, i])
        names = {n: t.ingredient for n, t in enumerate(criteria.threshold)}
        assert (names | {OUT_OF_SEASON: "month", NOTHING: ""})[code] == limiting
        alone = judge(column, {}, criteria, day)
        assert SAYS[alone.favourable] == verdict
        assert alone.score == score
        assert alone.limiting == limiting or code == OUT_OF_SEASON


def area(favourable: list[int], limits: Limits) -> OverArea:
    codes = np.array(favourable, np.int8)
    score = np.where(codes == UNKNOWN, np.nan, np.where(codes == YES, 0.9, 0.3))
    limiting = np.where(codes == YES, NOTHING, 0).astype(np.int8)
    return over(Held(codes, score, limiting), limits)


@pytest.mark.parametrize(
    ("yes", "no", "unknown", "verdict"),
    [
        (1, 9, 0, True),  # a tenth, as asked for
        (1, 10, 0, False),
        (1, 0, 28, None),  # one known cell of 29 says nothing of the county
        (5, 0, 5, True),  # half of them can be told
        (4, 0, 5, None),
        (0, 5, 5, False),
        (0, 0, 3, None),
        (0, 20, 0, False),
    ],
)
def test_an_area_is_judged_by_its_cells_where_enough_of_them_can_be_told(
    yes: int, no: int, unknown: int, verdict: bool | None
) -> None:
    found = area([YES] * yes + [NO] * no + [UNKNOWN] * unknown, Limits(0.1, 0.5))
    assert found.favourable is verdict
    assert found.known_fraction == pytest.approx((yes + no) / (yes + no + unknown), abs=1e-3)
    if yes + no:
        assert found.area_fraction == pytest.approx(yes / (yes + no), abs=1e-3)
    else:
        assert found.area_fraction is None


def test_none_of_an_area_is_never_enough() -> None:
    assert area([NO, NO], Limits(0.0, 0.5)).favourable is False
    assert area([YES, NO], Limits(0.0, 0.5)).favourable is True


def test_the_score_of_an_area_is_that_of_the_cells_that_decide_it() -> None:
    assert area([YES, NO, NO, NO], Limits(0.25, 0.5)).score == 0.9
    assert area([YES, NO, NO, NO], Limits(0.26, 0.5)).score == pytest.approx(0.45)


def test_each_time_is_judged_by_its_own_month() -> None:
    criteria = next(c for c in list_criteria() if c.name == "hail-tianjin")
    cell = np.full((2, 1, 1), 3700.0)
    told = judge_fields(
        field(
            {
                "wet_bulb_zero_msl_m": cell,
                "precipitable_water_mm": cell * 0 + 20,
                "best_lifted_index_degc": cell * 0 - 2,
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
