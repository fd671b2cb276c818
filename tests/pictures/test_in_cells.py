"""Every picture in cells: what stands in which cell, worked out apart; no row too long, in either language."""

from datetime import date, datetime, timedelta
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len

from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.pictures import courses, figures, ground, sky
from wxmod.actions.weather import forecasts
from wxmod.domain.geodesy import Point
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.sites import Sector
from wxmod.drawing.board import Board, Card, Standing, Step
from wxmod.drawing.calendar import Calendar, place
from wxmod.drawing.canvas import Room, Signs
from wxmod.drawing.cells import county as cells_of_map
from wxmod.drawing.county import CountyMap, MapArea, MapSite
from wxmod.drawing.hours import Hour, Hours
from wxmod.drawing.picture import Pictured
from wxmod.drawing.section import Level, Moment, Section
from wxmod.drawing.sounding import Layer, Mark, Sounding, across, up
from wxmod.drawing.stock import Bar, Grade, Share, Stock
from wxmod.drawing.tallies import Tallies, Tally
from wxmod.drawing.timeline import Course, Lane, Spell, Timeline, hours
from wxmod.planning.stages import State

ROOM = Room(80, 23, Signs.ASCII)
SQUARE = ((113.0, 38.0), (113.4, 38.0), (113.4, 38.4), (113.0, 38.4))
FIELDS = Path(__file__).resolve().parents[2] / "data" / "examples" / "synthetic-stratiform.nc"


def drawn(of: Pictured, room: Room = ROOM) -> list[str]:
    """Rows, blanks at their ends included."""
    return ["".join(run.text for run in row) for row in of.draw(room).rows]


def cells(row: str) -> list[str]:
    """A row by its cells; the second of a wide letter is empty."""
    found: list[str] = []
    for letter in row:
        found += [letter] + [""] * (cell_len(letter) - 1)
    return found


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime.fromisoformat(f"2023-07-{day:02}T{hour:02}:{minute:02}+08:00")


def site(n: int, lon: float, lat: float, **more: Any) -> MapSite:
    return MapSite(f"14032200{n}", "东苌池作业点", Point(lon=lon, lat=lat), **more)


def test_sites_stand_in_their_cells_by_number() -> None:
    """0.4° are 44.4 km up and 35.0 km across: height decides, 22 rows for 44.4 × 1.04 km, a cell half as wide."""
    of = CountyMap("甲县", "Jia", SQUARE, (site(1, 113.2, 38.2), site(2, 113.3, 38.1)))
    rows = drawn(of)
    columns = 80 - cells_of_map.LEGEND
    cell_km = 0.4 * 111.0 * cells_of_map.MARGIN / 22 / 2
    east = 0.1 * 111.32 * cos(radians(38.2)) / cell_km
    south = 0.1 * 111.0 / cell_km / 2
    (first,) = [(n, cells(row).index("1")) for n, row in enumerate(rows) if "1" in row[:columns]]
    (second,) = [(n, cells(row).index("2")) for n, row in enumerate(rows) if "2" in row[:columns]]
    assert first == (pytest.approx(1 + 21 / 2, abs=0.6), pytest.approx(53 / 2, abs=0.6))
    assert second == (
        pytest.approx(1 + 21 / 2 + south, abs=0.6),
        pytest.approx(53 / 2 + east, abs=0.6),
    )


def test_two_sites_in_one_cell_stand_side_by_side() -> None:
    of = CountyMap("甲县", "Jia", SQUARE, (site(1, 113.21, 38.21), site(2, 113.21, 38.2101)))
    assert any("12" in row for row in drawn(of))


def test_a_sector_opens_to_its_side_and_a_ring_runs_round() -> None:
    east = Sector(
        azimuth_from_deg=45, azimuth_to_deg=135, elevation_min_deg=45, elevation_max_deg=80
    )
    of = CountyMap("甲县", "Jia", SQUARE, (site(1, 113.2, 38.2, sectors=(east,), reach_m=9000.0),))
    row = next(row for row in drawn(of) if "1" in row[:50])[:54]
    middle = row.index("1")
    assert "%" in row[middle:]
    assert "%" not in row[:middle]
    # 9 km are 8.5 cells of 1.06 km.
    assert row.index("'") == pytest.approx(middle - 8.5, abs=1)


