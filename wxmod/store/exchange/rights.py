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
from wxmod.domain.ammunition.codes import Scanned
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.custody import StoreHandedOver
from wxmod.domain.ammunition.ledger import Movement, Stocktake
from wxmod.domain.ammunition.lots import LotResumed
from wxmod.domain.base import Value
from wxmod.domain.exchange import ConflictResolved, KeyRole
from wxmod.domain.ref import Ref
from wxmod.domain.registry.equipment import Equipment
from wxmod.store.bodies import (
    DiscrepancyExplained,
    OperationCorrected,
    OperationRecorded,
    Transferred,
)
from wxmod.store.entries import Entry
from wxmod.store.exchange.grants import Grant, Row, grants, told_in_journal
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.store.tables.tellings import family

HELD = "held"
# What may change who is bound, or whose word counts: a restored record goes on in another chain.
ABOUT_KEYS = frozenset({"key.trusted", "key.revoked", "record.restored"})
# What a bound chain may tell of its own places only.
ASKED = frozenset(
    {
        "operation.recorded",
        "operation.corrected",
        "ammunition.transferred",
        "ammunition.dispatched",
        "ammunition.explained",
        "ammunition.counted",
        "ammunition.scanned",
        "store.handed_over",
        "lot.resumed",
    }
)
# What may show that something held was about the chain's own places after all.
TELLING = frozenset(
    {
        "operation.recorded",
        "operation.corrected",
        "ammunition.dispatched",
        "ammunition.counted",
        "store.handed_over",
        "equipment.registered",
    }
)
_VOUCHING = ""
"""Stands in the table of bound chains for those whose word on equipment counts."""
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
            found.setdefault(grant.chain, set()).update(grant.sites)
    return {chain: tuple(sorted(sites)) for chain, sites in found.items() if chain not in free}


def _bound_in(store: Store, told: list[Row] | None = None) -> dict[str, tuple[str, ...]]:
    """By chain, the places it is bound to; where any is, under "" the chains whose word on equipment counts."""
    own, held = lineage(store), grants(store, told)
    bound = bound_by(held, own)
    if bound:
        vouching = {grant.chain for grant in held if _is_bureau(grant)}
        bound[_VOUCHING] = tuple(sorted({*own, *vouching}))
    return bound


def _is_bureau(grant: Grant) -> bool:
    return grant.role is KeyRole.BUREAU and not grant.revoked


@contextmanager
def known_beforehand(conn: sqlite3.Connection, source: sqlite3.Connection) -> Iterator[None]:
    """Work out who is bound from all of the journal in *source*, before any of it is told to *conn*."""
    store = Store(source, Path(":memory:"))
    bound = _bound_in(store, told_in_journal(source))
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
    bound = _bound_in(Store(conn, Path(":memory:")))
    before = _held_bound(conn)
    if bound == before:
        return False
    _write(conn, bound)
    differing = {chain for chain in {*bound, *before} if bound.get(chain) != before.get(chain)}
    counting = set(bound.get(_VOUCHING, ())) ^ set(before.get(_VOUCHING, ()))
    return any(_has_entries(conn, chain) for chain in differing) or any(
        _tells_of_units(conn, chain) for chain in counting
    )


