"""An instruction from the words typed or from a solution, and in words again: one mechanism for flags and the app."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import ValidationError

from wxmod.actions.airspace import clearances
from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import OPEN, Clearance
from wxmod.domain.command.instructions import Aspect, Deviation, Instruction, Order
from wxmod.domain.explain import faults
from wxmod.domain.firing.aiming import Aim, BurnerPlan
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.text import normalise
from wxmod.domain.times import Side, Window
from wxmod.planning.solved import Solved
from wxmod.rules.command.instructions import clock_span
from wxmod.store import tables
from wxmod.wording import N_, _
from wxmod.words.cells import FormWords, degrees
from wxmod.words.forms import order_from_text
from wxmod.words.reading import Fields, Reading, Words, parts

_ORDER_LINES = ("equipment", "rounds")
_CODES = ("process", "joint", "clearance")
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
    number = normalise(reading.text("number"))
    if not number:
        number = instructions.next_number(desk)
    fields: Fields = {"number": number}
    if solved:
        plan = solved.plan
        fields |= _by(desk, solved)
        fields["site"] = plan.site
        fields["purpose"] = solved.purpose
        # A solution of a while ago still holds, but nothing is ordered for the past.
        start = max(plan.at, desk.now())
        fields["window"] = reading.window(start)
    else:
        fields |= _where_and_why(reading)
        if not orders:
            orders = _orders(reading)
        fields["orders"] = tuple(orders)
        fields["window"] = reading.window()
    return reading.made(Instruction, fields | _said(reading))


def _where_and_why(reading: Reading) -> Fields:
    """The site and the purpose, as typed."""
    site = normalise(reading.text("site"))
    return {
        "site": reading.settle("site", _site_code, reading.desk, site),
        "purpose": reading.one_of("purpose", Purpose),
    }


def _site_code(desk: Desk, typed: str) -> str:
    return desk.program.site(typed).code


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
    changes: Fields = {}
    if solved:
        changes = _by(desk, solved)
    elif ordered and ordered != held.orders:
        changes["orders"] = ordered
        changes["remarks"] = _by_hand(held.remarks)
    changes |= _said(reading)
    window = held.window
    changes["window"] = reading.window(window.start, window.end)
    changes["reason"] = reading.text("reason")
    return reading.made(Instruction, held.model_dump() | changes)


def _by(desk: Desk, solved: Solved) -> Fields:
    """What a solution tells of an instruction; what it rests on and its moment as the remark."""
    plan = solved.plan
    at = desk.local(plan.at)
    remark = _("诸元按 {basis}，{at} 求得").format(
        basis=_basis(plan),
        at=f"{at:%Y-%m-%d %H:%M}",
    )
    return {"orders": (solved.order,), "remarks": remark}


def _basis(plan: Aim | BurnerPlan) -> str:
    if isinstance(plan, Aim):
        return _("射表 {table}").format(table=plan.table)
    return plan.wind_source


def _by_hand(remarks: str) -> str:
    """The remark of an instruction whose orders somebody types anew: it rests on no solution any more."""
    if not remarks:
        return ""
    sentence = _(_BY_HAND)
    ending = sentence.format(remarks="")
    if remarks.endswith(ending):
        # It was changed by hand before: once is enough.
        return remarks
    return sentence.format(remarks=remarks)


def _said(reading: Reading) -> Fields:
    """What the words tell, field by field; by whom and when it is told is always said."""
    desk = reading.desk
    fields: Fields = reading.given("remarks")
    for name, code in reading.given(*_CODES).items():
        fields[name] = normalise(code)
    cites = parts(reading.words.get("cites"))
    if cites:
        fields["cites"] = tuple(cites)
    officer = normalise(reading.text("by"))
    fields["issued_by"] = officer or desk.actor
    fields["issued_at"] = desk.now()
    return fields


def _orders(reading: Reading) -> tuple[Order, ...]:
    """The order the words tell, and those of other units on the line ``more``."""
    first = _first_order(reading)
    others = reading.settle("more", _other_orders, reading.text("more"))
    orders = []
    if first:
        orders.append(first)
    if others:
        orders.extend(others)
    return tuple(orders)


def _first_order(reading: Reading) -> Order | None:
    """The order in the form's own fields; its faults are kept."""
    fields: Fields = reading.given(*_ORDER_LINES)
    for name in _ANGLES:
        fields[name] = parts(reading.words.get(name))
    try:
        return Order.model_validate(fields)
    except ValidationError as error:
        reading.faults |= faults(error)
        return None


def _other_orders(text: str) -> list[Order]:
    """Orders with semicolons between them, full-width ones too."""
    lines = text.replace("；", ";").split(";")
    return [order_from_text(line) for line in lines if line.strip()]


