"""Looking up PINs, wrong tries, and what one person did alone."""

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.pins import PinSet
from wxmod.domain.times import from_utc_text
from wxmod.store.database import Store
from wxmod.store.entries import RuleWaived
from wxmod.store.lineage import lineage
from wxmod.wording import N_

_PEPPER_BYTES = 32


class Waived(NamedTuple):
    """A block set aside, with the entry and moment that did."""

    ref: str
    at: datetime
    actor: str
    waiver: RuleWaived


def pin(store: Store, person: str) -> PinSet | None:
    """A person's PIN as kept here, or None."""
    for chain in lineage(store):
        row = store.conn.execute(
            "SELECT body FROM pin WHERE chain = ? AND person = ?", (chain, person)
        ).fetchone()
        if row:
            return PinSet.model_validate_json(row[0])
    return None


def enrolled(store: Store) -> set[str]:
    """Everyone who has a PIN here."""
    rows = [
        store.conn.execute("SELECT person FROM pin WHERE chain = ?", (c,)).fetchall()
        for c in lineage(store)
    ]
    return {person for found in rows for (person,) in found}


def wrong_tries(store: Store, person: str) -> tuple[int, datetime] | None:
    """Wrong tries in a row at this record and when the last was made, or None."""
    row = store.conn.execute(
        "SELECT tries, at FROM pin_wrong WHERE chain = ? AND person = ?", (store.chain, person)
    ).fetchone()
    return (row[0], from_utc_text(row[1])) if row else None


def pepper(store: Store) -> bytes:
    """The record's own secret for PINs; empty where none was made.  It is in copies of the record, never in bundles.

    Raises:
        IntegrityFailure: it was changed.
    """
    row = store.conn.execute("SELECT value, digest FROM secret WHERE name = 'pin'").fetchone()
    if row and hashlib.sha256(row[0]).digest() != row[1]:
        what = N_("记录库的口令密钥被改动过，所有口令都验不出")
        raise IntegrityFailure(what, remedy=N_("用备份恢复"))
    return row[0] if row else b""


def make_pepper(store: Store) -> bytes:
    """`pepper`, made if there is none."""
    with store.writing():
        if held := pepper(store):
            return held
        made = secrets.token_bytes(_PEPPER_BYTES)
        store.conn.execute(
            "INSERT INTO secret VALUES ('pin',?,?)", (made, hashlib.sha256(made).digest())
        )
    return made


def waivers(store: Store, rules: frozenset[str]) -> list[Waived]:
    """Every time one of *rules* was set aside, oldest first."""
    rows = store.conn.execute(
        "SELECT w.chain || ':' || w.seq, w.rule, j.recorded_at, j.actor, w.body FROM waiver w"
        " JOIN journal j ON j.chain = w.chain AND j.seq = w.seq ORDER BY j.recorded_at, w.chain, w.seq"
    ).fetchall()
    return [
        Waived(ref, from_utc_text(at), actor, RuleWaived.model_validate_json(body))
        for ref, rule, at, actor, body in rows
        if rule in rules
    ]
