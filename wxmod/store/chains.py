"""Reading the journal back: every entry, one by its name, the one before."""

from collections.abc import Iterator

from wxmod.domain.ref import Ref
from wxmod.store.entries import Entry
from wxmod.store.pen import Store


def entries(store: Store, *, chain: str | None = None) -> Iterator[Entry]:
    """Every entry, chain by chain in order."""
    where = "WHERE chain = :chain" if chain else ""
    # In the order of the key, so nothing is sorted and nothing held.
    rows = store.conn.execute(
        f"SELECT * FROM journal {where} ORDER BY chain, seq",  # noqa: S608
        {"chain": chain},
    )
    yield from (Entry(*row) for row in rows)


def last_before(store: Store, chain: str, seq: int) -> Entry | None:
    """The last entry of *chain* there is before number *seq*, or None."""
    row = store.conn.execute(
        "SELECT * FROM journal WHERE chain = ? AND seq < ? ORDER BY seq DESC LIMIT 1", (chain, seq)
    ).fetchone()
    return Entry(*row) if row else None


def entry(store: Store, ref: str) -> Entry | None:
    """The entry named ``CHAIN:SEQ``, or None."""
    name = Ref.find(ref)
    if name is None:
        return None
    row = store.conn.execute(
        "SELECT * FROM journal WHERE chain = ? AND seq = ?", tuple(name)
    ).fetchone()
    return Entry(*row) if row else None
