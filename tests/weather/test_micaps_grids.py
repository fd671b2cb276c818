"""Grids of MICAPS, text and binary: one run out of many files, the clock of each, the sense of its angles."""

import os
import random
import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.geodesy import Point
from wxmod.weather.fields import column, lacking, times
from wxmod.weather.readers.files import open_weather

SHARED = (
    Path(
        os.environ.get(
            "WXMOD_SHARED",
            Path(__file__).resolve().parents[3] / "shared",
        )
    )
    / "data"
)
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files lie outside the project")
LON, LAT = np.arange(112.0, 115.1, 0.5), np.arange(39.0, 36.9, -0.5)
SHAPE = (LAT.size, LON.size)


def text(
    said: str,
    level: int,
    *fields: np.ndarray,
    lead: int = 24,
    sign: float = -0.5,
    hour: int = 8,
) -> str:
    head = f"26 07 01 {hour:02d} {lead} {level} 0.5 {sign} {LON[0]} {LON[-1]} {LAT[0]} {LAT[-1]} {LON.size} {LAT.size}"
    plot = " 4 400 600 1 0" if len(fields) == 1 else ""
    rows = "\n".join(" ".join(f"{v:.2f}" for v in row) for each in fields for row in each)
    return f"diamond {4 if len(fields) == 1 else 11} {said}\n{head}{plot}\n{rows}\n"


def whole(value: float) -> np.ndarray:
    return np.full(SHAPE, value)


def mdfs(
    code: str,
    level: float,
    *fields: np.ndarray,
    zone: int = 8,
    kind: int = 4,
    lead: int = 24,
) -> bytes:
    head = struct.pack(
        "<4sh20s50s30sf6i3fi3fi3f100s",
        b"mdfs",
        kind,
        b"ECMWF_HR",
        code.encode(),
        b"",
        level,
        2026,
        7,
        1,
        8,
        zone,
        lead,
        LON[0],
        LON[-1],
        0.5,
        LON.size,
        LAT[0],
        LAT[-1],
        -0.5,
        LAT.size,
        0,
        0,
        0,
        b"",
    )
    return head + b"".join(each.astype("<f4").tobytes() for each in fields)


def run(folder: Path) -> list[Path]:
    """Three levels of one forecast in text and binary, as forecasters' folders hold them."""
    made = []

    def put(name: str, content: str | bytes) -> None:
        made.append(folder / name)
        made[-1].parent.mkdir(parents=True, exist_ok=True)
        made[-1].write_bytes(content.encode("gb18030") if isinstance(content, str) else content)

    for hpa, metres, degc in (
        (850, 1500, 18.0),
        (700, 3100, 6.0),
        (500, 5800, -10.0),
    ):
        put(
            f"h{hpa}/26070108.024",
            text(f"26年07月01日08时{hpa}百帕高度场", hpa, whole(metres / 10)),
        )
        put(
            f"t{hpa}/26070108.024",
            text(f"EC_{hpa}hPa温度场", hpa, whole(degc), sign=0.5),
        )
        put(
            f"w{hpa}/26070108.024",
            text(
                f"{hpa}百帕流场",
                hpa,
                whole(10.0),
                whole(-5.0),
            ),
        )
        put(
            f"RH/{hpa}/26070108.024",
            mdfs("RH", hpa, whole(80.0)),
        )
    put("rain/26070108.024", text("EC 24小时降水", 0, whole(12.5)))
    return made


