"""The year's figures and the stock as pictures show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter

from wxmod.actions import year as years
from wxmod.actions.ammunition import lots, stores
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.ammunition.stores import Holding
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
    by_month: dict[int, list[Operation]] = {month: [] for month in MONTHS}
    for each in done:
        start = desk.local(each.window.start)
        by_month[start.month].append(each)
    return _tallied(desk, year, by_month)


def year_on_year(desk: Desk, last: int, count: int = 5) -> Tallies:
    """The *count* years up to *last*; those before the first on record are left out.

    Raises:
        BadInput: not a year.
    """
    by_year: dict[int, list[Operation]] = {}
    for year in range(last - count + 1, last + 1):
        done = _operations(desk, year)
        # Years before the first operation are not years without one.
        if done or by_year or year == last:
            by_year[year] = done
    return _tallied(desk, None, by_year)


def _operations(desk: Desk, year: int) -> list[Operation]:
    window = year_window(year, desk.program.zone)
    rows = tables.operations.operations(desk.store, window)
    return [row.operation for row in rows]


def _tallied(
    desk: Desk,
    year: int | None,
    groups: Mapping[int, Sequence[Operation]],
) -> Tallies:
    """A row for each group; of purposes those that occur in any."""
    found = []
    for held in groups.values():
        found += [each.purpose for each in held]
    purposes = purposes_in(found)
    rows = []
    for key, held in groups.items():
        row = _tally(desk, key, held, purposes)
        rows.append(row)
    return Tallies(year, purposes, tuple(rows))


def _tally(
    desk: Desk,
    key: int,
    held: Sequence[Operation],
    purposes: Sequence[Purpose],
) -> Tally:
    """One row; areas as the year's summary counts them."""
    areas = [each.area for each in held if each.area]
    outlines = [area.outline for area in areas if area.outline]
    total = sum(area.km2 for area in areas)
    covered = union_km2(outlines, desk.program.boundary)
    counted = Counter(each.purpose for each in held)
    return Tally(
        key=key,
        operations=tuple(counted[purpose] for purpose in purposes),
        sum_km2=round(total, 2),
        union_km2=round(covered, 2),
    )


def stock(desk: Desk) -> Stock:
    """What is in store now, a bar for each lot and state: what is set apart as duds stands by itself."""
    notices = lots.standings(desk)
    gathered: dict[tuple[str, Fitness], list[Holding]] = {}
    for held in stores.stock(desk):
        of_lot = notices.get(held.lot.no, ())
        state = lots.fitness(desk, held.place, held.lot, of_lot)
        key = (held.lot.no, state)
        gathered.setdefault(key, []).append(held)
    bars = [_bar(desk, state, holdings) for (_no, state), holdings in gathered.items()]
    return Stock(desk.today(), ordered(bars))


def _bar(desk: Desk, state: Fitness, holdings: Sequence[Holding]) -> Bar:
    """One lot in one state, wherever it lies."""
    lot = holdings[0].lot
    models = {each.code: each.model for each in desk.program.ammunition}
    shares = []
    for held in holdings:
        place = desk.program.place_name(held.place)
        shares.append(Share(place, held.rounds))
    shares.sort(key=attrgetter("rounds"), reverse=True)
    return Bar(
        lot=lot.no,
        model=models.get(lot.type, lot.type),
        type=lot.type,
        expires_on=lot.expires_on,
        grade=GRADES[state],
        state=state,
        shares=tuple(shares),
    )


def latest_year(desk: Desk) -> int:
    """The last year with an operation; this year, if there is none."""
    return years.latest(desk)
