"""Whether a classic NetCDF file is as long as its header says: the library reads zeros past the end, and says nothing.

Layout: NetCDF Users' Guide, "File format specification" (CDF-1, -2, -5).
"""

from math import prod
from pathlib import Path
from typing import BinaryIO

from wxmod.domain.errors import UnreadableFileError
from wxmod.wording import N_, _

_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}
_LONGEST_LIST = 1 << 16
_STREAMING = 0xFFFFFFFF


class _Header:
    """Reads the header of *file* from its fifth byte on."""

    def __init__(self, file: BinaryIO, version: int) -> None:
        self.file = file
        self.version = version
        self.wide = 8 if version == 5 else 4  # noqa: PLR2004  CDF-5 counts in 64 bits

    def number(self, width: int) -> int:
        text = self.file.read(width)
        if len(text) < width:
            raise EOFError
        return int.from_bytes(text, "big")

    def count(self) -> int:
        found = self.number(self.wide)
        if found > _LONGEST_LIST:
            raise EOFError
        return found

    def skip(self, size: int) -> None:
        self.file.seek((size + 3) // 4 * 4, 1)

    def listed(self) -> int:
        """How many entries the list has that starts here."""
        self.number(4)
        return self.count()

    def attributes(self) -> None:
        for _entry in range(self.listed()):
            self.skip(self.count())
            width = _BYTES[self.number(4)]
            self.skip(self.number(self.wide) * width)


def whole(path: Path) -> None:
    """Refuse a classic file cut short.

    Raises:
        UnreadableFileError: it is shorter than its header promises, or the header itself breaks off.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(3) != b"CDF":
            return
        try:
            needed = _end(_Header(file, file.read(1)[0]))
        except (EOFError, KeyError, IndexError, OverflowError, OSError) as error:
            raise _short(path, N_("文件头不完整"), file.tell()) from error
    if needed > size:
        raise _short(
            path,
            _(N_("{size} 字节，少于文件头所说的 {needed} 字节")).format(size=size, needed=needed),
            size,
        )


def _short(path: Path, found: str, offset: int) -> UnreadableFileError:
    return UnreadableFileError(
        path,
        expected=N_("完整的 NetCDF"),
        found=found,
        offset=offset,
        remedy=N_("文件可能被截断；重新取一份"),
    )


def _end(header: _Header) -> int:
    """Where the last value ends, padding not counted."""
    records = header.number(header.wide)
    sizes = []
    for _entry in range(header.listed()):
        header.skip(header.count())
        sizes.append(header.number(header.wide))
    header.attributes()
    fixed = 0
    begins = []
    record = 0
    for _entry in range(header.listed()):
        header.skip(header.count())
        shape = [sizes[header.number(header.wide)] for _dim in range(header.count())]
        header.attributes()
        width = _BYTES[header.number(4)]
        header.number(header.wide)
        begin = header.number(4 if header.version == 1 else 8)
        if shape and shape[0] == 0:  # the record dimension
            begins.append(begin)
            record += (prod(shape[1:]) * width + 3) // 4 * 4
            continue
        fixed = max(fixed, begin + prod(shape) * width)
    if not begins or records in {0, _STREAMING}:
        return fixed
    return max(fixed, min(begins) + record * records - 3)
