"""Rounds on the road: dispatched, arrived, overdue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from wxmod.actions import judging
from wxmod.actions.ammunition import codes
from wxmod.actions.ammunition.stores import NOTHING_SAID, Handover, known_lot, place
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.ledger import Held, Movement
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.explain import explain
from wxmod.domain.text import next_after
from wxmod.rules import Arrival, Finding, Transfer, TransferKind, check
from wxmod.store import tables
from wxmod.store.bodies import Transferred
from wxmod.wording import N_


class Route(NamedTuple):
    """From where to where, on what."""

    source: str
    target: str
    vehicle: str | None = None
    due_at: datetime | None = None


class OnTheRoad(NamedTuple):
    """A consignment that has not wholly arrived, with what the rules say of it now."""

    ref: str
    sent: Dispatched
    rounds: Mapping[str, int]
    findings: tuple[Finding, ...]


def dispatch(
    desk: Desk,
    route: Route,
    items: Mapping[str, int],
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Send rounds on their way; two people.  They stand at ``transit/NUMBER`` until they arrive.

    Raises:
        Refused: a rule blocks it.
        UnknownName: no such store, vehicle or lot.
    """
    with desk.store.writing():
        earlier = desk.earlier_body(hands.uid, "ammunition.dispatched")
        sent = _consignment(desk, route, items, hands)
        if earlier and isinstance(was := earlier[1], Dispatched):
            if (was.target, _load(was)) != (sent.target, _load(sent)):
                raise desk.key_taken(hands.uid or "", earlier[0])
            return Outcome(was.no, earlier[0])
        findings = tuple(f for move in sent.movements for f in _judge(desk, sent, move, hands))
        desk.guard(
            f"dispatch/{sent.no}",
            findings,
            pins.waivable(desk, hands.waiver),
        )
        receipt = desk.write(
            "ammunition.dispatched",
            sent,
            at=sent.movements[0].at,
            uid=hands.uid,
            by=hands.by,
            witness=hands.witness,
        )
        for read in codes.told_each(
            desk,
            hands.codes,
            sent.movements,
        ):
            codes.refuse_elsewhere(desk, read)
            codes.write(desk, read, by=hands.by)
    return Outcome(sent.no, receipt, findings)


def _load(sent: Dispatched) -> list[tuple[str, str, int]]:
    return sorted((move.source, move.lot, move.rounds) for move in sent.movements)


def _consignment(
    desk: Desk,
    route: Route,
    items: Mapping[str, int],
    hands: Handover,
) -> Dispatched:
    source, target = place(desk, route.source), place(desk, route.target)
    at = hands.at or desk.now()
    if source == target:
        raise BadInput(N_("来源与去向相同"))
    vehicle = place(desk, Account.vehicle(route.vehicle)) if route.vehicle else None
    hours = desk.program.settings.transit_hours.value_on(desk.local(at).date())
    no = _next_number(desk, source, at)
    try:
        moves = tuple(
            Movement(
                lot=known_lot(desk, lot),
                source=source,
                target=Account.transit(no),
                rounds=n,
                at=at,
            )
            for lot, n in items.items()
        )
        return Dispatched(
            no=no,
            movements=moves,
            target=target,
            vehicle=vehicle,
            due_at=route.due_at or (at + timedelta(hours=hours) if hours is not None else None),
            reason=hands.reason,
            document=hands.document,
            mission=hands.mission,
            alone=hands.witness is None,
        )
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain(error)) from error


def _judge(
    desk: Desk,
    sent: Dispatched,
    move: Movement,
    hands: Handover,
) -> tuple[Finding, ...]:
    asked = Transfer(
        kind=TransferKind.DISPATCH,
        movement=move,
        by=hands.by or desk.actor,
        witness=hands.witness,
        reason=hands.reason,
        bound_for=sent.target,
        proven=hands.proven,
    )
    others = [each for each in sent.movements if each != move]
    return check(asked, judging.for_transfer(desk, (move,), others))


