"""GRIB files into single fields, by the lengths written in them (WMO Manual on Codes, FM 92), without decoding."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wxmod.domain.errors import UnreadableFileError
from wxmod.wording import N_, _

MARK, END = b"GRIB", b"7777"
LARGEST_MESSAGE = 1 << 30
_PADDING = 1 << 16  # bytes of bulletin headers or padding looked through for the next message
_REPEATED = (2, 3, 4, 5, 6, 7)  # sections of edition 2 that may come again within one message
_ECMWF_LARGE = 0x800000  # edition 1 lengths above 8 MB are counted in units of 120 bytes


class Message(NamedTuple):
    """Where a field stands: which of the fields of the message at *offset*."""

    path: Path
    offset: int
    length: int
    number: int = 0


def _cut(path: Path, offset: int, found: str) -> UnreadableFileError:
    return UnreadableFileError(
        path,
        expected=N_("完整的 GRIB 报文"),
        found=found,
        offset=offset,
        remedy=N_("文件可能被截断；重新取一份"),
    )


def messages(path: Path) -> Iterator[tuple[Message, bytes]]:
    """Every field of *path* with its bytes as a message of its own.

    Raises:
        UnreadableFileError: a message breaks off or contradicts its own lengths.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        at = _next(file, 0)
        if at is None:
            raise _cut(path, 0, N_("没有 GRIB 报文"))
        while at is not None:
            length = _length(path, file, at, size)
            yield from _fields(Message(path, at, length), _bytes(file, at, length))
            at = _next(file, at + length)


def field(where: Message) -> bytes:
    """The bytes of one field, read again.

    Raises:
        UnreadableFileError: the file changed since it was looked through.
    """
    with where.path.open("rb") as file:
        whole = _bytes(file, where.offset, where.length)
    for found, alone in _fields(where._replace(number=0), whole):
        if found.number == where.number:
            return alone
    raise _cut(where.path, where.offset, N_("文件读取中被改动"))


def _bytes(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


def _next(file: BinaryIO, at: int) -> int | None:
    """Where the next message starts; bulletin headers and padding between messages are passed over."""
    ahead = _bytes(file, at, _PADDING)
    found = ahead.find(MARK)
    if found >= 0:
        return at + found
    return None


def _length(
    path: Path,
    file: BinaryIO,
    at: int,
    size: int,
) -> int:
    head = _bytes(file, at, 16)
    if len(head) < 16 or head[7] not in {1, 2}:  # noqa: PLR2004  the longer of the two indicator sections; editions
        raise _cut(
            path,
            at,
            _(N_("读不懂的报文头 {bytes}")).format(bytes=head[:8].hex(" ")),
        )
    length = int.from_bytes(head[8:16], "big") if head[7] == 2 else int.from_bytes(head[4:7], "big")  # noqa: PLR2004
    if head[7] == 1 and length & _ECMWF_LARGE:
        length = _large(file, at, length)
    if not 16 < length <= min(size - at, LARGEST_MESSAGE):  # noqa: PLR2004
        raise _cut(
            path,
            at,
            _(N_("报文长 {n} 字节，文件只剩 {left} 字节")).format(n=length, left=size - at),
        )
    if _bytes(file, at + length - 4, 4) != END:
        raise _cut(path, at + length - 4, N_("报文末尾不是 7777"))
    return length


def _large(file: BinaryIO, at: int, length: int) -> int:
    """ECMWF's way of writing lengths over 8 MB: in 120 bytes, less what section 4 says it is too long."""
    place = 8
    flags = _bytes(file, at + 8 + 7, 1)[0]
    place += int.from_bytes(_bytes(file, at + place, 3), "big")
    for present in (flags & 0x80, flags & 0x40):
        place += int.from_bytes(_bytes(file, at + place, 3), "big") if present else 0
    section = int.from_bytes(_bytes(file, at + place, 3), "big")
    return (length & (_ECMWF_LARGE - 1)) * 120 - section + 4 if section < 120 else length  # noqa: PLR2004


def _fields(where: Message, whole: bytes) -> Iterator[tuple[Message, bytes]]:
    """The fields of one message; edition 2 may repeat sections 2–7 for further ones."""
    if whole[7] == 1:
        yield where, whole
        return
    parts = {0: whole[:16]}
    bitmap = b""
    number = 0
    for section, text in _sections(where, whole):
        if section == 6 and text[5:6] == b"\xfe":  # noqa: PLR2004  254: the bitmap before
            text = bitmap  # noqa: PLW2901  said again, so that the field stands alone
        elif section == 6:  # noqa: PLR2004
            bitmap = text
        if section == 1:
            parts[1] = text
            continue
        parts[section] = text
        if section == 7:  # noqa: PLR2004  data: the field is complete
            yield where._replace(number=number), _alone(parts)
            number += 1


def _sections(where: Message, whole: bytes) -> Iterator[tuple[int, bytes]]:
    at = 16
    while whole[at : at + 4] != END:
        length = int.from_bytes(whole[at : at + 4], "big")
        if at + 4 < len(whole):
            section = whole[at + 4]
        else:
            section = 0
        if length <= 4 or at + length > len(whole) - 4 or section not in {1, *_REPEATED}:  # noqa: PLR2004
            raise _cut(
                where.path,
                where.offset + at,
                _(N_("读不懂的报文段 {bytes}")).format(bytes=whole[at : at + 5].hex(" ")),
            )
        yield section, whole[at : at + length]
        at += length


def _alone(parts: dict[int, bytes]) -> bytes:
    body = b"".join(parts.get(section, b"") for section in (1, *_REPEATED)) + END
    head = parts[0][:8] + (16 + len(body)).to_bytes(8, "big")
    return head + body
