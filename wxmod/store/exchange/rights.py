"""Whose rounds a chain may move, and what is held until their owner has settled it.

A site's key may be bound to sites (`KeyTrusted.sites`).  What its chain then tells of the stock or the operations of
any other place is kept in the journal like everything, and not applied: it stands as an open conflict until a chain
that may move those rounds says whether it holds.  This record's own chains are bound by nothing here: they are its
own word.  Who is bound is a function of the entries about keys, so the tables are the same in whatever order they came.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from wxmod.domain.ammunition.accounts import KEPT, Account
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.ledger import Movement
from wxmod.domain.base import Value
from wxmod.domain.exchange import ConflictResolved, KeyRole
from wxmod.store.bodies import (
    DiscrepancyExplained,
    OperationCorrected,
    OperationRecorded,
    Transferred,
)
from wxmod.store.entries import Entry
from wxmod.store.exchange.grants import Grant, grants, told_in_journal
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store

HELD = "held"
ABOUT_KEYS = frozenset({"key.trusted", "key.revoked"})
MOVING = frozenset(
    {
        "operation.recorded",
        "operation.corrected",
        "ammunition.transferred",
        "ammunition.dispatched",
        "ammunition.explained",
    }
)
Bound = Mapping[str, Sequence[str]]
# Set while tables are made anew: who is bound was worked out before, and entries about keys change nothing of it.
_known_before: ContextVar[Bound | None] = ContextVar("_known_before", default=None)


def conflict_name(ref: str) -> str:
    """How what settles a held entry names it."""
    return f"{HELD}:{ref}"


def bound_by(held: Iterable[Grant], own: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By chain, the places it is bound to; chains that are not bound are left out.

    Only what others say of a chain binds it: one that changes its own key cannot free itself.
    """
    free = set(own)
    found: dict[str, set[str]] = {}
    for grant in held:
        if grant.role is not KeyRole.SITE:
            free.add(grant.chain)
        said_by_itself = grant.told.rpartition(":")[0] == grant.chain
        if grant.sites and not said_by_itself:
            found.setdefault(
                grant.chain,
                set(),
            ).update(grant.sites)
    return {chain: tuple(sorted(sites)) for chain, sites in found.items() if chain not in free}


@contextmanager
def known_beforehand(conn: sqlite3.Connection, source: sqlite3.Connection) -> Iterator[None]:
    """Work out who is bound from all of the journal in *source*, before any of it is told to *conn*."""
    store = Store(source, Path(":memory:"))
    bound = bound_by(
        grants(store, told_in_journal(source)),
        lineage(store),
    )
    _write(conn, bound)
    token = _known_before.set(bound)
    try:
        yield
    finally:
        _known_before.reset(token)


def changed(conn: sqlite3.Connection) -> bool:
    """Bring up who is bound after an entry about keys; whether tables must be made anew because of it."""
    if _known_before.get() is not None:
        return False
    store = Store(conn, Path(":memory:"))
    bound = bound_by(
        grants(store),
        lineage(store),
    )
    rows = conn.execute("SELECT chain, sites FROM bound").fetchall()
    before = {chain: tuple(json.loads(sites)) for chain, sites in rows}
    if bound == before:
        return False
    _write(conn, bound)
    differing = {chain for chain in {*bound, *before} if bound.get(chain) != before.get(chain)}
    return any(_has_entries(conn, chain) for chain in differing)


def _write(conn: sqlite3.Connection, bound: dict[str, tuple[str, ...]]) -> None:
    conn.execute("DELETE FROM bound")
    rows = [(chain, json.dumps(sites)) for chain, sites in bound.items()]
    conn.executemany("INSERT INTO bound VALUES (?,?)", rows)


def _has_entries(conn: sqlite3.Connection, chain: str) -> bool:
    row = conn.execute("SELECT 1 FROM journal WHERE chain = ? LIMIT 1", (chain,)).fetchone()
    return row is not None


def held(conn: sqlite3.Connection, entry: Entry, body: Value) -> bool:
    """Whether *entry* is not applied; it is then listed until somebody entitled has settled it."""
    strange = _beyond(conn, entry.chain, body)
    if not strange or _applied(
        conn,
        conflict_name(entry.ref),
        body,
    ):
        return False
    conn.execute(
        "INSERT INTO held_entry VALUES (?,?,?)",
        (entry.chain, entry.seq, " ".join(strange)),
    )
    return True


def _beyond(conn: sqlite3.Connection, chain: str, body: Value) -> list[str]:
    """Accounts that *body* touches and *chain* may not."""
    sites = _sites_of(conn, chain)
    if sites is None:
        return []
    return sorted(account for account in _touched(body) if account.name not in sites)


def _sites_of(conn: sqlite3.Connection, chain: str) -> Sequence[str] | None:
    """The places *chain* is bound to; None where nothing binds it."""
    known = _known_before.get()
    if known is not None:
        return known.get(chain)
    row = conn.execute("SELECT sites FROM bound WHERE chain = ?", (chain,)).fetchone()
    return None if row is None else tuple(json.loads(row[0]))


def _touched(body: Value) -> set[Account]:
    """The stores and sites an entry is about."""
    match body:
        case Transferred() | Dispatched():
            return _ends(body.movements)
        case DiscrepancyExplained() if body.movement:
            return _ends((body.movement,))
        case OperationRecorded() | OperationCorrected() if body.operation:
            operation = body.operation
            places = {Account.site(operation.site)}
            for release in operation.releases:
                place = Account(release.place or "")
                if place.kind in KEPT:
                    places.add(place)
            return places
    return set()


def _ends(movements: Iterable[Movement]) -> set[Account]:
    ends = set()
    for move in movements:
        ends |= {
            Account(move.source),
            Account(move.target),
        }
    return {account for account in ends if account.kind in KEPT}


def _applied(conn: sqlite3.Connection, name: str, body: Value) -> bool:
    """Whether a chain that may itself do what the entry does has said that it holds."""
    rows = conn.execute(
        "SELECT chain, body FROM resolution WHERE conflict = ?",
        (name,),
    ).fetchall()
    for chain, text in rows:
        resolution = ConflictResolved.model_validate_json(text)
        if resolution.applies and not _beyond(conn, chain, body):
            return True
    return False


def released(conn: sqlite3.Connection, body: ConflictResolved) -> tuple[str, int] | None:
    """The held entry that *body* may let through, no longer listed; applying it may list it again."""
    if not body.applies:
        return None
    chain, _colon, seq = body.conflict.removeprefix(f"{HELD}:").rpartition(":")
    if not seq.isdecimal():
        return None
    gone = conn.execute(
        "DELETE FROM held_entry WHERE chain = ? AND seq = ? RETURNING chain, seq",
        (chain, int(seq)),
    ).fetchone()
    return (gone[0], gone[1]) if gone else None
