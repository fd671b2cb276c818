"""Bodies of entries that are told nowhere else: what an act of recording adds to the values of the domain."""

from pydantic import Field

from wxmod.domain.ammunition.ledger import Movement
from wxmod.domain.base import Value
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import Code, Name, Remark
from wxmod.rules import TransferKind


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
