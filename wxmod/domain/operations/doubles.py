"""The same thing twice, or impossible: what two operations, or two parts of one, cannot both be."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.registry.versions import Written

Firing = tuple[object, ...]
_MOBILE = ("vehicle/", "loaded/")


class Other(NamedTuple):
    """An operation on record beside the one that is judged.

    Attributes:
        written: Where it was first told; None where nothing depends on it.
    """

    no: str
    operation: Operation
    written: Written | None = None


class Clash(NamedTuple):
    """A release of an operation, and the operation it cannot stand beside."""

    release: int
    name: str
    no: str


def identical(operation: Operation) -> Iterator[tuple[int, int]]:
    """Releases of one operation that say the same, each with the first that said so."""
    first: dict[Release, int] = {}
    for n, release in enumerate(operation.releases):
        if release in first:
            yield n, first[release]
        else:
            first[release] = n


def recorded_twice(operation: Operation, others: Sequence[Other]) -> Iterator[Clash]:
    """Releases that another operation tells too: the same unit over the same time with as many rounds."""
    told: dict[Firing, str] = {}
    for other in others:
        for release in other.operation.releases:
            firing = _firing(release)
            told.setdefault(firing, other.no)
    for n, release in enumerate(operation.releases):
        firing = _firing(release)
        if firing in told:
            yield Clash(n, release.equipment, told[firing])


def _firing(release: Release) -> Firing:
    """What makes two releases the same firing, whatever else is told of it."""
    return (
        release.equipment,
        release.start,
        release.end,
        release.rounds,
        release.duds,
    )


def units_at_once(operation: Operation, others: Sequence[Other]) -> Iterator[Clash]:
    """Units that another operation uses at the same time, beyond those that are plainly told twice."""
    twice = set()
    for clash in recorded_twice(operation, others):
        twice.add((clash.release, clash.no))
    for n, release in enumerate(operation.releases):
        for other in others:
            same_site = other.operation.site == operation.site
            if same_site and (n, other.no) in twice:
                continue
            if _uses_unit(other.operation, release, same_site=same_site):
                yield Clash(n, release.equipment, other.no)


def _uses_unit(
    operation: Operation,
    release: Release,
    *,
    same_site: bool,
) -> bool:
    """Whether an operation uses the unit of a release while that lasts."""
    at_once = _overlap if same_site else _touch
    for each in operation.releases:
        if each.equipment != release.equipment:
            continue
        if at_once(each, release):
            return True
    return False


def stores_at_once(operation: Operation, others: Sequence[Other]) -> Iterator[Clash]:
    """Vehicles and loaded units another site fires from at the same time."""
    elsewhere = [other for other in others if other.operation.site != operation.site]
    for n, release in enumerate(operation.releases):
        place = release.place
        if place is None:
            continue
        if not place.startswith(_MOBILE):
            # What lies at a site is nowhere else.
            continue
        for other in elsewhere:
            if _draws_from(other.operation, release):
                yield Clash(n, place, other.no)


def _draws_from(operation: Operation, release: Release) -> bool:
    """Whether an operation fires from the store of a release while that lasts."""
    for each in operation.releases:
        if each.place != release.place:
            continue
        if _touch(each, release):
            return True
    return False


def people_at_once(operation: Operation, others: Sequence[Other]) -> Iterator[tuple[str, str]]:
    """People who serve at another site at the same time, each with the operation there.

    One person may command every site of a joint operation; nobody serves a gun at two of them.
    """
    for other in others:
        there = other.operation
        if there.site == operation.site:
            continue
        if not _meet(operation, there):
            continue
        together = operation.joint is not None and operation.joint == there.joint
        serving = crew_of(there, commander=not together)
        for person in crew_of(operation, commander=not together):
            if person in serving:
                yield person, other.no


def crew_of(operation: Operation, *, commander: bool = True) -> tuple[str, ...]:
    """Everyone who took part, once each; the commander too, unless left out."""
    people = [member.person for member in operation.crew]
    if commander and operation.commander:
        people.append(operation.commander)
    once_each = dict.fromkeys(people)
    return tuple(once_each)


def rounds_possible(duration: timedelta, per_minute: float) -> int:
    """The most rounds a unit can fire in a time told to the minute; a started minute counts as a whole one.

    >>> rounds_possible(timedelta(minutes=2), 20)
    60
    """
    minutes = duration.total_seconds() / 60
    started = minutes + 1
    return int(started * per_minute)


def _touch(one: Release, other: Release) -> bool:
    """Whether two releases have a moment in common; nothing is at two sites even for one."""
    if one.start > other.end:
        return False
    return other.start <= one.end


def _meet(one: Operation, other: Operation) -> bool:
    """Whether two operations have a moment in common."""
    first, second = one.window, other.window
    if first.start > second.end:
        return False
    return second.start <= first.end


def _overlap(one: Release, other: Release) -> bool:
    """Whether two releases have more than a single moment in common, or are the same single moment.

    At one site a unit may end a release and begin the next in the same second.
    """
    if one.start == other.start:
        return True
    if one.start >= other.end:
        return False
    return other.start < one.end
