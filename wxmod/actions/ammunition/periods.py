"""Sealed or open: what stands of a stretch of the ledger, and its book by store and lot."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.documents.magazine import Posted, StoreLine, UseLine, book, outside, uses
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.ammunition.periods import Adjustment, adjustments, period_window
from wxmod.domain.errors import BadInput
from wxmod.domain.times import Window
from wxmod.store import journal, tables
from wxmod.store.tables.periods import LateEntry, SealRow
from wxmod.wording import N_

__all__ = [
    "LateEntry",
    "Magazine",
    "SealRow",
    "Standing",
    "adjusted",
    "adjusted_since",
    "balances_at",
    "daily",
    "late_entries",
    "of_period",
    "seals",
    "standing",
    "types_of_lots",
]


class Standing(NamedTuple):
    """Whether a stretch is sealed.

    Attributes:
        seal: The first seal that covers all of it, or None.
        changed: Balances of that seal that are told otherwise today.
    """

    seal: SealRow | None
    changed: tuple[Adjustment, ...] = ()


class Magazine(NamedTuple):
    """The book of a stretch of time with what a printed copy must carry.

    Attributes:
        title: The day, month or year.
        until: End of the stretch, or now where it is not over.
        uses: What each operation used.
        unbacked: Rounds fired, up to the end, without being on the book.
        head: Where the journal stood when the book was made.
    """

    title: str
    window: Window
    until: datetime
    lines: tuple[StoreLine, ...]
    uses: tuple[UseLine, ...]
    unbacked: int
    standing: Standing
    head: tuple[str, int, str]


def adjusted(desk: Desk) -> list[tuple[SealRow, Adjustment]]:
    """Every sealed balance that is told otherwise today, with the seal it stands against, by end of period."""
    found = []
    for row in tables.periods.seals(desk.store):
        found += [(row, each) for each in adjusted_since(desk, row)]
    return found


def adjusted_since(desk: Desk, row: SealRow) -> tuple[Adjustment, ...]:
    """Balances of one seal that are told otherwise today; only lots something was entered for are worked out."""
    lots = tables.periods.disturbed_lots(desk.store, row.seal)
    if not lots:
        return ()
    now = tables.rounds.balances_at(desk.store, row.seal.until)
    return adjustments(row.seal, now, lots)


def late_entries(desk: Desk, row: SealRow) -> list[LateEntry]:
    """What was entered after a seal about a time before its end."""
    return tables.periods.late_entries(desk.store, row.seal)


def seals(desk: Desk) -> list[SealRow]:
    """Every seal of this record, by end of period."""
    return tables.periods.seals(desk.store)


def standing(desk: Desk, window: Window) -> Standing:
    """Whether a stretch is sealed, and what has changed since."""
    covering = [row for row in tables.periods.seals(desk.store) if row.seal.until >= window.end]
    if not covering:
        return Standing(None)
    # The first that covers it is the one the stretch was closed with; later ones rest on it.
    first = covering[0]
    return Standing(first, adjusted_since(desk, first))


def daily(
    desk: Desk,
    day: date,
    place: str | None = None,
) -> Magazine:
    """The book of one day on the county's clock."""
    start = datetime(
        day.year,
        day.month,
        day.day,
        tzinfo=desk.program.zone,
    )
    end = start + timedelta(days=1, seconds=-1)
    return _magazine(
        desk,
        day.isoformat(),
        Window(start=start, end=end),
        place,
    )


def of_period(
    desk: Desk,
    period: str,
    place: str | None = None,
) -> Magazine:
    """The book of a month or year.

    Raises:
        BadInput: no such period.
    """
    return _magazine(
        desk,
        period,
        period_window(period, desk.program.zone),
        place,
    )


def _magazine(
    desk: Desk,
    title: str,
    window: Window,
    place: str | None,
) -> Magazine:
    if window.start > desk.now():
        raise BadInput(N_("{title} 还没有到"), title=title)
    with desk.store.reading():
        opening = tables.rounds.balances_at(
            desk.store,
            window.start - timedelta(seconds=1),
        )
        posted = [Posted(*each) for each in tables.periods.postings_within(desk.store, window)]
        closing = tables.rounds.balances_at(desk.store, window.end)
        stands = standing(desk, window)
        seq, seal = journal.tail(desk.store)
    lines = [line for line in book(opening, posted) if place in {None, line.place}]
    used = [line for line in uses(posted) if place in {None, line.place}]
    return Magazine(
        title=title,
        window=window,
        until=min(window.end, desk.now()),
        lines=tuple(lines),
        uses=tuple(used),
        unbacked=outside(closing),
        standing=stands,
        head=(desk.store.chain, seq, seal.hex()),
    )


def balances_at(desk: Desk, at: datetime) -> dict[Held, int]:
    """What every account held at a moment."""
    return dict(tables.rounds.balances_at(desk.store, at))


def types_of_lots(desk: Desk) -> dict[str, str]:
    """The ammunition type of every known lot."""
    return {no: lot.type for no, lot in tables.registry.lots(desk.store).items()}
