"""Headers read by hand tell what the library tells, and leave to it what is not plain."""

from pathlib import Path

import numpy as np
import pytest

from tests.weather import gribs
from wxmod.weather.readers.files import open_weather
from wxmod.weather.readers.grids import grib
from wxmod.weather.readers.grids.heads import head

LAT, LON = np.arange(34.0, 39.0), np.arange(110.0, 116.0)
GRID = gribs.latlon(LAT, LON)
FIELD = np.full((LAT.size, LON.size), 280.0)


@pytest.mark.parametrize(
    "keys",
    [
        {"level": 850, "step": 0},
        {"level": 500, "step": 36},
        {"level": 1, "step": 7, "dataTime": 1230},
        {"level": 500, "productDefinitionTemplateNumber": 1, "number": 17},
    ],
)
def test_a_plain_header_is_read_as_the_library_reads_it(keys: dict[str, int]) -> None:
    message = gribs.message("t", FIELD, GRID, **keys)
    found = head(message)
    assert found is not None
    with grib._decoding(grib.Message(Path("x"), 0, len(message)), message) as handle:
        right = grib._entry(grib.Message(Path("x"), 0, len(message)), handle)
    assert right is not None
    assert found.level_hpa == right.level
    assert found.time == right.time
    assert found.run == right.run
    assert found.member == right.member


@pytest.mark.parametrize(
    ("short", "keys"),
    [
        ("t", {"edition": 1, "level": 500}),
        ("2t", {"typeOfLevel": "heightAboveGround", "level": 2}),
        ("tp", {"typeOfLevel": "surface", "productDefinitionTemplateNumber": 8}),
        ("t", {"typeOfLevel": "hybrid", "level": 60}),
    ],
)
def test_what_is_not_plain_is_left_to_the_library(short: str, keys: dict[str, object]) -> None:
    assert head(gribs.message(short, FIELD, GRID, **keys)) is None


def test_signatures_differ_where_the_variable_or_the_grid_does() -> None:
    other_grid = gribs.latlon(LAT + 1, LON)
    found = [
        head(gribs.message("t", FIELD, GRID, level=850)),
        head(gribs.message("t", FIELD, GRID, level=500, step=6)),
        head(gribs.message("u", FIELD, GRID, level=850)),
        head(gribs.message("t", FIELD, other_grid, level=850)),
        head(gribs.message("t", FIELD, GRID, level=850, centre="kwbc")),
    ]
    signatures = [each.signature for each in found if each is not None]
    assert signatures[0] == signatures[1]
    assert len(set(signatures)) == 4


def test_levels_times_and_variables_come_out_right_together(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(
        b"".join(
            gribs.message(short, FIELD * 0 + base + hpa / 10 + step, GRID, level=hpa, step=step)
            for step in (0, 6)
            for hpa in (850, 500)
            for short, base in (("t", 200.0), ("u", -40.0))
        )
    )
    fields = open_weather([path]).fields
    assert fields is not None
    assert fields["level"].values.tolist() == [850, 500]
    warmth = fields["temperature_k"].values[..., 0, 0]
    assert warmth == pytest.approx(np.array([[285, 250], [291, 256]]), abs=1e-3)
    wind = fields["wind_u_ms"].values[..., 0, 0]
    assert wind == pytest.approx(np.array([[45, 10], [51, 16]]), abs=1e-3)
