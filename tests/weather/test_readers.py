"""Files are known by what they hold; repairs are told; what cannot be read is refused with its reason."""

import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.weather.columns import isa, spc, wyoming
from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.geodesy import Point, sector_outline
from wxmod.weather.judging.places import Meant, assess, read_summary
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


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_both_sounding_texts_tell_the_same_column(tmp_path: Path) -> None:
    column = isa()
    for name, text in (("a.nc", spc(column)), ("b.txt", wyoming(column))):
        read = open_weather([write(tmp_path / name, text)]).profile
        assert read is not None
        assert read.pressure_hpa == pytest.approx(column.pressure_hpa, abs=0.06)
        assert read.temperature_degc == pytest.approx(column.temperature_degc, abs=0.06)
        assert read.wind_u_ms == pytest.approx(column.wind_u_ms, abs=0.3)


def test_titles_give_place_and_time(tmp_path: Path) -> None:
    read = open_weather([write(tmp_path / "a", spc(isa(), when="230719/1200"))]).profile
    assert read is not None
    assert (read.place, read.valid_at) == ("XYZ", datetime(2023, 7, 19, 12, tzinfo=UTC))
    chinese = open_weather(
        [write(tmp_path / "b", spc(isa(), station="53772", when="230719/0800"))]
    ).profile
    assert chinese is not None
    assert chinese.valid_at == datetime(2023, 7, 19, 0, tzinfo=UTC)
    assert any("北京时" in note for note in chinese.notes)
    listed = open_weather([write(tmp_path / "c", wyoming(isa()))]).profile
    assert listed is not None
    assert listed.valid_at == datetime(2023, 7, 19, 0, tzinfo=UTC)


def test_disorder_repeats_and_missing_levels_are_mended_aloud(tmp_path: Path) -> None:
    lines = spc(isa()).splitlines()
    first = lines.index("%RAW%") + 1
    lines[first], lines[first + 5] = lines[first + 5], lines[first]
    lines.insert(first + 3, lines[first + 3])
    lines.insert(first, "  1020.00,     -50.00,  -9999.00,  -9999.00,  -9999.00,  -9999.00")
    read = open_weather([write(tmp_path / "a", "\n".join(lines))]).profile
    assert read is not None
    assert (np.diff(read.pressure_hpa) < 0).all()
    assert read.pressure_hpa.size == isa().pressure_hpa.size
    assert len(read.notes) == 3


def test_a_wild_level_is_left_out(tmp_path: Path) -> None:
    column = isa()
    column.temperature_degc[20] = -89.7
    column.dewpoint_degc[20] = -95.0
    read = open_weather([write(tmp_path / "a", spc(column))]).profile
    assert read is not None
    assert read.temperature_degc.min() > -60


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("noise", bytes(range(256)) * 8, "探空文本"),
        ("empty", b"", "探空文本"),
        ("grib", b"GRIB\x00\x00\x00\x02" + bytes(64), "GRIB"),
        ("micaps.txt", b"diamond 14 23071908", "diamond 14"),
        ("bare.nc", b"CDF\x01" + bytes(28), "等压面"),
        ("head.nc", b"CDF\x01" + bytes(20), "文件头不完整"),
        ("cut5.nc", b"\x89HDF\r\n\x1a\n" + bytes(40), "NetCDF"),
        ("short", b"%TITLE%\n X 230719/1200\n%RAW%\n 1000.0, 1, 2, 3, 4, 5\n%END%", "5 层"),
        ("broken", b"%TITLE%\n X 230719/1200\n%RAW%\n 1000.0, 1, 2", "每层 6 个数"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path,
    name: str,
    content: bytes,
    says: str,
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFileError, match=says):
        read_summary([tmp_path / name])


def test_a_sounding_without_its_end_says_so(tmp_path: Path) -> None:
    read = open_weather([write(tmp_path / "a", spc(isa(), end=False))])
    assert any("%END%" in note for note in read.notes)


@pytest.fixture
def fields(tmp_path: Path) -> Path:
    """Two NetCDF files of one time: a moist, rising column in the south, the dry standard atmosphere in the north."""
    import xarray as xr  # noqa: PLC0415

    levels = np.array([1000, 925, 850, 700, 600, 500, 400, 300, 200, 100.0])
    lat, lon = np.array([36.0, 36.5, 37.0, 37.5, 38.0]), np.array([112.5, 113.0, 113.5, 114.0])
    column = isa(20_000.0, shift=-8)
    shape = (1, levels.size, lat.size, lon.size)

    def spread(values: np.ndarray) -> np.ndarray:
        at = np.interp(
            -np.log(levels),
            -np.log(column.pressure_hpa),
            values,
        )
        return np.broadcast_to(at[None, :, None, None], shape).copy()

    kelvin = spread(column.temperature_degc) + 273.15
    vapour = 6.112 * np.exp(17.67 * (kelvin - 273.15) / (kelvin - 29.65))
    relative = np.where(
        lat[None, None, :, None] < 37,
        0.99,
        0.3,
    )
    vapour = vapour * relative
    humidity = 0.622 * vapour / (levels[None, :, None, None] - 0.378 * vapour)
    omega = np.where(
        lat[None, None, :, None] < 37,
        -0.4,
        0.2,
    ) * np.ones(shape)
    coords = {
        "time": [np.datetime64("2023-03-19T00:00")],
        "plev": levels * 100,
        "lat": lat,
        "lon": lon,
    }
    dims = ("time", "plev", "lat", "lon")
    one = xr.Dataset({"ta": (dims, kelvin), "hus": (dims, humidity)}, coords)
    wind = np.ones(shape) * 5
    two = xr.Dataset(
        {
            "ua": (dims, wind),
            "va": (dims, wind),
            "wap": (dims, omega),
            "geopotential": (dims, spread(column.height_msl_m) * 9.80665),
        },
        coords,
    )
    one.to_netcdf(tmp_path / "one.nc")
    two.isel(plev=slice(None, None, -1)).to_netcdf(tmp_path / "two.nc")
    xr.Dataset(
        {"preci": (("lat", "lon"), np.zeros((5, 4)))},
        {"lat": lat, "lon": lon},
    ).to_netcdf(tmp_path / "rain.nc")
    return tmp_path


