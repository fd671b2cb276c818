"""The canonical model: places, moments and columns out of it."""

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.weather.columns import isa
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Point
from wxmod.weather.fields import DIMS, column, from_profile, lacking, times
from wxmod.weather.profile import spot


def test_a_sounding_is_a_field_of_one_cell_and_back() -> None:
    at = datetime(2023, 7, 19, 12, tzinfo=UTC)
    sounding = isa().__class__(**(isa().__dict__ | {"valid_at": at}))
    field = from_profile(sounding, Point(lon=113.4, lat=38.1))
    assert field["temperature_k"].dims == DIMS
    assert times(field) == [at]
    assert lacking(field) == []
    back = column(field, Point(lon=113.5, lat=38.0))
    assert back.valid_at == at
    for name in ("pressure_hpa", "temperature_degc", "dewpoint_degc", "wind_u_ms", "height_msl_m"):
        assert getattr(back, name) == pytest.approx(getattr(sounding, name), abs=0.01)


def test_a_field_without_a_time_does_not_invent_one() -> None:
    field = from_profile(isa(), Point(lon=113.4, lat=38.1))
    assert times(field) == []
    assert column(field, Point(lon=113.4, lat=38.1)).valid_at is None


def test_a_place_outside_the_field_is_refused_across_the_date_line_too() -> None:
    field = from_profile(isa(), Point(lon=179.9, lat=38.1))
    assert column(field, Point(lon=-179.9, lat=38.1)).pressure_hpa.size
    with pytest.raises(BadInput, match="不在资料范围内"):
        column(field, Point(lon=113.0, lat=38.1))


def test_levels_below_the_ground_are_left_out() -> None:
    field = from_profile(isa(), Point(lon=113.4, lat=38.1))
    field["surface_height_msl_m"] = (("time", "y", "x"), np.array([[[990.0]]]))
    found = column(field, Point(lon=113.4, lat=38.1))
    assert found.height_msl_m[0] == pytest.approx(1000)
    assert any("地面以下 4 层" in note for note in found.notes)


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (38.25, 113, "38.25N 113.00E"),
        (39.93, -89.91, "39.93N 89.91W"),
        (-42.1, 270, "42.10S 90.00W"),
    ],
)
def test_a_place_is_written_as_on_maps(lat: float, lon: float, said: str) -> None:
    assert spot(lat, lon) == said
