"""The append-only journal: sealed to its past, written with what follows from it in one transaction."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.errors import BadInput
from wxmod.domain.ref import Ref
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.entries import Draft, Entry, spelled
from wxmod.store.kinds import CURRENT
from wxmod.store.naming import readable, refuse_unnamed
from wxmod.store.pen import Store
from wxmod.store.tables.by_kind import project, refuse
from wxmod.wording import N_

GENESIS = bytes(32)
_SEAL = b"wxmod-entry-v1\0"


class Receipt(NamedTuple):
    """Proof of an entry, given only after it is on the disk.

    Attributes:
        repeated: The same command had been written before; nothing was written now.
    """

    chain: str
    seq: int
    hash: bytes
    repeated: bool = False

    @property
    def ref(self) -> str:
        """How other entries name it: ``CHAIN:SEQ``."""
        return str(Ref(self.chain, self.seq))

    @property
    def mark(self) -> str:
        """What is shown and read aloud: sequence number and the first eight digits of the hash."""
        return f"{self.seq}·{self.hash.hex()[:8]}"


def seal(entry: Entry) -> bytes:
    """SHA-256 over the previous seal and everything the entry says."""
    said = spelled(entry[:10])
    return hashlib.sha256(_SEAL + entry.prev + said.encode()).digest()


def tail(store: Store) -> tuple[int, bytes]:
    """Sequence number and seal of the last entry of this instance's chain; ``(0, GENESIS)`` when empty."""
    row = store.conn.execute(
        "SELECT seq, hash FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1", (store.chain,)
    ).fetchone()
    return row or (0, GENESIS)


def recorded_from_to(store: Store) -> tuple[datetime, datetime] | None:
    """When the first and the last entry of this chain were recorded; None when there is none."""
    sql = "SELECT recorded_at FROM journal WHERE chain = ? ORDER BY seq {} LIMIT 1"
    first, last = (
        store.conn.execute(sql.format(way), (store.chain,)).fetchone() for way in ("ASC", "DESC")
    )
    return (from_utc_text(first[0]), from_utc_text(last[0])) if first else None


def append(store: Store, draft: Draft, *, now: datetime) -> Receipt:
    """Write one entry and all that follows from it.  When this returns outside a wider `writing`, it is on the disk.

    Raises:
        BadInput: the key was used before for something else, the witness is the actor, a key or code is none, or the
            body could not be read again.
        StoreUnavailable: nothing was written.
    """
    if draft.witness == draft.actor:
        raise BadInput(
            N_("见证人须是另一个人：{who}"), remedy=N_("由第二个人见证"), who=draft.actor
        )
    # What no bundle could carry would lock in everything after it.
    refuse_unnamed(draft)
    with store.writing():
        # Read back before it is sealed: afterwards nothing can be put right.
        body = readable(draft)
        if earlier := _written(store, draft, body):
            return earlier
        refuse(store.conn, draft.kind, draft.body)
        # With the pen in hand nobody can write in between.
        seq, prev = tail(store)
        entry = Entry(
            store.chain,
            seq + 1,
            draft.uid,
            draft.kind,
            CURRENT[draft.kind],
            utc_text(now),
            utc_text(draft.occurred_at),
            draft.actor,
            draft.witness,
            body,
            prev,
            b"",
        )
        entry = entry._replace(hash=seal(entry))
        store.conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry)
        project(store.conn, entry, draft.body)
    return Receipt(entry.chain, entry.seq, entry.hash)


def receipt(store: Store, uid: str) -> Receipt | None:
    """The receipt of the command with this key if it has been written, or None."""
    row = store.conn.execute(
        "SELECT chain, seq, hash FROM journal WHERE uid = ?", (uid,)
    ).fetchone()
    return Receipt(row[0], row[1], row[2], repeated=True) if row else None


def _written(store: Store, draft: Draft, body: str) -> Receipt | None:
    row = store.conn.execute("SELECT * FROM journal WHERE uid = ?", (draft.uid,)).fetchone()
    if row is None:
        return None
    entry = Entry(*row)
    # The same command again is the same words by the same people; anything else is another command.
    if (entry.kind, entry.body, entry.actor, entry.witness) != (
        draft.kind,
        body,
        draft.actor,
        draft.witness,
    ):
        raise BadInput(
            N_("同一操作编号 {uid} 已写过另一内容（第 {seq} 条）"),
            remedy=N_("重新打开表单后再提交"),
            uid=draft.uid.removesuffix(f"#{entry.chain}"),
            seq=entry.seq,
        )
    return Receipt(entry.chain, entry.seq, entry.hash, repeated=True)
