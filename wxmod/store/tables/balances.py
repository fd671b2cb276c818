"""Running balances: what every account held of a lot, day by day, so that nothing is ever added up from the beginning.

Accounts do not disturb one another: what was taken beyond the book is drawn from ``end/unbacked`` and leaves zero
behind, so an account's balance is its own past and no other's.  A movement therefore touches two accounts, and there
the day it happened; later days are worked out again only where the change would push them below zero or fill a
shortfall, and all others merely move along.

A day is a day in UTC.  A row exists for each day something moved: ``held`` is what was left at its end, ``low`` the
least after any of its moments, ``at`` the last of them.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.ammunition.accounts import UNBACKED, is_store
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.times import utc_text

_DATE = 10  # letters of the date a moment begins with
_END = "~"  # sorts after every hour of a day


class Change(NamedTuple):
    """What one account gained at a moment, or lost where it is negative; of a shortfall what was missing."""

    at: str
    rounds: int


class Day(NamedTuple):
    """One account on one day."""

    day: str
    at: str
    held: int
    low: int


class Reworked(NamedTuple):
    """A day worked out again.

    Attributes:
        found: How it stands now; None where nothing moved after all.
        shorts: What was taken beyond the book now.
        kept: What was before.
        shift: How much higher the day ends than it did.
        until: The days between this one and that one move along by as much; None: all there are.
    """

    day: str
    found: Day | None
    shorts: list[Change]
    kept: list[Change]
    shift: int
    until: str | None


def settle(
    changes: Iterable[Change], held: int, *, runs_out: bool
) -> tuple[list[Day], list[Change]]:
    """Days and shortfalls of an account that held so much before *changes*.

    Changes of one moment are taken together: a receipt and an issue noted for the same minute make no false gap.
    """
    by_moment: dict[str, int] = {}
    for change in changes:
        by_moment[change.at] = by_moment.get(change.at, 0) + change.rounds
    days: dict[str, Day] = {}
    shorts = []
    for at in sorted(by_moment):
        held += by_moment[at]
        if runs_out and held < 0:
            shorts.append(Change(at, -held))
            held = 0
        day = at[:_DATE]
        low = min(held, days[day].low) if day in days else held
        days[day] = Day(day, at, held, low)
    return list(days.values()), shorts


class Line(NamedTuple):
    """One lot at one account, as the tables have it."""

    conn: sqlite3.Connection
    lot: str
    place: str

    @property
    def runs_out(self) -> bool:
        """Whether it can hold nothing but not less; makers and ends can."""
        return is_store(self.place)

    def last(self) -> Day | None:
        """The last day something moved."""
        row = self.conn.execute(
            "SELECT day, at, held, low FROM balance WHERE lot = ? AND place = ? ORDER BY day DESC LIMIT 1",
            (self.lot, self.place),
        ).fetchone()
        return Day(*row) if row else None

    def on(self, day: str) -> Day | None:
        """A day as it stands."""
        row = self.conn.execute(
            "SELECT day, at, held, low FROM balance WHERE lot = ? AND place = ? AND day = ?",
            (self.lot, self.place, day),
        ).fetchone()
        return Day(*row) if row else None

    def before(self, day: str) -> int:
        """What it held when *day* began."""
        row = self.conn.execute(
            "SELECT held FROM balance WHERE lot = ? AND place = ? AND day < ? ORDER BY day DESC LIMIT 1",
            (self.lot, self.place, day),
        ).fetchone()
        return int(row[0]) if row else 0

    def held_at(self, moment: str) -> int:
        """What it held at a moment, movements of that moment included."""
        day = moment[:_DATE]
        last = self.on(day)
        if last and last.at <= moment:
            return last.held
        opening = self.before(day)
        changes = [each for each in self.changes(day) if each.at <= moment] if last else []
        days, _shorts = settle(changes, opening, runs_out=self.runs_out)
        return days[-1].held if days else opening

    def changes(self, day: str) -> list[Change]:
        """What moved on one day; at `end/unbacked` also what was drawn from it."""
        rows = self.conn.execute(
            "SELECT at, CASE target WHEN ? THEN rounds ELSE -rounds END FROM movement"
            " WHERE lot = ? AND at BETWEEN ? AND ? AND (source = ? OR target = ?)",
            (self.place, self.lot, day, day + _END, self.place, self.place),
        ).fetchall()
        if self.place == UNBACKED:
            rows += self.conn.execute(
                "SELECT at, -rounds FROM shortfall WHERE lot = ? AND at BETWEEN ? AND ?",
                (self.lot, day, day + _END),
            ).fetchall()
        return [Change(*row) for row in rows]

    def shorts(self, day: str) -> list[Change]:
        """What was taken beyond the book on one day."""
        rows = self.conn.execute(
            "SELECT at, rounds FROM shortfall WHERE lot = ? AND place = ? AND at BETWEEN ? AND ? ORDER BY at",
            (self.lot, self.place, day, day + _END),
        ).fetchall()
        return [Change(*row) for row in rows]

    def disturbed(
        self,
        after: str,
        shift: int,
    ) -> str | None:
        """The first day later than *after* that does not merely move along when the day before ends *shift* higher.

        More in store may fill a shortfall; less may make one, or a greater one.
        """
        if not shift or not self.runs_out:
            return None
        first_short = self.conn.execute(
            "SELECT min(substr(at, 1, ?)) FROM shortfall WHERE lot = ? AND place = ? AND at > ?",
            (_DATE, self.lot, self.place, after + _END),
        ).fetchone()[0]
        first_below = self.conn.execute(
            "SELECT min(day) FROM balance WHERE lot = ? AND place = ? AND day > ? AND low < ?",
            (self.lot, self.place, after, -shift),
        ).fetchone()[0]
        return min((day for day in (first_short, first_below) if day), default=None)


def rework(
    line: Line, days: Iterable[str], extra: Mapping[str, Sequence[Change]] | None = None
) -> list[Reworked]:
    """*days* worked out again, and whatever days follow from them; nothing is written.

    Args:
        extra: By day, what would move besides.
    """
    waiting = sorted({*days, *(extra or {})})
    found, shift = list[Reworked](), 0
    while waiting:
        day = waiting.pop(0)
        stood, opening = line.on(day), line.before(day)
        changes = [*line.changes(day), *(extra or {}).get(day, ())]
        after, shorts = settle(changes, opening + shift, runs_out=line.runs_out)
        was = stood.held if stood else opening
        now = after[0].held if after else opening + shift
        shift = now - was
        due = line.disturbed(day, shift)
        if due and due not in waiting:
            waiting = sorted([*waiting, due])
        until = waiting[0] if waiting else None
        found.append(
            Reworked(
                day=day,
                found=after[0] if after else None,
                shorts=shorts,
                kept=line.shorts(day),
                shift=shift,
                until=until,
            )
        )
    return found


def shortfall_with(line: Line, changes: Iterable[Change]) -> int:
    """How many rounds more would be missing at *line*, then or at any later moment, if *changes* came besides."""
    extra: dict[str, list[Change]] = {}
    for change in changes:
        extra.setdefault(change.at[:_DATE], []).append(change)
    more = 0
    for day in rework(line, (), extra):
        more += sum(each.rounds for each in day.shorts) - sum(each.rounds for each in day.kept)
    return more


def post(line: Line, changes: Sequence[Change]) -> None:
    """Carry a line on after *changes*, whose movements are written, or taken back, already."""
    if not changes:
        return
    last = line.last()
    first = min(each.at for each in changes)
    if last is None or last.at < first:
        drawn = _append(line, last, changes)
    else:
        drawn = _write(line, rework(line, {each.at[:_DATE] for each in changes}))
    post(line._replace(place=UNBACKED), drawn)


def _append(
    line: Line,
    last: Day | None,
    changes: Sequence[Change],
) -> list[Change]:
    """Go on from the last moment; nothing that stands is touched.  What was drawn from `end/unbacked`."""
    opening = last.held if last else 0
    days, shorts = settle(changes, opening, runs_out=line.runs_out)
    for each in days:
        low = min(each.low, last.low) if last and last.day == each.day else each.low
        _put(line, each._replace(low=low))
    _hold(line, days[-1].held)
    return _put_shorts(line, shorts)


def _write(line: Line, reworked: Iterable[Reworked]) -> list[Change]:
    """Write days worked out again; how that changes what was drawn from `end/unbacked`."""
    drawn: list[Change] = []
    for each in reworked:
        if each.found:
            _put(line, each.found)
        else:
            line.conn.execute(
                "DELETE FROM balance WHERE lot = ? AND place = ? AND day = ?",
                (line.lot, line.place, each.day),
            )
        if each.shorts != each.kept:
            line.conn.execute(
                "DELETE FROM shortfall WHERE lot = ? AND place = ? AND at BETWEEN ? AND ?",
                (line.lot, line.place, each.day, each.day + _END),
            )
            drawn += [*each.kept, *_put_shorts(line, each.shorts)]
        if each.shift:
            line.conn.execute(
                "UPDATE balance SET held = held + ?, low = low + ?"
                " WHERE lot = ? AND place = ? AND day > ? AND day < ?",
                (each.shift, each.shift, line.lot, line.place, each.day, each.until or _END),
            )
    last = line.last()
    _hold(line, last.held if last else 0)
    return drawn


def _put(line: Line, day: Day) -> None:
    line.conn.execute(
        "INSERT OR REPLACE INTO balance VALUES (?,?,?,?,?,?)", (line.lot, line.place, *day)
    )


def _put_shorts(line: Line, shorts: Iterable[Change]) -> list[Change]:
    """Write shortfalls; what they draw from `end/unbacked`."""
    rows = [(line.lot, line.place, at, rounds) for at, rounds in shorts]
    line.conn.executemany("INSERT INTO shortfall VALUES (?,?,?,?)", rows)
    return [Change(at, -rounds) for _lot, _place, at, rounds in rows]


def _hold(line: Line, rounds: int) -> None:
    """Write what the line holds now; of nothing there is no row."""
    if rounds:
        line.conn.execute(
            "INSERT OR REPLACE INTO holding VALUES (?,?,?)", (line.place, line.lot, rounds)
        )
    else:
        line.conn.execute("DELETE FROM holding WHERE lot = ? AND place = ?", (line.lot, line.place))


def renew(conn: sqlite3.Connection, lot: str) -> set[str]:
    """Work one lot out from all its movements, as where many came at once; the accounts it has lines at, or had."""
    had = conn.execute("SELECT DISTINCT place FROM balance WHERE lot = ?", (lot,)).fetchall()
    for table in ("balance", "holding", "shortfall"):
        conn.execute(f"DELETE FROM {table} WHERE lot = ?", (lot,))  # noqa: S608  fixed names
    by_place: dict[str, list[Change]] = {}
    rows = conn.execute("SELECT source, target, at, rounds FROM movement WHERE lot = ?", (lot,))
    for source, target, at, rounds in rows.fetchall():
        by_place.setdefault(source, []).append(Change(at, -rounds))
        by_place.setdefault(target, []).append(Change(at, rounds))
    # Drawn from all other accounts, so it comes last.
    beyond = by_place.pop(UNBACKED, [])
    for place, changes in by_place.items():
        beyond += _append(Line(conn, lot, place), None, changes)
    if beyond:
        _append(Line(conn, lot, UNBACKED), None, beyond)
    return {*by_place, *(place for (place,) in had)}


def at_moment(
    conn: sqlite3.Connection, moment: datetime, place: str | None = None
) -> dict[Held, int]:
    """Rounds held at a moment, movements of that moment included, at one account or all."""
    until = utc_text(moment)
    day = until[:_DATE]
    one, values = ("place = ? AND", (place, day)) if place else ("", (day,))
    rows = conn.execute(
        f"SELECT place, lot, held, at, max(day) FROM balance WHERE {one} day <= ? GROUP BY lot, place",  # noqa: S608
        values,
    ).fetchall()
    found = {}
    for where, lot, held, last, _day in rows:
        # Only a line that moved later that day is worked out for the moment.
        rounds = held if last <= until else Line(conn, lot, where).held_at(until)
        if rounds:
            found[Held(where, lot)] = rounds
    return found
