"""The year's figures and the stock as pictures show them."""

from collections import Counter
from collections.abc import Sequence

from wxmod.actions import year as years
from wxmod.actions.ammunition import lots, stores
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.desk import Desk
from wxmod.domain.geodesy import union_km2
from wxmod.domain.operations.operation import Operation, Purpose
from wxmod.domain.times import year_window
from wxmod.drawing.stock import Bar, Grade, Share, Stock, ordered
from wxmod.drawing.tallies import MONTHS, Tallies, Tally, purposes_in
from wxmod.store import tables

GRADES = {
    Fitness.GOOD: Grade.GOOD,
    Fitness.EXPIRING: Grade.SOON,
    Fitness.EXPIRED: Grade.BAD,
    Fitness.STOPPED: Grade.BAD,
    Fitness.DUD: Grade.BAD,
    Fitness.UNKNOWN: Grade.UNKNOWN,
}


def months(desk: Desk, year: int) -> Tallies:
    """The twelve months of a year.

    Raises:
        BadInput: not a year.
    """
    done = _operations(desk, year)
    purposes = purposes_in([each.purpose for each in done])
    by_month: dict[int, list[Operation]] = {month: [] for month in MONTHS}
    for each in done:
        by_month[desk.local(each.window.start).month].append(each)
    rows = tuple(_tally(desk, month, held, purposes) for month, held in by_month.items())
    return Tallies(year, purposes, rows)


def year_on_year(desk: Desk, last: int, count: int = 5) -> Tallies:
    """The *count* years up to *last*; those before the first on record are left out.

    Raises:
        BadInput: not a year.
    """
    by_year = {year: _operations(desk, year) for year in range(last - count + 1, last + 1)}
    first = min((year for year, held in by_year.items() if held), default=last)
    shown = {year: held for year, held in by_year.items() if year >= first}
    purposes = purposes_in([each.purpose for held in shown.values() for each in held])
    rows = tuple(_tally(desk, year, held, purposes) for year, held in shown.items())
    return Tallies(None, purposes, rows)


def _operations(desk: Desk, year: int) -> list[Operation]:
    window = year_window(year, desk.program.zone)
    return [row.operation for row in tables.operations.operations(desk.store, window)]


def _tally(desk: Desk, key: int, held: Sequence[Operation], purposes: Sequence[Purpose]) -> Tally:
    """One row; areas as the year's summary counts them."""
    areas = [each.area for each in held if each.area]
    outlines = [area.outline for area in areas if area.outline]
    counted = Counter(each.purpose for each in held)
    return Tally(
        key=key,
        operations=tuple(counted[purpose] for purpose in purposes),
        sum_km2=round(sum(area.km2 for area in areas), 2),
        union_km2=round(union_km2(outlines, desk.program.boundary), 2),
    )


def stock(desk: Desk) -> Stock:
    """What is in store now, a bar for each lot and state: what is set apart as duds stands by itself."""
    models = {each.code: each.model for each in desk.program.ammunition}
    notices = lots.standings(desk)
    gathered: dict[tuple[str, Fitness], list[stores.Holding]] = {}
    for held in stores.stock(desk):
        state = lots.fitness(desk, held.place, held.lot, notices.get(held.lot.no, ()))
        gathered.setdefault((held.lot.no, state), []).append(held)
    bars = []
    for (no, state), holdings in gathered.items():
        lot = holdings[0].lot
        shares = [Share(desk.program.place_name(h.place), h.rounds) for h in holdings]
        bar = Bar(
            lot=no,
            model=models.get(lot.type, lot.type),
            type=lot.type,
            expires_on=lot.expires_on,
            grade=GRADES[state],
            state=state,
            shares=tuple(sorted(shares, key=lambda share: -share.rounds)),
        )
        bars.append(bar)
    return Stock(desk.today(), ordered(bars))


def latest_year(desk: Desk) -> int:
    """The last year with an operation; this year, if there is none."""
    return years.latest(desk)
