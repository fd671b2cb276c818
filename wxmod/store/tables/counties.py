"""Sums over many chains, made by SQL from the tables: what a city or province asks of all its counties at once."""

from collections.abc import Mapping
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.times import Window, utc_text
from wxmod.store.pen import Store

_COUNTY = 6  # digits of GB/T 2260 that a site's code begins with
YEAR = f"""SELECT substr(o.site, 1, {_COUNTY}) AS county, o.purpose, r.lot, sum(r.n = 0), sum(r.rounds), sum(r.duds)
    FROM operation o JOIN release r ON r.no = o.no
    WHERE o.voided = 0 AND o.start_at BETWEEN ? AND ?
    GROUP BY county, o.purpose, r.lot ORDER BY county, o.purpose, r.lot"""  # noqa: S608  a constant
_LOTS = "SELECT no, body ->> '$.type' FROM lot ORDER BY no, told, chain, seq"


class YearTotal(NamedTuple):
    """A county's operations of one purpose within a stretch of time; kinds of rounds are never added together.

    Attributes:
        county: First six digits of the sites' codes.
        purpose: As a code.
        unknown: Rounds without a lot, or of a lot or type that is not known here.
    """

    county: str
    purpose: str
    operations: int
    rockets: int
    shells: int
    flares: int
    unknown: int
    duds: int


def by_county(
    store: Store,
    window: Window,
    kinds: Mapping[str, AmmunitionKind] | None = None,
) -> list[YearTotal]:
    """Every county's operations that began within *window*; void ones have no releases and so do not count.

    Args:
        kinds: The kind of each type of ammunition.
    """
    types = dict(store.conn.execute(_LOTS).fetchall())
    rows = store.conn.execute(YEAR, (utc_text(window.start), utc_text(window.end))).fetchall()
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for county, purpose, lot, operations, rounds, duds in rows:
        line = sums.setdefault((county, purpose), dict.fromkeys(YearTotal._fields[2:], 0))
        line["operations"] += operations
        line["duds"] += duds
        line[_column((kinds or {}).get(types.get(lot, "")))] += rounds
    return [YearTotal(*key, *line.values()) for key, line in sums.items()]


_COLUMNS = {
    AmmunitionKind.ROCKET: "rockets",
    AmmunitionKind.SHELL: "shells",
    AmmunitionKind.FLARE: "flares",
}


def _column(kind: AmmunitionKind | None) -> str:
    return _COLUMNS[kind] if kind else "unknown"
