"""Sums over many chains, made by SQL from the tables: what a city or province asks of all its counties at once."""

from typing import NamedTuple

from wxmod.domain.times import Window, utc_text
from wxmod.store.pen import Store

_COUNTY = 6  # digits of GB/T 2260 that a site's code begins with
YEAR = f"""SELECT substr(o.site, 1, {_COUNTY}) AS county, o.purpose, sum(r.n = 0), sum(r.rounds), sum(r.duds)
    FROM operation o JOIN release r ON r.no = o.no WHERE o.start_at BETWEEN ? AND ?
    GROUP BY county, o.purpose ORDER BY county, o.purpose"""  # noqa: S608  a constant


class YearTotal(NamedTuple):
    """A county's operations of one purpose within a stretch of time.

    Attributes:
        county: First six digits of the sites' codes.
        purpose: As a code.
    """

    county: str
    purpose: str
    operations: int
    rounds: int
    duds: int


def by_county(store: Store, window: Window) -> list[YearTotal]:
    """Every county's operations that began within *window*; void ones have no releases and so do not count."""
    rows = store.conn.execute(
        YEAR,
        (utc_text(window.start), utc_text(window.end)),
    ).fetchall()
    return [YearTotal(*row) for row in rows]
