"""MICAPS text files as they are found: counts that lie, two clocks, minutes for decimals, Chinese of any line end."""

import os
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.weather.readers import texts
from wxmod.weather.readers.files import Opened, open_weather

SHARED = (
    Path(
        os.environ.get(
            "WXMOD_SHARED",
            Path(__file__).resolve().parents[3] / "shared",
        )
    )
    / "data"
    / "micaps"
)
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files lie outside the project")

SURFACE = """diamond  1 2026年07月01日08时 地面 观测
26 07 01 08 2
53685 113.42 38.07 953 1 8 180 4 117 -12 2 2 5.2 34 9999 300 14.0 10.0 61 16.2 9999 9999 9999 9999
53782 113.62 37.93 742 1 **** 9999 9999 968 9999 2 2 9999 34 9999 300 9999 5.0 61 18.0 9999 9999 9999 9999
"""
ALOFT = """diamond 2 26年07月01日500hPa高空填图
26 07 01 20 500
2
53772 112.55 37.78 779 1 583 -8 3 240 12
53698 114.35 38.07 105 1 584 9999 9999 9999 9999
"""
SCATTERED = """diamond 3 2026年07月01日08时 6小时降水
26 07 01 08 -1
2 1 25 1 0 3 110 34 115 34
115 40
1 3
53685\t113.42\t38.07\t953\t1,005.5
53782 113.62 37.93 742 0.0
53772 112.55 37.78 779 12.5
53775 112.6
"""
CITY = """diamond 8 26年07月01日08时24小时城市预报
26 07 01 08 24 1
53685 113.42 38.07 953 1 180 3 16 28 7 225 4
"""
SOUNDING = """diamond 5 26年07月01日08时温度对数压力图
26 07 01 08 2
53772 112.55 37.78 779 36
925 9999 24 18 180 2
850 149 19 14 200 6
700 312 6 3 240 12
500 581 -8 -10 210 10
413 9999 -16 -18 9999 9999
400 751 -17 9999 235 14
53698 114.35 38.07 105 6
1000 10 27 22 180 2
"""
ALL = {"1": SURFACE, "2": ALOFT, "3": SCATTERED, "5": SOUNDING, "8": CITY}


def opened(
    tmp_path: Path,
    text: str,
    *,
    name: str = "26070108.000",
    encoding: str = "gb18030",
    ends: str = "\n",
) -> Opened:
    (tmp_path / name).write_bytes(text.replace("\n", ends).encode(encoding))
    return open_weather([tmp_path / name])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_surface_plot_in_any_dress(tmp_path: Path, encoding: str, ends: str) -> None:
    read = opened(tmp_path, SURFACE, encoding=encoding, ends=ends).stations
    assert read is not None
    assert read.stations == ("53685", "53782")
    assert read.times[0] == datetime(2026, 7, 1, tzinfo=UTC)
    told = read.values
    assert told["sea_level_pressure_hpa"] == pytest.approx([1011.7, 996.8])
    assert told["pressure_change_3h_hpa"] == pytest.approx([-1.2, np.nan], nan_ok=True)
    assert told["temperature_degc"] == pytest.approx([16.2, 18.0])
    assert told["dewpoint_degc"] == pytest.approx([14.0, np.nan], nan_ok=True)
    assert told["precipitation_6h_mm"] == pytest.approx([5.2, np.nan], nan_ok=True)
    assert any("地面 观测" in note for note in read.notes)


def test_a_plot_aloft_in_metres_and_dew_points(tmp_path: Path) -> None:
    read = opened(tmp_path, ALOFT, name="26070120.000").stations
    assert read is not None
    assert read.values["height_msl_m"] == pytest.approx([5830, 5840])
    assert read.values["dewpoint_degc"] == pytest.approx([-11, np.nan], nan_ok=True)


def test_scattered_values_are_read_to_the_end_whatever_their_count(tmp_path: Path) -> None:
    read = opened(tmp_path, SCATTERED.replace("1 3\n", "1 9\n")).stations
    assert read is not None
    assert read.values["precipitation_mm"] == pytest.approx([1005.5, 0.0, 12.5])
    assert any("9 站" in note and "3 站" in note for note in read.notes)
    assert any("1 行" in note for note in read.notes)


def test_degrees_and_minutes_are_found_out(tmp_path: Path) -> None:
    head = "diamond 3 温度\n26 07 01 08 -3\n0\n1 25 0\n1 40\n"
    rows = [
        f"{53000 + i} {110 + i // 60}.{i % 60:02d} {36 + i // 60}.{(i * 7) % 60:02d} 900 {i}"
        for i in range(40)
    ]
    read = opened(tmp_path, head + "\n".join(rows)).stations
    assert read is not None
    assert read.values["lon"][30] == pytest.approx(110.5)
    assert any("度.分" in note for note in read.notes)
    many = [
        f"{54000 + i} {110 + i % 20}.{i % 60:02d} {36 + i % 9}.{(i * 7) % 60:02d} 900 {i}"
        for i in range(200)
    ]
    one_odd = [*many, "53685 113.92 38.07 953 1"]
    mended = opened(tmp_path, head.replace(" 40\n", " 201\n") + "\n".join(one_odd)).stations
    assert mended is not None
    assert mended.values["lon"][30] == pytest.approx(120.5), "30 minutes are half a degree"
    assert mended.values["lon"][200] == pytest.approx(113.92)
    assert any("1 站" in note and "度.分" in note for note in mended.notes)
    true = opened(tmp_path, head + "\n".join([*rows, "53685 113.92 38.07 953 1"])).stations
    assert true is not None
    assert true.values["lon"][30] == pytest.approx(110.30)


