"""Which reader: decided by what a file holds, never by what it is called."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.weather.profile import Profile
from wxmod.weather.readers import texts
from wxmod.weather.readers.foreign import named
from wxmod.weather.readers.micaps.stations4 import holds, read_mdfs_stations
from wxmod.weather.readers.tables.stations import StationTable
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

GRIDDED = {"netcdf": "netcdf", "zarr": "netcdf", "grib": "grib"}
"""Readers of fields, and what decodes their files."""
LAYERS = ("diamond", "mdfs")
"""Readers of one level of one element at one time."""
STATIONS = "mdfs-stations"
SHOWN = 3  # files named of many
_BULLETIN = 80  # bytes of a WMO bulletin header that may stand before the first GRIB message
_NETCDF = (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n")
_KNOWN_OTHERS = {
    b"BUFR": "BUFR",
    b"MOC\0": "CMA MOC",
    b"RSTM": "CINRAD",
}


class FileRead(NamedTuple):
    """One file by its content.

    Attributes:
        stamp: When it was last written and how long it was, before it was read.
    """

    path: Path
    sha256: str
    reader: str
    stamp: tuple[int, int] = (0, 0)


class Opened(NamedTuple):
    """What the files hold: a sounding, a gridded field or a table of stations, never two of them.

    Attributes:
        notes: What was repaired or left unused.
    """

    files: tuple[FileRead, ...]
    profile: "Profile | None"
    fields: "Dataset | None"
    notes: tuple[str, ...]
    stations: "StationTable | None" = None


def open_weather(paths: Sequence[Path]) -> Opened:
    """Read *paths* (a folder means the gridded files in it, unless it is a Zarr archive).

    Of a file with several soundings ``FILE#STATION`` or ``FILE#TIME`` is one.

    Raises:
        UnreadableFileError: a file is missing, cut short, or of a kind no reader here knows.
        BadInput: soundings and fields are mixed, or several soundings are given.
    """
    which = {real: name for real, name in map(texts.picked, paths) if name}
    found = [_sniffed(path) for path in _expanded([texts.picked(path)[0] for path in paths])]
    if all(f.reader in GRIDDED for f in found):
        return _fields(found)
    if all(f.reader in LAYERS for f in found):
        return _layers(found)
    if len(found) != 1:
        raise BadInput(N_("一次只读一份探空，或同一次预报、同一时次的若干格点文件"))
    if found[0].reader == STATIONS:
        table = read_mdfs_stations(found[0].path)
        return Opened(tuple(found), None, None, table.notes, table)
    held = texts.read(found[0].reader, found[0].path)
    if held.stations is not None:
        return Opened(tuple(found), None, None, held.stations.notes, held.stations)
    profile = texts.chosen(held.profiles, which.get(found[0].path, ""))
    return Opened(tuple(found), profile, None, profile.notes)


def unchanged(opened: Opened) -> None:
    """Refuse what was written anew while it was read: its hash would be that of another file than its values.

    Raises:
        UnreadableFileError: a file of *opened* is not as it was.
    """
    for each in opened.files:
        if each.stamp != _stamp(each.path):
            raise UnreadableFileError(
                each.path,
                expected=N_("读取时不变的文件"),
                found=N_("文件读取中被改动"),
                remedy=N_("等文件传完再读；或先复制一份"),
            )


def _stamp(path: Path) -> tuple[int, int]:
    try:
        if path.is_dir():
            told = (_zarr_mark(path) or path).stat()
        else:
            told = path.stat()
    except OSError:  # gone: not as it was
        return -1, -1
    return told.st_mtime_ns, told.st_size


def files_named(opened: Opened) -> str:
    """The first files of *opened*, for an error that is about all of them."""
    return ", ".join(str(f.path) for f in opened.files[:SHOWN]) + (
        " …" if len(opened.files) > SHOWN else ""
    )


def with_air(opened: Opened) -> "Dataset | None":
    """The fields of *opened* (of an ensemble its first member), None where they are a sounding or a table.

    What judges an ensemble takes `wxmod.weather.fields.members_of` the fields themselves.

    Raises:
        UnreadableFileError: they hold no temperature aloft, or on one level only: no column is made of that.
    """
    fields = opened.fields
    if fields is None:
        return None
    if "temperature_k" in fields:
        return _of_several_levels(opened, fields)
    held = " ".join(str(name) for name in fields.data_vars)
    raise UnreadableFileError(
        files_named(opened),
        expected=N_("等压面温度"),
        found="; ".join(
            [
                _(N_("只有 {names}")).format(names=held),
                *opened.notes[:SHOWN],
            ]
        ),
        remedy=N_("把同一次预报的温度、湿度、风、高度各文件一起给，或给整个目录"),
    )


def _of_several_levels(opened: Opened, fields: "Dataset") -> "Dataset":
    """*fields*, or the first member of them, if they have more than one level.

    Raises:
        UnreadableFileError: there is one level only.
    """
    from wxmod.weather.fields import members_of  # noqa: PLC0415  here only, so that texts are read without it

    count = fields.sizes["level"]
    if count > 1:
        _number, first = next(iter(members_of(fields)))
        return first
    raise UnreadableFileError(
        files_named(opened),
        expected=N_("两层以上的等压面"),
        found=_(N_("{n} 层")).format(n=count),
        remedy=N_("把同一次预报各层的文件一起给，或给整个目录"),
    )


def _layers(found: Sequence[FileRead]) -> Opened:
    from wxmod.weather.readers.micaps.grids import read_diamond, read_mdfs  # noqa: PLC0415  loads xarray
    from wxmod.weather.readers.micaps.layers import together  # noqa: PLC0415

    layers = [(read_mdfs if f.reader == "mdfs" else read_diamond)(f.path) for f in found]
    fields = together(
        layers,
        [{"path": str(f.path), "sha256": f.sha256, "reader": f.reader} for f in found],
    )
    return Opened(tuple(found), None, fields, fields.attrs["notes"])


def _fields(found: Sequence[FileRead]) -> Opened:
    from wxmod.weather.readers.gridded import open_grid  # noqa: PLC0415  loads xarray

    kinds: dict[str, list[Path]] = {}
    for each in found:
        kinds.setdefault(GRIDDED[each.reader], []).append(each.path)
    fields = open_grid(kinds)
    fields.attrs["files"] = [
        {"path": str(f.path), "sha256": f.sha256, "reader": f.reader} for f in found
    ]
    return Opened(tuple(found), None, fields, fields.attrs["notes"])


def _expanded(paths: Sequence[Path]) -> list[Path]:
    files = [
        f
        for path in paths
        for f in (_inside(path) if path.is_dir() and not _zarr_mark(path) else [path])
    ]
    if not files:
        raise UnreadableFileError(
            paths[0] if paths else "-",
            expected=N_("GRIB、NetCDF 或 MICAPS 格点文件"),
            found=N_("没有这样的文件"),
            remedy=N_("目录里只认格点文件；探空和站点表写文件名"),
        )
    return files


def _inside(folder: Path) -> list[Path]:
    """The gridded files of a folder, whatever they are called; those of MICAPS where there are no others."""
    files = [(f, _start(f)) for f in sorted(folder.iterdir()) if f.is_file()]
    whole = [f for f, start in files if start.startswith((b"GRIB", *_NETCDF))]
    return whole or [f for f, start in files if _layer(start)]


def _layer(start: bytes) -> bool:
    if start.startswith(b"mdfs"):
        return not holds(start)
    return texts.kind_of(start) == "diamond"


def _start(path: Path) -> bytes:
    with _opened(path) as file:
        return file.read(1 << 16)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """*path* for reading, if it is a file: a pipe would wait for ever, a device never end.

    Raises:
        UnreadableFileError: it is none, or cannot be read.
    """
    try:
        if not S_ISREG(path.stat().st_mode):
            raise UnreadableFileError(
                path,
                expected=N_("普通文件"),
                found=N_("管道或设备"),
                remedy=N_("先存成文件再给"),
            )
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected=N_("可读的文件"),
            found=reason(error),
            remedy=N_("看看路径是否写对、有没有读的权限"),
        ) from error


def _zarr_mark(folder: Path) -> Path | None:
    """The file by which a folder is known as a Zarr archive: what it holds, not the values."""
    return next(
        (m for name in ("zarr.json", ".zmetadata", ".zgroup") if (m := folder / name).is_file()),
        None,
    )


def _sniffed(path: Path) -> FileRead:
    stamp = _stamp(path)
    if path.is_dir() and (mark := _zarr_mark(path)):
        return FileRead(path, hashlib.sha256(mark.read_bytes()).hexdigest(), "zarr", stamp)
    digest = hashlib.sha256()
    with _opened(path) as file:
        start = file.read(1 << 16)
        digest.update(start)
        while block := file.read(1 << 20):
            digest.update(block)
    return FileRead(path, digest.hexdigest(), _reader(path, start), stamp)


def _reader(path: Path, start: bytes) -> str:
    if start.startswith(_NETCDF):
        return "netcdf"
    if b"GRIB" in start[:_BULLETIN]:
        return "grib"
    for mark, kind in _KNOWN_OTHERS.items():
        if start.lstrip().startswith(mark):
            raise UnreadableFileError(
                path,
                expected=N_("探空文本、站点表、GRIB、NetCDF 或 Zarr"),
                found=kind,
                remedy=N_("这种格式还不能读；请先转换为 NetCDF"),
            )
    if start.startswith(b"mdfs"):
        if holds(start):
            return STATIONS
        return "mdfs"
    if text := texts.kind_of(start):
        return text
    found, remedy = named(start)
    raise UnreadableFileError(
        path, expected=N_("探空文本、站点表、GRIB、NetCDF 或 Zarr"), found=found, remedy=remedy
    )
