"""Entries of the journal: drafts of them, as they are stored, and the text of their bodies.

Canonical text: sorted keys, no blanks, UTF-8, numbers with a fraction as strings, so that two machines write the same
bytes.  Which kinds there are is declared in `wxmod.store.kinds`.
"""

import json
import secrets
import time
from typing import Any, NamedTuple

from wxmod.domain.base import Instant, Value
from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.ref import Ref
from wxmod.store.kinds import BODIES
from wxmod.wording import N_


class Draft(NamedTuple):
    """What is to be written.

    Attributes:
        uid: Idempotency key, made when the form opened; the same key and content is written once.
    """

    kind: str
    body: Value
    occurred_at: Instant
    actor: str
    uid: str
    witness: str | None = None


class Entry(NamedTuple):
    """One line of the journal, as stored; times in UTC text, body canonical."""

    chain: str
    seq: int
    uid: str
    kind: str
    version: int
    recorded_at: str
    occurred_at: str
    actor: str
    witness: str | None
    body: str
    prev: bytes
    hash: bytes

    @property
    def ref(self) -> str:
        """How other entries and reports name it."""
        return str(Ref(self.chain, self.seq))


def new_uid() -> str:
    """A fresh idempotency key; later keys sort after earlier ones, which keeps the index compact."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def canonical(value: Any) -> str:
    """*value* as the bytes that are hashed: one spelling for one content.

    >>> canonical({"b": 1, "a": 0.1})
    '{"a":"0.1","b":1}'
    """
    return _dumps(_spelled(value))


_dumps = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
).encode


def spelled(said: tuple[str | int | None, ...]) -> str:
    """What a line of the journal says as `canonical` spells it: there is nothing to spell but texts and numbers."""
    return _dumps(said)


# Most there is; a call each would be a tenth of taking a bundle in.
_AS_IT_IS = frozenset({str, int, bool, type(None)})


def _spelled(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, dict):
        return {
            key: each if type(each) in _AS_IT_IS else _spelled(each) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [each if type(each) in _AS_IT_IS else _spelled(each) for each in value]
    if isinstance(value, float):
        return repr(value)
    return value


def encode(body: Value) -> str:
    """The canonical text of a body."""
    return canonical(body.model_dump(mode="json"))


def part(entry: Entry, name: str, before: str) -> str:
    """The text of one field of a body, cut out as it stands.

    A body is canonical: its fields stand in order, and no text in it holds a bare quotation mark, so a mark of a field
    is the field.

    Args:
        before: The field that comes next; after it, too, only numbers and texts are told.

    Raises:
        IntegrityFailure: the body is not canonical; what is cut out and what is read might differ.
    """
    mark = f'"{name}":'
    start, end = entry.body.find(mark), entry.body.rfind(f',"{before}":')
    text = entry.body[start + len(mark) : end]
    if start < 0 or end < start or mark in text:
        raise IntegrityFailure(N_("第 {seq} 条：内容不是规范写法"), seq=entry.seq)
    return text


def decode(entry: Entry) -> Value:
    """The body of a stored entry.

    Raises:
        IntegrityFailure: this version of wxmod does not know its kind.
    """
    model = BODIES.get((entry.kind, entry.version))
    if model is None:
        raise IntegrityFailure(
            N_("第 {seq} 条：不认识的记录种类 {kind} v{version}"),
            remedy=N_("升级 wxmod"),
            seq=entry.seq,
            kind=entry.kind,
            version=entry.version,
        )
    return model.model_validate_json(entry.body)
