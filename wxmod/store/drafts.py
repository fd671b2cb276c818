"""Half-filled forms, kept so that a dropped line or a killed process loses nothing.  Not part of the record."""

from datetime import datetime

from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.pen import Store


def save(
    store: Store,
    name: str,
    body: str,
    *,
    now: datetime,
) -> None:
    """Keep *body* as the draft called *name*, over any earlier one."""
    with store.writing():
        store.conn.execute(
            "INSERT OR REPLACE INTO draft VALUES (?,?,?)", (name, utc_text(now), body)
        )


def load(store: Store, name: str) -> tuple[datetime, str] | None:
    """When the draft was saved and what it says, or None."""
    row = store.conn.execute("SELECT saved_at, body FROM draft WHERE name = ?", (name,)).fetchone()
    return (from_utc_text(row[0]), row[1]) if row else None


def named(store: Store, beginning: str) -> dict[str, tuple[datetime, str]]:
    """Every draft whose name begins so: when it was saved and what it says."""
    # Compared as text, not by LIKE: a name may hold % or _.
    asked = "SELECT name, saved_at, body FROM draft WHERE substr(name, 1, ?) = ?"
    found = store.conn.execute(asked, (len(beginning), beginning))
    return {name: (from_utc_text(saved), body) for name, saved, body in found}


def drop(store: Store, name: str) -> None:
    """Forget a draft."""
    with store.writing():
        store.conn.execute("DELETE FROM draft WHERE name = ?", (name,))
