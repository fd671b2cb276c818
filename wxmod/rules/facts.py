"""What rules may know.  Gathered by `wxmod.actions`; a rule reads no clock, file or database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition import AmmunitionType, Held, Lot, Movement
from wxmod.domain.base import Value
from wxmod.domain.equipment import Equipment, Inspection
from wxmod.domain.people import Person
from wxmod.domain.sites import Site
from wxmod.domain.text import Code
from wxmod.program import Program
from wxmod.wording import N_, Term


@dataclass(frozen=True)
class Facts:
    """The state of the world a subject is judged in.

    Attributes:
        now: The moment of judgement (for a recorded fact, when it was recorded).
        inspections: By equipment id, every inspection known.
        short: Rounds that would be missing, at its time or later, for what the subject takes from each account.
        clearance: The one the subject cites, or None.
    """

    program: Program
    now: datetime
    equipment: Mapping[str, Equipment] = field(default_factory=dict)
    inspections: Mapping[str, tuple[Inspection, ...]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    short: Mapping[Held, int] = field(default_factory=dict)
    clearance: Clearance | None = None

    def day(self, at: datetime) -> date:
        """The day of *at* on the county's clock."""
        return at.astimezone(self.program.zone).date()

    def site(self, code: str) -> Site | None:
        """The site of that code, or None."""
        return next((s for s in self.program.sites if s.code == code), None)

    def ammunition_of(self, lot: str | None) -> AmmunitionType | None:
        """The type of a lot's rounds, or None where lot or type is unknown."""
        known = self.lots.get(lot or "")
        return next((a for a in self.program.ammunition if known and a.code == known.type), None)


class TransferKind(Term):
    """What a person does with rounds by hand; firings are not among them, they follow from operations."""

    RECEIVE = "receive", N_("入库")
    ISSUE = "issue", N_("出库")
    RETURN = "return", N_("退库")
    DISPOSE = "dispose", N_("销毁")
    DUD = "dud", N_("故障弹登记")
    ADJUST = "adjust", N_("盘点调整")


class Transfer(Value):
    """An intent to move rounds of one lot, judged before it is written."""

    kind: TransferKind
    movement: Movement
    by: Code
    witness: Code | None = None


class ClearanceRequest(Value):
    """An intent to ask for airspace, judged before it is sent."""

    clearance: Clearance
