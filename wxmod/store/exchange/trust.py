"""Whether what a key's holder sends is accepted: `grants` asked about one bundle."""

from typing import Protocol

from wxmod.domain.errors import WxmodError
from wxmod.domain.exchange import KeyRole, Range
from wxmod.store.exchange.grants import Grant, grants
from wxmod.store.exchange.keys import fingerprint
from wxmod.store.pen import Store
from wxmod.wording import N_


class UntrustedKey(WxmodError):  # noqa: N818  reads as what it is
    """A bundle under a key nobody here vouches for, or that may not send this."""

    exit_code = 1


def allow(store: Store, key: str) -> list[Grant]:
    """What the holder of *key* may send here.

    Raises:
        UntrustedKey: nobody vouches for it, or it was revoked.
    """
    held = [g for g in grants(store) if g.key == key]
    valid = [g for g in held if not g.revoked]
    if not valid:
        what = (
            N_("交换包的签名密钥已吊销：{print}") if held else N_("不认识交换包的签名密钥：{print}")
        )
        remedy = N_(
            "当面或电话与对方核对指纹，再运行 wxmod bundle trust {key} --chain CHAIN --role site|bureau"
        )
        raise UntrustedKey(
            what,
            remedy="" if held else remedy,
            print=fingerprint(key),
            key=key,
        )
    return valid


class Claim(Protocol):
    """Who says a bundle is theirs and what is in it: its header, or the statement that was signed."""

    @property
    def giver(self) -> str: ...

    @property
    def ranges(self) -> tuple[Range, ...]: ...


def may_send(held: list[Grant], claim: Claim) -> bool:
    """Whether these grants entitle to a bundle: of the giver's own chain, or of others too for who passes them on."""
    roles = {grant.role for grant in held if grant.chain == claim.giver}
    if not roles:
        return False
    if roles & {KeyRole.BUREAU, KeyRole.RELAY}:
        return True
    return all(part.chain == claim.giver for part in claim.ranges)


def check(held: list[Grant], claim: Claim) -> None:
    """Let nothing be sent that the key is not trusted for.

    Raises:
        UntrustedKey: the key is another chain's, or a site sends a chain that is not its own.
    """
    if not may_send(held, claim):
        strange = [part.chain for part in claim.ranges if part.chain != claim.giver]
        raise UntrustedKey(
            N_("密钥 {print} 不能代表 {chain}"),
            remedy=N_("作业点只能导出自己的链；转交由主管单位签名"),
            print=fingerprint(held[0].key),
            chain=", ".join(strange) or claim.giver,
        )
