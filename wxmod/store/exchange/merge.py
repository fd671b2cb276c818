"""Giving and taking bundles.  A bundle is taken whole or not at all, and as often as anyone likes."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wxmod.domain.base import LAST_YEAR, Value
from wxmod.domain.errors import (
    BadInput,
    IntegrityFailure,
    UnknownName,
    UnreadableFileError,
)
from wxmod.domain.exchange import BundleTaken, ForkFound, Head, Range
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.files import write_once
from wxmod.store import journal
from wxmod.store.entries import Draft, Entry
from wxmod.store.exchange import bundles, trust
from wxmod.store.exchange.bundles import Bundle, Header, write
from wxmod.store.exchange.heads import heads, seal_of
from wxmod.store.exchange.placing import (
    Forked,
    Here,
    Outcome,
    Placed,
    fresh_in,
    placed_dict,
    places,
    refuse,
)
from wxmod.store.exchange.sealing import Sealed, check, lines, seal_lines
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import folding_once
from wxmod.store.tables.by_kind import project
from wxmod.wording import N_


class Taken(NamedTuple):
    """What came of taking a bundle."""

    outcome: Outcome
    giver: str
    placed: tuple[Placed, ...]
    receipt: journal.Receipt | None

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "outcome": self.outcome.value,
            "giver": self.giver,
            "applied": sum(p.fresh for p in self.placed),
            "chains": [placed_dict(p) for p in self.placed],
            "receipt": self.receipt.mark if self.receipt else None,
        }


def give(
    store: Store,
    key: Ed25519PrivateKey,
    *,
    now: datetime,
    after: Mapping[str, int] | None = None,
) -> tuple[bytes, Header]:
    """A bundle of chains (our own, if not told) from behind the given numbers to where they stand.

    Raises:
        UnknownName: a chain is not here.
        BadInput: a chain does not reach that far.
    """
    with store.reading():
        known = heads(store)
        wanted = {store.chain: 0} if after is None else after
        ranges = [_range(store, chain, since, known) for chain, since in sorted(wanted.items())]
        held = tuple(known)
        header = Header(
            wxmod_bundle=1,
            giver=store.chain,
            program=Path(store.program).name,
            made_at=utc_text(now),
            ranges=tuple(r for r in ranges if r),
            held=held,
        )
        return seal_lines(write(header, _told(store, header.ranges)), key), header


def _range(
    store: Store,
    chain: str,
    since: int,
    known: Sequence[Head],
) -> Range | None:
    here = {h.chain: h for h in known}
    if chain not in here:
        raise UnknownName(N_("链"), chain, list(here))
    prev, head = seal_of(store, chain, since), here[chain]
    if prev is None:
        raise BadInput(N_("{chain} 只有 {n} 条"), chain=chain, n=head.seq)
    if since == head.seq:
        return None
    return Range(chain=chain, after=since, prev=prev.hex(), to=head.seq, hash=head.hash)


def _told(store: Store, ranges: Sequence[Range]) -> Iterator[Entry]:
    for part in ranges:
        rows = store.conn.execute(
            "SELECT * FROM journal WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq",
            (part.chain, part.after, part.to),
        )
        yield from (Entry(*row) for row in rows)


def opened(store: Store, held: bytes, name: str = "bundle") -> tuple[Sealed, Bundle]:
    """The bundle in a file, once signature, trust and header are found good, in this order; no entry is read yet.

    Raises:
        UnreadableFileError: it is no bundle, or not as it was signed, or not as it must be.
        UntrustedKey: nobody here vouches for who signed it.
    """
    sealed = check(held, name)
    vouched = trust.allow(store, sealed.key)
    if sealed.statement:
        trust.check(vouched, sealed.statement)
    bundle = bundles.opened(lambda: lines(sealed, name), name)
    trust.check(vouched, bundle.header)
    _demand_as_signed(sealed, bundle, name)
    return sealed, bundle


def _demand_as_signed(sealed: Sealed, bundle: Bundle, name: str) -> None:
    """What is kept as proof must be what was taken.

    Raises:
        UnreadableFileError: statement and contents differ.
    """
    statement, header = sealed.statement, bundle.header
    if statement is None:
        return
    if (statement.giver, statement.ranges) != (header.giver, header.ranges):
        raise UnreadableFileError(
            name, expected=N_("与签署内容一致的交换包"), found=N_("签署的区段与内容不同")
        )


def take(
    store: Store,
    held: bytes,
    *,
    actor: str,
    now: datetime,
    name: str = "bundle",
) -> Taken:
    """Take a bundle in: all of it, or nothing.

    Raises:
        UnreadableFileError, UntrustedKey: as `opened`.
        Gap: something before it is missing.
        Forked: it tells another history of a chain; the file is kept beside the record and an entry says so.
        StoreUnavailable: nothing was written.
    """
    # Outside the pen, and of the file only what is signed.
    sealed, bundle = opened(store, held, name)
    # The receipt is written under the file's own digest, so that taking it twice is one receipt.
    digest = hashlib.sha256(held).hexdigest()
    try:
        with store.writing():
            placed = _write(store, bundle)
            # Nothing new: no receipt either, or two records would send receipts to and fro for ever.
            if all(p.outcome is Outcome.ALREADY for p in placed):
                return Taken(Outcome.ALREADY, bundle.header.giver, tuple(placed), None)
            noted = Draft("", bundle.header, now, actor, digest)
            receipt = _receipt(store, bundle, sealed, noted)
    except Forked as fork:
        noted = Draft("", bundle.header, now, actor, f"fork-{digest}")
        kept = _keep_fork(store, fork, held, noted)
        raise Forked(fork.placed, kept) from None
    # A number beyond SQLite's, or a key written in two records before keys carried their chain.
    except (sqlite3.IntegrityError, OverflowError) as error:
        _refuse_key_twice(store, bundle)
        what = N_("交换包与这里的记录不相容（{why}）；没有写入")
        raise BadInput(what, remedy=N_("保留文件，查明来源"), why=str(error)) from error
    return Taken(Outcome.APPLIED, bundle.header.giver, tuple(placed), receipt)


def _write(store: Store, bundle: Bundle) -> list[Placed]:
    """Write what is new, entry by entry as it is read: whatever is wrong further on undoes it all."""
    here = Here(store)
    placed = places(here, bundle)
    _refuse_own(store, placed)
    refuse(placed)
    apply(store.conn, fresh_in(here, bundle, placed))
    return placed


def _refuse_key_twice(store: Store, bundle: Bundle) -> None:
    """Say so where two records of before 2026-12 wrote something under one key; one journal cannot hold both.

    Raises:
        BadInput: they did.
    """
    for entry, _body in bundle.entries():
        sql = "SELECT chain FROM journal WHERE uid = ? AND chain <> ?"
        if row := store.conn.execute(sql, (entry.uid, entry.chain)).fetchone():
            raise BadInput(
                N_("{chain} 第 {seq} 条与 {other} 用了同一操作编号 {uid}；没有写入"),
                remedy=N_(
                    "保留文件；对方用这一条之前的副本 wxmod restore 成新链，补录其后的内容再交换"
                ),
                chain=entry.chain,
                seq=entry.seq,
                other=row[0],
                uid=entry.uid,
            )


def _refuse_own(store: Store, placed: Sequence[Placed]) -> None:
    """Let nobody write in this record's name: what its own chain says it says itself.

    Raises:
        IntegrityFailure: there is more of its chain in the bundle than here.
    """
    for each in placed:
        if each.part.chain == store.chain and each.part.to > each.at:
            raise IntegrityFailure(
                N_("交换包里本库自己的链到第 {to} 条，这里只到第 {at} 条；没有并入"),
                remedy=N_(
                    "本库被换成了旧的，或有人冒用它的名义：保留文件，用备份核对；"
                    "确是旧库，先 wxmod restore 成新链再交换"
                ),
                to=each.part.to,
                at=each.at,
            )


def apply(conn: sqlite3.Connection, fresh: Iterable[tuple[Entry, Value]]) -> None:
    """Write what is new, within the caller's transaction; each lot is worked out once."""
    with folding_once(conn):
        for entry, body in fresh:
            conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry)
            project(conn, entry, body)


