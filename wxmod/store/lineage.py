"""Which chains are this very record's own: the one it writes, and those it was restored from."""

import json
import re

from wxmod.domain.exchange import Head, RecordRestored
from wxmod.store.chains import entry
from wxmod.store.entries import decode
from wxmod.store.pen import Store

_ENDLESS = 2**63 - 1
_MADE = re.compile(r"[0-9a-f]{32}(\.\d+)*")


def came_from(store: Store, chain: str) -> Head | None:
    """The entry that *chain* goes on from, by its own first one; None if it began anew."""
    first = entry(store, f"{chain}:1")
    if first is None or first.kind != "record.restored":
        return None
    body = decode(first)
    if not isinstance(body, RecordRestored):
        return None
    return body.head


def lineage(store: Store) -> dict[str, int]:
    """The chain being written, then the one it was restored from, and so on, each with the last number that counts.

    What the other computer wrote under the old chain after the copy was made is a stranger's.
    """
    found = {store.chain: _ENDLESS}
    chain = store.chain
    while True:
        earlier = came_from(store, chain)
        # A record that names itself as its past would go round for ever.
        if earlier is None or earlier.chain in found:
            return found
        chain = earlier.chain
        found[chain] = earlier.seq


def key_of(store: Store, uid: str) -> str:
    """The key a command that was given *uid* is written under.

    Two records may be given one *uid* (a counter's file read at site and bureau, a number somebody typed), and where
    they meet one journal holds both; so what was not made at random carries the chain.
    """
    # Random keys never meet; the chain in them would only cost room.
    if _MADE.fullmatch(uid):
        return uid
    own = lineage(store)
    names = [uid]
    # Before it was restored this record may have written it under its earlier name.
    names += [f"{uid}#{chain}" for chain in own]
    rows = store.conn.execute(
        "SELECT j.uid, j.chain, j.seq FROM json_each(?) k JOIN journal j ON j.uid = k.value",
        (json.dumps(names),),
    ).fetchall()
    for name, chain, seq in rows:
        if seq <= own.get(chain, 0):
            return str(name)
    return f"{uid}#{store.chain}"
