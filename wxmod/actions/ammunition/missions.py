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
        newest = tables.operations.operations(desk.store, newest=5)
        raise UnknownName(
            N_("任务"),
            mission,
            [each.no for each in reversed(newest)],
        )
    named = judging.mission_of(desk, row.operation)
    if named:
        return _balance(desk, named, held)
    # An operation fired from standing stock (常备弹) has nothing issued for it, hence nothing to balance.
    return MissionBalance(mission, (mission,), ())


def _balance(
    desk: Desk,
    mission: str,
    held: Mapping[str, int] | None,
) -> MissionBalance:
    numbers = tables.rounds.mission_operations(desk.store, mission)
    if held is None:
        held = _held_when_closed(desk, mission)
    draws = tables.rounds.mission_draws(
        desk.store,
        mission,
        numbers,
    )
    return MissionBalance(
        mission,
        tuple(numbers),
        balance(draws, held),
    )


def _held_when_closed(desk: Desk, mission: str) -> dict[str, int]:
    """What the operation of the mission closed last still had in hand; nothing where none is closed."""
    closings = tables.rounds.closures(desk.store).values()
    closed_under = [(ref, closing) for ref, closing in closings if closing.mission == mission]
    if not closed_under:
        return {}
    ref, closing = closed_under[-1]
    return still_held(desk, ref, closing)


def still_held(
    desk: Desk,
    ref: str,
    closing: OperationClosed,
) -> dict[str, int]:
    """What was in hand when an operation was closed (entry *ref*), less what was brought back since."""
    entry = chains.entry(desk.store, ref)
    since = from_utc_text(entry.occurred_at) if entry else desk.now()
    left = Counter({count.lot: count.rounds for count in closing.held})
    for draw in tables.rounds.mission_draws(
        desk.store,
        closing.mission,
        (),
    ):
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
        asked = Closing(no=no, mission=found.mission, balances=found.lots)
        findings = check(asked, judging.for_rounds(desk))
        desk.guard(
            f"close/{no}",
            findings,
            hands.waiver,
        )
        body = _closing(
            no,
            found.mission,
            held,
            hands.reason,
        )
        receipt = desk.write(
            "operation.closed",
            body,
            at=hands.at,
            uid=hands.uid,
            by=hands.by,
            witness=hands.witness,
        )
    return Outcome(no, receipt, findings)


def _closing(
    no: str,
    mission: str,
    held: Mapping[str, int],
    reason: str,
) -> OperationClosed:
    try:
        counts = tuple(Count(lot=lot, rounds=rounds) for lot, rounds in held.items())
        return OperationClosed(no=no, mission=mission, held=counts, reason=reason)
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain(error)) from error


def closed(desk: Desk) -> set[str]:
    """Numbers of the closed operations."""
    return set(tables.rounds.closures(desk.store))