def _receipt(
    store: Store,
    bundle: Bundle,
    sealed: Sealed,
    draft: Draft,
) -> journal.Receipt:
    # Only of these chains is it said how far they have come.
    ranges = {r.chain for r in bundle.header.ranges}
    received = tuple(h for h in heads(store) if h.chain in ranges)
    body = BundleTaken(
        digest=draft.uid,
        key=sealed.key,
        giver=bundle.header.giver,
        received=received,
        held=bundle.header.held,
        past=_past(store),
        statement=sealed.statement,
        signature=sealed.signature,
    )
    uid = f"taken-{store.chain}-{draft.uid}-{journal.tail(store)[0]}"  # once more only if the record went back since
    return journal.append(
        store, draft._replace(kind="bundle.taken", body=body, uid=uid), now=draft.occurred_at
    )


def _past(store: Store) -> datetime | None:
    """A second after the latest hour any chain here has shown, while there are hours left."""
    (latest,) = store.conn.execute("SELECT max(at) FROM pace").fetchone()
    at = from_utc_text(latest) if latest else None
    return at + timedelta(seconds=1) if at and (at + timedelta(seconds=1)).year <= LAST_YEAR else at


def _keep_fork(
    store: Store,
    fork: Forked,
    held: bytes,
    draft: Draft,
) -> Path:
    """Put the file aside and write what was found, once."""
    digest = draft.uid.removeprefix("fork-")
    kept = store.path.with_name(f"{store.path.stem}.fork-{digest[:16]}.wxb")
    write_once(kept, held)
    placed = fork.placed[0]
    # Both seals are noted, so that anyone can tell later which history is which.
    ours = seal_of(store, placed.part.chain, placed.at) or bytes(32)
    body = ForkFound(
        chain=placed.part.chain,
        seq=placed.at,
        ours=ours.hex(),
        theirs=placed.part.hash,
        digest=digest,
        kept=kept.name,
    )
    if journal.receipt(store, f"{draft.uid}-{store.chain}") is None:
        told = draft._replace(
            kind="bundle.forked",
            body=body,
            uid=f"{draft.uid}-{store.chain}",
        )
        journal.append(store, told, now=draft.occurred_at)
    return kept
