"""Did everything here come in by a way that is known?

What this record wrote itself is its own chain and those it was restored from.  Everything else came in a bundle, and
the receipt of a bundle keeps what its giver signed.  So a chain without receipts was put into the file by hand, or is
this record's own under a changed name; and a receipt without a valid signature was.
"""

from collections.abc import Iterator
from typing import NamedTuple

from wxmod.domain.exchange import BundleTaken
from wxmod.domain.registry.pins import PinSet, pepper_mark
from wxmod.store.entries import Entry, decode
from wxmod.store.exchange.conflicts import open_forks
from wxmod.store.exchange.grants import Grant, grants
from wxmod.store.exchange.heads import chains, tail
from wxmod.store.exchange.sealing import proves
from wxmod.store.exchange.trust import may_send
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.wording import N_, _


class Doubt(NamedTuple):
    """Something without a known origin.

    Attributes:
        grave: It cannot be so in a record nobody tampered with.
    """

    check: str
    where: str
    what: str
    grave: bool = True


def unexplained(store: Store) -> Iterator[Doubt]:
    """What is here and nothing says how it came, and what two histories nobody has chosen between."""
    own = lineage(store)
    covered = dict(own)
    vouched = grants(store)
    proven_since: dict[str, int] = {}
    for entry, receipt in _receipts(store, own):
        first = proven_since.get(entry.chain)
        if fault := _fault(receipt, vouched):
            yield Doubt("signature", entry.ref, _(fault))
            continue
        if receipt.statement is None:
            if first is not None and entry.version == 1:
                # Once receipts are signed, one of the old form is no more written.
                what = _(N_("接收记录没有对方的签名，而此前的已有"))
                yield Doubt("signature", entry.ref, what)
                continue
            what = _(N_("接收自旧版交换包，没有保存对方的签名：日后不能单凭本库证明"))
            yield Doubt("signature", entry.ref, what, grave=False)
        elif entry.version > 1:
            proven_since.setdefault(entry.chain, entry.seq)
        _cover(covered, receipt)
    yield from _uncovered(store, covered)
    yield from _other_secret(store, own)
    for fork in open_forks(store):
        if tail(store, fork.subject)[0]:
            what = _(N_("{chain} 有两种后续（分叉），还没有处理：wxmod bundle conflicts"))
            yield Doubt("fork", fork.ref, what.format(chain=fork.subject))


def _receipts(store: Store, own: dict[str, int]) -> Iterator[tuple[Entry, BundleTaken]]:
    """This record's receipts, chain by chain in order."""
    for chain, last in own.items():
        rows = store.conn.execute(
            "SELECT * FROM journal WHERE chain = ? AND seq <= ? AND kind = 'bundle.taken' ORDER BY seq",
            (chain, last),
        )
        for row in rows:
            entry = Entry(*row)
            body = decode(entry)
            if isinstance(body, BundleTaken):
                yield entry, body


def _fault(receipt: BundleTaken, vouched: list[Grant]) -> str:
    """What is wrong with the proof a receipt carries, or ""."""
    statement = receipt.statement
    if statement is None:
        return ""
    if not proves(receipt.key, receipt.signature, statement):
        return N_("所存的签名与签署内容不符：不是由交换包来的")
    # A key revoked since was good then; one never trusted could not have been accepted.
    held = [grant for grant in vouched if grant.key == receipt.key]
    if not may_send(held, statement):
        return N_("签署者从未被认可可以交来这些链")
    return ""


def _cover(covered: dict[str, int], receipt: BundleTaken) -> None:
    """Note how far each chain is explained by a receipt."""
    ends = [(head.chain, head.seq) for head in receipt.received]
    if receipt.statement:
        # The heads beside it are this record's own word; what the giver signed is proof.
        ends = [(part.chain, part.to) for part in receipt.statement.ranges]
    for chain, seq in ends:
        covered[chain] = max(covered.get(chain, 0), seq)


def _uncovered(store: Store, covered: dict[str, int]) -> Iterator[Doubt]:
    for chain in chains(store):
        last, _seal = tail(store, chain)
        explained = covered.get(chain, 0)
        if last > explained:
            what = _(N_("第 {first}–{last} 条没有接收记录：不是由交换包来的，或本库的链名被改动过"))
            text = what.format(first=explained + 1, last=last)
            yield Doubt("origin", f"{chain}:{last}", text)


def _other_secret(store: Store, own: dict[str, int]) -> Iterator[Doubt]:
    """PINs that were made with another secret than the one that is here."""
    row = store.conn.execute("SELECT value FROM secret WHERE name = 'pin'").fetchone()
    present = pepper_mark(row[0]) if row else ""
    for chain in own:
        rows = store.conn.execute(
            "SELECT body FROM pin WHERE chain = ?",
            (chain,),
        ).fetchall()
        for (body,) in rows:
            made_with = PinSet.model_validate_json(body).pepper
            if made_with and made_with != present:
                yield Doubt("secret", chain, _(N_("口令密钥被换过：已设的口令都验不出")))
                break
