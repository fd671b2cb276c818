"""Blocks set aside, one by one."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.times import from_utc_text
from wxmod.store.bodies import RuleWaived
from wxmod.store.entries import Entry
from wxmod.store.pen import Store


class Waived(NamedTuple):
    """A block set aside, with the entry and moment that did.

    Attributes:
        witness: The second person, where two stood for it.
    """

    ref: str
    at: datetime
    actor: str
    witness: str | None
    waiver: RuleWaived

    @property
    def people(self) -> tuple[str, ...]:
        """Who stands for it."""
        return (self.actor, self.witness) if self.witness else (self.actor,)


def waivers(store: Store, subject: str | None = None) -> list[Waived]:
    """Every time a block was set aside, for one subject or any, oldest first."""
    rows = store.conn.execute(
        "SELECT w.chain || ':' || w.seq, j.recorded_at, j.actor, j.witness, w.body FROM waiver w"
        " JOIN journal j ON j.chain = w.chain AND j.seq = w.seq"
        " WHERE ? IS NULL OR w.subject = ? ORDER BY j.recorded_at, w.chain, w.seq",
        (subject, subject),
    ).fetchall()
    return [
        Waived(ref, from_utc_text(at), actor, witness, RuleWaived.model_validate_json(body))
        for ref, at, actor, witness, body in rows
    ]


def rule_waived(conn: sqlite3.Connection, entry: Entry, body: RuleWaived) -> None:
    row = (entry.chain, entry.seq, body.subject, body.rule, entry.body)
    conn.execute("INSERT INTO waiver VALUES (?,?,?,?,?)", row)
