"""Missions that balance, and operations that close only when theirs does."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from wxmod.actions import judging
from wxmod.actions.ammunition.stores import NOTHING_SAID, Handover
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.operations.recording import get
from wxmod.domain.ammunition.ledger import Count
from wxmod.domain.ammunition.missions import BACK, LotBalance, OperationClosed, balance
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.explain import explain
from wxmod.domain.times import from_utc_text
from wxmod.rules import Closing, check
from wxmod.store import chains, tables
from wxmod.wording import N_


class MissionBalance(NamedTuple):
    """A mission, the operations recorded under it, and what became of every lot issued for it."""

    mission: str
    operations: tuple[str, ...]
    lots: tuple[LotBalance, ...]

    @property
    def missing(self) -> int:
        """Rounds nobody accounts for, over all lots; too many count like too few."""
        return sum(abs(lot.missing) + lot.underway for lot in self.lots)


def mission_balance(
    desk: Desk, mission: str, held: Mapping[str, int] | None = None
) -> MissionBalance:
    """The balance of a mission, named by instruction, joint name or the number of one of its operations.

    Args:
        held: Rounds counted as left over, by lot; as its operation was closed with, if not given.

    Raises:
        UnknownName: nothing was issued under that name and no operation has that number.
    """
    if tables.rounds.is_mission(desk.store, mission):
        return _balance(desk, mission, held)
    row = tables.operations.operation(desk.store, mission)
    if row is None:
        raise UnknownName(
            N_("任务"),
            mission,
            [r.no for r in reversed(tables.operations.operations(desk.store, newest=5))],
        )
    named = judging.mission_of(desk, row.operation)
    # An operation fired from standing stock (常备弹) has nothing issued for it, hence nothing to balance.
    return _balance(desk, named, held) if named else MissionBalance(mission, (mission,), ())


def _balance(desk: Desk, mission: str, held: Mapping[str, int] | None) -> MissionBalance:
    numbers = tables.rounds.mission_operations(desk.store, mission)
    if held is None:
        told = [
            each
            for each in tables.rounds.closures(desk.store).values()
            if each[1].mission == mission
        ]
        held = still_held(desk, *told[-1]) if told else {}
    return MissionBalance(
        mission,
        tuple(numbers),
        balance(tables.rounds.mission_draws(desk.store, mission, numbers), held),
    )


def still_held(desk: Desk, ref: str, closing: OperationClosed) -> dict[str, int]:
    """What was in hand when an operation was closed (entry *ref*), less what was brought back since."""
    entry = chains.entry(desk.store, ref)
    since = from_utc_text(entry.occurred_at) if entry else desk.now()
    left = Counter({count.lot: count.rounds for count in closing.held})
    for draw in tables.rounds.mission_draws(desk.store, closing.mission, ()):
        if draw.cause in BACK and draw.movement.at > since:
            left[draw.movement.lot] -= draw.movement.rounds
    return {lot: max(left[lot], 0) for lot in left}


def close(
    desk: Desk,
    no: str,
    held: Mapping[str, int],
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Declare an operation complete.

    Args:
        held: Rounds counted as left over at the site or on the vehicle, by lot.

    Raises:
        Refused: rounds issued for its mission are not accounted for.
        UnknownName: no such operation.
        BadInput: it is void.
    """
    with desk.store.writing():
        if get(desk, no).voided:
            raise BadInput(N_("作业 {no} 已作废"), no=no)
        earlier = desk.earlier_body(hands.uid, "operation.closed")
        if earlier and isinstance(was := earlier[1], OperationClosed):
            if was.no != no:
                raise desk.key_taken(hands.uid or "", earlier[0])
            return Outcome(no, earlier[0])
        found = mission_balance(desk, no, held)
        findings = check(
            Closing(no=no, mission=found.mission, balances=found.lots), judging.for_rounds(desk)
        )
        desk.guard(f"close/{no}", findings, hands.waive)
        try:
            counts = tuple(Count(lot=lot, rounds=n) for lot, n in held.items())
            body = OperationClosed(no=no, mission=found.mission, held=counts, reason=hands.reason)
        except ValidationError as error:
            raise BadInput(N_("{why}"), why=explain(error)) from error
        receipt = desk.write(
            "operation.closed",
            body,
            at=hands.at,
            uid=hands.uid,
            by=hands.by,
            witness=hands.witness,
        )
    return Outcome(no, receipt, findings)


def closed(desk: Desk) -> set[str]:
    """Numbers of the closed operations."""
    return set(tables.rounds.closures(desk.store))