def test_fields_in_many_files_become_one(fields: Path) -> None:
    held = read_summary([fields])
    assert held.kind == "grid"
    assert held.levels_hpa[0] == 1000
    assert any("rain.nc" in note for note in held.notes)
    assert len(held.files) == 3


def test_a_field_without_what_a_column_needs_says_what_cannot_be_told(fields: Path) -> None:
    opened = open_weather([fields / "one.nc"])
    assert any("wind_u_ms" in note for note in opened.notes)
    found = assess(
        [fields / "one.nc"],
        [],
        Meant(point=Point(lon=113, lat=37), on=datetime(2023, 3, 19, tzinfo=UTC)),
    )
    assert found.ingredients["shear_0_6km_ms"] is None
    assert found.gaps["shear_0_6km_ms"]
    assert found.ingredients["k_index_degc"] is not None


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_field_cut_short_is_refused(fields: Path, share: float) -> None:
    whole = (fields / "one.nc").read_bytes()
    (fields / "one.nc").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnreadableFileError):
        read_summary([fields / "one.nc", fields / "two.nc"])


def test_the_wet_side_is_favourable_and_the_dry_side_is_not(fields: Path) -> None:
    now = datetime(2023, 3, 19, tzinfo=UTC)
    south, north = (
        assess([fields], ["north-china-stratiform"], Meant(point=Point(lon=113, lat=lat), on=now))
        for lat in (36, 38)
    )
    assert south.judgements[0].favourable is True
    assert north.judgements[0].favourable is False
    assert south.judgements[0].evidence[0].source
    assert {len(o.sha256) for o in south.origins} == {64}


def test_a_county_half_wet_is_told_by_its_share(fields: Path) -> None:
    outline = sector_outline(Point(lon=113.25, lat=37.0), 0, 360, 90_000)
    found = assess(
        [fields],
        ["north-china-stratiform"],
        Meant(outline=outline, on=datetime(2023, 3, 19, tzinfo=UTC)),
    )
    assert found.cells > 2
    assert found.judgements[0].area_fraction is not None
    assert 0 < found.judgements[0].area_fraction < 1


@real
def test_the_reanalysis_of_7_january_2016_is_dry_over_the_county() -> None:
    from wxmod.program import load_program, program_folder  # noqa: PLC0415

    outline = load_program(program_folder("yuxian")).boundary
    found = assess(
        [SHARED / "grids" / "era5_asia_20160107"],
        ["north-china-stratiform", "hail-tianjin"],
        Meant(outline=outline, on=datetime(2016, 1, 7, tzinfo=UTC)),
    )
    assert [j.favourable for j in found.judgements] == [False, False]
    assert found.ingredients["precipitable_water_mm"] == pytest.approx(1.8, abs=0.3)


@real
def test_the_beijing_sounding_of_12_june_2022() -> None:
    found = assess(
        [SHARED / "soundings" / "22061208.54511"], [], Meant(on=datetime(2022, 6, 12, tzinfo=UTC))
    )
    told = found.ingredients
    assert [told[f"height_{n}_msl_m"] for n in ("0c", "minus10c", "minus20c")] == pytest.approx(
        [3572, 5349, 6820], abs=1
    )
    assert told["precipitable_water_mm"] == pytest.approx(32, abs=0.5)
    assert told["sb_cape_jkg"] == pytest.approx(434, abs=5)


@real
def test_severe_soundings_agree_with_the_values_printed_in_them() -> None:
    """SPC's CAPE corrects for virtual temperature, MetPy's less; the bias is known and bounded."""
    import re  # noqa: PLC0415
    import statistics  # noqa: PLC0415

    water, cape = [], []
    for path in sorted((SHARED / "soundings" / "sars_hail" / "hail").iterdir())[::40]:
        text = path.read_text("utf-8", errors="replace")
        told = assess([path], [], Meant(on=datetime(2000, 1, 1, tzinfo=UTC))).ingredients
        printed = re.search(r"Precip Water:\s+([\d.]+) in", text)
        energy = re.search(r"MU PARCEL.*?CAPE:\s+(\d+) J/kg", text, re.DOTALL)
        if printed and (mm := told["precipitable_water_mm"]) is not None:
            water.append(mm - 25.4 * float(printed[1]))
        if energy and (jkg := told["mu_cape_jkg"]) is not None:
            cape.append(jkg - float(energy[1]))
    assert len(water) > 8
    assert statistics.median(abs(w) for w in water) < 1
    assert -320 < statistics.median(cape) < 0
