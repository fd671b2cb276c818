"""Affected areas as text: where they lie, how large they look, what overlaps."""

import pytest

from wxmod import wording
from wxmod.domain.geodesy import Outline, Point, ahead, circle_outline
from wxmod.drawing import areas
from wxmod.drawing.areas import Ground

HERE = Point(lon=113.1, lat=38.2)


def drawn(*outlines: Outline, county: Outline | None = None) -> list[str]:
    wording.use("en")
    return areas.lines(Ground(outlines, (HERE,), county), ascii_only=True)


def test_the_bar_measures_what_is_drawn() -> None:
    """A circle of 100 km² is 11.28 km across; cells are half as wide as high."""
    rows = drawn(circle_outline(HERE, 100))
    bar = next(row[areas.COLUMNS :] for row in rows if "km" in row)
    column_km = float(bar.split()[-2]) / (bar.count("-") + 1)
    middle = rows[areas.ROWS // 2][: areas.COLUMNS]
    assert middle[areas.COLUMNS // 2] == "@"
    assert (middle.count(":") + 1) * column_km == pytest.approx(11.28, rel=0.15)
    tall = sum(":" in row[: areas.COLUMNS] for row in rows)
    assert tall * 2 * column_km == pytest.approx(11.28, rel=0.25)


def test_what_two_cover_is_told_from_what_one_covers() -> None:
    one, other = circle_outline(HERE, 40), circle_outline(ahead(HERE, 90, 4000), 40)
    rows = drawn(one, other)
    middle = rows[areas.ROWS // 2][: areas.COLUMNS].strip()
    assert middle.index("#") > middle.index(":")
    assert middle.rindex(":") > middle.rindex("#")
    assert any(row.endswith("# twice or more") for row in rows)
    assert not any("#" in row for row in drawn(one))


def test_north_is_up_and_east_is_right() -> None:
    rows = drawn(circle_outline(ahead(HERE, 45, 20_000), 30))
    (site,) = [(n, row.index("@")) for n, row in enumerate(rows) if "@" in row[: areas.COLUMNS]]
    area = [(n, row.index(":")) for n, row in enumerate(rows) if ":" in row[: areas.COLUMNS]]
    assert all(row < site[0] and column > site[1] for row, column in area)


def test_the_edge_of_the_county_is_drawn_where_it_passes() -> None:
    county = tuple((p.lon, p.lat) for p in (ahead(HERE, a, 30_000) for a in (315, 45, 135, 225)))
    assert not any(
        "." in row[: areas.COLUMNS] for row in drawn(circle_outline(HERE, 10), county=county)
    )
    assert any(
        "." in row[: areas.COLUMNS] for row in drawn(circle_outline(HERE, 1500), county=county)
    )


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn() == []
