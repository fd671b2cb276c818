"""Who counts for what here: a function of the entries about keys, wherever and in whatever order they were told.

This record's own chain may trust any key, and so may the chain of a bureau it trusts: the roster comes down like
everything else.  Any other chain may add keys for itself alone, which is how a key is changed.  A revoked key stays
revoked; the entries that came under it before are facts and stay.
"""

import json
import sqlite3
from typing import NamedTuple

from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store

_ENDLESS = 2**63 - 1


class Grant(NamedTuple):
    """What a key may send.

    Attributes:
        told: ``CHAIN:SEQ`` of the entry that trusts it.
    """

    key: str
    role: KeyRole
    chain: str
    name: str
    told: str
    revoked: bool
    sites: tuple[str, ...] = ()


Row = tuple[str, int, str, int, str]


def told_in_journal(conn: sqlite3.Connection) -> list[Row]:
    """What was said of keys, for when the table of it is still to be made."""
    rows = conn.execute(
        "SELECT chain, seq, kind, body FROM journal WHERE kind IN ('key.trusted', 'key.revoked')"
        " ORDER BY chain, seq"
    ).fetchall()
    found = []
    for chain, seq, kind, body in rows:
        key = json.loads(body)["key"]
        found.append((chain, seq, key, int(kind == "key.revoked"), body))
    return found


def grants(store: Store, told: list[Row] | None = None) -> list[Grant]:
    """Every key that is or was trusted here, in a fixed order; from *told* instead of the table if that is given."""
    rows = told
    if rows is None:
        rows = store.conn.execute(
            "SELECT chain, seq, key, revoked, body FROM trust ORDER BY chain, seq"
        ).fetchall()
    trusted: list[_Trust] = []
    revoked: set[tuple[str, str]] = set()
    for chain, seq, key, off, body in rows:
        if off:
            revoked.add((chain, key))
        else:
            trusted.append(_Trust(chain, seq, KeyTrusted.model_validate_json(body)))
    known = _Known(lineage(store))
    # An entry may count only because of one that stands later in this list, so it is gone through until
    # nothing is added.
    waiting = trusted
    while counting := [entry for entry in waiting if known.counts(entry)]:
        for entry in counting:
            known.add(entry)
        waiting = [entry for entry in waiting if entry.ref not in known.grants]
    return [
        grant._replace(revoked=known.revokes(grant, revoked)) for grant in known.grants.values()
    ]


class _Trust(NamedTuple):
    """One entry that trusts a key."""

    chain: str
    seq: int
    body: KeyTrusted

    @property
    def ref(self) -> str:
        return f"{self.chain}:{self.seq}"


class _Known:
    """What is known of keys so far.

    Args:
        full: Chains that may trust any key, each with the last number that counts.
    """

    def __init__(self, full: dict[str, int]) -> None:
        self.full = full
        self.roles: dict[str, set[KeyRole]] = {}
        self.grants: dict[str, Grant] = {}

    def counts(self, entry: _Trust) -> bool:
        """Whether who wrote *entry* may say this of a key."""
        if entry.seq <= self.full.get(entry.chain, 0):
            return True
        return self._vouches_for_itself(entry)

    def _vouches_for_itself(self, entry: _Trust) -> bool:
        """A chain changes its own key, and gives it no more than the chain may do already."""
        roles = self.roles.get(entry.chain, set())
        if entry.body.chain != entry.chain or not roles:
            return False
        return entry.body.role is KeyRole.SITE or entry.body.role in roles

    def add(self, entry: _Trust) -> None:
        """Let *entry* count, and what it makes possible."""
        body = entry.body
        self.grants[entry.ref] = Grant(
            body.key,
            body.role,
            body.chain,
            body.name,
            entry.ref,
            revoked=False,
            sites=body.sites,
        )
        if body.role is KeyRole.BUREAU:
            self.full.setdefault(body.chain, _ENDLESS)
        roles = self.roles.setdefault(body.chain, set())
        roles.add(body.role)

    def revokes(self, grant: Grant, revoked: set[tuple[str, str]]) -> bool:
        """Whether the key was revoked by its own chain or one that may say so of any."""
        for chain, key in revoked:
            entitled = chain in self.full or chain == grant.chain
            if key == grant.key and entitled:
                return True
        return False


def bureaus(store: Store) -> set[str]:
    """Chains whose word on keys and on who may do what counts here."""
    found = set()
    for grant in grants(store):
        if grant.role is KeyRole.BUREAU and not grant.revoked:
            found.add(grant.chain)
    return found