def test_the_files_of_a_run_become_one_field_with_columns(tmp_path: Path) -> None:
    read = open_weather(run(tmp_path))
    fields = read.fields
    assert fields is not None
    assert lacking(fields) == []
    assert times(fields) == [datetime(2026, 7, 2, tzinfo=UTC)]
    assert list(fields["level"].values) == [850, 700, 500]
    assert fields["lat"].values[0, 0] == 37
    assert fields["precipitation_mm"].attrs["hours"] == (24.0,)
    assert fields["precipitation_mm"].attrs["accumulation_start"] == ("2026-07-01T00:00:00+00:00",)
    air = column(fields, Point(lon=113.4, lat=38.1))
    assert air.height_msl_m == pytest.approx([1500, 3100, 5800])
    assert air.temperature_degc == pytest.approx([18, 6, -10], abs=1e-3)
    assert (air.wind_u_ms[0], air.wind_v_ms[0]) == (10, -5)
    assert air.dewpoint_degc[0] == pytest.approx(14.5, abs=0.3)
    assert {len(f.sha256) for f in read.files} == {64}
    assert "height_msl_m 没有写单位，按 dagpm" in read.notes, "units told by size are told"


def test_rows_lie_where_the_header_says_whatever_the_sign_of_its_step(tmp_path: Path) -> None:
    slope = np.broadcast_to(LAT[:, None], SHAPE) * 1.0
    (tmp_path / "26070108.024").write_text(
        text("500百帕温度场", 500, slope, sign=0.5), encoding="gb18030"
    )
    fields = open_weather([tmp_path / "26070108.024"]).fields
    assert fields is not None
    assert fields["temperature_k"].values[0, 0] - 273.15 == pytest.approx(
        fields["lat"].values, abs=1e-3
    )


@pytest.mark.parametrize(
    ("zone", "hour"),
    [(0, 8), (8, 0)],
)
def test_the_time_zone_of_a_binary_grid_is_honoured(tmp_path: Path, zone: int, hour: int) -> None:
    (tmp_path / "x").write_bytes(mdfs("TMP", 500, whole(-10), zone=zone))
    fields = open_weather([tmp_path / "x"]).fields
    assert fields is not None
    assert times(fields) == [datetime(2026, 7, 2, hour, tzinfo=UTC)]


def test_a_binary_wind_turns_from_west_against_the_clock(tmp_path: Path) -> None:
    """Angle 0 is a westerly, 90 a southerly."""
    for angle, east, north in (
        (0, 8, 0),
        (90, 0, 8),
        (270, 0, -8),
    ):
        (tmp_path / "x").write_bytes(mdfs("UV", 500, whole(8), whole(angle), kind=11))
        fields = open_weather([tmp_path / "x"]).fields
        assert fields is not None
        assert fields["wind_u_ms"].values == pytest.approx(east, abs=1e-5)
        assert fields["wind_v_ms"].values == pytest.approx(north, abs=1e-5)


def test_the_folder_names_the_element_where_the_file_does_not(tmp_path: Path) -> None:
    for folder in ("TMP", "x"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "26070108.024").write_text(
            text("grid", 500, whole(-9)),
            encoding="gb18030",
        )
    fields = open_weather([tmp_path / "TMP" / "26070108.024"]).fields
    assert fields is not None
    assert "temperature_k" in fields
    with pytest.raises(UnreadableFileError, match="grid"):
        open_weather([tmp_path / "x" / "26070108.024"])


def test_hour_and_lead_the_wrong_way_round_are_put_right_aloud(tmp_path: Path) -> None:
    (tmp_path / "26070108.024").write_text(
        text("温度场", 500, whole(-9), lead=8, hour=24),
        encoding="gb18030",
    )
    read = open_weather([tmp_path / "26070108.024"])
    assert read.fields is not None
    assert times(read.fields) == [datetime(2026, 7, 2, tzinfo=UTC)]
    assert any("颠倒" in note for note in read.notes)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (text("温度场", 500, whole(1)).replace("400 600", "400 -1"), "Lambert"),
        (text("变温场", 500, whole(1)), "变温"),
        (text("温度场", 500, whole(1))[:-30], "个数"),
        (text("温度场", 500, whole(1)).replace(" 7 5 ", " 999999 99999 "), "个数|经纬度"),
        (mdfs("TMP", 500, whole(1))[:-4], "个数"),
        (mdfs("TMP", 500)[:100], "278"),
        (mdfs("TMP", 0, whole(1)), "气压层"),
        (mdfs("TMP", 500, whole(1), lead=-3), "时效"),
        (mdfs("NOISE", 500, whole(1)), "NOISE"),
    ],
)
def test_what_is_no_such_grid_is_refused_with_its_reason(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    (tmp_path / "g").write_bytes(content.encode("gb18030") if isinstance(content, str) else content)
    with pytest.raises(UnreadableFileError, match=says):
        open_weather([tmp_path / "g"])


def test_grids_and_runs_that_differ_are_not_put_together(tmp_path: Path) -> None:
    for name, content in (
        ("a", mdfs("TMP", 500, whole(1))),
        ("b", mdfs("RH", 500, whole(1), zone=0)),
    ):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match="同一次预报"):
        open_weather([tmp_path / "a", tmp_path / "b"])


