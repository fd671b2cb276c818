"""An instruction from the words typed or from a solution, and in words again: one mechanism for flags and the app."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from wxmod.actions.airspace import clearances
from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import OPEN
from wxmod.domain.command.instructions import Aspect, Deviation, Instruction, Order
from wxmod.domain.explain import faults
from wxmod.domain.firing.aiming import Aim, BurnerPlan
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.times import Side
from wxmod.domain.typed import choice
from wxmod.planning.solved import Solved
from wxmod.rules.command.instructions import clock_span
from wxmod.store import tables
from wxmod.wording import N_, _
from wxmod.words.forms import order_from_text
from wxmod.words.reading import Reading, Words, parts

_ORDER_LINES = ("equipment", "rounds")
_ANGLES = ("azimuths_deg", "elevations_deg")
_BY_HAND = N_("{remarks}；后由人工改定")


def told(
    desk: Desk,
    words: Words,
    orders: Sequence[Order] = (),
    solved: Solved | None = None,
) -> Instruction:
    """A new instruction; where it follows from a solution, site, purpose, order and start are the solution's.

    Args:
        words: ``site``, ``purpose``, ``start``, ``end``, ``number`` and what `_said` reads; the order too, where there
            are no *orders*.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words, Side.AHEAD)
    fields: dict[str, Any] = {
        "number": normalise(reading.text("number")) or instructions.next_number(desk)
    }
    start = None
    if solved:
        fields |= {
            "site": solved.plan.site,
            "purpose": solved.purpose,
        }
        fields |= _by(desk, solved)
        start = max(
            solved.plan.at,
            desk.now(),
        )
    else:
        site, purpose = normalise(reading.text("site")), reading.text("purpose")
        fields["site"] = reading.settle(
            "site",
            lambda: desk.program.site(site).code,
        )
        fields["purpose"] = reading.settle(
            "purpose",
            lambda: choice(Purpose, purpose),
        )
        fields["orders"] = tuple(orders) or _orders(reading)
    fields["window"] = reading.window(start=start)
    return reading.made(
        Instruction,
        fields | _said(reading),
    )


def revised(
    desk: Desk,
    held: Instruction,
    words: Words,
    orders: Sequence[Order] = (),
    solved: Solved | None = None,
) -> Instruction:
    """*held* told anew for a ``reason``: only what is said is changed.

    Raises:
        FormFaults: something does not fit.
    """
    reading = Reading(desk, words, Side.AHEAD)
    ordered = tuple(orders)
    if not ordered and reading.text("equipment"):
        ordered = _orders(reading)
    changes: dict[str, Any] = {}
    if solved:
        changes = _by(desk, solved)
    elif ordered and ordered != held.orders:
        changes = {
            "orders": ordered,
            "remarks": _by_hand(held.remarks),
        }
    changes |= _said(reading)
    changes["window"] = reading.window(
        held.window.start,
        held.window.end,
    )
    changes["reason"] = reading.text("reason")
    return reading.made(
        Instruction,
        held.model_dump() | changes,
    )


def _by(desk: Desk, found: Solved) -> dict[str, Any]:
    """What a solution tells of an instruction; what it rests on and its moment as the remark."""
    plan = found.plan
    basis = _basis(plan)
    solved_at = f"{desk.local(plan.at):%Y-%m-%d %H:%M}"
    remark = _(N_("诸元按 {basis}，{at} 求得")).format(
        basis=basis,
        at=solved_at,
    )
    return {
        "orders": (found.order,),
        "remarks": remark,
    }


def _basis(plan: Aim | BurnerPlan) -> str:
    if isinstance(plan, Aim):
        return _(N_("射表 {table}")).format(table=plan.table)
    return plan.wind_source


def _by_hand(remarks: str) -> str:
    """The remark of an instruction whose orders somebody types anew: it rests on no solution any more."""
    sentence = _(_BY_HAND)
    if not remarks or remarks.endswith(sentence.format(remarks="")):
        return remarks
    return sentence.format(remarks=remarks)


def _said(reading: Reading) -> dict[str, Any]:
    """What the words tell, field by field; by whom and when it is told is always said."""
    codes = reading.given("process", "joint", "clearance")
    fields: dict[str, Any] = {name: normalise(text) for name, text in codes.items()}
    fields |= reading.given("remarks")
    if cites := parts(reading.words.get("cites")):
        fields["cites"] = tuple(cites)
    fields["issued_by"] = normalise(reading.text("by")) or reading.desk.actor
    fields["issued_at"] = reading.desk.now()
    return fields


def _orders(reading: Reading) -> tuple[Order, ...]:
    """The order the words tell, and those of other units on the line ``more``."""
    fields: dict[str, Any] = reading.given(*_ORDER_LINES)
    for name in _ANGLES:
        fields[name] = parts(reading.words.get(name))
    found = []
    try:
        found.append(Order.model_validate(fields))
    except ValidationError as error:
        reading.faults |= faults(error)
    typed = (
        reading.text("more")
        .replace(
            "；",
            ";",
        )
        .split(";")
    )
    lines = [line for line in typed if line.strip()]
    more = reading.settle(
        "more",
        lambda: [order_from_text(line) for line in lines],
    )
    return (*found, *(more or ()))


