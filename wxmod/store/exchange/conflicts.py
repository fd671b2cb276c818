"""What chains do not agree on, read from the tables: the same list in whatever order bundles came in."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date

from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.ledger import Shortfall
from wxmod.domain.exchange import Conflict
from wxmod.domain.registry.equipment import Inspection
from wxmod.domain.registry.versions import Telling
from wxmod.domain.times import utc_text
from wxmod.store import chains
from wxmod.store.exchange.heads import anchors, denied
from wxmod.store.exchange.likeness import alike
from wxmod.store.exchange.rights import HELD, conflict_name
from wxmod.store.pen import Store
from wxmod.store.tables.ammunition import shortfalls
from wxmod.store.tables.registry import inspection_tellings

NUMBER_TWICE, TOLD_TWICE, DANGLING = "number-twice", "told-twice", "dangling"
LOT_TWICE, INSPECTED_TWICE = "lot-twice", "inspected-twice"
FORK, ANCHOR, OVER_ISSUE = "fork", "anchor", "over-issue"
_LONGEST = 64


def conflicts(store: Store, *, settled: bool = False) -> list[Conflict]:
    """Those nobody has settled, or with *settled* all of them."""
    done = resolutions(store)
    found = [
        *_told(store),
        *_lots(store),
        *_inspections(store),
        *_explanations(store),
        *_forks(store),
        *_anchors(store),
        *_short(store),
        *_held(store),
        *_alike(store),
    ]
    if settled:
        return found
    # Rounds a site took too much at its own place it may answer for itself.
    answered = {short_name(short) for short in shortfalls(store)}
    answered -= {short_name(short) for short in unsettled(store)}
    closed = {*done, *answered}
    return [each for each in found if each.name not in closed]


def resolutions(store: Store) -> dict[str, str]:
    """By conflict, the entry that settled it last; what a chain bound to its sites says settles nothing of others.

    Whoever has a site's key could else send a falsehood and, behind it, the word that it has been looked into.
    """
    rows = store.conn.execute(
        "SELECT conflict, chain || ':' || seq FROM resolution"
        " WHERE chain NOT IN (SELECT chain FROM bound) ORDER BY chain, seq"
    ).fetchall()
    return dict(rows)


def _settled_by_its_own(store: Store, short: Shortfall) -> bool:
    """Whether the site that took more than there was has answered for it itself."""
    rows = store.conn.execute(
        "SELECT b.sites FROM resolution r JOIN bound b ON b.chain = r.chain WHERE r.conflict = ?",
        (short_name(short),),
    ).fetchall()
    place = Account(short.place).name
    return any(place in json.loads(sites) for (sites,) in rows)


def _named(kind: str, subject: str, ref: str) -> Conflict:
    return Conflict(_name(kind, ref), kind, subject, ref)


def _name(kind: str, *parts: str) -> str:
    """How a resolution names it, never longer than a code may be."""
    # A resolution names a conflict by a code, and codes have a length.
    name = ":".join((kind, *parts))
    if len(name) <= _LONGEST:
        return name
    return f"{kind}:{_short_digest(name)}"


def _short_digest(text: str) -> str:
    digest = hashlib.sha256(text.encode())
    return digest.hexdigest()[:16]


def _told(store: Store) -> Iterator[Conflict]:
    """What was told twice, or of something unknown, kept as it comes; the tables show what was told last."""
    for no, kind, chain, seq in store.conn.execute(
        "SELECT no, kind, chain, seq FROM conflict"
    ).fetchall():
        yield _named(kind, no, f"{chain}:{seq}")


def _lots(store: Store) -> Iterator[Conflict]:
    """Lots that two chains last describe differently: make, type or dates."""
    rows = store.conn.execute(
        "SELECT no, chain, seq, facts FROM lot_telling ORDER BY no, chain, seq"
    ).fetchall()
    last: dict[str, dict[str, tuple[int, str]]] = {}
    for no, chain, seq, facts in rows:
        by_chain = last.setdefault(no, {})
        # In order of number: what a chain told last is what it holds.
        by_chain[chain] = (seq, facts)
    for no, by_chain in last.items():
        descriptions = {facts for _seq, facts in by_chain.values()}
        if len(descriptions) > 1:
            # Of two that differ always the same one is shown, whoever came first.
            chain = max(by_chain)
            seq, _facts = by_chain[chain]
            yield _named(LOT_TWICE, no, f"{chain}:{seq}")


def _inspections(store: Store) -> Iterator[Conflict]:
    """Units that one chain passed and another failed on the same day, by what each told last of it."""
    for unit, tellings in inspection_tellings(store, UTC).items():
        by_day: dict[date, dict[str, Telling[Inspection]]] = {}
        for telling in tellings:
            by_chain = by_day.setdefault(telling.body.inspected_on, {})
            by_chain[telling.written.chain] = telling
        for by_chain in by_day.values():
            if len({telling.body.result.good for telling in by_chain.values()}) > 1:
                # Always the same one of them is shown, whoever came first.
                shown = by_chain[max(by_chain)].written
                yield _named(INSPECTED_TWICE, unit, f"{shown.chain}:{shown.seq}")


def _explanations(store: Store) -> Iterator[Conflict]:
    """Explanations of something that has not come here."""
    for chain, seq, about in store.conn.execute(
        "SELECT chain, seq, stocktake FROM explanation"
    ).fetchall():
        if chains.entry(store, about) is None:
            yield _named(DANGLING, about, f"{chain}:{seq}")


def _forks(store: Store) -> Iterator[Conflict]:
    for chain, seq, forked in store.conn.execute("SELECT chain, seq, forked FROM fork").fetchall():
        yield _named(FORK, forked, f"{chain}:{seq}")


def open_forks(store: Store) -> list[Conflict]:
    """Forks of chains held here that nobody has settled."""
    done = resolutions(store)
    return [each for each in _forks(store) if each.name not in done]


def _anchors(store: Store) -> Iterator[Conflict]:
    """Receipts held elsewhere that the journal does not bear out."""
    found = denied(store, anchors(store))
    for anchor in dict.fromkeys(each for each, _missing in found):
        ref = f"{anchor.chain}:{anchor.seq}"
        yield Conflict(_name(ANCHOR, anchor.holder, ref), ANCHOR, anchor.chain, ref)


def _alike(store: Store) -> Iterator[Conflict]:
    """What two records may have told of one thing; whether they did, a person says."""
    for each in alike(store):
        yield Conflict(_name(each.kind, *each.parts), each.kind, each.subject, each.ref)


def _short(store: Store) -> Iterator[Conflict]:
    """Rounds taken that were not there; a late receipt closes the gap by itself."""
    for short in shortfalls(store):
        yield Conflict(short_name(short), OVER_ISSUE, f"{short.place} {short.lot}", "")


def _held(store: Store) -> Iterator[Conflict]:
    """Entries of chains that may not tell of what they tell; not applied."""
    rows = store.conn.execute(
        "SELECT chain, seq, accounts FROM held_entry ORDER BY chain, seq"
    ).fetchall()
    for chain, seq, accounts in rows:
        ref = f"{chain}:{seq}"
        yield Conflict(conflict_name(ref), HELD, accounts, ref)


def short_name(short: Shortfall) -> str:
    """How what settles it names it; its size is part of it, so that a larger gap is another one."""
    parts = (
        short.place,
        short.lot,
        utc_text(short.at),
        str(short.rounds),
    )
    digest = _short_digest(":".join(parts))
    return f"{OVER_ISSUE}:{digest}"


def unsettled(store: Store) -> list[Shortfall]:
    """Rounds taken that were not there and that nobody has answered for, oldest first."""
    done = resolutions(store)
    return [
        short
        for short in shortfalls(store)
        if short_name(short) not in done and not _settled_by_its_own(store, short)
    ]
