"""Receiving, issuing, returning, disposing of and counting rounds.

Firings are not here: they follow from operations.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from wxmod.actions import judging
from wxmod.actions.ammunition import codes as serials
from wxmod.actions.ammunition import doubts
from wxmod.actions.ammunition.codes import Reading
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.registry import pins
from wxmod.actions.waiver import Waiver
from wxmod.domain.ammunition.accounts import (
    DESTROYED,
    Account,
    is_store,
)
from wxmod.domain.ammunition.ledger import (
    Held,
    Lot,
    Movement,
)
from wxmod.domain.ammunition.lots import completed
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.explain import explain as explain_error
from wxmod.domain.text import bare, normalise, twin_of
from wxmod.rules import Finding, Transfer, TransferKind, check
from wxmod.rules.ammunition.rounds import TWO_PEOPLE
from wxmod.store import tables
from wxmod.store.bodies import Transferred
from wxmod.wording import N_


class Holding(NamedTuple):
    """Rounds of one lot at one place, with what is known of the lot."""

    place: str
    lot: Lot
    rounds: int


class Handover(NamedTuple):
    """Who stands for it, when it happened, why, and under which paper.

    Attributes:
        uid: Idempotency key, made when the form opened.
        waive: Blocks set aside, by rule code, each with the reason.
        mission: What rounds are issued for or come back from: instruction number or joint name.
        codes: Codes of the rounds, scanned or imported.
        unlisted: Lots found on the shelf that nobody ever entered; only a count tells of such.
        proven: Who has proved who they are (`wxmod.actions.registry.pins.prove`).
    """

    by: str | None = None
    witness: str | None = None
    reason: str = ""
    document: str = ""
    at: datetime | None = None
    uid: str | None = None
    waive: Mapping[str, str] = MappingProxyType({})
    mission: str | None = None
    codes: Sequence[Reading] = ()
    proven: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()

    @property
    def waiver(self) -> Waiver:
        """What is set aside, and who stands for it."""
        return Waiver(
            reasons=self.waive,
            by=self.by,
            witness=self.witness,
            proven=self.proven,
        )


NOTHING_SAID = Handover()


def place(desk: Desk, name: str) -> str:
    """The account of a store: its account, code or name as people say it, or the name the stock list shows it under.

    The id of a launcher or gun is what is loaded in it; ``dud/`` goes before a store's code or name.

    Raises:
        UnknownName: no such store.
    """
    asked = normalise(name)
    if (found := _store(desk, asked)) or (found := _apart(desk, asked)):
        return found
    held = [
        h.place
        for h in tables.ammunition.holdings(desk.store)
        if is_store(h.place) and h.place not in desk.places
    ]
    known = [f"{a} {n}" for a, n in desk.places.items()]
    raise UnknownName(
        N_("库点"),
        name,
        [*known, *dict.fromkeys(held)],
    )


def depot(desk: Desk) -> str:
    """The county's depot, where there is just one.

    Raises:
        BadInput: none, or several; names them.
    """
    held = [account for account in desk.places if Account(account).kind == "depot"]
    if len(held) != 1:
        known = " ".join(desk.places[account] for account in held) or "-"
        raise BadInput(
            N_("有 {n} 个弹药库，须写明是哪个"),
            remedy=N_("可用：{known}"),
            n=len(held),
            known=known,
        )
    return held[0]


def _store(desk: Desk, name: str) -> str:
    """The account of a depot, site or vehicle by account, code or name; "" where none has it."""
    for account, title in desk.places.items():
        if name in {account, Account(account).name} or bare(name) == bare(title):
            return account
    return ""


def _apart(desk: Desk, name: str) -> str:
    """Where rounds are besides the stores: loaded, set apart as duds, on the road."""
    asked = Account(name) if "/" in name else Account.loaded(name)
    units = tables.registry.equipment(desk.store)
    if asked.kind == "dud":
        if asked.name in units:
            return asked
        if store := _store(desk, asked.name):
            return Account.dud(Account(store).name)
    if asked.kind == "loaded" and asked.name in units:
        return asked
    if asked.kind == "transit" and tables.rounds.consignment(desk.store, asked.name):
        return asked
    for held in tables.ammunition.holdings(desk.store):
        if is_store(held.place) and desk.program.place_name(held.place) == name:
            return held.place
    return ""


def stock(desk: Desk, at_place: str | None = None) -> list[Holding]:
    """Rounds in stores now, held duds among them; by place, then lot."""
    lots = tables.registry.lots(desk.store)
    held = tables.ammunition.holdings(desk.store, at_place).items()
    return [
        Holding(
            h.place,
            lots.get(h.lot) or _unknown(h.lot),
            n,
        )
        for h, n in held
        if is_store(h.place)
    ]


def _unknown(no: str) -> Lot:
    """A lot that was fired but never received."""
    return Lot.model_construct(no=no, type="?", maker="?")  # no code: nobody may enter such a lot


def receive(
    desk: Desk,
    lot: Lot,
    to: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Take rounds in from their maker; the lot is entered along with its first delivery.

    Raises:
        Refused: a rule blocks it.
        BadInput: the lot is known with other particulars; one not told yet is filled in.
    """
    desk.program.ammunition_type(lot.type)
    with desk.store.writing():
        known = tables.registry.lots(desk.store).get(lot.no)
        if known is None:
            _refuse_twin(desk, lot.no)
            desk.write("lot.registered", lot)
        elif (whole := completed(known, lot)) != known:
            desk.write("lot.registered", whole)
        return _transfer(
            desk,
            TransferKind.RECEIVE,
            Held(Account.maker(lot.maker), lot.no),
            place(desk, to),
            rounds,
            hands,
        )


