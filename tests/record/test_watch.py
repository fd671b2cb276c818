"""What the record itself has to say, and its daily copy."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.duty_log import ready
from wxmod.actions import Desk, duty
from wxmod.actions.record import keeping, setup, watch
from wxmod.domain.errors import StoreUnavailable
from wxmod.store import disks, drafts
from wxmod.store.database import open_store
from wxmod.store.keeping import daily


def said(desk: Desk) -> str:
    return "\n".join(n.text for n in watch.notices(desk))


def later(desk: Desk, **by: float) -> Desk:
    return replace(
        desk,
        clock=lambda: NOW + timedelta(**by),
    )


def at_once(desk: Desk) -> Desk:
    """The desk when its record was made: the fixture enters equipment at the machine's own time."""
    span = desk.store.conn.execute("SELECT max(recorded_at) FROM journal").fetchone()[0]
    return replace(
        desk,
        clock=lambda: watch.journal.from_utc_text(span),
    )


def test_a_record_in_order_has_nothing_to_say(desk: Desk) -> None:
    assert watch.notices(at_once(desk)) == ()


def test_a_clock_set_back_is_said_and_what_is_written_then_is_marked(desk: Desk) -> None:
    (notice,) = watch.notices(desk)
    assert "早于最后一条流水" in notice.text
    assert notice.grave
    ready(desk)
    found = keeping.verify(desk)
    assert found.breaks == ()
    assert {n.check for n in found.notes} == {"clock"}
    assert len(found.notes) == 1, "only the entry at which the clock jumped"


def test_the_reminder_to_verify_comes_after_its_days_and_goes_when_it_is_done(desk: Desk) -> None:
    now = at_once(desk)
    week = replace(
        now,
        clock=lambda: now.clock() + timedelta(days=8),
    )
    assert "已 8 天没有校验" in said(week)
    keeping.verify(week)
    assert said(week) == ""
    assert (
        said(
            replace(
                now,
                clock=lambda: now.clock() + timedelta(days=15),
            )
        )
        == ""
    )
    assert "没有校验" in said(
        replace(
            now,
            clock=lambda: now.clock() + timedelta(days=17),
        )
    )
    assert [n.text for n in duty.page(week).notices] == []


def test_little_room_on_the_disk_is_said_on_every_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watch.banner(desk) == ""
    monkeypatch.setattr(
        disks,
        "free_mb",
        lambda _path: 12,
    )
    assert "磁盘只剩 12 MB" in said(desk)
    assert watch.banner(desk) == "【磁盘将满】"


def test_on_a_full_disk_the_record_is_still_verified_and_the_failed_copy_said_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_told: object, **_named: object) -> None:
        raise StoreUnavailable("{path}：磁盘已满，没有写入", remedy="腾出空间后重试", path="w.db")

    monkeypatch.setattr(drafts, "save", full)
    monkeypatch.setattr(daily, "take", full)
    assert keeping.verify(desk).breaks == ()
    assert watch.keep_copy(desk) == "w.db：磁盘已满，没有写入"


def test_a_record_that_can_only_be_read_says_so_and_is_not_written(desk: Desk) -> None:
    looked = replace(
        at_once(desk),
        store=open_store(desk.store.path, read_only=True),
    )
    assert "只读" in said(looked)
    assert watch.banner(looked) == "【只读，不能记录】"
    keeping.verify(looked)
    assert watch.keep_copy(looked) == ""
    assert daily.copies(desk.store.path) == []
    looked.store.close()


def test_the_day_has_its_copy_made_beside_the_one_who_records(desk: Desk) -> None:
    assert watch.keep_copy_beside(desk) == ""
    (made,) = daily.copies(desk.store.path)
    assert made.day == NOW.date()
    assert watch.keep_copy(desk) == ""
    assert daily.copies(desk.store.path) == [made]


def test_a_copy_that_cannot_be_made_is_said_until_it_can(desk: Desk) -> None:
    blocked = desk.store.path.parent / daily.FOLDER
    blocked.write_text("not a folder")
    assert "无法新建" in watch.keep_copy(desk)
    assert "自动备份失败" in said(desk)
    blocked.unlink()
    assert watch.keep_copy(desk) == ""
    assert "自动备份失败" not in said(desk)


def test_a_drill_needs_a_copy_and_says_what_it_is_worth(desk: Desk) -> None:
    with pytest.raises(StoreUnavailable, match="还没有自动备份"):
        keeping.drill(desk)
    watch.keep_copy(desk)
    ready(desk)
    done = keeping.drill(desk)
    assert done.verdict.breaks == ()
    assert done.behind > 0
    assert done.copy == daily.copies(desk.store.path)[0].path


def test_the_throw_away_record_is_not_copied() -> None:
    demo = setup.demo()
    assert watch.is_demo(demo)
    assert watch.keep_copy(demo) == watch.keep_copy_beside(demo) == said(demo) == ""
    assert daily.copies(demo.store.path) == []
    demo.store.close()
