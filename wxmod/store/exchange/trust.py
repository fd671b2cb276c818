"""Whether what a key's holder sends is accepted: `grants` asked about one bundle."""

from wxmod.domain.errors import WxmodError
from wxmod.domain.exchange import KeyRole
from wxmod.store.exchange.bundles import Header
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


def check(held: list[Grant], header: Header) -> None:
    """Whether the giver may send this.

    Raises:
        UntrustedKey: the key is another chain's, or a site sends a chain that is not its own.
    """
    mine = [g for g in held if g.chain == header.giver]
    strange = [r.chain for r in header.ranges if r.chain != header.giver]
    if not mine or (strange and not any(g.role in {KeyRole.BUREAU, KeyRole.RELAY} for g in mine)):
        raise UntrustedKey(
            N_("密钥 {print} 不能代表 {chain}"),
            remedy=N_("作业点只能导出自己的链；转交由主管单位签名"),
            print=fingerprint(held[0].key),
            chain=", ".join(strange) or header.giver,
        )
