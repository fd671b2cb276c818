"""`wxmod plan burner` on the command line."""

from dataclasses import replace
from typing import Any

import pytest

from tests.firing.test_aiming_commands import codes, ran, told
from wxmod import wording
from wxmod.actions import Desk
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import ahead
from wxmod.program import Planning

BURN = ("plan", "burner", "--unit", "B1", "--altitude", "1100", "--at", "2023-04-02 21:00")
WEST = ("--wind", "270,6")


def east(desk: Desk, azimuth: float = 90, metres: float = 10_800) -> str:
    """A place that far from the burner, as it is typed."""
    here = desk.program.site("140322005").position
    assert here is not None
    there = ahead(here, azimuth, metres)
    return f"{there.lon},{there.lat}"


def set_to(desk: Desk, **settings: Any) -> Desk:
    held = desk.program.planning.model_dump() | settings
    return replace(
        desk, program=desk.program.model_copy(update={"planning": Planning.model_validate(held)})
    )


def test_half_an_hour_down_a_six_metre_wind(desk: Desk) -> None:
    answer = told(
        desk,
        *BURN,
        *WEST,
        "--target",
        east(desk),
        "--cold",
        "1400",
        code=1,
    )
    plan = answer["burner"]
    assert plan["minutes"] == pytest.approx(30, abs=0.1)
    assert plan["half_width_m"] == pytest.approx(2.15 * (2 * 40 * 1800) ** 0.5, rel=1e-3)
    assert plan["aside_m"] < 20
    assert answer["cold"] == "reached"  # 1100 m and at least 400 m above the burner
    assert not codes(answer, severity="warn") & {"G523", "G524", "G526"}


@pytest.mark.parametrize(
    ("cold", "told_as"),
    [("2000", "open"), ("4000", "short")],
)
def test_too_warm_or_too_uncertain_is_found(desk: Desk, cold: str, told_as: str) -> None:
    answer = told(desk, *BURN, *WEST, "--cold", cold, code=1)
    assert answer["cold"] == told_as
    assert "G524" in codes(answer, severity="warn")
    assert "G525" not in codes(answer, severity="note")


def test_a_plume_that_passes_by_or_goes_the_other_way_is_found(desk: Desk) -> None:
    aside = told(desk, *BURN, *WEST, "--target", east(desk, azimuth=60), code=1)
    assert "G523" in codes(aside, severity="warn")
    away = told(desk, *BURN, "--wind", "90,6", "--target", east(desk), code=1)
    assert "G526" in codes(away, severity="warn")
    assert away["burner"]["aside_m"] is None
    assert away["burner"]["minutes"] == 30


def test_winds_a_site_may_not_work_in_block(desk: Desk) -> None:
    west = {"since": "2020-01-01", "value": {"from_deg": 225, "to_deg": 315}, "source": "示例"}
    held = set_to(desk, burner_winds={"140322005": [west | {"confidence": "reported"}]})
    assert "G521" not in codes(told(held, *BURN, *WEST, code=1))
    assert "G521" in codes(told(held, *BURN, "--wind", "100,6", code=1))
    assert "G522" in codes(told(desk, *BURN, *WEST, code=1), severity="note")


def test_what_cannot_be_told_is_refused_with_what_to_do(desk: Desk) -> None:
    lacking: list[tuple[Desk, tuple[str, ...], str]] = [
        (desk, (*BURN, "--wind", "270,0.3"), "静风"),
        (desk, ("plan", "burner", "--unit", "L1", *WEST), "plan fire"),
        (desk, ("plan", "burner", "--unit", "B1", *WEST), "海拔"),
        (set_to(desk, burner_diffusivity_m2s=[]), (*BURN, *WEST), "burner_diffusivity_m2s"),
        (set_to(desk, low_wind_depth_m=[]), (*BURN, *WEST), "low_wind_depth_m"),
    ]
    for asked, words, says in lacking:
        with pytest.raises(BadInput, match=says):
            ran(asked, *words)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_the_page_says_where_it_goes_and_whether_it_is_cold_there(desk: Desk, lang: str) -> None:
    wording.use(lang)
    page = ran(desk, *BURN, *WEST, "--cold", "4000").output
    assert ("达不到" if lang == "zh" else "does not reach it") in page
    assert "90°" in page
    assert "10.8 km" in page


def test_nothing_is_written(desk: Desk) -> None:
    before = desk.store.conn.execute("SELECT count(*) FROM journal").fetchone()
    ran(desk, *BURN, *WEST)
    assert desk.store.conn.execute("SELECT count(*) FROM journal").fetchone() == before
