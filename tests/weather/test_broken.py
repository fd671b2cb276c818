"""What a tired officer may give by mistake: every one is refused in words, with its name and what to do."""

import gzip
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from tests.weather.columns import isa, spc
from tests.weather.synthetic import SHIPPED
from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.geodesy import Point
from wxmod.weather.judging import places
from wxmod.weather.readers.files import Opened, open_weather, with_air

GRID = "diamond 4 850百帕温度场\n23 7 20 8 0 850 1 1 112 115 37 39 4 3 4 -40 40 0 0\n"


def refused(path: Path) -> str:
    """How *path* is refused: by its name, and with something to do."""
    with pytest.raises(UnreadableFileError) as caught:
        with_air(open_weather([path]))
    said = str(caught.value)
    assert str(path) in said
    assert "\n→ " in said
    assert "b'" not in said
    return said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (bytes(100), "零字节"),
        (gzip.compress(b"x" * 99, mtime=0), "gzip 压缩文件"),
        (b"PK\x03\x04 rest", "ZIP"),
        (b"PK\x03\x04 xl/workbook.xml", "Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(9), "Excel/Word 97"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PAR1" + bytes(9), "Parquet"),
        (b"<!DOCTYPE html><p>404", "网页"),
        ("盂县说明\n".encode("gb18030"), "“盂县说明”"),
        (bytes(range(128, 256)) * 4, "80 81 82"),
        (b"\x1b[2Jhello, all of you", "hello"),
        (b"BUFR" + bytes(9), "BUFR"),
        (b"GRIBhello" * 9, "读不懂的报文头"),
        (b"mdfs" + b"text" * 99, "记录没有完"),
        (b"\x89HDF\r\n\x1a\n" + b"text" * 99, "HDF5"),
        (b"diamond 99 x\n", "MICAPS 第 1, 2, 3, 4, 5, 8, 11 类"),
        (b"diamond 3 x\n15 2 12 8 inf nan 1 0 0\n1 5\n", "inf"),
        (b"diamond 8 x\n15 2 12 8 1 nan\n1 2 3\n", "nan"),
        (b"diamond 5 x\n15 2 12 8 1\n54511 116 39 50 inf\n1000 10 20 15 180 3\n", "inf"),
        ((GRID + "1 " * 12).encode() + b" nan", "13"),
        ((GRID + "1 " * 11).encode(), "11"),
        ((GRID + "1 " * 11).encode() + b" abc", "abc"),
        (GRID.replace(" 4 3 ", " inf 3 ").encode(), "inf"),
    ],
)
def test_what_no_reader_knows_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.nc"
    path.write_bytes(content)
    said = refused(path)
    assert says in said
    assert "\x1b" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    loop, pipe, folder = tmp_path / "loop", tmp_path / "pipe", tmp_path / "folder"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    folder.mkdir()
    (folder / "readme").write_text("x")
    for path, says in (
        (loop, "链接"),
        (pipe, "管道"),
        (folder, "没有这样的文件"),
        (tmp_path / "none", "没有这个文件"),
    ):
        assert says in refused(path)


def test_a_folder_of_micaps_grids_is_one_forecast(tmp_path: Path) -> None:
    for level in (850, 500):
        (tmp_path / f"{level}").write_text(
            GRID.replace("850", str(level)) + "10 " * 12,
            "utf-8",
        )
    fields = open_weather([tmp_path]).fields
    assert fields is not None
    assert fields["level"].values.tolist() == [850, 500]


@pytest.mark.parametrize("name", ["utf-16", "gb18030"])
def test_text_in_other_encodings_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(("盂县\n" + spc(isa())).encode(name))
    profile = open_weather([path]).profile
    assert profile is not None
    assert profile.pressure_hpa.size == isa().pressure_hpa.size


def test_too_few_levels_say_what_was_left_out(tmp_path: Path) -> None:
    column = isa()
    column.temperature_degc[:] += 600
    path = tmp_path / "x"
    path.write_text(spc(column), "utf-8")
    assert "超出可能的范围" in refused(path)


@pytest.mark.parametrize(
    "units",
    ["hours since 0000-01-01", "hours since 9999-12-01", "hours since yesterday", "fortnights"],
)
def test_times_nobody_can_tell_are_refused_and_not_laid_on_one_another(
    tmp_path: Path, units: str
) -> None:
    with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
        made = whole.load().copy()
    made = made.assign_coords(valid_time=("valid_time", np.arange(9.0), {"units": units}))
    path = tmp_path / "x.nc"
    made.to_netcdf(path, engine="netcdf4")
    assert units in refused(path)


def test_fields_without_temperature_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.nc"
    with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
        whole.drop_vars("t").to_netcdf(path, engine="netcdf4")
        assert "relative_humidity_pct" in refused(path)
        whole["t"].attrs["units"] = "furlong"
        whole.to_netcdf(tmp_path / "y.nc", engine="netcdf4")
    assert "furlong" in refused(tmp_path / "y.nc"), "why there is none"


def test_latitude_and_longitude_the_wrong_way_round_are_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "x.nc"
    with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
        turned = whole.rename(latitude="longitude", longitude="latitude")
        for name in ("latitude", "longitude"):
            turned[name].attrs = {}
        turned.to_netcdf(path, engine="netcdf4")
    assert "经纬度可能写反" in refused(path)


def test_one_level_makes_no_column_and_few_are_said_to_be_few(tmp_path: Path) -> None:
    path = tmp_path / "x.nc"
    with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
        whole.isel(pressure_level=[0]).to_netcdf(path, engine="netcdf4")
        whole.isel(pressure_level=[0, 3, 6]).to_netcdf(tmp_path / "y.nc", engine="netcdf4")
    assert "1 层" in refused(path)
    assert any("3 层" in note for note in open_weather([tmp_path / "y.nc"]).notes)


@pytest.mark.parametrize("kind", ["sounding", "grid"])
def test_a_file_written_anew_while_it_is_read_is_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_bytes(spc(isa()).encode() if kind == "sounding" else SHIPPED.read_bytes())
    real = places.open_weather

    def slow(paths: list[Path]) -> Opened:
        opened = real(paths)
        os.utime(path, ns=(1, 1))  # as a download still running would
        return opened

    monkeypatch.setattr(places, "open_weather", slow)
    with pytest.raises(UnreadableFileError, match="读取中被改动"):
        places.assess(
            [path],
            [],
            places.Meant(point=Point(lon=113.4, lat=38.1), on=datetime(2023, 7, 20, tzinfo=UTC)),
        )


def test_a_damaged_zarr_says_what_is_damaged(tmp_path: Path) -> None:
    pytest.importorskip("zarr")
    for name, says in (("meta", "JSON"), ("chunk", "压缩的数据损坏")):
        path = tmp_path / name
        with xr.open_dataset(SHIPPED, engine="netcdf4") as whole:
            held = whole.load().copy()
        for variable in held.variables:
            held[variable].encoding = {}
        held.to_zarr(path, zarr_format=3, consolidated=False)
        broken = (
            path / "zarr.json"
            if name == "meta"
            else next(p for p in (path / "t" / "c").rglob("*") if p.is_file())
        )
        broken.write_bytes(broken.read_bytes()[:20])
        assert says in refused(path)
