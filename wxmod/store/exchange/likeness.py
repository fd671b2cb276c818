"""What two records may have told of one thing: shown for a person to settle, never joined by itself.

One delivery entered at the site and again at the bureau doubles the book until somebody counts; a lot typed in another
letter case stands beside itself, and its notices and dates hold for one of the two only.
"""

from collections.abc import Iterator
from typing import NamedTuple

from wxmod.domain.ref import Ref
from wxmod.store.pen import Store

DELIVERY, LOT = "delivery-alike", "lot-alike"

# Only lots more than one record received are gone through: those of one's own are most there is.
# Of two documents that are both given and differ, each is a delivery of its own; so are two lists of codes that share
# none, but a code received twice stands open by itself.
_DELIVERIES = """SELECT a.lot, a.rounds, a.chain, a.seq, b.chain, b.seq
    FROM movement a JOIN movement b ON b.cause = 'receive' AND b.lot = a.lot AND b.rounds = a.rounds
        AND b.at BETWEEN substr(a.at, 1, 10) AND substr(a.at, 1, 10) || '~' AND b.chain > a.chain
    JOIN journal x ON x.chain = a.chain AND x.seq = a.seq
    JOIN journal y ON y.chain = b.chain AND y.seq = b.seq
    WHERE a.cause = 'receive' AND a.lot IN
        (SELECT lot FROM movement WHERE cause = 'receive' GROUP BY lot HAVING min(chain) < max(chain))
        AND (x.body ->> '$.document' IN ('', y.body ->> '$.document')
        OR y.body ->> '$.document' = '')
    ORDER BY a.lot, b.chain, b.seq, a.chain, a.seq"""
_LOTS = """SELECT min(no), max(no) FROM (SELECT DISTINCT no FROM lot) GROUP BY lower(no) HAVING count(*) > 1
    ORDER BY 1"""
_CODED = """SELECT DISTINCT code FROM scan WHERE chain = ? AND lot = ? AND source IS NULL AND at =
    (SELECT at FROM movement WHERE chain = ? AND seq = ? AND lot = ? LIMIT 1)"""


class Alike(NamedTuple):
    """Two tellings that may be of one thing.

    Attributes:
        parts: What a settlement names it by.
        ref: The one of the two that is shown.
    """

    kind: str
    subject: str
    parts: tuple[str, ...]
    ref: str


def alike(store: Store) -> Iterator[Alike]:
    """Everything two records may have told of one thing, in a fixed order."""
    yield from _deliveries(store)
    yield from _lots(store)


def _deliveries(store: Store) -> Iterator[Alike]:
    for lot, rounds, chain, seq, other, number in store.conn.execute(_DELIVERIES).fetchall():
        one, two = Ref(chain, seq), Ref(other, number)
        if not _codes_apart(store, lot, one, two):
            yield Alike(DELIVERY, f"{lot} {rounds}", (str(one), str(two)), str(two))


def _codes_apart(store: Store, lot: str, one: Ref, two: Ref) -> bool:
    """Whether both came with codes and shared none: then they were different rounds."""
    first, second = (_codes(store, lot, each) for each in (one, two))
    return bool(first) and bool(second) and first.isdisjoint(second)


def _codes(store: Store, lot: str, ref: Ref) -> set[str]:
    values = (ref.chain, lot, ref.chain, ref.seq, lot)
    return {code for (code,) in store.conn.execute(_CODED, values).fetchall()}


def _lots(store: Store) -> Iterator[Alike]:
    for one, other in store.conn.execute(_LOTS).fetchall():
        row = store.conn.execute(
            "SELECT chain, seq FROM lot WHERE no IN (?, ?) ORDER BY chain DESC, seq DESC LIMIT 1",
            (one, other),
        ).fetchone()
        yield Alike(LOT, f"{one} {other}", (one, other), str(Ref(*row)))
