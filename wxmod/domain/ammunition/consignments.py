"""Rounds on the road: what was sent, where to, by when.  Until they arrive they stand at ``transit/NUMBER``."""

from datetime import datetime
from typing import NamedTuple

from pydantic import Field

from wxmod.domain.ammunition.accounts import Account, AccountName
from wxmod.domain.ammunition.ledger import Movement
from wxmod.domain.base import Instant, Value
from wxmod.domain.text import Code, Name, Remark


class Dispatched(Value):
    """A consignment leaving a store, all of it at once.

    Attributes:
        target: Where it is bound for.
        due_at: When it must have arrived; None where the programme sets no time.
        mission: What the rounds are issued for, if for one mission.
        alone: One person sent them, by a waived rule; since version 2 the record refuses it unsaid.
    """

    no: Code
    movements: tuple[Movement, ...] = Field(min_length=1)
    target: AccountName
    vehicle: Code | None = None
    due_at: Instant | None = None
    reason: Remark = ""
    document: Name = ""
    mission: Code | None = None
    alone: bool = False

    @property
    def account(self) -> str:
        """The ledger account of what is under way."""
        return Account.transit(self.no)


class Underway(NamedTuple):
    """A consignment some of whose rounds have not arrived."""

    sent: Dispatched
    rounds: int

    def overdue(self, now: datetime) -> bool:
        """Whether it should have arrived by *now*."""
        return self.sent.due_at is not None and now > self.sent.due_at
