"""Verifying with what is held elsewhere: only that shows a tail cut off or a whole chain made anew."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wxmod.domain.exchange import BundleTaken
from wxmod.store.entries import Entry
from wxmod.store.exchange.bundles import Bundle, opened
from wxmod.store.exchange.heads import (
    Anchor,
    anchors,
    chains,
    heads,
    seal_of,
    tail,
)
from wxmod.store.exchange.keys import fingerprint
from wxmod.store.exchange.parcels import read_file
from wxmod.store.exchange.sealing import NAME, check, lines
from wxmod.store.journal import seal
from wxmod.store.keeping.heads import Noted, contradicted
from wxmod.store.keeping.verify import Break, Verdict, against, verify
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.wording import N_, _


def verify_with(store: Store, path: Path) -> tuple[str, Verdict]:
    """`verify`, every range the bundle *path* carries and every anchor in it; with the fingerprint of its signer.

    Whether the signer is trusted here is not asked: who rewrote the record could have changed that too.  The
    fingerprint is for people to compare.

    Raises:
        UnreadableFileError: it is no bundle, or was changed since it was signed.
        StoreUnavailable: the file cannot be read.
    """
    name = str(path)
    sealed = check(read_file(path), name)
    bundle = opened(lambda: lines(sealed, name), name)
    # Gone through before the record is, which takes longer: a file that is not as it was signed is told at once.
    held = sorted(set(_anchors_in(bundle)))
    # Whole first: an anchor says nothing of what stands between.
    found = verify(store)
    breaks, notes = list(found.breaks), list(found.notes)
    carried = [
        *_not_here(store, bundle),
        *against(store, held),
    ]
    for each in carried:
        # The record may have found the same by what it holds itself.
        if each not in breaks:
            breaks.append(each)
    # A bundle of strangers' chains alone proves nothing of this record, and that is said.
    header = bundle.header
    mentioned = {head.chain for head in header.held} | {part.chain for part in header.ranges}
    if not mentioned & set(lineage(store)):
        what = _(N_("凭据没有提到本链：只能证明它所带的链"))
        notes.append(Break("anchor", store.chain, what))
    if not mentioned & set(chains(store)):
        breaks.append(Break("anchor", store.chain, _(N_("凭据没有提到这里的任何一条链"))))
    return fingerprint(sealed.key), found._replace(breaks=tuple(breaks), notes=tuple(notes))


def _not_here(store: Store, bundle: Bundle) -> Iterator[Break]:
    """Entries the bundle carries that this record does not have, or has otherwise."""
    for part in bundle.header.ranges:
        seal_here = seal_of(store, part.chain, part.to)
        where = f"{part.chain}:{part.to}"
        if seal_here is None:
            last, _seal = tail(store, part.chain)
            what = _(N_("凭据带有到此条为止的流水，这里只到第 {n} 条：没有接收过，或被删去"))
            yield Break("anchor", where, what.format(n=last))
        elif seal_here.hex() != part.hash:
            yield Break("anchor", where, _(N_("凭据所带的流水与这里的不同：被改写过")))


def is_bundle(path: Path) -> bool:
    """Whether *path* is a file that begins as a bundle does; what is in it is not looked at."""
    return path.is_file() and read_file(path).startswith(NAME)


def verify_noted(store: Store, noted: Sequence[Noted]) -> Verdict:
    """`verify`, and every head that someone has noted down."""
    found = verify(store)
    breaks = [Break("anchor", *told) for told in contradicted(store.conn, store.chain, noted)]
    return found._replace(breaks=(*found.breaks, *breaks))


def _anchors_in(bundle: Bundle) -> Iterator[Anchor]:
    """What the giver and those whose entries it carries say they hold of others."""
    giver = bundle.header.giver
    for head in bundle.header.held:
        yield Anchor(giver, head.chain, head.seq, head.hash)
    for entry, body in bundle.entries():
        if isinstance(body, BundleTaken):
            for head in body.received:
                yield Anchor(entry.chain, head.chain, head.seq, head.hash)


def verify_since(store: Store) -> Verdict:
    """Check every anchor, and each chain from its last anchor here on; nothing before it is read again."""
    with store.reading():
        breaks = against(store, anchors(store))
        last = {a.chain: a.seq for a in anchors(store)}  # in order of seq
        count, known = 0, heads(store)
        for head in known:
            # An anchor beyond the end is a fault told above; what is here is still gone through.
            start = min(last.get(head.chain, 0), head.seq)
            for told, fault in _follow(store, head.chain, start):
                count += 1
                breaks += [Break("chain", told.ref, _(fault))] if fault else []
    return Verdict(count, {h.chain: (h.seq, h.hash) for h in known}, tuple(breaks))


def _follow(store: Store, chain: str, start: int) -> Iterator[tuple[Entry, str]]:
    """Entries of a chain behind *start*, each with what is wrong with it, or ""."""
    seq, prev = start, seal_of(store, chain, start)
    rows = store.conn.execute(
        "SELECT * FROM journal WHERE chain = ? AND seq > ? ORDER BY seq", (chain, start)
    )
    for row in rows:
        told = Entry(*row)
        follows = told.seq == seq + 1 and told.prev == prev
        sound = seal(told) == told.hash
        yield (
            told,
            ""
            if follows and sound
            else N_("内容与封印不符，被改动过")
            if follows
            else N_("与前一条接不上"),
        )
        seq, prev = told.seq, told.hash
