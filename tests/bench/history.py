"""One county's long history in its own chain: operations with what goes with them, written as fast as the store can.

A report goes with all but the last few operations, as in a bureau that keeps its terms.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.conftest import NOW
from tests.record.samples import operation
from wxmod.actions import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Movement
from wxmod.domain.base import Value
from wxmod.domain.command.instructions import Instruction, InstructionAnswered
from wxmod.domain.command.processes import Process
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Window
from wxmod.rules import TransferKind
from wxmod.store import journal
from wxmod.store.bodies import OperationRecorded, Transferred
from wxmod.store.entries import Draft, new_uid
from wxmod.store.kinds import KINDS
from wxmod.store.tables.ammunition import folding_once

SITES = ("140322001", "140322002", "140322003", "140322004")
A_PROCESS, UNREPORTED, EACH_LOT = 20, 12, 10_000
OPERATION, APART = timedelta(minutes=3), timedelta(minutes=40)
_KINDS = {kind.model: kind.name for kind in KINDS.values()}


def grow(desk: Desk, operations: int) -> int:
    """Write so many operations and what goes with them, the last an hour before now; the number of entries."""
    first = NOW - timedelta(hours=1) - APART * operations
    count = 0
    with desk.store.writing(), folding_once(desk.store.conn):
        for at, kind, body in _told(operations, first):
            entry = Draft(kind, body, at, "C1", new_uid(), witness="K2")
            journal.append(desk.store, entry, now=at)
            count += 1
    return count


def _told(operations: int, first: datetime) -> Iterator[tuple[datetime, str, Value]]:
    for n in range(operations):
        at = first + APART * n
        process = f"P{n // A_PROCESS:06}"
        if n % A_PROCESS == 0:
            yield at, _KINDS[Process], _process(process, at)
        if n % EACH_LOT == 0:
            yield at, _KINDS[Transferred], _receipt(f"L{n // EACH_LOT:04}", at)
        if n % 10 == 0:
            instruction = _instruction(f"ZL-{n:07}", process, at)
            yield at, _KINDS[Instruction], instruction
            answer = InstructionAnswered(number=instruction.number, revision=1, by="C1", at=at)
            yield at, _KINDS[InstructionAnswered], answer
        yield at, "airspace.requested", _clearance(f"KY-{n:07}", SITES[n % 4], at)
        done = operation(
            8,
            lot=f"L{n // EACH_LOT:04}",
            site=SITES[n % 4],
            process=process,
            clearance=f"KY-{n:07}",
            reported_at=None if n >= operations - UNREPORTED else at + timedelta(minutes=30),
            releases=[_release(f"L{n // EACH_LOT:04}", at)],
        )
        yield at, "operation.recorded", OperationRecorded(no=f"Y-{n:07}", operation=done)


def _release(lot: str, at: datetime) -> dict[str, object]:
    return {
        "equipment": "G1",
        "lot": lot,
        "start": at,
        "end": at + OPERATION,
        "rounds": 8,
        "duds": 0,
        "azimuths_deg": [230, 250],
        "elevations_deg": [60],
    }


def _process(name: str, at: datetime) -> Process:
    window = Window(start=at, end=at + APART * A_PROCESS)
    return Process(id=name, purposes=(Purpose.HAIL,), window=window, confirmed_by="C1")


def _receipt(lot: str, at: datetime) -> Transferred:
    moves = tuple(
        Movement(
            lot=lot,
            source="maker/M",
            target=f"site/{site}",
            rounds=EACH_LOT * 4,
            at=at - timedelta(days=1),
        )
        for site in SITES
    )
    return Transferred(kind=TransferKind.RECEIVE, movements=moves)


def _instruction(number: str, process: str, at: datetime) -> Instruction:
    return Instruction.model_validate(
        {
            "number": number,
            "site": SITES[0],
            "purpose": "hail",
            "process": process,
            "window": {"start": at, "end": at + OPERATION},
            "orders": [{"equipment": "G1", "rounds": 8}],
            "issued_by": "C1",
            "issued_at": at,
        }
    )


def _clearance(number: str, site: str, at: datetime) -> Clearance:
    window = {"start": at, "end": at + OPERATION}
    return Clearance.model_validate(
        {
            "number": number,
            "sites": [site],
            "status": "closed",
            "requested_at": at - OPERATION,
            "requested_by": "C1",
            "wanted": window,
            "answered_at": at,
            "granted": window,
            "closed_at": at + OPERATION,
        }
    )
