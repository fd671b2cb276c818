"""Each thing that can be wrong with a programme: changed alone in a county without a fault, it is found alone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wxmod.domain.base import Confidence
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.sites import Sector
from wxmod.domain.times import Season
from wxmod.program import Dated, History, check, load_program, program_folder
from wxmod.program.load import _boundary
from wxmod.program.settings import Program
from wxmod.program.tables import read_table

TODAY = date(2024, 7, 1)
UNVERIFIED, REPORTED, CONFIRMED = Confidence.UNVERIFIED, Confidence.REPORTED, Confidence.CONFIRMED
Found = list[tuple[str, str, str]]


def verified(value: Any) -> Any:
    """Settings as if somebody had verified each of them."""
    if isinstance(value, History):
        dated = tuple(each.model_copy(update={"confidence": CONFIRMED}) for each in value.root)
        return type(value)(dated)
    if isinstance(value, dict):
        return {key: verified(each) for key, each in value.items()}
    return value


def with_all_verified(settings: Any, **changes: object) -> Any:
    return settings.model_copy(update={name: verified(value) for name, value in settings} | changes)


SECTOR = Sector(azimuth_from_deg=0, azimuth_to_deg=90, elevation_min_deg=45, elevation_max_deg=80)
FULL_YEAR = Season(first=(1, 1), last=(12, 31))


def season(*years: int) -> History[Season]:
    told = {"value": FULL_YEAR, "source": "计划", "confidence": CONFIRMED}
    dated = [Dated[Season].model_validate(told | {"since": date(year, 1, 1)}) for year in years]
    return History[Season](tuple(dated))


@pytest.fixture(scope="module")
def clean() -> Program:
    county = load_program(program_folder("yuxian"))
    surveyed = {"position_confidence": CONFIRMED, "sectors": (SECTOR,)}
    sites = tuple(site.model_copy(update=surveyed) for site in county.sites)
    codes = tuple(each.model_copy(update={"confidence": CONFIRMED}) for each in county.codes)
    rules = tuple(
        rule.model_copy(update={"confidence": CONFIRMED}) for rule in county.planning.suspension
    )
    schemes = {
        code: scheme.model_copy(update={"confidence": CONFIRMED})
        for code, scheme in county.planning.schemes.items()
    }
    seasons = {purpose: season(2023, 2024) for purpose in county.settings.season}
    return county.model_copy(
        update={
            "example": False,
            "sites": sites,
            "codes": codes,
            "planning": with_all_verified(county.planning, suspension=rules, schemes=schemes),
            "settings": with_all_verified(county.settings, season=seasons),
        }
    )


Change = Callable[[Program], Program]


def _first(name: str, **changes: object) -> Change:
    """The first of a table's rows told otherwise."""

    def change(county: Program) -> Program:
        first, *rest = getattr(county, name)
        return county.model_copy(update={name: (first.model_copy(update=changes), *rest)})

    return change


def _planned(**changes: object) -> Change:
    def change(county: Program) -> Program:
        planning = county.planning.model_copy(update=changes)
        return county.model_copy(update={"planning": planning})

    return change


def _set(**changes: object) -> Change:
    def change(county: Program) -> Program:
        settings = county.settings.model_copy(update=changes)
        return county.model_copy(update={"settings": settings})

    return change


def _suspension(confidence: Confidence) -> Change:
    def change(county: Program) -> Program:
        first, *rest = county.planning.suspension
        told = first.model_copy(update={"confidence": confidence})
        return _planned(suspension=(told, *rest))(county)

    return change


def _scheme(code: str, confidence: Confidence) -> Change:
    def change(county: Program) -> Program:
        schemes = dict(county.planning.schemes)
        schemes[code] = schemes["five"].model_copy(update={"confidence": confidence})
        return _planned(schemes=schemes)(county)

    return change


def _hours(source: str, confidence: Confidence) -> Change:
    dated = Dated[int](since=date(2020, 1, 1), value=24, source=source, confidence=confidence)
    return _set(report_hours=History[int]((dated,)))


def _margin(confidence: Confidence) -> Change:
    dated = Dated[float](since=date(2020, 1, 1), value=200, source="x", confidence=confidence)
    return _planned(fall_margin_m=History[float]((dated,)))


def _seasons(*years: int, example: bool = False) -> Change:
    def change(county: Program) -> Program:
        told = dict.fromkeys((Purpose.RAIN, Purpose.HAIL), season(*years))
        return _set(season=told)(county.model_copy(update={"example": example}))

    return change


def _again(name: str, times: int) -> Change:
    def change(county: Program) -> Program:
        rows = getattr(county, name)
        return county.model_copy(update={name: (*rows, *rows[:1] * times)})

    return change


def _criteria(name: str) -> Change:
    dated = Dated[str](since=date(2020, 1, 1), value=name, source="x", confidence=CONFIRMED)
    return _set(criteria={Purpose.RAIN: History[str]((dated,))})