def test_a_city_forecast_is_valid_when_its_lead_has_passed(tmp_path: Path) -> None:
    read = opened(tmp_path, CITY, name="26070108.024").stations
    assert read is not None
    assert read.times == (datetime(2026, 7, 2, tzinfo=UTC),)
    assert read.values["temperature_most_degc"] == pytest.approx([28])


def test_a_sounding_has_its_heights_in_metres_and_its_significant_levels(tmp_path: Path) -> None:
    read = opened(tmp_path, SOUNDING).profile
    assert read is not None
    assert (read.place, read.valid_at) == ("53772", datetime(2026, 7, 1, tzinfo=UTC))
    assert read.height_msl_m[1] == 1490
    assert read.height_msl_m[0] == pytest.approx(
        1490 - 287.05 * 296 / 9.80665 * np.log(925 / 850),
        abs=12,
    )
    assert np.isnan(read.wind_u_ms[4])
    assert any("压高公式" in note for note in read.notes)


@pytest.mark.parametrize(
    ("name", "hour", "says"),
    [
        ("26070108.000", datetime(2026, 7, 1, 0, tzinfo=UTC), ""),
        ("26070116.000", datetime(2026, 7, 1, 8, tzinfo=UTC), "世界时"),
        ("26070111.000", datetime(2026, 7, 1, 0, tzinfo=UTC), "不符"),
        ("surface.txt", datetime(2026, 7, 1, 0, tzinfo=UTC), "文件名没有时间"),
    ],
)
def test_name_and_header_settle_the_clock(
    tmp_path: Path,
    name: str,
    hour: datetime,
    says: str,
) -> None:
    read = opened(tmp_path, SURFACE, name=name).stations
    assert read is not None
    assert read.times[0] == hour
    assert (
        any(says in note for note in read.notes)
        if says
        else not any("文件名" in note for note in read.notes)
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("diamond 14 x\n2026 07 01 08 0\nLINES: 0\n", "diamond 14"),
        ("diamond 131 x\n2026 07 01 08 0\n", "diamond 131"),
        ("diamond 1 x\n26 07\n", "5 个数"),
        ("diamond 1 x\n26 07 01 08 0\n", "至少一个站"),
        (SOUNDING.replace("779 36", "779 35"), "6 的倍数"),
        (SCATTERED.replace("\n1 3\n", "\n99 3\n"), "要素"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_reason(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        opened(tmp_path, text)


def test_damage_is_refused_or_leaves_possible_values(tmp_path: Path) -> None:
    chance = random.Random(20260712)
    path, outcomes = tmp_path / "26070108.000", {"read": 0, "refused": 0}
    for text in ALL.values():
        whole = text.encode("gb18030")
        for _round in range(60):
            broken = bytearray(
                whole[: chance.randrange(1, len(whole))] if chance.random() < 0.4 else whole
            )
            for _flip in range(chance.choice((0, 1, 5, 30))):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            path.write_bytes(broken)
            try:
                read = open_weather([path])
            except (UnreadableFileError, BadInput):
                outcomes["refused"] += 1
                continue
            outcomes["read"] += 1
            if read.stations is not None:
                assert (
                    np.nanmax(
                        np.abs(read.stations.values.get("lat", np.zeros(1))),
                        initial=0,
                    )
                    <= 90
                )
            if read.profile is not None:
                assert (np.diff(read.profile.pressure_hpa) < 0).all()
    assert min(outcomes.values()) > 30


@real
@pytest.mark.parametrize(
    ("name", "count", "column", "most"),
    [
        ("nmcmetio_surface_plot_20032714.000", 6644, "temperature_degc", 39.7),
        ("doc_d2_95112420.000", 6, "wind_speed_ms", 37),
        ("nodemicaps_d3_15012908.dat", 749, "value", 76),
        ("nodemicaps_d3_15050708.000", 1689, "value", 12),
        ("nodemicaps_d8_15031220.024", 2395, "temperature_most_degc", 34),
    ],
)
def test_real_plots(
    name: str,
    count: int,
    column: str,
    most: float,
) -> None:
    read = open_weather([SHARED / name]).stations
    assert read is not None
    assert len(read.stations) == count
    assert np.nanmax(read.values[column]) == pytest.approx(most)


@real
def test_the_hypsometric_heights_of_real_soundings_meet_the_ground() -> None:
    """The lowest level has no height in the file; the stations lie at 966 and 1290 m."""
    held = texts.read("micaps", SHARED / "doc_d5_98082108.000")
    assert [p.height_msl_m[0] for p in held.profiles] == pytest.approx([966, 1290], abs=2)
