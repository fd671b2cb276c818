"""Copies that are made without being asked: one a day when something changed, the old ones thinned out.

Names tell all that is needed: ``backups/RECORD-DAY-ENTRIES-MARK.db``.  A copy gets its name only once it has been
opened and verified.
"""

import re
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from wxmod.domain.errors import IntegrityFailure
from wxmod.files import being_made, make_folder
from wxmod.store.database import open_store
from wxmod.store.keeping.copies import backup, restore
from wxmod.store.keeping.heads import entries_told, heads, mark
from wxmod.store.keeping.verify import Verdict, verify
from wxmod.store.pen import Store
from wxmod.wording import N_

FOLDER = "backups"


class Copy(NamedTuple):
    """A copy that was verified when it was made.

    Attributes:
        entries: How many the record then had.
        mark: `heads.mark` of the record then.
    """

    day: date
    entries: int
    mark: str
    path: Path


class Kept(NamedTuple):
    """How many copies are kept: the last so many days, and the last one of so many months."""

    daily: int
    monthly: int


def copies(record: Path) -> list[Copy]:
    """The copies of *record*, oldest first."""
    name = re.compile(
        rf"{re.escape(record.stem)}-(\d{{4}}-\d\d-\d\d)-(\d+)-([0-9a-f]{{8}}){re.escape(record.suffix)}"
    )
    folder = record.parent / FOLDER
    found = []
    for path in folder.glob("*"):
        parts = name.fullmatch(path.name)
        if parts is None:
            continue
        day = date.fromisoformat(parts[1])
        entries = int(parts[2])
        found.append(Copy(day, entries, parts[3], path))
    return sorted(found)


def behind(store: Store) -> bool:
    """Whether something has been written since the newest copy."""
    made = copies(store.path)
    if not made:
        return True
    return made[-1].mark != mark(store.conn)


def rolled_back(store: Store) -> Copy | None:
    """The copy that holds more than the record does now: the record was put back to an earlier state."""
    made = copies(store.path)
    if not made:
        return None
    fullest = max(made, key=attrgetter("entries"))
    if fullest.entries <= entries_told(store.conn):
        return None
    return fullest


def due(store: Store, today: date) -> bool:
    """Whether the day's copy is still to be made."""
    # One a day even where much is written; none where nothing was.
    days = {copy.day for copy in copies(store.path)}
    return today not in days and behind(store)


def take(store: Store, now: datetime, kept: Kept) -> Copy | None:
    """Make the copy of the day that *now* is on the county's clock, verify it, and thin out the old ones.

    None comes back where another process is making it.

    Raises:
        StoreUnavailable: no room, or no right to write there.
        IntegrityFailure: the copy does not verify; no old copy is touched.
    """
    folder = store.path.parent / FOLDER
    day, entries, heads_mark = now.date(), entries_told(store.conn), mark(store.conn)
    name = f"{store.path.stem}-{day}-{entries}-{heads_mark}{store.path.suffix}"
    path = folder / name
    make_folder(folder)
    # An app and a command may find it due at once.
    if being_made(path) or path.exists():
        return None
    backup(store, path, tables=False)
    # A record put back to an older state must not cost the newer copies.
    if not rolled_back(store):
        thin_out(store.path, kept)
    return Copy(day, entries, heads_mark, path)


def thin_out(record: Path, kept: Kept) -> list[Path]:
    """Remove copies beyond those to be kept; what was removed."""
    made = copies(record)
    last_of_month = {}
    for copy in made:
        month = (copy.day.year, copy.day.month)
        # Oldest first, so the last one of a month remains.
        last_of_month[month] = copy
    months = [last_of_month[month] for month in sorted(last_of_month)]
    # Whatever the programme says, one copy is never thrown away.
    daily = max(kept.daily, 1)
    spared = set(made[-daily:])
    if kept.monthly:
        spared.update(months[-kept.monthly :])
    gone = [copy.path for copy in made if copy not in spared]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


class Drill(NamedTuple):
    """A restore that was tried out and thrown away.

    Attributes:
        behind: Entries the record has beyond the copy.
    """

    copy: Path
    verdict: Verdict
    behind: int


def drill(store: Store, copy: Path, restored: Path) -> Drill:
    """Restore *copy* as *restored*, verify it whole, and see that the record goes on from where it stops.

    Raises:
        IntegrityFailure: it does not verify, or the record has another past.
    """
    # Verified twice: as a copy, and once more as what it was restored to.
    verdict = restore(copy, restored)
    again = open_store(restored, read_only=True)
    try:
        verdict = verify(again)
        for chain, seq, seal in heads(again.conn):
            row = store.conn.execute(
                "SELECT hash FROM journal WHERE chain = ? AND seq = ?", (chain, seq)
            ).fetchone()
            if row is None or row[0] != seal:
                what = N_("{path}：备份到 {chain} 第 {seq} 条，现在的记录库却不是由它续下来的")
                remedy = N_("记录库可能被换过或改写；保留两份，报上级核查")
                raise IntegrityFailure(
                    what,
                    remedy=remedy,
                    path=copy,
                    chain=chain,
                    seq=seq,
                )
    finally:
        again.close()
    return Drill(copy, verdict, entries_told(store.conn) - verdict.entries)
