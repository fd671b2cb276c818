"""Looking up PINs, wrong tries, and what one person did alone."""

from datetime import datetime
from typing import NamedTuple

from wxmod.domain.pins import PinSet
from wxmod.domain.times import from_utc_text
from wxmod.store.database import Store
from wxmod.store.entries import RuleWaived


class Waived(NamedTuple):
    """A block set aside, with the entry and moment that did."""

    ref: str
    at: datetime
    actor: str
    waiver: RuleWaived


def pin(store: Store, person: str) -> PinSet | None:
    """A person's PIN as kept, or None."""
    row = store.conn.execute("SELECT body FROM pin WHERE person = ?", (person,)).fetchone()
    return PinSet.model_validate_json(row[0]) if row else None


def enrolled(store: Store) -> set[str]:
    """Everyone who has a PIN."""
    return {person for (person,) in store.conn.execute("SELECT person FROM pin").fetchall()}


def wrong_tries(store: Store, person: str) -> tuple[int, datetime] | None:
    """Wrong tries in a row and when the last was made, or None."""
    row = store.conn.execute("SELECT tries, at FROM pin_wrong WHERE person = ?", (person,)).fetchone()
    return (row[0], from_utc_text(row[1])) if row else None


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
