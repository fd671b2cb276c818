"""Tables of stations: names in two languages, units in the header, what is missing and what is guessed."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.weather.judging.places import Meant, assess, read_summary
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.tables.stations import StationTable

CHINESE = (
    "区站号,站名,经度,纬度,时间(北京时),气温(0.1℃),1小时降水(mm),风速(米/秒),备注\n"
    "53685,盂县,113.42,38.07,2026-07-01 08:00,215,0.4,3.1,\n"
    "53782,阳泉,113.62,37.93,2026-07-01 08:00,9999,9999,****,x\n"
)


def opened(tmp_path: Path, text: str, encoding: str = "utf-8") -> StationTable:
    (tmp_path / "t").write_bytes(text.encode(encoding))
    found = open_weather([tmp_path / "t"]).stations
    assert found is not None
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_table_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    read = opened(tmp_path, CHINESE, encoding)
    assert read.stations == ("53685", "53782")
    assert read.times[0] == datetime(2026, 7, 1, tzinfo=UTC)
    assert read.values["temperature_degc"] == pytest.approx([21.5, np.nan], nan_ok=True)
    assert read.values["precipitation_mm"] == pytest.approx([0.4, np.nan], nan_ok=True)
    assert read.values["wind_speed_ms"] == pytest.approx([3.1, np.nan], nan_ok=True)
    assert any("备注" in note for note in read.notes)


def test_an_english_table_with_other_units(tmp_path: Path) -> None:
    text = "station\tlat\tlon\ttime\ttmpf\tsknt\tpressure (Pa)\thail (in)\n"
    text += "A\t38\t113\t2026-07-01T00:00Z\t50\t10\t90000\t1\n"
    read = opened(tmp_path, text)
    told = {name: float(values[0]) for name, values in read.values.items()}
    assert told["temperature_degc"] == pytest.approx(10)
    assert told["wind_speed_ms"] == pytest.approx(5.14444)
    assert told["pressure_hpa"] == pytest.approx(900)
    assert told["hail_mm"] == pytest.approx(25.4)


def test_a_unit_not_written_is_said_and_one_unknown_is_refused(tmp_path: Path) -> None:
    read = opened(tmp_path, "station,lat,lon,rain\nA,38,113,2\n")
    assert any("rain" in note and "mm" in note for note in read.notes)
    with pytest.raises(UnreadableFileError, match="furlong"):
        opened(tmp_path, "station,lat,lon,rain (furlong)\nA,38,113,2\n")


def test_rows_cut_short_and_words_for_numbers_are_counted(tmp_path: Path) -> None:
    read = opened(
        tmp_path, "station,lat,lon,rain (mm)\nA,38,113,2\nB,38,113,many\nC,95,113,4\nD,38\n"
    )
    assert read.stations == ("A", "B", "C")
    assert np.isnan(read.values["lat"][2])
    assert len([note for note in read.notes if note.startswith("1 ")]) == 3


def test_a_table_of_stations_is_shown_but_never_judged(tmp_path: Path) -> None:
    opened(tmp_path, CHINESE)
    shown = read_summary([tmp_path / "t"])
    assert shown.kind == "stations"
    assert shown.times == (datetime(2026, 7, 1, tzinfo=UTC),)
    with pytest.raises(BadInput, match="站点表"):
        assess([tmp_path / "t"], [], Meant(on=datetime(2026, 7, 1, tzinfo=UTC)))
