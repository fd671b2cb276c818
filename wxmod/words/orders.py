"""An instruction from the words typed or from a solution, and in words again: one mechanism for flags and the app."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from wxmod.actions.airspace import clearances
from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import OPEN
from wxmod.domain.command.instructions import Aspect, Deviation, Instruction, Order
from wxmod.domain.explain import faults
from wxmod.domain.firing.aiming import Aim
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.typed import choice
from wxmod.planning.solved import Solved
from wxmod.store import tables
from wxmod.wording import N_, _
from wxmod.words.forms import order_from_text
from wxmod.words.intents import Gathered, Words, parts


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
    read = Gathered(desk, words)
    made: dict[str, Any] = {
        "number": normalise(read.said("number")) or instructions.next_number(desk)
    }
    if solved:
        made |= {"site": solved.plan.site, "purpose": solved.purpose, **_by(desk, solved)}
    else:
        made["site"] = read.settle(
            "site",
            lambda: desk.program.site(normalise(read.said("site"))).code,
        )
        made["purpose"] = read.settle("purpose", lambda: choice(Purpose, read.said("purpose")))
        made["orders"] = tuple(orders) or _orders(read)
    made["window"] = read.window(start=max(solved.plan.at, desk.now()) if solved else None)
    return read.made(Instruction, made | _said(read))


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
    read = Gathered(desk, words)
    fresh = tuple(orders) or (_orders(read) if read.said("equipment") else ())
    by_hand = (
        {"orders": fresh, "remarks": _by_hand(held.remarks)}
        if fresh and fresh != held.orders
        else {}
    )
    window = read.window(held.window.start, held.window.end)
    anew = (
        (_by(desk, solved) if solved else by_hand)
        | _said(read)
        | {"window": window, "reason": read.said("reason")}
    )
    return read.made(Instruction, held.model_dump() | anew)


def _by(desk: Desk, found: Solved) -> dict[str, Any]:
    """What a solution tells of an instruction; what it rests on and its moment as the remark."""
    plan = found.plan
    basis = (
        _(N_("射表 {table}")).format(table=plan.table)
        if isinstance(plan, Aim)
        else plan.wind_source
    )
    said = _(N_("诸元按 {basis}，{at} 求得")).format(
        basis=basis,
        at=f"{desk.local(plan.at):%Y-%m-%d %H:%M}",
    )
    return {"orders": (found.order,), "remarks": said}


def _by_hand(remarks: str) -> str:
    """The remark of an instruction whose orders somebody types anew: it rests on no solution any more."""
    said = _(N_("{remarks}；后由人工改定"))
    return (
        remarks
        if not remarks or remarks.endswith(said.format(remarks=""))
        else said.format(remarks=remarks)
    )


def _said(read: Gathered) -> dict[str, Any]:
    """What the words tell, field by field; by whom and when it is told is always said."""
    made: dict[str, Any] = {
        n: normalise(read.said(n)) for n in ("process", "joint", "clearance") if read.said(n)
    }
    made |= {
        "issued_by": normalise(read.said("by")) or read.desk.actor,
        "issued_at": read.desk.now(),
    }
    made |= {"remarks": read.said("remarks")} if read.said("remarks") else {}
    return made | ({"cites": tuple(cites)} if (cites := parts(read.words.get("cites"))) else {})


_ORDER = ("equipment", "rounds", "azimuths_deg", "elevations_deg")


def _orders(read: Gathered) -> tuple[Order, ...]:
    """The order the words tell, and those of other units on the line ``more``."""
    made: dict[str, Any] = {name: read.said(name) for name in _ORDER[:2] if read.said(name)}
    made |= {name: parts(read.words.get(name)) for name in _ORDER[2:]}
    found = []
    try:
        found.append(Order.model_validate(made))
    except ValidationError as error:
        read.faults |= faults(error)
    lines = [line for line in read.said("more").replace("；", ";").split(";") if line.strip()]
    more = read.settle("more", lambda: [order_from_text(line) for line in lines])
    return (*found, *(more or ()))


def words_of(desk: Desk, held: Instruction) -> dict[str, str]:
    """An instruction as the words of a form; `revised` takes them back."""
    first, *more = held.orders
    clock = "%Y-%m-%d %H:%M"
    return {
        "start": f"{desk.local(held.window.start):{clock}}",
        "end": f"{desk.local(held.window.end):{clock}}",
        **_order_words(first),
        "more": "; ".join(_typed(order) for order in more),
    }


def _order_words(order: Order) -> dict[str, str]:
    angles = {
        n: ",".join(f"{v:g}" for v in getattr(order, n)) for n in ("azimuths_deg", "elevations_deg")
    }
    return {"equipment": order.equipment, "rounds": str(order.rounds)} | angles


def _typed(order: Order) -> str:
    return " ".join(f"{name}={value}" for name, value in _order_words(order).items() if value)


def fresh(desk: Desk) -> dict[str, str]:
    """Words for a new instruction: what the only open airspace and the only process under way leave no doubt of.

    A form must not guess: where there are two, it says neither.
    """
    now, words = desk.now(), dict[str, str]()
    cleared = [
        c
        for c in clearances.listed(desk)
        if c.status in OPEN and c.granted and c.granted.end >= now
    ]
    if len(cleared) == 1 and (given := cleared[0].granted):
        words |= {
            "start": f"{desk.local(max(given.start, now)):%H:%M}",
            "end": f"{desk.local(given.end):%H:%M}",
        }
        if len(cleared[0].sites) == 1:
            words |= _at_site(desk, cleared[0].sites[0])
    under_way = [
        p
        for p in tables.command.processes(desk.store).values()
        if p.window.start <= now <= p.window.end
    ]
    if len(under_way) == 1:
        words |= {"process": under_way[0].id}
        words |= (
            {"purpose": under_way[0].purposes[0].label} if len(under_way[0].purposes) == 1 else {}
        )
    return words


def _at_site(desk: Desk, code: str) -> dict[str, str]:
    units = [
        u.id
        for u in tables.registry.equipment(desk.store).values()
        if u.site == code and u.kind.fires
    ]
    return {"site": desk.program.site(code).name} | (
        {"equipment": units[0]} if len(units) == 1 else {}
    )


def units(desk: Desk, *, fires: bool = False) -> dict[str, str]:
    """What may be ordered to fire or to burn (or only to fire), and where it stands."""
    known = tables.registry.equipment(desk.store).values()
    return {
        u.id: desk.program.site(u.site).name
        for u in known
        if u.site and (u.kind.fires or not fires)
    }


def order_said(order: Order) -> str:
    """An order on one line."""
    azimuths, elevations = (
        "–".join(f"{v:g}" for v in each) for each in (order.azimuths_deg, order.elevations_deg)
    )
    return f"{order.equipment} ×{order.rounds} {azimuths or '-'}° ∠{elevations or '-'}°"


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
_MARKS = {True: "●", False: "✗", None: "?"}
_UNITS = {Aspect.TIME: " min", Aspect.AZIMUTH: "°", Aspect.ELEVATION: "°"}


def compared(desk: Desk, found: Sequence[Deviation]) -> list[tuple[str, ...]]:
    """Each aspect in words: as ordered, as done, how far off, and how far it may be."""
    return [_deviation(desk, each) for each in found]


def _deviation(desk: Desk, d: Deviation) -> tuple[str, ...]:
    measured = (_measure(d, d.off), _measure(d, d.limit))
    return (
        _MARKS[d.within],
        d.aspect.label,
        d.equipment or "",
        *_words(desk, d),
        *measured,
    )


def _measure(each: Deviation, value: float | None) -> str:
    return "" if value is None else f"{value:g}{_UNITS.get(each.aspect, '')}"


def _words(desk: Desk, each: Deviation) -> list[str]:
    """Ordered and done; times on the county's clock."""
    if each.aspect is not Aspect.TIME:
        return [each.ordered, each.done or "-"]
    spans = [
        [desk.local(datetime.fromisoformat(at)) for at in w.split("/")]
        for w in (each.ordered, each.done)
    ]
    return [f"{first:%m-%d %H:%M}–{last:%H:%M}" for first, last in spans]
