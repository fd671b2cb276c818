"""Charts that papers embed: their figures told apart from the code, and what is where on the sheet."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from matplotlib import image

from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.pictures import figures, ground
from wxmod.domain.geodesy import Point
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.sites import Sector
from wxmod.drawing import county, pictures, sheet
from wxmod.drawing.county import CountyMap, MapSite
from wxmod.drawing.painted import county as painted
from wxmod.drawing.stock import Bar, Grade, Share, Stock, ordered
from wxmod.drawing.tallies import Tallies, Tally

SQUARE = ((113.0, 38.0), (113.4, 38.0), (113.4, 38.4), (113.0, 38.4))
SITE = MapSite("140322001", "东邢", Point(lon=113.1, lat=38.1))


def seen(png: bytes) -> Any:
    """Rows of pixels from above, red green blue from 0 to 1."""
    return image.imread(BytesIO(png))[:, :, :3]


def test_the_months_of_the_example_are_those_of_the_log(example: Desk) -> None:
    """Counted by hand in data/programs/yuxian/example-2023/operations.csv; areas as `wxmod year` tells them."""
    told = figures.months(example, 2023)
    assert told.purposes == (Purpose.RAIN, Purpose.SNOW, Purpose.HAIL)
    by_month = {row.key: row.operations for row in told.rows}
    assert by_month[1] == (0, 4, 0)
    assert by_month[4] == (11, 0, 0)
    assert by_month[6] == (3, 0, 6)
    assert by_month[12] == (0, 0, 0)
    assert sum(row.total for row in told.rows) == 55
    assert (told.rows[0].sum_km2, told.rows[0].union_km2) == (164, 137.78)


def test_years_before_the_first_are_not_drawn_as_empty(example: Desk) -> None:
    assert [row.key for row in figures.year_on_year(example, 2024).rows] == [2023, 2024]
    assert [row.total for row in figures.year_on_year(example, 2024).rows] == [55, 0]


def test_an_empty_year_is_a_picture_too(desk: Desk) -> None:
    told = figures.months(desk, 2023)
    assert told.most == 0
    assert told.png().startswith(b"\x89PNG")


def test_launchers_reach_what_the_programme_says_and_guns_nothing(example: Desk) -> None:
    told = ground.county(example, 2023)
    assert {site.name: site.reach_m for site in told.sites} == {
        "东邢": None,
        "西村": 4900,
        "西梁": 4900,
        "东苌池": None,
        "土塔": None,
    }
    assert len(told.areas) + told.without_area == 55


def test_one_operation_named_is_drawn_alone(example: Desk) -> None:
    told = ground.county(example, 2023, ["20230605-001-1"])
    assert [(area.no, area.purpose) for area in told.areas] == [("20230605-001-1", Purpose.HAIL)]
    assert told.year is None


def test_a_site_lies_on_its_pixel() -> None:
    """A degree of latitude is 111.0 km here and one of longitude 87.5; the mark is white on the county's sand."""
    of = CountyMap("甲县", "Jia", SQUARE, (SITE,))
    held: dict[str, Any] = {}

    def paint(figure: Any, font: str) -> str:
        held["figure"] = figure
        return painted.paint(figure, of, font)

    rows = seen(sheet.png(paint, painted.SIZE))
    axes = held["figure"].axes[0]
    east_km, north_km = (113.1 - 113.2) * 87.5, (38.1 - 38.2) * 111.0
    x, up = axes.transData.transform((east_km, north_km))
    y = len(rows) - up
    assert rows[round(y), round(x)].tolist() == [1, 1, 1]
    assert rows[round(y), round(x) + 40].max() < 0.97  # sand


@pytest.mark.parametrize(
    ("across_km", "bar"),
    [(9.9, 2), (10, 5), (40, 20), (0.5, 0.5)],
)
def test_the_bar_is_round_and_takes_a_quarter_at_most(across_km: float, bar: float) -> None:
    """Of twice *across_km*: 19.8 km leave room for 4.95."""
    assert county.bar_km(across_km) == bar


def test_a_sector_over_north_opens_upwards() -> None:
    sector = Sector(
        azimuth_from_deg=350,
        azimuth_to_deg=10,
        elevation_min_deg=45,
        elevation_max_deg=80,
    )
    site, *arc = county.wedge(sector, 2000, 8)
    assert site == (0, 0)
    assert min(north for _east, north in arc) == pytest.approx(2000 * 0.98481, abs=0.1)
    assert max(east for east, _north in arc) == pytest.approx(2000 * 0.17365, abs=0.1)


def bar(lot: str, expires: date | None) -> Bar:
    return Bar(lot, "37mm", "shell-37", expires, Grade.GOOD, Fitness.GOOD, (Share("库", 3),))


def test_the_first_to_expire_is_on_top_and_the_unknown_below() -> None:
    held = ordered([bar("C", None), bar("B", date(2025, 1, 2)), bar("A", date(2025, 1, 1))])
    assert [each.lot for each in held] == ["A", "B", "C"]


def test_the_stock_of_the_example_adds_up_by_lot(example: Desk) -> None:
    """As `stock show` lists it: 73 in the depot, 10 and 4 at two sites."""
    shells = next(b for b in figures.stock(example).bars if b.type == "shell-37")
    assert shells.rounds == 73 + 10 + 4
    assert [share.rounds for share in shells.shares] == [73, 10, 4]
    assert shells.grade is Grade.GOOD


@pytest.mark.parametrize("bars", [(), (bar("重构-1", date(2025, 1, 1)),) * 40])
def test_a_sheet_holds_no_lots_and_many(bars: tuple[Bar, ...]) -> None:
    assert seen(Stock(date(2023, 1, 1), bars).png()).shape[0] <= 11 * sheet.DPI


def test_without_a_chinese_font_the_sheet_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word on it is one the Latin font can spell."""
    monkeypatch.setattr(pictures, "han_font", lambda: "")
    written: list[str] = []
    of = CountyMap("甲县", "Jia", SQUARE, (SITE,), source="天地图")

    def paint(figure: Any, font: str) -> str:
        noted = painted.paint(figure, of, font)
        written.extend(text.get_text() for text in figure.axes[0].texts)
        written.append(figure.get_suptitle())
        return noted

    kept: list[str] = []
    monkeypatch.setattr(sheet, "_note", lambda _figure, text: kept.append(text))
    assert sheet.png(paint).startswith(b"\x89PNG")
    assert "140322001" in written
    assert all(text.isascii() for text in (*written, *kept))
    assert "no Chinese font" in kept[0]
    assert wording.language() == "zh"


def test_the_same_drawing_makes_the_same_bytes() -> None:
    told = Tallies(2023, (Purpose.RAIN,), (Tally(1, (2,), 80, 80),))
    assert told.png() == told.png()
