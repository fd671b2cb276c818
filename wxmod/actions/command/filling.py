"""The form of an operation, filled in from the instruction it carries out."""

from collections.abc import Mapping, Sequence

from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.domain.command.instructions import Instruction, Order
from wxmod.domain.operations.operation import RELEASE_COLUMNS

FormWords = dict[str, str]
"""What a form is filled in with, by the name of its field."""


def prefill(
    desk: Desk,
    number: str,
    words: Mapping[str, str],
    releases: Sequence[Mapping[str, str]] = (),
) -> tuple[FormWords, list[FormWords]]:
    """The words of an operation form as the instruction has them; what was typed stands.

    Times and lots are never filled in: only who was there knows them.

    Args:
        words, releases: As `wxmod.words.forms.operation_from_words` takes them.

    Raises:
        UnknownName: no such instruction.
    """
    instruction = instructions.get(desk, number).instruction
    typed = [dict(row) for row in releases]
    heading = _heading(instruction)
    first = {}
    for name, text in words.items():
        if not text:
            continue
        if name in RELEASE_COLUMNS:
            first[name] = text
        else:
            heading[name] = text
    if first:
        typed.insert(0, first)
    if not typed:
        return heading, [_row(order) for order in instruction.orders]
    return heading, [_ordered(instruction, row) for row in typed]


def _heading(ordered: Instruction) -> FormWords:
    """What an instruction tells of the whole operation."""
    fields = {
        "site": ordered.site,
        "purpose": ordered.purpose.value,
        "process": ordered.process,
        "joint": ordered.joint,
        "clearance": ordered.clearance,
        "commander": ordered.issued_by,
        "instruction_no": ordered.number,
        "instructed_at": ordered.issued_at.isoformat(),
    }
    return {name: text for name, text in fields.items() if text}


def _ordered(instruction: Instruction, typed: FormWords) -> FormWords:
    """One typed release with what was ordered of its unit; the only order, where no unit was typed."""
    orders = instruction.orders
    unit = typed.get("equipment")
    if not unit and len(orders) == 1:
        unit = orders[0].equipment
    for order in orders:
        if order.equipment == unit:
            return _row(order) | typed
    return typed


def _row(order: Order) -> FormWords:
    row = {
        "equipment": order.equipment,
        "rounds": str(order.rounds),
    }
    if order.azimuths_deg:
        row["azimuths_deg"] = _spaced(order.azimuths_deg)
    if order.elevations_deg:
        row["elevations_deg"] = _spaced(order.elevations_deg)
    return row


def _spaced(values: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in values)
