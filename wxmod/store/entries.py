"""Kinds of journal entries and their bodies.

A body is a public format: a site that updates a year late must still be read.  So every (kind, version) ever written
stays in `BODIES`, and tests keep one stored body of each.  Canonical text: sorted keys, no blanks, UTF-8, numbers with
a fraction as strings, so that two machines write the same bytes.
"""

import json
import secrets
import time
from typing import Any, NamedTuple

from pydantic import Field

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.codes import Scanned
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.counters import CounterRead
from wxmod.domain.ammunition.custody import SpotCheckDrawn, StoreHandedOver
from wxmod.domain.ammunition.ledger import Lot, Movement, Stocktake
from wxmod.domain.ammunition.lots import LotResumed, LotStopped
from wxmod.domain.ammunition.missions import OperationClosed
from wxmod.domain.ammunition.periods import PeriodSealed
from wxmod.domain.base import Instant, Value
from wxmod.domain.command.instructions import Instruction, InstructionAnswered, InstructionCancelled
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, Product
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.exchange import (
    BundleTaken,
    ConflictResolved,
    ForkFound,
    KeyRevoked,
    KeyTrusted,
    RecordRestored,
)
from wxmod.domain.operations.effects import EffectNoted
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person
from wxmod.domain.registry.pins import PinSet, PinTried
from wxmod.domain.text import Code, Name, Remark
from wxmod.rules import TransferKind
from wxmod.wording import N_


class OperationRecorded(Value):
    """An operation as it was first told, and the codes of the findings shown when it was."""

    no: Code
    operation: Operation
    seen: tuple[Code, ...] = ()


class OperationCorrected(Value):
    """A later telling of an operation; the earlier one stays.

    Attributes:
        base: Sequence number of the telling it corrects.
        operation: None when there was no such operation (recorded twice, say).
    """

    no: Code
    base: int = Field(ge=1)
    reason: Remark = Field(min_length=1)
    operation: Operation | None
    seen: tuple[Code, ...] = ()


class Transferred(Value):
    """Rounds moved by hand, all of it at once or not at all.

    Attributes:
        mission: What they were issued for or came back from, since version 2.
        alone: One person did what takes two, by a waived rule; since version 3 the record refuses it unsaid.
    """

    kind: TransferKind
    movements: tuple[Movement, ...] = Field(min_length=1)
    reason: Remark = ""
    document: Name = ""
    mission: Code | None = None
    alone: bool = False


class DiscrepancyExplained(Value):
    """Why a count differed from the book.

    Attributes:
        stocktake: ``CHAIN:SEQ`` of the count; of the scan, counter reading, consignment or closing where one of these
            differs from the book.
        lot: The lot; the code, the unit or the mission where the difference is about one of these.
        movement: The rounds written off or found again, when the explanation moves any.
        difference: What was explained, ``EXPECTED/FOUND``, since version 3; the subject told otherwise stays open.
    """

    stocktake: Code
    lot: Code
    reason: Remark = Field(min_length=1)
    movement: Movement | None = None
    difference: Name = ""


class RuleWaived(Value):
    """A block set aside for one intent by someone who answers for it."""

    subject: Code
    rule: Code
    reason: Remark = Field(min_length=1)


