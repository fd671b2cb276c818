"""Watching over the record: the day's copy, and what whoever opens it must be told first."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from wxmod.actions.desk import DEMO, Desk
from wxmod.domain.errors import StoreUnavailable, WxmodError, reason
from wxmod.store import disks, drafts, journal
from wxmod.store.database import open_store
from wxmod.store.keeping import daily
from wxmod.store.keeping.daily import Kept
from wxmod.wording import N_, _

# Kept beside the drafts: not part of the record.
VERIFIED = "care.verified"
COPY_FAILED = "care.copy-failed"


class Notice(NamedTuple):
    """Something about the record itself.

    Attributes:
        grave: Writing on without heeding it may cost entries.
    """

    text: str
    grave: bool = False

    def as_dict(self) -> dict[str, object]:
        """The notice as `--json` prints it."""
        return self._asdict()


def is_demo(desk: Desk) -> bool:
    """Whether the record is the throw-away one that shows the example year."""
    return desk.store.path.parent.name.startswith(DEMO)


def banner(desk: Desk) -> str:
    """What every page says at its top because it decides whether anything can be recorded; "" when nothing does."""
    if desk.store.read_only:
        return _("【只读，不能记录】")
    if _room(desk):
        return _("【磁盘将满】")
    return ""


def seen(desk: Desk) -> tuple[int, bytes]:
    """The end of the record as it is now; another one means that somebody wrote."""
    return journal.tail(desk.store)


LONG = 5_000
"""Entries from which on a page is read beside the interface; below it is there before an eye could see it wait."""


def is_long(desk: Desk) -> bool:
    """Whether reading a whole page may take longer than a key may."""
    return seen(desk)[0] > LONG


@contextmanager
def beside(desk: Desk) -> Iterator[Desk]:
    """The same desk over a connection of its own, only to be read, for a thread beside the one that records."""
    # What the record has to say of itself is as it was opened here, not as it is opened there.
    store = open_store(
        desk.store.path,
        read_only=bool(desk.store.read_only),
        network=True,
    )
    store.migrated = desk.store.migrated
    try:
        yield replace(desk, store=store)
    finally:
        store.close()


def notices(desk: Desk) -> tuple[Notice, ...]:
    """What the record itself has to say before the answer."""
    return (
        *_opened(desk),
        *_clock(desk),
        *_room(desk),
        *_copies(desk),
        *_verified(desk),
    )


def _opened(desk: Desk) -> Iterator[Notice]:
    if done := desk.store.migrated:
        what = N_("记录库已由第 {was} 版升级到第 {now} 版（{n} 条流水未动）；升级前的副本：{copy}")
        text = _(what).format(
            was=done.was,
            now=done.now,
            n=done.entries,
            copy=done.copy,
        )
        yield Notice(text)
    if desk.program_notice:
        yield Notice(desk.program_notice)
    if desk.store.read_only:
        text = _(desk.store.read_only)
        yield Notice(text.format(path=desk.store.path), grave=True)


def _clock(desk: Desk) -> Iterator[Notice]:
    """Flagged, never refused: the order of entries is their number, not their time."""
    span = journal.recorded_from_to(desk.store)
    if span is None:
        return
    now = desk.now()
    _first, last = span
    if last > now:
        text = _("机器时钟 {now} 早于最后一条流水 {last}：请校时；仍可记录，会被标出")
        text = text.format(
            now=_to_the_second(desk, now),
            last=_to_the_second(desk, last),
        )
        yield Notice(text, grave=True)


def _to_the_second(desk: Desk, at: datetime) -> str:
    local = desk.local(at)
    return f"{local:%Y-%m-%d %H:%M:%S}"


def _room(desk: Desk) -> tuple[Notice, ...]:
    settings = desk.program.settings
    wanted = settings.disk_free_mb.value_on(desk.today())
    # On the record's own disk: room elsewhere is of no use to it.
    free = disks.free_mb(desk.store.path)
    if not wanted or free >= wanted:
        return ()
    text = _("磁盘只剩 {n} MB：请腾出空间，磁盘满了就不能记录")
    return (Notice(text.format(n=free), grave=True),)


def _copies(desk: Desk) -> Iterator[Notice]:
    if failed := drafts.load(desk.store, COPY_FAILED):
        at, why = failed
        text = _("{at:%m-%d} 自动备份失败：{why}")
        text = text.format(at=desk.local(at), why=why)
        yield Notice(text, grave=True)
    if fuller := daily.rolled_back(desk.store):
        text = _("备份 {path} 有 {n} 条流水，现在的记录库比它少：可能被换成了旧的；先查明再记录")
        text = text.format(path=fuller.path, n=fuller.entries)
        yield Notice(text, grave=True)


def _verified(desk: Desk) -> Iterator[Notice]:
    settings = desk.program.settings
    days = settings.verify_every_days.value_on(desk.today())
    if not days or is_demo(desk):
        return
    passed = desk.now() - _last_verified(desk)
    if passed > timedelta(days=days):
        text = _("已 {n} 天没有校验记录库（应每 {days} 天一次）：运行 wxmod verify")
        yield Notice(text.format(n=passed.days, days=days))


def _last_verified(desk: Desk) -> datetime:
    """When it last was; of a record that never was, when its first entry was written."""
    verified = drafts.load(desk.store, VERIFIED)
    if verified:
        return verified[0]
    span = journal.recorded_from_to(desk.store)
    return span[0] if span else desk.now()


def remember_verified(desk: Desk) -> None:
    """So that the reminder waits its turn; a record that can only be read is not reminded of anything."""
    if not desk.store.read_only:
        with suppress(StoreUnavailable):  # a full disk says so by itself
            drafts.save(
                desk.store,
                VERIFIED,
                "",
                now=desk.now(),
            )


def keep_copy(desk: Desk) -> str:
    """Make the day's copy if it is due; "" or why it could not be made, which is then said until it can."""
    settings, today = desk.program.settings, desk.today()
    daily_copies = settings.copies_daily.value_on(today)
    monthly_copies = settings.copies_monthly.value_on(today)
    kept = Kept(
        daily_copies or 0,
        monthly_copies or 0,
    )
    if not kept.daily or desk.store.read_only or is_demo(desk):
        return ""
    if not daily.due(desk.store, today):
        return ""
    try:
        daily.take(
            desk.store,
            desk.local(desk.now()),
            kept,
        )
    except (WxmodError, OSError) as error:
        if isinstance(error, WxmodError):
            why = error.said
        else:
            why = reason(error)
        with suppress(StoreUnavailable):  # then it is at least said now
            drafts.save(
                desk.store,
                COPY_FAILED,
                why,
                now=desk.now(),
            )
        return why
    if drafts.load(desk.store, COPY_FAILED):
        drafts.drop(desk.store, COPY_FAILED)
    return ""


def keep_copy_beside(desk: Desk) -> str:
    """The same over a connection of its own, for a thread beside the one that records."""
    if desk.store.read_only or is_demo(desk):
        return ""
    try:
        store = open_store(desk.store.path, network=True)  # it is open there already
    except WxmodError as error:
        return str(error)
    try:
        return keep_copy(replace(desk, store=store))
    finally:
        store.close()