def words_of(desk: Desk, held: Instruction) -> dict[str, str]:
    """An instruction as the words of a form; `revised` takes them back."""
    first, *more = held.orders
    start, end = desk.local(held.window.start), desk.local(held.window.end)
    return {
        "start": f"{start:%Y-%m-%d %H:%M}",
        "end": f"{end:%Y-%m-%d %H:%M}",
        **_order_words(first),
        "more": "; ".join(_typed(order) for order in more),
    }


def _order_words(order: Order) -> dict[str, str]:
    words = {
        "equipment": order.equipment,
        "rounds": str(order.rounds),
    }
    for name in _ANGLES:
        words[name] = ",".join(f"{degrees:g}" for degrees in getattr(order, name))
    return words


def _typed(order: Order) -> str:
    return " ".join(f"{name}={value}" for name, value in _order_words(order).items() if value)


def fresh(desk: Desk) -> dict[str, str]:
    """Words for a new instruction: what the only open airspace and the only process under way leave no doubt of.

    A form must not guess: where there are two, it says neither.
    """
    return _from_airspace(desk) | _from_process(desk)


def _from_airspace(desk: Desk) -> dict[str, str]:
    now = desk.now()
    cleared = [
        held
        for held in clearances.listed(desk)
        if held.status in OPEN and held.granted and held.granted.end >= now
    ]
    if len(cleared) != 1 or cleared[0].granted is None:
        return {}
    given = cleared[0].granted
    start, end = desk.local(max(given.start, now)), desk.local(given.end)
    words = {
        "start": f"{start:%m-%d %H:%M}",
        "end": f"{end:%m-%d %H:%M}",
    }
    if start.date() == end.date() == desk.today():
        words = {
            "start": f"{start:%H:%M}",
            "end": f"{end:%H:%M}",
        }
    if len(cleared[0].sites) == 1:
        words |= _at_site(
            desk,
            cleared[0].sites[0],
        )
    return words


def _from_process(desk: Desk) -> dict[str, str]:
    now = desk.now()
    processes = tables.command.processes(desk.store).values()
    under_way = [p for p in processes if p.window.start <= now <= p.window.end]
    if len(under_way) != 1:
        return {}
    words = {"process": under_way[0].id}
    if len(under_way[0].purposes) == 1:
        words["purpose"] = under_way[0].purposes[0].label
    return words


def _at_site(desk: Desk, code: str) -> dict[str, str]:
    known = tables.registry.equipment(desk.store).values()
    here = [unit.id for unit in known if unit.site == code and unit.kind.fires]
    words = {"site": desk.program.site_name(code)}
    if len(here) == 1:
        words["equipment"] = here[0]
    return words


def units(desk: Desk, *, fires: bool = False) -> dict[str, str]:
    """What may be ordered to fire or to burn (or only to fire), and where it stands."""
    known = tables.registry.equipment(desk.store).values()
    placed = {unit.id: unit.site for unit in known if unit.site and (unit.kind.fires or not fires)}
    return {unit: desk.program.site_name(site) for unit, site in placed.items()}


def order_said(order: Order) -> str:
    """An order on one line."""
    azimuths = "–".join(f"{degrees:g}" for degrees in order.azimuths_deg) or "-"
    elevations = "–".join(f"{degrees:g}" for degrees in order.elevations_deg) or "-"
    return f"{order.equipment} ×{order.rounds} {azimuths}° ∠{elevations}°"


COMPARED = (
    "",
    N_("项目"),
    N_("装备"),
    N_("指令"),
    N_("实际"),
    N_("偏差"),
    N_("限值"),
)
"""The columns of `compared`."""
_MARKS = {
    True: "●",
    False: "✗",
    None: "?",
}
_UNITS = {
    Aspect.TIME: " min",
    Aspect.AZIMUTH: "°",
    Aspect.ELEVATION: "°",
}


def compared(desk: Desk, found: Sequence[Deviation]) -> list[tuple[str, ...]]:
    """Each aspect in words: as ordered, as done, how far off, and how far it may be."""
    return [_deviation(desk, each) for each in found]


def _deviation(desk: Desk, each: Deviation) -> tuple[str, ...]:
    ordered, done = _words(desk, each)
    return (
        _MARKS[each.within],
        each.aspect.label,
        each.equipment or "",
        ordered,
        done,
        _measure(each, each.off),
        _measure(each, each.limit),
    )


def _measure(each: Deviation, value: float | None) -> str:
    return "" if value is None else f"{value:g}{_UNITS.get(each.aspect, '')}"


def _words(desk: Desk, each: Deviation) -> list[str]:
    """Ordered and done; times on the county's clock."""
    if each.aspect is not Aspect.TIME:
        return [
            each.ordered,
            each.done or "-",
        ]
    return [
        clock_span(
            each.ordered,
            desk.program.zone,
        ),
        clock_span(
            each.done,
            desk.program.zone,
        ),
    ]