def words_of(desk: Desk, held: Instruction) -> FormWords:
    """An instruction as the words of a form; `revised` takes them back."""
    first, *others = held.orders
    start = desk.local(held.window.start)
    end = desk.local(held.window.end)
    return {
        "start": f"{start:%Y-%m-%d %H:%M}",
        "end": f"{end:%Y-%m-%d %H:%M}",
        **_order_words(first),
        "more": "; ".join(_typed(order) for order in others),
    }


def _order_words(order: Order) -> FormWords:
    return {
        "equipment": order.equipment,
        "rounds": str(order.rounds),
        "azimuths_deg": degrees(order.azimuths_deg),
        "elevations_deg": degrees(order.elevations_deg),
    }


def _typed(order: Order) -> str:
    """An order on a line as `order_from_text` reads it."""
    words = _order_words(order)
    typed = []
    for name, text in words.items():
        part = f"{name}={text}"
        if text:
            typed.append(part)
    return " ".join(typed)


def fresh(desk: Desk) -> FormWords:
    """Words for a new instruction: what the only open airspace and the only process under way leave no doubt of.

    A form must not guess: where there are two, it says neither.
    """
    return _from_airspace(desk) | _from_process(desk)


def _from_airspace(desk: Desk) -> FormWords:
    now = desk.now()
    cleared = [held for held in clearances.listed(desk) if _is_open(held, now)]
    if len(cleared) != 1:
        return {}
    clearance = cleared[0]
    if clearance.granted is None:
        return {}
    words = _from_now(desk, clearance.granted)
    if len(clearance.sites) == 1:
        words |= _at_site(desk, clearance.sites[0])
    return words


def _is_open(clearance: Clearance, now: datetime) -> bool:
    """Whether airspace may be used now or later."""
    if clearance.status not in OPEN or clearance.granted is None:
        return False
    return clearance.granted.end >= now


def _from_now(desk: Desk, granted: Window) -> FormWords:
    """What is left of a granted time, by the clock alone where all of it is today."""
    start = desk.local(max(granted.start, desk.now()))
    end = desk.local(granted.end)
    form = "%m-%d %H:%M"
    if start.date() == end.date() == desk.today():
        form = "%H:%M"
    return {
        "start": start.strftime(form),
        "end": end.strftime(form),
    }


def _from_process(desk: Desk) -> FormWords:
    now = desk.now()
    under_way = []
    for process in tables.command.processes(desk.store).values():
        window = process.window
        if window.start <= now <= window.end:
            under_way.append(process)
    if len(under_way) != 1:
        return {}
    process = under_way[0]
    words = {"process": process.id}
    if len(process.purposes) == 1:
        (purpose,) = process.purposes
        words["purpose"] = purpose.label
    return words


def _at_site(desk: Desk, code: str) -> FormWords:
    """A site, and its gun or launcher where it has just one."""
    words = {"site": desk.program.site_name(code)}
    firing = []
    for unit in _equipment(desk):
        here = unit.site == code
        if here and unit.kind.fires:
            firing.append(unit.id)
    if len(firing) == 1:
        (words["equipment"],) = firing
    return words


def _equipment(desk: Desk) -> Iterable[Equipment]:
    return tables.registry.equipment(desk.store).values()


def units(desk: Desk, *, fires: bool = False) -> dict[str, str]:
    """What may be ordered to fire or to burn (or only to fire), and where it stands."""
    site_names = {}
    for unit in _equipment(desk):
        if unit.site is None:
            continue
        if unit.kind.fires or not fires:
            site_names[unit.id] = desk.program.site_name(unit.site)
    return site_names


def order_said(order: Order) -> str:
    """An order on one line."""
    azimuths = _between(order.azimuths_deg)
    elevations = _between(order.elevations_deg)
    parts_of_line = [
        order.equipment,
        f"×{order.rounds}",
        f"{azimuths}°",
        f"∠{elevations}°",
    ]
    return " ".join(parts_of_line)


def _between(angles: Sequence[float]) -> str:
    """From one angle to the next; a dash where none was ordered."""
    if not angles:
        return "-"
    return "–".join(f"{angle:g}" for angle in angles)


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
Row = tuple[str, ...]
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


def compared(desk: Desk, deviations: Sequence[Deviation]) -> list[Row]:
    """Each aspect in words: as ordered, as done, how far off, and how far it may be."""
    return [_deviation(desk, each) for each in deviations]


def _deviation(desk: Desk, each: Deviation) -> Row:
    ordered = each.ordered
    done = each.done or "-"
    if each.aspect is Aspect.TIME:
        # Times are kept with their zone and shown on the county's clock.
        zone = desk.program.zone
        ordered = clock_span(each.ordered, zone)
        done = clock_span(each.done, zone)
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
    """A difference with the unit of what is compared."""
    if value is None:
        return ""
    unit = _UNITS.get(each.aspect, "")
    return f"{value:g}{unit}"
