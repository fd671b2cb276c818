"""Whose signature counts: a function of the entries about keys, wherever and in whatever order they were told.

This record's own chain may trust any key, and so may the chain of a bureau it trusts: the roster comes down like
everything else.  A site's chain may add keys for itself alone, which is how a key is changed.  A revoked key stays
revoked; the entries that came under it before are facts and stay.
"""

from typing import NamedTuple

from wxmod.domain.errors import WxmodError
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.store.database import Store
from wxmod.store.exchange.bundles import Header
from wxmod.store.exchange.keys import fingerprint
from wxmod.wording import N_


class UntrustedKey(WxmodError):  # noqa: N818  reads as what it is
    """A bundle under a key nobody here vouches for, or that may not send this."""

    exit_code = 1


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
    rows = store.conn.execute("SELECT chain, seq, key, revoked, body FROM trust ORDER BY chain, seq").fetchall()
    told = [(chain, seq, KeyTrusted.model_validate_json(body)) for chain, seq, _key, off, body in rows if not off]
    full, sites = {store.chain}, {store.chain}
    found: dict[str, Grant] = {}
    while fresh := [
        (f"{chain}:{seq}", body) for chain, seq, body in told
        if f"{chain}:{seq}" not in found and (chain in full or (chain in sites and _own(chain, body)))
    ]:  # fmt: skip
        for ref, body in fresh:
            found[ref] = Grant(body.key, body.role, body.chain, body.name, ref, revoked=False)
            (full if body.role is KeyRole.BUREAU else sites).add(body.chain)
    lost = {(chain, key) for chain, _seq, key, off, _body in rows if off}
    return [g._replace(revoked=_lost(g, lost, full)) for g in found.values()]


def _own(chain: str, body: KeyTrusted) -> bool:
    return body.chain == chain and body.role is KeyRole.SITE


def _lost(grant: Grant, lost: set[tuple[str, str]], full: set[str]) -> bool:
    return any(key == grant.key and (chain in full or chain == grant.chain) for chain, key in lost)


def allow(store: Store, key: str) -> list[Grant]:
    """What the holder of *key* may send here.

    Raises:
        UntrustedKey: nobody vouches for it, or it was revoked.
    """
    held = [g for g in grants(store) if g.key == key]
    valid = [g for g in held if not g.revoked]
    if not valid:
        what = N_("交换包的签名密钥已吊销：{print}") if held else N_("不认识交换包的签名密钥：{print}")
        remedy = N_("当面或电话与对方核对指纹，再运行 wxmod bundle trust {key} --chain CHAIN --role site|bureau")
        raise UntrustedKey(what, remedy="" if held else remedy, print=fingerprint(key), key=key)
    return valid


def check(held: list[Grant], header: Header) -> None:
    """Whether the giver may send this.

    Raises:
        UntrustedKey: the key is another chain's, or a site sends a chain that is not its own.
    """
    mine = [g for g in held if g.chain == header.giver]
    strange = [r.chain for r in header.ranges if r.chain != header.giver]
    if not mine or (strange and not any(g.role is KeyRole.BUREAU for g in mine)):
        raise UntrustedKey(
            N_("密钥 {print} 不能代表 {chain}"), remedy=N_("作业点只能导出自己的链；转交由主管单位签名"),
            print=fingerprint(held[0].key), chain=", ".join(strange) or header.giver,
        )  # fmt: skip