def _refuse_twin(desk: Desk, no: str) -> None:
    """A lot that differs from a known one by letter case is that lot, with its notices and its dates."""
    twin = twin_of(no, tables.registry.lots(desk.store))
    if twin:
        raise BadInput(
            N_("批号 {lot} 与已登记的 {known} 只差字母大小写"),
            remedy=N_("按已登记的写法再录"),
            lot=no,
            known=twin,
        )


def issue(
    desk: Desk,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Hand rounds out, store to store; two people.

    Raises:
        Refused: a rule blocks it.
        UnknownName: no such store or lot.
    """
    return _between(desk, TransferKind.ISSUE, held, place(desk, target), rounds, hands)


def give_back(
    desk: Desk,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Bring unused rounds back, store to store."""
    return _between(desk, TransferKind.RETURN, held, place(desk, target), rounds, hands)


def dispose(
    desk: Desk,
    held: Held,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Destroy rounds (duds, expired or stopped lots); two people and a reason."""
    return _between(desk, TransferKind.DISPOSE, held, DESTROYED, rounds, hands)


def register_duds(
    desk: Desk,
    held: Held,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Set rounds found unfit apart as duds, at the place they are at; they never come back into stock."""
    here = Account(place(desk, held.place))
    units = tables.registry.equipment(desk.store)
    unit = units.get(here.name) if here.kind == "loaded" else None
    return _between(
        desk,
        TransferKind.DUD,
        held,
        Account.dud((unit and unit.site) or here.name),
        rounds,
        hands,
    )


def load(
    desk: Desk,
    held: Held,
    equipment: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Load rounds into a launcher or gun.

    Raises:
        Refused: a rule blocks it.
        UnknownName: no such store, lot or equipment.
    """
    return _between(
        desk,
        TransferKind.LOAD,
        held,
        place(desk, Account.loaded(equipment)),
        rounds,
        hands,
    )


def unload(
    desk: Desk,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Take unfired rounds out of a launcher or gun; *held* names it as ``loaded/EQUIPMENT`` or by its id."""
    source = held.place if Account(held.place).kind == "loaded" else Account.loaded(held.place)
    return _between(
        desk,
        TransferKind.UNLOAD,
        Held(source, held.lot),
        place(desk, target),
        rounds,
        hands,
    )


def hand_over(
    desk: Desk,
    held: Held,
    to: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Give misfires or unfit rounds to their maker or a disposal unit (移交); two people, and they never come back."""
    return _between(desk, TransferKind.HAND, held, Account.handed(to), rounds, hands)


def _between(
    desk: Desk,
    kind: TransferKind,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover,
) -> Outcome:
    here = Held(place(desk, held.place), known_lot(desk, held.lot))
    with desk.store.writing():
        return _transfer(desk, kind, here, target, rounds, hands)


_HANDED_OUT = frozenset({TransferKind.ISSUE, TransferKind.HAND})


def _transfer(
    desk: Desk,
    kind: TransferKind,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover,
) -> Outcome:
    move = _movement(held, target, rounds, desk.moment(hands.at, hands.uid))
    repeated = desk.earlier(hands.uid) is not None
    # A command sent again is answered as before: what has changed since must not refuse it now.
    findings = () if repeated else _judge(desk, kind, move, hands)
    desk.guard(f"{kind.value}/{move.lot}", findings, pins.waivable(desk, hands.waiver))
    body = Transferred(
        kind=kind,
        movements=(move,),
        reason=hands.reason,
        document=hands.document,
        mission=hands.mission,
        alone=kind in TWO_PEOPLE and hands.witness is None,
    )
    receipt = desk.write(
        "ammunition.transferred",
        body,
        at=move.at,
        uid=hands.uid,
        witness=hands.witness,
        by=hands.by,
    )
    if hands.codes and not repeated:
        read = serials.told(desk, hands.codes, move)
        if kind in _HANDED_OUT:
            serials.refuse_elsewhere(desk, read)
        serials.write(desk, read, by=hands.by)
    return Outcome(move.lot, receipt, findings)


def _movement(
    held: Held,
    target: str,
    rounds: int,
    at: datetime,
) -> Movement:
    try:
        return Movement(
            lot=held.lot,
            source=held.place,
            target=target,
            rounds=rounds,
            at=at,
        )
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain_error(error)) from error


def _judge(
    desk: Desk,
    kind: TransferKind,
    move: Movement,
    hands: Handover,
) -> tuple[Finding, ...]:
    asked = Transfer(
        kind=kind,
        movement=move,
        by=hands.by or desk.actor,
        witness=hands.witness,
        reason=hands.reason,
        proven=hands.proven,
        boxes=serials.boxed(desk, hands.codes),
        again=doubts.received_before(desk, hands.codes) if kind is TransferKind.RECEIVE else (),
    )
    return check(asked, judging.for_transfer(desk, (move,)))


def known_lot(desk: Desk, no: str) -> str:
    """A lot's number, if the lot is known.

    Raises:
        UnknownName: no such lot.
    """
    known = tables.registry.lots(desk.store)
    if no not in known:
        raise UnknownName(N_("批号"), no, list(known))
    return no