def test_damage_is_refused_or_leaves_a_field_of_its_size(tmp_path: Path) -> None:
    chance = random.Random(20260713)
    outcomes = {"read": 0, "refused": 0}
    texts = text("温度场", 500, whole(-9)), text("流场", 500, whole(1), whole(2))
    samples = [
        *(each.encode("gb18030") for each in texts),
        mdfs("TMP", 500, whole(-9)),
        mdfs("UV", 500, whole(5), whole(9), kind=11),
    ]
    for sound in samples:
        for _round in range(80):
            broken = bytearray(
                sound[: chance.randrange(1, len(sound))] if chance.random() < 0.3 else sound
            )
            for _flip in range(chance.choice((0, 1, 5, 30))):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            (tmp_path / "g").write_bytes(broken)
            try:
                fields = open_weather([tmp_path / "g"]).fields
            except (UnreadableFileError, BadInput):
                outcomes["refused"] += 1
                continue
            outcomes["read"] += 1
            if fields is not None:
                assert np.nanmax(np.abs(fields["lat"].values)) <= 90
    assert min(outcomes.values()) > 20


@real
def test_real_grids() -> None:
    for name, variable, shape, least in (
        ("micaps/micapsutils_micaps_4_19020108.000", "height_msl_m", (1, 1, 21, 33), 4913.0),
        ("micaps/micapsutils_micaps_11_14050220.000", "wind_u_ms", (1, 1, 18, 33), -12.2),
        ("micaps/nodemicaps_d4_15021208.000", "temperature_k", (1, 1, 37, 144), 234.26),
        ("micaps/pymicaps_17032908.060", "precipitation_mm", (1, 241, 281), 0.0),
        ("mdfs_synthetic/26070108.024_tz8", "temperature_k", (1, 1, 17, 21), 263.15),
    ):
        fields = open_weather([SHARED / name]).fields
        assert fields is not None
        assert fields[variable].shape == shape
        assert float(fields[variable].min()) == pytest.approx(least, abs=0.01)


@pytest.mark.parametrize("binary", [True, False])
def test_two_metres_are_no_two_hectopascals(tmp_path: Path, *, binary: bool) -> None:
    aloft = [(f"{hpa}百帕温度", hpa, whole(10.0 - n)) for n, hpa in enumerate((850, 700))]
    near = ("2米温度", 2, whole(25.0))
    damp = ("2米相对湿度", 2, whole(50.0))
    for n, (said, level, values) in enumerate([*aloft, near, damp]):
        path = tmp_path / f"{n}"
        code = "RH" if "湿度" in said else "TMP"
        if binary:
            content = bytearray(mdfs(code, level, values))
            described = said.encode("gb18030")
            at = struct.calcsize("<4sh20s50s")
            content[at : at + len(described)] = described
            path.write_bytes(content)
        else:
            path.write_text(text(said, level, values))
    fields = open_weather([tmp_path]).fields
    assert fields is not None
    assert fields["level"].values.tolist() == [850, 700]
    assert float(fields["surface_temperature_k"].mean()) == pytest.approx(298.15)
    # Half of saturation at 25 °C: a dew point of 13.9 °C (Bolton).
    assert float(fields["surface_dewpoint_k"].mean()) == pytest.approx(287.0, abs=0.1)
