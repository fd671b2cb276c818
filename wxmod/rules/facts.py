"""What rules may know.  Gathered by `wxmod.actions`; a rule reads no clock, file or database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from wxmod.domain.airspace import Answers, Clearance
from wxmod.domain.ammunition.accounts import AccountName
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.ledger import AmmunitionType, Held, Lot, Movement
from wxmod.domain.ammunition.lots import LotStopped, is_usable, stop_at
from wxmod.domain.ammunition.missions import LotBalance
from wxmod.domain.base import Instant, Value
from wxmod.domain.command.course import Course
from wxmod.domain.command.instructions import Instruction
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Product
from wxmod.domain.command.suspension import Stop, SuspensionEvaluated, stops_within, zones_of
from wxmod.domain.operations.doubles import Other
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person, Role
from wxmod.domain.registry.sites import Site
from wxmod.domain.text import Code, Remark
from wxmod.domain.times import Window
from wxmod.program import Program
from wxmod.wording import N_, Term


class SetAside(Value):
    """A block somebody set aside.

    Attributes:
        subject: Number of what it was set aside for.
        people: Who stands for it.
    """

    rule: Code
    subject: Code
    reason: Remark
    people: tuple[Code, ...]
    at: Instant


@dataclass(frozen=True)
class Facts:
    """The state of the world a subject is judged in.

    Attributes:
        now: The moment of judgement (for a recorded fact, when it was recorded).
        inspections: By equipment id, every inspection known.
        short: Rounds that would be missing, at its time or later, for what the subject takes from each account.
        versions: Every state of a unit within the subject's time, where it changed.
        clearance: The one the subject cites as it stands, or None.
        answers: Everything flight control said to it; where nothing is told, *clearance* holds throughout.
        others: Operations that have a moment in common with the subject.
        process: The one the subject names, or None.
        standings: Quality notices by lot.
        held: Rounds at each account at the hour of a transfer, before it.
        fired_beyond: Rounds, by lot, fired beyond what was issued for the operation's mission.
        notices: Public notices on record.
        instruction: Everything told of the one the subject cites, or None.
        alongside: Other operations under that instruction.
        suspensions: Every look at a reason to stop.
        set_aside: Blocks set aside for what the subject rests on: its instruction, its airspace.
    """

    program: Program
    now: datetime
    equipment: Mapping[str, Equipment] = field(default_factory=dict)
    inspections: Mapping[str, tuple[Inspection, ...]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    short: Mapping[Held, int] = field(default_factory=dict)
    clearance: Clearance | None = None
    standings: Mapping[str, tuple[LotStopped, ...]] = field(default_factory=dict)
    held: Mapping[Held, int] = field(default_factory=dict)
    fired_beyond: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[PublicNotice, ...] = ()
    instruction: Course | None = None
    alongside: tuple[Operation, ...] = ()
    suspensions: tuple[SuspensionEvaluated, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    versions: Mapping[str, tuple[Equipment, ...]] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    others: tuple[Other, ...] = ()
    process: Process | None = None

    def stops(self, site: str, window: Window) -> list[Stop]:
        """What stops work at a site at any moment of a window."""
        planning = self.program.planning
        zones = zones_of(site, planning.zones)
        return stops_within(planning.suspension, self.suspensions, window, zones)

    def cleared(self, at: datetime) -> Clearance | None:
        """The cited clearance as flight control had answered it by a moment."""
        return self.answers.at(at) if self.answers.tellings else self.clearance

    def states(self, unit: str) -> tuple[Equipment, ...]:
        """Every state of a unit within the subject's time; none where it is unknown."""
        if unit not in self.equipment:
            return ()
        return self.versions.get(unit) or (self.equipment[unit],)

    def days(self, window: Window) -> list[date]:
        """Every day of a window on the county's clock."""
        first, last = self.day(window.start), self.day(window.end)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def day(self, at: datetime) -> date:
        """The day of *at* on the county's clock."""
        return at.astimezone(self.program.zone).date()

    def site(self, code: str, at: datetime) -> Site | None:
        """The site of that code as it stood at a moment, or None where the programme did not have it."""
        return self.program.site_on(code, self.day(at))

    def stopped(self, lot: str, at: datetime) -> date | None:
        """The county day since which the lot is stopped by a notice in force at *at*, or None."""
        if notice := stop_at(self.standings.get(lot, ()), at):
            return self.day(notice.at)
        known = self.lots.get(lot)
        return (
            known.stopped_on
            if known and known.stopped_on and self.day(at) >= known.stopped_on
            else None
        )

    def usable(self, lot: Lot, at: datetime) -> bool:
        """Whether rounds of the lot may be handed out at that moment."""
        return is_usable(
            lot,
            self.standings.get(lot.no, ()),
            at,
            self.day(at),
        )

    def ammunition_of(self, lot: str | None) -> AmmunitionType | None:
        """The type of a lot's rounds, or None where lot or type is unknown."""
        known = self.lots.get(lot or "")
        return next(
            (a for a in self.program.ammunition if known and a.code == known.type),
            None,
        )


