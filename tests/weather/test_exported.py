"""Verdicts of every cell and hour leave the program whole, and say what their numbers mean."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather.synthetic import SHIPPED
from wxmod.actions import Desk
from wxmod.actions.weather import forecasts, grids
from wxmod.actions.weather.forecasts import Wanted
from wxmod.domain.errors import BadInput
from wxmod.weather.judging import areas

RAIN = "north-china-stratiform"


def test_every_cell_and_hour_is_saved_as_it_was_judged(desk: Desk, tmp_path: Path) -> None:
    wanted = Wanted([SHIPPED], [RAIN])
    found = grids.grid(desk, wanted, tmp_path / "out.nc")
    told = areas.judged(forecasts.asked(desk, wanted)).verdicts[RAIN]
    with xr.open_dataset(tmp_path / "out.nc", engine="netcdf4") as saved:
        for part in ("favourable", "score", "limiting"):
            np.testing.assert_array_equal(
                saved[f"{RAIN}_{part}"].values,
                told[part].values,
            )
        limiting = saved[f"{RAIN}_limiting"]
        meant = dict(
            zip(limiting.attrs["flag_values"], limiting.attrs["flag_meanings"].split(), strict=True)
        )
        assert meant[limiting.values[0, 0, 0]] == "cloud_depth_m"
        assert "cloud_depth_m" in saved, "the evidence lies beside the verdict"
        assert "6505209d" in saved.attrs["source"]
        assert int(saved["in_area"].sum()) == found.cells
    assert [p.name for p in tmp_path.glob(".*.part")] == []


def test_each_hour_tells_the_share_met_and_what_held_the_rest_back(desk: Desk) -> None:
    hours = grids.grid(desk, Wanted([SHIPPED], [RAIN])).hours
    assert [each.favourable for each in hours] == [0, 0, 0.25, 1, 1, 1, 0, 0, 0]
    assert hours[0].limiting == "cloud_depth_m"
    assert hours[3].limiting == ""
    assert all(each.unknown == 0 for each in hours)


def test_what_cannot_be_written_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="目录"):
        grids.grid(
            desk,
            Wanted([SHIPPED], [RAIN]),
            tmp_path / "none" / "out.nc",
        )
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match="folder"):
        grids.grid(desk, Wanted([SHIPPED], [RAIN]), tmp_path / "folder")
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith("wxmod.db")] == ["folder"]
