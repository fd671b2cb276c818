"""What a bundle says: a header with what must be there already, then entries of each range in order.

Entries carry no seals: they are worked out again from the seal a range follows on and must come to the one it promises.
Everything else is checked too, because a trusted key may sit on a machine that is not.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from wxmod.domain.base import Value
from wxmod.domain.errors import UnreadableFileError, WxmodError
from wxmod.domain.exchange import ChainName, Head, Range
from wxmod.domain.text import Name
from wxmod.domain.times import from_utc_text
from wxmod.store.entries import Entry, canonical, decode
from wxmod.store.journal import seal
from wxmod.store.naming import is_key, names_someone
from wxmod.wording import N_

_TIME = re.compile(r"(19[5-9]\d|20\d\d|21\d\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FIELDS = 9
DEEPEST, MANY = 60, 10_000


class Header(Value):
    """First line of a bundle.

    Attributes:
        held: Where the giver's copies of all chains stand: the anchors it keeps for others.
    """

    wxmod_bundle: Literal[1]
    giver: ChainName
    program: Name
    made_at: str = Field(pattern=_TIME.pattern)
    ranges: tuple[Range, ...]
    held: tuple[Head, ...]


class Bundle(NamedTuple):
    """A bundle whose header was read; its entries are read anew each time they are asked for.

    So it costs no more memory than its packed bytes, however much they unpack to.

    Attributes:
        lines: Its lines from the first on.
    """

    header: Header
    lines: Callable[[], Iterator[bytes]]
    name: str

    def entries(self) -> Iterator[tuple[Entry, Value]]:
        """Every entry in order with its body, each seal worked out and each value checked before it is handed over.

        The fault may stand in the last line, so whoever writes them does so in one transaction.

        Raises:
            UnreadableFileError: anything at all is not as it must be.
        """
        counted = _Counted(self.lines())
        with _told_by_line(counted, self.name):
            counted.next()
            yield from _entries(self.header, counted)


def write(header: Header, told: Iterator[Entry]) -> Iterator[bytes]:
    """The text of a bundle, line by line."""
    yield f"{canonical(header.model_dump(mode='json'))}\n".encode()
    for entry in told:
        yield f"{canonical([*entry[1:10]])}\n".encode()


def read(text: bytes, name: str = "bundle") -> Bundle:
    """The bundle in *text*, gone through once.

    Raises:
        UnreadableFileError: anything at all is not as it must be.
    """

    def lines() -> Iterator[bytes]:
        *whole, last = text.split(b"\n")
        yield from whole
        if last:
            yield last + b"\n"  # no line holds one: it is refused where it stands

    bundle = opened(lines, name)
    for _entry, _body in bundle.entries():
        pass
    return bundle


def opened(lines: Callable[[], Iterator[bytes]], name: str = "bundle") -> Bundle:
    """The bundle whose *lines* these are; only the first of them is read.

    Raises:
        UnreadableFileError: it is no header.
    """
    counted = _Counted(lines())
    with _told_by_line(counted, name):
        first = counted.next()
        _spelled_once(first)
        header = Header.model_validate_json(first, strict=True)
        _fits(header)
    return Bundle(header, lines, name)


@contextmanager
def _told_by_line(counted: "_Counted", name: str) -> Iterator[None]:
    """Whatever is wrong is told with the line it stands in."""
    try:
        yield
    except UnreadableFileError:
        raise
    except (
        WxmodError,
        ValidationError,
        ValueError,
        TypeError,
        RecursionError,
        KeyError,
        IndexError,
    ) as error:
        raise UnreadableFileError(
            name,
            expected=N_("wxmod 交换包"),
            found=_first_line(error),
            offset=counted.at,
        ) from error


class _Counted:
    """Lines one by one, and how many were asked for."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.at = 0

    def next(self) -> str:
        """The next line.

        Raises:
            ValueError: there is none, or it is no UTF-8 on a line of its own.
        """
        self.at += 1
        line = next(self._lines, None)
        _demand(line is not None, N_("条数与区段不符"))
        text = (line or b"").decode("utf-8")
        _demand("\n" not in text, N_("最后一行不完整"))
        return text

    def end(self) -> None:
        """Demand that there is nothing more."""
        self.at += 1
        _demand(next(self._lines, None) is None, N_("条数与区段不符"))