class TransferKind(Term):
    """What a person does with rounds by hand; firings are not among them, they follow from operations."""

    RECEIVE = "receive", N_("入库")
    ISSUE = "issue", N_("出库")
    RETURN = "return", N_("退库")
    DISPOSE = "dispose", N_("销毁")
    DUD = "dud", N_("故障弹登记")
    ADJUST = "adjust", N_("盘点调整")
    DISPATCH = "dispatch", N_("发运")
    ARRIVE = "arrive", N_("到达")
    LOAD = "load", N_("装填")
    UNLOAD = "unload", N_("卸弹")
    HAND = "hand-over", N_("移交")


class Act(Value):
    """Something one or two people answer for.

    Attributes:
        proven: Who has proved who they are by PIN.
    """

    by: Code
    witness: Code | None = None
    proven: frozenset[str] = frozenset()


class Transfer(Act):
    """An intent to move rounds of one lot, judged before it is written.

    Attributes:
        bound_for: Where rounds put on the road are to arrive.
        boxes: Rounds scanned out of each box, where codes were read.
        again: Codes read now that came in from a maker before.
    """

    kind: TransferKind
    movement: Movement
    reason: Remark = ""
    bound_for: AccountName | None = None
    boxes: Mapping[Code, int] = {}
    again: tuple[Code, ...] = ()


class Closing(Value):
    """An intent to declare an operation complete, with the balance of what was issued for its mission."""

    no: Code
    mission: Code
    balances: tuple[LotBalance, ...] = ()


class Sealing(Act):
    """An intent to seal a period, judged before it is written.

    Attributes:
        open: Differences of the period nobody has explained.
    """

    period: Code
    ends_at: Instant
    open: int = 0


class Waiting(Value):
    """A difference nobody has explained, judged as of now."""

    ref: Code
    subject: str  # whatever the difference is about; the number of a process is longer than a code
    since: Instant


class StoreKept(Value):
    """A store that holds rounds, judged as of now.

    Attributes:
        since: When it was counted last; when the ledger began, if it never was.
    """

    place: AccountName
    since: Instant


class MonthOver(Value):
    """A month that is over and not sealed."""

    period: Code
    ends_at: Instant


class Footing(Value):
    """A figure of a year or month reached in two ways, which must agree.

    Attributes:
        name: In words.
        ours: By the operations.
        other: By the ledger, or by the sum of the parts.
    """

    name: str
    ours: float
    other: float


class Unsealed(Value):
    """Every month that is over and not sealed, oldest first, judged as of now."""

    months: tuple[MonthOver, ...]


class ClearanceRequest(Value):
    """An intent to ask for airspace, judged before it is sent."""

    clearance: Clearance


class Instructing(Value):
    """An intent to give or revise an instruction, judged before it is given.

    Attributes:
        others: Other instructions for the same hours that still hold.
    """

    instruction: Instruction
    others: tuple[Instruction, ...] = ()


class Signing(Value):
    """An intent to sign a product, judged before it is written.

    Attributes:
        due: When its stage closes; None where the scheme says no times.
        signer: Role that signs it.
        earlier: Numbers of the latest products of earlier stages, and of what came from above for those made there.
        known: Numbers of everything on record for the process.
        ours: Whether the county makes this stage's product.
    """

    product: Product
    due: Instant | None = None
    signer: Role
    earlier: tuple[Code, ...] = ()
    known: tuple[Code, ...] = ()
    ours: bool = True


class ClearanceOpen(Value):
    """An application somebody still waits for, judged as of now."""

    clearance: Clearance


class Arrival(Value):
    """A consignment that has not wholly arrived, judged as of now."""

    sent: Dispatched
    rounds: int


class Standby(Value):
    """A unit asked whether it could work at a moment, with what stands ready for it there.

    Attributes:
        rounds: Fit rounds of a type it takes, at its site or loaded in it.
        crew: People of the site whom no rule keeps from working.
    """

    equipment: Code
    site: Code | None
    rounds: int
    crew: int