def test_areas_of_both_purposes_are_told_apart_without_colour() -> None:
    west = ((113.05, 38.1), (113.15, 38.1), (113.15, 38.3), (113.05, 38.3))
    rest = tuple((lon + 0.2, lat) for lon, lat in west)
    areas = (
        MapArea("A", Purpose.RAIN, west, is_circle=False),
        MapArea("B", Purpose.HAIL, rest, is_circle=False),
    )
    of = CountyMap("甲县", "Jia", SQUARE, (), areas, year=2023)
    row = drawn(of)[11][:54]
    assert row.index("=") < row.index("#")
    assert row.rindex("=") < row.index("#")


def course(**changes: Any) -> Course:
    told = Course(
        "GC20230720",
        Purpose.RAIN,
        Spell(at(6), at(18)),
        at(12),
        (5192.0, 7691.0),
        (Lane("东邢", "140322001", Spell(at(9), at(15)), 0.9),),
        (at(8),),
    )
    return told._replace(**changes)


def test_an_hour_lies_where_its_share_of_the_day_lies() -> None:
    """Twelve hours from 6 to 18 on 49 cells behind the names: noon in the middle, 9 to 15 the half between."""
    rows = drawn(Timeline((course(),), at(16)))
    process = cells(rows[1])
    assert process.index("^") == 14 + 49 // 2
    assert process.index("*") == 14 + int(49 * 2 / 12)
    lane = cells(rows[2])
    assert (lane.index("="), len(lane) - lane[::-1].index("=") - 1) == (14 + 12, 14 + 36)
    assert rows[1].rstrip().endswith("5192-7691")
    assert lane[14 + int(49 * 10 / 12)] == "|"
    assert "0.90" in rows[2]


def test_no_clock_is_drawn_outside_the_processes() -> None:
    assert "|" not in drawn(Timeline((course(),), at(19)))[2]


def test_round_hours_are_multiples_on_the_clock() -> None:
    assert [h.hour for h in hours(Spell(at(5), at(18)), 8)] == [6, 8, 10, 12, 14, 16, 18]
    days = hours(Spell(at(5), at(5, day=23)), 4)
    assert [(d.day, d.hour) for d in days] == [(21, 0), (22, 0), (23, 0)]


def moments(count: int, **changes: Any) -> tuple[Moment, ...]:
    told = Moment(
        at(0),
        (4000.0, 5000.0, 6000.0, 8000.0),
        (5000.0, 8000.0),
        (Level(0, 95.0), Level(3000, 95.0), Level(3001, 10.0), Level(12_000, 10.0)),
        favourable=True,
    )
    return tuple(told._replace(at=at(n), **changes) for n in range(count))


def test_isotherms_lie_at_their_heights() -> None:
    """Ten kilometres on 19 rows below the title: 4 km are 0.4 of 18 rows above the lowest."""
    rows = drawn(Section("东邢", "层状云", moments(9)))
    for height, sign in ((4, "0"), (5, "5"), (6, "1"), (8, "2")):
        row = round(19 - height / 10 * 18)
        assert rows[row][10:60].count(sign) > 40, (height, rows[row])
    assert rows[20].count("+") == 9
    assert ":" in rows[18]
    assert ":" not in rows[10]


def test_what_is_not_known_is_not_drawn() -> None:
    nothing = moments(3, isotherms_msl_m=(None,) * 4, layer_msl_m=None, levels=(), favourable=None)
    rows = drawn(Section("东邢", "层状云", nothing))
    assert not any(sign in row[4:73] for row in rows[1:20] for sign in "0512#:.")
    assert rows[20].count("?") == 3


def test_humidity_is_linear_between_levels_and_unknown_beyond() -> None:
    moment = moments(1, levels=(Level(1000, 50.0), Level(2000, 70.0), Level(3000, None)))[0]
    assert moment.humidity(1500) == 60
    assert moment.humidity(999) is None
    assert moment.humidity(2500) is None


def test_a_skew_t_leans_by_the_logarithm_of_pressure() -> None:
    assert (up(1050), up(150)) == (0, 1)
    assert up(np.sqrt(1050 * 150)) == pytest.approx(0.5)
    assert across(-20, 150) == 25


