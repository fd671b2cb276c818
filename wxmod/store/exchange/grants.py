"""Who counts for what here: a function of the entries about keys, wherever and in whatever order they were told.

This record's own chain may trust any key, and so may the chain of a bureau it trusts: the roster comes down like
everything else.  Any other chain may add keys for itself alone, which is how a key is changed.  A revoked key stays
revoked; the entries that came under it before are facts and stay.
"""

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


def grants(store: Store) -> list[Grant]:
    """Every key that is or was trusted here, in a fixed order."""
    rows = store.conn.execute(
        "SELECT chain, seq, key, revoked, body FROM trust ORDER BY chain, seq"
    ).fetchall()
    told = [
        (chain, seq, KeyTrusted.model_validate_json(body))
        for chain, seq, _key, off, body in rows
        if not off
    ]
    full = lineage(store)
    others: dict[str, set[KeyRole]] = {}
    found: dict[str, Grant] = {}
    while fresh := [
        (f"{chain}:{seq}", body)
        for chain, seq, body in told
        if f"{chain}:{seq}" not in found
        and (seq <= full.get(chain, 0) or _own(chain, body, others.get(chain, set())))
    ]:
        for ref, body in fresh:
            found[ref] = Grant(body.key, body.role, body.chain, body.name, ref, revoked=False)
            if body.role is KeyRole.BUREAU:
                full.setdefault(body.chain, _ENDLESS)
            others.setdefault(body.chain, set()).add(body.role)
    lost = {(chain, key) for chain, _seq, key, off, _body in rows if off}
    return [g._replace(revoked=_lost(g, lost, set(full))) for g in found.values()]


def _own(chain: str, body: KeyTrusted, roles: set[KeyRole]) -> bool:
    """Whether a chain vouches for itself, and for no more than it may do already."""
    return body.chain == chain and bool(roles) and body.role in {KeyRole.SITE, *roles}


def _lost(grant: Grant, lost: set[tuple[str, str]], full: set[str]) -> bool:
    return any(key == grant.key and (chain in full or chain == grant.chain) for chain, key in lost)


def bureaus(store: Store) -> set[str]:
    """Chains whose word on keys and on who may do what counts here."""
    return {g.chain for g in grants(store) if g.role is KeyRole.BUREAU and not g.revoked}
