"""The file: one line that says who signed, then gzip; the signature is checked over the exact bytes before any is read.

``wxmod-bundle 1 PUBLIC-KEY SIGNATURE`` (hexadecimal), a line end, and a gzip stream of NDJSON that
``tail -n +2 FILE | zcat`` shows to anyone.  No archive, no names inside, nothing written where the file says.
"""

import gzip
import re
import zlib
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wxmod.domain.errors import UnreadableFileError, reason
from wxmod.store.exchange.keys import public, signed_by
from wxmod.wording import N_

MAX_FILE, MAX_TEXT = 256 * 2**20, 2 * 2**30
NAME = b"wxmod-bundle "
_LINE = re.compile(rb"%b([0-9]{1,4}) ([0-9a-f]{64}) ([0-9a-f]{128})\n" % NAME)
_SIGNED = b"wxmod-bundle-v1\0"
VERSION = 1


class Sealed(NamedTuple):
    """A file whose signature holds, not yet opened.

    Attributes:
        key: Who signed, in hexadecimal.
    """

    key: str
    packed: bytes


def seal(text: bytes, key: Ed25519PrivateKey) -> bytes:
    """*text* packed and signed."""
    packed = gzip.compress(text, compresslevel=6, mtime=0)
    line = f"wxmod-bundle {VERSION} {public(key).hex()} {key.sign(_SIGNED + packed).hex()}\n"
    return line.encode() + packed


def check(held: bytes, name: str = "bundle") -> Sealed:
    """The packed bytes, once their signature is known to hold; whose it is is not asked here.

    Raises:
        UnreadableFileError: no bundle, of a newer form, too large, or changed since it was signed.
    """
    if len(held) > MAX_FILE:
        raise UnreadableFileError(
            name, expected=N_("不超过 256 MiB 的交换包"), found=f"{len(held)} B"
        )
    line = _LINE.match(held)
    if line is None:
        raise UnreadableFileError(
            name,
            expected=N_("wxmod 交换包"),
            found=repr(held[:24]),
        )
    if int(line[1]) != VERSION:
        raise UnreadableFileError(
            name,
            expected=f"v{VERSION}",
            found=f"v{int(line[1])}",
            remedy=N_("升级 wxmod"),
        )
    packed = held[line.end() :]
    if not signed_by(
        bytes.fromhex(line[2].decode()),
        bytes.fromhex(line[3].decode()),
        _SIGNED + packed,
    ):
        remedy = N_("不要使用；请对方重新导出，并查明经手人")
        raise UnreadableFileError(
            name,
            expected=N_("签名相符的交换包"),
            found=N_("签名不符"),
            remedy=remedy,
        )
    return Sealed(line[2].decode(), packed)


def unpack(sealed: Sealed, name: str = "bundle", *, cap: int = MAX_TEXT) -> bytes:
    """What was packed, up to *cap* bytes and no further.

    Raises:
        UnreadableFileError: it is no single gzip stream, or holds more than that.
    """
    opened = zlib.decompressobj(wbits=31)
    try:
        text = opened.decompress(sealed.packed, cap)
    except zlib.error as error:
        raise UnreadableFileError(name, expected="gzip", found=reason(error)) from error
    if opened.unconsumed_tail:
        raise UnreadableFileError(
            name,
            expected=N_("解压后不超过上限的交换包"),
            found=f"> {cap} B",
        )
    if not opened.eof or opened.unused_data:
        raise UnreadableFileError(
            name,
            expected=N_("完整的 gzip"),
            found=N_("中断或有余"),
        )
    return text
