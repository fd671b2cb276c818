"""MICAPS 4 stations: laid out as the format says, made by hand, for no real file is at hand."""

import random
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.tables.stations import StationTable

FLOAT, BYTE, TEXT = 5, 1, 7
STATIONS = {
    53681: (
        113.4,
        38.1,
        {3: 720.0, 407: 930.2, 601: 24.5, 803: 6.5, 1003: 0.2, 602: 0},
    ),
    53687: (
        113.6,
        37.9,
        {3: 741.0, 601: 9999.0, 603: 31.0, 202: 1, 1805: 12.0},
    ),
}


def mdfs(
    stations: Mapping[int, tuple[float, float, Mapping[int, float]]] = STATIONS,
    *,
    zone: int = 8,
    level: float = 0,
    kind: int = 1,
    more: Mapping[int, int] | None = None,
) -> bytes:
    head = struct.pack(
        "<4sh100sf50s7i100s",
        b"mdfs",
        kind,
        b"plot",
        level,
        b"",
        2026,
        7,
        1,
        8,
        30,
        0,
        zone,
        b"",
    )
    numbers = sorted({n for _lon, _lat, values in stations.values() for n in values})
    types = {n: BYTE if n > 200 and n % 2 == 0 else FLOAT for n in numbers} | dict(more or {})
    body = struct.pack("<ih", len(stations), len(types))
    body += b"".join(struct.pack("<Hh", n, each) for n, each in types.items())
    for station, (lon, lat, values) in stations.items():
        body += struct.pack("<iffh", station, lon, lat, len(values))
        for n, value in values.items():
            body += (
                struct.pack("<Hb", n, int(value))
                if types[n] == BYTE
                else struct.pack("<Hf", n, value)
            )
    return head + body


def read(path: Path, content: bytes) -> StationTable:
    path.write_bytes(content)
    opened = open_weather([path])
    assert opened.files[0].reader == "mdfs-stations"
    assert opened.stations is not None
    return opened.stations


def test_stations_come_with_their_places_and_what_they_measured(tmp_path: Path) -> None:
    table = read(tmp_path / "any name", mdfs())
    assert table.stations == ("53681", "53687")
    assert table.times == (datetime(2026, 7, 1, 0, 30, tzinfo=UTC),) * 2
    values = {name: column.round(1).tolist() for name, column in table.values.items()}
    assert values["lon"] == [113.4, 113.6]
    assert values["altitude_m"] == [720, 741]
    assert values["temperature_degc"][0] == 24.5
    assert np.isnan(values["temperature_degc"][1]), "9999 is no temperature"
    assert values["dewpoint_degc"][0] == 18, "told as a depression"
    assert np.isnan(values["precipitation_1h_mm"][1]), "a station that told nothing is not dry"
    assert any("1805" in note for note in table.notes)
    assert any("质控码" in note for note in table.notes)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [(0, 8), (8, 0), (-8, 16)],
)
def test_the_time_zone_of_the_header_is_honoured(tmp_path: Path, zone: int, hour: int) -> None:
    (at, _same) = read(tmp_path / "x", mdfs(zone=zone)).times
    assert at is not None
    assert at.hour == hour


def test_plots_aloft_are_on_the_level_of_the_header(tmp_path: Path) -> None:
    aloft = {
        each: (lon, lat, {601: 10.0, 803: 2.0}) for each, (lon, lat, _values) in STATIONS.items()
    }
    assert read(tmp_path / "x", mdfs(aloft, level=700)).values["pressure_hpa"].tolist() == [
        700,
        700,
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (mdfs()[:-1], "完整的站点记录"),
        (mdfs()[:100], "完整的站点记录"),
        (mdfs({}), "至少一个站"),
        (mdfs(more={21: TEXT}), "文字要素"),
        (mdfs(more={999: 12}), "999"),
        (
            mdfs().replace(
                struct.pack("<Hf", 803, 6.5),
                struct.pack("<Hf", 809, 6.5),
            ),
            "809",
        ),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=says):
        open_weather([tmp_path / "x"])


def test_a_time_that_is_none_is_told(tmp_path: Path) -> None:
    table = read(tmp_path / "x", mdfs(zone=99))
    assert table.times == (None, None)
    assert any("时间" in note for note in table.notes)


def test_damage_is_refused_or_leaves_a_table_of_its_size(tmp_path: Path) -> None:
    chance, sound = random.Random(20260714), mdfs()
    outcomes = {"read": 0, "refused": 0}
    for _round in range(300):
        broken = bytearray(
            sound[: chance.randrange(6, len(sound))] if chance.random() < 0.2 else sound
        )
        for _flip in range(chance.choice((0, 1, 5))):
            broken[chance.randrange(6, len(broken))] = chance.randrange(256)
        try:
            table = read(tmp_path / "x", bytes(broken))
        except UnreadableFileError:
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        assert {len(column) for column in table.values.values()} == {len(table.stations)}
    assert min(outcomes.values()) > 20
