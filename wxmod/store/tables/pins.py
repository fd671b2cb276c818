"""PINs and wrong tries, kept by the chain that tells them: a PIN set elsewhere opens nothing here."""

import hashlib
import secrets
import sqlite3
from datetime import datetime

from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.registry.pins import PinSet, PinTried
from wxmod.domain.times import from_utc_text
from wxmod.store.entries import Entry
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store
from wxmod.wording import N_

_PEPPER_BYTES = 32


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
    found: set[str] = set()
    for chain in lineage(store):
        rows = store.conn.execute("SELECT person FROM pin WHERE chain = ?", (chain,)).fetchall()
        found |= {person for (person,) in rows}
    return found


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


def pin_set(
    conn: sqlite3.Connection,
    entry: Entry,
    body: PinSet,
) -> None:
    """The latest PIN counts; wrong tries at the one before are forgotten."""
    row = (entry.chain, body.person, entry.recorded_at, entry.body)
    conn.execute("INSERT OR REPLACE INTO pin VALUES (?,?,?,?)", row)
    conn.execute("DELETE FROM pin_wrong WHERE chain = ? AND person = ?", row[:2])


def pin_tried(
    conn: sqlite3.Connection,
    entry: Entry,
    body: PinTried,
) -> None:
    """One more wrong in a row, or none; of a try that was not counted only the moment."""
    whose = (entry.chain, body.person)
    row = conn.execute(
        "SELECT tries FROM pin_wrong WHERE chain = ? AND person = ?", whose
    ).fetchone()
    conn.execute("DELETE FROM pin_wrong WHERE chain = ? AND person = ?", whose)
    # A try at which no PIN was looked at costs no more tries, only the wait begins anew.
    tries = (row[0] if row else 0) + body.counted
    if not body.right and tries:
        conn.execute("INSERT INTO pin_wrong VALUES (?,?,?,?)", (*whose, tries, entry.recorded_at))
