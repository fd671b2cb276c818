"""A debt of several operations is late when its first is, and settled by when its last is."""

from datetime import UTC, datetime, timedelta

from tests.duty_log import hail
from wxmod.actions import Desk
from wxmod.planning.owed import owed


def test_the_first_deadline_and_the_last(desk: Desk) -> None:
    early = hail(desk, start="14:50", end="15:00")
    late = hail(desk, start="15:30", end="15:40")
    (debt,) = owed(
        [("late", late), ("early", early)],
        subject=lambda _no, _operation: "GC20230720",
        hours=lambda _day: 24,
        zone=UTC,
    )
    day = timedelta(hours=24)
    assert debt.operations == ("late", "early")
    assert debt.first_due == datetime.fromisoformat("2023-07-20T15:00:00+08:00") + day
    assert debt.due == datetime.fromisoformat("2023-07-20T15:40:00+08:00") + day
    assert debt.minutes_left(debt.first_due) == 0
    assert debt.minutes_left(debt.first_due + timedelta(minutes=1)) == -1


def test_what_is_late_first_stands_in_front_and_what_has_no_limit_last(desk: Desk) -> None:
    done = [
        ("a", hail(desk, start="15:30", end="15:40")),
        ("b", hail(desk, start="14:50", end="15:00")),
    ]
    debts = owed(done, lambda no, _operation: no, lambda _day: 24, UTC)
    assert [debt.subject for debt in debts] == ["b", "a"]
    without = owed(done, lambda no, _operation: no, lambda _day: None, UTC)
    assert [(debt.first_due, debt.due) for debt in without] == [(None, None), (None, None)]
