"""A sounding says where it was taken, in every list that tells; a mark for "unknown" is no place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.weather import lists
from tests.weather.cases import SHARED
from tests.weather.test_micaps import SOUNDING
from tests.weather.test_soundings import isa, opened
from wxmod.weather.profile import Profile
from wxmod.weather.readers.soundings.levels import position_of

MADE: dict[str, tuple[Callable[[Profile], str], tuple[float, float]]] = {
    "igra": (lists.igra, (112.55, 37.78)),
    "bufkit": (lambda column: lists.bufkit(column, 1), (112.6, 37.6)),
    "csv": (lists.university_csv, (112.55, 37.78)),
}


@pytest.mark.parametrize("name", MADE)
def test_where_a_list_says_it_was(tmp_path: Path, name: str) -> None:
    write, (lon, lat) = MADE[name]
    position = opened(tmp_path, write(isa())).position
    assert position
    assert (position.lon, position.lat) == pytest.approx((lon, lat))


def test_each_station_of_a_diamond_has_its_own(tmp_path: Path) -> None:
    position = opened(tmp_path, SOUNDING).position
    assert position
    assert (position.lon, position.lat) == (112.55, 37.78)


def test_a_list_without_a_place_has_none(tmp_path: Path) -> None:
    assert opened(tmp_path, lists.order(isa())).position is None


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        ("113.09", "38.21", (113.09, 38.21)),
        ("-180", "-90", (-180, -90)),
        ("180", "90", (180, 90)),
        ("246.91", "38.21", (-113.09, 38.21)),
        ("360", "0", (0, 0)),
        ("360.01", "0", None),
        ("-180.01", "0", None),
        ("0", "90.01", None),
        ("0", "-90.01", None),
        ("-998.8888", "-98.8888", None),
        ("nan", "38", None),
        ("inf", "38", None),
        ("113", "x", None),
        ("", "", None),
    ],
)
def test_what_is_a_place(lon: str, lat: str, place: tuple[float, float] | None) -> None:
    found = position_of(lon, lat)
    assert (found and (found.lon, found.lat)) == (place and pytest.approx(place))


REAL = {
    "sharppy/rap_oun.buf#OUN@2018-12-19T04:00": (-97.47, 35.23),
    "sharppy/oun_uwyo.html": (-97.44, 35.18),
    "skewtplus/94610.2010032200.txt": (115.96, -31.93),
    "siphon/igra2_sounding_USM00070026-data.txt#USM00070026@2010-06-01T00:00": (-156.7833, 71.2889),
}


@pytest.mark.parametrize("name", REAL)
def test_where_real_files_say_they_were(name: str) -> None:
    from wxmod.weather.readers.files import open_weather  # noqa: PLC0415

    path = SHARED / "data" / "soundings" / name
    if not path.with_name(path.name.partition("#")[0]).is_file():
        pytest.skip(f"needs {name} of shared/data/soundings")
    profile = open_weather([path]).profile
    assert profile
    assert profile.position
    assert (profile.position.lon, profile.position.lat) == pytest.approx(REAL[name])
