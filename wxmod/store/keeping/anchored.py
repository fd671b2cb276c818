"""Verifying with what is held elsewhere: only that shows a tail cut off or a whole chain made anew."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wxmod.domain.exchange import BundleTaken
from wxmod.store.entries import Entry
from wxmod.store.exchange.bundles import Bundle, read
from wxmod.store.exchange.heads import Anchor, anchors, heads, seal_of
from wxmod.store.exchange.keys import fingerprint
from wxmod.store.exchange.merge import read_file
from wxmod.store.exchange.sealing import NAME, check, unpack
from wxmod.store.journal import seal
from wxmod.store.keeping.heads import Noted, contradicted
from wxmod.store.keeping.verify import Break, Verdict, against, verify
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.wording import N_, _


def verify_with(store: Store, path: Path) -> tuple[str, Verdict]:
    """`verify`, and every anchor in the bundle *path*; with the fingerprint of its signer.

    Whether the signer is trusted here is not asked: who rewrote the record could have changed that too.  The
    fingerprint is for people to compare.

    Raises:
        UnreadableFileError: it is no bundle, or was changed since it was signed.
        StoreUnavailable: the file cannot be read.
    """
    sealed = check(read_file(path), str(path))
    held = set(
        _anchors_in(
            read(
                unpack(sealed, str(path)),
                str(path),
            )
        )
    )
    found = verify(store)
    breaks = [b for b in against(store, sorted(held)) if b not in found.breaks]
    if not {a.chain for a in held} & set(lineage(store)):
        breaks.append(
            Break(
                "anchor",
                store.chain,
                _(N_("凭据没有提到本链")),
            )
        )
    return fingerprint(sealed.key), found._replace(breaks=(*found.breaks, *breaks))


def is_bundle(path: Path) -> bool:
    """Whether *path* is a file that begins as a bundle does; what is in it is not looked at."""
    return path.is_file() and read_file(path).startswith(NAME)


def verify_noted(store: Store, noted: Sequence[Noted]) -> Verdict:
    """`verify`, and every head that someone has noted down."""
    found = verify(store)
    breaks = [
        Break("anchor", *told)
        for told in contradicted(
            store.conn,
            store.chain,
            noted,
        )
    ]
    return found._replace(breaks=(*found.breaks, *breaks))


def _anchors_in(bundle: Bundle) -> Iterator[Anchor]:
    giver = bundle.header.giver
    yield from (
        Anchor(
            giver,
            h.chain,
            h.seq,
            h.hash,
        )
        for h in bundle.header.held
    )
    yield from (
        Anchor(
            giver,
            r.chain,
            r.to,
            r.hash,
        )
        for r in bundle.header.ranges
    )
    for chain, told in bundle.told.items():
        for _entry, body in told:
            if isinstance(body, BundleTaken):
                yield from (
                    Anchor(
                        chain,
                        h.chain,
                        h.seq,
                        h.hash,
                    )
                    for h in body.received
                )


def verify_since(store: Store) -> Verdict:
    """Check every anchor, and each chain from its last anchor here on; nothing before it is read again."""
    with store.reading():
        breaks = against(store, anchors(store))
        last = {a.chain: a.seq for a in anchors(store)}  # in order of seq
        count, known = 0, heads(store)
        for head in known:
            start = min(last.get(head.chain, 0), head.seq)
            for told, fault in _follow(store, head.chain, start):
                count += 1
                breaks += [Break("chain", told.ref, _(fault))] if fault else []
    return Verdict(
        count,
        {h.chain: (h.seq, h.hash) for h in known},
        tuple(breaks),
    )


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
