"""What a product is drafted from: everything on record about a process, an instruction or single operations."""

from collections.abc import Sequence
from datetime import datetime

from wxmod.actions import hindsight
from wxmod.actions.command.instructions import compared
from wxmod.actions.command.readiness import readiness
from wxmod.actions.desk import Desk
from wxmod.actions.judging import Bench
from wxmod.documents.drafts import Known
from wxmod.documents.effects import Effect, effect
from wxmod.documents.worked import Done, Names
from wxmod.domain.airspace import Clearance
from wxmod.domain.command.instructions import Instructed
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Stage
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow


def known(
    desk: Desk,
    subject: str,
    stage: Stage,
    rows: Sequence[OperationRow],
) -> Known:
    """What a product of *stage* about *subject* is drafted from, as of now."""
    store, program = desk.store, desk.program
    process = _process_of(desk, subject, rows)
    stock = []
    places = program.places()
    for held, rounds in tables.ammunition.holdings(store).items():
        if rounds > 0 and held.place in places:
            stock.append((program.place_name(held.place), held.lot, rounds))
    return Known(
        process,
        stage,
        program.bureau,
        desk.now(),
        names(desk),
        tables.command.guidance(store, subject),
        tables.command.products(store, subject),
        readiness(desk).now,
        stock,
        _clearances(desk, process, rows),
        _instructions(desk, process, rows),
        [done(desk, row) for row in rows],
    )


def _process_of(
    desk: Desk,
    subject: str,
    rows: Sequence[OperationRow],
) -> Process | None:
    """The process a product is about; where it is about operations, the one they name."""
    named = [row.operation.process for row in rows if row.operation.process]
    for name in dict.fromkeys((subject, *named)):
        process = tables.command.process(desk.store, name)
        if process:
            return process
    return None


def names(desk: Desk) -> Names:
    """Words for the codes a draft shows."""
    types = {each.code: each.kind for each in desk.program.ammunition}
    kinds = {}
    for no, lot in tables.registry.lots(desk.store).items():
        if lot.type in types:
            kinds[no] = types[lot.type]
    sites = {s.code: s.name for s in desk.program.sites}
    return Names(
        sites,
        tables.registry.equipment(desk.store),
        kinds,
        desk.program.zone,
    )


def done(desk: Desk, row: OperationRow) -> Done:
    """An operation with what the rules, its instruction and its effect check say of it now."""
    told = row.operation
    held = tables.airspace.clearance(desk.store, told.clearance) if told.clearance else None
    findings = hindsight.recorded(Bench(desk), row)
    return Done(
        row.no,
        told,
        held,
        compared(desk, told, row.no),
        findings,
        effect_of(desk, row),
    )


def effect_of(desk: Desk, row: OperationRow) -> Effect:
    """The effect check of an operation as noted so far."""
    window = row.operation.window
    looked = desk.program.planning.effect_minutes.value_on(desk.local(window.end).date()) or ()
    return effect(
        row.no,
        window,
        tables.command.effects(desk.store, row.no),
        looked,
    )


def operations_of(desk: Desk, process: str) -> list[OperationRow]:
    """The operations of a process, void ones left out."""
    return tables.operations.operations(desk.store, process=process)


def _clearances(
    desk: Desk, process: Process | None, rows: Sequence[OperationRow]
) -> list[Clearance]:
    """Applications the operations cite, and those for the hours of the process, by number."""
    during = tables.airspace.around(desk.store, process.window) if process else []
    found = {each.number: each for each in during}
    for row in rows:
        cited = tables.airspace.clearance(
            desk.store,
            row.operation.clearance or "",
        )
        if cited:
            found[cited.number] = cited
    return [found[number] for number in sorted(found)]


def _instructions(
    desk: Desk, process: Process | None, rows: Sequence[OperationRow]
) -> list[Instructed]:
    """Instructions the operations name, and those of the process, in order of when they are to be carried out."""
    given = tables.command.instructions(desk.store, process.id) if process else []
    found = {each.instruction.number: each for each in given}
    for row in rows:
        named = tables.command.instruction(desk.store, row.operation.instruction_no)
        if named:
            found[named.instruction.number] = named
    return sorted(found.values(), key=_begins)


def _begins(held: Instructed) -> tuple[datetime, str]:
    return held.instruction.window.start, held.instruction.number
