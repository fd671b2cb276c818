"""Which reader: decided by what a file holds, never by what it is called."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.weather import soundings
from wxmod.weather.profile import Profile
from wxmod.wording import N_

if TYPE_CHECKING:
    from xarray import Dataset

LARGEST_TEXT = 4_000_000
_NETCDF = (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n")
_KNOWN_OTHERS = {
    b"GRIB": "GRIB", b"BUFR": "BUFR", b"MOC\0": "CMA MOC", b"RSTM": "CINRAD", b"diam": "MICAPS", b"mdfs": "MICAPS 4",
}  # fmt: skip


class FileRead(NamedTuple):
    """One file by its content."""

    path: Path
    sha256: str
    reader: str


class Opened(NamedTuple):
    """What the files hold: a sounding or a gridded field, never both.

    Attributes:
        notes: What was repaired or left unused.
    """

    files: tuple[FileRead, ...]
    profile: "Profile | None"
    fields: "Dataset | None"
    notes: tuple[str, ...]


def open_weather(paths: Sequence[Path]) -> Opened:
    """Read *paths* (a folder means its NetCDF files).

    Raises:
        UnreadableFileError: a file is missing, cut short, or of a kind no reader here knows.
        BadInput: soundings and fields are mixed, or several soundings are given.
    """
    found = [_sniffed(path) for path in _expanded(paths)]
    readers = {f.reader for f in found}
    if readers == {"netcdf"}:
        from wxmod.weather.gridded import open_grid  # noqa: PLC0415  loads xarray

        grid, notes = open_grid([f.path for f in found])
        return Opened(tuple(found), None, grid, notes)
    if len(found) != 1:
        raise BadInput(N_("一次只读一份探空，或同一时次的若干 NetCDF 文件"))
    read = soundings.read_spc if found[0].reader == "spc" else soundings.read_wyoming
    profile = read(_text(found[0].path), found[0].path)
    return Opened(tuple(found), profile, None, profile.notes)


def _expanded(paths: Sequence[Path]) -> list[Path]:
    files = [f for path in paths for f in (sorted(path.glob("*.nc")) if path.is_dir() else [path])]
    if not files:
        raise UnreadableFileError(paths[0] if paths else "-", expected="*.nc", found=N_("没有文件"))
    return files


def _sniffed(path: Path) -> FileRead:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16)
            digest.update(start)
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise UnreadableFileError(path, expected=N_("可读的文件"), found=error.strerror or str(error)) from error
    return FileRead(path, digest.hexdigest(), _reader(path, start))


def _reader(path: Path, start: bytes) -> str:
    if start.startswith(_NETCDF):
        return "netcdf"
    for mark, kind in _KNOWN_OTHERS.items():
        if start.lstrip().startswith(mark):
            raise UnreadableFileError(
                path, expected=N_("探空文本或等压面 NetCDF"), found=kind, offset=0,
                remedy=N_("这种格式还不能读；请先转换为 NetCDF"),
            )  # fmt: skip
    if b"\0" not in start:
        text = start.decode("utf-8", "replace")
        if soundings.is_spc(text):
            return "spc"
        if soundings.is_wyoming(text):
            return "wyoming"
    raise UnreadableFileError(
        path, expected=N_("探空文本（SPC、怀俄明）或等压面 NetCDF"), found=repr(start[:16]), offset=0,
        remedy=N_("看看文件是否完整、是否仍是压缩包"),
    )  # fmt: skip


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST_TEXT:
        raise UnreadableFileError(path, expected=N_("探空文本不超过 4 MB"), found=str(path.stat().st_size))
    return path.read_text("utf-8", errors="replace")
