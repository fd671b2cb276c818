"""What an instruction orders, as the operation it would be if it were fired with what is there."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wxmod.actions import judging
from wxmod.actions.command.readiness import fit_rounds, granted
from wxmod.actions.desk import Desk
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.command.instructions import Instruction, Order
from wxmod.domain.geodesy import swept
from wxmod.domain.operations.operation import CrewMember, Operation, Release
from wxmod.planning.readiness import Asked, judge
from wxmod.store import tables


def with_clearance(desk: Desk, told: Instruction) -> Instruction:
    """*told* with the airspace granted to its units then, where it names none."""
    if told.clearance:
        return told
    units = tables.registry.equipment(desk.store)
    for order in told.orders:
        unit = units.get(order.equipment)
        if unit is None or not unit.kind.fires:
            continue
        clearance = granted(desk, unit, told.window)
        if clearance:
            return told.model_copy(update={"clearance": clearance.number})
    return told


def ordered_operation(desk: Desk, told: Instruction) -> Operation:
    """What it orders as if it had been fired, with the rounds and people the site has."""
    taken: Counter[Held] = Counter()
    releases: list[Release] = []
    for order in told.orders:
        releases += _releases(desk, told, order, taken)
    crew = [CrewMember(person=person) for person in _crew(desk, told)]
    return Operation(
        site=told.site,
        purpose=told.purpose,
        process=told.process,
        joint=told.joint,
        clearance=told.clearance,
        releases=tuple(releases),
        commander=told.issued_by,
        crew=tuple(crew),
    )


def _releases(
    desk: Desk,
    told: Instruction,
    order: Order,
    taken: Counter[Held],
) -> Iterator[Release]:
    """One release a lot, the lot to be used first in front; what no lot covers is asked of the last one.

    Args:
        taken: What the orders before it take of each lot; this one's share is added.
    """
    shares = _shares(desk, order, taken)
    taken.update(shares)
    common = {
        "equipment": order.equipment,
        "start": told.window.start,
        "end": told.window.end,
        "azimuths_deg": _passed(order.azimuths_deg),
        "elevations_deg": order.elevations_deg,
    }
    for held, rounds in shares.items():
        if rounds:
            lot = {"lot": held.lot, "place": held.place, "rounds": rounds}
            yield Release.model_validate(common | lot)
    if not shares:
        yield Release.model_validate(common | {"rounds": order.rounds})


def _shares(
    desk: Desk,
    order: Order,
    taken: Mapping[Held, int],
) -> dict[Held, int]:
    """Rounds of each lot an order takes, beyond what was taken; what no lot covers is asked of the last one."""
    unit = tables.registry.equipment(desk.store).get(order.equipment)
    if unit is None:
        return {}
    fit = fit_rounds(desk, unit, desk.now(), judging.for_rounds(desk))
    left = order.rounds
    shares: dict[Held, int] = {}
    for held, there in fit.items():
        free = there - taken.get(held, 0)
        share = max(0, min(left, free))
        shares[held] = share
        left -= share
    if left and shares:
        last = next(reversed(shares))
        shares[last] += left
    return shares


def _crew(desk: Desk, told: Instruction) -> tuple[str, ...]:
    """Who would serve: the crew that is fit for the first unit the roster knows."""
    units = tables.registry.equipment(desk.store)
    ordered = [units[order.equipment] for order in told.orders if order.equipment in units]
    if not ordered:
        return ()
    people = tuple(tables.registry.people(desk.store).values())
    asked = Asked(ordered[0], told.window.start, {}, people, None)
    readiness = judge(asked, judging.for_rounds(desk))
    if readiness.crew:
        return readiness.crew
    # Where nobody is fit, the rules say of everyone at the site why.
    return tuple(person.id for person in people if person.site == told.site)


def _passed(azimuths_deg: Sequence[float]) -> Sequence[float]:
    """Every direction fired in: two azimuths of an order are the ends of a sweep, which passes all between them."""
    if len(azimuths_deg) < 2:  # noqa: PLR2004  the two ends of a sweep
        return azimuths_deg
    return swept(*azimuths_deg)
