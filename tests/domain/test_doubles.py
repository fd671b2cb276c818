"""The same thing twice, or in two places at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wxmod.domain.operations.doubles import (
    Clash,
    Other,
    people_at_once,
    recorded_twice,
    stores_at_once,
    units_at_once,
)
from wxmod.domain.operations.operation import Operation

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
HERE, THERE = "140322001", "140322002"


def release(unit: str, first: int, last: int, **more: Any) -> dict[str, Any]:
    """A release from one minute after noon to another."""
    told = {
        "equipment": unit,
        "start": NOON + timedelta(minutes=first),
        "end": NOON + timedelta(minutes=last),
        "rounds": 4,
    }
    return told | more


def operation(*releases: dict[str, Any], site: str = HERE, **more: Any) -> Operation:
    told = {"site": site, "purpose": "hail", "releases": [*releases]}
    return Operation.model_validate(told | more)


def other(no: str, *releases: dict[str, Any], site: str = HERE, **more: Any) -> Other:
    return Other(no, operation(*releases, site=site, **more), None)


def test_the_same_firing_told_by_two_operations() -> None:
    told = operation(release("G1", 0, 5), release("G2", 0, 5))
    others = [other("A", release("G2", 0, 5)), other("B", release("G1", 0, 5, rounds=5))]
    assert list(recorded_twice(told, others)) == [Clash(1, "G2", "A")]


@pytest.mark.parametrize(
    ("site", "first", "last", "clashes"),
    [
        # At one site two releases may follow on one another; at two not even a moment is shared.
        (HERE, 5, 9, False),
        (HERE, 4, 9, True),
        (THERE, 5, 9, True),
        (THERE, 6, 9, False),
        (HERE, -3, 0, False),
        (THERE, -3, 0, True),
        (THERE, -3, -1, False),
    ],
)
def test_a_unit_that_fires_for_two_operations_at_once(
    site: str, first: int, last: int, *, clashes: bool
) -> None:
    told = operation(release("G2", 0, 5), release("G1", 0, 5))
    others = [other("A", release("G1", first, last), site=site)]
    expected = [Clash(1, "G1", "A")] if clashes else []
    assert list(units_at_once(told, others)) == expected


def test_what_is_plainly_told_twice_at_one_site_is_no_second_clash() -> None:
    told = operation(release("G1", 0, 5))
    assert list(units_at_once(told, [other("A", release("G1", 0, 5))])) == []
    elsewhere = other("A", release("G1", 0, 5), site=THERE)
    assert list(units_at_once(told, [elsewhere])) == [Clash(0, "G1", "A")]


@pytest.mark.parametrize("place", ["vehicle/V1", "loaded/L1"])
def test_a_vehicle_two_sites_fire_from_at_once(place: str) -> None:
    """The release in front names no place, and the one behind is looked at all the same."""
    told = operation(release("G1", 0, 5), release("G2", 0, 5, lot="S-1", place=place))
    there = other("A", release("G9", 5, 9, lot="S-1", place=place), site=THERE)
    later = other("B", release("G9", 6, 9, lot="S-1", place=place), site=THERE)
    here = other("C", release("G9", 5, 9, lot="S-1", place=place))
    elsewhere = other("D", release("G9", 5, 9, lot="S-1", place="vehicle/V9"), site=THERE)
    assert list(stores_at_once(told, [there, later, here, elsewhere])) == [Clash(1, place, "A")]


def test_a_magazine_is_no_vehicle() -> None:
    told = operation(release("G1", 0, 5, lot="S-1", place="depot/county"))
    there = other("A", release("G9", 0, 5, lot="S-1", place="depot/county"), site=THERE)
    assert list(stores_at_once(told, [there])) == []


CREW = [{"person": "P1"}, {"person": "P2"}]


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ({}, {}, ["P1", "C1"]),
        ({"joint": "LH-1"}, {}, ["P1", "C1"]),
        ({}, {"joint": "LH-1"}, ["P1", "C1"]),
        ({"joint": "LH-1"}, {"joint": "LH-2"}, ["P1", "C1"]),
        # One person may command every site of a joint operation; nobody serves a gun at two of them.
        ({"joint": "LH-1"}, {"joint": "LH-1"}, ["P1"]),
    ],
)
def test_who_serves_at_two_sites_at_once(
    here: dict[str, str], there: dict[str, str], found: list[str]
) -> None:
    told = operation(release("G1", 0, 5), crew=CREW, commander="C1", **here)
    busy = other(
        "A",
        release("G9", 5, 9),
        site=THERE,
        crew=[{"person": "P1"}, {"person": "P3"}],
        commander="C1",
        **there,
    )
    assert [person for person, _no in people_at_once(told, [busy])] == found


def test_who_serves_twice_at_one_site_or_one_after_the_other_is_in_one_place() -> None:
    told = operation(release("G1", 0, 5), crew=CREW)
    here = other("A", release("G9", 0, 5), crew=CREW)
    later = other("B", release("G9", 6, 9), site=THERE, crew=CREW)
    assert list(people_at_once(told, [here, later])) == []
