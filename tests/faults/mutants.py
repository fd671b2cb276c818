"""Bundles gone wrong: changed on the way, signed by strangers, or signed by a trusted key on a machine that is not."""

import gzip
import json
import random
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wxmod.store.entries import Entry, canonical
from wxmod.store.exchange import sealing
from wxmod.store.exchange.keys import public
from wxmod.store.journal import seal

TRUSTED, STRANGER = (
    Ed25519PrivateKey.from_private_bytes(name.ljust(32)) for name in (b"trusted", b"stranger")
)
HOSTILE = [
    "\x1b]52;c;aGk=\x07",
    "[@click=app.quit]x",
    "[/]",
    "\u202eabc",
    "a\x00b",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "'; DROP TABLE journal; --",
    "x" * 100_000,
    "",
    " ",
    "\ud7ff\u200b",
    "ｆｕｌｌ",
    "１２",
    "end/fired",
    "NaN",
]
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    2**63,
    2**80,
    1.5,
    [],
    {},
    "1",
    *HOSTILE,
]
Mutant = tuple[str, bytes]


def flipped(held: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(held))
    return held[:at] + bytes([held[at] ^ (1 << chance.randrange(8))]) + held[at + 1 :]


def cut(held: bytes, chance: random.Random) -> bytes:
    return held[: chance.randrange(len(held))]


def grown(held: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(held) + 1)
    return held[:at] + chance.randbytes(chance.randint(1, 9)) + held[at:]


def stranger(held: bytes, chance: random.Random) -> bytes:
    return sealing.seal(
        text_of(held),
        STRANGER,
    )


def other_version(held: bytes, chance: random.Random) -> bytes:
    return held.replace(
        b"wxmod-bundle 2",
        b"wxmod-bundle %d" % chance.randint(3, 9999),
        1,
    )


ON_THE_WAY: list[Callable[[bytes, random.Random], bytes]] = [
    flipped,
    cut,
    grown,
    stranger,
    other_version,
]


def text_of(held: bytes) -> bytes:
    return sealing.unpack(sealing.check(held))


def signed(packed: bytes) -> bytes:
    """Any bytes at all under the trusted key."""
    said = TRUSTED.sign(b"wxmod-bundle-v1\0" + packed).hex()
    return f"wxmod-bundle 1 {public(TRUSTED).hex()} {said}\n".encode() + packed


def lines_moved(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    what, at = chance.choice(["drop", "twice", "swap"]), chance.randrange(len(lines) - 1)
    if what == "drop":
        del lines[at]
    elif what == "twice":
        lines.insert(at, lines[at])
    else:
        other = chance.randrange(len(lines) - 1)
        lines[at], lines[other] = lines[other], lines[at]
    return b"\n".join(lines)


def json_tricks(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    at = chance.randrange(len(lines) - 1)
    trick = chance.choice(
        [
            lambda line: line.replace(b'"', b'"a":1,"', 1),
            lambda _line: b"[" * 100_000,
            lambda _line: b"NaN",
            lambda _line: b'{"a":' * 50_000,
            lambda line: line.replace(b"1", b"1e999", 1),
            lambda _line: b"9" * 6000,
            lambda line: line.replace(b":", b": ", 1),
            lambda line: line.replace(b"[1", b"[true", 1),
            lambda _line: b"\xff\xfe",
            lambda line: b" " + line,
            lambda line: line.replace(b"2024", b"2024\\u0000", 1),
            lambda _line: b"",
        ]
    )
    lines[at] = trick(lines[at])
    return b"\n".join(lines)


def header_odd(text: bytes, chance: random.Random) -> bytes:
    first, rest = text.split(b"\n", 1)
    header = json.loads(first)
    part = chance.choice(
        [
            header,
            header["ranges"][0],
            header["held"][0],
        ]
    )
    part[chance.choice(sorted(part))] = chance.choice(ODD)
    return (
        canonical(header).encode(
            "utf-8",
            "surrogatepass",
        )
        + b"\n"
        + rest
    )


INSIDE: list[Callable[[bytes, random.Random], bytes]] = [
    flipped,
    cut,
    grown,
    lines_moved,
    json_tricks,
    header_odd,
]


def sealed_again(text: bytes, chance: random.Random) -> bytes:
    """One value made odd and every seal after it worked out again: only its meaning is wrong."""
    lines = text.decode().split("\n")[:-1]
    header, told = json.loads(lines[0]), [json.loads(line) for line in lines[1:]]
    cells = chance.choice(told)
    if chance.random() < 0.5:
        cells[chance.randrange(1, 9)] = chance.choice(ODD)
    else:
        body = json.loads(cells[8])
        _odd_inside(body, chance)
        cells[8] = canonical(body)
    return _resealed(header, told)


def _resealed(header: dict[str, Any], told: list[list[Any]]) -> bytes:
    part, prev = header["ranges"][0], bytes(32)
    for each in told:
        prev = seal(
            Entry(
                part["chain"],
                *each,
                prev,
                b"",
            )
        )
    part["hash"] = prev.hex()
    header["held"] = []
    return (
        "\n".join(
            map(
                canonical,
                [header, *told],
            )
        ).encode(
            "utf-8",
            "surrogatepass",
        )
        + b"\n"
    )


def with_text(held: bytes, text: str, n: int) -> bytes:
    """A bundle sealed and signed again with *text* as a key, an actor, a witness or a word of a body."""
    lines = text_of(held).decode().split("\n")[:-1]
    header, told = json.loads(lines[0]), [json.loads(line) for line in lines[1:]]
    cells = next(each for each in told if '"remarks":"' in each[8])
    if n < 3:
        cells[(1, 6, 7)[n]] = text
    else:
        body = json.loads(cells[8])
        _replace(body, "remarks", text)
        cells[8] = canonical(body)
    return signed(
        gzip.compress(
            _resealed(header, told),
            compresslevel=1,
            mtime=0,
        )
    )


def _replace(value: Any, name: str, text: str) -> None:
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in list(inside):
        if key == name:
            value[key] = text
        else:
            _replace(each, name, text)


def _odd_inside(value: Any, chance: random.Random) -> None:
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chance.choice(keys) if keys else None
    if key is None:
        return
    if (
        isinstance(
            value[key],
            dict | list,
        )
        and value[key]
        and chance.random() < 0.7
    ):
        _odd_inside(value[key], chance)
    else:
        value[key] = chance.choice(ODD)


def mutant(held: bytes, n: int) -> Mutant:
    """The *n*-th mutant of a bundle, and how it came about."""
    chance = random.Random(n)
    how = ("way", "inside", "again")[n % 3]
    if how == "way":
        change = chance.choice(ON_THE_WAY)
        return change.__name__, change(held, chance)
    change = sealed_again if how == "again" else chance.choice(INSIDE)
    packed = gzip.compress(
        change(text_of(held), chance),
        compresslevel=1,
        mtime=0,
    )
    return f"signed {change.__name__}", signed(packed)
