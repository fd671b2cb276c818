"""Looking up who keeps a store, when it was counted last, and which lists were drawn."""

from datetime import datetime

from wxmod.domain.custody import Custodian, SpotCheckDrawn
from wxmod.domain.times import from_utc_text, utc_text
from wxmod.store.database import Store


def custodians(store: Store, until: datetime) -> dict[str, Custodian]:
    """By place, who took it over last; not who would do so later than *until*."""
    rows = store.conn.execute(
        "SELECT place, incoming, outgoing, chain || ':' || seq FROM custodian WHERE at <= ? ORDER BY at, chain, seq",
        (utc_text(until),),
    ).fetchall()
    return {row[0]: Custodian(*row) for row in rows}


def last_counts(store: Store, until: datetime) -> dict[str, datetime]:
    """By place, when it was counted last; a count dated later than *until* was not made yet and silences nothing."""
    rows = store.conn.execute(
        "SELECT place, max(at) FROM stocktake WHERE at <= ? GROUP BY place", (utc_text(until),)
    ).fetchall()
    return {place: from_utc_text(at) for place, at in rows}


def spot_checks(store: Store) -> list[tuple[str, SpotCheckDrawn]]:
    """Every list drawn with the entry that drew it, oldest first."""
    rows = store.conn.execute(
        "SELECT chain || ':' || seq, body FROM spot_check ORDER BY at, chain, seq"
    ).fetchall()
    return [(ref, SpotCheckDrawn.model_validate_json(body)) for ref, body in rows]


def first_arrivals(store: Store) -> dict[str, datetime]:
    """By place, when rounds first came there."""
    rows = store.conn.execute("SELECT target, min(at) FROM movement GROUP BY target").fetchall()
    return {place: from_utc_text(at) for place, at in rows}


def first_movement(store: Store) -> datetime | None:
    """When the ledger begins, or None."""
    (at,) = store.conn.execute("SELECT min(at) FROM movement").fetchone()
    return from_utc_text(at) if at else None
