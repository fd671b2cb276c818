"""Checking from the last seal only: what a desk can afford every day.

What stands before the heads that the seal names is taken as verified when it was set; an edit there is found by the
whole `verify`, not by this.
"""

import sqlite3
from collections.abc import Iterator

from wxmod.domain.ammunition.ledger import Held, fold
from wxmod.domain.ammunition.periods import PeriodSealed
from wxmod.domain.times import utc_text
from wxmod.store import tables
from wxmod.store.entries import Entry
from wxmod.store.exchange.heads import chains
from wxmod.store.journal import seal as sealed_hash
from wxmod.store.keeping.verify import Break, Verdict, schema_breaks
from wxmod.store.pen import Store, failure
from wxmod.store.tables.ammunition import movements_of
from wxmod.store.tables.periods import SealRow, disturbed_lots, last_seal
from wxmod.wording import N_, _


def verify_since(store: Store) -> tuple[Verdict, SealRow | None]:
    """Check every entry after the last seal of this chain, and the holdings against its balances.

    Without a seal nothing is checked and None comes back beside an empty verdict.
    """
    # Another record's seal was set on another book.
    row = last_seal(store)
    if row is None:
        return Verdict(0, {}, ()), None
    breaks: list[Break] = []
    heads: dict[str, tuple[int, str]] = {}
    count = 0
    try:
        with store.reading():
            breaks += schema_breaks(store.conn)
            for entry, fault in _tail(store, row.seal):
                count += 1
                heads[entry.chain] = (entry.seq, entry.hash.hex())
                if fault:
                    breaks.append(Break("chain", entry.ref, fault))
            breaks += _holdings(store, row.seal)
    except (sqlite3.DatabaseError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise failure(error, store.path) from error
        breaks.append(Break("sqlite", "", str(error)))
    return Verdict(count, heads, tuple(breaks)), row


def _tail(store: Store, seal: PeriodSealed) -> Iterator[tuple[Entry, str]]:
    """The entries the seal names and all after them, each with what is wrong with it, or ""."""
    named = {head.chain: (head.seq, bytes.fromhex(head.hash)) for head in seal.heads}
    for chain in sorted(
        {
            *chains(store),
            *named,
        }
    ):
        first, known = named.get(chain, (0, bytes(32)))
        rows = store.conn.execute(
            "SELECT * FROM journal WHERE chain = ? AND seq >= ? ORDER BY seq", (chain, first)
        )
        yield from _checked([Entry(*row) for row in rows], chain, first, known)


def _checked(
    rows: list[Entry],
    chain: str,
    first: int,
    known: bytes,
) -> Iterator[tuple[Entry, str]]:
    # The seal names it, so it must be there, whatever else is.
    if first and (not rows or rows[0].seq != first):
        gone = Entry(chain, first, "", "", 0, "", "", "", None, "", b"", known)
        yield gone, _(N_("封账时的末条不见了"))
        return
    seq = first - 1 if first else 0
    prev = None if first else known
    for entry in rows:
        fault = _fault(entry, seq, prev)
        if not fault and entry.seq == first and entry.hash != known:
            fault = _(N_("与封账所记的散列不同"))
        yield entry, fault
        seq, prev = entry.seq, entry.hash


def _fault(entry: Entry, seq: int, prev: bytes | None) -> str:
    """What is wrong with an entry behind the one numbered *seq* with the hash *prev*; "" where nothing is."""
    if entry.seq != seq + 1:
        return _(N_("前面缺了 {n} 条")).format(n=entry.seq - seq - 1)
    if prev is not None and entry.prev != prev:
        return _(N_("与前一条接不上"))
    if sealed_hash(entry) != entry.hash:
        return _(N_("内容与封印不符，被改动过"))
    return ""


def _holdings(store: Store, seal: PeriodSealed) -> Iterator[Break]:
    """The seal's balances carried on to now; lots told anew since are worked out whole."""
    again = disturbed_lots(store, seal)
    moved = movements_of(store.conn, "WHERE at > ?", (utc_text(seal.until),))
    later = [move for move in moved if move.lot not in again]
    opening = {here: n for here, n in seal.held.items() if here.lot not in again}
    due = dict(fold(later, opening).held)
    for lot in sorted(again):
        due |= fold(tables.ammunition.movements(store, lot=lot)).held
    kept = tables.ammunition.holdings(store)
    for here in sorted({*kept, *due}):
        if kept.get(here, 0) != due.get(here, 0):
            what = _differs(here, kept.get(here, 0), due.get(here, 0))
            yield Break("tables", "holding", what)


def _differs(here: Held, kept: int, due: int) -> str:
    text = _(N_("{place} {lot}：表中 {kept}，自封账推算应为 {due}"))
    return text.format(place=here.place, lot=here.lot, kept=kept, due=due)
