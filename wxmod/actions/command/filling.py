"""The form of an operation, filled in from the instruction it carries out."""

from collections.abc import Mapping, Sequence

from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.domain.command.instructions import Instruction, Order
from wxmod.domain.operations.operation import RELEASE_COLUMNS


def prefill(
    desk: Desk,
    number: str,
    words: Mapping[str, str],
    releases: Sequence[Mapping[str, str]] = (),
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The words of an operation form as the instruction has them; what was typed stands.

    Times and lots are never filled in: only who was there knows them.

    Args:
        words, releases: As `wxmod.words.forms.operation_from_words` takes them.

    Raises:
        UnknownName: no such instruction.
    """
    ordered = instructions.get(desk, number).instruction
    typed = [dict(row) for row in releases]
    first = {name: words[name] for name in RELEASE_COLUMNS if words.get(name)}
    if first:
        typed = [first, *typed]
    if typed:
        rows = [_ordered(ordered, row) for row in typed]
    else:
        rows = [_row(order) for order in ordered.orders]
    rest = {name: text for name, text in words.items() if text and name not in RELEASE_COLUMNS}
    return _heading(ordered) | rest, rows


def _heading(ordered: Instruction) -> dict[str, str]:
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


def _ordered(told: Instruction, typed: Mapping[str, str]) -> dict[str, str]:
    """One typed release with what was ordered of its unit; the only order, where no unit was typed."""
    unit = typed.get("equipment", "")
    if not unit and len(told.orders) == 1:
        unit = told.orders[0].equipment
    order = next((each for each in told.orders if each.equipment == unit), None)
    row = _row(order) if order else {}
    return row | dict(typed)


def _row(order: Order) -> dict[str, str]:
    row = {
        "equipment": order.equipment,
        "rounds": f"{order.rounds}",
    }
    if order.azimuths_deg:
        row["azimuths_deg"] = _spaced(order.azimuths_deg)
    if order.elevations_deg:
        row["elevations_deg"] = _spaced(order.elevations_deg)
    return row


def _spaced(values: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in values)