def test_a_sounding_marks_its_levels_in_their_rows() -> None:
    layers = (
        Layer(1000, 30, 20, 30, (5, 0)),
        Layer(500, -10, -20, -5, None),
        Layer(200, -50, None, None, None),
    )
    of = Sounding("53772", at(8), layers, (Mark("LCL", 850, 1500), Mark("0 °C", 600, 4200)), ())
    rows = drawn(of)
    row = 1 + round((1 - up(850)) * 20)
    assert rows[row].rstrip().endswith("< LCL 1500 m")
    assert rows[row].lstrip().startswith("850")
    # At 1000 hPa 30 °C stands at 30 + 45 × 0.025 of 80 degrees over 49 cells.
    bottom = cells(rows[1 + round((1 - up(1000)) * 20)])
    last = len(bottom) - 1 - bottom[::-1].index("T")
    assert last == 5 + round((30 + 45 * up(1000) + 40) / 80 * 48)


def field(share: float | None, *values: float) -> Hour:
    return Hour(at(8), share, np.array([values]))


def stepped(*told: Hour) -> Hours:
    return Hours("层状云", (113.0, 38.0, 113.4, 38.4), SQUARE, (("东邢", 113.1, 38.2),), told, 0.1)


def test_favourable_ground_is_where_the_field_is() -> None:
    row = cells(drawn(stepped(field(0.5, 1, 0)))[4])
    west = [n for n, sign in enumerate(row[:56]) if sign == "#"]
    assert west
    assert max(west) <= 28
    unknown = cells(drawn(stepped(field(None, 0, float("nan"))))[4])
    assert min(n for n, sign in enumerate(unknown[:56]) if sign == "?") >= 28


def test_steps_stop_at_the_ends() -> None:
    of = stepped(*(field(n / 3, 0, 0) for n in range(4)))
    assert of.step(2).shown == 2
    assert of.step(2).step(5).shown == 3
    assert of.step(-1).shown == 0
    rows = drawn(of.step(2))
    assert "67%" in rows[0]
    assert cells(rows[-2]).index("^") == 8  # four cells an hour


def test_bars_are_as_long_as_their_share_of_the_largest() -> None:
    rows = (Tally(1, (8, 2), 400, 90), Tally(2, (0, 5), 200, 90), Tally(3, (0, 0), 0, 0))
    told = drawn(Tallies(2023, (Purpose.RAIN, Purpose.HAIL), rows))
    first, second, third = told[2:5]
    long = 80 - 4 - 5 - 20
    assert first.count("=") + first.count("#") == long
    assert first.count("=") == round(long * 0.8)
    assert second.count("#") == round(long / 2)
    assert third.strip() == "3月"
    assert first.rstrip().endswith("90")


def test_one_round_of_thousands_is_a_bar_all_the_same() -> None:
    few = Bar("A", "37mm", "s", date(2025, 1, 1), Grade.GOOD, Fitness.GOOD, (Share("库", 1),))
    many = few._replace(lot="B", shares=(Share("库", 9000),), grade=Grade.BAD)
    rows = drawn(Stock(date(2023, 1, 1), (few, many)))
    assert rows[2].split() == ["=", "1"]
    assert rows[4].split()[0] == "x" * 71


def test_lots_there_is_no_room_for_are_counted() -> None:
    one = Bar("A", "37mm", "s", None, Grade.UNKNOWN, Fitness.UNKNOWN, (Share("库", 1),))
    rows = drawn(Stock(date(2023, 1, 1), (one,) * 30))
    assert len(rows) == 23
    assert "20" in rows[-1]  # ten of thirty are drawn


@pytest.mark.parametrize(
    ("day", "week", "weekday"),
    [
        (date(2023, 1, 1), 0, 6),  # a Sunday
        (date(2023, 1, 2), 1, 0),
        (date(2024, 1, 1), 0, 0),  # a Monday
        (date(2024, 12, 31), 52, 1),
    ],
)
def test_a_day_has_its_week_and_weekday(day: date, week: int, weekday: int) -> None:
    assert place(day) == (week, weekday)


@pytest.mark.parametrize(("count", "sign"), [(0, "."), (9, "9"), (10, "+")])
def test_the_calendar_shows_the_number_itself(count: int, sign: str) -> None:
    counts = {date(2023, 7, 20): count} if count else {}
    row = cells(drawn(Calendar(2023, counts))[2 + 3])  # a Thursday
    assert row[4 + place(date(2023, 7, 20))[0]] == sign