BODIES: dict[tuple[str, int], type[Value]] = {
    ("operation.recorded", 1): OperationRecorded,
    ("operation.corrected", 1): OperationCorrected,
    ("ammunition.transferred", 1): Transferred,
    ("ammunition.transferred", 2): Transferred,
    ("ammunition.transferred", 3): Transferred,
    ("ammunition.dispatched", 1): Dispatched,
    ("ammunition.dispatched", 2): Dispatched,
    ("ammunition.scanned", 1): Scanned,
    ("ammunition.counted", 1): Stocktake,
    ("ammunition.explained", 1): DiscrepancyExplained,
    ("ammunition.explained", 2): DiscrepancyExplained,
    ("ammunition.explained", 3): DiscrepancyExplained,
    ("lot.registered", 1): Lot,
    ("lot.stopped", 1): LotStopped,
    ("lot.resumed", 1): LotResumed,
    ("counter.read", 1): CounterRead,
    ("operation.closed", 1): OperationClosed,
    ("equipment.registered", 1): Equipment,
    ("equipment.inspected", 1): Inspection,
    ("person.registered", 1): Person,
    ("person.registered", 2): Person,
    ("person.pin_set", 1): PinSet,
    ("person.pin_set", 2): PinSet,
    ("person.pin_tried", 1): PinTried,
    ("airspace.requested", 1): Clearance,
    ("airspace.requested", 2): Clearance,
    ("airspace.answered", 1): Clearance,
    ("airspace.answered", 2): Clearance,
    ("airspace.started", 1): Clearance,
    ("airspace.cancelled", 1): Clearance,
    ("airspace.closed", 1): Clearance,
    ("airspace.closed", 2): Clearance,
    ("notice.issued", 1): PublicNotice,
    ("product.signed", 1): Product,
    ("guidance.attached", 1): Guidance,
    ("suspension.evaluated", 1): SuspensionEvaluated,
    ("effect.noted", 1): EffectNoted,
    ("instruction.issued", 1): Instruction,
    ("instruction.revised", 1): Instruction,
    ("instruction.answered", 1): InstructionAnswered,
    ("instruction.cancelled", 1): InstructionCancelled,
    ("process.confirmed", 1): Process,
    ("process.confirmed", 2): Process,
    ("rule.waived", 1): RuleWaived,
    ("key.trusted", 1): KeyTrusted,
    ("key.revoked", 1): KeyRevoked,
    ("bundle.taken", 1): BundleTaken,
    ("bundle.forked", 1): ForkFound,
    ("record.restored", 1): RecordRestored,
    ("conflict.resolved", 1): ConflictResolved,
    ("period.sealed", 1): PeriodSealed,
    ("period.sealed", 2): PeriodSealed,
    ("store.handed_over", 1): StoreHandedOver,
    ("spot_check.drawn", 1): SpotCheckDrawn,
}
CURRENT = {kind: max(v for k, v in BODIES if k == kind) for kind, _version in BODIES}


class Draft(NamedTuple):
    """What is to be written.

    Attributes:
        uid: Idempotency key, made when the form opened; the same key and content is written once.
    """

    kind: str
    body: Value
    occurred_at: Instant
    actor: str
    uid: str
    witness: str | None = None


class Entry(NamedTuple):
    """One line of the journal, as stored; times in UTC text, body canonical."""

    chain: str
    seq: int
    uid: str
    kind: str
    version: int
    recorded_at: str
    occurred_at: str
    actor: str
    witness: str | None
    body: str
    prev: bytes
    hash: bytes

    @property
    def ref(self) -> str:
        """How other entries and reports name it."""
        return f"{self.chain}:{self.seq}"


def new_uid() -> str:
    """A fresh idempotency key; later keys sort after earlier ones, which keeps the index compact."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def canonical(value: Any) -> str:
    """*value* as the bytes that are hashed: one spelling for one content.

    >>> canonical({"b": 1, "a": 0.1})
    '{"a":"0.1","b":1}'
    """
    return _dumps(_spelled(value))


_dumps = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
).encode


_AS_IT_IS = frozenset(
    {str, int, bool, type(None)}
)  # most there is; a call each would be a tenth of taking a bundle in


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: each if type(each) in _AS_IT_IS else _spelled(each) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [each if type(each) in _AS_IT_IS else _spelled(each) for each in value]
    return repr(value) if isinstance(value, float) else value


def encode(body: Value) -> str:
    """The canonical text of a body."""
    return canonical(body.model_dump(mode="json"))


def part(entry: Entry, name: str) -> str:
    """The canonical text of one field of a body, which is canonical already."""
    return _dumps(json.loads(entry.body)[name])


def decode(entry: Entry) -> Value:
    """The body of a stored entry.

    Raises:
        IntegrityFailure: this version of wxmod does not know its kind.
    """
    model = BODIES.get((entry.kind, entry.version))
    if model is None:
        raise IntegrityFailure(
            N_("第 {seq} 条：不认识的记录种类 {kind} v{version}"),
            remedy=N_("升级 wxmod"),
            seq=entry.seq,
            kind=entry.kind,
            version=entry.version,
        )
    return model.model_validate_json(entry.body)
