"""The plan from above: what is permitted, where it falls and who lives there, told without colour."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from wxmod import wording
from wxmod.domain.firing.aiming import Aim, Burst, FallZone, ZoneKind
from wxmod.domain.firing.surroundings import Surrounding, SurroundingKind
from wxmod.domain.geodesy import Point, ahead, circle_outline, sector_outline
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.registry.sites import Sector
from wxmod.drawing import pictures, polar, polar_picture

HERE = Point(lon=113.1, lat=38.2)
MIDDLE, HALF = 23, 10


def plan(*sectors: tuple[float, float], **changes: Any) -> polar.Plan:
    """A gun that fires east, bursts at 5 km, duds out to 9 km; a village 8 km to the south."""
    burst = Burst(
        moment="end",
        height_msl_m=6000,
        range_m=5000,
        position=ahead(HERE, 90, 5000),
    )
    zones = (
        FallZone(
            kind=ZoneKind.RESIDUE,
            outline=circle_outline(burst.position, changes.pop("km2", 8)),
            basis="示例",
        ),
        FallZone(
            kind=ZoneKind.DUD,
            outline=sector_outline(HERE, 80, 100, 9000),
            basis="示例",
        ),
    )
    aim = Aim(
        site="140322001",
        equipment="G1",
        kind=EquipmentKind.GUN,
        ammunition="shell-37",
        table="T",
        demonstration=False,
        at=datetime.fromisoformat("2023-07-20T15:00+08:00"),
        origin=HERE,
        azimuth_deg=90,
        elevation_deg=60,
        layer_msl_m=(4500, 7000),
        bursts=(burst,),
        zones=zones,
        height_miss_m=0,
        top_msl_m=6000,
    )
    permitted = tuple(
        Sector(azimuth_from_deg=a, azimuth_to_deg=b, elevation_min_deg=45, elevation_max_deg=80)
        for a, b in sectors
    )
    village = Surrounding(
        name="甲村",
        kind=SurroundingKind.POPULATED,
        position=ahead(HERE, 180, 8000),
    )
    return polar.Plan("东邢", aim.model_copy(update=changes), permitted, (village,))


def drawn(told: polar.Plan) -> list[str]:
    return polar.lines(told, ascii_only=True)


def english(told: polar.Plan) -> list[str]:
    """Rows where every sign takes one cell."""
    wording.use("en")
    return drawn(told)


def test_the_rim_tells_permitted_from_forbidden_directions_by_its_signs() -> None:
    rows = english(plan((45, 135)))
    middle = rows[HALF]
    assert middle[3] == "x"  # west
    assert middle[43] == "o"  # east
    assert "x" in rows[0]
    assert "o" not in rows[0][:MIDDLE]
    assert {"o permitted direction", "x forbidden direction"} <= {row[49:] for row in rows}


def test_an_elevation_no_sector_holds_is_forbidden_all_round() -> None:
    rows = english(plan((45, 135), elevation_deg=85))
    assert not any("o" in row[:47] for row in rows)
    assert rows[HALF][43] == "x"


def test_without_a_sector_map_nothing_is_called_permitted() -> None:
    rows = english(plan())
    assert not any(sign in row[:47] for row in rows for sign in "ox/")
    assert "? no sector map on file" in {row[49:] for row in rows}


def test_everything_lies_where_it_lies() -> None:
    """9 km and 8 % more reach the edge: 10 rows up or down, 20 cells to either side."""
    rows = english(plan((45, 135)))
    cell = 9.0 * 1.08 / 20  # km
    assert rows[HALF][MIDDLE] == "@"
    assert rows[HALF][MIDDLE + round(5 / cell)] == "*"
    assert rows[HALF + round(8 / cell / 2)][MIDDLE] == "P"
    assert rows[HALF][MIDDLE + round(8.5 / cell)] == ":"
    assert any("#" in row[:47] for row in rows)


def test_a_fall_zone_smaller_than_a_cell_is_not_lost() -> None:
    assert any("* is where residue" in row for row in english(plan((45, 135), km2=0.01)))


@pytest.mark.parametrize(
    ("lang", "signs"),
    [("zh", "北东南西"), ("en", "NESW")],
)
def test_the_compass_and_the_rings_are_labelled_in_either_language(lang: str, signs: str) -> None:
    wording.use(lang)
    rows = drawn(plan((45, 135)))
    north, east, south, west = signs
    assert north in rows[0]
    assert south in rows[-1]
    assert rows[HALF].lstrip().startswith(west)
    assert east in rows[HALF]
    assert any("2.5" in row[:47] for row in rows)


@pytest.mark.parametrize("bare", [False, True])
def test_the_picture_is_painted_in_words_the_machine_has_letters_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, bare: bool
) -> None:
    if bare:  # a server with no Chinese font: matplotlib would warn of every letter it lacks, and draw boxes
        monkeypatch.setattr(pictures, "han_font", lambda: "")
    assert plan((45, 135)).png().startswith(b"\x89PNG")
    assert wording.language() == "zh"


@pytest.mark.parametrize(
    ("sectors", "spans"),
    [
        ([(45, 135)], [(0, 45), (135, 360)]),
        ([(300, 60)], [(60, 300)]),
        ([(0, 360)], []),
    ],
)
def test_the_picture_hatches_what_no_sector_holds(
    sectors: list[Any], spans: list[tuple[int, int]]
) -> None:
    assert list(polar_picture.spans(plan(*sectors))) == spans


def test_a_font_installed_after_the_list_of_fonts_was_written_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from matplotlib import font_manager  # noqa: PLC0415

    latin = font_manager.findfont("DejaVu Sans")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [latin, "/no/such.ttf"])
    monkeypatch.setattr(pictures, "HAN_FONTS", ("Noto Sans SC", "DejaVu Sans"))
    assert pictures.han_font() == "DejaVu Sans"
    monkeypatch.setattr(pictures, "HAN_FONTS", ("Noto Sans SC",))
    assert pictures.han_font() == ""
