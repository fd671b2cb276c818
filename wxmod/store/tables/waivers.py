"""Blocks set aside, one by one."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.times import from_utc_text
from wxmod.store.bodies import RuleWaived
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store


class Waived(NamedTuple):
    """A block set aside, with the entry and moment that did."""

    ref: str
    at: datetime
    actor: str
    waiver: RuleWaived


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


def waived(store: Store, subject: str) -> set[str]:
    """Codes of the rules set aside for *subject*."""
    return {
        code
        for (code,) in store.conn.execute(
            "SELECT rule FROM waiver WHERE subject = ?", (subject,)
        ).fetchall()
    }


def rule_waived(conn: sqlite3.Connection, entry: Entry, body: RuleWaived) -> None:
    row = (entry.chain, entry.seq, body.subject, body.rule, encode(body))
    conn.execute("INSERT INTO waiver VALUES (?,?,?,?,?)", row)