SITE, GUN = "140322001", "G1"
# About 111 km by 88 km at 38° north; a thousandth of it is a hectare, three corners are none at all.
SQUARE = ((113.0, 38.0), (114.0, 38.0), (114.0, 39.0), (113.0, 39.0))
HECTARE = tuple((113 + (x - 113) / 1000, 38 + (y - 38) / 1000) for x, y in SQUARE)
HOURS = ("program.toml", "report_hours 2020-01-01")
MARGIN = ("planning.toml", "fall_margin_m 2020-01-01")
BOTH_SEASONS = [("program.toml", "season.hail"), ("program.toml", "season.rain")]
CASES: dict[str, tuple[Change, Found]] = {
    "nothing": (lambda county: county, []),
    "a position that is only reported": (
        _first("sites", position_confidence=REPORTED),
        [("warning", "sites.csv", SITE)],
    ),
    "a position nobody has verified": (
        _first("sites", position_confidence=UNVERIFIED),
        [("warning", "sites.csv", SITE)],
    ),
    "no position": (_first("sites", position=None), [("warning", "sites.csv", SITE)]),
    "no sectors": (_first("sites", sectors=()), [("warning", "sectors.csv", SITE)]),
    "an outline of four corners": (
        lambda county: county.model_copy(update={"boundary": SQUARE}),
        [],
    ),
    "one of three": (
        lambda county: county.model_copy(update={"boundary": SQUARE[:3]}),
        [("error", "boundary.csv", "")],
    ),
    "one of a hectare": (
        lambda county: county.model_copy(update={"boundary": HECTARE}),
        [("error", "boundary.csv", "")],
    ),
    "a setting that is reported": (_hours("x", REPORTED), []),
    "a setting nobody has verified": (_hours("x", UNVERIFIED), [("warning", *HOURS)]),
    "a setting without a source": (_hours(" ", CONFIRMED), [("error", *HOURS)]),
    "a planning setting that is reported": (_margin(REPORTED), []),
    "a planning setting nobody has verified": (_margin(UNVERIFIED), [("warning", *MARGIN)]),
    "a suspension rule that is reported": (_suspension(REPORTED), []),
    "a suspension rule nobody has verified": (
        _suspension(UNVERIFIED),
        [("warning", "planning.toml", "suspension flood")],
    ),
    "the scheme that is followed, reported": (_scheme("five", REPORTED), []),
    "the scheme that is followed, unverified": (
        _scheme("five", UNVERIFIED),
        [("warning", "planning.toml", "schemes.five")],
    ),
    "a scheme that is not followed, unverified": (_scheme("other", UNVERIFIED), []),
    "no ammunition named": (_first("equipment", accepts=()), [("warning", "equipment.csv", GUN)]),
    "rockets in a gun": (
        _first("equipment", accepts=("rocket-JTZ-66-42",)),
        [("error", "equipment.csv", GUN)],
    ),
    "ammunition nobody knows": (
        _first("equipment", accepts=("shell-99",)),
        [("error", "equipment.csv", GUN)],
    ),
    "a unit at a site that is not there": (
        _first("equipment", site="140322009"),
        [("error", "equipment.csv", GUN)],
    ),
    "a unit at no site": (_first("equipment", site=None), []),
    "a unit twice": (_again("equipment", 1), [("error", "equipment.csv", GUN)]),
    "a unit three times": (_again("equipment", 2), [("error", "equipment.csv", GUN)]),
    "criteria that are not there": (
        _criteria("none-such"),
        [("error", "program.toml", "criteria.rain")],
    ),
    "no season of last year": (_seasons(2024), [("warning", *each) for each in BOTH_SEASONS]),
    "no season of this year": (_seasons(2023), [("error", *each) for each in BOTH_SEASONS]),
    "no season of this year in an example": (
        _seasons(2023, example=True),
        [("warning", *each) for each in BOTH_SEASONS],
    ),
    "seasons of both, and of years nobody asks for": (_seasons(2022, 2023, 2024, 2025), []),
    "capacity of a store that is not there": (
        _set(store_capacity_rounds={"depot/none": History[int](())}),
        [("error", "program.toml", "store_capacity_rounds.depot/none")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_changed_alone_is_found_alone(
    clean: Program, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    change, expected = CASES[name]
    monkeypatch.setattr(check, "load_program", lambda _folder: change(clean))
    found = [(p.gravity.value, p.file, p.field) for p in check.check_program(Path(), TODAY)]
    assert found == expected


@pytest.mark.parametrize(
    ("first", "last", "announced", "day", "holds"),
    [
        # Over New Year: what began in the year before holds into January, to its last day.
        ((11, 1), (2, 10), 2023, date(2024, 2, 10), True),
        ((11, 1), (2, 10), 2023, date(2024, 2, 11), False),
        ((11, 1), (2, 10), 2022, date(2024, 2, 10), False),
        ((11, 1), (2, 10), 2024, date(2024, 2, 11), True),
        # From a day to the same day of the next year is over New Year; from a day to a later one is not.
        ((5, 1), (10, 31), 2023, date(2024, 5, 1), False),
        ((5, 1), (10, 31), 2024, date(2024, 5, 1), True),
        ((1, 1), (1, 1), 2023, date(2024, 1, 1), False),
    ],
)
def test_which_year_s_plan_a_season_stands_in(
    clean: Program,
    first: tuple[int, int],
    last: tuple[int, int],
    announced: int,
    day: date,
    *,
    holds: bool,
) -> None:
    told = {"value": Season(first=first, last=last), "source": "计划", "confidence": CONFIRMED}
    dated = Dated[Season].model_validate(told | {"since": date(announced, 1, 1)})
    county = _set(season={Purpose.RAIN: History[Season]((dated,))})(clean)
    assert (county.season(Purpose.RAIN, day) is not None) is holds


@pytest.mark.parametrize("row", ["1", "1,2,3"])
def test_a_row_of_another_length_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"# remark\na,b\n5,6\n{row}\n", "utf-8")
    with pytest.raises(UnreadableFileError, match="@4"):
        read_table(table)


def test_an_outline_that_is_no_number_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"county.boundary\.csv"):
        _boundary(tmp_path / "county", [{"lon": "113", "lat": "x"}])
