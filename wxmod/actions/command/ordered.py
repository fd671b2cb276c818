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
        if unit and unit.kind.fires and (found := granted(desk, unit, told.window)):
            return told.model_copy(update={"clearance": found.number})
    return told


def ordered_operation(desk: Desk, told: Instruction) -> Operation:
    """What it orders as if it had been fired, with the rounds and people the site has."""
    taken: Counter[Held] = Counter()
    releases = [release for order in told.orders for release in _releases(desk, told, order, taken)]
    return Operation(
        site=told.site,
        purpose=told.purpose,
        process=told.process,
        joint=told.joint,
        clearance=told.clearance,
        releases=tuple(releases),
        commander=told.issued_by,
        crew=tuple(CrewMember(person=p) for p in _crew(desk, told)),
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


def _shares(desk: Desk, order: Order, taken: Mapping[Held, int]) -> dict[Held, int]:
    """Rounds of each lot an order takes, beyond what was taken; what no lot covers is asked of the last one."""
    unit = tables.registry.equipment(desk.store).get(order.equipment)
    if unit is None:
        return {}
    left = order.rounds
    shares: dict[Held, int] = {}
    for held, there in fit_rounds(desk, unit, desk.now(), judging.for_rounds(desk)).items():
        free = there - taken.get(held, 0)
        shares[held] = max(0, min(left, free))
        left -= shares[held]
    if left and shares:
        last = next(reversed(shares))
        shares[last] += left
    return shares


def _crew(desk: Desk, told: Instruction) -> tuple[str, ...]:
    units = tables.registry.equipment(desk.store)
    unit = next((units[o.equipment] for o in told.orders if o.equipment in units), None)
    if unit is None:
        return ()
    people = tuple(tables.registry.people(desk.store).values())
    asked = Asked(unit, told.window.start, {}, people, None)
    found = judge(asked, judging.for_rounds(desk))
    # Where nobody is fit, the rules say of everyone at the site why.
    return found.crew or tuple(p.id for p in people if p.site == told.site)


def _passed(azimuths_deg: Sequence[float]) -> Sequence[float]:
    """Every direction fired in: two azimuths of an order are the ends of a sweep, which passes all between them."""
    return swept(*azimuths_deg) if len(azimuths_deg) > 1 else azimuths_deg
