"""A cluster tells what one process tells."""

from pathlib import Path

import pytest
import xarray as xr

from tests.weather.storms import fields
from wxmod.domain.errors import BadInput
from wxmod.weather.columns import farm, pipeline
from wxmod.weather.columns.names import TREND

distributed = pytest.importorskip("distributed", reason="the extra wxmod[scale] is not installed")


@pytest.fixture(scope="module")
def address():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("ignore")
def test_a_local_cluster_gives_identical_results(address: str, tmp_path: Path) -> None:
    grid = fields(4)
    grid.attrs = {}
    grid.to_zarr(tmp_path / "fields.zarr", zarr_format=2, consolidated=False)
    opened = xr.open_zarr(tmp_path / "fields.zarr", chunks=None, consolidated=False)
    alone = pipeline.compute(opened)
    assert alone[TREND].notnull().any()
    for times in (1, 3):
        xr.testing.assert_equal(farm.compute(opened, scheduler=address, times=times), alone)


def test_only_what_is_wanted_is_told() -> None:
    found = farm.lazily(fields(2), ("ship", TREND))
    assert list(found) == ["ship", TREND]
    assert found["ship"].chunks is not None


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(farm, "WAIT_S", 1)
    with pytest.raises(BadInput, match=r"127\.0\.0\.1:1"):
        farm.compute(fields(1), scheduler="tcp://127.0.0.1:1")
