"""Which chains are this very record's own: the one it writes, and those it was restored from."""

from wxmod.domain.exchange import RecordRestored
from wxmod.store.database import Store
from wxmod.store.entries import decode
from wxmod.store.journal import entry


def came_from(store: Store, chain: str) -> str:
    """The chain that *chain* goes on from, by its first entry; "" if it began anew."""
    first = entry(store, f"{chain}:1")
    body = decode(first) if first and first.kind == "record.restored" else None
    return body.head.chain if isinstance(body, RecordRestored) else ""


def lineage(store: Store) -> list[str]:
    """The chain being written, then the one it was restored from, and so on back."""
    found = [store.chain]
    while (earlier := came_from(store, found[-1])) and earlier not in found:
        found.append(earlier)
    return found
