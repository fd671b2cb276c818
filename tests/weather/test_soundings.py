"""Every list of a sounding tells the same column; what it lacks or spoils is said; no damage brings the reader down."""

import os
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.weather import lists
from tests.weather.columns import isa, spc, wyoming
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.weather.profile import Profile
from wxmod.weather.readers import texts
from wxmod.weather.readers.files import open_weather

SHARED = (
    Path(
        os.environ.get(
            "WXMOD_SHARED",
            Path(__file__).resolve().parents[3] / "shared",
        )
    )
    / "data"
    / "soundings"
)
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files lie outside the project")
AT = datetime(2023, 7, 19, tzinfo=UTC)


def bare(column: Profile) -> str:
    """The list alone, with the three columns of potential temperatures."""
    return "\n".join(
        f"{line}{300:7.1f}{320:7.1f}{301:7.1f}"
        for line in wyoming(column).splitlines()
        if line[5:6] == "."
    )


LISTS: dict[str, Callable[[Profile], str]] = {
    "spc": spc,
    "wyoming": wyoming,
    "bare": bare,
    "page": lambda c: lists.page(wyoming(c)),
    "igra": lists.igra,
    "bufkit": lambda c: lists.bufkit(c, 1),
    "csv": lists.university_csv,
    "order": lists.order,
}


def opened(tmp_path: Path, text: str | bytes, which: str = "") -> Profile:
    path = tmp_path / "file"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = open_weather([tmp_path / ("file" + which)]).profile
    assert found is not None
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_list_tells_the_same_column(tmp_path: Path, name: str) -> None:
    column = isa()
    read = opened(tmp_path, LISTS[name](column))
    assert read.pressure_hpa == pytest.approx(column.pressure_hpa, abs=0.06)
    assert read.height_msl_m == pytest.approx(column.height_msl_m, abs=0.6)
    assert read.temperature_degc == pytest.approx(column.temperature_degc, abs=0.06)
    assert read.dewpoint_degc == pytest.approx(column.dewpoint_degc, abs=0.11)
    assert read.wind_u_ms == pytest.approx(column.wind_u_ms, abs=0.3)
    expected = {"spc": datetime(2023, 7, 19, 12, tzinfo=UTC), "bare": None}
    assert read.valid_at == expected.get(name, AT)


def test_a_bufkit_file_tells_the_ascent_too(tmp_path: Path) -> None:
    read = opened(tmp_path, lists.bufkit(isa(), 1))
    assert read.omega_pa_s == pytest.approx(np.full(read.pressure_hpa.size, -0.3))


def test_of_several_soundings_one_is_named(tmp_path: Path) -> None:
    text = lists.bufkit(isa(), 3)
    with pytest.raises(BadInput, match="2023-07-19T02:00Z"):
        opened(tmp_path, text)
    assert opened(tmp_path, text, "#2023-07-19T01").valid_at == datetime(2023, 7, 19, 1, tzinfo=UTC)
    with pytest.raises(BadInput, match="3"):
        opened(tmp_path, text, "#2024")


def test_station_and_time_are_chosen_together_and_the_advice_leads_there(tmp_path: Path) -> None:
    head = "站号,时间(UTC),气压(hPa),高度(m),温度(℃),露点(℃),风向(°),风速(m/s)"
    rows = [
        f"{station},2023-07-19 {hour:02d}:00,{1000 - 100 * n},{100 + 900 * n},{20 - 6 * n},{10 - 6 * n},180,5"
        for station in ("54511", "545110", "54516")
        for hour in (0, 12)
        for n in range(7)
    ]
    text = "\n".join([head, *rows])
    found = opened(tmp_path, text, "#54516@2023-07-19T12")
    assert (found.place, found.valid_at) == ("54516", datetime(2023, 7, 19, 12, tzinfo=UTC))
    exact = opened(tmp_path, text, "#54511@2023-07-19T00")
    assert exact.place == "54511", "the whole name goes before names that begin so"
    with pytest.raises(BadInput) as several:
        opened(tmp_path, text, "#54516")
    advised = re.search(r"#(\S+@[\dT:-]+)", several.value.remedy or "")
    assert advised
    assert opened(tmp_path, text, "#" + advised[1]).place == "54516"


def test_nine_thousand_nine_hundred_and_ninety_nine_metres_are_a_height_only_where_they_can_be(
    tmp_path: Path,
) -> None:
    column = isa()
    high = int(np.argmin(abs(column.height_msl_m - 10_000)))
    column.height_msl_m[high] = 9999.0
    read = opened(tmp_path, spc(column))
    assert read.height_msl_m[high] == pytest.approx(9999.0)
    assert any("9999" in note for note in read.notes)
    column.height_msl_m[8] = 9999.0
    mended = opened(tmp_path, spc(column))
    assert mended.height_msl_m[8] == pytest.approx(2000, abs=5)
    assert any("压高公式" in note for note in mended.notes)


