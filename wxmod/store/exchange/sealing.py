"""The file: who signed what, then the packed entries; nothing is unpacked before the signature is known to hold.

::

    wxmod-bundle 2 PUBLIC-KEY SIGNATURE      (hexadecimal)
    {"giver":…,"packed":…,"ranges":[…]}      the statement, which the signature is over
    …                                        a gzip stream of NDJSON, whose SHA-256 is ``packed``

``tail -n +3 FILE | zcat`` shows the contents to anyone.  No archive, no names inside, nothing written where the file
says.  Because the statement is short it is kept with the receipt, where it proves for ever who sent which entries; and
whose bundle it is, and of which chains, is known before anything is unpacked.  The first form had no statement and was
signed over the packed bytes; it is still read.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from wxmod.domain.errors import UnreadableFileError, reason
from wxmod.domain.exchange import Statement
from wxmod.store.entries import canonical
from wxmod.store.exchange.keys import public, signed_by
from wxmod.wording import N_

MAX_FILE, MAX_TEXT = 256 * 2**20, 2 * 2**30
MAX_STATEMENT = MAX_LINE = 4 * 2**20
_GIVEN, _PIECE = 2**16, 2**20
NAME = b"wxmod-bundle "
_LINE = re.compile(rb"%b([0-9]{1,4}) ([0-9a-f]{64}) ([0-9a-f]{128})\n" % NAME)
_SIGNED = {1: b"wxmod-bundle-v1\0", 2: b"wxmod-bundle-v2\0"}
VERSION = 2


class Sealed(NamedTuple):
    """A file whose signature holds, not yet opened.

    Attributes:
        key: Who signed, in hexadecimal.
        statement: What was signed; None in the first form, where it was the packed bytes.
        signature: In hexadecimal.
    """

    key: str
    packed: bytes
    statement: Statement | None
    signature: str


def seal(text: bytes, key: Ed25519PrivateKey) -> bytes:
    """*text*, a bundle whose first line is its header, packed and signed."""
    first_line, end, entries = text.partition(b"\n")
    return seal_lines(iter([first_line + end, entries]), key)


def seal_lines(text: Iterator[bytes], key: Ed25519PrivateKey) -> bytes:
    """The same line by line: of a province's chains no more is held than they are packed."""
    first_line = next(text)
    # No time in it: the same entries given again are the same bytes.
    out = BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0, filename="") as stream:
        stream.write(first_line)
        for line in text:
            stream.write(line)
    packed = out.getvalue()
    # What is signed is short, so that it can be kept with the receipt for ever.
    header = json.loads(first_line)
    statement = {
        "giver": header["giver"],
        "packed": hashlib.sha256(packed).hexdigest(),
        "ranges": header["ranges"],
    }
    said = canonical(statement).encode()
    signature = key.sign(_SIGNED[VERSION] + said)
    named = f"wxmod-bundle {VERSION} {public(key).hex()} {signature.hex()}\n"
    return named.encode() + said + b"\n" + packed


def check(held: bytes, name: str = "bundle") -> Sealed:
    """The packed bytes, once their signature is known to hold; whose it is is not asked here.

    Raises:
        UnreadableFileError: no bundle, of a newer form, too large, or changed since it was signed.
    """
    # Asked before anything is hashed or searched.
    if len(held) > MAX_FILE:
        raise UnreadableFileError(
            name,
            expected=N_("不超过 256 MiB 的交换包"),
            found=f"{len(held)} B",
        )
    line = _LINE.match(held)
    if line is None:
        raise UnreadableFileError(name, expected=N_("wxmod 交换包"), found=repr(held[:24]))
    version, key, signature = int(line[1]), line[2].decode(), line[3].decode()
    if version not in _SIGNED:
        raise UnreadableFileError(
            name,
            expected=f"v{VERSION}",
            found=f"v{version}",
            remedy=N_("升级 wxmod"),
        )
    rest = held[line.end() :]
    # Bundles of before 2026-11 are signed over what they pack, and say nothing beside it.
    if version == 1:
        _demand_signature(key, signature, _SIGNED[1] + rest, name)
        return Sealed(key, rest, None, "")
    end = rest.find(b"\n", 0, MAX_STATEMENT)
    said, packed = rest[: max(end, 0)], rest[end + 1 :]
    _demand_signature(key, signature, _SIGNED[2] + said, name)
    statement = _statement(said, name)
    # The signature holds the statement alone; only through this does it hold what was packed.
    if hashlib.sha256(packed).hexdigest() != statement.packed:
        raise _changed(name)
    return Sealed(key, packed, statement, signature)


