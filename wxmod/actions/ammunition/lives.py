"""The life of a lot: every movement from its maker to the shot, and where its rounds are now."""

from wxmod.actions.ammunition.stores import known_lot
from wxmod.actions.desk import Desk
from wxmod.domain.ammunition.accounts import Account
from wxmod.store import tables
from wxmod.store.tables.ammunition import Posting

__all__ = ["Posting", "history", "moved", "whereabouts"]


def history(desk: Desk, lot: str, newest: int | None = None) -> list[Posting]:
    """The life of a lot from receipt to the shot, or its *newest* movements.

    Raises:
        UnknownName: no such lot.
    """
    postings = tables.ammunition.postings(desk.store, lot, newest)
    if not postings:
        # Nothing is written of it: it has to be one of the lots at least.
        known_lot(desk, lot)
    return postings


def moved(desk: Desk, lot: str) -> int:
    """How many movements the life of a lot has."""
    return tables.ammunition.moved(desk.store, lot)


def whereabouts(desk: Desk, lot: str) -> dict[str, int]:
    """Where the rounds of a lot are now, its maker left out; none is nowhere."""
    held = tables.ammunition.whereabouts(desk.store, lot)
    return {place: rounds for place, rounds in held.items() if Account(place).kind != "maker"}
