"""A stop holds from the look that found it until it ends by itself or a later look lifts it."""

from datetime import UTC, datetime, timedelta

import pytest

from wxmod.domain.command.suspension import COUNTY, SuspensionEvaluated, SuspensionRule, stops
from wxmod.program import load_program, program_folder

RULE: SuspensionRule = load_program(program_folder("yuxian")).planning.suspension[0]
NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def look(at: datetime, *, tripped: bool, until: datetime | None = None) -> SuspensionEvaluated:
    return SuspensionEvaluated(rule=RULE.code, at=at, tripped=tripped, until=until, source="值班")


@pytest.mark.parametrize(
    ("at", "stopped"),
    [
        (NOON - SECOND, False),
        (NOON, True),
        (NOON + timedelta(hours=1), True),
        (NOON + timedelta(hours=1) + SECOND, False),
    ],
)
def test_a_stop_with_an_end_holds_to_that_second(at: datetime, *, stopped: bool) -> None:
    looks = [look(NOON, tripped=True, until=NOON + timedelta(hours=1))]
    assert bool(list(stops([RULE], looks, at, [COUNTY]))) is stopped


def test_the_later_look_lifts_it_in_whatever_order_they_are_told() -> None:
    looks = [look(NOON + timedelta(hours=1), tripped=False), look(NOON, tripped=True)]
    assert list(stops([RULE], looks, NOON + timedelta(hours=1), [COUNTY])) == []
    assert [s.rule for s in stops([RULE], looks, NOON + timedelta(minutes=59), [COUNTY])] == [RULE]


def test_a_stop_elsewhere_stops_nothing_here() -> None:
    looks = [look(NOON, tripped=True)]
    assert list(stops([RULE], looks, NOON, ["140322001"])) == []