def test_a_narrow_calendar_stands_in_two_halves() -> None:
    rows = drawn(Calendar(2023, {date(2023, 12, 31): 3}), Room(40, 23, Signs.ASCII))
    assert any("3" in row for row in rows[10:-1])
    assert max(map(cell_len, rows)) == 40


def test_the_board_has_a_column_a_stage() -> None:
    steps = tuple(
        Step(f"{n}", "阶段", standing, state, at(8))
        for n, (standing, state) in enumerate(
            (
                (Standing.MADE, State.DONE),
                (Standing.NOW, State.DUE),
                (Standing.AHEAD, State.WAITING),
            ),
            1,
        )
    )
    card = Card("GC20230720", (Purpose.RAIN,), at(6), at(18), steps)
    rows = drawn(Board((("1", "甲"), ("2", "乙"), ("3", "丙")), (card,)))
    made = cells(next(row for row in rows if "GC2023" in row))
    assert [made.index(sign) for sign in "v>."] == [14, 14 + 22, 14 + 44]


def every(desk: Desk) -> dict[str, Pictured]:
    """Every picture of the example, and of the shipped forecast."""
    files = [FIELDS]
    return {
        "map": ground.county(desk, 2023),
        "months": figures.months(desk, 2023),
        "years": figures.year_on_year(desk, 2024),
        "stock": figures.stock(desk),
        "timeline": courses.timeline(
            desk, forecast=forecasts.detect(desk, forecasts.Wanted(files))
        ),
        "calendar": courses.calendar(desk, 2023),
        "board": courses.board(desk, everything=True),
        "hours": sky.hours(desk, forecasts.Wanted(files)),
        "section": sky.section(desk, files, "东邢"),
        "sounding": sky.sounding(desk, files, "东邢"),
    }


@pytest.fixture(scope="module")
def shown(example: Desk) -> dict[str, Pictured]:
    return every(example)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("signs", list(Signs))
def test_every_row_of_every_picture_is_as_wide_as_the_room(
    shown: dict[str, Pictured], signs: Signs, lang: str
) -> None:
    wording.use(lang)
    for columns, high in ((80, 23), (120, 40), (33, 9), (7, 3), (1, 1)):
        for name, picture in shown.items():
            rows = drawn(picture, Room(columns, high, signs))
            assert {cell_len(row) for row in rows} == {columns}, (name, columns)
            assert len(rows) <= high, (name, high)


def test_in_ascii_every_sign_that_is_no_word_is_ascii(shown: dict[str, Pictured]) -> None:
    wording.use("en")
    han = range(0x4E00, 0xA000)  # names stay as they are
    for name, picture in shown.items():
        letters = {c for row in drawn(picture) for c in row if not c.isascii()}
        odd = {c for c in letters if ord(c) not in han}
        assert not odd, (name, odd)


def test_every_picture_has_its_png(shown: dict[str, Pictured]) -> None:
    for picture in shown.values():
        assert picture.png().startswith(b"\x89PNG")


def test_the_section_says_what_the_ingredients_say(shown: dict[str, Any]) -> None:
    """Isotherms of the shipped field, which falls by 5.2 K a kilometre from 22 °C at sea level."""
    told = shown["section"].moments
    assert len(told) == 9
    zero, minus5, minus10, minus20 = told[0].isotherms_msl_m
    assert (minus5 - zero, minus10 - minus5) == pytest.approx((5000 / 5.2,) * 2, abs=15)
    assert minus20 - minus10 == pytest.approx(10_000 / 5.2, abs=30)
    assert told[3].favourable is True
    assert told[0].favourable is False
    assert told[3].at - told[0].at == timedelta(hours=9)


def test_the_parcel_rises_dry_then_moist(shown: dict[str, Any]) -> None:
    """From 21 °C at 925 hPa dry to 850: (850/925)^0.2854 of 294 K; above the level of condensation more slowly."""
    layers = shown["sounding"].layers
    start = layers[0]
    second = layers[1]
    kelvin = (start.temperature_degc + 273.15) * (second.pressure_hpa / 925) ** 0.2854
    assert second.parcel_degc == pytest.approx(kelvin - 273.15, abs=0.01)
    by_hpa = {layer.pressure_hpa: layer.parcel_degc for layer in layers}
    dry = (by_hpa[700] + 273.15) * (500 / 700) ** 0.2854 - 273.15
    assert by_hpa[500] > dry + 3
