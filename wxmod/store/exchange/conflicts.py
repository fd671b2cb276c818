"""What chains do not agree on, read from the tables: the same list in whatever order bundles came in."""

from collections.abc import Iterator

from wxmod.domain.exchange import Conflict
from wxmod.store import journal
from wxmod.store.database import Store
from wxmod.store.exchange.heads import anchors, denied

NUMBER_TWICE, TOLD_TWICE, DANGLING = "number-twice", "told-twice", "dangling"
LOT_TWICE, FORK, ANCHOR, OVER_ISSUE = "lot-twice", "fork", "anchor", "over-issue"


def conflicts(store: Store, *, settled: bool = False) -> list[Conflict]:
    """Those nobody has settled, or with *settled* all of them."""
    done = {name for (name,) in store.conn.execute("SELECT conflict FROM resolution").fetchall()}
    found = [
        *_operations(store),
        *_lots(store),
        *_explanations(store),
        *_forks(store),
        *_anchors(store),
        *_short(store),
    ]
    return [each for each in found if settled or each.name not in done]


def resolutions(store: Store) -> dict[str, str]:
    """By conflict, the entry that settled it last."""
    rows = store.conn.execute("SELECT conflict, chain || ':' || seq FROM resolution ORDER BY chain, seq").fetchall()
    return dict(rows)


def _named(kind: str, subject: str, ref: str) -> Conflict:
    return Conflict(f"{kind}:{ref}", kind, subject, ref)


def _operations(store: Store) -> Iterator[Conflict]:
    for no, kind, chain, seq in store.conn.execute("SELECT no, kind, chain, seq FROM conflict").fetchall():
        yield _named(kind, no, f"{chain}:{seq}")


def _lots(store: Store) -> Iterator[Conflict]:
    """Lots that two chains last describe differently: make, type or dates."""
    rows = store.conn.execute("SELECT no, chain, seq, facts FROM lot_telling ORDER BY no, chain, seq").fetchall()
    last: dict[str, dict[str, tuple[int, str]]] = {}
    for no, chain, seq, facts in rows:
        last.setdefault(no, {})[chain] = (seq, facts)
    for no, told in last.items():
        if len({facts for _seq, facts in told.values()}) > 1:
            chain = max(told)
            yield _named(LOT_TWICE, no, f"{chain}:{told[chain][0]}")


def _explanations(store: Store) -> Iterator[Conflict]:
    """Explanations of something that has not come here."""
    for chain, seq, about in store.conn.execute("SELECT chain, seq, stocktake FROM explanation").fetchall():
        if journal.entry(store, about) is None:
            yield _named(DANGLING, about, f"{chain}:{seq}")


def _forks(store: Store) -> Iterator[Conflict]:
    for chain, seq, forked in store.conn.execute("SELECT chain, seq, forked FROM fork").fetchall():
        yield _named(FORK, forked, f"{chain}:{seq}")


def _anchors(store: Store) -> Iterator[Conflict]:
    """Receipts held elsewhere that the journal does not bear out."""
    for anchor in dict.fromkeys(a for a, _missing in denied(store, anchors(store))):
        yield Conflict(
            f"{ANCHOR}:{anchor.holder}:{anchor.chain}:{anchor.seq}",
            ANCHOR,
            anchor.chain,
            f"{anchor.chain}:{anchor.seq}",
        )


def _short(store: Store) -> Iterator[Conflict]:
    """Rounds taken that were not there; a late receipt closes the gap by itself."""
    for lot, place, at in store.conn.execute("SELECT lot, place, at FROM shortfall ORDER BY at, lot, n").fetchall():
        yield Conflict(f"{OVER_ISSUE}:{place}:{lot}:{at}", OVER_ISSUE, f"{place} {lot}", "")