def _next_number(
    desk: Desk,
    source: str,
    at: datetime,
) -> str:
    """``STORE-YYYYMMDD-N``: each store counts its own, so that two sites never give the same number."""
    prefix = f"{Account(source).name}-{desk.local(at):%Y%m%d}-"
    return next_after(prefix, tables.rounds.consignment_numbers(desk.store, prefix))


def arrive(
    desk: Desk,
    no: str,
    items: Mapping[str, int] | None = None,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Take a consignment in, all of it or what has come; what has not stays on the road.

    Raises:
        Refused: a rule blocks it.
        UnknownName: no such consignment, or nothing of it is on the road.
    """
    with desk.store.writing():
        earlier = desk.earlier_body(hands.uid, "ammunition.transferred")
        if earlier and isinstance(was := earlier[1], Transferred):
            if {move.source for move in was.movements} != {Account.transit(no)}:
                raise desk.key_taken(hands.uid or "", earlier[0])
            return Outcome(no, earlier[0])
        sent, left = _on_its_way(desk, no)
        at = hands.at or desk.now()
        moves = _arrivals(
            sent,
            left if items is None else items,
            at,
        )
        findings = _judge_arrivals(desk, moves, hands)
        desk.guard(
            f"arrive/{no}",
            findings,
            hands.waiver,
        )
        body = Transferred(
            kind=TransferKind.ARRIVE,
            movements=moves,
            reason=hands.reason,
            document=hands.document,
            mission=sent.mission,
        )
        receipt = desk.write(
            "ammunition.transferred",
            body,
            at=at,
            uid=hands.uid,
            by=hands.by,
            witness=hands.witness,
        )
        for read in codes.told_each(desk, hands.codes, moves):
            codes.write(desk, read, by=hands.by)
    return Outcome(no, receipt, findings)


def _on_its_way(desk: Desk, no: str) -> tuple[Dispatched, dict[str, int]]:
    """The consignment of that number, and what of it is still on the road, by lot.

    Raises:
        UnknownName: there is none, or nothing of it is on the road.
    """
    sent = tables.rounds.consignment(desk.store, no)
    account = Account.transit(no)
    left = {}
    for held, rounds in tables.ammunition.holdings(desk.store, account).items():
        left[held.lot] = rounds
    if sent is None or not left:
        underway = [each.sent.no for _ref, each in tables.rounds.underway(desk.store)]
        raise UnknownName(N_("在途发运"), no, underway)
    return sent, left


def _arrivals(
    sent: Dispatched,
    items: Mapping[str, int],
    at: datetime,
) -> tuple[Movement, ...]:
    try:
        return tuple(
            Movement(
                lot=lot,
                source=sent.account,
                target=sent.target,
                rounds=n,
                at=at,
            )
            for lot, n in items.items()
            if n
        )
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain(error)) from error


def _judge_arrivals(
    desk: Desk, moves: tuple[Movement, ...], hands: Handover
) -> tuple[Finding, ...]:
    if not moves:
        raise BadInput(N_("到达数量都是 0"))
    findings: list[Finding] = []
    for move in moves:
        asked = Transfer(
            kind=TransferKind.ARRIVE,
            movement=move,
            by=hands.by or desk.actor,
            witness=hands.witness,
        )
        findings += check(asked, judging.for_transfer(desk, (move,)))
    return tuple(findings)


def on_the_road(desk: Desk) -> list[OnTheRoad]:
    """Every consignment that has not wholly arrived, overdue ones with their finding."""
    known, held = judging.for_rounds(desk), tables.ammunition.holdings(desk.store)
    found = []
    for ref, each in tables.rounds.underway(desk.store):
        arrival = Arrival(sent=each.sent, rounds=each.rounds)
        lots = _lots(held, each.sent.account)
        found.append(
            OnTheRoad(
                ref,
                each.sent,
                lots,
                check(arrival, known),
            )
        )
    return found


def _lots(held: Mapping[Held, int], account: str) -> dict[str, int]:
    return {here.lot: n for here, n in held.items() if here.place == account}
