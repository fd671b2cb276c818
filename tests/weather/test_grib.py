"""GRIB of either edition: nothing lost, winds to the true east, amounts with their span, damage refused."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.weather import gribs
from tests.weather.columns import isa
from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.fields import members_of, times
from wxmod.weather.readers.files import open_weather, with_air

LAT, LON = np.arange(34.0, 39.0), np.arange(110.0, 116.0)
GRID = gribs.latlon(LAT, LON)
CELLS = (LAT.size, LON.size)
PLANE = LON[None, :] + 10 * LAT[::-1, None]  # as sent: from north to south

ROOT = Path(__file__).resolve().parents[2]


def write(path: Path, *messages: bytes) -> Path:
    path.write_bytes(b"".join(messages))
    return path


def test_every_variable_keeps_its_levels(tmp_path: Path) -> None:
    found = [gribs.message("t", PLANE - 200 + p / 100, GRID, level=p) for p in (500, 850, 700)]
    found += [
        gribs.message("r", np.full(CELLS, p / 10), GRID, level=p, centre="babj") for p in (850, 500)
    ]
    found += [gribs.message("u", PLANE - 400, GRID, level=p) for p in (850, 700, 500)]
    read = open_weather([write(tmp_path / "x.bin", *found)])
    fields = read.fields
    assert fields is not None
    assert read.files[0].reader == "grib"
    assert fields["level"].values.tolist() == [850, 700, 500]
    assert fields["lat"].values[:, 0].tolist() == LAT.tolist()
    assert fields["temperature_k"].values[0, 1, 2, 3] == pytest.approx(
        113 + 360 - 200 + 7, abs=1e-3
    )
    assert fields["relative_humidity_pct"].values[0, 0, 0, 0] == pytest.approx(85)
    between = 85 + (50 - 85) * np.log(850 / 700) / np.log(850 / 500)
    assert fields["relative_humidity_pct"].values[0, 1, 0, 0] == pytest.approx(between, abs=1e-3)
    assert any("relative_humidity_pct" in note and "700" in note for note in read.notes)


def test_two_fields_in_one_message_and_a_bulletin_header_before_it(tmp_path: Path) -> None:
    one = gribs.message("u", np.full(CELLS, 7.0), GRID, level=500)
    other = gribs.message("v", np.full(CELLS, -3.0), GRID, level=500)
    whole = b"\x01\r\r\n123\r\r\nHUWE50 KWBC 190000\r\r\n" + gribs.joined(one, other)
    fields = open_weather([write(tmp_path / "x", whole)]).fields
    assert fields is not None
    assert float(fields["wind_u_ms"].values.mean()) == pytest.approx(7)
    assert float(fields["wind_v_ms"].values.mean()) == pytest.approx(-3)


@pytest.mark.parametrize("edition", [1, 2])
def test_winds_along_a_lambert_grid_are_turned_to_the_true_east(
    tmp_path: Path, edition: int
) -> None:
    angle = gribs.CONE * np.deg2rad(gribs.lambert_lon() - 110)  # of the rows, from east
    along, across = (
        20 * np.cos(angle),
        20 * np.sin(angle),
    )  # a wind of 20 m/s to the east, as the grid sees it
    found = [
        gribs.message(name, values, gribs.LAMBERT, edition=edition, level=500)
        for name, values in (("u", along), ("v", across))
    ]
    read = open_weather([write(tmp_path / "x", *found)])
    assert read.fields is not None
    eastward, northward = (read.fields[n].values for n in ("wind_u_ms", "wind_v_ms"))
    assert np.abs(eastward - 20).max() < 0.02
    assert np.abs(northward).max() < 0.02
    assert any("正东" in note for note in read.notes)
    with_one = open_weather(
        [
            write(
                tmp_path / "y",
                found[0],
                gribs.message("t", along + 250, gribs.LAMBERT, level=500),
            )
        ]
    )
    assert with_one.fields is not None
    assert "wind_u_ms" not in with_one.fields
    assert any("一个分量" in note for note in with_one.notes)


def test_several_files_are_one_run(tmp_path: Path) -> None:
    paths = [
        write(
            tmp_path / f"f{step:02d}",
            gribs.message(
                "t",
                PLANE * 0 + 250 + step,
                GRID,
                level=500,
                step=step,
            ),
        )
        for step in (6, 0, 3)
    ]
    fields = open_weather(paths).fields
    assert fields is not None
    assert times(fields) == [datetime(2023, 7, 19, h, tzinfo=UTC) for h in (0, 3, 6)]
    assert fields["temperature_k"].values[:, 0, 0, 0].tolist() == pytest.approx([250, 253, 256])
    assert fields.attrs["run_at"].startswith("2023-07-19T00")


def test_of_two_runs_the_newer_is_used_and_said(tmp_path: Path) -> None:
    old = gribs.message("t", PLANE * 0 + 250, GRID, level=500, step=12)
    new = gribs.message(
        "t",
        PLANE * 0 + 260,
        GRID,
        level=500,
        step=6,
        dataTime=600,
    )
    read = open_weather([write(tmp_path / "x", new, old)])
    assert read.fields is not None
    assert float(read.fields["temperature_k"].values.mean()) == pytest.approx(260)
    assert any("2 个起报时次" in note for note in read.notes)


def test_every_member_of_an_ensemble_is_read(tmp_path: Path) -> None:
    found = [
        gribs.message(
            "t",
            PLANE * 0 + 250 + n,
            GRID,
            level=level,
            productDefinitionTemplateNumber=1,
            number=n,
        )
        for n in (3, 0, 1)
        for level in (850, 500)
    ]
    read = open_weather([write(tmp_path / "x", *found)])
    assert read.fields is not None
    assert read.fields["member"].values.tolist() == [0, 1, 3]
    assert read.fields["temperature_k"].dims[0] == "member"
    means = [float(one["temperature_k"].mean()) for _n, one in members_of(read.fields)]
    assert means == pytest.approx([250, 251, 253])
    first = with_air(read)
    assert first is not None
    assert "member" not in first.dims
    assert float(first["temperature_k"].mean()) == pytest.approx(250)


def test_steps_of_a_quarter_of_an_hour_are_spells_of_their_own(tmp_path: Path) -> None:
    rain = [
        gribs.message(
            "tp",
            PLANE * 0 + n,
            GRID,
            typeOfLevel="surface",
            productDefinitionTemplateNumber=8,
            indicatorOfUnitOfTimeRange=0,
            indicatorOfUnitForTimeRange=0,
            forecastTime=15 * n,
            lengthOfTimeRange=15,
            minuteOfEndOfOverallTimeInterval=(15 * n + 15) % 60,
            hourOfEndOfOverallTimeInterval=(15 * n + 15) // 60,
        )
        for n in range(4)
    ]
    read = open_weather([write(tmp_path / "x", *rain)])
    assert read.fields is not None
    assert read.fields["precipitation_mm"].attrs["hours"] == (0.25,) * 4
    assert [t.minute for t in times(read.fields)] == [15, 30, 45, 0]


def test_air_on_model_levels_alone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    found = gribs.message("t", PLANE, GRID, typeOfLevel="hybrid", level=60)
    with pytest.raises(UnreadableFileError, match="hybrid"):
        open_weather([write(tmp_path / "x", found)])


def rain(amount: float, span: str) -> bytes:
    return gribs.message(
        "tp",
        PLANE * 0 + amount,
        GRID,
        edition=1,
        typeOfLevel="surface",
        level=0,
        stepType="accum",
        stepRange=span,
    )


def test_rain_says_since_when_it_fell_and_the_shorter_span_is_used(tmp_path: Path) -> None:
    read = open_weather(
        [
            write(
                tmp_path / "x",
                rain(5, "3-6"),
                rain(1, "0-3"),
                rain(6, "0-6"),
            )
        ]
    )
    assert read.fields is not None
    told = read.fields["precipitation_mm"]
    factor = told.values[0, 0, 0]
    assert told.values[1, 0, 0] == pytest.approx(5 * factor)
    assert told.attrs["hours"] == (3, 3)
    assert told.attrs["accumulation_start"] == (
        "2023-07-19T00:00:00+00:00",
        "2023-07-19T03:00:00+00:00",
    )
    assert any("时段最短" in note for note in read.notes)


def test_cells_without_a_value_are_missing(tmp_path: Path) -> None:
    holed = np.where(
        PLANE > 460, np.nan, 9999.0
    )  # what the library puts into gaps unless told otherwise
    fields = open_weather(
        [write(tmp_path / "x", gribs.message("gh", holed, GRID, level=300))]
    ).fields
    assert fields is not None
    assert np.isnan(fields["height_msl_m"].values[0, 0]).sum() == np.isnan(holed).sum() > 0
    assert float(fields["height_msl_m"].max()) == 9999


def test_heights_left_out_are_worked_out_from_the_ground(tmp_path: Path) -> None:
    column = isa()
    levels = np.array([1000, 925, 850, 700, 600, 500, 400, 300])
    kelvin, height = (
        np.interp(
            -np.log(levels),
            -np.log(column.pressure_hpa),
            values,
        )
        for values in (column.temperature_degc + 273.15, column.height_msl_m)
    )
    found = [
        gribs.message("t", np.full(CELLS, t), GRID, level=p)
        for p, t in zip(levels, kelvin, strict=True)
    ]
    ground = 101_325 * (1 - 0.0065 * 1200 / 288.15) ** 5.2559
    found.append(gribs.message("sp", np.full(CELLS, ground), GRID, typeOfLevel="surface", level=0))
    read = open_weather([write(tmp_path / "x", *found)])
    assert read.fields is not None
    assert read.fields["height_msl_m"].values[0, :, 2, 2] == pytest.approx(height, abs=12)
    assert any("标准大气" in note for note in read.notes)
    found.append(
        gribs.message("orog", np.full(CELLS, 1000.0), GRID, typeOfLevel="surface", level=0)
    )
    lower = open_weather([write(tmp_path / "y", *found)])
    assert lower.fields is not None
    assert lower.fields["height_msl_m"].values[0, :, 2, 2] == pytest.approx(height - 200, abs=12)
    assert not any("标准大气" in note for note in lower.notes)


def test_values_no_atmosphere_holds_are_missing(tmp_path: Path) -> None:
    wild = np.where(PLANE > 460, 9999.0, 250.0)
    fields = open_weather([write(tmp_path / "x", gribs.message("t", wild, GRID, level=500))]).fields
    assert fields is not None
    assert np.nanmax(fields["temperature_k"].values) == pytest.approx(250, abs=0.01)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.75, 0.99])
def test_a_file_cut_short_is_refused_with_where(tmp_path: Path, share: float) -> None:
    whole = b"".join(gribs.message("t", PLANE, GRID, level=p) for p in (850, 500))
    path = write(
        tmp_path / "x",
        whole[: int(len(whole) * share)],
    )
    with pytest.raises(UnreadableFileError, match=r"@\d+.*GRIB"):
        open_weather([path])


@pytest.mark.parametrize(("of", "members"), [(10, [0, 1, 2]), (0, [])])
def test_an_analysis_of_edition_1_is_a_member_only_where_it_says_of_how_many(
    tmp_path: Path, of: int, members: list[int]
) -> None:
    """ECMWF's ensembles of analyses are of type ``an``; a lone analysis may hold a zero where a number would stand."""
    path = tmp_path / "f.grib"
    kept = []
    for number in range(3):
        local = {"setLocalDefinition": 1, "localDefinitionNumber": 1, "marsType": "an"}
        keys = local | {"number": number if of else 0, "totalNumber": of}
        for level in (850, 700, 500):
            values = np.full((4, 5), 260.0 + number)
            kept.append(
                gribs.message("t", values, GRID, edition=1, level=level, dataDate=20230719, **keys)
            )
    path.write_bytes(b"".join(kept))
    fields = open_weather([path]).fields
    assert fields is not None
    found = fields["member"].values.tolist() if "member" in fields.dims else []
    assert found == members


GRIB_THEN_AREA = """
from wxmod.domain.geodesy import union_km2
from wxmod.weather.readers.grids import grib
grib._eccodes()
square = ((113.0, 38.0), (113.1, 38.0), (113.1, 38.1), (113.0, 38.1))
print(round(union_km2([square, square]), 2))
"""


def test_areas_are_reckoned_after_the_grib_library_was_loaded() -> None:
    """Both libraries bring a PROJ; loaded the other way round, the program ends in a double free."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GRIB_THEN_AREA],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    # On the ellipsoid, 11.10 km along the meridian (111.0 km a degree at 38 N) by 8.78 km (87.8 km a degree).
    assert float(ran.stdout) == pytest.approx(11.10 * 8.78, rel=2e-3)
