"""Watching over the record: the day's copy, and what whoever opens it must be told first."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from wxmod.actions.desk import DEMO, Desk
from wxmod.domain.errors import StoreUnavailable, WxmodError, reason
from wxmod.store import disks, drafts, journal
from wxmod.store.database import open_store
from wxmod.store.keeping import daily
from wxmod.store.keeping.daily import Kept
from wxmod.wording import N_, _

VERIFIED, COPY_FAILED = (
    "care.verified",
    "care.copy-failed",
)  # kept beside the drafts: not part of the record


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
        return _(N_("【只读，不能记录】"))
    return _(N_("【磁盘将满】")) if _room(desk) else ""


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
    store = open_store(desk.store.path, read_only=True, network=True)
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
        told = _(
            N_("记录库已由第 {was} 版升级到第 {now} 版（{n} 条流水未动）；升级前的副本：{copy}")
        )
        yield Notice(
            told.format(
                was=done.was,
                now=done.now,
                n=done.entries,
                copy=done.copy,
            )
        )
    if desk.store.read_only:
        yield Notice(_(desk.store.read_only).format(path=desk.store.path), grave=True)


def _clock(desk: Desk) -> Iterator[Notice]:
    """Flagged, never refused: the order of entries is their number, not their time."""
    span, now = journal.recorded_from_to(desk.store), desk.now()
    if span and span[1] > now:
        at = {
            "now": f"{desk.local(now):%Y-%m-%d %H:%M:%S}",
            "last": f"{desk.local(span[1]):%Y-%m-%d %H:%M:%S}",
        }
        said = _(N_("机器时钟 {now} 早于最后一条流水 {last}：请校时；仍可记录，会被标出"))
        yield Notice(said.format(**at), grave=True)


def _room(desk: Desk) -> tuple[Notice, ...]:
    wanted, free = (
        desk.program.settings.disk_free_mb.value_on(desk.today()),
        disks.free_mb(desk.store.path),
    )
    if not wanted or free >= wanted:
        return ()
    return (
        Notice(_(N_("磁盘只剩 {n} MB：请腾出空间，磁盘满了就不能记录")).format(n=free), grave=True),
    )


def _copies(desk: Desk) -> Iterator[Notice]:
    if failed := drafts.load(desk.store, COPY_FAILED):
        said = _(N_("{at:%m-%d} 自动备份失败：{why}"))
        yield Notice(
            said.format(at=desk.local(failed[0]), why=failed[1]),
            grave=True,
        )
    if fuller := daily.rolled_back(desk.store):
        n = fuller.entries
        said = _(
            N_("备份 {path} 有 {n} 条流水，现在的记录库比它少：可能被换成了旧的；先查明再记录")
        )
        yield Notice(said.format(path=fuller.path, n=n), grave=True)


def _verified(desk: Desk) -> Iterator[Notice]:
    days = desk.program.settings.verify_every_days.value_on(desk.today())
    if not days or is_demo(desk):
        return
    last, span = drafts.load(desk.store, VERIFIED), journal.recorded_from_to(desk.store)
    since = last[0] if last else span[0] if span else desk.now()
    if desk.now() - since > timedelta(days=days):
        said = _(N_("已 {n} 天没有校验记录库（应每 {days} 天一次）：运行 wxmod verify"))
        yield Notice(said.format(n=(desk.now() - since).days, days=days))


def remember_verified(desk: Desk) -> None:
    """So that the reminder waits its turn; a record that can only be read is not reminded of anything."""
    if not desk.store.read_only:
        with suppress(StoreUnavailable):  # a full disk says so by itself
            drafts.save(desk.store, VERIFIED, "", now=desk.now())


def keep_copy(desk: Desk) -> str:
    """Make the day's copy if it is due; "" or why it could not be made, which is then said until it can."""
    settings, today = desk.program.settings, desk.today()
    kept = Kept(
        settings.copies_daily.value_on(today) or 0,
        settings.copies_monthly.value_on(today) or 0,
    )
    if not kept.daily or desk.store.read_only or is_demo(desk) or not daily.due(desk.store, today):
        return ""
    try:
        daily.take(desk.store, desk.local(desk.now()), kept)
    except (WxmodError, OSError) as error:
        said = error.said if isinstance(error, WxmodError) else reason(error)
        with suppress(StoreUnavailable):  # then it is at least said now
            drafts.save(desk.store, COPY_FAILED, said, now=desk.now())
        return said
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
