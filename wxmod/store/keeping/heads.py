"""Where every chain of a record stands: what is compared, printed, phoned, and kept elsewhere as an anchor."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wxmod.domain.errors import BadInput
from wxmod.domain.json_text import json_once
from wxmod.files import text_of
from wxmod.wording import N_, _

_WRITTEN = re.compile(
    r"^(?:(?P<chain>\S+?)(?::|\s+))?(?P<seq>\d{1,18})[:·](?P<hash>[0-9a-fA-F]{8,64})$"
)


class Noted(NamedTuple):
    """What a chain was once seen to be, as someone else remembers it.

    Attributes:
        chain: "" for the record's own.
        hash: The seal in hex, all of it or at least the first eight digits.
    """

    chain: str
    seq: int
    hash: str


# From chain to chain by the key: reading every entry to find the last ones would cost seconds at a million.
_HEADS = """WITH RECURSIVE known (chain) AS (SELECT min(chain) FROM journal UNION ALL
    SELECT (SELECT min(chain) FROM journal WHERE chain > known.chain) FROM known WHERE known.chain IS NOT NULL)
    SELECT j.chain, j.seq, j.hash FROM known JOIN journal j ON j.chain = known.chain
    AND j.seq = (SELECT max(seq) FROM journal WHERE chain = known.chain) ORDER BY j.chain"""


def heads(conn: sqlite3.Connection) -> list[tuple[str, int, bytes]]:
    """Last entry of every chain: its number and seal."""
    return conn.execute(_HEADS).fetchall()


def entries_told(conn: sqlite3.Connection) -> int:
    """Entries by the heads alone; chains begin at 1 and have no gaps."""
    return sum(seq for _chain, seq, _seal in heads(conn))


def mark(conn: sqlite3.Connection) -> str:
    """Eight hex digits that differ when any head does."""
    return hashlib.sha256(repr(heads(conn)).encode()).hexdigest()[:8]


def noted_from_text(text: str) -> Noted:
    """An anchor as it is printed or read over the phone: ``CHAIN:SEQ:HASH``, ``CHAIN  SEQ·HASH`` or ``SEQ·HASH``.

    Raises:
        BadInput: it is none.
    """
    found = _WRITTEN.match(text.strip())
    if not found:
        remedy = N_("写成 链:序号:散列（至少 8 位），或含这些行的文件")
        raise BadInput(N_("看不懂的锚点：{text}"), remedy=remedy, text=text)
    return Noted(
        found["chain"] or "",
        int(found["seq"]),
        found["hash"].lower(),
    )


def noted_from(text: str) -> list[Noted]:
    """One anchor, or those in the file *text* names: a line each, or what ``wxmod verify --json`` printed.

    Raises:
        BadInput: there is none in it.
    """
    # Words that are a head are never taken for a file of that name.
    path = Path(text)
    if _WRITTEN.match(text.strip()) or not path.is_file():
        return [noted_from_text(text)]
    try:
        said = text_of(path)
        told = json_once(said) if said.lstrip().startswith("{") else None
    except (OSError, ValueError) as error:
        raise BadInput(N_("{path}：锚点文件读不出（{why}）"), path=path, why=error) from error
    lines = (
        _json_lines(told)
        if told is not None
        else [x for x in said.splitlines() if _WRITTEN.match(x.strip())]
    )
    if not lines:
        raise BadInput(N_("{path}：文件里没有锚点"), path=path)
    return [noted_from_text(line) for line in lines]


def _json_lines(told: Any) -> list[str]:
    rows = told.get("heads", [told]) if isinstance(told, dict) else []
    known = [r for r in rows if isinstance(r, dict) and {"chain", "seq", "hash"} <= r.keys()]
    return [f"{r['chain']}:{r['seq']}:{r['hash']}" for r in known]


def contradicted(
    conn: sqlite3.Connection, own: str, noted: Sequence[Noted]
) -> Iterator[tuple[str, str]]:
    """Each anchor the record does not agree with, and what it says instead.

    This is the only check that shows a tail cut off or a chain made anew by someone who owns the file.
    """
    for anchor in noted:
        # Short heads, as acknowledged at the desk, leave out the chain.
        chain = anchor.chain or own
        row = conn.execute(
            "SELECT hash FROM journal WHERE chain = ? AND seq = ?", (chain, anchor.seq)
        ).fetchone()
        if row is None:
            told = conn.execute(
                "SELECT coalesce(max(seq), 0) FROM journal WHERE chain = ?", (chain,)
            ).fetchone()[0]
            yield (
                f"{chain}:{anchor.seq}",
                _(N_("锚点记有这一条，记录库只到第 {n} 条：尾部被截去")).format(n=told),
            )
        elif not row[0].hex().startswith(anchor.hash):
            said = _(N_("锚点是 {then}，记录库是 {now}：流水被改写过"))
            yield (
                f"{chain}:{anchor.seq}",
                said.format(then=anchor.hash[:8], now=row[0].hex()[:8]),
            )
