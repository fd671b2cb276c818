"""Counting rounds, where count and book differ, and who answers for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from wxmod.actions import judging
from wxmod.actions.ammunition.stores import NOTHING_SAID, Handover, known_lot, place
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.ammunition.accounts import DUD_LOST, LOST, is_misfire
from wxmod.domain.ammunition.ledger import (
    Count,
    Discrepancy,
    Movement,
    Shortfall,
    Stocktake,
    discrepancies,
)
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.explain import explain as explain_error
from wxmod.domain.ref import Ref
from wxmod.domain.text import is_second
from wxmod.rules import Transfer, TransferKind, check
from wxmod.store import tables
from wxmod.store.bodies import DiscrepancyExplained
from wxmod.store.exchange.conflicts import short_name, unsettled
from wxmod.wording import N_


class OpenDiscrepancy(NamedTuple):
    """A difference between count and book that nobody has explained."""

    stocktake: str
    at: datetime
    found: Discrepancy


def count(
    desk: Desk,
    at_place: str,
    counts: Mapping[str, int],
    counters: tuple[str, str],
    hands: Handover = NOTHING_SAID,
) -> tuple[Outcome, tuple[Discrepancy, ...]]:
    """Write a blind count and only then say where it differs from the book; stock is not changed.

    Raises:
        BadInput: the two counters are one person, or a number is not whole.
        UnknownName: no such store or lot.
    """
    taken = stocktake(desk, at_place, counts, counters, hands)
    receipt = desk.write(
        "ammunition.counted",
        taken,
        at=taken.at,
        uid=hands.uid,
        by=counters[0],
        witness=counters[1],
    )
    return Outcome(receipt.ref, receipt), differences(desk, taken)


def stocktake(
    desk: Desk,
    at_place: str,
    counts: Mapping[str, int],
    people: tuple[str, str],
    hands: Handover,
) -> Stocktake:
    """A count as it may be written: by two people, of lots there are, and not of an hour still to come.

    Raises:
        BadInput, UnknownName: as `count`.
    """
    at, where = desk.moment(hands.at, hands.uid), place(desk, at_place)
    if at > desk.now():  # it would keep every later reminder to count silent
        raise BadInput(
            N_("时刻还没有到：{at}"),
            at=desk.local(at).isoformat(),
        )
    if not is_second(people[1], people[0]):
        raise BadInput(N_("须由两个不同的人清点"))
    for lot in counts.keys() - hands.unlisted:
        known_lot(desk, lot)
    try:
        listed = tuple(Count(lot=lot, rounds=n) for lot, n in counts.items())
        return Stocktake(
            place=where,
            at=at,
            counts=listed,
            counted_by=people,
            remarks=hands.reason,
        )
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain_error(error)) from error


def differences(desk: Desk, taken: Stocktake) -> tuple[Discrepancy, ...]:
    """Where a count differs from the book of its hour, as the book is known now."""
    book = tables.balances.at_moment(
        desk.store.conn,
        taken.at,
        taken.place,
    )
    return discrepancies(book, taken)


def open_discrepancies(desk: Desk) -> list[OpenDiscrepancy]:
    """Every difference nobody has explained and no late entry has closed."""
    return [OpenDiscrepancy(*each) for each in tables.discrepancies.unexplained(desk.store)]


def explain(
    desk: Desk,
    stocktake: str,
    lot: str,
    hands: Handover,
    *,
    adjust: bool = False,
) -> Outcome:
    """Answer for a difference; with *adjust*, write the rounds off as lost, or back from lost, at the count's hour.

    Raises:
        UnknownName: the count has no open difference in that lot.
        BadInput: no reason, or an adjustment without a second person.
        Refused: who adjusts it has not proved who they are, or may not.
    """
    known = {(d.stocktake, d.found.lot): d for d in open_discrepancies(desk)}
    ref = Ref.within(stocktake, desk.store.chain)
    here = known.get((ref, lot))
    if here is None:
        raise UnknownName(
            N_("账实差异"),
            f"{stocktake} {lot}",
            [f"{s} {found}" for s, found in known],
        )
    if not hands.reason.strip():
        raise BadInput(N_("账实差异须写明原因"), remedy=N_("用 --reason 写明"))
    if adjust and not is_second(hands.witness, hands.by or desk.actor):
        raise BadInput(N_("调整库存须两人办理"), remedy=N_("用 --witness 指明第二人"))
    move = _adjustment(here) if adjust else None
    if move:
        _judge_adjustment(desk, move, hands)
    body = DiscrepancyExplained(
        stocktake=ref,
        lot=lot,
        reason=hands.reason,
        movement=move,
        difference=here.found.told,
    )
    receipt = desk.write(
        "ammunition.explained",
        body,
        uid=hands.uid,
        by=hands.by,
        witness=hands.witness,
    )
    return Outcome(ref, receipt)


def _judge_adjustment(
    desk: Desk,
    move: Movement,
    hands: Handover,
) -> None:
    """The count has said what is there, so only who adjusts it is judged."""
    asked = Transfer(
        kind=TransferKind.ADJUST,
        movement=move,
        by=hands.by or desk.actor,
        witness=hands.witness,
        reason=hands.reason,
        proven=hands.proven,
    )
    people = {"M322", "M361", "M362", "M363"}
    desk.guard(
        f"adjust/{move.lot}",
        [f for f in check(asked, judging.for_rounds(desk)) if f.code in people],
    )


def _adjustment(here: OpenDiscrepancy) -> Movement:
    gap = here.found.counted - here.found.book
    lost = DUD_LOST if is_misfire(here.found.place) else LOST
    source, target = (lost, here.found.place) if gap > 0 else (here.found.place, lost)
    return Movement(
        lot=here.found.lot,
        source=source,
        target=target,
        rounds=abs(gap),
        at=here.at,
    )


def unbacked(desk: Desk) -> dict[str, Shortfall]:
    """Where more was fired or handed out than was on the book and nobody answered for it, by name, oldest first."""
    return {short_name(short): short for short in unsettled(desk.store)}