def _demand_signature(key: str, signature: str, message: bytes, name: str) -> None:
    if not signed_by(bytes.fromhex(key), bytes.fromhex(signature), message):
        raise _changed(name)


def _changed(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        name,
        expected=N_("签名相符的交换包"),
        found=N_("签名不符"),
        remedy=N_("不要使用；请对方重新导出，并查明经手人"),
    )


def _statement(said: bytes, name: str) -> Statement:
    """What was signed, if it is spelled as it is kept: then the receipt proves the same bytes."""
    try:
        statement = Statement.model_validate_json(said, strict=True)
    except (ValidationError, ValueError) as error:
        raise UnreadableFileError(
            name,
            expected=N_("wxmod 交换包"),
            found=N_("签署的内容写法不对"),
        ) from error
    if _bytes_of(statement) != said:
        raise UnreadableFileError(name, expected=N_("wxmod 交换包"), found=N_("不是规范写法"))
    return statement


def _bytes_of(statement: Statement) -> bytes:
    return canonical(statement.model_dump(mode="json")).encode()


def proves(key: str, signature: str, statement: Statement) -> bool:
    """Whether who holds *key* signed *statement*."""
    return signed_by(
        bytes.fromhex(key),
        bytes.fromhex(signature),
        _SIGNED[2] + _bytes_of(statement),
    )


def unpack(sealed: Sealed, name: str = "bundle", *, cap: int | None = None) -> bytes:
    """What was packed, up to *cap* bytes and no further.

    Raises:
        UnreadableFileError: it is no single gzip stream, or holds more than that.
    """
    most = MAX_TEXT if cap is None else cap
    opened = zlib.decompressobj(wbits=31)
    try:
        text = opened.decompress(sealed.packed, most)
    except zlib.error as error:
        raise UnreadableFileError(name, expected="gzip", found=reason(error)) from error
    # More would come: a small file that unpacks to gigabytes ends here.
    if opened.unconsumed_tail:
        raise UnreadableFileError(
            name, expected=N_("解压后不超过上限的交换包"), found=f"> {most} B"
        )
    if not opened.eof or opened.unused_data:
        raise UnreadableFileError(name, expected=N_("完整的 gzip"), found=N_("中断或有余"))
    return text


def lines(sealed: Sealed, name: str = "bundle") -> Iterator[bytes]:
    """What was packed, line by line, so that no more is held than is asked for.

    Raises:
        UnreadableFileError: it is no single gzip stream, holds more than it may, or a line that never ends.
    """
    pending, total = b"", 0
    for piece in _pieces(sealed.packed, name):
        total += len(piece)
        # The last line of a piece may go on in the next one.
        *whole, pending = (pending + piece).split(b"\n")
        if total > MAX_TEXT or len(pending) > MAX_LINE:
            raise UnreadableFileError(
                name,
                expected=N_("解压后不超过上限的交换包"),
                found=f"> {min(total, MAX_TEXT)} B",
            )
        yield from whole
    if pending:
        yield pending + b"\n"  # no line holds one: who reads it sees that the last is not whole


def _pieces(packed: bytes, name: str) -> Iterator[bytes]:
    opened = zlib.decompressobj(wbits=31)
    at = 0
    while not opened.eof:
        # What did not fit into the piece before is given once more.
        given = opened.unconsumed_tail
        if not given:
            given = packed[at : at + _GIVEN]
            at += _GIVEN
        if not given:
            break
        try:
            yield opened.decompress(given, _PIECE)
        except zlib.error as error:
            raise UnreadableFileError(name, expected="gzip", found=reason(error)) from error
    if not opened.eof or opened.unused_data or at < len(packed):
        raise UnreadableFileError(name, expected=N_("完整的 gzip"), found=N_("中断或有余"))


def first_line(sealed: Sealed, most: int = MAX_STATEMENT) -> bytes:
    """The header alone: of what a stranger sent no more is unpacked than its first line."""
    opened = zlib.decompressobj(wbits=31)
    try:
        text = opened.decompress(sealed.packed, most)
    except zlib.error:
        return b""
    line, end, _rest = text.partition(b"\n")
    return line if end else b""
