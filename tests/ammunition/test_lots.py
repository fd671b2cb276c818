"""Lots stopped and released to the second, expired from the day after, and which of two goes first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.ammunition.lots import (
    LotResumed,
    LotStopped,
    first_to_expire,
    is_usable,
    passed_over,
    stop_at,
)

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
STOPPED = LotStopped(lot="A", at=NOON, reason="引信")
RESUMED = LotResumed(lot="A", at=NOON + timedelta(hours=2), reason="复验合格")


def lot(no: str, expires_on: date | None) -> Lot:
    return Lot(no=no, type="shell-37", maker="M", expires_on=expires_on)


@pytest.mark.parametrize(
    ("at", "stopped"),
    [
        (NOON - SECOND, False),
        (NOON, True),
        (NOON + timedelta(hours=2) - SECOND, True),
        (NOON + timedelta(hours=2), False),
    ],
)
def test_a_notice_holds_from_its_second_to_that_of_its_lifting(
    at: datetime, *, stopped: bool
) -> None:
    assert (stop_at([RESUMED, STOPPED], at) is STOPPED) is stopped


@pytest.mark.parametrize(
    ("day", "usable"),
    [(date(2025, 9, 29), True), (date(2025, 9, 30), True), (date(2025, 10, 1), False)],
)
def test_the_day_it_expires_is_its_last(day: date, *, usable: bool) -> None:
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    assert is_usable(lot("A", date(2025, 9, 30)), [], at, day) is usable


@pytest.mark.parametrize(
    ("other_expires", "is_passed_over"),
    [
        (date(2025, 9, 29), True),
        (date(2025, 9, 30), False),
        (date(2025, 10, 1), False),
        (None, False),
    ],
)
def test_only_a_lot_that_expires_before_is_passed_over(
    other_expires: date | None, *, is_passed_over: bool
) -> None:
    taken, other = lot("B", date(2025, 9, 30)), lot("A", other_expires)
    held = {Held("depot/county", "A"): 1, Held("depot/county", "B"): 50}
    found = passed_over(taken, "depot/county", held, [taken, other])
    assert found == (other if is_passed_over else None)


def test_a_lot_that_is_not_there_is_not_passed_over() -> None:
    taken, older = lot("B", date(2025, 9, 30)), lot("A", date(2024, 9, 30))
    held = {Held("depot/county", "A"): 0, Held("site/1", "A"): 7, Held("depot/county", "B"): 50}
    assert passed_over(taken, "depot/county", held, [taken, older]) is None


def test_of_two_older_lots_the_oldest_is_named() -> None:
    taken = lot("C", date(2026, 1, 1))
    older, oldest = lot("A", date(2025, 1, 1)), lot("B", date(2024, 1, 1))
    held = {Held("depot/county", no): 5 for no in "ABC"}
    assert passed_over(taken, "depot/county", held, [taken, older, oldest]) == oldest


def test_rounds_come_from_the_first_to_expire_and_unknown_expiry_last() -> None:
    unknown, late, early = lot("A", None), lot("B", date(2026, 1, 1)), lot("C", date(2025, 1, 1))
    shares = first_to_expire([(unknown, 9), (late, 4), (early, 3)], 8)
    assert [(share.lot.no, share.rounds) for share in shares] == [("C", 3), ("B", 4), ("A", 1)]
    assert sum(s.rounds for s in first_to_expire([(early, 3)], 8)) == 3
