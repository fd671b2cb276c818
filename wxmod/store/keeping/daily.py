"""Copies that are made without being asked: one a day when something changed, the old ones thinned out.

Names tell all that is needed: ``backups/RECORD-DAY-ENTRIES-MARK.db``.  A copy gets its name only once it has been
opened and verified.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from wxmod.domain.errors import IntegrityFailure
from wxmod.store.database import open_store
from wxmod.store.keeping.copies import backup, restore
from wxmod.store.keeping.heads import entries_told, heads, mark
from wxmod.store.keeping.verify import Verdict, verify
from wxmod.store.pen import Store
from wxmod.wording import N_

FOLDER = "backups"
_GIVEN_UP = timedelta(hours=1)  # a copy still in the making after that was interrupted


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
    named = [(path, name.fullmatch(path.name)) for path in (record.parent / FOLDER).glob("*")]
    return sorted(
        Copy(
            date.fromisoformat(t[1]),
            int(t[2]),
            t[3],
            path,
        )
        for path, t in named
        if t
    )


def behind(store: Store) -> bool:
    """Whether something has been written since the newest copy."""
    made = copies(store.path)
    return not made or made[-1].mark != mark(store.conn)


def rolled_back(store: Store) -> Copy | None:
    """The copy that holds more than the record does now: the record was put back to an earlier state."""
    made = max(copies(store.path), key=lambda c: c.entries, default=None)
    return made if made and made.entries > entries_told(store.conn) else None


def due(store: Store, today: date) -> bool:
    """Whether the day's copy is still to be made."""
    return behind(store) and all(c.day != today for c in copies(store.path))


def take(store: Store, now: datetime, kept: Kept) -> Copy | None:
    """Make the copy of the day that *now* is on the county's clock, verify it, and thin out the old ones.

    None comes back where another process is making it.

    Raises:
        StoreUnavailable: no room, or no right to write there.
        IntegrityFailure: the copy does not verify; no old copy is touched.
    """
    folder = store.path.parent / FOLDER
    made = Copy(
        now.date(),
        entries_told(store.conn),
        mark(store.conn),
        Path(),
    )
    path = folder / f"{store.path.stem}-{made.day}-{made.entries}-{made.mark}{store.path.suffix}"
    part = folder / f"{store.path.stem}-{made.day}{store.path.suffix}.part"
    if part.exists() and not _given_up(part, now):
        return None
    for old in folder.glob(f"{store.path.stem}-*{store.path.suffix}.part"):
        old.unlink(missing_ok=True)
    backup(store, part, tables=False)
    part.rename(path)
    if not rolled_back(store):
        thin_out(store.path, kept)
    return made._replace(path=path)


def _given_up(part: Path, now: datetime) -> bool:
    return abs(now - datetime.fromtimestamp(part.stat().st_mtime, UTC)) > _GIVEN_UP


def thin_out(record: Path, kept: Kept) -> list[Path]:
    """Remove copies beyond those to be kept; what was removed."""
    made = copies(record)
    last_of_month = {(c.day.year, c.day.month): c for c in made}
    months = (
        [last_of_month[m] for m in sorted(last_of_month)][-kept.monthly :] if kept.monthly else []
    )
    spared = {*made[-max(kept.daily, 1) :], *months}
    gone = [c.path for c in made if c not in spared]
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
                raise IntegrityFailure(what, remedy=remedy, path=copy, chain=chain, seq=seq)
    finally:
        again.close()
    return Drill(copy, verdict, entries_told(store.conn) - verdict.entries)
