"""Sites through time, from the lines of ``sites.csv`` and ``sectors.csv``.

A line holds from its ``since`` on, or ever where it has none.  A site that is moved gets a further line; sectors drawn
anew get further lines of one day, which then hold in place of all before.
"""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
Rows = Sequence[Row]


def sites_through_time(
    rows: Rows,
    sectors: Rows,
) -> tuple[list[Row], list[Row]]:
    """Sites as they stand last, and as they stood before: one more for each day a site or its sectors change.

    A line that is there twice for one day stays twice, so that it can be found.
    """
    latest: list[Row] = []
    earlier: list[Row] = []
    for code in _codes(rows):
        lines = _with(rows, "code", code)
        charts = _with(sectors, "site", code)
        *before, last = _days(lines, charts)
        for day in before:
            earlier += _standing(lines, charts, day)
        latest += _standing(lines, charts, last)
    return latest, earlier


def _codes(rows: Rows) -> list[Any]:
    """Every code once, in the order of the file."""
    codes = [row.get("code") for row in rows]
    return list(dict.fromkeys(codes))


def _with(rows: Rows, column: str, value: Any) -> list[Row]:
    return [row for row in rows if row.get(column) == value]


def _since(row: Row) -> str:
    """As written, which sorts by day; what is no day is found when the row is read."""
    since = row.get("since")
    if not since:
        return ""
    return str(since)


def _days(lines: Rows, charts: Rows) -> list[str]:
    """Every day on which something changed, from the first line of the site on."""
    first = min(map(_since, lines))
    days = set()
    for row in (*lines, *charts):
        # A chart from before there was a site holds from its first day on.
        day = max(first, _since(row))
        days.add(day)
    return sorted(days)


def _in_force(rows: Rows, day: str) -> list[Row]:
    """The rows of the latest day that is not after *day*."""
    begun = [row for row in rows if _since(row) <= day]
    newest = max(map(_since, begun), default="")
    return [row for row in begun if _since(row) == newest]


def _standing(lines: Rows, charts: Rows, day: str) -> list[Row]:
    """A site as it stood from a day on, with the sectors that held then."""
    sectors = [_without_site(row) for row in _in_force(charts, day)]
    standing = []
    for line in _in_force(lines, day):
        site = _placed(line) | {"sectors": sectors}
        if day:
            site["since"] = day
        standing.append(site)
    return standing


def _without_site(row: Row) -> Row:
    sector = dict(row)
    sector.pop("site", None)
    return sector


def _placed(row: Row) -> Row:
    """A line with its two coordinates as a position."""
    site = dict(row)
    if "lon" in site:
        site["position"] = {
            "lon": site.pop("lon"),
            "lat": site.pop("lat", None),
        }
    return site