def _held_bound(conn: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    rows = conn.execute("SELECT chain, sites FROM bound").fetchall()
    return {chain: tuple(json.loads(sites)) for chain, sites in rows}


def _write(conn: sqlite3.Connection, bound: dict[str, tuple[str, ...]]) -> None:
    conn.execute("DELETE FROM bound")
    rows = [(chain, json.dumps(sites)) for chain, sites in bound.items()]
    conn.executemany("INSERT INTO bound VALUES (?,?)", rows)


def _tells_of_units(conn: sqlite3.Connection, chain: str) -> bool:
    row = conn.execute("SELECT 1 FROM equipment WHERE chain = ? LIMIT 1", (chain,)).fetchone()
    return row is not None


def _has_entries(conn: sqlite3.Connection, chain: str) -> bool:
    row = conn.execute("SELECT 1 FROM journal WHERE chain = ? LIMIT 1", (chain,)).fetchone()
    return row is not None


def held(conn: sqlite3.Connection, entry: Entry, body: Value) -> bool:
    """Whether *entry* is not applied; it is then listed until somebody entitled has settled it."""
    # Nothing of the record's own or a bureau's is ever held.
    strange = _beyond(conn, entry.chain, body)
    if not strange or _applied(conn, conflict_name(entry.ref), body):
        return False
    here = (entry.chain, entry.seq)
    conn.execute("INSERT INTO held_entry VALUES (?,?,?)", (*here, " ".join(strange)))
    about = [(token, *here) for token in strange]
    conn.executemany("INSERT INTO held_about VALUES (?,?,?)", about)
    return True


def _beyond(conn: sqlite3.Connection, chain: str, body: Value) -> list[str]:
    """What *body* tells of that *chain* may not: accounts, an operation, a lot, somebody else's count."""
    sites = _sites_of(conn, chain)
    if sites is None:
        return []
    strange = {account for account in _touched(body) if not _is_own(conn, account, sites)}
    return sorted({*strange, *_about_others(conn, chain, body, sites)})


def _sites_of(conn: sqlite3.Connection, chain: str) -> Sequence[str] | None:
    """The places *chain* is bound to; None where nothing binds it."""
    known = _known_before.get()
    if known is not None:
        return known.get(chain)
    row = conn.execute("SELECT sites FROM bound WHERE chain = ?", (chain,)).fetchone()
    return None if row is None else tuple(json.loads(row[0]))


def _is_own(conn: sqlite3.Connection, account: Account, sites: Sequence[str]) -> bool:
    """Whether rounds there are those of *sites*: in a store, in a unit that stands there, on the road to or from it."""
    match account.kind:
        case "loaded":
            return not _homes(conn, account.name).isdisjoint({None, *sites})
        case "transit":
            return not _ends_of(conn, account.name).isdisjoint(sites)
        case _:
            return account.kind not in KEPT or account.name in sites


# Both only grow as more is told, so it does not matter in what order chains come: what was own stays own.
def _homes(conn: sqlite3.Connection, unit: str) -> set[str | None]:
    """Sites a unit ever stood at, by those whose word counts; None for one that stands wherever it is driven."""
    vouching = _sites_of(conn, _VOUCHING) or ()
    rows = conn.execute("SELECT chain, body ->> '$.site' FROM equipment WHERE id = ?", (unit,))
    return {site for chain, site in rows.fetchall() if chain in vouching}


def _ends_of(conn: sqlite3.Connection, consignment: str) -> set[str]:
    """Where a consignment comes from and goes to, by chains that are not bound."""
    rows = conn.execute("SELECT chain, places FROM dispatch WHERE no = ?", (consignment,))
    found = set[str]()
    for chain, places in rows.fetchall():
        if _sites_of(conn, chain) is None:
            found.update(Account(place).name for place in places.split())
    return found


# Where rounds are somebody's: makers and ends are nobody's.
_SOMEBODYS = frozenset({*KEPT, "loaded", "transit"})


def _touched(body: Value) -> set[Account]:
    """The accounts an entry is about, but makers and ends."""
    accounts = {Account(name) for name in _named(body) if name}
    return {account for account in accounts if account.kind in _SOMEBODYS}


def _named(body: Value) -> Iterator[str | None]:
    match body:
        case Transferred() | Dispatched():
            yield from _ends(body.movements)
        case DiscrepancyExplained() if body.movement:
            yield from _ends((body.movement,))
        case OperationRecorded() | OperationCorrected() if body.operation:
            yield Account.site(body.operation.site)
            yield from (release.place for release in body.operation.releases)
        case Stocktake():
            yield body.place
        case StoreHandedOver():
            yield body.count.place
        case Scanned():
            yield from (body.source, body.target)


def _ends(movements: Iterable[Movement]) -> Iterator[str]:
    for move in movements:
        yield from (move.source, move.target)


def _about_others(
    conn: sqlite3.Connection, chain: str, body: Value, sites: Sequence[str]
) -> set[str]:
    """What an entry that moves nothing would still change for others."""
    match body:
        case OperationCorrected():
            return set() if _is_told_by(conn, chain, body) else {operation_token(body.no)}
        case DiscrepancyExplained():
            return set() if _counts_here(conn, chain, body.stocktake, sites) else {body.stocktake}
        case LotResumed():
            # Whoever stopped it lets it go; a notice from a site keeps rounds back and harms nobody.
            return {f"lot/{body.lot}"}
    return set()


def operation_token(no: str) -> str:
    """How a held correction names what it is about."""
    return f"operation/{family(no)}"


def _is_told_by(conn: sqlite3.Connection, chain: str, body: OperationCorrected) -> bool:
    """Whether what is corrected is the chain's own telling, and one that counts."""
    no = family(body.no)
    row = conn.execute(
        "SELECT 1 FROM operation_version WHERE chain = ?1 AND seq = ?2"
        " AND (no = ?3 OR (no > ?3 || '#' AND no < ?3 || '$'))",
        (chain, body.base, no),
    ).fetchone()
    return row is not None


def _counts_here(conn: sqlite3.Connection, chain: str, ref: str, sites: Sequence[str]) -> bool:
    """Whether what is explained was found by the chain itself, or in a count of one of its places."""
    about = Ref.find(ref)
    if about is None or about.chain == chain:
        return True
    row = conn.execute(
        "SELECT place FROM stocktake WHERE chain = ? AND seq = ?", tuple(about)
    ).fetchone()
    return row is not None and Account(row[0]).name in sites


def waiting_for(conn: sqlite3.Connection, entry: Entry, body: Value) -> list[tuple[str, int]]:
    """Held entries that are to be looked at again now that *entry* is known; no longer listed."""
    rows = conn.execute(
        "SELECT chain, seq FROM held_about WHERE token = ? ORDER BY chain, seq",
        (_token(entry, body),),
    ).fetchall()
    for there in rows:
        _let_go(conn, there)
    return rows


def _let_go(conn: sqlite3.Connection, there: tuple[str, int]) -> bool:
    """Take an entry off the list of what is held; whether it stood there."""
    conn.execute("DELETE FROM held_about WHERE chain = ? AND seq = ?", there)
    gone = conn.execute("DELETE FROM held_entry WHERE chain = ? AND seq = ?", there)
    return gone.rowcount > 0


def _token(entry: Entry, body: Value) -> str:
    match body:
        case OperationRecorded() | OperationCorrected():
            return operation_token(body.no)
        case Dispatched():
            return Account.transit(body.no)
        case Equipment():
            return Account.loaded(body.id)
    return entry.ref


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
    there = (chain, int(seq))
    return there if _let_go(conn, there) else None