def test_heights_nobody_wrote_follow_from_pressure_and_temperature(tmp_path: Path) -> None:
    column = isa(depression=40.0)
    column.height_msl_m[:] += 500.0
    truth = column.height_msl_m.copy()
    column.height_msl_m[1:] = -9999.0
    read = opened(tmp_path, spc(column))
    assert read.height_msl_m == pytest.approx(truth, abs=12)


def test_what_no_column_can_hold_is_missing_and_counted(tmp_path: Path) -> None:
    column = isa()
    column.dewpoint_degc[3] = 88.8
    read = opened(tmp_path, spc(column))
    assert np.isnan(read.dewpoint_degc[3])
    assert any("1 个数" in note for note in read.notes)


def test_levels_that_the_head_counts_and_the_file_lacks_are_told(tmp_path: Path) -> None:
    read = opened(tmp_path, lists.igra(isa(), levels=70))
    assert any("9 层" in note for note in read.notes)


def test_a_list_of_thirteen_columns_without_its_head(tmp_path: Path) -> None:
    new = [
        line[:28] + f"{-5.0:7.1f}" + line[28:35] + f"{90:7d}" + line[35:]
        for line in bare(isa()).splitlines()
    ]
    read = opened(tmp_path, "\n".join(new))
    assert read.temperature_degc == pytest.approx(isa().temperature_degc, abs=0.06)
    assert read.wind_u_ms == pytest.approx(isa().wind_u_ms, abs=0.3)
    assert any("13" in note for note in read.notes)


def test_damage_of_any_kind_is_refused_or_leaves_a_possible_column(tmp_path: Path) -> None:
    chance = random.Random(20260711)
    outcomes = {"read": 0, "refused": 0}
    for make in LISTS.values():
        whole = make(isa(8000.0)).encode()
        for _round in range(40):
            broken = bytearray(
                whole[: chance.randrange(len(whole))] if chance.random() < 0.4 else whole
            )
            for _flip in range(chance.choice((0, 1, 5, 50)) if broken else 0):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                read = opened(tmp_path, bytes(broken))
            except (UnreadableFileError, BadInput):
                outcomes["refused"] += 1
                continue
            except AssertionError:  # a table of stations
                continue
            outcomes["read"] += 1
            assert (np.diff(read.pressure_hpa) < 0).all()
            assert read.pressure_hpa.max() <= 1100
            for values, most in (
                (read.temperature_degc, 65),
                (read.dewpoint_degc, 65),
                (read.height_msl_m, 90_000),
            ):
                assert np.nanmax(np.abs(values), initial=0) <= max(most, 150)
    assert min(outcomes.values()) > 30


@real
@pytest.mark.parametrize(
    ("name", "count", "levels", "top_hpa", "at"),
    [
        ("siphon/igra2_sounding_USM00070026-data.txt", 2, 58, 9.8, "2010-06-01T00"),
        ("siphon/igra2_derived_USM00070026-drvd.txt", 2, 120, 6.71, "2014-09-10T00"),
        ("siphon/wyoming_high_alt_sounding.csv", 1, 131, 7.5, "2010-12-09T11"),
        ("sharppy/rap_oun.buf", 22, 50, 12.3, "2018-12-19T04"),
        ("sharppy/oun_uwyo.html", 1, 103, 6.8, "2018-12-22T12"),
        ("skewtlp/72317_GSO_2018040412.txt", 1, 128, 9.0, "2018-04-04T12"),
        ("cma_upar/S202005311110174154204.txt", 3, 39, 12.7, "2020-05-30T00"),
        ("22061208.54511", 1, 149, 10.0, "2022-06-12T00"),
    ],
)
def test_real_lists(
    name: str,
    count: int,
    levels: int,
    top_hpa: float,
    at: str,
) -> None:
    path = SHARED / name
    held = texts.read(
        texts.kind_of(path.read_bytes()[: 1 << 16]) or "",
        path,
    )
    first = held.profiles[0]
    assert (len(held.profiles), first.pressure_hpa.size) == (count, levels)
    assert first.pressure_hpa[-1] == pytest.approx(top_hpa)
    assert first.valid_at is not None
    assert f"{first.valid_at:%Y-%m-%dT%H}" == at


@real
def test_the_same_ascent_in_kt_and_in_ms_is_the_same() -> None:
    old, new = (
        open_weather([SHARED / name]).profile
        for name in ("metpy/may4_sounding.txt", "siphon/wyoming_sounding.csv")
    )
    assert old is not None
    assert new is not None
    at = np.isin(old.pressure_hpa, new.pressure_hpa), np.isin(new.pressure_hpa, old.pressure_hpa)
    assert at[0].sum() > 20
    assert old.wind_v_ms[at[0]] == pytest.approx(new.wind_v_ms[at[1]], abs=0.5)