def _entries(header: Header, lines: _Counted) -> Iterator[tuple[Entry, Value]]:
    for part in header.ranges:
        prev = bytes.fromhex(part.prev)
        for seq in range(part.after + 1, part.to + 1):
            entry, body = _entry(part.chain, seq, prev, lines.next())
            yield entry, body
            prev = entry.hash
        # All seals at once: any change anywhere comes out here.
        _demand(prev.hex() == part.hash, N_("内容与所承诺的封印不符"))
    lines.end()


def _first_line(error: Exception) -> str:
    text = str(error)
    if not text:
        return type(error).__name__
    return text.splitlines()[0][:200]


def header_of(line: bytes, name: str = "bundle") -> Header:
    """The header alone.

    Raises:
        UnreadableFileError: the line is none.
    """
    try:
        return Header.model_validate_json(line, strict=True)
    except (ValidationError, ValueError) as error:
        raise UnreadableFileError(
            name,
            expected=N_("wxmod 交换包"),
            found=_first_line(error),
        ) from error


def _fits(header: Header) -> None:
    chains = [part.chain for part in header.ranges]
    backwards = any(part.count < 1 for part in header.ranges)
    _demand(
        len(set(chains)) == len(chains) and not backwards,
        N_("区段重复或倒置"),
    )


def _demand(holds: bool, why: str) -> None:
    if not holds:
        raise ValueError(why)


def _entry(
    chain: str,
    seq: int,
    prev: bytes,
    line: str,
) -> tuple[Entry, Value]:
    cells = _spelled_once(line)
    _demand(type(cells) is list and len(cells) == _FIELDS, N_("栏目类型不对"))
    said, uid, kind, version, recorded, occurred, actor, witness, body = cells
    # `True` is an integer to Python, and 1.0 equals 1: types are asked for exactly.
    texts = (uid, kind, recorded, occurred, actor, body)
    whole = type(said) is int and type(version) is int
    _demand(
        whole and all(type(text) is str for text in texts),
        N_("栏目类型不对"),
    )
    _demand(said == seq, N_("序号不连续"))
    _spelled(uid, recorded, occurred)
    named = all(names_someone(who) for who in (actor, witness) if who is not None)
    _demand(named and actor != witness, N_("人员代码不对"))
    # A body that could be spelled twice would have two seals.
    _spelled_once(body)
    entry = Entry(
        chain,
        seq,
        uid,
        kind,
        version,
        recorded,
        occurred,
        actor,
        witness,
        body,
        prev,
        b"",
    )
    return entry._replace(hash=seal(entry)), decode(entry)


def _spelled(uid: str, *times: str) -> None:
    spelled = is_key(uid) and all(_TIME.fullmatch(each) for each in times)
    _demand(bool(spelled), N_("编号或时刻写法不对"))
    for each in times:
        from_utc_text(each)


def _spelled_once(text: str) -> Any:
    """What *text* says, if that is how `canonical` spells it: no key twice, no fraction, no blank."""
    said = _READ(_plain(text))
    _demand(_WRITE(said) == text, N_("不是规范写法"))
    return said


def _refuse(_number: str) -> float:
    raise ValueError(N_("不是规范写法"))


_READ = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).decode
_WRITE = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
).encode


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """*text*, unless it is nested so deep that reading it would be the attack."""
    # Counting costs nothing; the depth is only asked of what has many brackets.
    if text.count("[") + text.count("{") > MANY and _depth(text) > DEEPEST:
        raise ValueError(N_("嵌套过深"))
    return text


def _depth(text: str) -> int:
    deepest = now = 0
    for c in text:
        now += (c in "[{") - (c in "]}")
        deepest = max(deepest, now)
    return deepest


def summary(bundle: Bundle) -> dict[str, Any]:
    """What it holds: entries by chain and kind, and the hours they were recorded between."""
    found: dict[str, Any] = {}
    for entry, _body in bundle.entries():
        about = found.setdefault(
            entry.chain, {"entries": 0, "first": entry.recorded_at, "kinds": {}}
        )
        about["entries"] += 1
        about["last"] = entry.recorded_at
        about["kinds"][entry.kind] = about["kinds"].get(entry.kind, 0) + 1
    return {chain: _in_order(about) for chain, about in found.items()}


def _in_order(about: dict[str, Any]) -> dict[str, Any]:
    kinds = dict(sorted(about["kinds"].items()))
    return {name: about[name] for name in ("entries", "first", "last")} | {"kinds": kinds}
