"""An act of command told again under the key it was written with."""

from wxmod.actions.desk import Desk, Outcome
from wxmod.store import tables


def numbered_before(desk: Desk, uid: str | None, table: str) -> Outcome | None:
    """What was written under a key, by the number it got; None where nothing was.

    Args:
        table: Where it stands: ``product``, ``guidance`` or ``instruction``.
    """
    earlier = desk.earlier(uid)
    if earlier is None:
        return None
    name = tables.command.numbered(desk.store, table, earlier.chain, earlier.seq)
    return Outcome(name, earlier)
