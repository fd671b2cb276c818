"""A time asked for is met, the nearest taken aloud, or refused with the span of the file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather.columns import isa, spc
from tests.weather.synthetic import SHIPPED
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Point
from wxmod.weather.area import box, inside
from wxmod.weather.judging.places import Meant, assess, by_metpy
from wxmod.weather.reach import taken

START, ON = datetime(2023, 7, 20, tzinfo=UTC), datetime(2023, 7, 21, tzinfo=UTC)
STEPS = [START + timedelta(hours=h) for h in (0, 3, 6, 12)]
HERE = Point(lon=113.4, lat=38.1)


@pytest.mark.parametrize(
    ("hours", "index", "aloud"),
    [
        (0, 0, False),
        (6, 2, False),
        (-1.5, 0, True),
        (4, 1, True),
        (8.9, 2, True),
        (15, 3, True),
    ],
)
def test_the_nearest_time_is_taken_and_told(hours: float, index: int, *, aloud: bool) -> None:
    k, said = taken(STEPS, START + timedelta(hours=hours))
    assert (k, bool(said)) == (index, aloud)


@pytest.mark.parametrize("hours", [-2, 15.1, 24 * 365])
def test_beyond_half_a_step_the_span_is_named(hours: float) -> None:
    with pytest.raises(BadInput, match=r"2023-07-20 00:00Z … 2023-07-20 12:00Z"):
        taken(STEPS, START + timedelta(hours=hours))


def test_a_lone_time_speaks_for_three_hours() -> None:
    assert taken([START], START + timedelta(hours=3))[0] == 0
    with pytest.raises(BadInput, match="1 个时次"):
        taken([START], START + timedelta(hours=3, minutes=1))


def test_without_times_nothing_is_picked_and_that_is_said() -> None:
    assert taken([None], START)[1]
    assert taken([], None) == (0, ())


def test_times_in_any_order_and_gaps() -> None:
    assert taken([STEPS[2], None, STEPS[0]], START)[0] == 2


def test_fields_say_which_time_was_taken() -> None:
    found = assess([SHIPPED], [], Meant(point=HERE, when=START + timedelta(hours=4), on=ON))
    assert found.valid_at == START + timedelta(hours=3)
    assert "2023-07-20 04:00Z" in found.notes[0]
    late = START + timedelta(days=3)
    with pytest.raises(BadInput, match="2023-07-21 00:00Z"):
        assess([SHIPPED], [], Meant(point=HERE, when=late, on=ON))
    with pytest.raises(BadInput, match="2023-07-21 00:00Z"):
        by_metpy([SHIPPED], HERE, late)


def test_a_sounding_of_another_day_is_refused_and_one_without_a_day_takes_the_one_asked_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s"
    path.write_text(spc(isa(), when="230720/0000"), "utf-8")
    with pytest.raises(BadInput, match="2023-07-20 00:00Z"):
        assess([path], [], Meant(when=START + timedelta(days=1), on=ON))
    path.write_text(spc(isa(), when="231399/0000"), "utf-8")
    found = assess([path], ["hail-tianjin"], Meant(when=START, on=datetime(2023, 1, 1, tzinfo=UTC)))
    assert "月不在适用月份" not in found.judgements[0].limiting
    told = assess([path], ["hail-tianjin"], Meant(on=datetime(2023, 1, 1, tzinfo=UTC)))
    assert "月不在适用月份" in told.judgements[0].limiting
    assert any("2023-01-01" in note for note in told.notes)


def test_a_box_over_the_dateline_takes_both_sides() -> None:
    lon = np.array([-180.0, -175, -170, -165, 165, 170, 175])
    lat = np.array([-10.0, 0, 10])
    mesh = np.meshgrid(lat, lon, indexing="ij")
    fields = xr.Dataset(coords={"lat": (("y", "x"), mesh[0]), "lon": (("y", "x"), mesh[1])})
    taken = inside(fields, box(169, -5, -169, 5))
    assert sorted(mesh[1][taken].tolist()) == [-180, -175, -170, 170, 175]
    plain = inside(fields, box(-176, -5, -164, 5))
    assert sorted(mesh[1][plain].tolist()) == [-175, -170, -165]
