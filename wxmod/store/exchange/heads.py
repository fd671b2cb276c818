"""Where chains stand, and what others have said of where they stood."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wxmod.domain.exchange import Head
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store

UNKNOWN = 2**62

# One look-up a chain instead of a walk through the whole journal.
_CHAINS = """WITH RECURSIVE each (chain) AS (SELECT min(chain) FROM journal
    UNION ALL SELECT (SELECT min(chain) FROM journal WHERE chain > each.chain) FROM each WHERE each.chain IS NOT NULL)
    SELECT chain FROM each WHERE chain IS NOT NULL"""


class Anchor(NamedTuple):
    """What *holder* held of *chain*.

    Attributes:
        told: Number of the holder's own entry that says so; `UNKNOWN` where another chain says it.
    """

    holder: str
    chain: str
    seq: int
    hash: str
    told: int = UNKNOWN


def chains(store: Store) -> list[str]:
    """Every chain there is something of, by name."""
    return [chain for (chain,) in store.conn.execute(_CHAINS).fetchall()]


def heads(store: Store) -> list[Head]:
    """The last entry of every chain, in order of their names."""
    found = []
    for chain in chains(store):
        seq, seal = tail(store, chain)
        found.append(Head(chain=chain, seq=seq, hash=seal.hex()))
    return found


def tail(store: Store, chain: str) -> tuple[int, bytes]:
    """Number and seal of the last entry of *chain* here; zeros if there is none."""
    row = store.conn.execute(
        "SELECT seq, hash FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1", (chain,)
    ).fetchone()
    return row or (0, bytes(32))


def seal_of(store: Store, chain: str, seq: int) -> bytes | None:
    """Seal of one entry; zeros for the beginning, None if it is not here."""
    if seq == 0:
        return bytes(32)
    row = store.conn.execute(
        "SELECT hash FROM journal WHERE chain = ? AND seq = ?", (chain, seq)
    ).fetchone()
    return row[0] if row else None


def anchors(store: Store) -> list[Anchor]:
    """Every receipt, every seal of a period and every head a giver said it held."""
    rows = store.conn.execute(
        "SELECT holder, chain, seq, hash, told FROM anchor ORDER BY chain, seq, holder, hash"
    ).fetchall()
    return [Anchor(*row) for row in rows]


def denied(store: Store, held: Iterable[Anchor]) -> list[tuple[Anchor, bool]]:
    """Anchors the journal does not bear out, each with whether the entry is missing."""
    found = []
    own = lineage(store)
    for anchor in held:
        seal = seal_of(store, anchor.chain, anchor.seq)
        # Missing is only a fault where it was here once.
        if seal is None:
            if _must_be_here(anchor, own):
                found.append((anchor, True))
        elif seal.hex() != anchor.hash:
            found.append((anchor, False))
    return found


def _must_be_here(anchor: Anchor, own: Mapping[str, int]) -> bool:
    """Whether an entry that is not here was here once.

    All of our own chains was, and whatever this record held when it said so.  What others hold of one another's chains
    may well have got further than it has here.
    """
    # A restored record goes on in another chain; of the old one it has what the copy had.
    ours = anchor.seq <= own.get(anchor.chain, 0)
    held_by_us = anchor.told <= own.get(anchor.holder, 0)
    return ours or held_by_us


def received(store: Store) -> int:
    """How far others have confirmed our own chain; 0 if nobody has."""
    row = store.conn.execute(
        "SELECT max(seq) FROM anchor WHERE chain = ? AND holder <> ?", (store.chain, store.chain)
    ).fetchone()
    return row[0] or 0
